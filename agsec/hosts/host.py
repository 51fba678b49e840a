"""What the installer asks of an agent host."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ..state import Slot


@dataclass(frozen=True)
class Place:
    """Whose sessions are to be guarded: everybody's (``managed``), a person's (``user``), or those in one project."""

    scope: str
    project: Path
    home: Path


@dataclass(frozen=True)
class Settled:
    """What was done beside the settings: ``fields`` for the installation's record, ``notes`` for the person."""

    fields: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Handler(NamedTuple):
    """One of our hooks as a settings text has it; the client waits for it that many seconds."""

    event: str
    command: str
    seconds: float


class Editor(Protocol):
    """The edit of a settings text. All raise ``AgsecError`` for a text that cannot be edited safely."""

    def installed(self, text: str, groups: dict[str, Any]) -> str:
        """The text with our hooks in it, once."""
        ...

    def uninstalled(self, text: str) -> str:
        """The text without our hooks, and without what held only them."""
        ...

    def holds_hooks(self, text: str) -> bool:
        """Whether a text that can be parsed holds a hook of ours; never raises."""
        ...

    def handlers(self, text: str) -> list[Handler]:
        """Our hooks in a text, none where it cannot be parsed; never raises."""
        ...


class Host(Protocol):
    """One agent host. ``title`` is its name for people, ``scopes`` are those that it has.

    ``client`` is the program that a person starts, ``heeding`` the version from which on it heeds all that we install.
    ``asks_trust``: it skips hooks that nobody vouched for.
    """

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def scopes(self) -> tuple[str, ...]: ...
    @property
    def announces_allow(self) -> bool: ...
    @property
    def client(self) -> str: ...
    @property
    def heeding(self) -> tuple[int, ...]: ...
    @property
    def asks_trust(self) -> bool: ...

    def settings(self, place: Place) -> Path:
        """The file that holds the hooks."""
        ...

    def editor(self, scope: str) -> Editor: ...

    def entries(self, command: str, watch: bool) -> dict[str, Any]:
        """Our group of each event."""
        ...

    def refuse(self, place: Place, text: str) -> None:
        """Raise ``AgsecError`` where the client would not ask the hooks. ``text`` is what the settings will say."""
        ...

    def refuse_untrusted(self, place: Place, settings: Path, text: str, fields: dict[str, Any]) -> None:
        """Raise ``AgsecError`` where the client would skip the hooks in ``text`` because nobody vouched for them."""
        ...

    def shell(self) -> list[str]:
        """What the client starts a hook's command line with."""
        ...

    def verdict(self, out: str, err: str, code: int) -> str:
        """What the client makes of a hook's answer: one of `verdicts`."""
        ...

    def seen(self, place: Place, settings: Path, text: str) -> dict[str, dict[str, str]]:
        """Marks of the settings of the moment, for a host whose hooks judge later changes."""
        ...

    def settle(self, where: Slot, place: Place, fields: dict[str, Any], trust_project: bool) -> Settled:
        """Do what the host needs beside the settings, once they are written. Raises ``AgsecError``."""
        ...

    def unsettle(self, where: Slot, fields: dict[str, Any]) -> tuple[str, ...]:
        """Take back what `settle` did; notes for the person. Raises ``AgsecError``."""
        ...
