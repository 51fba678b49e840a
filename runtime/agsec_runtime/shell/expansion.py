"""What is expanded in words: parameters, arithmetic, and the substitutions whose commands are read by `grammar`."""

from __future__ import annotations

from .lexical import Words
from .reading import DIGITS, END, LETTERS, NAME, Parts, Unreadable
from .syntax import Arithmetic, Output, Parameter, Process, Sequence, Text, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .syntax import Part, Redirect

_SPECIAL = frozenset("@*#?-$!")  # parameters of one character
_IN_ARITHMETIC = frozenset("()'\"\\$`\0")
_WITHIN = {closers: frozenset("'\"\\$`<>\0" + closers) for closers in ("}", "/}", "[]")}
_OPERATORS = frozenset([*"-=?+#%/^,~@:", ":-", ":=", ":?", ":+", "##", "%%", "//", "/#", "/%", "^^", ",,", "~~"])
_DEFAULTS = frozenset([*"-=?+:@", ":-", ":=", ":?", ":+"])  # between double quotes, their words are so too
_PARENTHESIS, _INLINE = frozenset([")"]), frozenset(["}", "${"])


class Expansions(Words):
    """Reads expansions."""

    __slots__ = ()

    def dollar(self, parts: Parts, quoted: bool) -> None:
        text, start = self.text, self.at
        at = start + 1
        char = text[at]
        if char == "\\":
            at = self.joined(at)
            char = text[at]
        if char in LETTERS or (char in "=~" and not quoted and text[at + 1] in LETTERS):
            at += char in "=~"  # zsh: with another splitting or globbing
            self.at = stop = self.name_end(at)
            parts.part(Parameter(text[at:stop].replace("\\\n", ""), quoted, text[start:stop]))
        elif char == "(":
            self.substitution(start, at, parts, quoted)
        elif char == "{":
            self.at = at + 1
            parts.part(self.braced(start, quoted))
        elif char in _SPECIAL or char in DIGITS:
            self.at = at + 1
            parts.part(Parameter(char, quoted, text[start : at + 1]))
        elif char == "[":
            self.at = at + 1
            self.deeper()
            expression = self.within("[]", True)
            self.limits.levels += 1
            self.at += 1
            parts.part(Arithmetic(expression, quoted, text[start : self.at]))
        elif char == "'" and not quoted:
            self.at = at + 1
            self.ansi(parts)
        elif char == '"' and not quoted:
            self.at = at + 1
            self.double(parts)
        else:
            parts.add("$", quoted)
            self.at = at

    def substitution(self, start: int, at: int, parts: Parts, quoted: bool) -> None:
        """``$(...)`` or ``$((...))``; ``at`` is the place of its parenthesis."""
        second = self.joined(at + 1)
        if self.text[second] == "(":
            expression = self.arithmetic(second + 1)
            if expression is not None:
                parts.part(Arithmetic(expression, quoted, self.text[start : self.at]))
                return
        pending = self.enter(at)
        body = self.sequence(_PARENTHESIS)
        self.leave(pending)
        parts.part(Output(body, quoted, self.text[start : self.at]))

    def process(self, start: int, direction: str, parts: Parts) -> None:
        pending = self.enter(self.joined(start + 1))
        body = self.sequence(_PARENTHESIS)
        self.leave(pending)
        parts.part(Process(body, direction, self.text[start : self.at]))

    def enter(self, at: int) -> list[tuple[Redirect, str, bool, bool]]:
        """Into the parentheses that open at ``at``; here-documents outside have to wait."""
        self.at = at + 1
        self.inside += 1
        pending, self.pending = self.pending, []
        return pending

    def leave(self, pending: list[tuple[Redirect, str, bool, bool]]) -> None:
        """Out again; a here-document that has had no line yet finds its body outside, before all others."""
        self.inside -= 1
        if self.pending and pending:
            self.doubts("shells disagree on the order of here-documents")
        self.pending += pending

    def arithmetic(self, at: int) -> Word | None:
        """The expression behind ``((``, which ends at ``at``; None if no ``))`` closes it, so that it is commands."""
        if at in self.vain:
            return None
        limits = self.limits
        words, levels = limits.words, limits.levels
        pending, inside, doubt = self.pending, self.inside, self.doubt
        self.deeper()
        self.at = at
        try:
            word = self.expression()
        except Unreadable:
            word = None
        if word is None:
            self.vain.add(at)
            self.again(self.at - at)
            limits.words = words
            self.pending, self.inside, self.doubt = pending, inside, doubt
        limits.levels = levels
        return word

    def expression(self) -> Word | None:
        text, at = self.text, self.at
        start = run = at
        parts = Parts()
        veiled = False
        opened = [at]  # places behind parentheses
        while True:
            while text[at] not in _IN_ARITHMETIC:
                at += 1
            char = text[at]
            if char == "(":
                opened.append(at + 1)
            elif char == ")":
                begin, stop = opened.pop(), self.joined(at + 1)
                closes = text[stop] == ")"
                if not opened and closes:
                    break
                if not closes:
                    self.vain.add(begin)
                if not opened:
                    self.at = at
                    return None
            elif char == END:
                self.vain.update(opened)
                self.at = at
                return None
            else:
                if at > run:
                    parts.add(text[run:at], True)
                self.at = at
                veiled |= self.inner(char, parts, False)
                at = run = self.at
                continue
            at += 1
        if at > run:
            parts.add(text[run:at], True)
        self.at = stop + 1
        return self.expanded(text[start:at]) if veiled else Word(parts.all(), text[start:at])

    def backticks(self, parts: Parts, quoted: bool, double: bool) -> None:
        """What stands between backticks is unescaped once and read on its own, when it runs."""
        text, start = self.text, self.at
        escaped = '$`\\"' if double else "$`\\"
        pieces: list[str] = []
        at = start + 1
        while True:
            run = at
            while text[at] not in "`\\\0":
                at += 1
            pieces.append(text[run:at])
            if text[at] != "\\":
                break
            pieces.append(text[at + 1] if text[at + 1] in escaped else text[at : at + 2])
            at += 2
        if text[at] == END:
            raise self.unclosed("`", start)
        self.at = at + 1
        parts.part(Output(self.apart("".join(pieces)), quoted, text[start : at + 1]))

    def apart(self, text: str) -> Sequence:
        """The commands of a text that is read when it runs, so that an error in it stops nothing else."""
        tree = Sequence([], [])
        self.again(len(text))
        reader = type(self)(text, self.limits)
        levels = self.limits.levels
        try:
            reader.whole(tree)
        except Unreadable as problem:
            reader.doubts(str(problem))
            self.limits.levels = levels
            del tree.commands[reader.complete :], tree.background[reader.complete :]
        if reader.doubt is not None:
            self.doubts(reader.doubt)
        return tree

    # -- ${...}

    def braced(self, start: int, quoted: bool) -> Part:
        """``${...}`` behind its brace."""
        self.deeper()
        text = self.text
        self.at = self.joined(self.at)
        char = text[self.at]
        if char in " \t\n|":
            self.at += char == "|"
            body = self.sequence(_INLINE)
            part: Part = Output(body, quoted, text[start : self.at])
        else:
            part = self.parameter(char, quoted)
            if text[self.at] != "}":
                raise self.unclosed("}", start)
            self.at += 1
            part.written = text[start : self.at]
        self.limits.levels += 1
        return part

    def parameter(self, char: str, quoted: bool) -> Parameter:
        text = self.text
        op = ""
        if (char == "!" or char == "#") and self.is_prefix():
            op = "!" if char == "!" else "#len"
            self.at = self.joined(self.at + 1)
        elif char in "=~" and text[self.at + 1] in LETTERS:  # zsh: with another splitting or globbing
            self.at += 1
        nested = char == "$" and text[self.joined(self.at + 1)] in "({"  # zsh: ${$(...)#pattern}
        part = Parameter("" if nested else self.parameter_name(), quoted, "", op)
        if not part.name:
            self.other(part)
            return part
        if text[self.at] == "[":
            self.at += 1
            part.index = self.within("[]", quoted)
            self.at = self.joined(self.at + 1)
        if text[self.at] == "}":
            return part
        if op == "!" and text[self.at] in "*@" and text[self.joined(self.at + 1)] == "}":
            part.name += text[self.at]
            self.at = self.joined(self.at + 1)
        else:
            self.operator(part)
        return part

    def is_prefix(self) -> bool:
        """Whether ``!`` or ``#`` stands before a name, and is not the name itself."""
        text = self.text
        at = self.joined(self.at + 1)
        if text[at] in NAME:
            return True
        return text[at] in _SPECIAL and text[self.joined(at + 1)] == "}"

    def parameter_name(self) -> str:
        text, at = self.text, self.at
        start = at
        if text[at] in LETTERS:
            at = self.name_end(at)
        elif text[at] in _SPECIAL:
            at = self.joined(at + 1)
        else:
            while text[at] in DIGITS:
                at = self.joined(at + 1)
        self.at = at
        return text[start:at].replace("\\\n", "")

    def operator(self, part: Parameter) -> None:
        """What stands behind the name."""
        text, at = self.text, self.at
        op = text[at]
        second = self.joined(at + 1)
        if op + text[second] in _OPERATORS:
            op += text[second]
            second = self.joined(second + 1)
        if op not in _OPERATORS or part.op:
            self.other(part)
            return
        part.op = op
        self.at = second
        part.argument = self.within("/}" if op[0] == "/" else "}", part.quoted and op in _DEFAULTS)
        if text[self.at] == "/":
            self.at += 1
            part.second = self.within("}", False)

    def other(self, part: Parameter) -> None:
        """A form of zsh's, or of nobody's: what runs in it is kept."""
        part.op = "bad"
        part.argument = self.within("}", part.quoted)

    def within(self, closers: str, quoted: bool) -> Word:
        """The text up to one of ``closers``, blanks and all; if ``quoted``, as between double quotes."""
        text, at = self.text, self.at
        start = run = at
        parts = Parts()
        breaks = _WITHIN[closers]
        depth = 0
        veiled = False
        while True:
            while text[at] not in breaks:
                at += 1
            char = text[at]
            if char in closers and char != "[" and not depth:
                break
            if char == "[" or char == "]":
                depth += 1 if char == "[" else -1
                at += 1
                continue
            if char in "<>" and (quoted or text[self.joined(at + 1)] != "("):
                if quoted and closers != "[]" and text[at + 1] == "(":
                    self.hidden(at)
                at += 1
                continue
            if at > run:
                parts.add(text[run:at], quoted)
            if char == END:
                raise self.unclosed(closers[-1], start - 1)
            self.at = at
            veiled |= self.element_of(char, closers, quoted, parts)
            at = run = self.at
        if at > run:
            parts.add(text[run:at], quoted)
        self.at = at
        return self.expanded(text[start:at]) if veiled else Word(parts.all(), text[start:at])

    def hidden(self, at: int) -> None:
        """What looks like a process substitution between double quotes: text, but to bash its braces close nothing."""
        end = self.text.find(")", at, at + 80)
        if end < 0 or any([char in self.text[at:end] for char in "}'\"\\$`"]):
            self.doubts("shells disagree on where `${` ends between double quotes")

    def element_of(self, char: str, closers: str, quoted: bool, parts: Parts) -> bool:
        """A quote, an escape or an expansion in braces or brackets; whether single quotes hide an expansion."""
        text, at = self.text, self.at
        if closers == "[]" and char in "'\\`":
            return self.inner(char, parts, True)
        if char == "'" and quoted:
            end = text.find("'", at + 1)
            if text.find("}", at, end) >= 0:
                self.doubts("shells disagree on what a single quote hides between double ones")
            return self.single(parts, False)
        if char == "<" or char == ">":
            self.process(at, char, parts)
        elif char == '"':
            self.at = at + 1
            self.double(parts)
        elif char == "$":
            if text[at + 1] == "'":
                self.at = at + 2
                self.ansi(parts)
            else:
                self.dollar(parts, quoted)
        elif not quoted:
            self.special(char, parts)
        else:
            self.live(char, parts, '"}')
        return False

    def expanded(self, content: str) -> Word:
        """The body of a here-document whose delimiter is not quoted."""
        if "$" not in content and "`" not in content and "\\" not in content:
            return Word([Text(content, True)], content)
        parts = Parts()
        self.again(len(content))
        reader = type(self)(content, self.limits)
        levels = self.limits.levels
        try:
            reader.body(parts)
        except Unreadable as problem:
            reader.doubts(str(problem))
            self.limits.levels = levels
        if reader.doubt is not None:
            self.doubts(reader.doubt)
        return Word(parts.all(), content)
