"""The words of shell, their quotes and globs; what is expanded inside them is read by `expansion`."""

from __future__ import annotations

from ..marks import has_marks
from .escapes import unescape
from .reading import BREAKS, END, META, Beyond, Parts, Reading, Unreadable
from .syntax import Text, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass

_IN_DOUBLE = frozenset('"\\$`\0')
_IN_BODY = frozenset("\\$`\0")
_GLOBBING = "?*+@!"  # each opens an extended glob with a parenthesis behind it


class Words(Reading):
    """Reads words."""

    __slots__ = ()

    # -- words

    def word(self, groups: bool = False) -> Word | None:
        """The word that begins here, or None. With ``groups``, parentheses may stand in it as zsh's globs have them."""
        text, at = self.text, self.at
        start = at
        while text[at] not in BREAKS:
            at += 1
        char = text[at]
        if char in META and (char not in "<>(" or not self.goes_on(start, at, groups)):
            if at == start:
                return None
            self.limits.words -= 1
            if self.limits.words < 0:
                raise Beyond("the command has too many words")
            self.at = at
            written = text[start:at]
            return Word([Text(written, False)], written)
        return self.composed(start, Parts(), groups)

    def goes_on(self, start: int, at: int, groups: bool) -> bool:
        """Whether the word goes on at a sign that would end it otherwise."""
        text = self.text
        if text[at] != "(":
            return text[self.joined(at + 1)] == "("
        if at > start and text[at - 1] in _GLOBBING:
            return groups or self.text[at + 1] != ")"  # f?() defines a function
        return groups or (at == start + 1 and text[start] == "=")

    def composed(self, start: int, parts: Parts, groups: bool = False, regex: bool = False) -> Word:
        """The word that began at ``start``, of which ``parts`` are read up to here."""
        self.limits.words -= 1
        if self.limits.words < 0:
            raise Beyond("the command has too many words")
        text, at = self.text, self.at
        run = at  # where the text begins that is not yet in parts
        opened: list[int] = []  # parentheses of a glob
        while True:
            while text[at] not in BREAKS:
                at += 1
            char = text[at]
            if char in META:
                if char in "<>" and text[self.joined(at + 1)] == "(":
                    if at > run:
                        parts.add(text[run:at], False)
                    self.process(at, char, parts)
                    at = run = self.at
                    continue
                if not opened and not (regex and char in "(|") and (char != "(" or not self.goes_on(start, at, groups)):
                    break
                if at == start + 1 and text[start] == "=" and char == "(" and not regex:
                    self.process(start, "<", parts)  # zsh: like <(...), but a file
                    at = run = self.at
                    continue
                self.glob_sign(start, at, opened, regex)
                at += 1
                continue
            if at > run:
                parts.add(text[run:at], False)
            self.at = at
            if char == '"':
                self.at = at + 1
                self.double(parts)
            elif char == "$":
                self.dollar(parts, False)
            else:
                self.special(char, parts)
            at = run = self.at
        if at > run:
            parts.add(text[run:at], False)
        self.at = at
        return Word(parts.all(), text[start:at])

    def glob_sign(self, start: int, at: int, opened: list[int], regex: bool) -> None:
        """A metacharacter in the parentheses of a glob, or one that opens or closes them."""
        text = self.text
        char = text[at]
        if char == END:
            raise self.unclosed(")", opened[0])
        if char == "(":
            opened.append(at)
        elif char == ")":
            begin = opened.pop()
            if not regex and not opened and _qualifies(text[begin + 1 : at]):
                self.doubts("zsh runs code that stands in a glob")
        elif char != "|" and not regex and (opened[0] == start or text[opened[0] - 1] not in _GLOBBING):
            self.at = at
            raise self.unexpected()

    def special(self, char: str, parts: Parts) -> None:
        """A single quote, an escape or backticks, in an unquoted word."""
        text, at = self.text, self.at
        if char == "'":
            end = text.find("'", at + 1)
            if end < 0:
                raise self.unclosed("'", at)
            parts.add(text[at + 1 : end], True)
            self.at = end + 1
        elif char == "`":
            self.backticks(parts, False, False)
        elif text[at + 1] == END:
            parts.add("\\", True)
            self.at = at + 1
        else:
            if text[at + 1] != "\n":
                parts.add(text[at + 1], True)
            self.at = at + 2

    def double(self, parts: Parts) -> None:
        """The rest of what began with a double quote."""
        text, at = self.text, self.at
        start = run = at
        empty = True
        while True:
            while text[at] not in _IN_DOUBLE:
                at += 1
            if at > run:
                parts.add(text[run:at], True)
                empty = False
            char = text[at]
            if char == '"':
                break
            if char == END:
                raise self.unclosed('"', start - 1)
            self.at = at
            if char == "$":
                self.dollar(parts, True)
                empty = False
            else:
                empty = self.live(char, parts, '"') and empty
            at = run = self.at
        if empty:
            parts.add("", True)
        self.at = at + 1

    def body(self, parts: Parts) -> None:
        """All of the text as the body of a here-document."""
        text, at = self.text, 0
        run = 0
        while True:
            while text[at] not in _IN_BODY:
                at += 1
            if at > run:
                parts.add(text[run:at], True)
            char = text[at]
            if char == END:
                break
            self.at = at
            self.live(char, parts, "")
            at = run = self.at
        if not parts.done and not parts.pieces:
            parts.add("", True)

    def live(self, char: str, parts: Parts, also: str) -> bool:
        """What is more than itself between double quotes, where ``also`` can be escaped; True if it leaves nothing."""
        if char == "$":
            self.dollar(parts, True)
            return False
        if char == "`":
            self.backticks(parts, True, also == '"')
            return False
        following = self.text[self.at + 1]
        if following == END:
            parts.add("\\", True)
            self.at += 1
            return False
        self.at += 2
        if following == "\n":
            return True
        parts.add(following if following in "$`\\" or following in also else "\\" + following, True)
        return False

    def inner(self, char: str, parts: Parts, keyed: bool) -> bool:
        """A quote, an escape or an expansion where the text is as between double quotes, but has quotes of its own.

        Whether single quotes hide an expansion.
        """
        if char == "'":
            return self.single(parts, keyed)
        if char == '"':
            self.at += 1
            self.double(parts)
        else:
            self.live(char, parts, '"')
        return False

    def single(self, parts: Parts, keyed: bool) -> bool:
        """Single quotes between double ones: they hide what would close, and are dropped where the text is a key.

        Whether they hide an expansion: that is live all the same, since the whole is expanded without regard to them.
        """
        text, at = self.text, self.at
        end = text.find("'", at + 1)
        if end < 0:
            raise self.unclosed("'", at)
        parts.add(text[at + 1 : end] if keyed else text[at : end + 1], True)
        self.at = end + 1
        return text.find("$", at, end) >= 0 or text.find("`", at, end) >= 0

    def ansi(self, parts: Parts) -> None:
        """The rest of ``$'...'``."""
        text, start = self.text, self.at
        made = bytearray()
        at = start
        while text[at] != "'":
            if text[at] == END:
                raise self.unclosed("'", start - 2)
            if text[at] == "\\":
                at = unescape(text, at + 1, made)
                continue
            run = at
            while text[at] not in "'\\\0":
                at += 1
            made += text[run:at].encode("utf-8", "surrogatepass")
        self.at = at + 1
        decoded = bytes(made).partition(b"\0")[0].decode("utf-8", "surrogateescape")
        if has_marks(decoded):
            raise Unreadable("the command holds a character that no shell takes")
        parts.add(decoded, True)

    def regex(self) -> Word | None:
        """The operand of ``=~``: parentheses and bars stand in it as they are."""
        start = self.at
        char = self.text[start]
        if char in META and char != "(" and char != "|":
            return None
        return self.composed(start, Parts(), False, True)


def _qualifies(content: str) -> bool:
    """Whether zsh may find code in parentheses at the end of a glob: ``(e:code:)`` or ``(+function)``."""
    if "|" in content:
        return False
    at = content.find("e")
    while at >= 0:
        following = content[at + 1 : at + 2]
        if following and not following.isalnum() and following not in "*?[]^,":
            return True
        at = content.find("e", at + 1)
    return "+" in content
