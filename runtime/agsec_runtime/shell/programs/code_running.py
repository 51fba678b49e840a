"""Run code: what is given as text, what stands in a file or on standard input, and the options before it."""

from __future__ import annotations

from ...marks import UNKNOWN_CLOSE, UNKNOWN_OPEN, is_known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..options import Option
    from .code_reader import Reader

_READERS = {
    "apple": "AppleScript",
    "awk": "Awk",
    "lua": "Lua",
    "node": "Node",
    "perl": "Perl",
    "php": "Php",
    "python": "Python",
    "r": "R",
    "ruby": "Ruby",
    "tcl": "Tcl",
}
DIGITS = "01234567"


def interpret(
    call: Call, language: str, text: str, argv: list[str], on_stdin: bool = False, topic: str | None = None
) -> str | None:
    """Follow ``text`` as code; what it prints, where that is known. ``topic`` is the text it is run upon (`$_`)."""
    module = __import__(f"{__package__}.{language}_code", fromlist=["PROGRAMS"])
    made: Reader = getattr(module, _READERS[language])(call, argv, on_stdin)
    places = call.shell.state.places
    if topic is not None:
        made.topic(topic)
    made.run(text)
    for path in made.emptied:
        call.delete(path)
    call.shell.state.places = places
    printed = made.printed
    return None if printed is None or not all([is_known(each) for each in printed]) else "".join(printed)


def from_stdin(call: Call, language: str, argv: list[str]) -> str | None:
    """Code on standard input: unknown code, unless it is a file's; nothing at all on a terminal."""
    text = call.stdin
    if not text.strip():
        return None
    if not _is_one_unknown(text):
        return interpret(call, language, text, argv, True)
    if call.stdin_file is None:
        call.dynamic()
    return None


def script(call: Call, language: str, path: str, argv: list[str]) -> str | None:
    """Run a file: followed where the command itself wrote it."""
    if path == "-" or path == "/dev/stdin":
        return from_stdin(call, language, argv)
    call.read(path)
    content = call.shell.content(path)
    if content is not None and not _is_one_unknown(content):
        return interpret(call, language, content, argv)
    if content is not None:
        call.dynamic()
    return None


def _is_one_unknown(text: str) -> bool:
    text = text.strip()
    return text.startswith(UNKNOWN_OPEN) and text.find(UNKNOWN_CLOSE) == len(text) - 1


def clusters(args: list[str], valued: str, optional: str = "", digits: str = "") -> tuple[list[Option], list[str]]:
    """Options of one letter up to the first operand, and the operands.

    ``valued`` take the rest of the word or the next word, ``optional`` the rest, ``digits`` the octal digits behind.
    """
    options: list[Option] = []
    at = 0
    while at < len(args):
        word = args[at]
        if len(word) < 2 or word[0] != "-":
            break
        at += 1
        if word == "--":
            break
        if word[:2] == "--":
            options.append((word, ""))
            continue
        letter = 1
        while letter < len(word):
            name, rest = word[letter], word[letter + 1 :]
            letter += 1
            value = ""
            if name in valued:
                value, letter = rest, len(word)
                if not rest and at < len(args):
                    value, at = args[at], at + 1
            elif name in optional:
                value, letter = rest, len(word)
            elif name in digits:
                while letter < len(word) and (word[letter] in DIGITS or word[letter] in "xX"):
                    letter += 1
            options.append((name, value))
    return options, args[at:]
