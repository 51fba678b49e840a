"""Which files a patch of `apply_patch` touches: a patch that cannot be read to its last line touches nobody knows what.

Codex itself is lenient about the space around a marker, and its parsers differ between versions: some take an indented
marker in the midst of a hunk for a line of text, others for the next file. Here it is always a file, so that no version
touches one that was not seen.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Change = tuple[str, str, str | None]  # action, path as it is written, the lines that are put in

MAX_CHANGES = 1_000
BEGIN = "*** Begin Patch"
END = "*** End Patch"
ENVIRONMENT = "*** Environment ID: "
END_OF_FILE = "*** End of File"
MOVED = "moved"
MARKERS = {
    "*** Add File: ": "file.write",
    "*** Update File: ": "file.edit",
    "*** Delete File: ": "file.delete",
    "*** Move to: ": MOVED,
}
HEREDOCS = ("<<EOF", "<<'EOF'", '<<"EOF"')
# Unicode's white space, which is what Codex strips; `str.strip` takes four characters more for blank.
BLANK = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000"
)


class PatchError(ValueError):
    """The patch is not of the one form whose effect is known. The caller denies."""

    remedy = "mend the patch, and send it by itself"


def changes(patch: str) -> list[Change]:
    """What the patch does, in its order; a move edits and deletes its source and writes its target.

    Raises ``PatchError``.
    """
    files: list[_File] = []
    for number, line in enumerate(_body(patch), 2):
        marked = _marked(line)
        if marked is not None:
            _begin(files, number, *marked)
        elif not files or not files[-1].takes(line):
            raise PatchError(f"line {number} of the patch belongs to no file: {line[:60]!r}")
    found = [change for each in files for change in each.changes()]
    if not found:
        raise PatchError("the patch names no file")
    return _bounded(found)


def touched(command: str) -> list[Change]:
    """The files that a shell command names as a patch does, wherever in it: Codex applies such a command itself.

    Raises ``PatchError``.
    """
    marked = [_marked(line) for line in command.split("\n")] if BEGIN in command else []
    return _bounded([("file.write" if each[0] == MOVED else each[0], each[1], None) for each in marked if each])


class _File:
    """One file of a patch, as it is read."""

    __slots__ = ("action", "added", "path", "target")

    def __init__(self, action: str, path: str) -> None:
        self.action = action
        self.path = path
        self.target: str | None = None
        self.added: list[str] = []

    def takes(self, line: str) -> bool:
        """Whether the line may stand here; what it adds is kept."""
        first = line[:1]
        if first == "+" and self.action != "file.delete":
            self.added.append(line[1:])
            return True
        if self.action == "file.edit":
            return first in ("", " ", "-") or line.startswith("@@") or line.strip(BLANK) == END_OF_FILE
        return not line.strip(BLANK)

    def changes(self) -> list[Change]:
        text = "".join([line + "\n" for line in self.added])
        found: list[Change] = [(self.action, self.path, None if self.action == "file.delete" else text)]
        if self.target is not None:
            found += [("file.delete", self.path, None), ("file.write", self.target, None)]
        return found


def _body(patch: str) -> list[str]:
    """The lines between the outermost markers."""
    lines = [line.rstrip("\r") for line in patch.strip(BLANK).split("\n")]
    if lines[0] in HEREDOCS and lines[-1].endswith("EOF"):
        lines = lines[1:-1]
    if len(lines) < 2 or lines[0].strip(BLANK) != BEGIN or lines[-1].strip(BLANK) != END:
        raise PatchError(f"the patch does not begin with `{BEGIN}` and end with `{END}`")
    return lines[2:-1] if lines[1].startswith(ENVIRONMENT) else lines[1:-1]


def _marked(line: str) -> tuple[str, str] | None:
    """The action and the path that a line names, if it does."""
    line = line.strip(BLANK)
    if line.startswith("*** "):
        for marker, action in MARKERS.items():
            if line.startswith(marker):
                return action, line[len(marker) :]
    return None


def _begin(files: list[_File], number: int, action: str, path: str) -> None:
    if path[:1] in BLANK or any([character < " " or "\x7f" <= character <= "\x9f" for character in path]):
        raise PatchError(
            f"line {number} of the patch names a path that begins with a blank or holds a control character"
        )
    if action != MOVED:
        files.append(_File(action, path))
    elif files and files[-1].action == "file.edit" and files[-1].target is None:
        files[-1].target = path
    else:
        raise PatchError(f"line {number} of the patch moves a file that it does not update")


def _bounded(found: list[Change]) -> list[Change]:
    if len(found) > MAX_CHANGES:
        raise PatchError(f"the patch makes more than {MAX_CHANGES:,} changes")
    return found
