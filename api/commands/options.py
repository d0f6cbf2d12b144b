"""The options of every command, and the settings made of them."""

from __future__ import annotations

import getpass
import os
import socket
from pathlib import Path
from typing import Annotated, Any

import typer

from api.settings import Settings
from resolvers.work.origin import ORIGIN, Origin

LONGEST = 100
"""Characters that the audit keeps of who gave a command."""

Port = Annotated[int | None, typer.Option(help="Where to listen.")]
Data = Annotated[Path | None, typer.Option(help="Folder of the embedded database.")]


def chosen(**options: Any) -> Settings:
    """Read the settings, the command line's word going before the environment's."""
    ORIGIN.set(Origin(f"{getpass.getuser()}@{socket.gethostname()}"[:LONGEST]))
    # By way of the environment, from which several workers read them again.
    os.environ.update({f"DIANCHI_{name.upper()}": str(value) for name, value in options.items() if value is not None})
    return Settings()
