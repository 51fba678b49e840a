"""Perl: calls without parentheses, `$_`, and what its functions and a few modules do."""

from __future__ import annotations

from .code_called import Called
from .code_lexis import LINE, NAME, OP, TEXT, VARIABLE, WORDS
from .code_reader import ASSIGN, POWERS, Reader
from .code_values import Value, element, listed
from .code_verbs import perform
from .perl_library import FUNCTIONS
from .perl_quotes import LEXIS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_cursor import Target

_MODIFIERS = frozenset(["for", "foreach"])


_POWERS = {**POWERS, ".": 14, "..": 10}
_WORDS = {
    "or": 3, "and": 3, "xor": 3, "x": 16, "eq": 10, "ne": 10, "lt": 10, "gt": 10, "le": 10, "ge": 10, "cmp": 10,
}  # fmt: skip
_OPERANDS = {
    "sub": "sub_", "map": "map_", "grep": "map_", "sort": "map_", "shift": "shift_", "eval": "eval_", "do": "do_",
    "print": "print_", "say": "print_", "printf": "print_",
}  # fmt: skip
_STATEMENTS = {
    "for": "for_", "foreach": "for_", "if": "pass_", "unless": "pass_", "while": "while_", "until": "while_",
    "else": "pass_", "elsif": "pass_", "use": "use_", "no": "use_", "require": "require_", "sub": "sub_statement",
    "BEGIN": "pass_", "END": "pass_", "package": "use_",
}  # fmt: skip
_ATTRIBUTES = {
    "$0": "nothing", "@ARGV": "arguments:1", "%ENV": "environment =env", "<STDIN>": "stdin", "<>": "stdin",
}  # fmt: skip


class Perl(Reader):
    """Braces make blocks, names need no parentheses, and `for` may stand behind what it repeats."""

    lexis = LEXIS
    concat = "."
    powers = _POWERS
    words = _WORDS
    accessors = frozenset(["->", "::"])
    silent = frozenset(["my", "our", "local", "not", "return", "defined", "ref", "scalar", "die", "state", "new"])
    operands = _OPERANDS
    statements = _STATEMENTS
    functions = FUNCTIONS
    attributes = _ATTRIBUTES
    modules = frozenset(["File.Path", "File.Copy", "POSIX"])
    reserved = frozenset(["if", "unless", "while", "until", "for", "foreach"])
    bare = True
    named = ()
    shifted = 0

    # -- statements

    def simple(self) -> Value:
        """An expression; what `for` behind it goes through comes first."""
        start = self.at
        at = self._modifier(start)
        if at < 0:
            return super().simple()
        self.at = at + 1
        self.loops += 1
        self.branch()
        values = super().simple()
        behind = self.at
        self.scopes[-1]["$_"] = element(values)
        outer, self.end, self.at = self.end, at, start
        self.until(at)
        self.end, self.at = outer, behind
        self.join()
        self.loops -= 1
        return Value()

    def _modifier(self, at: int) -> int:
        """Where `for` stands behind the expression at the place, -1 if nowhere."""
        if at < self.searched:  # the statement around this one has been searched
            return -1
        while at < self.end:
            if self.kinds[at] == NAME and self.values[at] in _MODIFIERS:
                return at
            if self.kinds[at] == OP:
                if self.values[at] in (";", "}"):
                    break
                at = self.code.partner.get(at, at)
            at += 1
        self.searched = at
        return -1

    searched = 0

    def _enter(self, code: object, start: int, end: int) -> object:  # type: ignore[override]
        self.searched = 0
        return super()._enter(code, start, end)  # type: ignore[arg-type]

    def pass_(self) -> None:
        self.at += 1
        if self.is_op("("):
            self.group()

    def while_(self) -> None:
        self.at += 1
        if self.is_op("("):
            value = self.group()
            if value.name == "stdin" and self.lookup("$_") is None:
                self.scopes[-1]["$_"] = element(perform(self, "lines:0", Called("", None, [value], {}, "")) or Value())
        if self.is_op("{"):
            self.loops += 1
            self.block()
            self.loops -= 1

    def for_(self) -> None:
        """`for my $x (values) { ... }`."""
        self.at += 1
        if self.string(self.at) in ("my", "our"):
            self.at += 1
        name = "$_"
        if self.kind() == VARIABLE:
            name = self.string(self.at)
            self.at += 1
        if not self.is_op("("):
            return
        values = self.group()
        self.loops += 1
        self.branch()
        self.scopes[-1][name] = element(values if values.items is not None else listed([values]))
        if self.is_op("{"):
            self.block()
        self.join()
        self.loops -= 1

    def use_(self) -> None:
        """`use File::Path qw(remove_tree)`: its functions can be called by their names."""
        self.at += 1
        parts = []
        while self.kind() == NAME:
            parts.append(self.string(self.at))
            self.at += 1
            if not self.is_op("::"):
                break
            self.at += 1
        self.stars.append(".".join(parts))
        while self.at < self.end and not self.is_op(";"):
            self.at += 1

    def require_(self) -> None:
        if self.at + 1 < self.end and self.kinds[self.at + 1] == NAME:
            self.use_()
        else:
            self.simple()

    def sub_statement(self) -> None:
        self.sub_()

    # -- operands

    def sub_(self) -> Value:
        self.at += 1
        name = self.string(self.at) if self.kind() == NAME else ""
        self.at += bool(name)
        if self.is_op("("):
            self.at = min(self.closing(self.at) + 1, self.end)
        if not self.is_op("{"):
            return Value()
        end = self.closing(self.at)
        shifted, self.shifted = self.shifted, -1
        value = self.function(["@_"], self.at + 1, end, False)
        self.shifted = shifted
        self.at = min(end + 1, self.end)
        if name:
            self.scopes[-1][name] = value
        return value

    def inline(self, body: object, args: list[Value], named: dict[str, Value]) -> Value:
        shifted, self.shifted = self.shifted, -1
        made = super().inline(body, [listed(args)], named)  # type: ignore[arg-type]
        self.shifted = shifted
        return made

    def map_(self) -> Value | None:
        """`map { ... } values`, `grep { ... } values`."""
        self.at += 1
        inside = self.is_op("(")
        outer, behind = self.end, -1
        if inside:
            behind = self.closing(self.at) + 1
            self.end = behind - 1
            self.at += 1
        start = self.at
        block = self.is_op("{")
        stop = self.closing(self.at) if block else self._comma()
        self.at = min(stop + 1, self.end)
        if self.is_op(","):
            self.at += 1
        values = self._list()
        after = self.at
        self.branch()
        self.scopes[-1]["$_"] = element(values)
        self.at = start
        if block:
            self.at += 1
            self.until(stop)
            value = Value("", None, None, values.origins)
        else:
            value = self.expression(ASSIGN)
        self.join()
        self.at, self.end = (min(behind, outer), outer) if inside else (after, outer)
        return value

    def _comma(self) -> int:
        at = self.at
        while at < self.end and not (self.kinds[at] == OP and self.values[at] in (",", ";")):
            at = self.code.partner.get(at, at) + 1 if self.kinds[at] == OP else at + 1
        return min(at, self.end)

    def _list(self) -> Value:
        """Values with commas, as one list."""
        values: list[Value] = []
        while self.at < self.end:
            at = self.at
            value = self.expression(ASSIGN)
            values.extend(value.items if value.items is not None else [value])
            if not self.is_op(",") or self.at == at:
                break
            self.at += 1
        return listed(values)

    def shift_(self) -> Value:
        """The next of `@ARGV` or, in a function, of `@_`."""
        self.at += 1
        name = "@_" if self.shifted < 0 else "@ARGV"
        if self.is_op("("):
            self.group()
        elif self.kind() == VARIABLE:
            name = self.string(self.at)
            self.at += 1
        items = self.reference(name).items or []
        index = -self.shifted - 1 if self.shifted < 0 else self.shifted
        self.shifted += -1 if self.shifted < 0 else 1
        return items[index] if index < len(items) else Value()

    def eval_(self) -> Value | None:
        """`eval { ... }` is a block, `eval "..."` runs the text."""
        if self.string(self.at + 1) != "{":
            return None
        self.at += 1
        self.block()
        return Value()

    def do_(self) -> Value | None:
        return self.eval_()

    def print_(self) -> Value | None:
        """`print {$file} ...` and `print FILE ...` go elsewhere."""
        if self.string(self.at + 1) == "{":
            self.at += 1
            self.block()
            self.printed = None
            return Value()
        at = self.at + 1
        following = self.kinds[at + 1] if at + 1 < self.end else LINE
        handle = self.kinds[at] in (NAME, VARIABLE) if at < self.end else False
        if handle and following in (TEXT, VARIABLE, WORDS) and self.string(at) not in self.functions:
            self.printed = None
            self.at = at + 1
            return self._list()
        return None

    def assign(self, target: Target, value: Value) -> None:
        """What `@ARGV` is set to is read by `<>`; one value for several names is the first's."""
        if type(target) is list and value.items is None:
            value = listed([value])
        elif target == "@ARGV":
            for item in value.items or [value]:
                for text in item.texts:
                    self.call.read(text)
        super().assign(target, value)

    def variable(self, name: str) -> Value:
        """`$name[0]` is of `@name`, `$name{key}` of `%name`."""
        self.at += 1
        following = self.string(self.at) if self.kind() == OP and not self.code.spaced[self.at] else ""
        if name[0] in "$@" and following in ("[", "{"):
            return self.reference(("@" if following == "[" else "%") + name[1:])
        return self.reference(name)

    def reference(self, name: str) -> Value:
        return super().reference(name[1:] if name[1:2] == "$" else name)  # @$name

    def braces(self) -> Value:
        """`@{...}` and `${...}` take what a reference points to."""
        if self.at and self.values[self.at - 1] in ("@", "$", "%"):
            return self.group()
        return super().braces()

    def other_postfix(self, value: Value, following: str) -> Value | None:
        if following == "{" and self.at and self._subscribed():
            return self._keyed(value)
        if following in ("++", "--"):
            self.at += 1
            return value
        return None

    def _subscribed(self) -> bool:
        before = self.at - 1
        return not self.code.spaced[self.at] and (
            self.kinds[before] == VARIABLE or self.values[before] in ("->", "]", "}")
        )

    def _keyed(self, value: Value) -> Value:
        """`{key}`: a bare word is a text."""
        end = self.closing(self.at)
        self.at += 1
        if end == self.at + 1 and self.kind() == NAME:
            key: str | None = self.string(self.at)
            self.at += 1
        else:
            outer, self.end = self.end, end
            key = self.expression().exact()
            self.end = outer
        self.at = min(end + 1, self.end)
        if key is None:
            return Value("", None, None, value.origins)
        return self.attribute(value, key)

    def may_index(self) -> bool:
        return not self.code.spaced[self.at]

    def accessed(self, value: Value) -> Value | None:
        self.at += 1
        if self.is_op("{"):
            return self._keyed(value)
        if self.kind() == VARIABLE:
            name = self.variable(self.string(self.at)).exact()
            return Value("?") if name is None else self.attribute(value, name)
        self.at -= 1
        return super().accessed(value)

    def takes_bare(self, name: str) -> bool:
        if super().takes_bare(name):
            return True
        row = self.functions.get(name)
        if (
            row is not None
            and row in _ON_TOPIC
            and (self.kind() != OP or self.string(self.at) in (";", "}", ")", "||"))
        ):
            self.called(Value(name), [self.reference("$_")], {}, "$_")
        return False

    def callable_name(self, callee: Value) -> str:
        for module in self.stars:
            if f"{module}.{callee.name}" in self.functions:
                return f"{module}.{callee.name}"
        return callee.name


# What these do without an argument they do to `$_`.
_ON_TOPIC = frozenset(["delete:*", "code:0"])
