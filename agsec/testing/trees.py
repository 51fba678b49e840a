"""The situation of a fixture: its context, and its tree of files in a temporary directory."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from agsec_runtime.git import branch

from ..exceptions import AgsecError
from .model import Fixture

ROOT = "{{root}}"  # stands for the directory that a fixture's files are in
HOME = "/home/dev"
CWD = "/home/dev/app"
BRANCH = "feature"
_PLACES = ("cwd", "home", "workspace")


class Situation:
    """A fixture made real. Nothing is run in it: its files are there for links to be followed."""

    def __init__(self, fixture: Fixture, root: str | None) -> None:
        self.platform = fixture.platform
        self.root = root
        said = {name: getattr(fixture, name) for name in (*_PLACES, "git_branch") if name in fixture.model_fields_set}
        start = root or CWD
        known = {"cwd": start, "home": HOME, "workspace": said.get("cwd", start), "git_branch": BRANCH, **said}
        self._context = {name: self._placed(name, value) for name, value in known.items() if value is not None}
        self._context |= fixture.context
        self._has_head = "git_branch" not in said and any(name.endswith(".git/HEAD") for name in fixture.files)

    def context(self, added: Mapping[str, Any]) -> dict[str, Any]:
        """What the host says, with what a case adds; a null takes away."""
        head = {"git_branch": branch(self._context.get("cwd", ""))} if self._has_head else {}
        found = {**self._context, **head, **added}
        return {name: self.filled(value) for name, value in found.items() if value is not None}

    def filled(self, value: Any) -> Any:
        """A value with the directory of the files in place of ``{{root}}``. Raises ``AgsecError`` without one."""
        if isinstance(value, dict):
            return {name: self.filled(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        if not isinstance(value, str) or ROOT not in value:
            return value
        if self.root is None:
            raise AgsecError(f"`{ROOT}` stands for nothing here", "give the fixture `files`, `links` or `directories`")
        return value.replace(ROOT, self.root)

    def _placed(self, name: str, value: Any) -> Any:
        if name not in _PLACES or value.startswith(("/", ROOT)):
            return value
        if self.root is None:
            raise AgsecError(f"`{name}` is relative, and the fixture has no files", "let it begin with `/`")
        return os.path.normpath(f"{self.root}/{value}")


@contextlib.contextmanager
def situation(fixture: Fixture) -> Iterator[Situation]:
    """The fixture with its files, which are gone afterwards. Raises ``AgsecError`` where it cannot be made."""
    if not (fixture.files or fixture.links or fixture.directories):
        yield Situation(fixture, None)
        return
    with tempfile.TemporaryDirectory(prefix="agsec-test-") as directory:
        root = os.path.realpath(directory)
        made = Situation(fixture, root)
        try:
            _fill(Path(root), fixture, made)
        except (OSError, ValueError) as error:
            raise AgsecError(f"the fixture's files cannot be made: {error}", "look at their paths") from error
        yield made


def _fill(root: Path, fixture: Fixture, made: Situation) -> None:
    for name in fixture.directories:
        _inside(root, name).mkdir(parents=True, exist_ok=True)
    for name, text in fixture.files.items():
        _parent(root, name).write_text(made.filled(text), "utf-8")
    for name, target in fixture.links.items():
        _parent(root, name).symlink_to(made.filled(target))


def _parent(root: Path, name: str) -> Path:
    path = _inside(root, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _inside(root: Path, name: str) -> Path:
    """Where a path of the tree lies. A link of the tree must not lead what is written elsewhere: links come last."""
    if not name or name.startswith("/") or ".." in name.split("/"):
        raise AgsecError(f"`{name[:80]}` lies outside of the fixture's tree", "give a relative path without `..`")
    return root / name
