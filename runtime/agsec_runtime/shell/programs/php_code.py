"""PHP: code between `<?php` and `?>`, and what its functions do."""

from __future__ import annotations

from .code_lexis import NAME, OP, VARIABLE, Lexis
from .code_reader import POWERS, Reader
from .code_tokens import Scanner, scan
from .code_values import STRING, Value, element, listed
from .perl_quotes import braced_place
from .php_library import FUNCTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_lexis import Piece


def _interpolated(scanner: Scanner, at: int, end: int) -> tuple[Piece, int] | None:
    """`$name`, `$name[key]`, `$name->key`, `{$expression}`, `${name}`."""
    text = scanner.text
    if text.startswith("{$", at):
        return scanner.nested(at + 1)
    if text[at] != "$":
        return None
    if text.startswith("{", at + 1):
        return braced_place(scanner, at)
    stop = scanner.word_end(at + 1)
    if stop == at + 1 or text[at + 1].isdigit():
        return None
    behind = stop
    if text.startswith("[", stop):
        close = text.find("]", stop, stop + 100)
        behind = close + 1 if close > 0 else stop
    elif text.startswith("->", stop):
        behind = scanner.word_end(stop + 2)
    return scan(text[at:behind], scanner.lexis), behind


def _here(scanner: Scanner, char: str) -> bool:
    """`<<<EOT`, `<<<'EOT'`; `<?php` and `?>` separate statements."""
    text, at = scanner.text, scanner.at
    if text.startswith(("<?php", "<?="), at):
        scanner.at = at + (5 if text.startswith("<?php", at) else 3)
        return True
    if not text.startswith("<<<", at):
        return False
    at += 3
    while text[at : at + 1] == " ":
        at += 1
    quote = text[at : at + 1]
    start = at + (quote in ("'", '"') and bool(quote))
    end = scanner.word_end(start)
    if end == start:
        return False
    scanner.document(text[start:end], "r" if quote == "'" else "i", end + (start > at), True)
    return True


def _outside(scanner: Scanner, char: str) -> bool:
    """`?>` up to the next `<?`: text that is printed."""
    if not scanner.text.startswith("?>", scanner.at):
        return False
    following = scanner.text.find("<?", scanner.at)
    scanner.put(OP, ";", scanner.at + 2)
    scanner.at = len(scanner.text) if following < 0 else following
    return True


LEXIS = Lexis(
    comments=("//", "#"),
    blocks=(("/*", "*/"),),
    quotes={"'": "1", '"': "i", "`": "c"},
    sigils="$",
    special={"<": _here, "?": _outside},
    code={"$": _interpolated, "{": _interpolated},
    operators="=> ?-> \\",
    lines=False,
    keeps=True,
)


_POWERS = {**POWERS, ".": 14}
_WORDS = {"or": 3, "and": 3, "xor": 3, "instanceof": 10, "as": 1}
_OPERANDS = {
    "echo": "echo_", "print": "echo_", "include": "include_", "include_once": "include_", "require": "include_",
    "require_once": "include_", "function": "function_", "fn": "function_", "array": "array_",
}  # fmt: skip
_STATEMENTS = {
    "foreach": "foreach_", "for": "pass_", "if": "pass_", "while": "loop_", "else": "pass_", "elseif": "pass_",
    "use": "use_",
    "namespace": "use_", "function": "function_statement", "class": "class_", "do": "pass_", "try": "pass_",
}  # fmt: skip
_ATTRIBUTES = {
    "$_ENV": "environment =env", "$_SERVER": "environment =env", "$argv": "arguments:0", "STDIN": "stdin",
    "__DIR__": "cwd",
}  # fmt: skip


class Php(Reader):
    """Names of functions may be texts; `foreach (values as $x)`."""

    lexis = LEXIS
    concat = "."
    powers = _POWERS
    words = _WORDS
    accessors = frozenset(["->", "::", "?->"])
    silent = frozenset(
        ["new", "return", "clone", "static", "public", "private", "protected", "throw", "yield", "const", "global"]
    )
    operands = _OPERANDS
    statements = _STATEMENTS
    modules = frozenset(["File", "Storage"])
    named = (":",)
    functions = FUNCTIONS
    attributes = _ATTRIBUTES

    def pass_(self) -> None:
        self.at += 1
        if self.is_op("("):
            self.group()
        if self.is_op("{"):
            self.block()
        elif self.at < self.end:
            self.branch()
            self.statement()
            self.join()

    def loop_(self) -> None:
        self.loops += 1
        self.pass_()
        self.loops -= 1

    def foreach_(self) -> None:
        """`foreach (values as $key => $value)`."""
        self.at += 1
        if not self.is_op("("):
            return
        end = self.closing(self.at)
        self.at += 1
        outer, self.end = self.end, end
        values = self.expression(2)
        names = []
        while self.at < end:
            if self.kinds[self.at] == VARIABLE:
                names.append(self.string(self.at))
            self.at += 1
        self.end, self.at = outer, min(end + 1, outer)
        self.loops += 1
        self.branch()
        for name in names[-1:]:
            self.scopes[-1][name] = element(values)
        if self.is_op("{"):
            self.block()
        else:
            self.statement()
        self.join()
        self.loops -= 1

    def use_(self) -> None:
        while self.at < self.end and not self.is_op(";"):
            self.at += 1

    def class_(self) -> None:
        while self.at < self.end and not self.is_op("{"):
            self.at += 1

    def function_statement(self) -> None:
        self.function_()

    def function_(self) -> Value:
        """`function name($a) { ... }`, `fn($a) => expression`."""
        self.at += 1
        name = self.string(self.at) if self.kind() == NAME else ""
        self.at += bool(name)
        names = []
        if self.is_op("("):
            end = self.closing(self.at)
            names = [self.string(at) for at in range(self.at, end) if self.kinds[at] == VARIABLE]
            self.at = min(end + 1, self.end)
        while self.at < self.end and not self.is_op("{") and not self.is_op("=>") and not self.is_op(";"):
            self.at += 1
        if not self.is_op("{"):
            self.at += 1
            return Value("function", None, None, self.expression(2).origins)
        end = self.closing(self.at)
        value = self.function(names, self.at + 1, end, False)
        self.at = min(end + 1, self.end)
        if name:
            self.scopes[-1][name] = value
        return value

    def array_(self) -> Value | None:
        if self.string(self.at + 1) != "(":
            return None
        self.at += 1
        return listed(self.items())

    def bracketed(self) -> Value:
        if self.is_op("["):
            return self.mapping()
        if self.is_op("\\"):
            self.at += 1
            return self.operand()
        return super().bracketed()

    def mapping(self) -> Value:
        """`[a, b]` and `["key" => value]`."""
        end = self.closing(self.at)
        self.at += 1
        values: list[Value] = []
        fields: dict[str, Value] = {}
        outer, self.end = self.end, end
        while self.at < end:
            at = self.at
            if self.is_op(","):
                self.at += 1
                continue
            value = self.expression()
            if self.is_op("=>"):
                self.at += 1
                key = value.exact()
                value = self.expression()
                if key is not None:
                    fields[key] = value
            values.append(value)
            self.at += self.at == at
        self.end, self.at = outer, min(end + 1, outer)
        made = listed(values)
        if fields:
            made.fields = fields
        return made

    def echo_(self) -> Value:
        """`echo a, b`."""
        self.at += 1
        values = [self.expression(3)]
        while self.is_op(","):
            self.at += 1
            values.append(self.expression(3))
        return self.called(Value("echo"), values, {}, "echo")

    def include_(self) -> Value:
        name = self.string(self.at)
        self.at += 1
        return self.called(Value(name), [self.expression(3)], {}, name)

    def callable_name(self, callee: Value) -> str:
        if callee.name == STRING:
            name = callee.exact()
            return name.lstrip("\\").lower() if name is not None else "?"
        return callee.name.lstrip("\\") if callee.name not in self.functions else callee.name
