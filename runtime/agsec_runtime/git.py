"""The branch that a directory's repository is on, read from ``.git/HEAD`` without running git."""

from __future__ import annotations

from .installation import read_file

MAX_PARENTS = 64
MAX_HEAD = 4096


def branch(directory: str) -> str | None:
    """The branch, or None outside a repository, on a detached HEAD and where HEAD cannot be read."""
    head = _head(directory.rstrip("/"))
    return head[16:] if head is not None and head.startswith("ref: refs/heads/") else None


def _head(directory: str) -> str | None:
    for _ in range(MAX_PARENTS):
        git = f"{directory}/.git"
        head = _read(f"{git}/HEAD")
        if head is not None:
            return head
        link = _read(git)
        if link is not None:  # A worktree or a submodule: the file names the real directory.
            target = link.removeprefix("gitdir: ")
            return _read(f"{target if target.startswith('/') else f'{directory}/{target}'}/HEAD")
        if not directory:
            return None
        directory = directory.rpartition("/")[0]
    return None


def _read(path: str) -> str | None:
    try:
        return read_file(path, MAX_HEAD).decode().strip()
    except (OSError, ValueError):
        return None
