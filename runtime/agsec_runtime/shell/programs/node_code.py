"""JavaScript and TypeScript, as Node, Deno and Bun run it: statements, functions, and what their libraries do."""

from __future__ import annotations

from .code_lexis import LINE, NAME, OP, TEXT, UNKNOWN, Lexis
from .code_reader import ASSIGN, Reader
from .code_tokens import Scanner
from .code_values import Function, Value, element
from .node_library import ALIASES, ATTRIBUTES, FUNCTIONS, MODULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_lexis import Piece
    from .code_reader import Target


def _substitution(scanner: Scanner, at: int, end: int) -> tuple[Piece, int] | None:
    """`${expression}` in a template."""
    return scanner.nested(at + 2) if scanner.text.startswith("${", at) else None


LEXIS = Lexis(
    comments=("//", "#!"),
    blocks=(("/*", "*/"),),
    quotes={"'": "e", '"': "e", "`": "i"},
    short="'\"",
    letters="$",
    code={"$": _substitution},
    operators="?. =>",
    regex="strict",
)
_CONTINUING = frozenset([".", "?.", "+", "?", ":", "&&", "||", "??", "=", "*", "%", "==", "===", "=>"])
_DECLARING = frozenset(["const", "let", "var"])


_WORDS = {"in": 10, "of": 10, "instanceof": 10, "as": 10, "satisfies": 10}
_OPERANDS = {"function": "function_", "async": "async_", "class": "class_"}
_STATEMENTS = {
    "const": "declare", "let": "declare", "var": "declare", "import": "import_", "for": "for_", "if": "if_",
    "while": "if_", "with": "if_", "switch": "if_", "catch": "if_", "return": "returns",
    "function": "function_statement", "else": "pass_", "do": "pass_", "try": "pass_", "finally": "pass_",
    "export": "pass_", "default": "pass_",
    "case": "pass_",
}  # fmt: skip


class Node(Reader):
    """Statements end with `;` or the line, functions have three spellings, imports two."""

    lexis = LEXIS
    accessors = frozenset([".", "?."])
    words = _WORDS
    silent = frozenset(
        ["new", "await", "typeof", "void", "delete", "yield", "throw", "static", "export", "default", "declare"]
    )
    operands = _OPERANDS
    statements = _STATEMENTS
    iterators = frozenset(
        ["forEach", "map", "filter", "flatMap", "every", "some", "find", "then", "each", "finally", "catch"]
    )
    functions = FUNCTIONS
    attributes = ATTRIBUTES
    aliases = ALIASES
    modules = MODULES
    named = ()

    def module_name(self, name: str) -> str:
        name = name.removeprefix("node:").replace("/", ".")
        return self.aliases.get(name, name)

    def continues(self) -> bool:
        at = self.at
        while at < self.end and self.kinds[at] == LINE:
            at += 1
        return at < self.end and self.kinds[at] == OP and self.values[at] in _CONTINUING

    # -- statements

    def pass_(self) -> None:
        self.at += 1
        if self.kind() != LINE and self.at < self.end and not self.is_op("}"):
            self.statement()

    def declare(self) -> None:
        """`const a = 1, {b, c: d} = e`."""
        self.at += 1
        while self.at < self.end:
            at = self.at
            self.declared()
            if not self.is_op(",") or self.at == at:
                return
            self.at += 1
            self.skip_lines()

    def declared(self) -> None:
        target = self.pattern()
        if self.is_op(":"):  # a type of TypeScript
            while self.at < self.end and not self.is_op("=") and not self.is_op(";") and self.kind() != LINE:
                self.at += 1
        if self.is_op("="):
            self.at += 1
            self.skip_lines()
            self.bind(target, self.expression(ASSIGN - 1))

    def pattern(self) -> Target:
        """A name, `{a, b: c}` as pairs, `[a, b]` as a list."""
        if self.is_op("{") or self.is_op("["):
            listed = self.is_op("[")
            end = self.closing(self.at)
            self.at += 1
            made: list[Target] = []
            while self.at < end:
                at = self.at
                key = self.string(self.at)
                if self.kind() in (NAME, TEXT) or self.is_op("{") or self.is_op("["):
                    inner: Target = self.pattern() if self.kind() != TEXT else None
                    self.at += self.kind() == TEXT
                    if self.is_op(":"):
                        self.at += 1
                        inner = self.pattern()
                    made.append(inner if listed else [key, inner])
                    if self.is_op("="):
                        self.at += 1
                        self.expression(ASSIGN - 1)
                self.at += 1 if self.at == at or self.is_op(",") or self.kind() == LINE else 0
            self.at = min(end + 1, self.end)
            return [None, *made] if listed else ["{", *made]
        if self.kind() == NAME:
            self.at += 1
            return self.string(self.at - 1)
        return None

    def bind(self, target: Target, value: Value) -> None:
        """Give a pattern its value."""
        if type(target) is not list:
            self.assign(target, value)
        elif target and target[0] == "{":
            for pair in target[1:]:
                if type(pair) is list and type(pair[0]) is str:
                    self.bind(pair[1], self.attribute(value, pair[0]))
        else:
            for at, each in enumerate(target[1:]):
                items = value.items
                self.bind(
                    each, items[at] if items is not None and at < len(items) else Value("", None, None, value.origins)
                )

    def import_(self) -> None:
        """`import a, {b as c} from "d"`, `import * as a from "d"`; `import("d")` is an expression."""
        if self.string(self.at + 1) in ("(", "."):
            self.simple()
            return
        start = self.at
        while self.at < self.end and self.kinds[self.at] not in (TEXT, UNKNOWN) and not self.is_op(";"):
            self.at += 1
        module = self.library(self.module_name(self._specifier()))
        stop, self.at = self.at, start + 1
        while self.at < stop:
            if self.kinds[self.at] == NAME and self.string(self.at) not in ("from", "type", "as"):
                self._imported(module, self.string(self.at - 1))
            self.at += 1
        self.at = min(stop + 1, self.end)

    def _specifier(self) -> str:
        pieces = self.code.pieces(self.at) if self.at < self.end else []
        return pieces[0] if len(pieces) == 1 and type(pieces[0]) is str else ""

    def _imported(self, module: Value, before: str) -> None:
        name = self.string(self.at)
        if self.string(self.at + 1) == "as":
            self.scopes[-1][self.string(self.at + 2)] = self.attribute(module, name)
            self.at += 2
        elif before in ("{", ","):
            self.scopes[-1][name] = self.attribute(module, name)
        else:
            self.scopes[-1][name] = self.attribute(module, name) if name == "$" else module

    def if_(self) -> None:
        """A condition in parentheses, and what depends on it."""
        loop = self.string(self.at) == "while"
        self.at += 1
        if self.is_op("("):
            self.group()
        self.loops += loop
        self.dependent()
        self.loops -= loop

    def dependent(self) -> None:
        self.skip_lines()
        self.depth += 1
        if self.depth > 48:
            self.give_up(self.end)
        elif self.is_op("{"):
            self.block()
        elif self.at < self.end:
            self.branch()
            self.statement()
            self.join()
        self.depth -= 1

    def for_(self) -> None:
        """`for (const x of values)`, and the other kind."""
        self.at += 1
        if self.is_name("await"):
            self.at += 1
        if not self.is_op("("):
            return
        end = self.closing(self.at)
        self.at += 1
        outer, self.end = self.end, end
        self.loops += 1
        self.branch()
        self.at += self.string(self.at) in _DECLARING
        start = self.at
        target = self.pattern()
        if self.is_name("of") or self.is_name("in"):
            self.at += 1
            self.bind(target, element(self.expression()))
        else:
            self.at = start
            while self.at < end:
                at = self.at
                self.declared() if self.at == start else self.simple()
                self.at += 1 if self.at == at or self.is_op(";") or self.is_op(",") else 0
        self.end = outer
        self.at = min(end + 1, self.end)
        self.dependent()
        self.join()
        self.loops -= 1

    def function_statement(self) -> None:
        self.function_()

    # -- functions

    def function_(self) -> Value:
        """`function name(a, b) { ... }`."""
        self.at += 1
        if self.is_op("*"):
            self.at += 1
        name = ""
        if self.kind() == NAME:
            name = self.string(self.at)
            self.at += 1
        names = self.parameters() if self.is_op("(") else []
        value = self.bodied(names)
        if name:
            self.scopes[-1][name] = value
        return value

    def parameters(self) -> list[str]:
        """The names of the parameters in parentheses."""
        end = self.closing(self.at)
        self.at += 1
        names: list[str] = []
        while self.at < end:
            if self.kinds[self.at] == NAME and self.string(self.at - 1) in ("(", ",", "..."):
                names.append(self.string(self.at))
            elif (self.is_op("{") or self.is_op("[")) and self.string(self.at - 1) in ("(", ","):
                names.append("")
            self.at = self.closing(self.at) if self.is_op("{") or self.is_op("[") or self.is_op("(") else self.at
            self.at += 1
        self.at = min(end + 1, self.end)
        return names

    def bodied(self, names: list[str]) -> Value:
        """The function whose body is at the place."""
        while self.at < self.end and not self.is_op("{") and self.kind() != LINE and self.is_op(":"):
            self.at += 2
        self.skip_lines()
        if self.is_op("{"):
            end = self.closing(self.at)
            value = self.function(names, self.at + 1, end, False)
            self.at = min(end + 1, self.end)
            return value
        return self.lean(names)

    def lean(self, names: list[str]) -> Value:
        """`a => expression`."""
        pending, self.pending = self.pending, None
        start = self.at
        self.branch()
        for at, name in enumerate(names):
            self.scopes[-1][name] = pending if pending is not None and at == 0 else Value(name)
        result = self.expression(ASSIGN - 1)
        end = self.at
        for name in names:
            self.scopes[-1].pop(name, None)
        self.join()
        value = Value("function", None, None, result.origins)
        value.function = Function(self.code, names, start, end, True)
        return value

    def async_(self) -> Value | None:
        if self.string(self.at + 1) == "function":
            self.at += 1
            return self.function_()
        if self.at + 1 < self.end and (self.kinds[self.at + 1] == NAME or self.string(self.at + 1) == "("):
            self.at += 1
            return self.operand()
        return None

    def class_(self) -> Value:
        while self.at < self.end and not self.is_op("{"):
            self.at += 1
        self.block()
        return Value("class")

    def name_operand(self) -> Value:
        if self.string(self.at + 1) == "=>" and self.string(self.at) not in self.operands:
            names = [self.string(self.at)]
            self.at += 2
            return self.bodied(names)
        return super().name_operand()

    def group(self) -> Value:
        end = self.closing(self.at)
        if self.string(end + 1) == "=>":
            names = self.parameters()
            self.at += 1
            return self.bodied(names)
        return super().group()

    def field(self) -> tuple[str | None, Value, Target]:
        """Also methods: `name(a) { ... }`."""
        at = self.at
        if self.kind() == NAME and self.string(at) in ("async", "get", "set") and self.kinds[at + 1] == NAME:
            self.at = at = at + 1
        if self.kind() == NAME and self.string(at + 1) == "(" and self.string(self.closing(at + 1) + 1) == "{":
            self.at += 1
            return self.string(at), self.bodied(self.parameters()), None
        return super().field()

    def other_postfix(self, value: Value, following: str) -> Value | None:
        if following in ("++", "--") or (following == "!" and self.string(self.at + 1) in (".", ")", ";")):
            self.at += 1
            return value
        if self.kind() == TEXT and self.code.text[self.code.starts[self.at]] == "`":  # a tagged template
            self.at += 1
            text = self.interpolated(self.at - 1)
            if value.name.endswith("$()"):  # `$({cwd})` gives the tag again, with settings
                value.name = value.name[:-2]
            return self.called(value, [text], {}, "")
        return None

    def assignment(self, operator: str, left: Value, target: Target) -> Value:
        if type(target) is list and operator == "=":
            right = self.expression(ASSIGN - 1)
            self.bind(["{", *target] if target and type(target[0]) is list else [None, *target], right)
            return right
        return super().assignment(operator, left, target)
