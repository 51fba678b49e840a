"""What calls do with files: read, write, delete, move, open, and where the code is."""

from __future__ import annotations

from ...marks import is_known, unknown
from .code_values import MAX_CHOICES, NUMBER_NAME, STRING, Value, globbed, listed, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from .code_called import Called
    from .code_cursor import Cursor
    from .code_reader import Reader

WRITING_MODES = "wax+"
_CUSTOMARY = ("__init__.py", "py.typed", ".gitkeep", ".keep", ".nojekyll")  # these are made empty, and stay so


def read(reader: Reader, called: Called, places: list[str]) -> Value:
    """Reads the file at the place; its content, where this command wrote it."""
    value = called.at(places[0])
    if value is not None and value.name == NUMBER_NAME:  # a file that is open already
        return Value("stdin")
    contents: list[str] = []
    known = True
    origins: list[str] = []
    for text in called.texts(places[0]):
        reader.call.read(text)
        origins.extend(reader.call.shell.resolve(text))
        content = reader.call.shell.content(text)
        known = known and content is not None
        contents.append(content or "")
    if known and contents:
        return Value(STRING, contents[:8], None, tuple(origins))
    made = Value("content", None, None, tuple(origins))
    made.written = called.written
    return made


def write(reader: Reader, called: Called, places: list[str]) -> None:
    for text in called.texts(places[0]):
        reader.call.write(text)


def delete(reader: Reader, called: Called, places: list[str]) -> None:
    for text in called.texts(places[0]):
        reader.call.delete(text)


def move(reader: Reader, called: Called, places: list[str]) -> None:
    """Moves what is at the first place to the second, as `mv` does."""
    sources, targets = called.texts(places[0]), called.texts(places[1])
    for target in targets:
        for source in sources:
            by_row(reader.call, "mv", [source, target])


def copy(reader: Reader, called: Called, places: list[str]) -> None:
    for target in called.texts(places[1]):
        for source in called.texts(places[0]):
            by_row(reader.call, "cp", [source, target])


def link(reader: Reader, called: Called, places: list[str]) -> None:
    """Another name, at the second place, of what is at the first."""
    for name in called.texts(places[1]):
        for target in called.texts(places[0]):
            reader.call.write(name)
            reader.call.shell.link(name, target)


def by_row(call: Call, program: str, args: list[str]) -> None:
    """What a program of the table does with these words, though it is not what runs."""
    from .files import PROGRAMS

    name, before = call.name, call.args
    call.name, call.args = program, ["--", *args]
    PROGRAMS[program](call)
    call.name, call.args = name, before


def open_file(reader: Reader, called: Called, places: list[str]) -> Value:
    """Opens a file for what the mode at the second place says."""
    modes = called.texts(places[1]) if len(places) > 1 else []
    mode = " ".join(modes) or "r"
    writes = any([each in mode for each in WRITING_MODES]) and not mode.startswith("r+b") if mode else False
    writes = writes or any([each in mode for each in ("WRONLY", "RDWR", "CREAT", "APPEND", "TRUNC", ">")])
    reads = not writes or "+" in mode or "RDWR" in mode
    texts = called.texts(places[0])
    value = called.at(places[0])
    if value is not None and value.name == NUMBER_NAME:  # a file that is open already
        return Value("file")
    origins: list[str] = []
    for text in texts:
        if writes:
            reader.call.write(text)
            if reader.empties and mode[:1] == "w" and is_known(text) and not _is_customary(text):
                reader.emptied[text] = None
        if reads:
            reader.call.read(text)
            origins.extend(reader.call.shell.resolve(text))
    return Value("output" if writes else "file", texts, None, tuple(origins))


def content(reader: Reader, called: Called, places: list[str]) -> None:
    """Writes the text at the second place into the file at the first, which stays what it was for more."""
    value = called.at(places[1])
    text = value.exact() if value is not None and value.texts else None
    for path in called.texts(places[0]):
        before = reader.written_to.get(path, "")
        if text is None or reader.loops or not reader.spend(len(before) + len(text)):
            reader.call.write(path)
        else:
            reader.written_to[path] = before + text
            reader.call.write(path, before + text)


def used(reader: Cursor, values: list[Value]) -> None:
    """Something is done with the values: files among them do not stay empty."""
    for value in values:
        for each in [value, *(value.items or []), *(value.fields or {}).values()]:
            if each.name == "output":
                for text in each.texts:
                    reader.emptied.pop(text, None)


def _is_customary(path: str) -> bool:
    return path.rpartition("/")[2] in _CUSTOMARY


def remember(reader: Reader, called: Called, places: list[str]) -> None:
    """Writes the file at the first place anew with the text at the second."""
    value = called.at(places[1])
    for path in called.texts(places[0]):
        reader.written_to.pop(path, None)
        if value is not None and value.exact() == "" and not _is_customary(path):
            reader.call.delete(path)
    content(reader, called, places)


def chdir(reader: Reader, called: Called, places: list[str]) -> None:
    texts = called.texts(places[0])
    if texts:
        move_to(reader, texts)


def move_to(reader: Reader, texts: list[str]) -> None:
    found = tuple([each for text in texts[:4] for each in reader.call.shell.resolve(text)])
    if found:
        reader.call.shell.state.places = found[:8]


def dotenv(reader: Reader, called: Called, places: list[str]) -> None:
    """Reads the file that was named, or `.env`."""
    for text in called.texts(places[0]) or [".env"]:
        reader.call.read(text)


def in_place(reader: Reader, called: Called, places: list[str]) -> None:
    """Reads the files at the first place, and writes them if so asked at the second."""
    read(reader, called, places)
    asked = called.at(places[1])
    if asked is not None and asked.name not in ("False", "None"):
        write(reader, called, places)


def glob(reader: Reader, called: Called, places: list[str]) -> Value:
    """The names that match the pattern at the place."""
    value = called.at(places[0])
    texts = [globbed(text) if is_known(text) else text for text in (value.texts if value is not None else [])]
    return listed([string(text) for text in texts])


def glob_below(reader: Reader, called: Called, places: list[str]) -> Value:
    """The paths below the first place that match the pattern at the second."""
    root, pattern = called.texts(places[0]) or ["."], called.texts(places[1]) or ["*"]
    texts = [f"{each}/{globbed(one) if is_known(one) else one}" for each in root for one in pattern]
    return listed([Value("path", [text]) for text in texts[:MAX_CHOICES]])


def home(reader: Reader, called: Called, places: list[str]) -> Value:
    home = reader.call.shell.variable("HOME") or reader.call.shell.home
    return string(home or unknown("$HOME"))


def cwd(reader: Reader, called: Called, places: list[str]) -> Value:
    return string(reader.call.shell.cwd or ".")
