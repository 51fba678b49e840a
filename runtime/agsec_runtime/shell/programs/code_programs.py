"""What calls start: shells, programs with their words, and what these are fed."""

from __future__ import annotations

from ...marks import unknown
from .code_called import Called
from .code_files import move_to, open_file
from .code_network import send
from .code_values import MAX_CHOICES, STRING, Value, listed, product, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_reader import Reader


def run_shell(reader: Reader, called: Called, places: list[str]) -> Value | None:
    """A shell runs the text at the place."""
    stdin = given_input(reader, called)
    texts = [text for text in called.texts(places[0]) if text.strip()]
    return output(reader, [reader.call.script(text, None, stdin) for text in texts])


def tagged(reader: Reader, called: Called, places: list[str]) -> Value | None:
    """A shell runs the template behind a tag; a tag that is given settings is the tag again."""
    value = called.at(places[0])
    return None if value is not None and value.fields is not None else run_shell(reader, called, places)


def given_input(reader: Reader, called: Called) -> str:
    """What a program that the code starts has on its standard input."""
    value = called.at("input|stdin_data")
    if value is not None:
        text = value.exact()
        return text if text is not None else unknown("input")
    return "" if reader.on_stdin else reader.call.stdin


def output(reader: Reader, outputs: list[str]) -> Value:
    origins: dict[str, None] = {}
    for text in outputs:
        origins.update(reader.call.shell.origins_of(text))
    for origin in origins:
        reader.call.origin(origin)
    return Value(STRING, [text for text in outputs[:8] if text], None, tuple(origins))


def argv(reader: Reader, called: Called, places: list[str]) -> Value | None:
    """Runs the list at the place."""
    value = called.at(places[0])
    if value is None:
        return None
    return started(reader, called, value)


def words(reader: Reader, called: Called, places: list[str]) -> Value | None:
    """Runs a program with its words: one text alone goes to a shell, as where a language says so."""
    value = called.at(places[0])
    if value is None or (value.items is not None and not value.items):
        return None
    items = value.items if value.items is not None else [value]
    items = [item for item in items if item.fields is None and item.function is None]
    if len(items) == 1 and items[0].items is None:
        return run_shell(reader, Called("", None, items, called.named, called.written), ["0"])
    return started(reader, called, listed(items))


def git(reader: Reader, called: Called, places: list[str]) -> None:
    """GitPython's `repo.git.push("--force")`, `remote.push("main")`: the command of git, by its name."""
    receiver = called.receiver
    words = receiver.spelled() if receiver is not None and receiver.name == "gitremote" else []
    words += ["-" * (1 + (len(name) > 1)) + name.replace("_", "-") for name in called.named]
    verb = [places[0]] if places[0] else []
    reader.call.run(["git", *verb, *words, *called.texts("*")], "")


def process(reader: Reader, called: Called, places: list[str]) -> Value | None:
    """A list is run; a text is run by a shell if so asked, else it is the program's name."""
    value = called.at(places[0])
    if value is None:
        return None
    shell = called.at("shell")
    asked = shell is not None and shell.name not in ("False", "false", "None")
    places_before = reader.call.shell.state.places
    directory = called.texts("cwd|chdir")
    if directory and directory[0]:
        move_to(reader, directory)
    if value.items is None and asked:
        made = run_shell(reader, called, places)
    elif value.items is not None and asked and value.items:
        made = run_shell(reader, Called("", None, value.items, called.named, called.written), ["0"])
    else:
        made = started(reader, called, value)
    reader.call.shell.state.places = places_before
    return made


def spawned(reader: Reader, called: Called, places: list[str]) -> Value | None:
    """Runs the program at the first place with the list at the second, as Node does; by a shell if so asked."""
    program, rest = called.at(places[0]), called.at(places[1])
    if program is None:
        return None
    items = [program, *(rest.items if rest is not None and rest.items is not None else [])]
    shell = called.at("shell")
    if shell is not None and shell.name not in ("false", "nil", "null"):
        line = product([[each] for item in items for each in [" ", item.spelled()[0]]])[0].strip()
        return run_shell(reader, Called("", None, [string(line)], called.named, ""), ["0"])
    return process(reader, Called("", None, [listed(items), *called.args], called.named, called.written), ["0"])


def started(reader: Reader, called: Called, value: Value) -> Value:
    """A program with its words; where an element can be several texts, once with each."""
    items = value.items if value.items is not None else [value]
    flat: list[Value] = []
    for item in items[:MAX_CHOICES]:
        flat.extend(item.items if item.items is not None else [item])
    rounds = min(max([len(item.texts) for item in flat], default=1), MAX_CHOICES)
    outputs = []
    stdin = given_input(reader, called)
    for at in range(max(1, rounds)):
        argv = [spelled[min(at, len(spelled) - 1)] for spelled in [item.spelled() for item in flat]]
        if argv:
            outputs.append(reader.call.run(argv, stdin))
    made = output(reader, outputs)
    made.name = "process"
    made.items = flat
    return made


def feed(reader: Reader, called: Called, places: list[str]) -> None:
    """What is written to a program that was started: it has this on its standard input."""
    receiver = called.receiver
    while receiver is not None and receiver.name != "process":
        receiver = receiver.receiver
    text = called.at(places[0])
    if receiver is not None and receiver.items and text is not None and text.texts:
        reader.call.run([item.spelled()[0] for item in receiver.items], text.texts[0])


def joined_argv(reader: Reader, called: Called, places: list[str]) -> Value | None:
    """Runs the program at the first place in the words at the second, whose first is but a name."""
    program, words = called.at(places[0]), called.at(places[1])
    if program is None:
        return None
    items = words.items if words is not None and words.items is not None else []
    return started(reader, called, listed([program, *items[1:]]))


def execl(reader: Reader, called: Called, places: list[str]) -> Value | None:
    """As `exec`, with the words as arguments of their own."""
    program, words = called.at(places[0]), called.at(places[1])
    if program is None or words is None or words.items is None:
        return None
    return started(reader, called, listed([program, *[item for item in words.items[1:] if item.fields is None]]))


def executable(reader: Reader, called: Called, places: list[str]) -> Value:
    """The interpreter itself."""
    return string(reader.call.name)


def perl_open(reader: Reader, called: Called, places: list[str]) -> Value | None:
    """Perl's `open`: handle, mode and path, or both in one text; a `|` starts a program."""
    modes = called.texts("1")
    mode = modes[0].strip() if modes else ""
    piped = mode.startswith("|") or mode.endswith(("|", "|-", "-|"))
    if piped:
        rest = listed(called.args[2:]) if len(called.args) > 2 else string(mode.strip("|-").strip())
        made = words(reader, Called("", None, [rest], {}, ""), ["0"])
    else:
        signs = mode[: len(mode) - len(mode.lstrip("+<> "))]
        path = called.args[2] if len(called.args) > 2 else string(mode[len(signs) :].strip())
        made = open_file(reader, Called("", None, [path, string(signs.strip() or "<")], {}, ""), ["0", "1"])
    if called.args and made is not None and called.args[0].name[:1] == "$":
        name = called.args[0].name
        reader.scopes[-1][name] = made
        reader.scopes[-1][f"<{name}>"] = Value("content", None, None, made.origins)
    return made


def ruby_open(reader: Reader, called: Called, places: list[str]) -> Value | None:
    """Ruby's `open`: a path, a URL, or a command behind `|`."""
    text = (called.texts("0") or [""])[0]
    if text.startswith("|"):
        return run_shell(reader, Called("", None, [string(text[1:])], called.named, ""), ["0"])
    return send(reader, called, ["0"]) if "://" in text else open_file(reader, called, places)
