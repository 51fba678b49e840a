"""Python: its statements, and what its library does to files, programs, databases and hosts."""

from __future__ import annotations

from ...marks import is_known
from .code_called import Called
from .code_lexis import LINE, NAME, OP, TEXT, Lexis
from .code_reader import ASSIGN, MAX_DEPTH, POWERS, Reader
from .code_tokens import Scanner
from .code_values import STRING, Function, Value, either, element, listed
from .code_verbs import perform
from .python_library import ALIASES, ATTRIBUTES, FUNCTIONS, MODULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_lexis import Piece
    from .code_reader import Target

_PREFIX_LETTERS = frozenset("rRbBuUfFtT")


def _prefixed(scanner: Scanner, char: str) -> bool:
    """A string with a prefix: `r""`, `b""`, `f""`, `rb""`; or a name after all."""
    text, at = scanner.text, scanner.at
    end = at + 1
    while end < at + 3 and text[end : end + 1] and text[end] in _PREFIX_LETTERS:
        end += 1
    if text[end : end + 1] not in ("'", '"'):
        return False
    prefix = text[at:end].lower()
    _string(scanner, at, end, "f" in prefix or "t" in prefix, "r" in prefix)
    return True


def _bare(scanner: Scanner, char: str) -> bool:
    _string(scanner, scanner.at, scanner.at, False, False)
    return True


def _string(scanner: Scanner, start: int, at: int, formatted: bool, raw: bool) -> None:
    quote = scanner.text[at] * 3 if scanner.text.startswith(scanner.text[at] * 3, at) else scanner.text[at]
    style = "i" if formatted else "r" if raw else "e"
    pieces, end = scanner.string(at + len(quote), quote, style)
    scanner.put(TEXT, pieces, end, start)


def _field(scanner: Scanner, at: int, end: int) -> tuple[Piece, int] | None:
    """`{expression}` in an f-string."""
    if scanner.text.startswith("{{", at):
        return "{", at + 2
    return scanner.nested(at + 1)


def _brace(scanner: Scanner, at: int, end: int) -> tuple[Piece, int] | None:
    return ("}", at + 2) if scanner.text.startswith("}}", at) else None


LEXIS = Lexis(
    comments=("#",),
    short="'\"",
    special={"'": _bare, '"': _bare, **dict.fromkeys(_PREFIX_LETTERS, _prefixed)},
    code={"{": _field, "}": _brace},
    keeps=True,
)


def _slice(written: str) -> slice | None:
    """`a:b:c` as Python has it, None if it is not made of numbers alone."""
    parts = [part.strip() for part in written.split(":")]
    if not 2 <= len(parts) <= 3 or not all([not part or part.removeprefix("-").isdecimal() for part in parts]):
        return None
    numbers = [int(part) if part and len(part) < 8 else None for part in parts]
    return slice(*numbers) if numbers[2:] != [0] else None


_WORDS = {"or": 6, "and": 8, "in": 10, "is": 10, "not": 10, "if": 4}
_POWERS = {**POWERS, "?": 0, "@": 16}
_OPERANDS = {"lambda": "lambda_", "print": "print_", "exec": "exec_", "None": "none"}
_STATEMENTS = {
    "import": "import_", "from": "from_", "for": "for_", "while": "compound", "if": "compound", "elif": "compound",
    "else": "compound", "try": "compound", "except": "compound", "finally": "compound", "with": "with_",
    "def": "def_", "class": "class_", "match": "compound", "case": "compound", "return": "returns", "async": "async_",
}  # fmt: skip


class Python(Reader):
    """Blocks by indentation, imports, comprehensions, `with` and `for`."""

    lexis = LEXIS
    empties = True
    blocks = False
    words = _WORDS
    powers = _POWERS
    silent = frozenset(["not", "await", "yield", "from", "raise", "assert", "global", "nonlocal", "del", "async"])
    operands = _OPERANDS
    statements = _STATEMENTS
    functions = FUNCTIONS
    attributes = ATTRIBUTES
    modules = MODULES
    aliases = ALIASES

    def module_name(self, name: str) -> str:
        return self.aliases.get(name, name)

    def attribute(self, value: Value, name: str) -> Value:
        if value.name == "modules":  # sys.modules["os"]
            return self.library(name)
        if name == "__dict__":
            return value
        return super().attribute(value, name)

    # -- statements

    def program(self) -> None:
        indent = self.values[self.at] if self.kind() == LINE else 0
        self.lines(indent if type(indent) is int else 0)

    def lines(self, indent: int) -> None:
        """Statements of one indentation."""
        while self.at < self.end:
            if self.kinds[self.at] == LINE:
                if self.values[self.at] < indent and self._is_code(self.at):  # type: ignore[operator]
                    return
                self.at += 1
                self.indent = indent
                continue
            at = self.at
            self.indent = indent
            self.statement()
            if self.at == at:
                self.at += 1

    indent = 0

    def _is_code(self, at: int) -> bool:
        """Whether something stands on the line."""
        return at + 1 < self.end and self.kinds[at + 1] != LINE

    def suite(self) -> None:
        """What belongs to the statement that ends in the colon at the place."""
        self._to_colon()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.give_up(self.end)
        self.branch()
        outer = self.indent
        if self.kind() == LINE:
            while self.at + 1 < self.end and self.kinds[self.at] == LINE and not self._is_code(self.at):
                self.at += 1
            inner = self.values[self.at] if self.at < self.end else 0
            if type(inner) is int and inner > outer:
                self.lines(inner)
        else:
            self._rest_of_line()
        self.indent = outer
        self.join()
        self.depth -= 1

    def _to_colon(self) -> None:
        while self.at < self.end and self.kinds[self.at] != LINE:
            self.at += 1
            if self.values[self.at - 1] == ":" and self.kinds[self.at - 1] == OP:
                return

    def _rest_of_line(self) -> None:
        while self.at < self.end and self.kinds[self.at] != LINE:
            at = self.at
            self.statement()
            if self.at == at:
                self.at += 1

    def compound(self) -> None:
        """`if`, `while`, `try` and what goes with them."""
        loop = self.string(self.at) == "while"
        self.at += 1
        if not self.is_op(":") and self.kind() != LINE:
            self.simple()
        self.loops += loop
        self.suite()
        self.loops -= loop

    def async_(self) -> None:
        self.at += 1

    def for_(self) -> None:
        self.at += 1
        target = self._targets()
        values = self.simple()
        outer, self.loops = self.loops, self.loops + 1
        self.assign(target, element(values))
        self.suite()
        self.loops = outer

    def _targets(self) -> Target:
        """The names up to `in`, and behind it."""
        start = self.at
        names: list[Target] = []
        while self.at < self.end and not self.is_name("in"):
            if self.kinds[self.at] == NAME:
                names.append(self.string(self.at))
            self.at += 1
        self.at += 1
        return names[0] if len(names) == 1 and self.string(start + 1) != "," else names

    def with_(self) -> None:
        self.at += 1
        group = self.is_op("(") and self.string(self.closing(self.at) + 1) == ":"
        self.at += group
        while self.at < self.end:
            at = self.at
            value = self.expression()
            if self.is_name("as"):
                self.at += 1
                self.expression(2)
                self.assign(self.target, value)
            if not self.is_op(",") or self.at == at:
                break
            self.at += 1
        self.suite()

    def def_(self) -> None:
        self.at += 1
        name = self.string(self.at)
        self.at += 1
        names = self.parameters(self.closing(self.at)) if self.is_op("(") else []
        self._to_colon()
        start = self.at
        self._skip_suite()
        value = self.function(names, start, self.at, False)
        self.scopes[-1][name] = value

    def parameters(self, end: int) -> list[str]:
        """The names of the parameters between the bracket at the place and its partner."""
        names: list[str] = []
        self.at += 1
        while self.at < end:
            if self.kinds[self.at] == NAME and self.string(self.at - 1) in ("(", ",", "*", "**", "lambda"):
                names.append(self.string(self.at))
            self.at = self.closing(self.at) if self.is_op("(") or self.is_op("[") or self.is_op("{") else self.at
            self.at += 1
        self.at = min(end + 1, self.end)
        return names

    def _skip_suite(self) -> None:
        """Go behind a body whose colon was just read."""
        inline = self.kind() != LINE
        while self.at < self.end:
            if self.kinds[self.at] == LINE and (
                inline or (self.values[self.at] <= self.indent and self._is_code(self.at))  # type: ignore[operator]
            ):
                return
            self.at += 1

    def body(self) -> Value:
        outer = self.indent
        self.skip_lines_to_body()
        self.indent = outer
        return Value()

    def skip_lines_to_body(self) -> None:
        indent = self.values[self.at] if self.at < self.end and self.kinds[self.at] == LINE else 0
        self.lines(indent if type(indent) is int else 0)

    def class_(self) -> None:
        self.at += 1
        if self.kind() == NAME:
            self.at += 1
        if self.is_op("("):
            self.group()
        self.suite()

    def import_(self) -> None:
        """`import a.b as c, d`."""
        self.at += 1
        while self.kind() == NAME:
            first = self.string(self.at)
            name = self._dotted()
            if self.is_name("as"):
                self.scopes[-1][self.string(self.at + 1)] = self.library(name)
                self.at += 2
            else:
                self.scopes[-1][first] = self.library(first)
            if not self.is_op(","):
                return
            self.at += 1

    def from_(self) -> None:
        """`from a import b as c, (d)`, `from a import *`."""
        self.at += 1
        while self.is_op(".") or self.is_op("...") or self.is_op(".."):
            self.at += 1
        module = self.module_name(self._dotted())
        if not self.is_name("import"):
            return
        self.at += 1
        while self.at < self.end and self.kind() != LINE and not self.is_op(";"):
            if self.is_op("*"):
                self.stars.append(module)
            elif self.kind() == NAME:
                name = self.string(self.at)
                known = self.string(self.at + 2) if self.string(self.at + 1) == "as" else name
                self.at += 2 if known != name else 0
                self.scopes[-1][known] = self.library(f"{module}.{name}")
            self.at += 1

    def _dotted(self) -> str:
        parts = []
        while self.kind() == NAME and not self.is_name("import"):
            parts.append(self.string(self.at))
            self.at += 1
            if not self.is_op("."):
                break
            self.at += 1
        return ".".join(parts)

    # -- expressions

    def infix(self, operator: str, left: Value, target: Target, power: int, start: int) -> Value:
        if operator == "if":  # a if b else c
            self.expression(4)
            if self.is_name("else"):
                self.at += 1
                return either(left, self.expression(4))
            return left
        if operator == "not":
            self.at += 1
        return super().infix(operator, left, target, power, start)

    def combined(self, operator: str, left: Value, right: Value, start: int) -> Value:
        if operator == "/" and "path" in (left.name, right.name):
            return perform(self, "below:0,1", Called("", None, [left, right], {}, "")) or Value()
        if operator == "%" and left.name == STRING:
            return perform(self, "printf:0,1", Called("", None, [left, right], {}, "")) or Value()
        return super().combined(operator, left, right, start)

    def text(self, at: int) -> Value:
        value = self.interpolated(at)
        while self.kind() == TEXT:
            self.at += 1
            value = self.joined([value, self.interpolated(self.at - 1)])
        return value

    def indexed(self, value: Value) -> Value:
        """Also `[::-1]` and `[a:b]`."""
        start, end = self.at, self.closing(self.at)
        if end < self.end and end - start < 10 and (value.texts or value.items is not None):
            places = _slice(self.code.written(start + 1, end)) if end > start + 1 else None
            if places is not None:
                self.at = end + 1
                if value.items is not None:
                    return listed(value.items[places])
                if all([is_known(text) for text in value.texts]):
                    return Value(value.name, [text[places] for text in value.texts], None, value.origins)
                return Value("", None, None, value.origins)
        return super().indexed(value)

    def lambda_(self) -> Value:
        self.at += 1
        names = []
        while self.at < self.end and not self.is_op(":"):
            if self.kinds[self.at] == NAME and self.string(self.at - 1) in (",", "*", "**", "lambda"):
                names.append(self.string(self.at))
            self.at += 1
        self.at += 1
        start = self.at
        pending, self.pending = self.pending, None
        self.branch()
        for at, name in enumerate(names):
            self.scopes[-1][name] = pending if pending is not None and at == 0 else Value(name)
        result = self.expression(ASSIGN)
        end = self.at
        for name in names:
            self.scopes[-1].pop(name, None)
        self.join()
        value = Value("function", None, None, result.origins)
        value.function = Function(self.code, names, start, end, True)
        return value

    def print_(self) -> Value | None:
        return self._statement_call("print")

    def exec_(self) -> Value | None:
        return self._statement_call("exec")

    def none(self) -> Value:
        self.at += 1
        return Value("None")

    def _statement_call(self, name: str) -> Value | None:
        """`print x` and `exec x` of Python 2."""
        following = self.at + 1
        if following >= self.end or self.lookup(name) is not None:
            return None
        if self.kinds[following] in (LINE, OP):
            return None
        self.at += 1
        value = self.simple()
        return self.called(
            Value(name), value.items if value.items is not None and value.name == "list" else [value], {}, name
        )

    def element_of_list(self) -> Value:
        return self._comprehended(self.end) or super().element_of_list()

    def arguments(self, end: int, callee: Value | None) -> tuple[list[Value], dict[str, Value]]:
        outer, self.end = self.end, min(end, self.end)
        made = self._comprehended(end)
        self.end = outer
        if made is not None:
            self.at = min(end + 1, self.end)
            return [made], {}
        return super().arguments(end, callee)

    def braces(self) -> Value:
        end = self.closing(self.at)
        self.at += 1
        made = self._comprehended(end)
        if made is None:
            self.at -= 1
            return super().braces()
        self.at = min(end + 1, self.end)
        return made

    def _comprehended(self, end: int) -> Value | None:
        """`element for x in values if ...`: the loops come first, then what is made of them."""
        start = self.at
        if not start or self.kinds[start - 1] != OP or start - 1 not in self.code.partner:
            return None
        at = self._for_within(start, end)
        if at < 0:
            return None
        self.branch()
        self.loops += 1
        self.at = at
        count = None
        while self.is_name("for") or self.is_name("async"):
            self.at += 1
            if self.is_name("for"):
                continue
            target = self._targets()
            values = self.expression(5)
            count = len(values.items) if values.items is not None and count is None else -1
            self.assign(target, element(values))
            while self.is_name("if"):
                self.at += 1
                self.expression(5)
                count = -1
        behind = self.at
        self.at = start
        value = self.expression()
        if self.is_op(":"):
            self.at += 1
            value = self.expression()
        self.at = behind
        self.loops -= 1
        self.scopes[-1].clear()
        self.join()
        items = [Value(value.name, [text], None, value.origins) for text in value.texts]
        if not items or (count is not None and count >= 0 and len(items) != count):
            items = [value]
        return listed(items)

    def _for_within(self, at: int, end: int) -> int:
        """Where `for` stands between the brackets, outside of others; -1 if nowhere."""
        while at < min(end, self.end):
            kind, value = self.kinds[at], self.values[at]
            if kind == NAME and value == "for":
                return at
            if kind == OP:
                if value == ",":
                    return -1
                at = self.code.partner.get(at, at)
            at += 1
        return -1
