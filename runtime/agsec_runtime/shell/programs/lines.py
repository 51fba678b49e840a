"""Programs that pass on the lines that they read, changed or not."""

from __future__ import annotations

from ...marks import as_written, is_plain
from ..options import parse
from .escapes import from_bytes, to_bytes
from .launching import value_of, whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

_MAX_RANGES = 64  # of `cut`
STDIN_PATHS = frozenset(["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"])


def read_one(call: Call, operand: str) -> str:
    """What stands in an operand's file, or on standard input."""
    if operand in STDIN_PATHS:
        return call.stdin
    call.read(operand)
    content = call.shell.content(operand)
    if content is not None or operand == "/dev/null":
        return content or ""
    return call.shell.unknown_output("cat " + as_written(operand), dict.fromkeys(call.shell.resolve(operand)))


def read_all(call: Call, operands: list[str]) -> str:
    """What the operands hold one after another, or standard input where there is none."""
    if not operands:
        return call.stdin
    return "".join([read_one(call, operand) for operand in operands])


def _lines(text: str) -> list[str]:
    """Lines with their ends."""
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _on_lines(call: Call, operands: list[str], change: Callable[[list[str]], list[str]]) -> str | None:
    """The lines of plain text, changed."""
    text = read_all(call, operands)
    return "".join(change(_lines(text))) if is_plain(text) else None


# -- unchanged


def _cat(call: Call) -> str | None:
    options, operands = parse(call.args, "")
    text = read_all(call, operands)
    return text if all([name in ("-u", "--") for name, _ in options]) else None


def _tee(call: Call) -> str | None:
    options, operands = parse(call.args, "-a --append -i --ignore-interrupts -p --output-error?")
    appends = any([name in ("-a", "--append") for name, _ in options])
    for operand in operands:
        before = _before(call, operand) if appends else ""
        call.write(operand, before + call.stdin)
        if not appends and call.stdin_file == "/dev/null":
            call.delete(operand)
    return call.stdin


def _before(call: Call, path: str) -> str:
    """What stood in a file that is added to."""
    content = call.shell.content(path)
    if content is not None:
        return content
    return call.shell.unknown_output("cat " + as_written(path), dict.fromkeys(call.shell.resolve(path))) + "\n"


def _sponge(call: Call) -> str | None:
    options, operands = parse(call.args, "-a")
    for operand in operands:
        call.write(operand, (_before(call, operand) if options else "") + call.stdin)
        if not options and call.stdin_file == "/dev/null":
            call.delete(operand)
    return "" if operands else call.stdin


def _head(call: Call) -> str | None:
    """`head` and `tail` of plain text."""
    args = [_old_count(arg) for arg in call.args]
    options, operands = parse(
        args, "-n: --lines: -c: --bytes: -q --quiet --silent -s: --sleep-interval: --pid: -f -F -v"
    )
    text = read_all(call, operands)
    if len(operands) > 1 or not is_plain(text) or any([name not in _COUNTS for name, _ in options]):
        return None
    name, value = options[-1] if options else ("-n", "10")
    cut = _slice(value, call.name == "head")
    if cut is None:
        return None
    if name in ("-n", "--lines"):
        return "".join(_lines(text)[cut])
    data = to_bytes(text)
    return None if data is None else from_bytes(data[cut])


_COUNTS = ("-n", "--lines", "-c", "--bytes")


def _old_count(arg: str) -> str:
    return "-n" + arg[1:] if arg[:1] == "-" and whole_number(arg[1:]) is not None else arg


def _slice(value: str, from_start: bool) -> slice | None:
    """`head -n 5`, `head -n -5`, `tail -n 5`, `tail -n +5`."""
    sign = value[:1] if value[:1] in ("+", "-") else ""
    count = whole_number(value[len(sign) :])
    if count is None:
        return None
    if from_start:
        return slice(0, -count if count else None) if sign == "-" else slice(0, count)
    if sign == "+":
        return slice(max(count - 1, 0), None)
    return slice(-count, None) if count else slice(0, 0)


def _tac(call: Call) -> str | None:
    options, operands = parse(call.args, "-s: --separator: -b -r")
    made = _on_lines(call, operands, lambda lines: lines[::-1])
    return None if options else made


def _rev(call: Call) -> str | None:
    _, operands = parse(call.args, "")
    return _on_lines(call, operands, lambda lines: [_reversed(line) for line in lines])


def _reversed(line: str) -> str:
    return line[-2::-1] + "\n" if line.endswith("\n") else line[::-1]


def _sort(call: Call) -> str | None:
    """Known where all locales agree on the order."""
    options, operands = parse(
        call.args,
        "-k: --key: -t: --field-separator: -o: --output: -S: --buffer-size: -T: --temporary-directory: --parallel:"
        " --batch-size: --files0-from: --random-source: --compress-program: --sort: -r --reverse -u --unique",
    )
    for name, value in options:
        if name in ("--files0-from", "--random-source"):
            call.read(value)
        if name == "--compress-program":
            call.run([value], stdin="")
    text = read_all(call, operands)
    made = _sorted(text, [name for name, _ in options if name not in ("-o", "--output")]) if is_plain(text) else None
    target = value_of(options, "-o", "--output")
    if target is None:
        return made
    call.write(target, made)
    return ""


def _sorted(text: str, options: list[str]) -> str | None:
    lines = [line.rstrip("\n") + "\n" for line in _lines(text)]
    names = {"--reverse": "-r", "--unique": "-u"}
    flags = [names.get(option, option) for option in options]
    agreed = all([line.strip("\n").isalnum() and line.isascii() and line.islower() for line in lines])
    if any([flag not in ("-r", "-u") for flag in flags]) or (len(lines) > 1 and not agreed):
        return None
    made = sorted(set(lines) if "-u" in flags else lines, reverse="-r" in flags)
    return "".join(made)


def _uniq(call: Call) -> str | None:
    options, operands = parse(
        call.args, "-f: --skip-fields: -s: --skip-chars: -w: --check-chars: --all-repeated? --group?"
    )
    made = _on_lines(call, operands[:1], _distinct)
    if options:
        made = None
    if len(operands) < 2:
        return made
    call.write(operands[1], made)
    return ""


def _distinct(lines: list[str]) -> list[str]:
    lines = [line.rstrip("\n") + "\n" for line in lines]
    return [line for at, line in enumerate(lines) if at == 0 or line != lines[at - 1]]


def _cut(call: Call) -> str | None:
    options, operands = parse(
        call.args,
        "-b: --bytes: -c: --characters: -f: --fields: -d: --delimiter: -n -s --only-delimited --output-delimiter:"
        " --complement -z --zero-terminated",
    )
    names = {name.lstrip("-")[:1] for name, _ in options}
    text = read_all(call, operands)
    ranges = _ranges(value_of(options, "-b", "--bytes", "-c", "--characters", "-f", "--fields"))
    delimiter = value_of(options, "-d", "--delimiter")
    if not names <= set("bcfds") or "--complement" in [name for name, _ in options] or not is_plain(text):
        return None
    if ranges is None or (delimiter is not None and len(delimiter) != 1) or len(names & set("bcf")) != 1:
        return None
    if "f" not in names:
        return _picked_characters(text, ranges) if text.isascii() and delimiter is None and "s" not in names else None
    if not (delimiter or "").isascii():
        return None
    return "".join([_picked_fields(line, ranges, delimiter or "\t", "s" in names) for line in _lines(text)])


def _ranges(value: str | None) -> list[tuple[int, int | None]] | None:
    """`1,3-5,7-` as pairs that count from 1; the end may be open."""
    found: list[tuple[int, int | None]] = []
    for part in (value or "").replace(" ", ",").split(","):
        low, dash, high = part.partition("-")
        start = whole_number(low or "1")
        end = start if not dash else whole_number(high) if high else None
        if (
            len(found) > _MAX_RANGES
            or start is None
            or start < 1
            or part in ("", "-")
            or (high and (end is None or end < start))
        ):
            return None
        found.append((start, end))
    return found


def _chosen(ranges: list[tuple[int, int | None]], place: int) -> bool:
    return any([low <= place and (high is None or place <= high) for low, high in ranges])


def _picked_characters(text: str, ranges: list[tuple[int, int | None]]) -> str:
    made = []
    for line in _lines(text):
        line = line.rstrip("\n")
        made.append("".join([char for at, char in enumerate(line) if _chosen(ranges, at + 1)]) + "\n")
    return "".join(made)


def _picked_fields(line: str, ranges: list[tuple[int, int | None]], delimiter: str, only: bool) -> str:
    line = line.rstrip("\n")
    if delimiter not in line:
        return "" if only else line + "\n"
    fields = line.split(delimiter)
    return delimiter.join([field for at, field in enumerate(fields) if _chosen(ranges, at + 1)]) + "\n"


def _paste(call: Call) -> str | None:
    """`paste -s` joins lines."""
    options, operands = parse(call.args, "-d: --delimiters: -s --serial -z")
    delimiter = value_of(options, "-d", "--delimiters")
    delimiter = "\t" if delimiter is None else {"\\n": "\n", "\\t": "\t", "\\0": "", "": ""}.get(delimiter, delimiter)
    serial = value_of(options, "-s", "--serial") is not None
    text = read_all(call, operands)
    if not serial or len(operands) > 1 or len(delimiter) > 1 or not is_plain(text) or not text or delimiter == "\\":
        return None
    return text.removesuffix("\n").replace("\n", delimiter) + "\n"


def _tr(call: Call) -> str | None:
    from .translation import translated

    options, sets = parse(call.args, "^ -c -C -d -s -t --complement --delete --squeeze-repeats --truncate-set1")
    flags = "".join([name.lstrip("-")[:1] for name, _ in options])
    if not all([is_plain(each) for each in sets]) or flags.strip("cCdst"):
        return None
    return translated(call.stdin, sets, flags)


def _rot13(call: Call) -> str | None:
    from .translation import translated

    return translated(call.stdin, ["A-Za-z", "N-ZA-Mn-za-m"], "") if not call.args else None


def _od(call: Call) -> str | None:
    _, operands = parse(call.args, "-A: -t: -N: -j: -S: -w? --address-radix: --format: --read-bytes: --skip-bytes:")
    for operand in operands:
        call.read(operand)
    return None


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    "cat": _cat,
    "cut": _cut,
    "head": _head,
    "od": _od,
    "paste": _paste,
    "rev": _rev,
    "rot13": _rot13,
    "sort": _sort,
    "sponge": _sponge,
    "tac": _tac,
    "tail": _head,
    "tee": _tee,
    "tr": _tr,
    "uniq": _uniq,
}
