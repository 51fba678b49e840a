"""Follow code from left to right: names, literals, what is joined from them, and the calls that they are given to.

No interpreter: every branch and every loop is followed once, a loop over a literal list with all its elements at once.
A function of the code's own is followed where it stands, and again where it is called with what is known. What a
language has of its own - statements, how functions are written, what its library does - its module says.
"""

from __future__ import annotations

from ...marks import UNKNOWN_CLOSE, UNKNOWN_OPEN, is_known, is_plain
from .code_called import Called
from .code_cursor import MAX_DEPTH as MAX_DEPTH
from .code_expressions import Expressions
from .code_files import used
from .code_lexis import END, LINE, NAME, OP, OPERANDS, UNKNOWN
from .code_operators import ASSIGN as ASSIGN
from .code_operators import POWERS as POWERS
from .code_tokens import scan
from .code_values import (
    ASSEMBLED,
    MAX_CHOICES,
    MAX_WRITTEN,
    Function,
    Value,
    either,
    element,
    listed,
    origins_of,
    string,
)
from .code_verbs import perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_cursor import Target as Target

MAX_NESTED = 6  # texts that are run as code inside one another
MAX_INLINED = 4  # how often over the code is followed for the sake of calls of its own functions

_IDLE = frozenset(["close", "flush", "fileno", "truncate", "seek"])  # nothing is written by these
_SOFT = frozenset(
    ["print", "exec", "match", "case", "type", "of", "get", "set", "from", "import", "echo", "system", "do"]
)


class Reader(Expressions):
    """One run of an interpreter; ``argv`` are the words that its code can ask for."""

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

    # -- names

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

    def looked_up(self, value: Value, key: str) -> Value:
        """A variable of the environment."""
        made = perform(self, "env:0", Called(value.name, value, [string(key)], {}, key))
        return made if made is not None else Value()

    def module_name(self, name: str) -> str:
        """The canonical name of a module."""
        return name

    def callable_name(self, callee: Value) -> str:
        return callee.name

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
            if self.emptied:
                used(self, args)
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
        if self.emptied and name.rpartition(".")[2] not in _IDLE:
            used(self, [*args, *named.values()] if receiver is None else [receiver, *args, *named.values()])
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

    def command(self, text: Value) -> Value:
        """What stands between backticks is run by a shell; its value is the output."""
        made = perform(self, "shell:0", Called("`", None, [text], {}, ""))
        return made if made is not None else Value()

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


def is_unknown(text: str) -> bool:
    """Whether the text is one unknown part and nothing else."""
    return text.startswith(UNKNOWN_OPEN) and text.rstrip().find(UNKNOWN_CLOSE) == len(text.rstrip()) - 1
