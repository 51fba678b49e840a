"""Operators: how tightly they bind, and what they make of values."""

from __future__ import annotations

from .code_cursor import Cursor
from .code_files import used
from .code_values import MAX_CHOICES, NUMBER_NAME, STRING, Value, either, listed, origins_of, product, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_cursor import Target

# Binding powers. Assignments bind to the right.
ASSIGN, TERNARY, OR, AND, COMPARE, CONCAT, ADD, MULTIPLY, UNARY = 2, 4, 6, 8, 10, 12, 14, 16, 18
POWERS = {
    "=": ASSIGN, "+=": ASSIGN, "-=": ASSIGN, "*=": ASSIGN, "/=": ASSIGN, "%=": ASSIGN, "|=": ASSIGN, "&=": ASSIGN,
    "^=": ASSIGN, "||=": ASSIGN, "&&=": ASSIGN, "??=": ASSIGN, "//=": ASSIGN, "**=": ASSIGN, ".=": ASSIGN, ":=": ASSIGN,
    "<<=": ASSIGN, ">>=": ASSIGN,
    "?": TERNARY, "||": OR, "??": OR, "&&": AND, "|": COMPARE, "&": COMPARE, "^": COMPARE,
    "==": COMPARE, "!=": COMPARE, "===": COMPARE, "!==": COMPARE, "<": COMPARE, ">": COMPARE, "<=": COMPARE,
    ">=": COMPARE, "<=>": COMPARE, "=~": COMPARE, "!~": COMPARE,
    "<<": ADD, ">>": ADD, "+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY, "%": MULTIPLY, "//": MULTIPLY,
    "**": UNARY,
}  # fmt: skip
_EITHER = frozenset(["||", "??", "or", "||=", "??=", "//="])

_NO_POWERS: dict[str, int] = {}


class Operators(Cursor):
    """Follows what operators do."""

    powers: dict[str, int] = POWERS
    words: dict[str, int] = _NO_POWERS  # operators that are spelled as names
    concat = "+"

    def infix(self, operator: str, left: Value, target: Target, power: int, start: int) -> Value:
        if power == ASSIGN:
            return self.assignment(operator, left, target)
        if operator == "?":
            return self.ternary()
        self.skip_lines()
        right = self.expression(power)
        return self.combined(operator, left, right, start)

    def assignment(self, operator: str, left: Value, target: Target) -> Value:
        self.skip_lines()
        if operator in ("=", ":="):
            right = (
                self.simple()
                if operator == "=" and self.depth <= 2 and not self.blocks
                else self.expression(ASSIGN - 1)
            )
        else:
            right = self.expression(ASSIGN - 1)
            if operator in _EITHER:
                right = either(left, right)
            elif operator.rstrip("=") == self.concat and not self.loops:
                right = self.concatenated(left, right)
            elif left.items is not None:
                right = listed([*left.items, *(right.items or [right])][:MAX_CHOICES])
            else:
                right = Value("", None, None, origins_of([left, right]))
        if target is not None:
            self.assign(target, right)
        else:
            self.assigned(left, right)
        return right

    def assigned(self, left: Value, right: Value) -> None:
        """An attribute or an element is assigned to: `self.path = ...` is known by its name from then on."""
        if self.emptied:
            used(self, [right])
        if "." in left.name and left.name not in self.functions:
            before = self.kept.get(left.name)
            self.kept[left.name] = right if before is None else either(before, right)

    def ternary(self) -> Value:
        self.skip_lines()
        first = self.expression(ASSIGN)
        self.skip_lines()
        if not self.is_op(":"):
            return first
        self.at += 1
        self.skip_lines()
        return either(first, self.expression(ASSIGN))

    def combined(self, operator: str, left: Value, right: Value, start: int) -> Value:
        """What an operator makes of two values."""
        if operator == self.concat:
            return self.concatenated(left, right)
        if operator in _EITHER:
            return either(left, right)
        if operator in ("&&", "and"):
            return right
        if operator == "<<" and left.name in ("output", "process"):
            return self.called(self.attribute(left, "write"), [right], {}, "")
        if left.name == right.name == NUMBER_NAME:
            return _number(operator, left, right)
        if operator in ("*", "x") and left.name == STRING:
            return self._repeated(left, right)
        return Value("", None, None, origins_of([left, right]))

    def _repeated(self, left: Value, right: Value) -> Value:
        text, count = left.exact(), right.exact() or ""
        if text is None or not count.isdigit() or len(count) > 5 or not self.spend(len(text) * int(count)):
            return Value("", None, None, left.origins)
        return string(text * int(count), left.origins)

    def concatenated(self, left: Value, right: Value) -> Value:
        if left.name == right.name == NUMBER_NAME and self.concat == "+":
            return _number("+", left, right)
        if left.items is not None and right.items is not None:
            return listed([*left.items, *right.items][:MAX_CHOICES])
        if not left.texts and not right.texts:
            return Value("", None, None, origins_of([left, right]))
        return self.joined([left, right])

    def joined(self, parts: list[Value]) -> Value:
        """The parts as one text."""
        if len(parts) == 1 and parts[0].name == STRING:
            return parts[0]
        texts = product([part.spelled() for part in parts])
        if not self.spend(sum([len(text) for text in texts])):
            return Value("", None, None, origins_of(parts))
        return Value(STRING, texts, None, origins_of(parts))

    # -- what is followed further up

    def expression(self, level: int = 0) -> Value:
        raise NotImplementedError

    def simple(self) -> Value:
        raise NotImplementedError

    def attribute(self, value: Value, name: str) -> Value:
        raise NotImplementedError

    def called(self, callee: Value, args: list[Value], named: dict[str, Value], written: str) -> Value:
        raise NotImplementedError


def _number(operator: str, left: Value, right: Value) -> Value:
    first, second = left.exact() or "", right.exact() or ""
    if not (first.isdigit() and second.isdigit() and len(first) < 10 and len(second) < 10):
        return Value(NUMBER_NAME)
    a, b = int(first), int(second)
    made = {"+": a + b, "-": a - b, "*": a * b, "^": a ^ b}.get(operator)
    return Value(NUMBER_NAME, [str(made)] if made is not None else None)
