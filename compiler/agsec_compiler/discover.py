"""Find and read the files of a policy set. Whatever looks like a policy and is not read is an error."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from .compose import MAX_BYTES
from .diagnostics import Diagnostic
from .source import Source

SUFFIXES = (".yaml", ".yml")
TEST_SUFFIXES = ("_test.yaml", "_test.yml")
LOOKALIKES = (".json", ".jsonc", ".json5", ".toml")


def discover(path: Path) -> tuple[list[Source], list[Diagnostic]]:
    """The sources under ``path``, a directory or one file, in file order. Raises ``FileNotFoundError``."""
    if not os.path.lexists(path):
        raise FileNotFoundError(f"there is no policy file or directory {path}")
    if not path.is_dir():
        return _read_all([(path.name, path)])
    sources, findings = [], []
    for name, file in sorted(_walk(path, "", frozenset()), key=lambda pair: os.fsencode(pair[0])):
        wrong = _unread(file)
        if wrong:
            findings.append(_finding(wrong, name, file))
        elif file.name.lower().endswith(SUFFIXES):
            read, errors = _read_all([(name, file)])
            sources += read
            findings += errors
    return sources, findings


def directories(path: Path) -> list[Path]:
    """``path`` and every directory below it that ``discover`` looks into."""
    found = [path]
    seen = {os.path.realpath(path)}
    for directory in found:
        for entry in os.scandir(directory):
            real = os.path.realpath(entry.path)
            if not entry.name.startswith(".") and entry.is_dir() and real not in seen:
                seen.add(real)
                found.append(Path(entry.path))
    return found


def is_test(source: Source) -> bool:
    return source.name.endswith(TEST_SUFFIXES)


def _walk(directory: Path, prefix: str, above: frozenset[str]) -> Iterator[tuple[str, Path]]:
    """Every file below ``directory`` that is not hidden, links followed, none twice on one way down."""
    real = os.path.realpath(directory)
    if real in above:
        return
    for entry in os.scandir(directory):
        if entry.name.startswith("."):
            continue
        name = f"{prefix}{entry.name}"
        if entry.is_dir() and not entry.name.lower().endswith(SUFFIXES):
            yield from _walk(Path(entry.path), f"{name}/", above | {real})
        else:
            yield name, Path(entry.path)


def _unread(file: Path) -> tuple[str, str, str] | None:
    """Why a file that looks like a policy is not read: code, message, remedy."""
    lower = file.name.lower()
    if lower.endswith(LOOKALIKES):
        return (
            "AGS011",
            f"`{file.name}` looks like a policy but is not read",
            "rename it to `.yaml`, or move it elsewhere",
        )
    if not lower.endswith(SUFFIXES):
        return None
    if not file.name.endswith(SUFFIXES):
        return "AGS011", f"`{file.name}` looks like a policy but is not read", "write the ending in lower case"
    if file.is_dir():
        return "AGS010", f"`{file.name}` is a directory", "rename it: only files end in `.yaml`"
    if not file.exists():
        return "AGS010", f"`{file.name}` is a dangling link", "mend or remove the link"
    return None if file.is_file() else ("AGS010", f"`{file.name}` is no regular file", "replace it by a file")


def _read_all(files: list[tuple[str, Path]]) -> tuple[list[Source], list[Diagnostic]]:
    sources, findings = [], []
    for name, file in files:
        try:
            sources.append(_read(name, file))
        except OSError as error:
            message = f"`{file.name}` cannot be read: {error.strerror}"
            findings.append(_finding(("AGS010", message, "check the file and its permissions"), name, file))
        except UnicodeDecodeError as error:
            message = f"byte 0x{error.object[error.start]:02x} at offset {error.start} is not UTF-8"
            findings.append(_finding(("AGS004", message, "save the file as UTF-8"), name, file))
        except _TooLarge as error:
            findings.append(_finding(("AGS005", str(error), "split the file"), name, file))
    return sources, findings


class _TooLarge(Exception):
    pass


def _read(name: str, file: Path) -> Source:
    with file.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise _TooLarge(f"`{file.name}` is larger than {MAX_BYTES >> 20} MiB")
    return Source(name, raw.decode("utf-8-sig").replace("\r\n", "\n"), str(file))


def _finding(what: tuple[str, str, str], name: str, file: Path) -> Diagnostic:
    code, message, help = what
    source = Source(name, "", str(file))
    return Diagnostic(code, message, source, source.whole(), help)
