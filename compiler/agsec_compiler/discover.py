"""Find and read the files of a policy set. Whatever looks like a policy and is not read is an error."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from .compose import MAX_BYTES
from .diagnostics import Diagnostic
from .source import Source

SUFFIXES = (".yaml", ".yml")
TEST_SUFFIXES = ("_test.yaml", "_test.yml")
_LOOKS_LIKE_POLICY = re.compile(r"\.ya?ml\W*$", re.IGNORECASE)
_UNLISTED = ("AGS010", "the directory cannot be listed", "check its permissions")
Wrong = tuple[str, str, str]  # code, message, remedy
LOOKALIKES = (".json", ".jsonc", ".json5", ".toml")


def discover(path: Path) -> tuple[list[Source], list[Diagnostic]]:
    """The sources under ``path``, a directory or one file, in file order. Raises ``OSError`` if there is neither."""
    path.lstat()
    if not path.is_dir():
        return _read_all([(path.name, path)])
    sources, findings = [], []
    for name, file, wrong in sorted(_walk(path), key=lambda each: os.fsencode(each[0])):
        if wrong:
            findings.append(_finding(wrong, name, file))
        elif file.name.endswith(SUFFIXES):
            read, errors = _read_all([(name, file)])
            sources += read
            findings += errors
    return sources, findings


def directories(path: Path) -> list[Path]:
    """``path`` and every directory below it that ``discover`` looks into."""
    found, seen = [path], {os.path.realpath(path)}
    for directory in found:
        for entry in _entries(directory) or ():
            real = os.path.realpath(entry.path)
            if entry.is_dir() and real not in seen:
                seen.add(real)
                found.append(Path(entry.path))
    return found


def matters(name: str) -> bool:
    """Whether ``discover`` reads a file of this name, or reports it because it looks like a policy."""
    looks_so = _LOOKS_LIKE_POLICY.search(name) or name.lower().endswith(LOOKALIKES)
    return not name.startswith(".") and bool(looks_so)


def is_test(source: Source) -> bool:
    return source.name.endswith(TEST_SUFFIXES)


def _walk(root: Path) -> Iterator[tuple[str, Path, Wrong | None]]:
    """Everything below ``root`` that is not hidden, with what is wrong with it. Links are followed, once each."""
    todo, seen = [("", root)], {os.path.realpath(root)}
    while todo:
        prefix, directory = todo.pop()
        entries = _entries(directory)
        if entries is None:
            yield prefix.rstrip("/") or directory.name, directory, _UNLISTED
        for entry in entries or ():
            name, path = f"{prefix}{entry.name}", Path(entry.path)
            if not entry.is_dir() or _LOOKS_LIKE_POLICY.search(entry.name):
                yield name, path, _unread(path)
            elif os.path.realpath(path) in seen:
                message = f"`{entry.name}` leads to a directory that is read already"
                yield name, path, ("AGS010", message, "remove the link")
            else:
                seen.add(os.path.realpath(path))
                todo.append((f"{name}/", path))


def _entries(directory: Path) -> list[os.DirEntry[str]] | None:
    try:
        visible = [entry for entry in os.scandir(directory) if not entry.name.startswith(".")]
    except OSError:
        return None
    return sorted(visible, key=lambda entry: os.fsencode(entry.name))


def _unread(file: Path) -> Wrong | None:
    """Why a file that looks like a policy is not read: code, message, remedy."""
    if file.is_symlink() and not file.exists():
        return "AGS010", f"`{file.name}` is a dangling link", "mend or remove the link"
    if file.name.lower().endswith(LOOKALIKES):
        return (
            "AGS011",
            f"`{file.name}` looks like a policy but is not read",
            "rename it to `.yaml`, or move it",
        )
    if not _LOOKS_LIKE_POLICY.search(file.name):
        return None
    if not file.name.endswith(SUFFIXES):
        return "AGS011", f"`{file.name}` looks like a policy but is not read", "let it end in `.yaml` or `.yml`"
    if file.is_dir():
        return "AGS010", f"`{file.name}` is a directory", "rename it: only files end in `.yaml`"
    return None if file.is_file() else ("AGS010", f"`{file.name}` is no regular file", "replace it by a file")


def _read_all(files: list[tuple[str, Path]]) -> tuple[list[Source], list[Diagnostic]]:
    sources, findings = [], []
    for name, file in files:
        try:
            with file.open("rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
        except OSError as error:
            message = f"`{file.name}` cannot be read: {error.strerror}"
            findings.append(_finding(("AGS010", message, "check the file and its permissions"), name, file))
            continue
        read, errors = decoded(name, raw, file)
        sources += read
        findings += errors
    return sources, findings


def decoded(name: str, raw: bytes, file: Path) -> tuple[list[Source], list[Diagnostic]]:
    """The source that a file's bytes are, or what is wrong with them. ``file`` is how it is called in findings."""
    if len(raw) > MAX_BYTES:
        message = f"`{file.name}` is larger than {MAX_BYTES >> 20} MiB"
        return [], [_finding(("AGS005", message, "split the file"), name, file)]
    try:
        return [Source(name, raw.decode("utf-8-sig").replace("\r\n", "\n"), str(file))], []
    except UnicodeDecodeError as error:
        message = f"byte 0x{error.object[error.start]:02x} at offset {error.start} is not UTF-8"
        return [], [_finding(("AGS004", message, "save the file as UTF-8"), name, file)]


def _finding(what: Wrong, name: str, file: Path) -> Diagnostic:
    code, message, help = what
    source = Source(name, "", str(file))
    return Diagnostic(code, message, source, source.whole(), help)
