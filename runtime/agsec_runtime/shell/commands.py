"""The commands of shell that hold no lists: simple ones, tests, functions' heads; redirections, here-documents."""

from __future__ import annotations

from .expansion import Expansions
from .reading import BLANK, BREAKS, LETTERS, META, NAME, Parts
from .syntax import Assignment, Function, Redirect, Simple, Test, Text, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .syntax import Command

STOPS = frozenset("\n;|)\0")  # what ends a simple command; `&` may be a redirection
_DECLARING = frozenset(["declare", "export", "float", "integer", "local", "private", "readonly", "typeset"])
_REDIRECTS = frozenset(
    ["<", "<<", "<<-", "<<<", "<&", "<>", ">", ">>", ">|", ">&", "&>", "&>>", ">>|", "&>|", ">&|", "&>>|", ">>&"]
)
_OF_ZSH = {">>|": ">>", "&>|": "&>", ">&|": "&>", "&>>|": "&>>", ">>&": "&>>"}  # these write over files that exist
_COMPARING = frozenset(["=", "==", "!="])
_BINARY = _COMPARING | frozenset(["=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"])
_BINARY |= frozenset(["-regex-match", "-pcre-match"])  # zsh's
_UNARY = frozenset(["-" + letter for letter in "abcdefghknoprstuvwxzGLNORS"])


class Commands(Expansions):
    """Reads commands that hold no lists."""

    __slots__ = ()

    # -- simple commands

    def simple(self) -> Command:
        text = self.text
        assignments: list[Assignment] = []
        words: list[Word | Assignment] = []
        redirects: list[Redirect] = []
        declares = False
        while True:
            char = text[self.at]
            if char == " ":
                self.at += 1
                char = text[self.at]
            if char in BLANK:
                char = self.blanks()
            if char in STOPS:
                break
            if char in "&<>0123456789{" and self.redirected(char, redirects):
                continue
            if char == "&":
                break
            if not words or declares:
                found = self.assignment(char, bool(words))
                if found is not None:
                    if not isinstance(found, Word) and not words:
                        assignments.append(found)
                    else:
                        words.append(found)
                    continue
            if char == "(" and len(words) == 1 and not assignments and not redirects and self.empty_parentheses():
                return self.definition(name_of(words[0]))
            word = self.word(bool(words))
            if word is None:
                raise self.unexpected()
            if not words:
                declares = word.written in _DECLARING
            words.append(word)
        if not words and not assignments and not redirects:
            raise self.unexpected()
        return Simple(assignments, words, redirects)

    def assignment(self, char: str, declared: bool) -> Assignment | Word | None:
        """``name=value`` and the like, or None; a word if its brackets make it look like one for a while."""
        if char not in LETTERS:
            return None
        text, start = self.text, self.at
        at = self.name_end(start)
        sign = text[at]
        if sign != "=" and sign != "+" and sign != "[":
            return None
        name = text[start:at].replace("\\\n", "")
        index = None
        if sign == "[":
            if declared and not self.is_plain_index(at):
                return None
            self.at = at + 1
            index = self.within("[]", False)
            at = self.at = self.joined(self.at + 1)
        append = text[at] == "+"
        if append:
            at = self.joined(at + 1)
        if text[at] != "=":
            if index is None:
                return None
            parts = Parts()
            parts.add(name + "[", False)
            return self.bracketed(start, parts, index)
        self.at = self.joined(at + 1)
        value = self.elements() if text[self.at] == "(" else self.word() or Word([], "")
        return Assignment(name, value, append, index)

    def is_plain_index(self, at: int) -> bool:
        """Whether ``[...]=`` stands here with nothing in it that is more than itself; `declare` takes no other."""
        text = self.text
        while text[at] not in BREAKS and text[at] != "]":
            at += 1
        return text[at] == "]" and (text[at + 1] == "=" or text.startswith("+=", at + 1))

    def bracketed(self, start: int, parts: Parts, index: Word) -> Word:
        """The rest of a word that begins like the assignment of an element and is none."""
        for part in index.parts:
            if type(part) is Text:
                parts.add(part.text, part.quoted)
            else:
                parts.part(part)
        parts.add("]", False)
        return self.composed(start, parts)

    def elements(self) -> list[Word | Assignment]:
        """``(a b [2]=c)``."""
        self.deeper()
        self.at += 1
        found: list[Word | Assignment] = []
        while True:
            char = self.lines()
            if char == ")":
                break
            element = self.element() if char == "[" else self.word(True)
            if element is None:
                raise self.unexpected()
            found.append(element)
        self.at += 1
        self.limits.levels += 1
        return found

    def element(self) -> Word | Assignment:
        start = self.at
        self.at += 1
        index = self.within("[]", False)
        at = self.at = self.joined(self.at + 1)
        append = self.text[at] == "+"
        if append:
            at = self.joined(at + 1)
        if self.text[at] != "=":
            parts = Parts()
            parts.add("[", False)
            return self.bracketed(start, parts, index)
        self.at = self.joined(at + 1)
        return Assignment("", self.word(True) or Word([], ""), append, index)

    # -- redirections

    def redirects(self) -> list[Redirect]:
        """Those behind a compound command."""
        found: list[Redirect] = []
        while True:
            char = self.blanks()
            if char not in "&<>0123456789{" or not self.redirected(char, found):
                return found

    def redirected(self, char: str, found: list[Redirect]) -> bool:
        """Whether a redirection stands here, which is then added to ``found``."""
        text = self.text
        fd = ""
        if char == "&" or char == "<" or char == ">":
            following = text[self.joined(self.at + 1)]
            if following != ">" if char == "&" else following == "(":
                return False
        else:
            fd = self.bare()
            if text[self.stop] not in "<>" or text[self.joined(self.stop + 1)] == "(":
                return False
            if char == "{":
                fd = _variable(fd)
            if not fd or (char != "{" and not (fd.isascii() and fd.isdigit())):
                return False
            self.at = self.stop
        self.redirect(fd, found)
        return True

    def redirect(self, fd: str, found: list[Redirect]) -> None:
        op = self.redirect_operator()
        char = self.blanks()
        self.deeper()
        word = self.closing() if char == "-" and (op == ">&" or op == "<&") else self.word()
        if word is None:
            raise self.unexpected()
        self.limits.levels += 1
        if op == "<<" or op == "<<-":
            redirect = Redirect(fd, op, Word([], ""))
            quoted = any([getattr(part, "quoted", False) for part in word.parts])
            delimiter = "".join([part.text if isinstance(part, Text) else part.written for part in word.parts])
            self.pending.append((redirect, delimiter, op == "<<-", quoted))
        else:
            redirect = Redirect(fd, op, word)
        found.append(redirect)
        if word.written == "!" and op in (">", ">>") and self.text[self.at] in " \t":
            self.forced(fd, op, found)

    def closing(self) -> Word:
        """The ``-`` of ``>&-``: a word of its own to bash, whatever follows."""
        self.at += 1
        if self.text[self.at] not in META:
            self.doubts("shells disagree on what `>&-` ends before")
        return Word([Text("-", False)], "-")

    def redirect_operator(self) -> str:
        text, at = self.text, self.at
        op = text[at]
        while True:
            at = self.joined(at + 1)
            if op + text[at] not in _REDIRECTS:
                break
            op += text[at]
        self.at = at
        return _OF_ZSH.get(op, op)

    def forced(self, fd: str, op: str, found: list[Redirect]) -> None:
        """``>! file``: to zsh that writes ``file``, to bash ``!``; both may happen."""
        start = self.at
        self.blanks()
        target = self.bare()
        self.at = start
        if target:
            found.append(Redirect(fd, op, Word([Text(target, False)], target)))

    # -- here-documents

    def bodies(self) -> None:
        pending, self.pending = self.pending, []
        for redirect, delimiter, strips, quoted in pending:
            content = self.content(delimiter, strips, quoted)
            redirect.target = Word([Text(content, True)], content) if quoted else self.expanded(content)

    def content(self, delimiter: str, strips: bool, quoted: bool) -> str:
        """The lines up to the delimiter, or to the end."""
        end = self.end
        lines: list[str] = []
        while self.at < end:
            start = self.at
            line = self.document_line(quoted)
            if strips:
                line = line.lstrip("\t")
            if line == delimiter:
                break
            if self.inside and line.startswith(delimiter) and ")" in line and self.ends_within(start, line, delimiter):
                break
            lines.append(line)
        if lines:
            lines.append("")
        return "\n".join(lines)

    def document_line(self, quoted: bool) -> str:
        """The next line; one that ends in a backslash goes on in the next unless the delimiter was quoted."""
        text, end = self.text, self.end
        pieces: list[str] = []
        while True:
            start, stop = self.at, text.find("\n", self.at)
            stop = end if stop < 0 else stop
            line = text[start:stop]
            self.at = min(stop + 1, end)
            if quoted or not line.endswith("\\") or stop == end or (len(line) - len(line.rstrip("\\"))) % 2 == 0:
                pieces.append(line)
                return "".join(pieces)
            pieces.append(line[:-1])

    def ends_within(self, start: int, line: str, delimiter: str) -> bool:
        """Whether a here-document in ``$(...)`` ends in a line that only begins with its delimiter, as bash has it."""
        rest = line[len(delimiter) :]
        if ")" not in rest:
            return False
        if rest.lstrip(" \t)") and rest.lstrip(" \t")[0] != ")":
            self.doubts("shells disagree on where a here-document ends")
        while self.text[start] == "\t" and not self.text.startswith(delimiter, start):
            start += 1
        if not self.text.startswith(delimiter, start):
            return False
        self.at = start + len(delimiter)
        return True

    # -- functions

    def empty_parentheses(self) -> bool:
        """Whether ``()`` stands here, which is then behind us."""
        start = self.at
        self.at += 1
        if self.blanks() != ")":
            self.at = start
            return False
        self.at += 1
        return True

    def definition(self, name: str) -> Function:
        """The body of a function: a compound command, for zsh and dash any."""
        self.deeper()
        self.lines()
        body = self.command()
        self.limits.levels += 1
        return Function(name, body)

    # -- tests

    def test(self) -> Command:
        """``[[ ... ]]``: its operands; what joins them does not matter here."""
        words: list[Word] = []
        depth = 0
        while True:
            depth += self.test_opening()
            self.test_term(words)
            while self.lines() == ")" and depth:
                self.at += 1
                depth -= 1
            char = self.text[self.at]
            if not depth and self.bare() == "]]":
                self.at = self.stop
                return Test(words, self.redirects())
            stop = self.joined(self.at + 1)
            if (char != "&" and char != "|") or self.text[stop] != char:
                raise self.unexpected()
            self.at = stop + 1

    def test_opening(self) -> int:
        """Past the parentheses and ``!`` before a term; how many parentheses."""
        depth = 0
        while True:
            char = self.lines()
            if char == "(":
                self.at += 1
                depth += 1
            elif char == "!" and self.bare() == "!":
                self.at = self.stop
            else:
                return depth

    def test_term(self, words: list[Word]) -> None:
        """An operand, or an operator with its own one or two."""
        first = self.operand("")
        if first.written in _UNARY:
            self.blanks()
            words.append(self.operand(""))
            return
        words.append(first)
        char = self.blanks()
        if (char == "<" or char == ">") and self.text[self.joined(self.at + 1)] != "(":
            operator = char
            self.at += 1
        else:
            operator = self.bare()
            if operator not in _BINARY:
                if char not in "&|)" and operator != "]]":
                    raise self.unexpected()
                return
            self.at = self.stop
        self.blanks()
        words.append(self.operand(operator))

    def operand(self, operator: str) -> Word:
        word = None
        if self.text[self.at] != "]" or self.bare() != "]]":
            word = self.regex() if operator == "=~" else self.word(operator in _COMPARING)
        if word is None:
            raise self.unexpected()
        return word


def name_of(word: Word | Assignment) -> str:
    """The name of a function or of a loop's variable."""
    if not isinstance(word, Word):
        return word.name
    plain = all([type(part) is Text and not part.quoted for part in word.parts])
    return word.written.replace("\\\n", "") if plain else word.written


def _variable(word: str) -> str:
    """The name in ``{name}``, which takes the number of a redirection; empty if it is none."""
    name = word[1:-1]
    plain = name.partition("[")[0] if name.endswith("]") else name
    valid = word.endswith("}") and plain[:1] in LETTERS and all([char in NAME for char in plain])
    return name if valid else ""
