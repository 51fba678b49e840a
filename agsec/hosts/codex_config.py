"""Codex's config.toml: what in it keeps hooks from being asked, and the few keys that an installation sets."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

from .. import tomledit
from ..exceptions import AgsecError
from ..files import write_atomically

SYSTEM = (Path("/etc/codex/config.toml"), Path("/etc/codex/managed_config.toml"), Path("/etc/codex/requirements.toml"))
TTY = "unified_exec_tty"
HOOKS = "hooks"
ALIAS = "codex_hooks"  # the older name, which the client still follows


def home_directory(home: Path) -> Path:
    """Where Codex keeps a person's configuration."""
    return Path(os.environ.get("CODEX_HOME") or home / ".codex").absolute()


def user_config(home: Path) -> Path:
    return home_directory(home) / "config.toml"


def profiles(own: Path) -> list[Path]:
    """The configurations that `--profile` puts above a person's own."""
    return sorted(own.parent.glob("*.config.toml"))


def merged(project: Path) -> list[Path]:
    """The configurations that a session in the project reads: its own, and those up to the repository's root."""
    above = [project, *project.parents]
    roots = [number for number, each in enumerate(above) if (each / ".git").exists()]
    return [each / ".codex" / "config.toml" for each in above[: roots[0] + 1 if roots else 1]]


def read(path: Path) -> str:
    """A configuration's text, empty if there is none. Raises ``AgsecError``."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise AgsecError(f"{path} is no regular file", "put a file in its place, then try again")
        return path.read_bytes().decode()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise AgsecError(f"{path} cannot be read: {error}", "mend the file, then try again") from error


def load(path: Path) -> dict[str, Any]:
    """A configuration's data. Raises ``AgsecError``."""
    try:
        return tomledit.loads(read(path))
    except tomledit.EditError as error:
        raise AgsecError(f"{path} is no TOML: {error}", "mend the file, then try again") from error


def assign(path: Path, table: tomledit.Path, key: str, value: str | bool) -> bool:
    """Set a key, and leave every other byte alone; whether anything changed. Raises ``AgsecError``."""
    before = read(path)
    if tomledit.get(load(path), (*table, key)) == value:
        return False
    _replace(path, before, assigned(path, before, table, key, value))
    return True


def assigned(path: Path, text: str, table: tomledit.Path, key: str, value: str | bool) -> str:
    """Raises ``AgsecError`` with what a person can write where we cannot."""
    try:
        return tomledit.assigned(text, table, key, value)
    except tomledit.EditError as error:
        name = ".".join(map(tomledit.spelled_key, (*table, key)))
        raise AgsecError(
            f"{path} cannot be edited: {error}", f"set {name} = {tomledit.spelled(value)} there"
        ) from error


def remove(path: Path, table: tomledit.Path, key: str) -> None:
    """Take a key out, if it is there. Raises ``AgsecError``."""
    before = read(path)
    try:
        after = tomledit.removed(before, table, key)
    except tomledit.EditError as error:
        raise AgsecError(f"{path} is no TOML: {error}", "mend the file, then try again") from error
    if after != before:
        _replace(path, before, after)


def _replace(path: Path, before: str, after: str) -> None:
    """The client writes this file as well, whenever a person trusts something."""
    if read(path) != before:
        raise AgsecError(f"{path} was changed by somebody else meanwhile", "try again")
    write(path, after)


def write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise AgsecError(f"{path.parent} cannot be made: {error.strerror}") from error
    write_atomically(path, text.encode(), 0o600)


def refuse_what_disarms(paths: list[Path], managed: bool) -> None:
    """Raise ``AgsecError`` where the client would not ask hooks at all, or not those of a person."""
    for path in paths:
        data = load(path)
        off = [key for key in (HOOKS, ALIAS) if tomledit.get(data, ("features", key)) is False]
        if off:
            problem = f"switches every hook off (`features.{off[0]}`)"
        elif not managed and data.get("allow_managed_hooks_only") is True:
            problem = "lets only managed hooks be asked (`allow_managed_hooks_only`)"
        elif tomledit.get(data, ("features", TTY)) is True:
            problem = f"lets an agent type into a running shell, which no hook sees (`features.{TTY}`)"
        else:
            continue
        raise AgsecError(f"{path} {problem}: agsec would never be asked", "mend that, then install again")


def is_trusted(config: dict[str, Any], project: Path) -> bool:
    return bool(tomledit.get(config, ("projects", str(project), "trust_level")) == "trusted")
