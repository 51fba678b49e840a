"""Expressions: operands, the code in strings, lists and mappings, and what follows an operand."""

from __future__ import annotations

from ...marks import is_known
from .code_cursor import MAX_DEPTH
from .code_lexis import COMMAND, END, LINE, NAME, NUMBER, OP, REGEX, TEXT, UNKNOWN, VARIABLE, WORDS, Code
from .code_operators import Operators
from .code_values import (
    ASSEMBLED,
    MAX_CHOICES,
    MAX_WRITTEN,
    NUMBER_NAME,
    STRING,
    Value,
    element,
    listed,
    origins_of,
    string,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_cursor import Target

MAX_NAME = 200  # characters of a dotted name

_PREFIXES = frozenset(["!", "-", "+", "~", "*", "**", "&", "...", "..", "\\", "++", "--", "@", ":", "#"])


class Expressions(Operators):
    """Follows expressions."""

    def expression(self, level: int = 0) -> Value:
        """The value of what stands at the place, as far as operators bind tighter than ``level``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.give_up(self.end)
            self.depth -= 1
            return Value()
        start = self.at
        value = self.operand()
        target = self.target
        while True:
            operator = self._operator()
            power = (
                self.powers.get(operator)
                if self.at < self.end and self.kinds[self.at] == OP
                else self.words.get(operator)
            )
            if power is None:
                joined = self.juxtaposed(value, level)
                if joined is None:
                    break
                value, target = joined, None
                continue
            if power <= level:
                break
            self.at += 1
            value = self.infix(operator, value, target, power, start)
            target = None
        self.target = target
        self.depth -= 1
        if not value.texts and not value.name and not value.written:
            value.written = self.code.written(start, self.at)[:MAX_WRITTEN] if self.at > start else ""
        return value

    def _operator(self) -> str:
        kind = self.kind()
        if kind == LINE and self.continues():
            self.skip_lines()
            kind = self.kind()
        return self.string(self.at) if kind in (OP, NAME) else ""

    def continues(self) -> bool:
        """Whether the expression goes on behind the end of the line."""
        return False

    def juxtaposed(self, value: Value, level: int) -> Value | None:
        """What two operands side by side are, in languages that know this."""
        return None

    # -- operands

    def operand(self) -> Value:
        self.target = None
        while self.at < self.end and self._is_prefix():
            self.at += 1
        if self.at >= self.end:
            return Value()
        kind = self.kinds[self.at]
        start = self.at
        target: Target = None
        if kind == NAME:
            value = self.name_operand()
            target = self.string(start) if self.at == start + 1 else self.target
        elif kind == OP:
            value = self.bracketed()
            target = self.target
        elif kind == VARIABLE:
            value = self.variable(self.string(start))
            target = self.string(start) if self.at == start + 1 else None
        else:
            self.at += 1
            value = self.literal(kind, start)
        at = self.at
        value = self.postfix(value)
        self.target = target if self.at == at else None
        return value

    def _is_prefix(self) -> bool:
        kind = self.kinds[self.at]
        if kind == OP:
            return self.values[self.at] in _PREFIXES
        return kind == NAME and self.values[self.at] in self.silent and self.string(self.at + 1) not in ("=", ")", ",")

    def literal(self, kind: int, at: int) -> Value:
        if kind == TEXT:
            return self.text(at)
        if kind == NUMBER:
            return Value(NUMBER_NAME, [self.string(at)])
        if kind == WORDS:
            return listed([string(word) for word in self.string(at).split()[:MAX_CHOICES]])
        if kind == COMMAND:
            return self.command(self.interpolated(at))
        if kind == UNKNOWN:
            if self.is_op("("):
                self.call.dynamic()
            return string(self.string(at))
        if kind == REGEX:
            for piece in self.code.pieces(at):
                if type(piece) is Code:
                    self.inside(piece)
            return Value("regex")
        self.at = at  # the end of a line is no operand
        return Value()

    def text(self, at: int) -> Value:
        return self.interpolated(at)

    def interpolated(self, at: int) -> Value:
        """A string with the code in it."""
        pieces = self.code.pieces(at)
        if len(pieces) == 1 and type(pieces[0]) is str:
            return string(pieces[0])
        parts = [self.inside(piece) if isinstance(piece, Code) else string(piece) for piece in pieces]
        return self.joined(parts)

    def inside(self, code: Code) -> Value:
        """The value of code that stands in a string."""
        if not code.kinds:
            return Value()
        before = self._enter(code, 0, len(code.kinds) - 1)
        value = self.expression()
        if self.at < self.end and self.is_op("("):
            value = Value()
        while self.at < self.end and self.blocks:
            at = self.at
            value = self.expression()
            if self.at == at:
                self.at += 1
        self._leave(before)
        return value

    def variable(self, name: str) -> Value:
        self.at += 1
        return self.reference(name)

    def name_operand(self) -> Value:
        name = self.string(self.at)
        method = self.operands.get(name)
        if method is not None:
            value: Value | None = getattr(self, method)()
            if value is not None:
                return value
        self.at += 1
        value = self.reference(name)
        if self.bare and self.takes_bare(name):
            return self.bare_call(value)
        return value

    def bracketed(self) -> Value:
        """A group, a list, a mapping, or no operand at all."""
        opening = self.string(self.at)
        if opening == "(":
            return self.group()
        if opening == "[":
            return listed(self.items())
        if opening == "{":
            return self.braces()
        if opening not in (")", "]", "}", ",", ";", ":", "=>"):
            self.at += 1
        return Value()

    def group(self) -> Value:
        end = self.closing(self.at)
        comma = False
        values, targets, self.at = [], [], self.at + 1
        outer, self.end = self.end, end
        while self.at < end:
            at = self.at
            if self.is_op(",") or self.kind() == LINE or self.is_op(";"):
                comma = comma or self.is_op(",")
                self.at += 1
                continue
            values.append(self.element_of_list())
            targets.append(self.target)
            if self.at == at:
                self.at += 1
        self.end = outer
        self.at = min(end + 1, self.end)
        if len(values) == 1 and not comma:
            self.target = targets[0]
            return values[0]
        self.target = targets or None
        return listed(values)

    def items(self) -> list[Value]:
        """The values between the bracket at the place and its partner; behind it from then on."""
        end = self.closing(self.at)
        self.at += 1
        return self.values_until(end)

    def values_until(self, end: int) -> list[Value]:
        """Values with commas up to an index, and behind it."""
        values: list[Value] = []
        outer, self.end = self.end, min(end, self.end)
        targets: list[Target] = []
        while self.at < self.end:
            at = self.at
            if self.is_op(",") or self.kind() == LINE:
                self.at += 1
                continue
            values.append(self.element_of_list())
            targets.append(self.target)
            if self.at == at:
                self.at += 1
        self.end = outer
        self.at = min(end + 1, self.end)
        self.target = targets
        return values

    def element_of_list(self) -> Value:
        """An element, or key and value of a mapping."""
        value = self.expression()
        if self.is_op("=>"):
            self.at += 1
            return self.expression()
        return value

    def braces(self) -> Value:
        """A mapping: keys, and what stands behind `:` or `=>`."""
        end = self.closing(self.at)
        self.at += 1
        made = Value("map")
        made.fields = {}
        values = []
        outer, self.end = self.end, end
        targets: list[Target] = []
        while self.at < end:
            at = self.at
            if self.is_op(",") or self.kind() == LINE or self.is_op(";"):
                self.at += 1
                continue
            key, value, target = self.field()
            if key is not None and len(made.fields) < MAX_CHOICES:
                made.fields[key] = value
                targets.append([key, target])
            values.append(value)
            if self.at == at:
                self.at += 1
        self.end = outer
        self.at = min(end + 1, self.end)
        made.origins = origins_of(values)
        self.target = targets or None
        return made

    def field(self) -> tuple[str | None, Value, Target]:
        """One field of a mapping; a name alone is key and value in one."""
        start = self.at
        if self.kind() == NAME and self.string(start + 1) in (":", "=>"):
            self.at += 1
            key: str | None = self.string(start)
        else:
            value = self.expression()
            key = value.exact() or self.string(start)
            if not (self.is_op(":") or self.is_op("=>")):
                return self.string(start) if self.kinds[start] == NAME else None, value, self.target
        self.at += 1
        value = self.expression()
        return key, value, self.target

    # -- what follows an operand

    def postfix(self, value: Value) -> Value:
        while self.at < self.end:
            if self.kinds[self.at] == LINE and self.continues():
                self.skip_lines()
            following = self.string(self.at) if self.kind() == OP else ""
            if following in self.accessors:
                made = self.accessed(value)
            elif following == "(" and self.may_call():
                made = self.arguments_call(value)
            elif following == "[" and self.may_index():
                made = self.indexed(value)
            else:
                made = self.other_postfix(value, following)
            if made is None:
                break
            value = made
        return value

    def may_call(self) -> bool:
        return True

    def may_index(self) -> bool:
        return True

    def other_postfix(self, value: Value, following: str) -> Value | None:
        return None

    def accessed(self, value: Value) -> Value | None:
        """An attribute; its name may be a variable."""
        self.at += 1
        self.skip_lines()
        kind = self.kind()
        if kind == NAME:
            self.at += 1
            return self.attribute(value, self.string(self.at - 1))
        if self.is_op("(") or self.is_op("["):  # a?.[b], a.(b), a->[b]
            return value
        return None if kind == END else Value()

    def attribute(self, value: Value, name: str) -> Value:
        if value.fields is not None and name in value.fields:
            return value.fields[name]
        if value.name == "env" and f"env.{name}" not in self.functions:
            return self.looked_up(value, name)
        owner = value.name if len(value.name) < MAX_NAME else ""
        if self.kept and f"{owner}.{name}" in self.kept:
            return self.kept[f"{owner}.{name}"]
        made = self.library(f"{owner}.{name}", value)
        if made.receiver is None and made.name == f"{owner}.{name}":
            made.receiver = value
        made.origins = made.origins or value.origins
        return made

    def indexed(self, value: Value) -> Value:
        end = self.closing(self.at)
        start = self.at
        self.at += 1
        keys = self.values_until(end)
        key = keys[0].exact() if len(keys) == 1 else None
        if key is None or not is_known(key):
            if value.name in self.modules and self.is_op("("):
                return Value(ASSEMBLED)
            made = element(value) if value.items is not None else Value("", None, None, value.origins)
            made.written = made.written or self.code.written(max(0, start - 1), self.at)[:MAX_WRITTEN]
            return made
        if value.items is not None and keys[0].name == NUMBER_NAME:
            return _item(value.items, key)
        if value.name == "env":
            return self.looked_up(value, key)
        if keys[0].name == STRING:
            return self.attribute(value, key)
        return Value("", None, None, value.origins)

    # -- what is followed further up

    def reference(self, name: str) -> Value:
        raise NotImplementedError

    def library(self, name: str, receiver: Value | None = None) -> Value:
        raise NotImplementedError

    def looked_up(self, value: Value, key: str) -> Value:
        raise NotImplementedError

    def command(self, text: Value) -> Value:
        raise NotImplementedError

    def arguments_call(self, callee: Value) -> Value:
        raise NotImplementedError

    def takes_bare(self, name: str) -> bool:
        raise NotImplementedError

    def bare_call(self, callee: Value) -> Value:
        raise NotImplementedError


def _item(items: list[Value], key: str) -> Value:
    index = int(key) if key.isdigit() and len(key) < 9 else -1
    return items[index] if 0 <= index < len(items) else Value()
