"""How Perl is written: quotes of its own, here-documents, sigils, and variables inside strings."""

from __future__ import annotations

from .code_lexis import COMMAND, NAME, OP, REGEX, TEXT, VARIABLE, WORDS, Lexis
from .code_tokens import CLOSERS, Scanner, scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_lexis import Piece

_QUOTING = frozenset(["q", "qq", "qw", "qx", "m", "qr", "s", "tr", "y"])


def _quotelike(scanner: Scanner, char: str) -> bool:
    """`q{}`, `qq{}`, `qw{}`, `qx{}`, `m{}`, `s{}{}` and their kin."""
    text, start = scanner.text, scanner.at
    end = scanner.word_end(start)
    word = text[start:end]
    if word not in _QUOTING or (text[start - 1 : start] in ("{", ">", "&") and start) or text.startswith("::", end):
        return False
    at = end
    while text[at : at + 1] in (" ", "\n") and at < len(text):
        at += 1
    opening = text[at : at + 1]
    if (
        not opening
        or opening.isalnum()
        or opening in "_,;)="
        or (at > end and opening == "#")
        or text.startswith("=>", at)
    ):
        return False
    closing = CLOSERS.get(opening, ">" if opening == "<" else opening)
    nesting = opening if closing != opening else ""
    style = "i" if word in ("qq", "qx") and closing != "'" else "1" if word in ("q", "qw") else "r"
    pieces, end = scanner.string(at + 1, closing, style, nesting)
    if word in ("s", "tr", "y"):
        end, pieces = _replacement(scanner, end, closing, nesting, word)
    kinds = {"q": TEXT, "qq": TEXT, "qw": WORDS, "qx": COMMAND}
    kind = kinds.get(word, REGEX)
    scanner.put(kind, "".join([each for each in pieces if type(each) is str]) if kind == WORDS else pieces, end, start)
    return True


def _replacement(scanner: Scanner, at: int, closing: str, nesting: str, word: str) -> tuple[int, list[Piece]]:
    """Behind the second part and the flags; with `e` that part is code."""
    text = scanner.text
    if nesting:
        while text[at : at + 1] in (" ", "\n") and at < len(text):
            at += 1
        closing = CLOSERS.get(text[at : at + 1], text[at : at + 1])
        nesting = text[at : at + 1] if closing in ")]}" else ""
        at += 1
    if not closing:
        return len(text), []
    start = at
    _, at = scanner.string(at, closing, "r", nesting)
    body = text[start : max(start, at - 1)]
    flags = at
    at = scanner.word_end(at)
    if "e" in text[flags:at] and word == "s" and scanner.depth < 8:
        inner = Scanner(body, scanner.lexis, 0, scanner.depth + 1)
        return at, [inner.code()]
    return at, []


def _angle(scanner: Scanner, char: str) -> bool:
    """`<<"HERE"`, `<STDIN>`, `<$file>`, `<*.txt>`."""
    text, at = scanner.text, scanner.at
    if not scanner.expects_operand() and scanner.last() != NAME:
        return False
    if text.startswith("<<", at):
        return _here(scanner)
    close = text.find(">", at, at + 100)
    inner = text[at + 1 : close] if close > 0 else " "
    if " " in inner or "\n" in inner or "=" in inner:
        return False
    if "*" in inner or "." in inner:
        opening = len(scanner.tokens.kinds) + 1
        scanner.put(NAME, "glob", at)
        scanner.put(OP, "(", at)
        scanner.put(TEXT, [inner], close)
        scanner.put(OP, ")", close + 1)
        scanner.tokens.partner[opening] = opening + 2
    else:
        scanner.put(VARIABLE, f"<{inner}>", close + 1)
    return True


def _here(scanner: Scanner) -> bool:
    text, at = scanner.text, scanner.at + 2
    indented = text[at : at + 1] == "~"
    at += indented
    quote = text[at : at + 1]
    if quote in ("'", '"') and quote:
        close = text.find(quote, at + 1, at + 100)
        if close < 0:
            return False
        scanner.document(text[at + 1 : close], "1" if quote == "'" else "i", close + 1, indented)
        return True
    end = scanner.word_end(at)
    if end == at or text[at].isdigit():
        return False
    scanner.document(text[at:end], "i", end, indented)
    return True


def _hash(scanner: Scanner, char: str) -> bool:
    """`%name` and `&name`, where an operand is expected."""
    end = scanner.word_end(scanner.at + 1)
    if end == scanner.at + 1 or not scanner.expects_operand():
        return False
    if char == "&":
        scanner.put(NAME, scanner.text[scanner.at + 1 : end], end)
    else:
        scanner.put(VARIABLE, scanner.text[scanner.at : end], end)
    return True


def _dollar(scanner: Scanner, char: str) -> bool:
    """`$!`, `$@`, `$/`, `$0` and other variables with a mark for a name; `$#name`."""
    text, at = scanner.text, scanner.at
    following = text[at + 1 : at + 2]
    if following == "#" and (text[at + 2 : at + 3].isalpha() or text[at + 2 : at + 3] in ("{", "$", "_")):
        scanner.at = at + 2
        return True
    end = scanner.word_end(at + 2)
    if following == "{" and end > at + 2 and text.startswith("}", end):  # ${name}
        scanner.put(VARIABLE, "$" + text[at + 2 : end], end + 1)
        return True
    if following and following in "!@/\\,;.&\"'+^|0" and text[at + 1 : at + 2] != "":
        scanner.put(VARIABLE, text[at : at + 2], at + 2)
        return True
    return False


def _interpolated(scanner: Scanner, at: int, end: int) -> tuple[Piece, int] | None:
    """`$name`, `${name}`, `$name{key}`, `$name->[0]`, `@name`, `@{[ ... ]}` in a string."""
    text = scanner.text
    if text.startswith(("@{[", "${\\"), at):
        code, behind = scanner.nested(at + 2)
        return code, behind
    braced = text.startswith("{", at + 1)
    start = at + 1 + braced
    stop = scanner.word_end(start)
    while text.startswith("::", stop) and text[stop + 2 : stop + 3].isalpha():
        stop = scanner.word_end(stop + 2)
    if stop == start or (text[start].isdigit() and text[at] == "@"):
        return None
    name = text[at] + text[start:stop]
    if braced:
        return braced_place(scanner, at)
    behind = _subscripts(text, stop, min(end, stop + 200))
    return scan(name + text[stop:behind], scanner.lexis), behind


def braced_place(scanner: Scanner, at: int) -> tuple[Piece, int]:
    """`${name}` in a string."""
    stop = scanner.word_end(at + 2)
    return scan(scanner.text[at] + scanner.text[at + 2 : stop], scanner.lexis), stop + scanner.text.startswith(
        "}", stop
    )


def _subscripts(text: str, at: int, end: int) -> int:
    """Behind the subscripts that follow a name in a string."""
    while at < end:
        opening = at + 2 if text.startswith(("->[", "->{"), at) else at
        char = text[opening : opening + 1]
        if char not in ("[", "{") or not char:
            return at
        following = text[opening + 1 : opening + 2]
        if char == "[" and not (following.isdigit() or following in ("$", "-")):
            return at
        close = text.find("]" if char == "[" else "}", opening, end)
        if close < 0:
            return at
        at = close + 1
    return at


LEXIS = Lexis(
    comments=("#",),
    quotes={"'": "1", '"': "i", "`": "c"},
    sigils="$@",
    special={
        "q": _quotelike, "m": _quotelike, "s": _quotelike, "t": _quotelike, "y": _quotelike, "<": _angle, "%": _hash,
        "&": _hash, "$": _dollar,
    },
    code={"$": _interpolated, "@": _interpolated},
    operators="=> x=",
    regex="spaced",
    lines=False,
)  # fmt: skip
