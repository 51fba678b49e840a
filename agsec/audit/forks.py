"""Keep forks apart from SQLite and from the log's lock: while the process forks, no thread is inside either.

SQLite forbids to take an open file through a fork, and a lock that another thread holds at that moment would stay held
in the child for ever. Locks are taken in one order: `opening`, a database's own, `gate`.
"""

from __future__ import annotations

import os
import threading
import weakref
from typing import Protocol


class Member(Protocol):
    """What has to let go of its file before a fork, in the thread that forks, and may take it again afterwards."""

    def part(self) -> None: ...

    def rejoin(self) -> None: ...


gate = threading.RLock()  # whoever has the log open for writing, or closes it, holds this
opening = threading.RLock()  # whoever opens a database holds this
_members: weakref.WeakSet[Member] = weakref.WeakSet()
_parted: list[Member] = []


def join(member: Member) -> None:
    """To be called while holding ``opening``."""
    _members.add(member)


def _before() -> None:
    opening.acquire()
    for member in list(_members):
        member.part()
        _parted.append(member)
    gate.acquire()


def _after() -> None:
    """In the parent and in the child alike: the thread that forked is there in both, and holds the locks in both."""
    gate.release()
    while _parted:
        _parted.pop().rejoin()
    opening.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before, after_in_parent=_after, after_in_child=_after)
