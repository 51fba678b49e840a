"""The refs that a push would update."""

from __future__ import annotations

from ...marks import STAR, UNKNOWN_OPEN
from ..words import inactive, pieces
from .git_config import is_true

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from .git_words import Words

    Config = dict[str, str]

ALL_BRANCHES = "refs/heads/*"
ALL_TAGS = "refs/tags/*"
ALL_REFS = "refs/*"
FORCED, DELETED = "+", "-"
_KINDS = ("heads/", "tags/", "remotes/", "notes/")


def push(call: Call, words: Words, config: Config) -> None:
    """Tell what `git push` would update, by its words, its configuration and the branch."""
    operands = words.operands
    remote = operands[0] if operands else words.value("--repo") or ""
    mirror = words.has("--mirror") or is_true(config.get(f"remote.{remote or 'origin'}.mirror"))
    force = FORCED if mirror or words.has("--force") else ""
    refs = _Refs(call, force)
    if mirror:
        refs.all_of(FORCED, ALL_BRANCHES, ALL_REFS)
        refs.all_of(DELETED, ALL_BRANCHES, ALL_REFS)
    if words.has("--all"):
        refs.all_of(force, ALL_BRANCHES)
    if words.has("--tags", "--follow-tags"):
        refs.all_of(force, ALL_TAGS)
    refspecs = _without_keyword(operands[1:] + (call.stdin.split() if words.has("--stdin") else []))
    for refspec in refspecs:
        refs.update(DELETED + refspec if words.has("--delete") else refspec)
    if words.has("--prune"):
        refs.all_of(DELETED, *([ref for ref in refs.told if "*" in ref] or [ALL_BRANCHES]))
    if not refspecs and not (mirror or words.has("--all", "--tags", "--delete")):
        _default(refs, remote or "origin", config)


def push_of(call: Call, refspecs: list[str], force: bool) -> None:
    """Tell what another command that pushes these would update."""
    refs = _Refs(call, FORCED if force else "")
    for refspec in refspecs:
        refs.update(refspec)
    if not refspecs:
        refs.update("HEAD")


def _default(refs: _Refs, remote: str, config: Config) -> None:
    """What is pushed where the command does not say it."""
    configured = config.get(f"remote.{remote}.push")
    way = config.get("push.default", "simple").lower()
    branch = refs.branch()
    if configured:
        for refspec in configured.split("\n"):
            refs.update(refspec)
    elif way == "matching":
        refs.update(":")
    elif way in ("upstream", "tracking"):
        merge = f"branch.{branch.removeprefix('refs/heads/')}.merge"
        refs.update(f"HEAD:{config.get(merge, branch)}")
    elif way != "nothing":
        refs.update("HEAD")


def _without_keyword(refspecs: list[str]) -> list[str]:
    """`tag NAME` is `refs/tags/NAME`."""
    if "tag" not in refspecs[:-1]:
        return refspecs
    made: list[str] = []
    for refspec in refspecs:
        if made and made[-1] == "tag":
            made[-1] = f"refs/tags/{refspec}"
        else:
            made.append(refspec)
    return made


class _Refs:
    """Takes refspecs and tells the refs on the far side."""

    __slots__ = ("call", "force", "told")

    def __init__(self, call: Call, force: str) -> None:
        self.call = call
        self.force = force
        self.told: list[str] = []

    def all_of(self, sign: str, *refs: str) -> None:
        for ref in refs:
            self._tell(sign, ref)

    def branch(self) -> str:
        """The ref that HEAD stands for; all branches where nobody knows."""
        return "refs/heads/" + (self.call.shell.branch() or "*")

    def update(self, refspec: str) -> None:
        """``[+|-]source[:target]``, where `-` is ours for deleting."""
        sign = self.force
        if refspec[:1] in (FORCED, DELETED):
            sign, refspec = refspec[0], refspec[1:]
        if refspec[:1] == "^":  # what is left out
            return
        if refspec == ":":
            self._tell(sign, ALL_BRANCHES)
            return
        source, colon, target = cut(refspec)
        if colon and not source:
            sign = DELETED
        ref = self._qualified(target) if colon and target else self._source(source)
        if ref:
            self._tell(sign, ref)

    def _source(self, source: str) -> str:
        """The target of a source that names none."""
        if source in ("HEAD", "@", ""):
            return self.branch() if source else ""
        return self._qualified(source)

    def _qualified(self, name: str) -> str:
        """A ref's full name. HEAD over there is some branch of theirs."""
        if "//" in name and UNKNOWN_OPEN not in name:
            name = "/".join([part for part in name.split("/") if part])
        if name in ("HEAD", "@"):
            return ALL_BRANCHES
        if name.startswith("refs/"):
            return _pattern(name)
        if name.startswith(_KINDS):
            return "refs/" + _pattern(name)
        return "refs/heads/" + name

    def _tell(self, sign: str, ref: str) -> None:
        self.told.append(ref)
        self.call.shell.found.pushes[sign + ref] = None


def _pattern(ref: str) -> str:
    """A ref with a star stands for every ref that it matches."""
    head, star, tail = inactive(ref).partition("*")
    return head + STAR + tail if star and UNKNOWN_OPEN not in head and head[-1:] != "/" else head + star + tail


def cut(refspec: str) -> tuple[str, str, str]:
    """Source, colon and target, cut at the first colon that stands there for certain."""
    if UNKNOWN_OPEN not in refspec:
        before = 2 * refspec.startswith(":/")  # `:/text` is the commit whose message has the text
        head, colon, target = refspec[before:].partition(":")
        return refspec[:before] + head, colon, target
    at = 0
    for piece in pieces(refspec):
        if piece[:1] != UNKNOWN_OPEN and ":" in piece:
            at += piece.index(":")
            return refspec[:at], ":", refspec[at + 1 :]
        at += len(piece)
    return refspec, "", ""
