"""What the installed bundles say of their statements."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from agsec_runtime.bundle import Bundle, open_bundle
from agsec_runtime.pages import BundleError

from ...installing.found import installations


class Place(NamedTuple):
    """Where a statement stands; one that the policies imply stands nowhere."""

    sid: str
    file: str | None
    line: int | None


def statements(revision: str | None = None) -> list[Place]:
    """The statements of the bundles that guard this directory, or of the one with that revision among them.

    A bundle that cannot be read is passed over: hooks that run into it say so themselves.
    """
    found: dict[Place, None] = {}
    for bundle in _bundles():
        if revision in (None, bundle.revision):
            found.update(dict.fromkeys(_statements(bundle)))
    return list(found)


def _bundles() -> Iterator[Bundle]:
    for slot in installations(Path.cwd()):
        for path in sorted(slot.directory.glob("bundle*.agp")):
            try:
                yield open_bundle(str(path))
            except BundleError:
                continue


def _statements(bundle: Bundle) -> list[Place]:
    try:
        rows = [bundle.statement(ordinal) for ordinal in range(bundle.statements)]
    except BundleError:
        return []
    return [Place(row["sid"], row["file"], row["line"]) for row in rows if row["sid"]]
