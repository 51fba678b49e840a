"""Tcl: words, `[...]` and `$name` within them, and what its commands do."""

from __future__ import annotations

from ...marks import UNKNOWN_CLOSE, UNKNOWN_OPEN, is_known, unknown
from .code_values import MAX_CHOICES, MAX_WRITTEN, globbed, product

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

MAX_DEPTH = 24
MAX_COMPUTED = 1 << 20  # characters of all words together
# Commands whose last word is a script; `foreach` and `set` are known to the reader itself.
BODIES = frozenset(
    ["if", "while", "for", "proc", "catch", "eval", "uplevel", "namespace", "try", "time", "after", "else"]
)


class Tcl:
    """A value is the texts that it can be."""

    def __init__(self, call: Call, argv: list[str], on_stdin: bool = False) -> None:
        self.call = call
        self.variables: dict[str, list[str]] = {"argv": [" ".join(argv[1:])], "argv0": argv[:1]}
        self.printed: list[str] | None = None
        self.emptied: dict[str, None] = {}
        self.depth = 0
        self.computed = 0

    def topic(self, text: str) -> None:
        """Tcl has none."""

    def run(self, text: str) -> list[str]:
        """Follow a script; the texts that its last command gives."""
        self.depth += 1
        result: list[str] = []
        if self.depth > MAX_DEPTH:
            self.call.dynamic()
        else:
            at = 0
            while at < len(text):
                words, at = self._command(text, at, "")
                if words:
                    result = self.perform(words)
        self.depth -= 1
        return result

    # -- words

    def _command(self, text: str, at: int, closing: str) -> tuple[list[list[str]], int]:
        """The words of one command, each with the texts that it can be, and the place behind it."""
        words: list[list[str]] = []
        while at < len(text):
            char = text[at]
            if char in "\n;" or char == closing:
                return words, at if char == closing else at + 1
            if char in " \t\r":
                at += 1
            elif char == "\\" and text[at + 1 : at + 2] == "\n":
                at += 2
            elif char == "#" and not words:
                end = text.find("\n", at)
                at = len(text) if end < 0 else end
            elif char == "{":
                end = _behind_brace(text, at)
                words.append([text[at + 1 : end - 1]])
                at = end
            else:
                quoted = char == '"'
                texts, at = self._word(text, at + quoted, '"' if quoted else " \t\r\n;" + closing)
                words.append(texts)
                at += quoted
        return words, at

    def _word(self, text: str, at: int, stops: str) -> tuple[list[str], int]:
        parts: list[list[str]] = []
        start = at
        while at < len(text) and text[at] not in stops:
            char = text[at]
            if char not in "[$\\" and char != UNKNOWN_OPEN:
                at += 1
                continue
            parts.append([text[start:at]])
            if char == "[":
                made, end = self._substituted(text, at)
                parts.append(made or [unknown(text[at : end + 1][:MAX_WRITTEN])])
                at = end + 1
            elif char == "$":
                end = at + 1
                braced = text[end : end + 1] == "{"
                end += braced
                begin = end
                while end < len(text) and (text[end].isalnum() or text[end] in "_:"):
                    end += 1
                name = text[begin:end]
                parts.append(self._variable(name) if name else ["$"])
                at = end + (braced and text[end : end + 1] == "}")
            elif char == "\\":
                following = text[at + 1 : at + 2]
                parts.append([{"n": "\n", "t": "\t"}.get(following, following)])
                at += 2
            else:
                close = text.find(UNKNOWN_CLOSE, at)
                close = len(text) if close < 0 else close + 1
                parts.append([text[at:close]])
                at = close
            start = at
        parts.append([text[start:at]])
        self.computed += sum([len(part[0]) for part in parts])
        if self.computed > MAX_COMPUTED:
            return [unknown(text[start:at][:MAX_WRITTEN])], at
        return product(parts), at

    def _substituted(self, text: str, at: int) -> tuple[list[str], int]:
        """What the command in brackets at the place gives, and where they close."""
        if self.depth >= MAX_DEPTH:
            self.call.dynamic()
            return [], len(text)
        self.depth += 1
        words, end = self._command(text, at + 1, "]")
        made = self.perform(words) if words else []
        self.depth -= 1
        return made, end

    def _variable(self, name: str) -> list[str]:
        if name.startswith("env"):
            return [unknown("$" + name)]
        return self.variables.get(name) or [unknown("$" + name)]

    # -- commands

    def perform(self, words: list[list[str]]) -> list[str]:
        name, rest = words[0][0], words[1:]
        method = _COMMANDS.get(name)
        if method is not None:
            return method(self, rest)
        if not is_known(name):
            self.call.dynamic()
        elif name in BODIES:
            for word in rest:
                if len(word) == 1 and (name == "eval" or " " in word[0]):
                    self._script(word[0])
        return []

    def _script(self, text: str) -> list[str]:
        if text.startswith(UNKNOWN_OPEN):
            self.call.dynamic()
            return []
        return self.run(text)

    def _set(self, words: list[list[str]]) -> list[str]:
        if len(words) > 1:
            self.variables[words[0][0]] = words[1]
            return words[1]
        return self._variable(words[0][0]) if words else []

    def _foreach(self, words: list[list[str]]) -> list[str]:
        if len(words) == 3:
            self.variables[words[0][0]] = [each for text in words[1] for each in text.split()][:MAX_CHOICES]
            self._script(words[2][0])
        return []

    def _file(self, words: list[list[str]]) -> list[str]:
        """`file delete`, `file rename`, `file copy`, `file mkdir`, `file join`."""
        action = words[0][0] if words else ""
        operands = [word for word in words[1:] if not word[0].startswith("-")]
        if action == "delete":
            for word in operands:
                for text in word:
                    self.call.delete(text)
        elif action == "mkdir":
            for word in operands:
                self.call.write(word[0])
        elif action in ("rename", "copy") and len(operands) > 1:
            for word in operands[:-1]:
                if action == "copy":
                    self.call.read(word[0])
                else:
                    self.call.write(word[0])
            self.call.write_into(operands[-1][0], [word[0] for word in operands[:-1]])
        elif action == "join":
            return product([part for word in operands for part in ([["/"], word])])[:1] and [
                "/".join([word[0] for word in operands])
            ]
        return []

    def _exec(self, words: list[list[str]]) -> list[str]:
        """`exec rm -rf x`, with the redirections of a shell."""
        argv = [word[0] for word in words if word[0] not in ("-ignorestderr", "-keepnewline", "--")]
        segment: list[str] = []
        for text in [*argv, "|"]:
            if text in ("|", "|&"):
                if segment:
                    self.call.run(segment, "")
                segment = []
            elif text.startswith((">", "<")) and len(text) > 1:
                path = text.lstrip("<>@")
                if text[0] == ">":
                    self.call.write(path)
                else:
                    self.call.read(path)
            else:
                segment.append(text)
        return []

    def _open(self, words: list[list[str]]) -> list[str]:
        if not words:
            return []
        path = words[0][0]
        if path.startswith("|"):
            return self._exec([[word] for word in path[1:].split()])
        mode = words[1][0] if len(words) > 1 else "r"
        if mode[:1] in ("w", "a") or "+" in mode or "WR" in mode or "CREAT" in mode:
            self.call.write(path)
        if mode[:1] == "r" or "+" in mode:
            self.call.read(path)
        return []

    def _source(self, words: list[list[str]]) -> list[str]:
        for word in words[-1:]:
            self.call.read(word[0])
            content = self.call.shell.content(word[0])
            if content is not None:
                self._script(content)
        return []

    def _eval(self, words: list[list[str]]) -> list[str]:
        return self._script(" ".join([word[0] for word in words]))

    def _spawn(self, words: list[list[str]]) -> list[str]:
        """Expect's `spawn`."""
        if words:
            self.call.run([word[0] for word in words], "")
        return []

    def _glob(self, words: list[list[str]]) -> list[str]:
        return [globbed(word[0]) for word in words if not word[0].startswith("-")]

    def _list(self, words: list[list[str]]) -> list[str]:
        return [" ".join([word[0] for word in words])]


def _behind_brace(text: str, at: int) -> int:
    depth = 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return len(text) + 1


_COMMANDS = {
    "concat": Tcl._list,
    "eval": Tcl._eval,
    "exec": Tcl._exec,
    "file": Tcl._file,
    "foreach": Tcl._foreach,
    "glob": Tcl._glob,
    "list": Tcl._list,
    "open": Tcl._open,
    "set": Tcl._set,
    "source": Tcl._source,
    "spawn": Tcl._spawn,
    "system": Tcl._eval,
}
