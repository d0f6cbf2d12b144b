"""The command line: `python -m api COMMAND`, or `python3 dev.py api COMMAND` to have the environment prepared."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

import asyncpg
import typer
from pydantic import ValidationError

from api import OperatorError
from api.database.pool import Busy

COMMANDS: Final = {
    "serving": ("serve", "run", "worker"),
    "operating": ("migrate", "doctor", "backup", "restore"),
    "city": ("clock", "calendar", "found"),
    "auditing": ("audit",),
    "keys": ("keys",),
    "registering": ("operations",),
    "generating": ("makemigrations", "sdl", "errors", "permissions", "settings", "law", "generated"),
}
"""The modules of `api.commands`, each with its commands: one alone is loaded, for each takes as long as it imports."""


def command_line(name: str | None) -> typer.Typer:
    """Make the command line with the module of one command, or, to list them, with all."""
    command = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
    # With one command alone typer would take its name for an argument.
    command.callback()(lambda: None)
    for module, names in COMMANDS.items():
        if name in names or not any(name in each for each in COMMANDS.values()):
            command.add_typer(import_module(f"api.commands.{module}").commands)
    return command


def wrong_setting(place: tuple[int | str, ...], message: str) -> str:
    """Say which setting is wrong, and why."""
    name = str(place[0]) if place else ""
    message = message.removeprefix("Value error, ")
    return f"{name if name.isupper() else f'DIANCHI_{name.upper()}'}: {message}" if name else message


def main() -> None:
    """Run the command asked for; where it cannot be run, end with one line that says what to do."""
    try:
        command_line(next(iter(sys.argv[1:]), None))()
    except ValidationError as error:
        # The values stay out of it: one may be a password.
        sys.exit("\n".join(wrong_setting(each["loc"], each["msg"]) for each in error.errors()))
    except OperatorError as error:
        sys.exit(str(error))
    except (Busy, OSError, asyncpg.PostgresError) as error:
        sys.exit(f"The database cannot be used: {error}. See DATABASE_URL.")


if __name__ == "__main__":
    main()
