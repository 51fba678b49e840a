"""The sessions in which agsec itself asks its hooks: no agent made these calls, and no policy is to learn of them."""

from __future__ import annotations

INSTALL = "agsec-install"
DOCTOR = "agsec-doctor"
_OWN = frozenset({INSTALL, DOCTOR})


def is_own(session: object) -> bool:
    """Whether a record's session is one of them."""
    return isinstance(session, str) and session in _OWN
