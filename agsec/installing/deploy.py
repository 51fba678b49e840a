"""From policy files to the bundle that an installation's hook believes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agsec_compiler import Compilation, compile_path
from agsec_compiler.discover import directories
from agsec_compiler.pipeline import Further
from agsec_runtime import bundle
from agsec_runtime import installation as layout
from agsec_runtime.pages import BundleError

from ..decisions import unreadable
from ..exceptions import AgsecError, invalid
from ..state import Slot


def compiled(policies: Path, progress: Callable[[Any], None] | None, further: Further | None = None) -> Compilation:
    """Raises ``InvalidPolicyError`` or ``PolicyError``."""
    try:
        compilation = compile_path(policies, progress, further=further)
    except OSError as error:
        raise unreadable(policies, error) from None
    if compilation.bundle is None:
        raise invalid(compilation)
    return compilation


def put_into_force(where: Slot, compilation: Compilation, sources: str) -> str:
    """Verify the new bundle, then swap it in. The stamps follow, so that a crash in between is only noticed twice."""
    raw = compilation.bundle or b""
    try:
        revision = bundle.load(raw).revision
    except BundleError as error:
        raise AgsecError(f"the compiled bundle does not verify: {error}", "this is a defect of agsec") from error
    where.write(layout.BUNDLE, raw)
    where.write(layout.STAMPS, sources.encode())
    return revision


def keep_pinned(where: Slot, revision: str, before: str | None) -> None:
    """Keep the pinned bundle under its revision, and the one of before for sessions that still ask for it."""
    if revision == before:
        return
    where.write(layout.bundle_name(revision), where.bundle.read_bytes())
    kept = {layout.bundle_name(each) for each in (None, revision, before)}
    for each in where.directory.glob("bundle*.agp"):
        if each.name not in kept:
            each.unlink(missing_ok=True)


def watched(policies: Path) -> list[str]:
    """Files and directories whose change means that the policies changed; taken before they are read."""
    path = policies.resolve()
    if not path.is_dir():
        return [str(path)]
    found = directories(path)
    files = [entry.path for each in found for entry in os.scandir(each) if entry.is_file()]
    return sorted([*map(str, found), *files])
