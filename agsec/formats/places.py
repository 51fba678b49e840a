"""Where a finding stands, as programs on other machines can use it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from agsec_compiler.source import Source


def relative_path(source: Source) -> str:
    """The file's path from the working directory, with slashes; from the root where it lies elsewhere."""
    path = Path(os.path.abspath(source.shown))  # noqa: PTH100 - links stay as they are written
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def uri(source: Source) -> str:
    """The same as a reference by RFC 3986."""
    path = relative_path(source)
    spelled = quote(path, safe="/", encoding="utf-8", errors="surrogateescape")
    return f"file://{spelled}" if path.startswith("/") else spelled
