"""A copy of the pattern engine beside the hook: the one in an agent's workspace could be rewritten by the agent."""

from __future__ import annotations

import compileall
import shutil
import tempfile
from pathlib import Path

import regex

from ..exceptions import AgsecError

NAME = "engine"


def keep(directory: Path) -> None:
    """Put the engine's package into ``directory``, compiled. Raises ``AgsecError``.

    Between taking the old copy away and putting the new one there, a hook that needs it denies.
    """
    package = Path(regex.__file__).parent
    fresh = directory
    try:
        fresh = Path(tempfile.mkdtemp(dir=directory, prefix=f".{NAME}."))
        shutil.copytree(package, fresh / package.name, ignore=shutil.ignore_patterns("test*"))
        compileall.compile_dir(fresh, quiet=2)
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)  # Whatever the umask; the directory above says who may enter.
        fresh.chmod(directory.stat().st_mode & 0o7777)
        shutil.rmtree(directory / NAME, ignore_errors=True)
        fresh.rename(directory / NAME)
    except OSError as error:
        if fresh != directory:
            shutil.rmtree(fresh, ignore_errors=True)
        raise AgsecError(f"the pattern engine cannot be copied to {directory}: {error}") from error
