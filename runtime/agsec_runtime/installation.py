"""What `agsec install` wrote down for the hook: where things are, and what the person chose."""

from __future__ import annotations

from .jsontext import JsonError, loads
from .system import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 1
RECORD = "installation.json"
BUNDLE = "bundle.agp"
STAMPS = "stamps.json"
PROGRAM = "hook.pyc"
SESSIONS = "sessions"
MAX_BYTES = 8 << 20


class InstallationError(Exception):
    """The installation's own files cannot be used. The caller denies."""


class Installation:
    """The record beside the bundle, and the directory they stand in."""

    __slots__ = ("directory", "fields")

    def __init__(self, directory: str, fields: dict[str, Any]) -> None:
        self.directory = directory
        self.fields = fields

    def path(self, name: str) -> str:
        return f"{self.directory}/{name}"

    def bundle(self, pin: str | None) -> str:
        """The bundle's path. A pinned one is kept by its revision, so that sessions with the pin of before go on."""
        return self.path(bundle_name(pin))

    def text(self, name: str) -> str | None:
        """A field that is text or left out. Raises ``InstallationError``."""
        value = self.fields.get(name)
        if value is not None and type(value) is not str:
            raise InstallationError(f"`{name}` in {self.path(RECORD)} is no text")
        return value

    def is_set(self, name: str) -> bool:
        return self.fields.get(name) is True

    @property
    def audit_log(self) -> str:
        """Where decisions are recorded; a machine-wide installation records in the home of whoever runs the agent."""
        path = self.text("audit_log")
        if path is not None:
            return path
        from pwd import getpwuid

        return f"{getpwuid(posix.getuid()).pw_dir}/.local/state/agsec/audit.jsonl"

    @property
    def audit_required(self) -> bool:
        return self.fields.get("audit") != "best-effort"


def bundle_name(pin: str | None) -> str:
    return BUNDLE if pin is None else f"bundle-{pin}.agp"


def read_installation(directory: str) -> Installation:
    """Raises ``InstallationError``."""
    path = f"{directory}/{RECORD}"
    fields = read_record(path)
    if fields.get("version") != VERSION:
        raise InstallationError(f"{path} was written by another version of agsec")
    return Installation(directory, fields)


def read_record(path: str) -> dict[str, Any]:
    """A file of the installation that holds one JSON object. Raises ``InstallationError``."""
    try:
        fields = loads(read_file(path))
    except OSError as error:
        raise InstallationError(f"{path} cannot be read ({error.strerror})") from None
    except JsonError as error:
        raise InstallationError(f"{path} is damaged: {error}") from None
    if type(fields) is not dict:
        raise InstallationError(f"{path} is damaged: it is no JSON object")
    return fields


def read_file(path: str, limit: int = MAX_BYTES) -> bytes:
    """A whole file of at most ``limit`` bytes. Raises ``OSError``."""
    descriptor = posix.open(path, posix.O_RDONLY | getattr(posix, "O_CLOEXEC", 0) | posix.O_NONBLOCK)
    try:
        return read_all(descriptor, limit)
    finally:
        posix.close(descriptor)


def read_all(descriptor: int, limit: int) -> bytes:
    """Everything up to the end of a file or pipe. Raises ``OSError`` if that is more than ``limit`` bytes."""
    chunks: list[bytes] = []
    size = 0
    while True:
        chunk = posix.read(descriptor, 1 << 18)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            raise OSError(27, f"it is larger than {limit >> 20} MiB")
