"""Follow code from left to right: names, literals, what is joined from them, and the calls that they are given to.

No interpreter: every branch and every loop is followed once, a loop over a literal list with all its elements at once.
A function of the code's own is followed where it stands, and again where it is called with what is known. What a
language has of its own - statements, how functions are written, what its library does - its module says.
"""

from __future__ import annotations

from ...marks import UNKNOWN_CLOSE, UNKNOWN_OPEN, is_known, is_plain
from .code_called import Called
from .code_lexis import COMMAND, END, LINE, NAME, NUMBER, OP, OPERANDS, REGEX, TEXT, UNKNOWN, VARIABLE, WORDS, Code
from .code_tokens import scan
from .code_values import (
    ASSEMBLED,
    MAX_CHOICES,
    MAX_WRITTEN,
    NUMBER_NAME,
    STRING,
    Function,
    Value,
    either,
    element,
    listed,
    origins_of,
    product,
    string,
)
from .code_verbs import perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from ..call import Call
    from .code_lexis import Lexis

    Target: TypeAlias = Any  # a name, a list of targets, or None

MAX_DEPTH = 48  # expressions and statements inside one another
MAX_NESTED = 6  # texts that are run as code inside one another
MAX_COMPUTED = 1 << 20  # characters of everything that is joined
MAX_NAME = 200  # characters of a dotted name
MAX_INLINED = 4  # how often over the code is followed for the sake of calls of its own functions

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
_PREFIXES = frozenset(["!", "-", "+", "~", "*", "**", "&", "...", "..", "\\", "++", "--", "@", ":", "#"])
_EITHER = frozenset(["||", "??", "or", "||=", "??=", "//="])


_NONE: dict[str, str] = {}
_NO_POWERS: dict[str, int] = {}


class Reader:
    """One run of an interpreter; ``argv`` are the words that its code can ask for."""

    lexis: Lexis
    functions: dict[str, str] = _NONE  # canonical name -> row for `code_verbs`; `*.name` on anything
    attributes: dict[str, str] = _NONE  # canonical name of what is no call -> row
    aliases: dict[str, str] = _NONE  # spelling -> canonical name
    modules: frozenset[str] = frozenset()  # whose attributes must not be picked by unknown names
    powers: dict[str, int] = POWERS
    words: dict[str, int] = _NO_POWERS  # operators that are spelled as names
    concat = "+"
    accessors: frozenset[str] = frozenset(["."])
    statements: dict[str, str] = _NONE  # first word -> method
    operands: dict[str, str] = _NONE  # word in an expression -> method
    silent: frozenset[str] = frozenset()  # words in front of an expression that say nothing
    iterators: frozenset[str] = frozenset()  # methods that call a function with the receiver's elements
    reserved: frozenset[str] = frozenset()  # words that begin no argument
    bare = False  # calls need no parentheses
    blocks = True  # `{` opens a block of statements
    named: tuple[str, ...] = ("=",)  # what stands between the name and the value of an argument

    def __init__(self, call: Call, argv: list[str], on_stdin: bool = False) -> None:
        self.call = call
        self.argv = argv
        self.on_stdin = on_stdin  # the code itself came from there
        self.scopes: list[dict[str, Value]] = [{}]
        self.stars: list[str] = []
        self.depth = 0
        self.nested = 0
        self.computed = MAX_COMPUTED
        self.inlined = 0
        self.conditional = 0  # blocks around the place that may not run, or run more than once
        self.loops = 0
        self.pending: Value | None = None  # what the next function literal is called with
        self.returned: list[list[Value]] = []
        self.kept: dict[str, Value] = {}  # attributes that were assigned to
        self.written_to: dict[str, str] = {}  # path -> what was written there so far
        self.printed: list[str] | None = []  # what it prints, as long as that is known
        self.target: Target = None
        self.code, self.at, self.end = Code(""), 0, 0
        self.kinds, self.values = self.code.kinds, self.code.values

    # -- texts of code

    def topic(self, text: str) -> None:
        """The text that the code is run upon, line by line."""
        if is_plain(text) and text:
            self.scopes[0]["$_"] = element(listed([string(line) for line in text.splitlines()[:MAX_CHOICES]]))

    def run(self, text: str) -> None:
        """Follow a text of code."""
        if self.nested >= MAX_NESTED or not text.strip() or (text.startswith(UNKNOWN_OPEN) and is_unknown(text)):
            if text.strip():
                self.call.dynamic()
                self.printed = None
            return
        self.nested += 1
        code = scan(text, self.lexis)
        self.inlined += MAX_INLINED * len(code.kinds)
        before = self._enter(code, 0, len(code.kinds) - 1)
        self.program()
        self._leave(before)
        self.nested -= 1

    def _enter(self, code: Code, start: int, end: int) -> tuple[Code, int, int]:
        before = (self.code, self.at, self.end)
        self.code, self.at, self.end = code, start, end
        self.kinds, self.values = code.kinds, code.values
        return before

    def _leave(self, before: tuple[Code, int, int]) -> None:
        self.code, self.at, self.end = before
        self.kinds, self.values = self.code.kinds, self.code.values

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

    # -- looking at tokens

    def kind(self) -> int:
        return self.kinds[self.at] if self.at < self.end else END

    def is_op(self, text: str) -> bool:
        return self.at < self.end and self.kinds[self.at] == OP and self.values[self.at] == text

    def is_name(self, text: str) -> bool:
        return self.at < self.end and self.kinds[self.at] == NAME and self.values[self.at] == text

    def string(self, at: int) -> str:
        return self.code.string(at) if at < self.end else ""

    def closing(self, at: int) -> int:
        """Where the bracket at an index is closed: the end, if nowhere."""
        return min(self.code.partner.get(at, self.end), self.end)

    def skip_lines(self) -> None:
        while self.at < self.end and self.kinds[self.at] == LINE:
            self.at += 1

    # -- statements

    def program(self) -> None:
        """All statements up to the end."""
        while self.at < self.end:
            at = self.at
            self.statement()
            if self.at == at:
                self.at += 1

    def statement(self) -> None:
        """One statement, or a piece of one that can stand alone."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.give_up(self.end)
        else:
            self.one()
        self.depth -= 1

    def one(self) -> None:
        kind = self.kind()
        if kind == LINE or self.is_op(";"):
            self.at += 1
            return
        if self.blocks and self.is_op("{"):
            self.block()
            return
        if kind == NAME:
            method = self.statements.get(self.string(self.at))
            if method is not None and not self._is_assigned():
                getattr(self, method)()
                return
        elif kind == UNKNOWN and self._is_alone():
            self.call.dynamic()
        self.simple()

    def _is_assigned(self) -> bool:
        return self.string(self.at + 1) in ("=", ".", "(") and self.string(self.at) in _SOFT

    def _is_alone(self) -> bool:
        """Whether an unknown part is a statement, or called."""
        following = self.kinds[self.at + 1] if self.at + 1 < self.end else END
        return following in (LINE, END) or self.string(self.at + 1) in (";", "(", "{")

    def simple(self) -> Value:
        """An expression, or several with commas; what stands before `=` is assigned to."""
        value = self.expression()
        if not self.is_op(","):
            return value
        items, targets = [value], [self.target]
        while self.is_op(","):
            self.at += 1
            if self.kind() in (LINE, END) or self.is_op("="):
                break
            at = self.at
            items.append(self.expression())
            targets.append(self.target)
            if self.at == at:
                break
        self.target = targets
        value = listed(items)
        if self.is_op("="):
            self.at += 1
            right = self.simple()
            self.assign(targets, right)
            return right
        return value

    def block(self) -> None:
        """Statements between braces, which may not run."""
        end = self.closing(self.at)
        self.at += 1
        self.branch()
        self.until(end)
        self.join()
        self.at = min(end + 1, self.end)

    def until(self, end: int) -> None:
        """Statements up to an index."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.give_up(end)
        outer, self.end = self.end, min(end, self.end)
        self.program()
        self.end = outer
        self.depth -= 1

    def give_up(self, end: int) -> None:
        """Too deep to follow."""
        self.call.dynamic()
        self.printed = None
        self.at = end

    # -- variables

    def branch(self) -> None:
        """What is assigned from here on is so perhaps."""
        self.scopes.append({})
        self.conditional += 1

    def join(self) -> None:
        """Back before ``branch``: each variable holds what it held, or what the branch gave it."""
        if len(self.scopes) < 2:
            return
        self.conditional -= 1
        for name, value in self.scopes.pop().items():
            before = self.lookup(name)
            self.scopes[-1][name] = value if before is None else either(value, before)

    def lookup(self, name: str) -> Value | None:
        for scope in reversed(self.scopes):
            found = scope.get(name)
            if found is not None:
                return found
        return None

    def assign(self, target: Target, value: Value) -> None:
        if type(target) is list:
            items = value.items
            for at, each in enumerate(target):
                self.assign(
                    each, items[at] if items is not None and at < len(items) else Value("", None, None, value.origins)
                )
        elif type(target) is str:
            if not (value.texts or value.name or value.items is not None or value.function):
                value.written = value.written or target
            self.scopes[-1][target] = value

    def reference(self, name: str) -> Value:
        """What a name stands for: a variable, something of a library, or itself."""
        found = self.lookup(name)
        if found is not None:
            return found
        for module in self.stars:
            if f"{module}.{name}" in self.functions:
                name = f"{module}.{name}"
                break
        return self.library(name)

    def library(self, name: str, receiver: Value | None = None) -> Value:
        """Something of a library by its dotted name."""
        name = self.aliases.get(name, name)
        row = self.attributes.get(name)
        if row is not None:
            made = perform(self, row, Called(name, receiver, [], {}, name))
            if made is not None:
                return made
        value = Value(name)
        value.receiver = receiver
        return value

    # -- expressions

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

    def spend(self, size: int) -> bool:
        """Whether another text of that size may be made."""
        self.computed -= size
        return self.computed >= 0

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

    def command(self, text: Value) -> Value:
        """What stands between backticks is run by a shell; its value is the output."""
        made = perform(self, "shell:0", Called("`", None, [text], {}, ""))
        return made if made is not None else Value()

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

    def looked_up(self, value: Value, key: str) -> Value:
        """A variable of the environment."""
        made = perform(self, "env:0", Called(value.name, value, [string(key)], {}, key))
        return made if made is not None else Value()

    # -- calls

    def arguments_call(self, callee: Value) -> Value:
        start = self.at
        end = self.closing(start)
        self.at += 1
        args, named = self.arguments(end, callee)
        return self.called(
            callee, args, named, self.code.written(max(0, start - 1), end + 1)[:MAX_WRITTEN] if end < self.end else ""
        )

    def arguments(self, end: int, callee: Value | None) -> tuple[list[Value], dict[str, Value]]:
        """Arguments up to an index, by position and by name; behind it from then on."""
        args: list[Value] = []
        named: dict[str, Value] = {}
        outer, self.end = self.end, min(end, self.end)
        while self.at < self.end:
            at = self.at
            if self.is_op(",") or self.kind() == LINE or self.is_op(";"):
                self.at += 1
                continue
            self.pending = self.passed(callee)
            if self.kind() == NAME and self.string(at + 1) in self.named and self.kinds[at + 1] == OP:
                self.at += 2
                named[self.string(at)] = self.expression()
            else:
                value = self.expression()
                if self.is_op("=>"):
                    self.at += 1
                    named[value.exact() or self.string(at)] = self.expression()
                else:
                    args.append(value)
            self.pending = None
            if self.at == at:
                self.at += 1
        self.end = outer
        self.at = min(end + 1, self.end)
        return args, named

    def passed(self, callee: Value | None) -> Value | None:
        """What a function literal among the arguments will be called with."""
        if callee is None or callee.receiver is None or callee.name.rpartition(".")[2] not in self.iterators:
            return None
        receiver = callee.receiver
        return element(receiver) if receiver.items is not None else receiver

    def called(self, callee: Value, args: list[Value], named: dict[str, Value], written: str) -> Value:
        """What a call gives; what it does is told."""
        if callee.function is not None:
            return self.inline(callee.function, args, named)
        name = self.callable_name(callee)
        if name == ASSEMBLED or name.startswith("?."):
            self.call.dynamic()
            self.printed = None
            return Value()
        row = self.functions.get(name)
        receiver = callee.receiver
        if row is None and "." in name:
            row = self.functions.get("*" + name[name.rindex(".") :])
        origins = origins_of([callee, *args, *named.values()])
        made = perform(self, row, Called(name, receiver, args, named, written)) if row is not None else None
        if row is None:
            self.printed = None
        if made is None:
            made = Value(name + "()" if len(name) < MAX_WRITTEN else "", None, None, origins)
            made.written = written
        elif origins and made.origins != origins:
            made.origins = origins_of([made, Value("", None, None, origins)])
        return made

    def module_name(self, name: str) -> str:
        """The canonical name of a module."""
        return name

    def callable_name(self, callee: Value) -> str:
        return callee.name

    def takes_bare(self, name: str) -> bool:
        """Whether an operand follows that can be an argument without parentheses."""
        at = self.at
        if at >= self.end or not self.code.spaced[at]:
            return False
        kind = self.kinds[at]
        if kind == NAME:
            return not (self.values[at] in self.words or self.values[at] in self.reserved) and self.lookup(name) is None
        if kind in OPERANDS:
            return True
        following = self.string(at)
        tight = at + 1 < self.end and not self.code.spaced[at + 1]
        return (
            following in ("[", ":", "*", "&", "->", "-", "\\", "%", "{", "::", "!")
            and tight
            and self.lookup(name) is None
        )

    def bare_call(self, callee: Value) -> Value:
        """A call without parentheses: its arguments go on up to the end of the statement."""
        start = self.at
        args: list[Value] = []
        named: dict[str, Value] = {}
        while self.at < self.end:
            at = self.at
            self.pending = self.passed(callee)
            if self.kind() == NAME and self.string(at + 1) in self.named and self.kinds[at + 1] == OP:
                self.at += 2
                named[self.string(at)] = self.expression(ASSIGN)
            else:
                args.append(self.expression(ASSIGN))
                if self.is_op("=>"):
                    self.at += 1
                    named[args.pop().exact() or self.string(at)] = self.expression(ASSIGN)
            self.pending = None
            if not self.is_op(",") or self.at == at:
                break
            self.at += 1
            self.skip_lines()
        return self.called(callee, args, named, self.code.written(start, self.at)[:MAX_WRITTEN])

    # -- functions of the code's own

    def function(self, names: list[str], start: int, end: int, lean: bool) -> Value:
        """A function whose body is at ``start``; it is followed here with what its parameters are likely to be."""
        body = Function(self.code, names, start, end, lean)
        first, self.pending = self.pending, None
        args = [first] if first is not None else []
        value = Value("function")
        value.function = body
        result = body.result = self.follow(body, args, {})
        value.origins = result.origins
        return value

    def follow(self, body: Function, args: list[Value], named: dict[str, Value]) -> Value:
        """The value of a function's body, with its parameters as given."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.depth -= 1
            self.call.dynamic()
            return Value()
        self.branch()
        loops, self.loops = self.loops, 0
        for at, name in enumerate(body.names):
            value = args[at] if at < len(args) else named.get(name)
            self.scopes[-1][name] = value if value is not None else Value(name)
        before = self._enter(body.code, body.start, body.end)
        self.returned.append([])
        last = self.expression() if body.lean else self.body()
        values = self.returned.pop()
        self._leave(before)
        parameters = self.scopes[-1]
        for name in body.names:
            parameters.pop(name, None)
        self.join()
        self.loops = loops
        self.depth -= 1
        for value in values:
            last = either(last, value)
        return last

    def body(self) -> Value:
        self.program()
        return Value()

    def inline(self, body: Function, args: list[Value], named: dict[str, Value]) -> Value:
        """A call of a function of the code's own."""
        self.inlined -= body.end - body.start
        self.printed = None
        if not (args or named) and body.result is not None:
            return body.result
        if self.inlined < 0 or self.nested + len(self.returned) > MAX_NESTED:
            return Value("", None, None, origins_of(args))
        made = self.follow(body, args, named)
        made.origins = origins_of([made, *args])
        return made

    def returns(self) -> None:
        """`return` and its value."""
        self.at += 1
        if self.kind() not in (LINE, END) and not self.is_op(";"):
            value = self.simple()
            if self.returned:
                self.returned[-1].append(value)

    # -- code as text

    def evaluate(self, value: Value) -> None:
        """Text is run as code: followed where it is known."""
        if not value.texts:
            if value.name != "content":
                self.call.dynamic()
            self.printed = None
            return
        for text in value.texts[:8]:
            if is_known(text):
                before = self.code, self.at, self.end
                self.run(text)
                self._leave(before)
            else:
                self.call.dynamic()
                self.printed = None


_SOFT = frozenset(
    ["print", "exec", "match", "case", "type", "of", "get", "set", "from", "import", "echo", "system", "do"]
)


def is_unknown(text: str) -> bool:
    """Whether the text is one unknown part and nothing else."""
    return text.startswith(UNKNOWN_OPEN) and text.rstrip().find(UNKNOWN_CLOSE) == len(text.rstrip()) - 1


def _number(operator: str, left: Value, right: Value) -> Value:
    first, second = left.exact() or "", right.exact() or ""
    if not (first.isdigit() and second.isdigit() and len(first) < 10 and len(second) < 10):
        return Value(NUMBER_NAME)
    a, b = int(first), int(second)
    made = {"+": a + b, "-": a - b, "*": a * b, "^": a ^ b}.get(operator)
    return Value(NUMBER_NAME, [str(made)] if made is not None else None)


def _item(items: list[Value], key: str) -> Value:
    index = int(key) if key.isdigit() and len(key) < 9 else -1
    return items[index] if 0 <= index < len(items) else Value()
