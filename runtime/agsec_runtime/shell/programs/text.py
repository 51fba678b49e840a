"""Programs that print text of their own making: it is a value, for pipes and `$(...)`."""

from __future__ import annotations

from ...marks import as_written, is_known, is_plain, unknown
from ..options import parse
from .escapes import ECHO, LIMIT, unescape, whole
from .launching import lazily, value_of, whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

_SOME = 100  # lines that stand for the endless ones of `yes`


# -- words and numbers


def _echo(call: Call) -> str | None:
    args = call.args
    at, escaped, newline = 0, False, "\n"
    while at < len(args) and len(args[at]) > 1 and args[at][0] == "-" and not args[at][1:].strip("neE"):
        for flag in args[at][1:]:
            escaped = flag == "e" or (escaped and flag == "n")
            newline = "" if flag == "n" else newline
        at += 1
    text = " ".join(args[at:])
    if not escaped:
        return text + newline
    text, ended = unescape(text, ECHO)
    return whole([text, "" if ended else newline])


def _printf(call: Call) -> str | None:
    from .formats import formatted

    args = call.args[1:] if call.args[:1] == ["--"] else call.args
    return formatted(args[0], args[1:]) if args else ""


def _yes(call: Call) -> str | None:
    line = " ".join(call.args[1:] if call.args[:1] == ["--"] else call.args) if call.args else "y"
    return (line + "\n") * min(_SOME, LIMIT // (len(line) + 1) or 1)


def _seq(call: Call) -> str | None:
    args = list(call.args)
    separator, width, template = "\n", False, ""
    while args and args[0][:1] == "-" and not args[0][1:2].isdigit():
        word = args.pop(0)
        if word in ("-w", "--equal-width"):
            width = True
        elif word[:2] == "-s" or word[:12] == "--separator=":
            separator = word.partition("=")[2] if word[:2] == "--" else word[2:] or (args.pop(0) if args else "")
        elif word[:2] == "-f" or word[:9] == "--format=":
            template = word.partition("=")[2] if word[:2] == "--" else word[2:] or (args.pop(0) if args else "")
        else:
            return None
    numbers = [_signed(arg) for arg in args]
    if not 1 <= len(numbers) <= 3 or None in numbers:
        return None
    return _sequence([each for each in numbers if each is not None], separator, width, template)


def _sequence(numbers: list[int], separator: str, width: bool, template: str) -> str | None:
    first = numbers[0] if len(numbers) > 1 else 1
    step = numbers[1] if len(numbers) == 3 else 1
    last = numbers[-1]
    count = (last - first) // step if step else LIMIT
    if count * (len(separator) + len(template) + 2) > LIMIT or not is_plain(separator):
        return None
    made = [str(each) for each in range(first, last + (1 if step > 0 else -1), step)]
    if width:
        size = max([len(str(first)), len(str(last))])
        made = [each.zfill(size) for each in made]
    if template:
        before, _, after = template.partition("%g")
        if "%g" not in template or "%" in before + after or not is_plain(template):
            return None
        made = [before + each + after for each in made]
    return separator.join(made) + "\n" if made else ""


def _signed(text: str) -> int | None:
    number = whole_number(text.removeprefix("-"))
    return -number if number is not None and text[:1] == "-" else number


def _expr(call: Call) -> str | None:
    args = call.args[1:] if call.args[:1] == ["--"] else call.args
    if not all([is_plain(arg) for arg in args]):
        return None
    value = _evaluated(args)
    return None if value is None else value + "\n"


def _evaluated(args: list[str]) -> str | None:
    """The forms of one operator; in `substr` positions count from 1."""
    if len(args) == 1:
        return args[0]
    if len(args) == 4 and args[0] == "substr":
        start, length = _signed(args[2]), _signed(args[3])
        if start is None or length is None or not args[1].isascii():
            return None
        return args[1][start - 1 : start - 1 + length] if start > 0 and length > 0 else ""
    if len(args) == 2 and args[0] == "length":
        return str(len(args[1])) if args[1].isascii() else None
    if len(args) == 3 and args[1] in ("+", "-", "*"):
        left, right = _signed(args[0]), _signed(args[2])
        if left is None or right is None:
            return None
        return str(left + right if args[1] == "+" else left - right if args[1] == "-" else left * right)
    return None


def _date(call: Call) -> str | None:
    """A format's own text is known, its fields are not."""
    options, operands = parse(
        call.args, "-d: --date: -f: --file: -r: --reference: -s: --set: -I? --iso-8601? --rfc-3339:"
    )
    for name, value in options:
        if name in ("-f", "--file", "-r", "--reference"):
            call.read(value)
    formats = [operand[1:] for operand in operands if operand[:1] == "+"]
    if len(formats) != 1 or not is_plain(formats[0]):
        return None
    literal, *fields = formats[0].split("%")
    made = [literal]
    fields.reverse()
    while fields:
        field = fields.pop()
        if field[:1] in ("n", "t"):
            made.append(("\n" if field[0] == "n" else "\t") + field[1:])
        elif field:
            at = len(field) - len(field.lstrip("-_^#+:EO0123456789")) + 1
            made.append(unknown("%" + field[:at]) + field[at:])
        else:
            made.append("%" + (fields.pop() if fields else ""))
    return "".join(made) + "\n"


def _nothing(call: Call) -> str | None:
    return ""


def _only_a_run_tells(call: Call) -> str | None:
    return None


# -- names of files and programs


def _which(call: Call) -> str | None:
    """Where a program is: wherever that may be, its base name is the one asked for."""
    _, operands = parse(call.args, "")
    if not operands or not all([is_known(each) for each in operands]):
        return None
    return "".join([(each if "/" in each else "/usr/bin/" + each) + "\n" for each in operands])


def _whereis(call: Call) -> str | None:
    options, operands = parse(call.args, "-b -m -s -u -B: -M: -S: -f")
    if len(operands) != 1 or not is_plain(operands[0]):
        return None
    more = "" if ("-b", "") in options else unknown("...")
    return f"{operands[0]}: /usr/bin/{operands[0]}{more}\n"


def _basename(call: Call) -> str | None:
    options, operands = parse(call.args, "-a --multiple -s: --suffix: -z --zero")
    suffix = value_of(options, "-s", "--suffix")
    end = "\0" if value_of(options, "-z", "--zero") is not None else "\n"
    if suffix is None and value_of(options, "-a", "--multiple") is None:
        suffix, operands = "".join(operands[1:2]), operands[:1]
    names = [_cut_path(operand) for operand in operands]
    if not is_plain(suffix or ""):
        return None
    return "".join([_without(name, suffix or "") + end for _, name in names])


def _dirname(call: Call) -> str | None:
    options, operands = parse(call.args, "-z --zero")
    end = "\0" if options else "\n"
    return "".join([_cut_path(operand)[0] + end for operand in operands])


def _cut_path(path: str) -> tuple[str, str]:
    """The directory of a path and its last name; an unknown part may itself have slashes."""
    stripped = path.rstrip("/")
    if path and not stripped:
        return "/", "/"
    tail = stripped.rpartition("\ufdd5")[2]
    if "/" in tail:
        name = tail.rpartition("/")[2]
        return stripped[: -len(name)].rstrip("/") or "/", name
    if not is_known(stripped):
        return unknown(f"$(dirname {as_written(path)})"), unknown(f"$(basename {as_written(path)})")
    return ".", stripped


def _without(name: str, suffix: str) -> str:
    return name[: -len(suffix)] if suffix and name.endswith(suffix) and name != suffix else name


def _realpath(call: Call) -> str | None:
    options, operands = parse(
        call.args, "-z --zero -n --no-newline --relative-to: --relative-base: -f -e -m -q -s -L -P"
    )
    names = [name for name, _ in options]
    if "--relative-to" in names or "--relative-base" in names:
        return None
    if call.name == "readlink" and not any([name in names for name in _CANONICAL]):
        return None
    end = "" if "-n" in names or "--no-newline" in names else "\0" if "-z" in names else "\n"
    return "".join([(call.shell.resolve(operand) or [operand])[0] + end for operand in operands])


_CANONICAL = ("-f", "-e", "-m", "--canonicalize", "--canonicalize-existing", "--canonicalize-missing")


def _pwd(call: Call) -> str | None:
    return call.shell.cwd + "\n"


def _history(call: Call) -> None:
    """It prints the commands that were typed, which the shell keeps in a file of its own."""
    if call.shell.home:
        call.origin(f"{call.shell.home}/.bash_history")


_ENCODINGS = "base32 base64 basenc openssl xxd"
_LINES = "cat cut head od paste rev rot13 sort sponge tac tail tee tr uniq"
PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    ":": _nothing,
    "basename": _basename,
    "date": _date,
    "dirname": _dirname,
    "echo": _echo,
    "expr": _expr,
    "false": _nothing,
    "history": _history,
    "hostname": _only_a_run_tells,
    "id": _only_a_run_tells,
    "printf": _printf,
    "pwd": _pwd,
    "readlink": _realpath,
    "realpath": _realpath,
    "seq": _seq,
    "true": _nothing,
    "uname": _only_a_run_tells,
    "whereis": _whereis,
    "which": _which,
    "whoami": _only_a_run_tells,
    "yes": _yes,
    **dict.fromkeys(_ENCODINGS.split(), lazily("encodings")),
    **dict.fromkeys(_LINES.split(), lazily("lines")),
}
