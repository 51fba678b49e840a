"""AppleScript: `do shell script` and the few other words that reach files and programs."""

from __future__ import annotations

from .code_called import Called
from .code_lexis import LINE, NAME, Lexis
from .code_reader import POWERS, Reader
from .code_values import Value, string
from .code_verbs import perform

LEXIS = Lexis(comments=("--", "#"), blocks=(("(*", "*)"),), quotes={'"': "e"}, operators="")
_FILLING = frozenset(
    ["POSIX", "file", "alias", "folder", "the", "quoted", "form", "of", "path", "item", "document", "disk"]
)


_POWERS = {**POWERS, "&": 14}
_STATEMENTS = {
    "do": "do_",
    "set": "set_",
    "delete": "delete_",
    "read": "read_",
    "run": "run_",
    "tell": "pass_",
    "to": "pass_",
}
_OPERANDS = {"do": "do_value"}


class AppleScript(Reader):
    """Sentences: the words that matter are looked for, the others passed over."""

    lexis = LEXIS
    concat = "&"
    powers = _POWERS
    statements = _STATEMENTS
    silent = _FILLING
    blocks = False
    named = ()

    def pass_(self) -> None:
        self.at += 1

    def do_(self) -> None:
        """`do shell script "..."`."""
        self.do_value()

    def do_value(self) -> Value:
        self.at += 1
        if not (self.is_name("shell") or self.is_name("script")):
            return Value()
        while self.is_name("shell") or self.is_name("script"):
            self.at += 1
        text = self.expression()
        return perform(self, "shell:0", Called("", None, [text], {}, "")) or Value()

    operands = _OPERANDS

    def set_(self) -> None:
        """`set x to value`."""
        name = self.string(self.at + 1)
        self.at += 2
        if self.is_name("to"):
            self.at += 1
            self.scopes[-1][name] = self.expression()

    def delete_(self) -> None:
        self.at += 1
        perform(self, "delete:0", Called("", None, [self.expression()], {}, ""))

    def read_(self) -> None:
        self.at += 1
        perform(self, "read:0", Called("", None, [self.expression()], {}, ""))

    def run_(self) -> None:
        """`run script "..."` assembles what it runs."""
        self.at += 1
        if self.is_name("script"):
            self.at += 1
            value = self.expression()
            if value.exact() is None:
                self.call.dynamic()
            else:
                self.evaluate(value)

    def name_operand(self) -> Value:
        if self.string(self.at) in self.operands:
            return super().name_operand()
        self.at += 1
        found = self.lookup(self.string(self.at - 1))
        return (
            found
            if found is not None
            else string("")
            if self.kind() in (NAME, LINE)
            else Value(self.string(self.at - 1))
        )
