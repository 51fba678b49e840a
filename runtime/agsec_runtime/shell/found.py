"""What is found in a shell command: the lists and flags behind `shell.*` and `files.*`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Texts = dict[str, None]  # an ordered set of marked texts


class Found:
    """Ordered sets of marked texts. Paths are absolute by their text; symbolic links are not yet followed."""

    __slots__ = (
        "commands",
        "deletes",
        "dynamic",
        "git",
        "programs",
        "pushes",
        "reads",
        "sends",
        "sets",
        "sql",
        "unparsed",
        "writes",
    )

    def __init__(self) -> None:
        self.programs: Texts = {}
        self.commands: Texts = {}
        self.git: Texts = {}
        self.pushes: Texts = {}
        self.sql: Texts = {}
        self.sends: Texts = {}
        self.sets: Texts = {}
        self.reads: Texts = {}
        self.writes: Texts = {}
        self.deletes: Texts = {}
        self.dynamic = False
        self.unparsed = False
