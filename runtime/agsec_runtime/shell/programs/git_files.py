"""The files that git's commands read, write and delete in the working tree and outside the repository."""

from __future__ import annotations

from ...marks import STAR, UNKNOWN_OPEN, unknown
from ..words import active
from .git_config import is_false
from .git_push import cut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call
    from .git_words import Words

    Config = dict[str, str]

NULL = "/dev/null"
# Commands that print what stands in the repository's files.
_SHOWING = ("archive", "bundle create", "cat-file", "diff", "diff-files", "diff-index", "format-patch", "show")
INDEXED = "agsec.indexed"  # stands in the configuration for the paths whose entries in the index were changed
MAX_INDEXED = 100
_OWN_FILES = ("config", "credential-store")  # what their `--file` is for depends on what they do

_READ_VALUES = [
    "--add-file",
    "--contents",
    "--exclude-from",
    "--file",
    "--ignore-revs-file",
    "--import-marks",
    "--pathspec-from-file",
    "--rules-file",
    "--signature-file",
    "--template",
    "-F",
    "-O",
    "-f",
]
_WRITE_VALUES = [
    "--build-fake-ancestor",
    "--export-marks",
    "--export-pack-edges",
    "--index-output",
    "--output",
    "--output-directory",
    "--separate-git-dir",
]
# What `git diff` and its kin print: with one of these the contents, with one of those only names and numbers.
_CONTENTS = [
    "--patch",
    "--unified",
    "--function-context",
    "--word-diff",
    "--color-words",
    "--patch-with-raw",
    "--patch-with-stat",
    "--binary",
    "--cc",
    "-c",
    "--remerge-diff",
    "-L",
]
_SUMMARIES = [
    "--stat",
    "--numstat",
    "--shortstat",
    "--dirstat",
    "--summary",
    "--compact-summary",
    "--name-only",
    "--name-status",
    "--raw",
    "--check",
    "--quiet",
    "--no-patch",
]


def touch(call: Call, words: Words, config: Config) -> None:
    """Tell what a command does with files."""
    for value in words.values("--pathspec-from-file"):
        text = call.stdin if value == "-" else call.shell.content(value)
        words.operands = words.operands + (unknown(f"$({value})") if text is None else text).split("\n")
    for name in words.options:
        if name in _READ_VALUES or name in _WRITE_VALUES:
            for value in words.values(name) if words.command not in _OWN_FILES else ():
                if value != "-":
                    (call.read if name in _READ_VALUES else call.write)(value)
    if words.command in _SHOWING and not words.has(*_SUMMARIES):
        call.origin(call.shell.cwd)
    handler = _HANDLERS.get(words.command)
    if handler is not None:
        handler(call, words)
    elif words.command == "clean":
        _clean(call, words, config)


def _config(call: Call, words: Words) -> None:
    """Its file is written where something is set, else read."""
    reading = words.has("--get", "--get-all", "--get-regexp", "--get-urlmatch", "--list")
    act = call.read if reading else call.write
    _each(words.values("--file"), act)
    if words.has("--global"):
        act(f"{call.shell.home_of('') or unknown('~')}/.gitconfig")
    if words.has("--system"):
        act("/etc/gitconfig")
    _blobs(call, words.values("--blob"))


def paths_of(words: Words) -> list[str]:
    """The operands that are paths: behind a `--`, and before it those that look like one, with all behind them."""
    operands = words.revisions()
    for at, operand in enumerate(operands):
        if looks_like_path(operand):
            return operands[at:] + words.paths()
    return words.paths()


def checked_out_paths(words: Words) -> list[str]:
    """The paths of `git checkout`, which come behind a commit or alone."""
    if words.has("-b", "-B", "--orphan", "--detach"):
        return []
    operands = words.revisions()
    all_of_them = words.has("--ours", "--theirs") or (operands and looks_like_path(operands[0]))
    return (operands if all_of_them else operands[1:]) + words.paths()


def looks_like_path(word: str) -> bool:
    """Whether an operand that may name a commit or a path is rather a path: names of branches seldom have a dot."""
    if word[:1] in ("/", ".", "~") or word[-1:] == "/" or word[:2] == ":(":
        return True
    return "." in word and ".." not in word and "@{" not in word and ":" not in word


def _pathspec(word: str) -> str | None:
    """The path that a pathspec names, or None where it leaves paths out."""
    if word[:2] in (":!", ":^"):
        return None
    if word[:2] == ":(":
        magic, _, rest = word[2:].partition(")")
        if "exclude" in magic:
            return None
        return rest or "." if "literal" in magic else active(rest or ".")
    return active(word[1:].lstrip("/") or ".") if word[:1] == ":" else active(word)


def _each(words: list[str], act: Callable[[str], None]) -> None:
    for word in words:
        path = _pathspec(word)
        if path is not None and word != "-":
            act(path)


def blob(word: str) -> str | None:
    """The path in ``commit:path`` or ``:path``, None in any other name of an object."""
    if word[:2] in (":/", ":(", ":!"):
        return None
    head, _, rest = word.rpartition("}") if "@{" in word else ("", "", word)
    source, colon, path = cut(rest)
    if not source and not head and path[:2] in ("0:", "1:", "2:", "3:"):
        path = path[2:]
    return path or None if colon else None


def _blobs(call: Call, words: list[str]) -> None:
    for word in words:
        path = blob(word)
        if path is not None:
            call.read(path)


# -- the index


def _index(call: Call, words: Words) -> None:
    """Remember what differs from the last commit in the index: to go back to that commit changes the files."""
    config = call.shell.git_config
    before = config.get(INDEXED, "").split("\n")
    paths = [path for operand in words.operands for path in call.shell.resolve(operand)]
    config[INDEXED] = "\n".join(dict.fromkeys([*before, *paths][:MAX_INDEXED]))


def _go_back(call: Call) -> None:
    for path in call.shell.git_config.pop(INDEXED, "").split("\n"):
        call.write(path)


def _add(call: Call, words: Words) -> None:
    _reads(call, words)
    if not words.has("--dry-run"):
        _index(call, words)


def _reset(call: Call, words: Words) -> None:
    if words.has("--hard", "--merge"):
        _go_back(call)


def _stash_push(call: Call, words: Words) -> None:
    if words.operands:
        _writes(call, words)
    else:
        _go_back(call)


# -- what is read


def _reads(call: Call, words: Words) -> None:
    _each(words.operands, call.read)


def _prints(call: Call, words: Words) -> None:
    """`diff` and `show` print contents unless told otherwise, `log` if told so."""
    if words.has("-L"):
        _each([value.rpartition(":")[2] for value in words.values("-L")], call.read)
    asked = words.has(*_CONTENTS)
    if asked or (words.command not in ("log", "whatchanged", "rev-list") and not words.has(*_SUMMARIES)):
        _blobs(call, words.revisions())
        _each(words.operands if words.has("--no-index") else paths_of(words), call.read)


def _blame(call: Call, words: Words) -> None:
    _each(words.paths() or words.operands[-1:], call.read)


def _grep(call: Call, words: Words) -> None:
    before = words.revisions() if words.has("-e", "-f") else words.revisions()[1:]
    if words.has("--no-index"):
        _each(before + words.paths(), call.read)
        return
    _blobs(call, before)
    _each([word for word in before if looks_like_path(word)] + words.paths(), call.read)


def _cat_file(call: Call, words: Words) -> None:
    if not words.has("-e", "-t", "-s"):
        _blobs(call, words.operands)
    if words.has("--batch", "--batch-command"):
        _blobs(call, [line.removeprefix("contents ") for line in call.stdin.split("\n")])


def _archive(call: Call, words: Words) -> None:
    _each(words.revisions()[1:] + words.paths(), call.read)


def _send_email(call: Call, words: Words) -> None:
    for operand in paths_of(words):
        call.read(operand)
        if not words.has("--dry-run"):
            call.send(operand)


def _imap_send(call: Call, words: Words) -> None:
    call.send_text(call.stdin)
    if call.stdin_file is not None:
        call.send(call.stdin_file)


def _credential_store(call: Call, words: Words) -> None:
    path = words.value("--file") or f"{call.shell.home_of('') or '~'}/.git-credentials"
    (call.read if words.operands[:1] == ["get"] else call.write)(path)


# -- what is written


def _writes(call: Call, words: Words) -> None:
    _each(words.operands, call.write)


def _checkout(call: Call, words: Words) -> None:
    _each(checked_out_paths(words), call.write)


def _restore(call: Call, words: Words) -> None:
    if not words.has("--staged") or words.has("--worktree"):
        _each(words.operands, call.write)


def _writes_first(call: Call, words: Words) -> None:
    _each(words.operands[:1], call.write)


def _writes_prefix(call: Call, words: Words) -> None:
    _each(words.values("--prefix"), call.write)


def _checkout_index(call: Call, words: Words) -> None:
    prefix = words.value("--prefix") or ""
    _each([prefix + operand for operand in words.operands] or [prefix], call.write)


def _clone(call: Call, words: Words) -> None:
    operands = words.operands
    if not operands:
        return
    source = operands[0]
    if source[:1] in ("/", ".", "~"):
        call.read(source)
    name = source.rstrip("/").removesuffix("/.git").removesuffix(".git").rpartition("/")[2].rpartition(":")[2]
    target = operands[1] if len(operands) > 1 else name
    if target:
        call.write(target)


def _mv(call: Call, words: Words) -> None:
    if words.has("--dry-run") or len(words.operands) < 2:
        return
    *sources, target = words.operands
    call.write_into(target, sources)
    for source in sources:
        call.read(source)
        call.write(source)


def _merge_file(call: Call, words: Words) -> None:
    _reads(call, words)
    if not words.has("--stdout"):
        _writes_first(call, words)


def _apply(call: Call, words: Words) -> None:
    _each(words.operands, call.read)
    told_only = words.has("--stat", "--numstat", "--summary", "--check") and not words.has("--apply")
    if told_only or words.has("--cached"):
        return
    under = (words.value("--directory") or "").rstrip("/")
    under = f"{under}/" if under else ""
    for path in words.values("--include"):
        _each([under + path], call.write)
    strip = words.value("-p") or "1"
    for operand in words.operands or ["-"]:
        text = call.stdin if operand == "-" else call.shell.content(operand)
        if under and (text is None or UNKNOWN_OPEN in text):
            call.write(under + STAR)
        if text:
            _patch(call, text, under, int(strip) if strip.isascii() and strip.isdigit() and len(strip) < 3 else 1)


def _patch(call: Call, text: str, under: str, strip: int) -> None:
    """The files that a patch changes: each has a line `--- OLD` with `+++ NEW` below it."""
    old = ""
    for line in text.split("\n"):
        if line.startswith("+++ ") and old:
            new = line[4:].partition("\t")[0].strip()
            path = (old if new == NULL else new).split("/", strip)[-1]
            (call.delete if new == NULL else call.write)(under + path)
        elif line.startswith(("rename to ", "rename from ")):
            call.write(under + line.partition(" ")[2].partition(" ")[2].strip())
        old = line[4:].partition("\t")[0].strip() if line.startswith("--- ") else ""


# -- what is deleted


def _rm(call: Call, words: Words) -> None:
    if words.has("--dry-run"):
        return
    if words.has("--cached"):
        _index(call, words)
    else:
        _each(words.operands, call.delete)


def _deletes(call: Call, words: Words) -> None:
    _each(words.operands, call.delete)


def _clean(call: Call, words: Words, config: Config) -> None:
    forced = words.has("--force") or is_false(config.get("clean.requireforce"))
    if forced and not words.has("--dry-run"):
        _each(words.operands or ["."], call.delete)


_HANDLERS: dict[str, Callable[[Call, Words], None]] = {
    "add": _add,
    "am": _apply,
    "annotate": _blame,
    "apply": _apply,
    "archive": _archive,
    "blame": _blame,
    "bundle create": _writes_first,
    "bundle list-heads": _reads,
    "bundle unbundle": _reads,
    "bundle verify": _reads,
    "cat-file": _cat_file,
    "checkout": _checkout,
    "checkout-index": _checkout_index,
    "clone": _clone,
    "commit": _reads,
    "config": _config,
    "credential-store": _credential_store,
    "diff": _prints,
    "diff-files": _prints,
    "diff-index": _prints,
    "difftool": _prints,
    "grep": _grep,
    "hash-object": _reads,
    "imap-send": _imap_send,
    "init": _writes_first,
    "interpret-trailers": _reads,
    "log": _prints,
    "mailinfo": _writes,
    "merge-file": _merge_file,
    "mv": _mv,
    "reset": _reset,
    "restore": _restore,
    "rm": _rm,
    "send-email": _send_email,
    "show": _prints,
    "stash push": _stash_push,
    "submodule add": _clone,
    "submodule deinit": _deletes,
    "subtree add": _writes_prefix,
    "subtree merge": _writes_prefix,
    "subtree pull": _writes_prefix,
    "update-index": _reads,
    "whatchanged": _prints,
    "worktree add": _writes_first,
    "worktree move": _writes,
    "worktree remove": _deletes,
}
