"""`xargs` and `parallel`: a program run with words from standard input, a file or the command line."""

from __future__ import annotations

from ...marks import UNKNOWN_OPEN, as_written, is_glob, is_plain
from ..options import parse
from ..words import pieces
from .launching import joined, quoted, sure, value_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

MAX_RUNS = 200  # runs that are followed

# -- xargs

_XARGS = (
    "^ -0 --null -a: --arg-file: -d: --delimiter: -E: -e? --eof? -I: -i? --replace? -J: -R: -S: -L: -l? --max-lines?"
    " -n: --max-args: -o --open-tty -p --interactive -P: --max-procs: -r --no-run-if-empty -s: --max-chars: -t"
    " --verbose -x --exit --process-slot-var: --show-limits"
)
_XARGS_NAMES = _XARGS.replace(":", "").replace("?", "").split()


def _xargs(call: Call) -> str | None:
    options, operands = parse(call.args, _XARGS)
    names = [name for name, _ in options]
    argv = sure(operands, options, _XARGS_NAMES) or ["echo"]
    file = value_of(options, "-a", "--arg-file")
    text = call.stdin if file is None else content_of(call, file)
    place = value_of(options, "-I", "-i", "--replace")
    delimiter = "\0" if "-0" in names or "--null" in names else _character(value_of(options, "-d", "--delimiter"))
    if delimiter is not None:
        lines = [[item] for item in split_at(text, delimiter)]
    else:
        lines = words_by_line(text, place is not None)
    if place is not None:
        items = [[item] for line in lines for item in line]
        return _all(call, items, lambda item: [_replaced(call, word, place or "{}", item[0]) for word in argv])
    return _all(call, _grouped(lines, options) or [[]], lambda words: [*argv, *words])


def _all(call: Call, inputs: list[list[str]], command: Callable[[list[str]], list[str]]) -> str:
    """Run after run; how many words they have together is limited."""
    if len(inputs) > MAX_RUNS:
        call.dynamic()
    made = []
    for words in inputs[:MAX_RUNS]:
        argv = command(words)
        call.shell.spend(len(argv) // 8 if len(inputs) > 1 else 0)
        made.append(call.run(argv, stdin=""))
    return "".join(made)


def _replaced(call: Call, text: str, place: str, value: str) -> str:
    call.shell.spend_text(text.count(place) * len(value))
    return text.replace(place, value)


def _grouped(lines: list[list[str]], options: list[tuple[str, str]]) -> list[list[str]]:
    """The words of each run: all, or so many words, or those of so many lines."""
    words = [word for line in lines for word in line]
    size = _positive(value_of(options, "-n", "--max-args"))
    if size:
        return [words[at : at + size] for at in range(0, len(words), size)]
    count = value_of(options, "-L", "-l", "--max-lines")
    size = _positive(count or "1") if count is not None else None
    if size:
        parts = [lines[at : at + size] for at in range(0, len(lines), size)]
        return [[word for line in part for word in line] for part in parts]
    return [words] if words else []


def _positive(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 and int(text) else None


def _character(text: str | None) -> str | None:
    """What -d names: a character, or the escape of one."""
    if text is None or len(text) < 2 or text[0] != "\\":
        return text
    if text[1] == "x" and len(text) == 4 and text[2:].isalnum():
        try:
            return chr(int("0" + text[1:], 0))
        except ValueError:
            return text
    if text[1:].isdigit() and len(text) < 6 and not text.strip("\\01234567"):
        return chr(int(text[1:], 8))
    return {"n": "\n", "t": "\t", "0": "\0", "r": "\r", "\\": "\\"}.get(text[1], text)


def content_of(call: Call, path: str) -> str:
    """What stands in a file, an unknown part if only a run can tell."""
    if path == "-":
        return call.stdin
    call.read(path)
    content = call.shell.content(path)
    if content is not None:
        return content
    return call.shell.unknown_output("cat " + as_written(path), dict.fromkeys(call.shell.resolve(path)))


def split_at(text: str, delimiter: str) -> list[str]:
    """Items between delimiters; the last may lack its own."""
    if not delimiter:
        return [text]
    items: list[list[str]] = [[]]
    for piece in pieces(text):
        if piece[:1] == UNKNOWN_OPEN:
            items[-1].append(piece)
            continue
        first, *rest = piece.split(delimiter)
        items[-1].append(first)
        items.extend([[each] for each in rest])
    made = ["".join(item) for item in items]
    return made if made[-1] else made[:-1]


def words_by_line(text: str, whole_lines: bool) -> list[list[str]]:
    """The words of each line, with quotes and backslashes undone; or each line as one word."""
    lines: list[list[str]] = [[]]
    current: list[str] | None = None
    quote, escaped = "", False
    for piece in pieces(text):
        if piece[:1] == UNKNOWN_OPEN:
            current = [] if current is None else current
            current.append(piece)
            continue
        for char in piece:
            if escaped or (quote and char != quote):
                escaped = False
            elif char == "\\":
                escaped, current = True, current or []
                continue
            elif char in "'\"":
                quote, current = "" if quote else char, current or []
                continue
            elif char == "\n" or (char.isspace() and not (whole_lines and current is not None)):
                if current is not None:
                    lines[-1].append("".join(current))
                    current = None
                if char == "\n" and lines[-1]:
                    lines.append([])
                continue
            current = [] if current is None else current
            current.append(char)
    if current is not None:
        lines[-1].append("".join(current))
    return lines if lines[-1] else lines[:-1]


# -- parallel

_PARALLEL = (
    "^ -j: --jobs: -P: --max-procs: -n: --max-args: -N: --max-replace-args: -L: --max-lines: -l? -I: -i? -a:"
    " --arg-file: -d: --delimiter: --delay: --timeout: --retries: --joblog: --results: --tmpdir: --wd: --workdir: -S:"
    " --sshlogin: --sshloginfile: --slf: -C: --colsep: --halt: --halt-on-error: --load: --memfree: --nice:"
    " --tagstring: --block: --recstart: --recend: --env: --basefile: --bf: --return: --rpl: -s: --max-chars:"
    " --semaphorename: --id: --arg-sep: --header: --process-slot-var: --limit: --transferfile: --tf: -q --quote -k -m"
    " -X -x -v -u -g -t -r -0 --null --dry-run --dryrun --pipe --pipepart --bar --eta --progress --tag --lb"
    " --line-buffer --fg --bg --semaphore --will-cite -E:"
)
_PARALLEL_NAMES = _PARALLEL.replace(":", "").replace("?", "").split()
_SOURCES = (":::", "::::", ":::+", "::::+")


def _parallel(call: Call) -> str | None:
    options, operands = parse(call.args, _PARALLEL)
    names = [name for name, _ in options]
    at = min([operands.index(word) for word in _SOURCES if word in operands], default=len(operands))
    command = sure(operands[:at], options, _PARALLEL_NAMES)
    if "--dry-run" in names or "--dryrun" in names:
        return None
    template = joined(command) if "-q" in names or "--quote" in names else " ".join(command)
    if call.name == "sem" or "--semaphore" in names or "--pipe" in names or "--pipepart" in names:
        return call.script(template) if template else None
    place = value_of(options, "-I", "-i")
    template = _replaced(call, template, place, "{}") if place else template
    return _scripts(call, template, _inputs(call, options, operands[at:]))


def _scripts(call: Call, template: str, inputs: list[list[str]]) -> str:
    if len(inputs) > MAX_RUNS:
        call.dynamic()
    made = []
    for number, values in enumerate(inputs[:MAX_RUNS]):
        call.shell.spend(len(values) // 8)
        call.shell.spend_text(len(template) + (template.count("{") + 1) * len("".join(values)))
        made.append(call.script(_filled(template, values, number + 1) if template else " ".join(values), stdin=""))
    return "".join(made)


def _inputs(call: Call, options: list[tuple[str, str]], sources: list[str]) -> list[list[str]]:
    """The values of each run: every combination of the sources', or so many of the only one's."""
    delimiter = (
        "\0" if value_of(options, "-0", "--null") is not None else _character(value_of(options, "-d", "--delimiter"))
    )
    lists = _source_lists(call, sources, delimiter or "\n")
    for name, value in options:
        if name in ("-a", "--arg-file"):
            lists.insert(0, split_at(content_of(call, value), delimiter or "\n"))
    if not lists:
        lists = [split_at(call.stdin, delimiter or "\n")]
    separator = value_of(options, "-C", "--colsep")
    if separator:
        separator = {"\\t": "\t", "\\s": " ", "\\s+": " ", "\\|": "|"}.get(separator, separator)
        return [split_at(value, separator) for value in lists[0]]
    size = _positive(value_of(options, "-n", "--max-args", "-N", "--max-replace-args"))
    if size and len(lists) == 1:
        return [lists[0][at : at + size] for at in range(0, len(lists[0]), size)]
    return _combined(lists)


def _source_lists(call: Call, sources: list[str], delimiter: str) -> list[list[str]]:
    lists: list[list[str]] = []
    kind = ""
    for word in sources:
        if word in _SOURCES:
            kind = word
            lists.append([])
        elif kind in ("::::", "::::+"):
            lists[-1].extend(split_at(content_of(call, word), delimiter))
        else:
            lists[-1].append(word)
    return lists


def _combined(lists: list[list[str]]) -> list[list[str]]:
    """Every combination, the last source's values the quickest to change; one too many where there are too many."""
    count = 1
    for values in lists:
        count = min(count * len(values), MAX_RUNS + 1)
    return [_combination(lists, number) for number in range(count)]


def _combination(lists: list[list[str]], number: int) -> list[str]:
    chosen = []
    for values in reversed(lists):
        number, at = divmod(number, len(values))
        chosen.append(values[at])
    return chosen[::-1]


def _filled(template: str, values: list[str], number: int) -> str:
    """The command with its replacement strings filled in, or with the values behind it where it has none."""
    made: list[str] = []
    at, found = 0, False
    while True:
        start = template.find("{", at)
        end = template.find("}", start) if start >= 0 else -1
        if end < 0:
            break
        filling = _filling(template[start + 1 : end], values, number)
        if filling is None:
            made.append(template[at : start + 1])
            at = start + 1
            continue
        made.append(template[at:start] + filling)
        at, found = end + 1, True
    made.append(template[at:])
    return "".join(made) if found else " ".join([template, *[quoted(value) for value in values]])


def _filling(inner: str, values: list[str], number: int) -> str | None:
    """What stands for one replacement string, None if it is none."""
    if inner in ("#", "%"):
        return str(number)
    digits = inner[: len(inner) - len(inner.lstrip("0123456789"))]
    change = _CHANGES.get(inner[len(digits) :])
    if change is None or len(digits) > 4:
        return None
    chosen = values[int(digits) - 1 : int(digits)] if digits else values
    return " ".join([quoted(change(value) if is_plain(value) or is_glob(value) else value) for value in chosen])


def _stem(path: str) -> str:
    directory, slash, name = path.rpartition("/")
    stem, dot, _ = name.rpartition(".")
    return directory + slash + (stem if dot and stem else name)


_CHANGES: dict[str, Callable[[str], str]] = {
    "": str,
    ".": _stem,
    "/": lambda path: path.rpartition("/")[2],
    "//": lambda path: path.rpartition("/")[0] or ".",
    "/.": lambda path: _stem(path.rpartition("/")[2]),
}

PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    "gxargs": _xargs,
    "parallel": _parallel,
    "sem": _parallel,
    "xargs": _xargs,
}
