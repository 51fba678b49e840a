"""What calls send: what leaves for a host, and what the environment and standard input hold."""

from __future__ import annotations

from ...marks import UNKNOWN_OPEN, is_known, is_plain, unknown
from .code_called import Called
from .code_files import read
from .code_values import MAX_CHOICES, STRING, Value, listed, origins_of, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_reader import Reader

ENVIRONMENT = "env"


def send(reader: Reader, called: Called, places: list[str]) -> Value:
    """What is given goes to the address at the place, unless that is this very machine."""
    address = called.texts(places[0]) or [unknown("address")]
    if not all([is_loopback(each) for each in address]):
        for value in called.everything():
            leaves(reader, value)
    made = Value("response", None, None, ())
    made.receiver = called.receiver
    return made


def leaves(reader: Reader, value: Value) -> None:
    if value.name == "bunfile":  # read when it is sent
        upload(reader, Called("", None, [value], {}, ""), ["0"])
    for origin in value.origins:
        reader.call.shell.found.sends[origin] = None
    for text in value.texts:
        if UNKNOWN_OPEN in text:
            reader.call.send_text(text)
    parts = [*(value.items or []), *(value.fields or {}).values()]
    for part in parts[:MAX_CHOICES]:
        leaves(reader, part)


def upload(reader: Reader, called: Called, places: list[str]) -> None:
    """The file at the place is read and leaves."""
    for text in called.texts(places[0]):
        reader.call.read(text)
        reader.call.send(text)


def is_loopback(address: str) -> bool:
    """Whether a URL or a host name means this machine."""
    if not is_known(address.partition("?")[0]):
        return False
    from ...urls import host_of, loopback_host

    host = host_of(address)
    return host is not None and loopback_host(host)


def pipe(reader: Reader, called: Called, places: list[str]) -> Value | None:
    """What the first gives goes to the second: it leaves, if that is a connection."""
    source, sink = called.at(places[0]), called.at(places[1])
    if source is None or sink is None or sink.name != "socket":
        return sink
    if not (sink.texts and all([is_loopback(each) for each in sink.texts])):
        leaves(reader, source)
    return sink


def connect(reader: Reader, called: Called, places: list[str]) -> None:
    """The receiver is connected to the host at the place."""
    if called.receiver is not None:
        called.receiver.texts = address(reader, called, places).texts


def address(reader: Reader, called: Called, places: list[str]) -> Value:
    """A connection to the host at the place, which may stand beside a port."""
    value = called.at(places[0])
    first = value.items[0] if value is not None and value.items else value
    return Value("socket", list(first.texts) if first is not None else [])


def php_get(reader: Reader, called: Called, places: list[str]) -> Value:
    """PHP reads URLs as it reads files."""
    text = (called.texts(places[0]) or [""])[0]
    if text.startswith("php://stdin"):
        return standard_input(reader, called, places)
    return (
        send(reader, called, places) if "://" in text and not text.startswith("file:") else read(reader, called, places)
    )


def set_option(reader: Reader, called: Called, places: list[str]) -> None:
    """What curl is told to send; it leaves when the transfer is made, so it is noted with the handle."""
    handle, value = called.at(places[0]), called.at(places[1])
    if handle is not None and value is not None:
        handle.origins = origins_of([handle, value, *(value.items or [])])
        option = called.args[1].name if len(called.args) > 2 else ""
        if option == "CURLOPT_URL":
            handle.texts = value.texts


def variable(reader: Reader, called: Called, places: list[str]) -> Value:
    """A variable of the environment; all of it where none is named."""
    if not called.args and not called.named:
        return environment(reader, called, places)
    names = called.texts(places[0])
    texts = []
    for name in names[:8]:
        known = reader.call.environment.get(name)
        known = known if known is not None else reader.call.shell.variable(name)
        if known is None and name == "HOME":
            known = reader.call.shell.home or None
        texts.append(known if known is not None else unknown("$" + name))
    return Value(STRING, texts)


def environment(reader: Reader, called: Called, places: list[str]) -> Value:
    """All of the environment."""
    return Value(ENVIRONMENT, None, None, (ENVIRONMENT,))


def show_environment(reader: Reader, called: Called, places: list[str]) -> None:
    reader.call.origin(ENVIRONMENT)


def arguments(reader: Reader, called: Called, places: list[str]) -> Value:
    """The words of the command line, from the position at the place on."""
    words = reader.argv[int(places[0]) :] if places[0] else reader.argv
    return listed([string(word) for word in words[:MAX_CHOICES]])


def standard_input(reader: Reader, called: Called, places: list[str]) -> Value:
    """Standard input, as one text."""
    stdin = reader.call.stdin
    origins = tuple(reader.call.shell.origins_of(stdin))
    if reader.on_stdin:
        return Value("stdin")
    return Value("stdin", [stdin], None, origins) if is_plain(stdin) else Value("stdin", None, None, origins)
