"""Lua: `end` closes what opens, `..` joins, and what its library does."""

from __future__ import annotations

from .code_lexis import NAME, TEXT, Lexis
from .code_reader import POWERS, Reader
from .code_tokens import Scanner
from .code_values import Value, element

FUNCTIONS = {
    "dofile": "script:0",
    "fs.remove": "delete:0",
    "io.lines": "read:0",
    "io.open": "open:0,1",
    "io.output": "write:0",
    "io.popen": "shell:0",
    "io.write": "print:*,",
    "lfs.mkdir": "write:0",
    "lfs.rmdir": "delete:0",
    "load": "code:0",
    "loadfile": "read:0",
    "loadstring": "code:0",
    "os.execute": "shell:0",
    "os.getenv": "env:0",
    "os.remove": "delete:0",
    "os.rename": "move:0,1",
    "output.write": "content:s,0",
    "posix.unlink": "delete:0",
    "print": "print:*,\n",
    "process.write": "feed:0",
    "require": "module:0",
    "str.lower": "lower:s",
    "str.rep": "nothing",
    "str.reverse": "reverse:s",
    "str.upper": "upper:s",
    "string.char": "chr:*",
    "string.format": "printf:0,1+",
    "string.lower": "lower:0",
    "string.reverse": "reverse:0",
    "string.upper": "upper:0",
    "table.concat": "join:1,0",
    "vim.fn.delete": "delete:0",
    "vim.fn.system": "shell:0",
    "*.execute": "sql:0",
    "*.exec": "sql:0",
}


def _long(scanner: Scanner, char: str) -> bool:
    """`[[text]]`, `[==[text]==]`."""
    text, at = scanner.text, scanner.at + 1
    while text[at : at + 1] == "=":
        at += 1
    if text[at : at + 1] != "[":
        return False
    closing = "]" + "=" * (at - scanner.at - 1) + "]"
    pieces, end = scanner.string(at + 1, closing, "r")
    scanner.put(TEXT, pieces, end)
    return True


def _comment(scanner: Scanner, char: str) -> bool:
    """`--[[ ... ]]` and `-- ...`."""
    text, at = scanner.text, scanner.at
    if not text.startswith("--", at):
        return False
    closing = "]]" if text.startswith("--[[", at) else "\n"
    close = text.find(closing, at)
    scanner.at = len(text) if close < 0 else close + (2 if closing == "]]" else 0)
    return True


LEXIS = Lexis(
    quotes={"'": "e", '"': "e"}, short="'\"", special={"[": _long, "-": _comment}, operators="~= ..", lines=False
)


_POWERS = {**POWERS, "..": 14, "~=": 10, "?": 0}
_WORDS = {"or": 6, "and": 8}
_OPERANDS = {"function": "function_", "end": "end_"}
_STATEMENTS = {
    "for": "for_",
    "if": "branch_",
    "while": "branch_",
    "do": "branch_",
    "end": "end_statement",
    "elseif": "pass_",
}
_ATTRIBUTES = {"arg": "arguments:0"}
_ALIASES = {"_G": "", "_G.load": "load", "_G.os": "os", "_G.io": "io", "_ENV.os": "os"}


class Lua(Reader):
    """Statements need no separators; a text or a table alone is an argument."""

    lexis = LEXIS
    concat = ".."
    powers = _POWERS
    words = _WORDS
    accessors = frozenset([".", ":"])
    silent = frozenset(["local", "return", "not", "then", "do", "else", "repeat", "until"])
    operands = _OPERANDS
    statements = _STATEMENTS
    functions = FUNCTIONS
    attributes = _ATTRIBUTES
    aliases = _ALIASES
    modules = frozenset(["os", "io", "", "_G"])
    named = ()
    blocks = False

    def branch_(self) -> None:
        self.at += 1
        self.branch()

    def pass_(self) -> None:
        self.at += 1

    def end_statement(self) -> None:
        self.end_()

    def end_(self) -> Value:
        self.at += 1
        self.join()
        return Value()

    def for_(self) -> None:
        """`for _, x in ipairs({...}) do`."""
        self.at += 1
        names = []
        while self.at < self.end and not self.is_name("in") and not self.is_op("=") and not self.is_name("do"):
            if self.kinds[self.at] == NAME:
                names.append(self.string(self.at))
            self.at += 1
        self.at += 1
        values = self.expression()
        self.branch()
        for name in names[-1:]:
            self.scopes[-1][name] = element(values)
        while self.at < self.end and not self.is_name("do"):
            self.at += 1
        self.at += 1

    def function_(self) -> Value:
        """`function name(a)`; its parameters are unknown here."""
        self.at += 1
        while self.kind() == NAME or self.is_op(".") or self.is_op(":"):
            self.at += 1
        if self.is_op("("):
            self.at = min(self.closing(self.at) + 1, self.end)
        self.branch()
        return Value("function")

    def called(self, callee: Value, args: list[Value], named: dict[str, Value], written: str) -> Value:
        if callee.name in ("ipairs", "pairs") and args:
            return args[0]
        return super().called(callee, args, named, written)

    def field(self) -> tuple[str | None, Value, object]:
        value = self.expression()
        return None, value, None

    def bracketed(self) -> Value:
        if self.is_op("{"):
            from .code_values import listed

            return listed(self.items())
        return super().bracketed()

    def other_postfix(self, value: Value, following: str) -> Value | None:
        if self.kind() == TEXT and value.name and value.name not in ("str", "number", "list"):
            self.at += 1
            return self.called(value, [self.interpolated(self.at - 1)], {}, value.name)
        if following == "{" and value.name and value.name not in ("str", "number", "list"):
            return self.called(value, [self.bracketed()], {}, value.name)
        return None
