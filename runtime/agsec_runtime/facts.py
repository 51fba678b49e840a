"""What an action does (`files.*`, `shell.*`, `url.*`), derived from its params when a statement first asks for it."""

from __future__ import annotations

from . import abi
from .elements import Element, Guess
from .paths import Resolver, expand_home, is_usable
from .values import ABSENT, UNREACHABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .decision import Request
    from .shell.found import Found
    from .urls import Url

COMMAND = "bash.execute"
FILES = ("reads", "writes", "deletes")
PATHS = ("file_path", "path", "notebook_path")  # the params that can hold a file tool's path
TOOLS = {
    "file.read": "reads",
    "file.grep": "reads",
    "file.glob": "reads",
    "file.write": "writes",
    "file.edit": "writes",
    "file.delete": "deletes",
}
IN_CWD = ("file.grep", "file.glob")  # without a path they mean the working directory
LISTS = ("programs", "commands", "git", "pushes", "sql", "sends", "sets")
FLAGS = ("dynamic", "unparsed")
URLS = ("scheme", "host", "port", "is_loopback", "is_private")
MEMO = 256  # commands remembered

_memo: dict[tuple[str, str, str, str | None], Found] = {}


class Facts:
    """The facts of one request. What is ``known`` already, by field as in `files.reads`, is taken as it is.

    A list's elements are marked texts. A fact that is one value is a list of that value, or of ``ABSENT`` where the
    action is none that the fact is about, or of ``UNREACHABLE`` where it cannot be derived.
    """

    __slots__ = ("_absent", "_derived", "_found", "_present", "_request", "_resolver", "_texts", "_url")

    def __init__(self, request: Request, known: dict[str, list[Any]] | None = None) -> None:
        self._request = request
        self._derived = {field: self._elements(values) for field, values in (known or {}).items()}
        self._absent = self._present = 0  # sets of `abi.LISTED`: those without a value and those with one
        self._texts: dict[tuple[int, int], str | None] = {}
        self._found: list[Found] | None = None
        self._resolver: Resolver | None = None
        self._url: list[Url | None] | None = None

    def get(self, root: int, name: str) -> list[Any]:
        """The values of a fact, texts of lists as ``Element``. Raises ``Unbuilt``."""
        field = f"{abi.ROOTS[root]}.{name}"
        if field not in self._derived:
            values = self._values(root, name)
            self._derived[field] = values if root == abi.URL else self._elements(values)
        return self._derived[field]

    def lack(self, hints: list[list[Any]]) -> bool:
        """Whether a condition with these hints is false for what the facts do not hold. Raises ``Unbuilt``."""
        other = abi.NOT_FOLDING if self._request.platform in abi.FOLDING else abi.ONLY_FOLDING
        counting = [hint for hint in hints if hint[0] != other]
        return bool(counting) and not any([self._has(fact, form, texts) for _, fact, form, texts in counting])

    def _has(self, fact: int, form: int, texts: str) -> bool:
        """Whether one of the texts stands in a list, as far as that can be told."""
        text = self._text_of(fact, form)
        return text is None or any([each in text for each in texts.split("\0")])

    def _text_of(self, fact: int, form: int) -> str | None:
        """All elements of a list as one text, for hints; None where they are not all plain texts."""
        key = (fact, form)
        if key not in self._texts:
            root, _, name = abi.LISTED[fact].partition(".")
            self._texts[key] = _joined(self.get(abi.ROOTS.index(root), name), form)
        return self._texts[key]

    def any_of(self, listed: int) -> bool:
        """Whether a fact of a set of ``abi.LISTED`` has a value. Raises ``Unbuilt``."""
        if listed & self._present:
            return True
        left = listed & ~self._absent
        while left:
            bit = left & -left
            root, _, name = abi.LISTED[bit.bit_length() - 1].partition(".")
            if self.get(abi.ROOTS.index(root), name):
                self._present |= bit
                return True
            self._absent |= bit
            left ^= bit
        return False

    def derived(self) -> dict[str, list[Any]]:
        """What has been asked for so far, by field."""
        return self._derived

    def _elements(self, values: list[Any]) -> list[Any]:
        platform = self._request.platform
        return [Element(value, platform) if type(value) is str else value for value in values]

    def _values(self, root: int, name: str) -> list[Any]:
        if root == abi.FILES and name in FILES:
            return self._paths(name)
        if root == abi.FILES and name == "in_workspace":
            return [self._in_workspace()]
        if root == abi.SHELL and name in LISTS + FLAGS:
            return self._of_shell(name)
        if root == abi.URL and name in URLS:
            return [self._of_url(name)]
        from .evaluator import Unbuilt

        raise Unbuilt(
            f"this agsec cannot derive `{abi.ROOTS[root]}.{name}`; compile the policies with the same version"
        )

    # -- files

    def _paths(self, name: str) -> list[Any]:
        action = self._request.action
        if action == COMMAND:
            return self._spelled([path for found in self._commands() for path in getattr(found, name)])
        if action not in TOOLS:
            return [ABSENT]
        given = self._given()
        if given is None:
            return [UNREACHABLE]
        return self._spelled(given) if TOOLS[action] == name else []

    def _given(self) -> list[str] | None:
        """The paths that a file tool was given, or None if they are not usable."""
        params, action = self._request.params, self._request.action
        said = [params[name] for name in PATHS if params.get(name) is not None] or self._places(action)
        if not said or not all([is_usable(path) and path == said[0] for path in said]):
            return None
        path = self._expanded(said[0])
        if action != "file.glob" or path is None:
            return None if path is None else [path, *self._meant(said[0])]
        return self._with_pattern(path, params.get("pattern"))

    def _meant(self, path: str) -> list[str]:
        """What a host may take a path for: it without blanks and quotes around it, a `file:` URL for its path."""
        meant = path.strip().strip("\"'").strip()
        if meant[:5].lower() == "file:":
            meant = meant[5:]
            meant = "/" + meant[2:].partition("/")[2] if meant[:2] == "//" else meant
        expanded = self._expanded(meant) if meant and meant != path else None
        return [] if expanded is None else [expanded]

    def _places(self, action: str) -> list[str]:
        return [self._text("cwd")] if action in IN_CWD and self._text("cwd") else []

    def _expanded(self, path: str) -> str | None:
        path = expand_home(path, self._text("home"), self._text("cwd"))
        return None if path[0] == "~" else path

    def _with_pattern(self, place: str, pattern: Any) -> list[str] | None:
        """The directory of file.glob and, where the pattern leads out of it, where it leads to."""
        if pattern is None:
            return [place]
        if not is_usable(pattern) or "{/" in pattern or ",/" in pattern or ("{" in pattern and ".." in pattern):
            return None
        if pattern[0] not in "/~" and ".." not in pattern.split("/"):
            return [place]
        fixed, rest = _before_globs(pattern)
        start = self._expanded(fixed) if fixed else None
        if start is None or ".." in rest:
            return None
        return [place, start if start[0] == "/" else f"{place}/{start}"]

    def _spelled(self, paths: list[str]) -> list[str]:
        """Each path by its text and with links followed, once."""
        found: dict[str, None] = {}
        resolver = self._links()
        for path in paths:
            if path in _NO_PATHS:
                found[path] = None
            else:
                found.update(dict.fromkeys(resolver.spellings(path)))
        return list(found)

    def _links(self) -> Resolver:
        if self._resolver is None:
            self._resolver = Resolver(self._text("cwd"))
        return self._resolver

    def _in_workspace(self) -> Any:
        """A text that a run may still prove wrong makes it a guess, which allows nothing."""
        elements = [each for name in FILES for each in self.get(abi.FILES, name)]
        if ABSENT in elements:
            return ABSENT
        workspace = self._text("workspace")
        if UNREACHABLE in elements or workspace[:1] != "/":
            return UNREACHABLE
        folds = self._request.platform in abi.FOLDING
        tops = [Element(path, self._request.platform) for path in self._links().spellings(workspace)]
        below = [top.folded if folds else top.written for top in tops]
        if not all([_is_below(each.folded if folds else each.written, below) for each in elements]):
            return False
        return True if all([_stays(each) for each in elements]) else Guess(True)

    # -- shell

    def _of_shell(self, name: str) -> list[Any]:
        if self._request.action != COMMAND:
            return [ABSENT]
        found = self._commands()
        if name in FLAGS:
            return [any([getattr(each, name) for each in found])]
        texts = list(dict.fromkeys([text for each in found for text in getattr(each, name)]))
        return self._spelled(texts) if name == "sends" else texts

    def _commands(self) -> list[Found]:
        """What the command does, in each directory that it may run in."""
        if self._found is None:
            self._found = [self._command(cwd) for cwd in self._directories()]
        return self._found

    def _directories(self) -> list[str]:
        """Codex runs a command in its `workdir`; a host that knows no such param ignores it."""
        cwd, workdir = self._text("cwd"), self._request.params.get("workdir")
        if not is_usable(workdir):
            return [cwd]
        from .paths import absolute

        there = absolute(expand_home(str(workdir), self._text("home"), cwd), cwd)
        return [there] if self._request.context.get("host") == "codex" else list(dict.fromkeys([cwd, there]))

    def _command(self, cwd: str) -> Found:
        command = self._request.params.get("command")
        if type(command) is not str:
            return _unparsed()
        branch = self._text("git_branch") or None
        key = (command, cwd, self._text("home"), branch)
        found = _memo.get(key)
        if found is None:
            found = _derived(*key)
            if not found.pushes:  # These may hang on the branch that a repository is on.
                _remember(key, found)
        return found

    # -- urls

    def _of_url(self, name: str) -> Any:
        if not self._request.action.startswith("web."):
            return ABSENT
        if self._url is None:
            from .urls import parse

            self._url = [parse(self._request.params.get("url"))]
        [url] = self._url
        if url is None:
            return UNREACHABLE
        value = getattr(url, name)
        return ABSENT if value is None else value

    def _text(self, name: str) -> str:
        """What the context says, or nothing if that is no usable text."""
        value = self._request.context.get(name)
        return value if is_usable(value) else ""  # type: ignore[return-value]


_NO_PATHS = ("env",)  # `shell.sends` says so of the environment


def _before_globs(pattern: str) -> tuple[str, list[str]]:
    """The components before the first that is a glob, as a path, and those from it on."""
    parts = pattern.split("/")
    fixed = 0
    while fixed < len(parts) and not any([char in parts[fixed] for char in "*?[{"]):
        fixed += 1
    return "/".join(parts[:fixed]) or "/" * pattern.startswith("/"), parts[fixed:]


def _is_below(path: Any, tops: list[Any]) -> bool:
    """Whether a path lies in one of the directories, by its text."""
    if "/../" in path or path.endswith("/.."):
        return False
    return any([path == top or path.startswith(top.rstrip("/") + "/") for top in tops])


def _stays(element: Any) -> bool:
    """Whether a path stays where its text says."""
    if not element.is_glob:
        return bool(element.is_known)
    from .shellglobs import may_lead_out, parts_of

    return element.is_known and not may_lead_out(parts_of(element.marked, None))


def _joined(elements: list[Any], form: int) -> str | None:
    if not all([type(each) is Element and not each.is_glob for each in elements]):
        return None
    text = "\n".join([each.folded if form & abi.WITHOUT_CASE else each.written for each in elements])
    if len(text) > abi.MAX_TEXT // 4 or (form & abi.LOWERED and not text.isascii()):
        return None
    return text.lower() if form & abi.LOWERED else text


def _derived(command: str, cwd: str, home: str, branch: str | None) -> Found:
    """What the command does; one that cannot be followed is one that was not understood."""
    from .shell.walk import derive

    try:
        return derive(command, cwd, home, branch)
    except TimeoutError:
        raise
    except Exception:
        return _unparsed()


def _unparsed() -> Found:
    from .shell.found import Found

    found = Found()
    found.unparsed = True
    return found


def _remember(key: tuple[str, str, str, str | None], found: Found) -> None:
    if len(_memo) >= MEMO:
        _memo.clear()
    _memo[key] = found
