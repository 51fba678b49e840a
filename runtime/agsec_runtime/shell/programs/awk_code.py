"""AWK: operands side by side join, and `>`, `|` and `getline` reach files and programs."""

from __future__ import annotations

from .code_called import Called
from .code_lexis import LINE, NAME, NUMBER, OP, OPERANDS, REGEX, Lexis
from .code_reader import POWERS, Reader
from .code_values import STRING, Value, listed, string
from .code_verbs import perform

FUNCTIONS = {
    "close": "nothing",
    "index": "nothing",
    "length": "nothing",
    "printed": "print:*,\n",
    "printed-f": "printf:0,1+",
    "sprintf": "printf:0,1+",
    "substr": "nothing",
    "system": "shell:0",
    "tolower": "lower:0",
    "toupper": "upper:0",
}
LEXIS = Lexis(comments=("#",), quotes={'"': "e"}, short='"', regex="strict", operators="!~ |&", keeps=True)


_POWERS = {**POWERS, ">": 0, ">>": 0, "|": 3, "<": 10, "~": 10, "|&": 3, "//": 0}
_WORDS = {"in": 10}
_STATEMENTS = {"print": "print_", "printf": "print_", "function": "function_statement", "func": "function_statement",
              "getline": "getline_statement"}  # fmt: skip
_OPERANDS = {"getline": "getline_"}
_ATTRIBUTES = {"ENVIRON": "environment =env", "ARGV": "arguments:0"}


class Awk(Reader):
    """Patterns with blocks; `print` has redirections of its own."""

    lexis = LEXIS
    concat = " "
    powers = _POWERS
    words = _WORDS
    statements = _STATEMENTS
    operands = _OPERANDS
    functions = FUNCTIONS
    attributes = _ATTRIBUTES
    silent = frozenset(
        ["BEGIN", "END", "return", "if", "else", "while", "for", "do", "delete", "exit", "BEGINFILE", "ENDFILE"]
    )
    named = ()

    def print_(self) -> None:
        """`print a, b > file`, `print a | command`."""
        name = self.string(self.at)
        self.at += 1
        values = []
        while self.at < self.end and self.kind() != LINE and not self._ends():
            at = self.at
            values.append(self.expression(4))
            if not self.is_op(",") or self.at == at:
                break
            self.at += 1
        if len(values) == 1 and values[0].items is not None:
            values = values[0].items
        formatted = name == "printf"
        text = self.called(Value("sprintf"), values, {}, "") if formatted else self.spaced(values)
        if self.is_op(">") or self.is_op(">>") or self.is_op("|") or self.is_op("|&"):
            self.redirected(self.string(self.at), text, "" if formatted else "\n")
        else:
            perform(self, "print:*," + ("" if formatted else "\n"), Called("", None, [text], {}, ""))

    def spaced(self, values: list[Value]) -> Value:
        """What `print` makes of its values."""
        if not values:
            return self.lookup("$0") or Value("$0")
        return perform(self, "join:0,1", Called("", None, [string(" "), listed(values)], {}, "")) or Value()

    def _ends(self) -> bool:
        return self.string(self.at) in (">", ">>", "|", "|&", ";", "}") and self.kinds[self.at] == OP

    def redirected(self, operator: str, text: Value, end: str) -> None:
        self.at += 1
        target = self.expression(4)
        self.printed = None
        if operator in (">", ">>"):
            line = self.joined([text, string(end)]) if text.texts else text
            perform(self, "content:0,1", Called("", None, [target, line], {}, ""))
            return
        known = text.exact()
        given = {"input": string(known + end) if known is not None else Value("input")}
        perform(self, "shell:0", Called("", None, [target], given, ""))

    def infix(self, operator: str, left: Value, target: object, power: int, start: int) -> Value:
        if operator in ("|", "|&") and self.is_name("getline"):  # command | getline
            self.at += 1
            name = self.string(self.at) if self.kind() == NAME else ""
            self.at += bool(name)
            made = perform(self, "shell:0", Called("", None, [left], {}, "")) or Value()
            if name:
                self.scopes[-1][name] = Value("", None, None, made.origins)
            return made
        return super().infix(operator, left, target, power, start)

    def getline_statement(self) -> None:
        self.simple()

    def getline_(self) -> Value:
        """`getline variable < file`."""
        self.at += 1
        name = self.string(self.at) if self.kind() == NAME else ""
        self.at += bool(name)
        if self.is_op("<"):
            self.at += 1
            source = self.expression(12)
            made = perform(self, "read:0", Called("", None, [source], {}, "")) or Value()
            if name:
                self.scopes[-1][name] = made
            return made
        return Value()

    def juxtaposed(self, value: Value, level: int) -> Value | None:
        kind = self.kind()
        starts = (kind in OPERANDS and kind != REGEX) or (kind == OP and self.string(self.at) in ("$", "("))
        if level >= 12 or not starts or not (value.texts or value.name or value.written):
            return None
        if kind == NAME and (self.string(self.at) in self.silent or self.string(self.at) in self.statements):
            return None
        right = self.expression(12)
        return self.joined([value, right])

    def bracketed(self) -> Value:
        if self.is_op("$"):  # $1, $NF, $(expression)
            self.at += 1
            start = self.at
            if self.kind() in (NAME, NUMBER):
                self.at += 1
            elif self.is_op("("):
                self.group()
            name = "$" + self.code.written(start, self.at)
            return self.lookup(name) or Value(name)
        if self.is_op("{"):
            self.block()
            return Value()
        return super().bracketed()

    def topic(self, text: str) -> None:
        super().topic(text)
        line = self.scopes[0].pop("$_", None)
        if line is not None:
            self.scopes[0]["$0"] = line
            if not [each for each in line.texts if " " in each or "\t" in each]:
                self.scopes[0]["$1"] = self.scopes[0]["$NF"] = line

    def function_statement(self) -> None:
        self.at += 2
        if self.is_op("("):
            self.at = min(self.closing(self.at) + 1, self.end)

    def name_operand(self) -> Value:
        value = super().name_operand()
        if (
            value.name
            and value.name not in self.functions
            and value.name != STRING
            and not value.texts
            and not self.is_op("(")
        ):
            value = Value("", None, None, value.origins)
            value.written = self.string(self.at - 1)
        return value
