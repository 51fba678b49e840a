"""Change a policy set by a statement: plan it, check the whole set as it would be, write it under a lock.

Planning writes nothing. What was planned is refused when any file of the set is no longer what it was.
"""

from __future__ import annotations

import contextlib
import os
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from agsec_compiler import Compilation, Diagnostic, Source, compile_sources
from agsec_compiler.compose import MAX_BYTES, compose
from agsec_compiler.diagnostics import visible
from agsec_compiler.discover import SUFFIXES, TEST_SUFFIXES, discover, is_test
from agsec_compiler.lower import sid_of
from agsec_compiler.model import Statement
from agsec_compiler.parse import Document, Located, parse

from ..decisions import unreadable
from ..exceptions import PolicyError, RejectedStatementError, invalid
from ..files import write_atomically
from .drafts import Draft
from .edits import Content, Edit, insertions, removals
from .outline import LayoutError, Outline, outline

CUSTOM = "99_custom.yaml"
HEADER = """\
# This project's own policies. `agsec policy add` writes here; edit it as you like.

version: "1.0"
"""
_CHANGED = "was changed by somebody else meanwhile"
_TRY_AGAIN = "nothing was written; try again"


@dataclass(frozen=True)
class Change:
    """A planned change to one file; ``before`` is None where the file is new.

    ``statement`` is the text of the one that comes or goes, ``line`` where it is or will be.
    """

    path: Path
    name: str
    before: Content | None
    after: Content
    sid: str
    statement: str
    line: int
    sources: tuple[Source, ...] = field(repr=False)
    old: Compilation = field(repr=False)
    new: Compilation = field(repr=False)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """Those that the set has by this change."""
        known = {(each.code, each.source.name, each.message) for each in self.old.diagnostics}
        return tuple(each for each in self.new.diagnostics if (each.code, each.source.name, each.message) not in known)


@dataclass(frozen=True)
class PolicySet:
    """A directory of policies, or one file, that compiles."""

    path: Path
    sources: tuple[Source, ...]
    compilation: Compilation

    @cached_property
    def statements(self) -> list[tuple[Document, Located]]:
        documents = (document(each) for each in self.sources if not is_test(each))
        return [(each, located) for each in documents if each for located in each.statements]

    @cached_property
    def sids(self) -> dict[str, str]:
        """Every sid, with its file and line."""
        return {sid_of(*each): f"{each[0].source.name}:{line_of(*each)}" for each in self.statements}

    def with_statement(self, draft: Draft, file: str | None = None) -> Change:
        """Plan to put ``draft`` last in ``file``, by default the set's custom file. Raises ``PolicyError``."""
        if not draft.sid.isprintable():
            raise PolicyError(
                f"the sid {draft.sid!a} has characters that cannot be shown", "choose another with `--sid`"
            )
        if draft.sid in self.sids:
            message = f"the sid `{draft.sid}` is taken: the first is {self.sids[draft.sid]}"
            raise PolicyError(message, "choose another with `--sid`")
        refuse_unsound(draft)
        name = _name_inside(self.path, file)
        source = next((each for each in self.sources if each.name == name), None)
        path = Path(source.path) if source else self.path / name
        _refuse_a_missing_directory(path.parent)
        before = _content(path, source)
        here = document(source) if source else None
        wanted = [*_statements(here), Statement.model_validate(draft.data())]
        base = before or Content(HEADER.encode())
        edits = insertions(_outlined(path, base), draft.block(), draft.flow())
        after, there = _edited(path, base, edits, (here.default if here else None, wanted))
        return self._change(path, name, before, after, draft.sid, draft.block(), line_of(there, there.statements[-1]))

    def without_statement(self, sid: str) -> Change:
        """Plan to remove the statement ``sid`` with its own comments. Raises ``PolicyError``."""
        for here, located in self.statements:
            if sid_of(here, located) == sid:
                return self._without(here, located, sid)
        close = get_close_matches(sid, self.sids, n=1)
        help = f"did you mean `{close[0]}`?" if close else "`agsec policy list` shows what there is"
        raise PolicyError(f"there is no statement `{visible(sid)}` in {self.path}", help)

    def _without(self, here: Document, located: Located, sid: str) -> Change:
        path, index = Path(here.source.path), int(located.path[1])
        before = _content(path, here.source) or Content(b"")
        left = [each.statement for each in here.statements if each is not located]
        found = _outlined(path, before)
        after, _ = _edited(path, before, removals(found, index), (here.default, left))
        shown = _statement_text(found, index)
        return self._change(path, here.source.name, before, after, sid, shown, line_of(here, located))

    def _change(
        self, path: Path, name: str, before: Content | None, after: Content, sid: str, shown: str, line: int
    ) -> Change:
        others = [each for each in self.sources if each.name != name]
        fresh = Source(name, after.text, str(path))
        new = compile_sources(sorted([*others, fresh], key=lambda each: os.fsencode(each.name)), name=str(self.path))
        if new.errors:
            raise RejectedStatementError(new.errors)
        return Change(path, name, before, after, sid, shown, line, self.sources, self.compilation, new)


def read(path: Path) -> PolicySet:
    """Raises ``PolicyError``; where the policies do not compile, an ``InvalidPolicyError``."""
    try:
        sources, findings = discover(path)
    except OSError as error:
        raise unreadable(path, error) from None
    compilation = compile_sources(sources, findings=findings, name=str(path))
    if compilation.errors:
        raise invalid(compilation)
    return PolicySet(path, tuple(sources), compilation)


def document(source: Source) -> Document | None:
    """What can be read of a file."""
    node, _ = compose(source)
    return parse(source, node)[0] if node is not None and node.value is not None else None


def line_of(here: Document, located: Located) -> int:
    return here.source.position(here.value_span(*located.path).start)[0]


def refuse_unsound(draft: Draft) -> None:
    """Raise ``RejectedStatementError`` if ``draft`` has errors on its own."""
    alone = Source("the new statement", f"statements:\n{draft.block()}")
    errors = compile_sources([alone]).errors
    if errors:
        raise RejectedStatementError(errors)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other changes to this policy set waiting. Raises ``PolicyError``.

    The directory itself is locked, so that no file is left in it.
    """
    import fcntl

    directory = path if path.is_dir() else path.parent
    try:
        descriptor = os.open(directory, os.O_RDONLY)
    except OSError as error:
        raise unreadable(path, error) from None
    try:
        _lock(descriptor, directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, directory: Path, how: int) -> None:
    import fcntl

    try:
        fcntl.flock(descriptor, how)
    except OSError as error:
        raise PolicyError(f"{directory} cannot be locked: {error.strerror}", "try again") from error


def write(change: Change, path: Path) -> None:
    """Carry out a change to the set at ``path``, whose lock the caller holds. Raises ``AgsecError``."""
    with _also_locked(change.path.parent, path):
        now = tuple(discover(path)[0])
        if now != change.sources or _bytes(change.path) != (change.before.data if change.before else None):
            raise PolicyError(f"{path} {_CHANGED}", _TRY_AGAIN)
        write_atomically(change.path, change.after.data)


@contextlib.contextmanager
def _also_locked(directory: Path, path: Path) -> Iterator[None]:
    """Keep those waiting too who change the file's own directory as a set; always the outer lock first."""
    held = path if path.is_dir() else path.parent
    with contextlib.nullcontext() if directory.samefile(held) else locked(directory):
        yield


def _outlined(path: Path, content: Content) -> Outline:
    try:
        return outline(content.text)
    except LayoutError as error:
        raise _uneditable(path, error) from None


def _edited(
    path: Path, content: Content, edits: Iterator[list[Edit]], wanted: tuple[str | None, list[Statement]]
) -> tuple[Content, Document]:
    """The content after the first edit that leaves just what is ``wanted``: the default and the statements."""
    try:
        for edit in edits:
            after = content.edited(edit)
            there = document(Source(path.name, after.text, str(path)))
            if there is not None and (there.default, _statements(there)) == wanted:
                return _of_bearable_size(path, after), there
    except LayoutError as error:
        raise _uneditable(path, error) from None
    help = "edit it by hand: blank lines, or the end of the file, belong to a text beside it"
    raise PolicyError(f"{path} cannot be edited here without changing another statement", help)


def _uneditable(path: Path, error: LayoutError) -> PolicyError:
    return PolicyError(f"{path} cannot be edited here: {error}", "edit it by hand")


def _of_bearable_size(path: Path, content: Content) -> Content:
    if len(content.data) > MAX_BYTES:
        raise PolicyError(f"{path} would be larger than {MAX_BYTES >> 20} MiB", "choose another with `--file`")
    return content


def _statements(here: Document | None) -> list[Statement]:
    return [each.statement for each in here.statements] if here else []


def _statement_text(found: Outline, index: int) -> str:
    item = found.items[index]
    start = item.start if found.flow else found.text.rfind("\n", 0, found.mark(index, "-") or item.start) + 1
    return textwrap.dedent(found.text[start : item.end]) + "\n"


def _refuse_a_missing_directory(directory: Path) -> None:
    if not directory.is_dir():
        raise PolicyError(f"there is no directory {directory}", "make it, or name a file in one that is there")


def _name_inside(path: Path, file: str | None) -> str:
    """The name that ``file`` has in the set; it may be given from there, or from here. Raises ``PolicyError``."""
    if file is not None and not file.isprintable():
        raise PolicyError(f"the file name {file!a} has characters that cannot be shown", "choose another")
    if not path.is_dir():
        if file is not None and Path(file).name != path.name:
            raise PolicyError(f"{path} is one file, and `{file}` is not part of it", "leave `--file` out")
        return path.name
    name = os.path.normpath(file or CUSTOM)
    seen_from_here = os.path.relpath(name, path)
    if Path(name).is_absolute() or (not seen_from_here.startswith("..") and not (path / name).exists()):
        name = seen_from_here
    if any(part.startswith(".") for part in Path(name).parts):
        raise PolicyError(f"`{file}` would not be read: it is hidden, or outside of {path}", "name a file inside")
    if not name.endswith(SUFFIXES) or name.endswith(TEST_SUFFIXES):
        raise PolicyError(f"`{file}` would not be read as policies", "let it end in `.yaml`, not in `_test.yaml`")
    return name


def _content(path: Path, source: Source | None) -> Content | None:
    """The bytes of the file that was read as ``source``; None for a new one. Raises ``PolicyError``."""
    data = _bytes(path)
    if data is None or source is None:
        if data is not None or source is not None:
            raise PolicyError(f"{path} {_CHANGED}", _TRY_AGAIN)
        return None
    if Content(data).text != source.text:
        raise PolicyError(f"{path} {_CHANGED}", _TRY_AGAIN)
    return Content(data)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unreadable(path, error) from None
