"""One thing that was looked at, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

OK = "ok"
FAILED = "FAILED"
WARNING = "warning"  # the guard holds, and a person should know
NOTE = "note"
NOT_RUN = "not run"
_SOUND = (OK, WARNING, NOTE)


@dataclass(frozen=True)
class Check:
    """``name`` is for programs, ``told`` for people; ``help`` says what mends it.

    ``milliseconds`` is how long a hook took, as its client sees it.
    """

    name: str
    outcome: str
    told: str
    help: str | None = None
    milliseconds: float | None = None

    @property
    def is_sound(self) -> bool:
        """Whether it speaks for the guard: what was not run does not."""
        return self.outcome in _SOUND
