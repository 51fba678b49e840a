"""Which branch git has checked out, as the command itself changes it."""

from __future__ import annotations

from .git_files import checked_out_paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call
    from .git_words import Words

PREVIOUS = "agsec.previous"  # stands in the configuration for the branch that `git checkout -` goes back to
UNCLEAR = "*"


def _checkout(call: Call, words: Words) -> None:
    created = words.value("-b") or words.value("-B") or words.value("--orphan")
    if created is None and (checked_out_paths(words) or len(words.operands) != 1 or words.has("--patch")):
        return
    _change(call, created, words)


def _switch(call: Call, words: Words) -> None:
    created = words.value("--create") or words.value("--force-create") or words.value("--orphan")
    _change(call, created, words)


def _change(call: Call, created: str | None, words: Words) -> None:
    operands = words.operands
    if created is not None:
        _track(call, created, operands[0] if operands else "")
        _enter(call, created)
    elif words.has("--track") and operands:
        _enter(call, operands[0].partition("/")[2])
    elif operands and not words.has("--detach"):
        _enter(call, operands[0])


def _enter(call: Call, name: str) -> None:
    shell = call.shell
    if name in ("-", "@{-1}"):
        name = shell.git_config.get(PREVIOUS, UNCLEAR)
    if name in ("HEAD", "@"):
        return
    shell.git_config[PREVIOUS] = shell.branch() or UNCLEAR
    shell.set_branch(name)


def _track(call: Call, branch: str, start: str) -> None:
    """A branch that begins at one of a remote's is pushed there, if `push.default` says so."""
    if "/" in start:
        call.shell.git_config[f"branch.{branch}.merge"] = "refs/heads/" + start.partition("/")[2]


def _branch(call: Call, words: Words) -> str | None:
    operands, current = words.operands, call.shell.branch()
    if words.has("--show-current"):
        return _printed(call, "")
    if words.has("--move") and operands:
        if len(operands) == 1 or operands[0] == current:
            call.shell.set_branch(operands[-1])
    elif words.has("--set-upstream-to"):
        _track(call, operands[0] if operands else current or "", words.value("--set-upstream-to") or "")
    return None


def _rebase(call: Call, words: Words) -> None:
    """With a branch behind what it goes upon, it checks that one out first."""
    branch = words.operands[0 if words.has("--root") else 1 :]
    if branch:
        _enter(call, branch[0])


def _stash_branch(call: Call, words: Words) -> None:
    if words.operands:
        _enter(call, words.operands[0])


def _init(call: Call, words: Words) -> None:
    branch = words.value("--initial-branch")
    if branch and not words.operands:
        call.shell.set_branch(branch)


def _symbolic_ref(call: Call, words: Words) -> str | None:
    operands = words.operands
    if operands[:1] != ["HEAD"] or words.has("--delete"):
        return None
    if len(operands) > 1:
        call.shell.set_branch(operands[1].removeprefix("refs/heads/"))
        return ""
    return _printed(call, "" if words.has("--short") else "refs/heads/")


def _rev_parse(call: Call, words: Words) -> str | None:
    if words.operands in (["HEAD"], ["@"]) and words.has("--abbrev-ref", "--symbolic-full-name"):
        return _printed(call, "" if words.has("--abbrev-ref") else "refs/heads/")
    return None


def _printed(call: Call, prefix: str) -> str | None:
    branch = call.shell.branch()
    return f"{prefix}{branch}\n" if branch and branch != UNCLEAR else None


BRANCHES: dict[str, Callable[[Call, Words], str | None]] = {
    "branch": _branch,
    "checkout": _checkout,
    "init": _init,
    "rebase": _rebase,
    "rev-parse": _rev_parse,
    "stash branch": _stash_branch,
    "switch": _switch,
    "symbolic-ref": _symbolic_ref,
}
