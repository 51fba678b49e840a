"""Programs that pack, unpack, compress and decompress."""

from __future__ import annotations

from ...marks import as_written, is_known
from ..options import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

STREAM = "-"
MAX_PATH = 4096
_TAR = (
    "=order -f: --file: -C: --directory: -b: --blocking-factor: -g: --listed-incremental: -T: --files-from: -X:"
    " --exclude-from: --exclude: -I: --use-compress-program: --to-command: --checkpoint-action: --checkpoint? -F:"
    " --info-script: --new-volume-script: --transform: --xform: --strip-components: -K: --starting-file: -N: --newer:"
    " --after-date: --newer-mtime: -V: --label: -L: --tape-length: -H: --format: --owner: --group: --owner-map:"
    " --group-map: --mode: --mtime: --sort: --warning: --suffix: --backup? --rsh-command: --rmt-command: --record-size:"
    " --index-file: --add-file: --level: --occurrence? --one-top-level? --exclude-ignore: --exclude-tag:"
    " --quoting-style: --volno-file: --pax-option: --totals? --hole-detection: -s:"
    " -x --extract --get -c --create -t --list -r --append"
    " -u --update -A --catenate --concatenate -d --diff --compare --delete --remove-files -O --to-stdout -P"
    " --absolute-names --force-local"
)
_TAR_VALUED = "fCbgTXIFKNVLHs"
_TAR_CODE = {
    "-I": "",
    "--use-compress-program": "",
    "--to-command": "",
    "-F": "",
    "--info-script": "",
    "--new-volume-script": "",
    "--rsh-command": "",
    "--rmt-command": "",
    "--checkpoint-action": "exec=",
}
_TAR_MODES = {
    "-c": "c",
    "--create": "c",
    "-r": "c",
    "--append": "c",
    "-u": "c",
    "--update": "c",
    "-A": "c",
    "--catenate": "c",
    "--concatenate": "c",
    "-x": "x",
    "--extract": "x",
    "--get": "x",
    "--delete": "d",
}


class _Archive:
    """One call of `tar`, read in its order."""

    def __init__(self, options: list[tuple[str, str]]) -> None:
        self.flags = {name for name, _ in options}
        modes = [_TAR_MODES[name] for name in self.flags if name in _TAR_MODES]
        self.mode = modes[0] if modes else "t"
        self.file = ([value for name, value in options if name in ("-f", "--file")] or [STREAM])[-1]
        self.base = ""
        self.members: list[str] = []
        self.bases: list[str] = []

    def under(self, path: str) -> str:
        """A member's path, from the directory that the last `-C` went to."""
        if not self.base or path[:1] in ("/", "~"):
            return path
        return f"{self.base.rstrip('/')}/{path}"

    @property
    def remote(self) -> bool:
        """Whether the archive stands on another machine: `user@host:file`."""
        return ":" in self.file and "/" not in self.file.partition(":")[0] and "--force-local" not in self.flags


def _tar(call: Call) -> str | None:
    settings = call.environment.get("TAR_OPTIONS", "")
    args = _dashed(call.args, _TAR_VALUED)
    options, _ = parse(args + settings.split() if is_known(settings) else args, _TAR)
    archive = _Archive(options)
    for name, value in options:
        if name in ("-C", "--directory"):
            archive.base = archive.under(value)[-MAX_PATH:]
        elif name in ("", "--add-file"):
            archive.members.append(archive.under(value))
        elif name in ("-T", "--files-from"):
            archive.members += [archive.under(each) for each in _listed(call, value)]
        elif name in ("-X", "--exclude-from"):
            call.read(value)
        elif name in ("-g", "--listed-incremental", "--index-file"):
            call.write(value)
        elif name == "--one-top-level" and value:
            archive.bases.append(archive.under(value))
        elif name in _TAR_CODE and value.startswith(_TAR_CODE[name]):
            call.script(value[len(_TAR_CODE[name]) :])
    _packed(call, archive) if archive.mode == "c" else _unpacked(call, archive)
    return None


def _packed(call: Call, archive: _Archive) -> None:
    for member in archive.members:
        call.read(member)
        if archive.remote:
            call.send(member)
        if "--remove-files" in archive.flags:
            call.delete(member)
    if archive.file != STREAM and not archive.remote:
        call.write(archive.file)


def _unpacked(call: Call, archive: _Archive) -> None:
    if archive.file != STREAM and not archive.remote:
        call.read(archive.file)
        if archive.mode == "d":
            call.write(archive.file)
    if archive.mode == "x" and not archive.flags & {"-O", "--to-stdout", "--to-command"}:
        for place in archive.bases or archive.members or [archive.base or "."]:
            call.write(place)


def _dashed(args: list[str], valued: str) -> list[str]:
    """The old style `tar xzf FILE` with its letters as options."""
    if not args or args[0][:1] in ("-", "") or not args[0].isascii() or not args[0].isalnum():
        return args
    dashed: list[str] = []
    at = 1
    for letter in args[0]:
        dashed.append("-" + letter)
        if letter in valued and at < len(args):
            dashed.append(args[at])
            at += 1
    return dashed + args[at:]


def _listed(call: Call, path: str) -> list[str]:
    """The names in a list of files, where it is known."""
    if path == STREAM:
        return _names(call.stdin)
    call.read(path)
    return _names(call.shell.content(path) or "")


def _names(text: str) -> list[str]:
    if not is_known(text):
        return [text.strip()] if text.strip() else []
    return [each for each in text.replace("\0", "\n").split("\n") if each]


def _jar(call: Call) -> str | None:
    options, _ = parse(
        _dashed(call.args, "fme"),
        "=order -f: --file: -C: -m: --manifest: -e: --main-class: -c --create -x --extract -t --list -u --update -i",
    )
    archive = _Archive(options)
    for name, value in options:
        if name == "-C":
            archive.base = value
        elif name in ("-m", "--manifest"):
            call.read(value)
        elif name == "":
            archive.members.append(archive.under(value))
            archive.base = ""  # it holds for one file only
    _packed(call, archive) if archive.mode == "c" else _unpacked(call, archive)
    return None


def _zip(call: Call) -> str | None:
    """The first operand is the archive; behind -x and -i stand patterns up to the next option or `@`."""
    operands: list[str] = []
    pattern = False
    flags = ""
    at = 0
    while at < len(call.args):
        word = call.args[at]
        at += 1
        if word in ("-x", "-i", "--exclude", "--include"):
            pattern = True
        elif word in ("-TT", "--unzip-command") and at < len(call.args):
            call.script(call.args[at])
            at += 1
        elif word in ("-O", "--out", "--output-file") and at < len(call.args):
            call.write(call.args[at])
            at += 1
        elif word in ("-b", "-t", "-tt", "-n", "-P", "-s", "-ws", "-Z", "-lf", "-li", "--password", "--temp-path"):
            at += 1
        elif word[:1] == "-" and word != STREAM:
            pattern = False
            flags += {"--move": "m", "--delete": "d", "--names-stdin": "@"}.get(word, word if word[1:2] != "-" else "")
        elif word == "@":
            pattern = False
        elif not pattern:
            operands.append(word)
    if "@" in flags:
        operands += _names(call.stdin)
    _zipped(call, operands, "m" in flags, "d" in flags)
    return None


def _zipped(call: Call, operands: list[str], moves: bool, removes: bool) -> None:
    if operands and operands[0] != STREAM:
        name = operands[0]
        call.write(name if "." in name.rpartition("/")[2] else name + ".zip")
    for operand in operands[1:]:
        if operand != STREAM and not removes:
            call.read(operand)
            if moves:
                call.delete(operand)


def _unzip(call: Call) -> str | None:
    options, _ = parse(call.args, "=order -d: -P: -x -p -c -l -t -v -z -Z -O: -I:")
    flags = {name for name, _ in options}
    words: list[str] = []
    for name, value in options:
        if name == "-x":
            break
        if name == "":
            words.append(value)
    if not words:
        return None
    call.read(words[0])
    if not flags & {"-p", "-c", "-l", "-t", "-v", "-z", "-Z"}:
        place = ([value for name, value in options if name == "-d"] or ["."])[-1]
        for member in words[1:] or [""]:
            call.write(f"{place.rstrip('/')}/{member}" if member else place)
    return None


def _seven(call: Call) -> str | None:
    """`7z` and `rar`: a command, an archive, files; switches have their values glued."""
    options, operands = parse(call.args, "=whole -o: -p: -m: -w: -x: -i: -t: -v: -s: -ap:")
    switches = {name + value for name, value in options}
    if len(operands) < 2:
        return None
    command, archive, *files = operands
    if command in ("a", "u", "m", "d", "rn", "f", "mf"):
        call.write(archive)
    else:
        call.read(archive)
    for file in [each for name in files for each in (_listed(call, name[1:]) if name[:1] == "@" else [name])]:
        if command in ("a", "u", "m", "f", "mf"):
            call.read(file)
            if command[0] == "m" or switches & {"-sdel", "-df", "-dr", "-dw"}:
                call.delete(file)
        elif command in ("x", "e") and file.endswith("/"):  # rar's last operand may be the target
            call.write(file)
    if command in ("x", "e") and "-so" not in switches:
        call.write(([value for name, value in options if name == "-o"] or ["."])[-1])
    return None


def _cpio(call: Call) -> str | None:
    """Names come on standard input: packed (-o), or copied into a directory (-p); -i unpacks."""
    options, operands = parse(
        call.args,
        "-o --create -i --extract -p --pass-through -F: --file: -O: -I: -H: --format: -C: -D: --directory: -E:"
        " --pattern-file: -R: --owner: -M: --rsh-command: -t --list -d -m -u -v -0 -L --to-stdout",
    )
    flags = {name for name, _ in options}
    given = dict(options)
    archive = given.get("-F") or given.get("--file") or given.get("-O") or given.get("-I")
    base = given.get("-D") or given.get("--directory") or ""
    if "--rsh-command" in flags:
        call.script(given["--rsh-command"])
    if flags & {"-o", "--create", "-p", "--pass-through"}:
        for name in _names(call.stdin):
            call.read(f"{base}/{name}" if base and name[0] != "/" else name)
        for target in [archive, *(operands if flags & {"-p", "--pass-through"} else [])]:
            if target:
                call.write(target)
    elif archive:
        call.read(archive)
    if flags & {"-i", "--extract"} and not flags & {"-t", "--list", "--to-stdout"}:
        for pattern in operands or ["."]:
            call.write(f"{base}/{pattern}" if base else pattern)
    return None


def _pax(call: Call) -> str | None:
    options, operands = parse(call.args, "-f: -b: -o: -p: -s: -x: -B: -D: -E: -G: -T: -U: -r -w")
    flags = {name for name, _ in options}
    archives = [value for name, value in options if name == "-f"]
    reads, writes = "-r" in flags, "-w" in flags
    for archive in archives:
        call.write(archive) if writes else call.read(archive)
    if writes:
        target = operands.pop() if reads and operands else None
        for operand in operands or _names(call.stdin):
            call.read(operand)
        if target is not None:
            call.write_into(target, operands)
    elif reads:
        for operand in operands or ["."]:
            call.write(operand)
    return None


def _ar(call: Call) -> str | None:
    _, operands = parse([arg for arg in call.args if arg[:2] != "--"], "")
    flags = [arg[1:] for arg in call.args[:1] if arg[:1] == "-"] or operands[:1]
    operands = operands if call.args[:1] and call.args[0][:1] == "-" else operands[1:]
    command = as_written(flags[0])[:1] if flags else ""
    if "a" in "".join(flags)[1:] or "b" in "".join(flags)[1:]:
        operands = operands[1:]  # the member beside which others go
    if not operands:
        return None
    archive, *members = operands
    call.write(archive) if command in ("r", "q", "d", "m", "s") else call.read(archive)
    for member in members:
        if command in ("r", "q"):
            call.read(member)
        elif command == "x":
            call.write(member)
    if command == "x" and not members:
        call.write(".")
    return None


class _Compressor:
    """How a compressor names its files, whether it keeps its source, which of its names unpack."""

    __slots__ = ("keeps", "spec", "suffix", "unpacks")

    def __init__(self, suffix: str, spec: str, keeps: bool, unpacks: bool) -> None:
        self.suffix = suffix
        self.spec = spec
        self.keeps = keeps
        self.unpacks = unpacks


_GZIP = "-S: --suffix: -b: -p: -c --stdout --to-stdout -d --decompress --uncompress -t --test -l --list -k --keep"
_XZ = (
    "-S: --suffix: -T: --threads: -M: --memlimit: -F: --format: -C: --check: --block-size: --files? --files0? -c"
    " --stdout --to-stdout -d --decompress --uncompress -t --test -l --list -k --keep"
)
_ZSTD = (
    "-o: -D: --output-dir-flat: --output-dir-mirror: -T: -M: -B: --filelist: --patch-from: --train --rm -c --stdout"
    " -d --decompress --uncompress -t --test -l --list -k --keep"
)
_BROTLI = "-o: --output: -w: --lgwin: -q: --quality: -S: --suffix: -D: --dictionary: -j --rm -c --stdout -d -t -k"
_OUTPUTS = frozenset(["-o", "--output", "--output-dir-flat", "--output-dir-mirror"])
_LISTS = frozenset(["-D", "--dictionary", "--filelist", "--patch-from"])
_NO_FILE = frozenset(["-c", "--stdout", "--to-stdout", "-t", "--test", "-l", "--list"])
_COMPRESSORS = {
    "brotli": _Compressor(".br", _BROTLI, True, False),
    "bunzip2": _Compressor(".bz2", _GZIP, False, True),
    "bzip2": _Compressor(".bz2", _GZIP, False, False),
    "compress": _Compressor(".Z", _GZIP, False, False),
    "gunzip": _Compressor(".gz", _GZIP, False, True),
    "gzip": _Compressor(".gz", _GZIP, False, False),
    "lz4": _Compressor(".lz4", _ZSTD, True, False),
    "lzip": _Compressor(".lz", _GZIP, False, False),
    "lzma": _Compressor(".lzma", _XZ, False, False),
    "lzop": _Compressor(".lzo", _GZIP, True, False),
    "pbzip2": _Compressor(".bz2", _GZIP, False, False),
    "pigz": _Compressor(".gz", _GZIP, False, False),
    "uncompress": _Compressor(".Z", _GZIP, False, True),
    "unlz4": _Compressor(".lz4", _ZSTD, True, True),
    "unlzma": _Compressor(".lzma", _XZ, False, True),
    "unpigz": _Compressor(".gz", _GZIP, False, True),
    "unxz": _Compressor(".xz", _XZ, False, True),
    "unzstd": _Compressor(".zst", _ZSTD, True, True),
    "xz": _Compressor(".xz", _XZ, False, False),
    "zstd": _Compressor(".zst", _ZSTD, True, False),
}


def _compress(call: Call) -> str | None:
    """The source is read and goes, unless it is kept: it becomes the file with or without the suffix."""
    known = _COMPRESSORS[call.name.rstrip("0123456789.-") if call.name not in _COMPRESSORS else call.name]
    options, operands = parse(call.args, known.spec)
    flags = {name for name, _ in options}
    outputs = [value for name, value in options if name in _OUTPUTS]
    for value in [value for name, value in options if name in _LISTS]:
        call.read(value)
    for output in outputs:
        call.write(output)
    if call.name in ("lz4", "unlz4") and len(operands) == 2:
        call.write(operands.pop())
        outputs = [""]
    unpacks = known.unpacks or bool(flags & {"-d", "--decompress", "--uncompress"})
    suffix = ([value for name, value in options if name in ("-S", "--suffix")] or [known.suffix])[-1]
    goes = (not known.keeps and not flags & {"-k", "--keep"}) or bool(flags & {"--rm", "-j"})
    for operand in operands:
        if operand == STREAM:
            continue
        call.read(operand)
        if not flags & _NO_FILE:
            if goes:
                call.write(operand)
            if not outputs:
                call.write(operand.removesuffix(suffix) if unpacks else operand + suffix)
    return None


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    **dict.fromkeys(_COMPRESSORS, _compress),
    **dict.fromkeys(["7z", "7za", "7zr", "7zz", "rar", "unrar"], _seven),
    "ar": _ar,
    "bsdtar": _tar,
    "cpio": _cpio,
    "gtar": _tar,
    "jar": _jar,
    "pax": _pax,
    "tar": _tar,
    "unzip": _unzip,
    "zip": _zip,
}
