"""What a program is about to send, told once it is known where to; and copies from one host to another."""

from __future__ import annotations

from ...marks import UNKNOWN_CLOSE, UNKNOWN_OPEN
from ...paths import components
from ..operands import into

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

STDIN = "-"
_STDIN_PATHS = (STDIN, "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")
_QUOTES = "\"'"


class Upload:
    """Files, texts, standard input, variables of the environment that a program puts into what it sends."""

    __slots__ = ("call", "environment", "files", "stdin", "texts")

    def __init__(self, call: Call) -> None:
        self.call = call
        self.files: list[str] = []
        self.texts: list[str] = []
        self.stdin = self.environment = False

    def file(self, path: str) -> None:
        """A file's content is sent; ``-`` and its like are standard input."""
        if path in _STDIN_PATHS:
            self.stdin = True
        elif path:
            self.files.append(path)

    def text(self, text: str) -> None:
        """A text is sent."""
        if UNKNOWN_OPEN in text:
            self.texts.append(text)

    def address(self, text: str) -> None:
        """Data in an address is sent; an address that is data as a whole was taken from a list of them."""
        if not is_data(text) or "env" in self.call.shell.origins_of(text):
            self.text(text)

    def tell(self, leaves: bool) -> None:
        """Files are read in any case; whether all this ``leaves`` this machine is known by now."""
        for path in self.files:
            self.call.read(path)
        if not leaves:
            return
        for path in self.files:
            send_file(self.call, path)
        for text in self.texts:
            self.call.send_text(text)
        if self.stdin:
            send_stdin(self.call)
        if self.environment:
            self.call.shell.found.sends["env"] = None


def is_data(text: str) -> bool:
    """Whether the whole text is one part that only a run can tell."""
    return text[:1] == UNKNOWN_OPEN and text.find(UNKNOWN_CLOSE) == len(text) - 1


def send_file(call: Call, path: str) -> None:
    """A file leaves, and with it whatever it was made from in this command."""
    call.send(path)
    content = call.shell.content(path)
    if content:
        call.send_text(content)


def send_stdin(call: Call) -> None:
    """Standard input leaves."""
    call.send_text(call.stdin)
    if call.stdin_file is not None:
        send_file(call, call.stdin_file)


def copied(
    call: Call,
    sources: list[str],
    target: str,
    is_remote: Callable[[str], bool],
    leaves: bool = True,
    moves: bool = False,
) -> None:
    """Sources go to the target; each may be on another host, which is not loopback if the copy ``leaves``."""
    upload = Upload(call)
    away = is_remote(target)
    for source in sources:
        if is_remote(source):
            if not away:
                _received(call, target, source)
            continue
        if away:
            upload.file(source)
        else:
            call.read(source)
            into(call, target, [source])
        if moves and source != STDIN:
            call.delete(source)
    upload.text(target)
    upload.tell(away and leaves)


def _received(call: Call, target: str, source: str) -> None:
    if target != STDIN:
        call.write_into(target, [components(source)[-1].rpartition(":")[2]])


def contents(sources: list[str]) -> list[str]:
    """Sources that end in a slash mean what is in the directory: what arrives does not bear its name."""
    return [source + "." if source[-1:] == "/" else source for source in sources]


def has_host(word: str) -> bool:
    """Whether a word means a place on another host to scp and rsync: a colon before any slash, or a URL of theirs."""
    if word.startswith(("scp://", "sftp://", "rsync://")):
        return True
    head = components(word)[0]
    return ":" in visible(head)[1:] if head[:1] != "[" else "]:" in head


def visible(text: str) -> str:
    """The text without what is written in its unknown parts."""
    if UNKNOWN_OPEN not in text:
        return text
    head, *rest = text.split(UNKNOWN_OPEN)
    return UNKNOWN_OPEN.join([head, *[piece.partition(UNKNOWN_CLOSE)[2] for piece in rest]])


def split_words(line: str) -> list[str]:
    """The words of a command line as ftp clients split it: blanks, quotes, backslashes; unknown parts stay whole."""
    words: list[str] = []
    current: list[str] = []
    quote, inside, escaped, started = "", False, False, False
    for char in line:
        if char == UNKNOWN_OPEN:
            inside = True
        if escaped or inside:
            current.append(char)
            inside, escaped, started = inside and char != UNKNOWN_CLOSE, False, True
        elif char == "\\" and quote != "'":
            escaped = True
        elif quote:
            if char == quote:
                quote = ""
            else:
                current.append(char)
        elif char in _QUOTES:
            quote, started = char, True
        elif char in " \t\r":
            if started:
                words.append("".join(current))
            current, started = [], False
        else:
            current.append(char)
            started = True
    return [*words, "".join(current)] if started else words
