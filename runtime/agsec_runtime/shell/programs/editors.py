"""Editors that work by commands, which name files and run programs: `sed`, `ed`, `vi`, `ex`; and `patch`."""

from __future__ import annotations

from ...marks import UNKNOWN_CLOSE, UNKNOWN_OPEN, as_written, is_known, is_plain
from ..options import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

MAX_COMMANDS = 16  # of a script whose effect on known text is computed
MAX_TEXT = 1 << 17  # characters that it may come to
SPECIAL = "\\^$.[]*+?{}|()&"  # what makes a pattern or a replacement more than text
_SED = (
    "-n --quiet --silent -e: --expression: -f: --file: -i? --in-place? -E -r --regexp-extended -l: --line-length:"
    " --posix -s --separate --sandbox -u --unbuffered -z --null-data --debug --follow-symlinks -b --binary -I?"
)


def _sed(call: Call) -> str | None:
    options, operands = parse(call.args, _SED)
    flags = {name for name, _ in options}
    scripts: list[str] = []
    for name, value in options:
        if name in ("-e", "--expression"):
            scripts.append(value)
        elif name in ("-f", "--file"):
            scripts.append(_script_file(call, value))
    in_place = bool(flags & {"-i", "--in-place", "-I"})
    if in_place and operands[:1] == [""]:
        operands = operands[1:]  # BSD's `-i ''`
    if not scripts and not flags & {"-f", "--file"}:
        scripts, operands = operands[:1], operands[1:]
    for operand in operands:
        if operand != "-":
            call.read(operand)
            if in_place:
                call.write(operand)
                _keep_backup(call, operand, options)
                if [script.strip() for script in scripts] in (["d"], ["1,$d"]):
                    call.delete(operand)
    text = "\n".join(scripts)
    if "--sandbox" not in flags:
        _Sed(call, text).follow()
    if in_place or operands:
        return "" if in_place else None
    return _edited(call.stdin, text, bool(flags & {"-n", "--quiet", "--silent"}))


def _keep_backup(call: Call, path: str, options: list[tuple[str, str]]) -> None:
    """`-i.bak`: a suffix or, with a `*` in it, a name in the place of the file's own."""
    directory, slash, name = path.rpartition("/")
    for option, suffix in options:
        if suffix and option in ("-i", "--in-place", "-I"):
            backup = as_written(suffix).replace("*", name) if "*" in as_written(suffix) else name + suffix
            call.write(backup if "/" in backup else directory + slash + backup)


def _script_file(call: Call, path: str) -> str:
    if path in ("-", "/dev/stdin"):
        return call.stdin
    call.read(path)
    return call.shell.content(path) or ""


class _Sed:
    """A script of `sed`, for the files that it names and the commands that it runs."""

    __slots__ = ("at", "call", "text")

    def __init__(self, call: Call, text: str) -> None:
        self.call = call
        self.text = text
        self.at = 0

    def follow(self) -> None:
        text = self.text
        while self.at < len(text):
            char = text[self.at]
            self.at += 1
            if char == UNKNOWN_OPEN:
                self._skip_unknown()
            elif char == "/":
                self._until("/")
            elif char == "\\":
                self._until(text[self.at : self.at + 1], 1)
            elif char == "#":
                self._line()
            elif char in _SED_COMMANDS:
                _SED_COMMANDS[char](self)

    def file_read(self) -> None:
        path = self._line().strip()
        if path:
            self.call.read(path)

    def file_written(self) -> None:
        path = self._line().strip()
        if path:
            self.call.write(path)

    def executed(self) -> None:
        """`e COMMAND`; without a command it runs what it reads."""
        command = self._line().strip()
        if command:
            self.call.script(command)
        else:
            self._run_input()

    def substituted(self) -> None:
        text = self.text
        end = text[self.at : self.at + 1]
        self.at += 1
        first = self.at
        self._until(end)
        start = self.at
        self._until(end)
        whole = text[first : start - 1].strip("^$") == ".*"
        replacement = text[start : self.at - 1]
        while self.at < len(text) and (text[self.at].isalnum()):
            flag = text[self.at]
            self.at += 1
            if flag == "w":
                self.file_written()
            elif flag == "e":
                self._run_line(replacement, whole)

    def _run_line(self, replacement: str, whole: bool) -> None:
        """The line that the substitution makes is run: known where it is the replacement alone."""
        literal = not any([char in replacement for char in "\\&"])
        if literal:
            self.call.script(replacement)
        if not (literal and whole):
            self.call.dynamic()

    def transliterated(self) -> None:
        end = self.text[self.at : self.at + 1]
        self.at += 1
        self._until(end)
        self._until(end)

    def text_given(self) -> None:
        """The text behind `a`, `i`, `c`: up to a line's end that no backslash precedes."""
        while self._line().endswith("\\") and self.at < len(self.text):
            pass

    def label(self) -> None:
        while self.at < len(self.text) and self.text[self.at] not in ";\n}":
            self.at += 1

    def _run_input(self) -> None:
        """The lines themselves are commands: only those of a known input are known."""
        if self.call.stdin and is_known(self.call.stdin):
            self.call.script(self.call.stdin)
        else:
            self.call.dynamic()

    def _line(self) -> str:
        end = self.text.find("\n", self.at)
        end = len(self.text) if end < 0 else end
        line = self.text[self.at : end]
        self.at = end + 1
        return line

    def _until(self, end: str, ahead: int = 0) -> None:
        """Go behind the next ``end`` that no backslash precedes."""
        text = self.text
        self.at += ahead
        while self.at < len(text) and text[self.at] != end:
            if text[self.at] == UNKNOWN_OPEN:
                self.at += 1
                self._skip_unknown()
            else:
                self.at += 2 if text[self.at] == "\\" else 1
        self.at += 1

    def _skip_unknown(self) -> None:
        end = self.text.find(UNKNOWN_CLOSE, self.at)
        self.at = len(self.text) if end < 0 else end + 1


_SED_COMMANDS: dict[str, Callable[[_Sed], None]] = {
    ":": _Sed.label,
    "R": _Sed.file_read,
    "T": _Sed.label,
    "W": _Sed.file_written,
    "a": _Sed.text_given,
    "b": _Sed.label,
    "c": _Sed.text_given,
    "e": _Sed.executed,
    "i": _Sed.text_given,
    "r": _Sed.file_read,
    "s": _Sed.substituted,
    "t": _Sed.label,
    "w": _Sed.file_written,
    "y": _Sed.transliterated,
}


def _edited(text: str, script: str, quiet: bool) -> str | None:
    """What simple scripts make of known text: `s/a/b/`, `s/^/a/`, `2p`, `1d`; None for any other."""
    commands = _separate(script)
    if not text or not is_plain(script) or len(commands) > MAX_COMMANDS:
        return None
    known = is_known(text)
    lines = text.removesuffix("\n").split("\n") if known else [text.removesuffix("\n")]
    for command in [each.strip() for each in commands]:
        if command[:1] == "s" and not quiet:
            changed = _substituted(lines, command, known)
        else:
            changed = _chosen(lines, command, quiet) if known else None
        if changed is None:
            return None
        lines = changed
    return "".join([line + "\n" for line in lines])


def _separate(script: str) -> list[str]:
    """The commands of a script; a semicolon between the marks of `s/a/b/` is none between commands."""
    commands: list[str] = []
    for piece in script.replace("\n", ";").split(";")[: MAX_COMMANDS + 1]:
        before = commands[-1].lstrip() if commands else ""
        if before[:1] == "s" and before[1:2] and before.count(before[1]) < 3:
            commands[-1] += ";" + piece
        else:
            commands.append(piece)
    return commands


def _substituted(lines: list[str], command: str, known: bool) -> list[str] | None:
    parts = command[2:].split(command[1:2]) if command[1:2] else []
    if len(parts) != 3 or parts[2].strip("g") or any([char in SPECIAL for char in parts[1]]):
        return None
    pattern, replacement, flags = parts
    if sum([len(line) + (1 + line.count(pattern)) * len(replacement) for line in lines]) > MAX_TEXT:
        return None
    if pattern == "^":
        return [replacement + line for line in lines]
    if pattern == "$":
        return [line + replacement for line in lines]
    if not known or not pattern or any([char in SPECIAL for char in pattern]):
        return None
    return [line.replace(pattern, replacement, -1 if flags else 1) for line in lines]


def _chosen(lines: list[str], command: str, quiet: bool) -> list[str] | None:
    """The lines left by `3p`, `2,4p`, `$p` of a quiet script, by `1d` of another, or by `1q`."""
    action = command[-1:]
    first, comma, last = command[:-1].partition(",")
    start, end = _line_number(first, lines), _line_number(last if comma else first, lines)
    if start is None or end is None or action != ("p" if quiet else action) or (comma and action == "q"):
        return None
    if action == "p" and quiet:
        return lines[start - 1 : end]
    if action == "d":
        return lines[: start - 1] + lines[end:]
    return lines[:end] if action == "q" else None


def _line_number(text: str, lines: list[str]) -> int | None:
    if text == "$":
        return len(lines)
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) > 0 else None


# -- ed, ex, vi


_VI = (
    "-c: --cmd: -S: -s -u: -U: -i: -T: -t: -w: -W: -r? -L? -q? -R -d -e -E -n -o? -O? -p? -V? -b -l -m -M -Z -y -x"
    " --startuptime: --servername: --listen: +?"
)
_BEFORE = ": \t0123456789,.$%;'<>+-"  # colons and a range
_CALLS = ("system(", "systemlist(", "termopen(", "job_start(", "jobstart(")
_WRITES = frozenset(["w", "wq", "write", "wq!", "w!", "write!", "x", "x!", "up", "update", "sav", "saveas", "W", "wa"])
_QUITS = frozenset(["q", "q!", "qa", "qa!", "quit", "Q"])
_ALL_GONE = frozenset(["%d", "%d _", "%d_", "%delete", "1,$d", "1,$delete", "0,$d", ",d"])
_MODIFIERS = (
    " sil silent sil! silent! verb verbose noa noautocmd keepa keepalt keepj keepjumps keepp keeppatterns kee keepmarks"
    " lockm lockmarks nos noswapfile uns unsilent sandbox tab vert vertical bo botright "
)
_READS = frozenset(["r", "read", "e", "edit", "e!", "so", "source", "tabe", "sp", "vs", "E", "view", "f", "vie"])
_LANGUAGES = {
    "py": "python3",
    "py3": "python3",
    "python": "python3",
    "python3": "python3",
    "pyx": "python3",
    "perl": "perl",
    "ruby": "ruby",
    "lua": "lua",
}


def _vi(call: Call) -> str | None:
    options, operands = parse(call.args, _VI)
    flags = {name for name, _ in options}
    for name, value in options:
        if name in ("-c", "--cmd") or (name == "+" and value):
            _ex_command(call, value)
        elif name == "-S":
            _ex_script(call, _script_file(call, value))
        elif name in ("-u", "-i") and "/" in value:
            call.read(value)
        elif name in ("-w", "-W"):
            call.write(value)
    for operand in operands:
        if operand != "-":
            call.read(operand)
            if "-R" not in flags and call.name != "view":
                call.write(operand)
    typed = call.stdin if call.name == "ex" or flags & {"-e", "-E", "-s"} else ""
    _ex_script(call, typed)
    _emptied(call, [*[value for name, value in options if name in ("-c", "--cmd", "+")], typed], operands)
    return None


def _ed(call: Call) -> str | None:
    _, operands = parse(call.args, "-p: -s -v -E -G -l -r")
    for operand in operands:
        if operand[:1] == "!":
            call.script(operand[1:])
        else:
            call.read(operand)
            call.write(operand)
    _ex_script(call, call.stdin)
    _emptied(call, [call.stdin], operands)
    return None


def _emptied(call: Call, texts: list[str], files: list[str]) -> None:
    """Files of which all lines are deleted, and nothing else is done but to write that down."""
    commands = [part.strip(": \t") for text in texts for line in text.split("\n") for part in line.split("|")]
    done = {command for command in commands if command}
    if done & _ALL_GONE and done & _WRITES and done <= _ALL_GONE | _WRITES | _QUITS:
        for file in files:
            call.delete(file)


def _ex_script(call: Call, text: str) -> None:
    """A command on each line; the text behind `a`, `i`, `c` goes up to a line with a single dot."""
    typing = False
    for line in text.split("\n")[:1000]:
        if typing:
            typing = line != "."
        elif line.strip(" 0123456789,.$%;") in ("a", "i", "c"):
            typing = True
        else:
            _ex_command(call, line)


def _ex_command(call: Call, text: str) -> None:
    """One line of `ex`: commands with `|` between them, which `!` takes as part of its own."""
    rest = text
    for _ in range(100):
        command = _unmodified(rest)
        if command[:1] == "!":
            call.script(command[1:])
            return
        word, _, argument = command.partition(" ")
        for opener in ("r", "w"):  # `r!cmd`, `w!cmd`
            if command.startswith(opener + "!") and len(word) > 2:
                call.script(command[2:])
                return
        if argument.lstrip()[:1] == "!" and word in ("r", "read", "w", "write"):
            call.script(argument.lstrip()[1:])
            return
        if word in _LANGUAGES:
            call.run([_LANGUAGES[word], "-e" if _LANGUAGES[word] in ("perl", "ruby", "lua") else "-c", argument])
            return
        head, bar, rest = command.partition("|")
        _ex_words(call, word, head.partition(" ")[2].strip())
        _vim_calls(call, head)
        if not bar:
            return


def _unmodified(text: str) -> str:
    """A command without its range, and without the words that only say how it is to be done."""
    command = text.lstrip(_BEFORE)
    for _ in range(8):
        word, space, rest = command.partition(" ")
        if not space or f" {word} " not in _MODIFIERS:
            break
        command = rest.lstrip(_BEFORE)
    return command


def _ex_words(call: Call, word: str, argument: str) -> None:
    if not argument or argument[:1] in ("+", "!"):
        return
    if word in _WRITES:
        call.write(argument.removeprefix(">>").strip())
    elif word in _READS:
        call.read(argument)


def _vim_calls(call: Call, text: str) -> None:
    """`system('...')` and `delete('...')` with literals."""
    for opener in (*_CALLS, "delete("):
        at = text.find(opener)
        while at >= 0:
            at += len(opener)
            quote = text[at : at + 1]
            end = text.find(quote, at + 1) if quote in ("'", '"') and quote else -1
            if end > 0 and opener == "delete(":
                call.delete(text[at + 1 : end])
            elif end > 0:
                call.script(text[at + 1 : end])
            elif opener != "delete(":
                call.dynamic()
            at = text.find(opener, at)


# -- patch


_PATCH = (
    "-p: --strip: -i: --input: -d: --directory: -o: --output: -r: --reject-file: -D: --ifdef: -F: --fuzz: -B: --prefix:"
    " -b --backup -z: --suffix: -Y: --basename-prefix: -V: --version-control: -g: --get: --posix -R --reverse -N"
    " --forward --dry-run -E --remove-empty-files -f --force -t --batch -s --quiet -u --unified -c -e --ed -n -l"
    " --merge? --read-only: --quoting-style: --reject-format:"
)


def _patch(call: Call) -> str | None:
    """The files that a known patch names; else all of a directory may change."""
    options, operands = parse(call.args, _PATCH)
    given = dict(options)
    base = given.get("-d") or given.get("--directory") or ""
    source = given.get("-i") or given.get("--input") or (operands[1] if len(operands) > 1 else "-")
    text = _script_file(call, source)
    output = given.get("-o") or given.get("--output")
    if "--dry-run" in given:
        return None
    targets = [(output or operands[0], False)] if output or operands else _patched(text, _strip(given))
    for target, removed in targets or [(".", False)]:
        path = f"{base}/{target}" if base and target[:1] != "/" else target
        call.write(path)
        if removed:
            call.delete(path)
    return None


def _strip(given: dict[str, str]) -> int | None:
    count = given.get("-p") or given.get("--strip") or ""
    return int(count) if count.isascii() and count.isdigit() and len(count) < 5 else None


def _patched(text: str, strip: int | None) -> list[tuple[str, bool]]:
    """Each file that a patch changes, and whether it is gone after it."""
    found: list[tuple[str, bool]] = []
    old = ""
    if not is_known(text):
        return []
    for line in text.split("\n"):
        if line.startswith("--- "):
            old = line[4:].partition("\t")[0].strip()
        elif line.startswith("+++ "):
            new = line[4:].partition("\t")[0].strip()
            removed = new == "/dev/null"
            found.append((_stripped(old if removed else new, strip), removed))
    return found[:1000]


def _stripped(path: str, strip: int | None) -> str:
    """Without as many leading components as `-p` says; without the option only the last is left."""
    parts = path.split("/")
    return parts[-1] if strip is None else "/".join(parts[min(strip, len(parts) - 1) :])


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    **dict.fromkeys(["sed", "gsed", "ssed"], _sed),
    **dict.fromkeys(["vi", "vim", "nvim", "view", "ex", "gvim", "vimx", "rvim"], _vi),
    **dict.fromkeys(["ed", "red"], _ed),
    "patch": _patch,
}
