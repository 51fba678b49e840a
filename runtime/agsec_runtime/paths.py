"""Paths by their text and by the file system: made absolute, spelled without links, compared without case.

Two paths that *look* alike need not name one file: composed and decomposed letters (NFC, NFD) count as the same,
full-width or Cyrillic look-alikes do not, because no file system takes one for the other.
"""

from __future__ import annotations

from .marks import MARKS, UNKNOWN_CLOSE, UNKNOWN_OPEN
from .system import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    Links = dict[str, str]  # absolute name of a link -> absolute target

MAX_LINKS = 40  # as Linux follows
MAX_PATH = 4096  # characters; no system opens a longer path
_SLASH = "\ufdef"  # stands for a slash inside an unknown part while a path is taken apart
_PROCESSES = ("self", "thread-self")
# What HFS+ skips in names (git's core.protectHFS has the same list), and other characters that nobody sees.
_INVISIBLE = [0xAD, 0x34F, 0x61C, *range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
_INVISIBLE += [*range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF]
_SEEN = dict.fromkeys(_INVISIBLE)


def is_usable(path: object) -> bool:
    """Whether a path from outside can name a file: a text without NUL, lone surrogates or marks of ours, not empty."""
    if type(path) is not str or not path or "\0" in path:
        return False
    return path.isascii() or not any([mark in path for mark in MARKS] + ["\ud800" <= char <= "\udfff" for char in path])


# -- by their text


def expand_home(path: str, home: str, cwd: str = "") -> str:
    """A leading `~`, `~/`, `~+` or `~user` replaced; other users live beside ``home``, and root in /root."""
    if path[:1] != "~":
        return path
    user, slash, rest = path[1:].partition("/")
    place = {"": home, "+": cwd}.get(user)
    if place is None and user != "-" and user.isprintable():
        place = _home_of(user, home)
    return place + slash + rest if place else path


def _home_of(user: str, home: str) -> str:
    if user == "root":
        return "/var/root" if home.startswith("/Users/") else "/root"
    return f"{home.rpartition('/')[0] or '/home'}/{user}"


def absolute(path: str, cwd: str) -> str:
    """A path (marked text) made absolute by its text alone, without `.`, `..`, `//` and a slash at its end; NFC.

    A path that begins with an unknown part stays in its place, as nobody knows where it leads; `..` behind an unknown
    part or a glob stays too. An empty path names no file and stays empty; NUL is a character like any other here.
    """
    full = joined(path, cwd)
    if not full:
        return ""
    if full.isascii():
        return _collapsed(full) if _has_detours(full) else full
    if UNKNOWN_OPEN in full:
        return composed(_collapsed(_guarded(full)).replace(_SLASH, "/"))
    return composed(_collapsed(full))


def joined(path: str, cwd: str) -> str:
    """A path behind ``cwd``, with its `..` as they stand: behind a link they lead elsewhere than the text says."""
    return f"{cwd}/{path}" if path and cwd and path[0] not in ("/", UNKNOWN_OPEN) else path


def composed(text: str) -> str:
    """The text in Unicode's normal form C."""
    if text.isascii():
        return text
    from unicodedata import normalize

    return normalize("NFC", text)


def components(text: str) -> list[str]:
    """Marked text between its slashes; those inside an unknown part are part of it."""
    if UNKNOWN_OPEN not in text:
        return text.split("/")
    return [part.replace(_SLASH, "/") for part in _guarded(text).split("/")]


def _has_detours(path: str) -> bool:
    return "//" in path or "/./" in path or "/../" in path or path.endswith(("/", "/.", "/..")) or path[:1] == "."


def _collapsed(path: str) -> str:
    kept: list[str] = []
    rooted = path[:1] == "/"
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part != "..":
            kept.append(part)
        elif kept and _is_name(kept[-1]):
            kept.pop()
        elif kept or not rooted:
            kept.append(part)
    text = "/".join(kept)
    return "/" + text if rooted else text or "."


def _is_name(part: str) -> bool:
    """Whether a component names one entry of a directory for sure."""
    return part != ".." and (part.isascii() or not any([mark in part for mark in MARKS]))


def _guarded(text: str) -> str:
    """The text with the slashes inside its unknown parts out of the way."""
    head, *rest = text.split(UNKNOWN_OPEN)
    pieces = [head]
    for piece in rest:
        inner, close, after = piece.partition(UNKNOWN_CLOSE)
        pieces.append(inner.replace("/", _SLASH) + close + after)
    return UNKNOWN_OPEN.join(pieces)


# -- by the file system


def spellings(path: str, links: Links | None = None, cwd: str = "/") -> list[str]:
    """A path's spellings: by its text and, where that differs, with symbolic links followed."""
    return Resolver(cwd, links).spellings(path)


def inside(path: str, directory: str, links: Links | None = None, cwd: str = "/") -> bool:
    """Whether every spelling of the path lies in the directory, itself included, by one spelling of that or the other.

    An unknown part counts as a name; where it could lead elsewhere matters, ask `marks.is_known` first.
    """
    resolver = Resolver(cwd, links)
    directories = resolver.spellings(directory)
    return all([any([_is_below(each, top) for top in directories]) for each in resolver.spellings(path)])


def _is_below(path: str, directory: str) -> bool:
    if "/../" in path or path.endswith("/.."):
        return False
    return path == directory or path.startswith(directory if directory == "/" else directory + "/")


class Resolver:
    """Follows symbolic links: those of the real system, and ``links`` that a command makes itself.

    What cannot be asked (missing, forbidden, too long, a loop) is left as its text says. One resolver serves one
    request: it remembers what the system said.
    """

    __slots__ = ("_asked", "cwd", "links")

    def __init__(self, cwd: str = "/", links: Links | None = None) -> None:
        self.cwd = cwd
        self.links = links or {}
        self._asked: dict[str, str | None] = {}

    def spellings(self, path: str) -> list[str]:
        """The path by its text and, where that differs, with links followed; `..` may still stand in ``path``."""
        text = absolute(path, self.cwd)
        if text[:1] != "/" or len(path) > MAX_PATH:
            return [text]
        real = absolute(self._walk(joined(path, self.cwd)) or text, "/")
        return [text] if real == text else [text, real]

    def _walk(self, path: str) -> str | None:
        """The path without links, or None if there are too many."""
        done, missing, left = "", False, MAX_LINKS
        parts = _guarded(path).split("/")[::-1]
        while parts:
            part = parts.pop()
            if part in ("", ".", ".."):
                done = done.rpartition("/")[0] if part == ".." else done
                continue
            here = f"{done}/{part}"
            if not _is_name(part) and not here.startswith("/proc/"):
                return "/".join([here, *parts[::-1]]).replace(_SLASH, "/")
            target = self._target(here, missing)
            if target:
                left -= 1
                if left < 0:
                    return None
                done, missing = "" if target[0] == "/" else done, False
                parts.extend(_guarded(target).split("/")[::-1])
                continue
            missing = missing or target is None
            done = here
        return done.replace(_SLASH, "/") or "/"

    def _target(self, path: str, missing: bool) -> str | None:
        """Where a link leads, "" for what is no link, None for what is not there."""
        if self.links and path in self.links:
            return self.links[path]
        if path.startswith("/proc/"):
            return _of_process(path, self.cwd)
        if missing:
            return None
        if path not in self._asked:
            self._asked[path] = _read_link(path)
        return self._asked[path]


def _of_process(path: str, cwd: str) -> str:
    """Where the links below /proc lead by their text: to us they would show this process, not the one that reads."""
    parts = path.split("/")
    if len(parts) == 6 and parts[3] == "task":
        del parts[3:5]
    process = parts[2]
    if len(parts) != 4 or not (process in _PROCESSES or process.isdigit() or not _is_name(process)):
        return ""
    return {"cwd": cwd, "root": "/"}.get(parts[3], "")


def _read_link(path: str) -> str | None:
    try:
        return posix.readlink(path)
    except OSError as error:
        if error.errno == 22:  # EINVAL: it is there, and no link
            return ""
    except ValueError:  # NUL, or a character that the file system cannot spell
        return None
    return None if path.isascii() else _read_decomposed(path)


def _read_decomposed(path: str) -> str | None:
    """The link under its decomposed name: paths are compared composed, but Linux keeps names as they were given."""
    from unicodedata import normalize

    try:
        return posix.readlink(normalize("NFD", path))
    except (OSError, ValueError):
        return None


# -- without case


def folded(text: str, platform: str = "linux") -> str:
    """A path or pattern as deny and review statements compare it: without case and without invisible characters.

    It is Unicode's canonical caseless form, as on APFS: idempotent, and no letter depends on its neighbours (`ß` is
    `ss`). On Windows (``platform`` as `sys.platform`) also without what NTFS drops: dots and spaces at the end of a
    name, and the name of a stream (`.env::$DATA`); its 8.3 names (`ENV~1`) cannot be told from the text.
    """
    text = text.lower() if text.isascii() else _caseless(text)
    return _windows(text) if platform == "win32" else text


def _caseless(text: str) -> str:
    from unicodedata import normalize

    return normalize("NFC", normalize("NFD", text.translate(_SEEN)).casefold())


def _windows(text: str) -> str:
    drive, colon, rest = text.replace("\\", "/").partition(":")
    if len(drive) != 1:
        drive, colon, rest = "", "", drive + colon + rest
    return drive + colon + "/".join([_windows_name(part) for part in rest.split("/")])


def _windows_name(part: str) -> str:
    return part if part in (".", "..") else part.partition(":")[0].rstrip(". ") or part
