"""Ruby: blocks, calls without parentheses, `%w[]` and its kin, and what its library does."""

from __future__ import annotations

from .code_lexis import COMMAND, LINE, NAME, OP, TEXT, VARIABLE, WORDS, Lexis
from .code_reader import POWERS, Reader
from .code_tokens import CLOSERS, Scanner
from .code_values import Value, element
from .ruby_library import ALIASES, ATTRIBUTES, FUNCTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_lexis import Piece


def _interpolation(scanner: Scanner, at: int, end: int) -> tuple[Piece, int] | None:
    """`#{expression}`."""
    return scanner.nested(at + 2) if scanner.text.startswith("#{", at) else None


def _percent(scanner: Scanner, char: str) -> bool:
    """`%w[]`, `%i[]`, `%q()`, `%Q()`, `%x()`, `%()`."""
    text, start = scanner.text, scanner.at
    letter = text[start + 1 : start + 2]
    at = start + 2 if letter in ("w", "W", "i", "I", "q", "Q", "x", "r", "s") and letter else start + 1
    opening = text[at : at + 1]
    if not opening or opening.isalnum() or opening in " \n=_" or not (at > start + 1 or scanner.expects_operand()):
        return False
    if at > start + 1 and scanner.last() in (NAME, VARIABLE) and not text[start - 1].isspace():
        return False
    closing = CLOSERS.get(opening, ">" if opening == "<" else opening)
    style = "1" if letter in ("w", "i", "q") else "i"
    pieces, end = scanner.string(at + 1, closing, style, opening if closing != opening else "")
    if letter in ("w", "W", "i", "I"):
        scanner.put(WORDS, "".join([each for each in pieces if type(each) is str]), end, start)
    else:
        scanner.put(COMMAND if letter == "x" else TEXT, pieces, end, start)
    return True


def _symbol(scanner: Scanner, char: str) -> bool:
    """`:name` and `:"name"` are texts."""
    text, at = scanner.text, scanner.at
    if text[at - 1 : at] == ":" or (at and (text[at - 1].isalnum() or text[at - 1] in "_\"'?!)")):
        return False
    if text[at + 1 : at + 2] in ("'", '"') and text[at + 1 : at + 2]:
        scanner.at += 1
        return False
    end = scanner.word_end(at + 1)
    if end == at + 1:
        return False
    end += text[end : end + 1] in ("?", "!") and end < len(text)
    scanner.put(TEXT, [text[at + 1 : end]], end)
    return True


def _here(scanner: Scanner, char: str) -> bool:
    """`<<~EOS`, `<<-'EOS'`, `<<EOS`."""
    text, at = scanner.text, scanner.at
    if not text.startswith("<<", at):
        return False
    indented = text[at + 2 : at + 3] in ("~", "-") and at + 2 < len(text)
    at += 2 + indented
    quote = text[at : at + 1]
    if quote in ("'", '"') and quote:
        close = text.find(quote, at + 1, at + 100)
        if close > 0:
            scanner.document(text[at + 1 : close], "r" if quote == "'" else "i", close + 1, indented)
            return True
        return False
    end = scanner.word_end(at)
    if end == at or not (text[at].isupper() and (indented or scanner.expects_operand())):
        return False
    scanner.document(text[at:end], "i", end, indented)
    return True


LEXIS = Lexis(
    comments=("#",),
    blocks=(("\n=begin", "\n=end"),),
    quotes={"'": "1", '"': "i", "`": "c"},
    sigils="$@",
    tails="?!",
    special={"%": _percent, ":": _symbol, "<": _here},
    code={"#": _interpolation},
    operators="=> &.",
    regex="spaced",
)
_OPENING = frozenset(
    [";", "then", "do", "else", "begin", "{", "|", "=", "(", "end", "ensure", "rescue", "[", ",", "&&", "||"]
)


_POWERS = {**POWERS, "..": 10, "...": 10}
_WORDS = {"or": 3, "and": 3}
_OPERANDS = {"lambda": "lambda_", "proc": "lambda_", "end": "end_", "do": "do_operand"}
_STATEMENTS = {
    "if": "branch_", "unless": "branch_", "while": "branch_", "until": "branch_", "case": "branch_", "begin": "branch_",
    "class": "class_", "module": "class_", "def": "def_", "for": "for_", "end": "end_statement", "return": "returns",
    "else": "pass_", "elsif": "pass_", "when": "pass_", "ensure": "pass_", "rescue": "pass_", "in": "pass_",
    "include": "include_",
    "extend": "include_",
}  # fmt: skip


class Ruby(Reader):
    """`end` closes what `do`, `if`, `def` and the like open; a method that is named is called."""

    lexis = LEXIS
    powers = _POWERS
    words = _WORDS
    accessors = frozenset([".", "&.", "::"])
    silent = frozenset(["not", "defined?", "raise", "then", "loop"])
    operands = _OPERANDS
    statements = _STATEMENTS
    iterators = frozenset(
        [
            "each",
            "map",
            "flat_map",
            "each_with_index",
            "select",
            "filter",
            "reject",
            "collect",
            "each_entry",
            "find_each",
            "then",
            "tap",
            "each_line",
            "each_child",
        ]
    )
    functions = FUNCTIONS
    attributes = ATTRIBUTES
    aliases = ALIASES
    modules = frozenset(["File", "FileUtils", "Kernel", "IO", "Dir", "Object"])
    reserved = frozenset(
        [
            "do",
            "if",
            "unless",
            "while",
            "until",
            "end",
            "then",
            "rescue",
            "in",
            "for",
            "when",
            "else",
            "elsif",
            "ensure",
            "and",
            "or",
        ]
    )
    bare = True
    named = (":",)

    def continues(self) -> bool:
        at = self.at
        while at < self.end and self.kinds[at] == LINE:
            at += 1
        return at < self.end and self.kinds[at] == OP and self.values[at] in (".", "&.")

    # -- statements

    def _opens(self) -> bool:
        """Whether the word at the place opens a statement, and is no modifier behind one."""
        at = self.at - 1
        return at < 0 or self.kinds[at] == LINE or self.string(at) in _OPENING

    def branch_(self) -> None:
        if self._opens():
            self.branch()
        self.at += 1

    def pass_(self) -> None:
        self.at += 1

    def class_(self) -> None:
        if self._opens():
            self.branch()
        self.at += 1
        while self.at < self.end and self.kinds[self.at] != LINE and not self.is_op(";"):
            self.at += 1

    def def_(self) -> None:
        """`def name(a, b)`: its parameters are unknown here."""
        self.branch()
        self.at += 2
        while self.is_op("."):
            self.at += 2
        if self.is_op("("):
            end = self.closing(self.at)
            while self.at < end:
                if self.kinds[self.at] == NAME and self.string(self.at - 1) in ("(", ",", "*", "**", "&"):
                    self.scopes[-1][self.string(self.at)] = Value(self.string(self.at))
                self.at += 1
            self.at = min(end + 1, self.end)

    def for_(self) -> None:
        self.at += 1
        name = self.string(self.at)
        self.at += 1
        if self.is_name("in"):
            self.at += 1
            values = self.expression()
            self.branch()
            self.scopes[-1][name] = element(values)
            if self.is_name("do"):
                self.at += 1

    def end_statement(self) -> None:
        self.end_()

    def end_(self) -> Value:
        self.at += 1
        if len(self.scopes) > self.floor:
            self.join()
        return Value()

    floor = 1

    def until(self, end: int) -> None:
        floor, self.floor = self.floor, len(self.scopes)
        super().until(end)
        while len(self.scopes) > self.floor:
            self.join()
        self.floor = floor

    def do_operand(self) -> Value:
        self.at += 1
        self.do_block(Value())
        return Value()

    def include_(self) -> None:
        """`include FileUtils`: its methods can be called by their names."""
        self.at += 1
        if self.kind() == NAME:
            self.stars.append(self.string(self.at))
            self.at += 1

    # -- expressions

    def lambda_(self) -> Value:
        self.at += 1
        return Value("function")

    def name_operand(self) -> Value:
        name = self.string(self.at)
        if name in ("if", "unless", "while", "until", "case", "begin") and self._opens():
            self.branch()
            self.at += 1
            return self.expression()
        at = self.at
        value = super().name_operand()
        if self.at == at + 1 and not self.is_op("(") and value.receiver is None and name in ("gets", "exit"):
            return self.called(value, [], {}, name)
        return value

    def accessed(self, value: Value) -> Value | None:
        """A method that is named is called, with or without arguments."""
        self.at += 1
        self.skip_lines()
        if self.is_op("("):  # a.(b)
            return value
        if self.kind() == TEXT:
            return Value()
        if self.kind() != NAME:
            return None if self.at >= self.end else Value()
        name = self.string(self.at)
        self.at += 1
        made = self.attribute(value, name)
        if self.is_op("(") and not self.code.spaced[self.at]:
            return made
        if made.function is not None or self.is_op("=") or self.is_op("::"):
            return made
        if self.takes_bare(name) and not (self.is_op("[") or self.is_op("{")):
            return self.bare_call(made)
        if self.is_op("{") or self.is_name("do"):
            return made
        if made.name in self.functions or "*." + name in self.functions:
            return self.called(made, [], {}, name)
        return made

    def indexed(self, value: Value) -> Value:
        """`Dir["*.txt"]` is a call."""
        if value.name == "Dir":
            return self.called(self.attribute(value, "glob"), self.items(), {}, "")
        return super().indexed(value)

    def may_call(self) -> bool:
        return not self.code.spaced[self.at]

    def may_index(self) -> bool:
        return not self.code.spaced[self.at]

    def other_postfix(self, value: Value, following: str) -> Value | None:
        if following == "{" and (value.name or value.items is not None or value.receiver is not None):
            return self.braced_block(value)
        if self.is_name("do") and not self._heads_loop():
            self.at += 1
            return self.do_block(value)
        return None

    def _heads_loop(self) -> bool:
        """Whether `do` belongs to `while`, `until` or `for` on the line."""
        at = self.at - 1
        while at >= 0 and self.kinds[at] != LINE and self.at - at < 24:
            if self.kinds[at] == NAME and self.values[at] in ("while", "until", "for"):
                return True
            at -= 1
        return False

    def given(self, value: Value) -> Value:
        """What a block is called with by the method before it."""
        if value.receiver is not None and value.name.rpartition(".")[2] in self.iterators:
            receiver = value.receiver
            return element(receiver) if receiver.items is not None or receiver.name != "file" else receiver
        return value

    def block_names(self) -> list[str]:
        """`|a, b|`."""
        names: list[str] = []
        if self.is_op("||"):
            self.at += 1
            return names
        if not self.is_op("|"):
            return names
        self.at += 1
        while self.at < self.end and not self.is_op("|") and self.kind() != LINE:
            if self.kinds[self.at] == NAME:
                names.append(self.string(self.at))
            self.at += 1
        self.at += 1
        return names

    def _open(self, value: Value) -> None:
        """A block begins: its parameters have what it is called with."""
        given = self.given(value)
        self.branch()
        for at, name in enumerate(self.block_names()):
            items = given.items if given.items is not None else []
            self.scopes[-1][name] = (items[at] if at < len(items) else given) if at or items else given
            if at and not items:
                self.scopes[-1][name] = Value(name)

    def braced_block(self, value: Value) -> Value:
        end = self.closing(self.at)
        self.at += 1
        self.loops += 1
        self._open(value)
        self.until(end)
        self.join()
        self.loops -= 1
        self.at = min(end + 1, self.end)
        return Value("", None, None, value.origins)

    def do_block(self, value: Value) -> Value:
        """`do |a| ... end`; the statements follow, and `end` closes it."""
        self._open(value)
        return Value("", None, None, value.origins)
