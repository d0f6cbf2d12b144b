"""What deploy/ says, carried out on this machine: a unit's commands under its restrictions, an image's steps without Docker."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from dev import RUNTIME, uv

ROOT: Final = Path(__file__).parents[2]
NOBODY: Final = 65534
CONFINED: Final = """
mount -t tmpfs -o mode=755 tmpfs /mnt && mkdir /mnt/code /mnt/state /mnt/python
mount --bind "$CODE" /mnt/code && mkdir -p /mnt/code/.venv && mount --bind "$VENV" /mnt/code/.venv
mount --bind "$STATE" /mnt/state && mount --bind "$BASE" /mnt/python
for folder in /opt /var/lib /root /home; do mount -t tmpfs -o mode=755 tmpfs $folder; done
mount -t tmpfs -o mode=1777 tmpfs /tmp
mkdir -p /opt/dianchi /var/lib/dianchi "$BASE"
mount --rbind /mnt/code /opt/dianchi && mount --bind /mnt/state /var/lib/dianchi && mount --bind /mnt/python "$BASE"
while read -r _ _ _ _ place _; do case "$place" in
  /proc|/proc/*|/sys|/sys/*|/dev|/dev/*|/tmp|/var/lib/dianchi) ;;
  *) mount -o remount,bind,ro "$place" 2>/dev/null || true ;;
esac; done < /proc/self/mountinfo
cd /opt/dianchi && exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs "$@"
"""
"""What User, StateDirectory, PrivateTmp, ProtectHome, ProtectSystem=strict and NoNewPrivileges come to, Python's own home aside."""


class Unit:
    """A unit of systemd."""

    def __init__(self, path: Path) -> None:
        self.settings = defaultdict[str, list[str]](list)
        for line in path.read_text("utf-8").splitlines():
            name, equals, value = line.partition("=")
            if equals and not line.startswith("#"):
                self.settings[name].append(value)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that the unit itself sets."""
        return dict(each.split("=", 1) for each in self.settings["Environment"])

    def command(self, name: str = "ExecStart") -> list[str]:
        """One of its commands."""
        [command] = self.settings[name]
        return shlex.split(command)


def confined(
    command: Sequence[str], code: Path, state: Path, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start a command as the units have it started; only a superuser can."""
    places = {"CODE": str(code), "STATE": str(state), "VENV": sys.prefix, "BASE": sys.base_prefix}
    kept = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "PYTEST_OF": os.environ["PYTEST_OF"]}
    return subprocess.Popen(
        ["unshare", "--mount", "--propagation", "private", "sh", "-eu", "-c", CONFINED, "sh", *command],
        env={**kept, **places, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


class Image:
    """An image whose steps are carried out in a folder, with an environment for Python beside it."""

    def __init__(self, context: Path, folder: Path) -> None:
        self.root, self.venv, self.environment = folder / "image", folder / "venv", dict[str, str]()
        self.command, self.health = list[str](), list[str]()
        self.root.mkdir()
        ignored = (context / ".dockerignore").read_text("utf-8").split("\n")
        patterns = [line for line in ignored if line and not line.startswith("#")]
        files = [path.relative_to(context) for path in context.rglob("*") if path.is_file()]
        self.context = {path: context / path for path in files if sent(path, patterns)}
        text = (context / "deploy" / "Dockerfile").read_text("utf-8").replace("\\\n", "")
        for line in text.splitlines():
            instruction, _, rest = line.partition(" ")
            getattr(self, instruction.lower(), self.nothing)(rest.strip())

    def nothing(self, _rest: str) -> None:
        """Leave out what only Docker does."""

    def copy(self, rest: str) -> None:
        """Copy from the context."""
        source, target = rest.split()
        found = [path for path in self.context if path == Path(source) or Path(source) in path.parents]
        assert found, rest
        for path in found:
            to = self.root / target / (path.name if path == Path(source) else path.relative_to(source))
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.context[path], to)

    def run(self, rest: str) -> None:
        """Install what pip would; users and folders are the machine's."""
        if rest.startswith("pip install"):
            assert rest.endswith(f"--require-hashes -r {RUNTIME.name}")
            for step in (
                ["venv", "--quiet", "--python", sys.executable, str(self.venv)],
                [
                    "pip",
                    "sync",
                    "--quiet",
                    "--require-hashes",
                    "--python",
                    str(self.venv / "bin" / "python"),
                    RUNTIME.name,
                ],
            ):
                subprocess.run([str(uv()), *step], cwd=self.root, check=True)

    def env(self, rest: str) -> None:
        """Set variables."""
        self.environment |= dict(each.split("=", 1) for each in shlex.split(rest))

    def healthcheck(self, rest: str) -> None:
        """Note how its health is asked for."""
        self.health = json.loads(rest.partition("CMD ")[2])

    def cmd(self, rest: str) -> None:
        """Note what it starts."""
        self.command = json.loads(rest)

    def start(self, command: Sequence[str], **environment: str) -> subprocess.Popen[bytes]:
        """Start a command in it."""
        found = {"PATH": f"{self.venv / 'bin'}:/usr/bin:/bin", "PYTEST_OF": os.environ["PYTEST_OF"]}
        return subprocess.Popen(
            [str(self.venv / "bin" / command[0]), *command[1:]],
            cwd=self.root,
            env={**found, **self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )


def sent(path: Path, patterns: Sequence[str]) -> bool:
    """Whether a file is sent to Docker: the last pattern that fits decides."""
    last = "!"
    for pattern in patterns:
        plain = pattern.removeprefix("!")
        places = [str(each) for each in (path, *path.parents)][:-1]
        inside = plain.startswith("**/") and plain[3:] in path.parts
        if inside or any(fnmatch(place, plain) and place.count("/") == plain.count("/") for place in places):
            last = pattern
    return last.startswith("!")
