"""Programs that copy, move, link, cut and list files, where a row of the table cannot say how."""

from __future__ import annotations

from ...marks import ONE, STAR, is_glob
from ..operands import MAX_LINKS, base_name, copied_program
from ..options import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

NULL = "/dev/null"
FILLERS = frozenset(["/dev/zero", "/dev/random", "/dev/urandom"])
_COPY = (
    "-t: --target-directory: -T --no-target-directory -S: --suffix: --backup? --preserve? --no-preserve: --reflink?"
    " --sparse? --update? --context? --parents --strip-trailing-slashes -Z"
)
_INSTALL = (
    "-t: --target-directory: -T --no-target-directory -S: --suffix: --backup? -m: --mode: -o: --owner: -g: --group:"
    " --strip-program: --context? -d --directory -B: -f: -D -v -c -p"
)
_LN = "-t: --target-directory: -T --no-target-directory -S: --suffix: --backup? -s --symbolic -n --no-dereference -r -f"
_TARGET = ("-t", "--target-directory")
_EXACT = ("-T", "--no-target-directory")


class _Copying:
    """What `cp`, `mv`, `install` and `ln` share: sources, a target, whether it is the very name."""

    __slots__ = ("exact", "flags", "sources", "target")

    def __init__(self, call: Call, spec: str) -> None:
        options, operands = parse(call.args, spec)
        self.flags = {name for name, _ in options}
        self.exact = any([name in self.flags for name in _EXACT])
        named = [value for name, value in options if name in _TARGET]
        self.target = named[-1] if named else operands.pop() if operands else ""
        self.sources = operands

    def places(self, source: str) -> list[str]:
        """The names that a source can get."""
        name = base_name(source)
        if self.exact or not name:
            return [self.target]
        return [self.target, f"{self.target.rstrip('/')}/{name}"]


def _cp(call: Call) -> str:
    _copy(call, _Copying(call, _COPY))
    return ""


def _mv(call: Call) -> str:
    """A source changes its place; it is deleted only where what it goes to keeps nothing."""
    copying = _Copying(call, _COPY)
    for source in copying.sources:
        call.read(source)
        if copying.target == NULL:
            call.delete(source)
        else:
            _put(call, copying, source)
        call.write(source)
    for source in copying.sources[:MAX_LINKS]:
        copied_program(call, copying.places(source), source)
    return ""


def _install(call: Call) -> str:
    options, operands = parse(call.args, _INSTALL)
    if any([name in ("-d", "--directory") for name, _ in options]):
        for operand in operands:
            call.write(operand)
        return ""
    _copy(call, _Copying(call, _INSTALL))
    return ""


def _copy(call: Call, copying: _Copying) -> None:
    for source in copying.sources:
        call.read(source)
        if source == NULL:
            call.delete(copying.target)
        _put(call, copying, source)
    for source in copying.sources[:MAX_LINKS]:
        copied_program(call, copying.places(source), source)


def _put(call: Call, copying: _Copying, source: str) -> None:
    """The source's content comes to stand at the target."""
    content = call.stdin if source == "/dev/stdin" else call.shell.content(source)
    for place in copying.places(source):
        call.write(place, content)


def _ln(call: Call) -> str:
    copying = _Copying(call, _LN)
    if not copying.sources and copying.target:
        copying.sources, copying.target = [copying.target], "."
    symbolic = "-s" in copying.flags or "--symbolic" in copying.flags
    made: list[tuple[str, str]] = []
    for source in copying.sources:
        if source == NULL:
            call.delete(copying.target)
        for place in copying.places(source):
            aim = source
            if symbolic and source[:1] not in ("/", "~") and "/" in place:
                aim = f"{place.rpartition('/')[0]}/{source}"
            call.read(aim)
            call.write(place)
            made.append((place, aim))
    for place, aim in made[:MAX_LINKS]:
        call.shell.link(place, aim)
    if len(made) > MAX_LINKS:
        call.shell.give_up()
    return ""


def _link(call: Call) -> str:
    _, operands = parse(call.args, "")
    if len(operands) == 2:
        call.read(operands[0])
        call.write(operands[1])
        call.shell.link(operands[1], operands[0])
    return ""


def _dd(call: Call) -> str | None:
    """Its words are `name=value`."""
    given = {name: value for name, _, value in [arg.partition("=") for arg in call.args]}
    source, target = given.get("if"), given.get("of")
    whole = not any([name in given for name in ("bs", "count", "skip", "seek", "conv", "ibs", "cbs", "iflag")])
    text = call.stdin if source is None else call.shell.content(source)
    if source is not None:
        call.read(source)
    if target is None:
        return text if whole else None
    call.write(target, text if whole else None)
    nothing = source == NULL or (source is None and call.stdin_file == NULL)
    if nothing or target[:5] == "/dev/" or _destroys(given):
        call.delete(target)
    return ""


def _destroys(given: dict[str, str]) -> bool:
    """Whether nothing of the target is left: cut to nothing, or overwritten in place or without end."""
    in_place = "notrunc" in given.get("conv", "")
    if given.get("count") == "0":
        return not in_place
    return given.get("if") in FILLERS and (in_place or "count" not in given)


def _truncate(call: Call) -> str:
    options, operands = parse(call.args, "-s: --size: -r: --reference: -c --no-create -o --io-blocks")
    sizes = [value for name, value in options if name in ("-s", "--size")]
    for operand in operands:
        call.write(operand)
        if sizes and _cuts(sizes[-1]):
            call.delete(operand)
    return ""


def _cuts(size: str) -> bool:
    """Whether next to nothing may be left. Sizes of kilobytes and more are how files of a size are made."""
    if size[:1] in ("+", ">", "%"):
        return False
    digits = size.rstrip("kKMGTPEZYRQiB")
    return not (digits.isdigit() and digits.strip("0") and (digits != size or len(digits) > 3))


def _split(call: Call) -> str:
    options, operands = parse(
        call.args,
        "-a: --suffix-length: -b: --bytes: -C: --line-bytes: -l: --lines: -n: --number: -t: --separator: --filter:"
        " --additional-suffix: -d -x --numeric-suffixes? --hex-suffixes? -e --verbose -p:",
    )
    filters = [value for name, value in options if name == "--filter"]
    if operands and operands[0] != "-":
        call.read(operands[0])
    for each in filters:
        call.script(each)
    if not filters:
        call.write((operands[1] if len(operands) > 1 else "x") + STAR)
    return ""


def _csplit(call: Call) -> str:
    options, operands = parse(call.args, "-b: --suffix-format: -f: --prefix: -n: --digits: -k -s -z")
    prefixes = [value for name, value in options if name in ("-f", "--prefix")]
    if operands and operands[0] != "-":
        call.read(operands[0])
    call.write((prefixes[-1] if prefixes else "xx") + STAR)
    return ""


def _mktemp(call: Call) -> str | None:
    """The X of a template become other characters."""
    options, operands = parse(call.args, "-p: --tmpdir? --suffix: -d --directory -q --quiet -u --dry-run -t")
    places = [value for name, value in options if name in ("-p", "--tmpdir") and value]
    for template in operands:
        made = template.replace("X", ONE) if template.count("X") > 2 else template + STAR
        call.write(f"{places[-1]}/{made}" if places else made)
    return None


def _jq(call: Call) -> str | None:
    """Some of its options take two values: `--rawfile name file`."""
    operands: list[str] = []
    program_in_file = texts = False
    at = 0
    while at < len(call.args):
        word = call.args[at]
        at += 1
        if word in ("--arg", "--argjson", "--slurpfile", "--rawfile", "--argfile"):
            if word.endswith("file") and at + 1 < len(call.args):
                call.read(call.args[at + 1])
            at += 2
        elif word in ("-L", "--indent", "--library-path"):
            at += 1
        elif word in ("--args", "--jsonargs"):
            texts = True
        elif word == "--from-file" or (word[:1] == "-" and word[1:2] != "-" and "f" in word):
            program_in_file = True
        elif word[:1] != "-" and not (texts and operands):
            operands.append(word)
    for operand in operands[0 if program_in_file else 1 :]:
        call.read(operand)
    program = operands[0] if operands and not program_in_file else ""
    if "$ENV" in program or "env" in program.replace(".env", ""):
        call.origin("env")
    return None


def _ls(call: Call) -> str | None:
    """It prints the names that it is given, if they are files."""
    options, operands = parse(
        call.args,
        "-I: --ignore: --hide: -w: --width: -T: --tabsize: --block-size: --color? --format: --sort: --time:"
        " --time-style: --indicator-style: --quoting-style: --hyperlink? --classify? -l -g -n -o -s -i -d --directory",
    )
    flags = {name for name, _ in options}
    if flags & {"-l", "-g", "-n", "-o", "-s", "-i", "-R"} or not operands:
        return None
    if "-d" in flags or all([is_glob(each) or base_name(each).strip(".").find(".") > 0 for each in operands]):
        return "".join([each + "\n" for each in operands])
    return None


def _ssh_keygen(call: Call) -> str | None:
    """A key pair is made where no option says that one is shown, changed or used."""
    options, _ = parse(
        call.args,
        "-a: -b: -C: -D: -E: -f: -F: -I: -J: -K: -M: -m: -N: -n: -O: -P: -R: -r: -s: -S: -t: -T: -V: -w: -W:"
        " -Y: -z: -Z:",
    )
    flags = {name for name, _ in options}
    shows = flags & {"-y", "-l", "-L", "-B", "-e", "-i", "-F", "-Q", "-Y", "-s"}
    for name, value in options:
        if name == "-s" or (name == "-f" and shows):
            call.read(value)
        elif name == "-f":
            call.write(value)
            if not flags & {"-p", "-c", "-R"}:
                call.write(value + ".pub")
    return None


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    "cp": _cp,
    "csplit": _csplit,
    "dd": _dd,
    "dir": _ls,
    "eza": _ls,
    "exa": _ls,
    "gcp": _cp,
    "gdd": _dd,
    "ginstall": _install,
    "gln": _ln,
    "gmv": _mv,
    "install": _install,
    "jq": _jq,
    "link": _link,
    "ln": _ln,
    "ls": _ls,
    "lsd": _ls,
    "mktemp": _mktemp,
    "mv": _mv,
    "split": _split,
    "ssh-keygen": _ssh_keygen,
    "truncate": _truncate,
    "vdir": _ls,
}
