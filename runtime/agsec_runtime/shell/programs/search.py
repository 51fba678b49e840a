"""Programs that look for files or for text in files: `find` and `fd`, which run commands on what they find, and `grep`.

What is found is named by where the search starts and by the name that is looked for: `find . -name '*.key'` finds
`./*.key`. That stands for the same names further down as well.
"""

from __future__ import annotations

from ...marks import ONE, STAR, as_written, is_known, is_plain, unknown
from ..options import parse
from ..words import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

MAX_FOUND = 16  # starting points and names that are combined
MAX_WORDS = 1 << 12  # of a command with all that is found in it
_VALUED = (
    " -amin -anewer -atime -cmin -cnewer -context -ctime -fstype -gid -group -ilname -inum -iregex -links -lname"
    " -maxdepth -mindepth -mmin -mtime -newer -perm -printf -regex -regextype -samefile -size -type -uid -used -user"
    " -xtype -fls -fprint -fprint0 -fprintf -name -iname -path -ipath -wholename -iwholename -files0-from -Bmin "
)
_NAMES = frozenset(["-name", "-iname"])
_PATHS = frozenset(["-path", "-ipath", "-wholename", "-iwholename"])
_RUNS = frozenset(["-exec", "-execdir", "-ok", "-okdir"])
_OUTPUTS = frozenset(["-fls", "-fprint", "-fprint0", "-fprintf"])
_OR = frozenset(["-o", "-or", ","])
_NOT = frozenset(["!", "-not"])


class _Find:
    """An expression of `find`, followed from left to right: actions act on the names tested before them."""

    __slots__ = ("args", "at", "call", "every", "names", "negated", "outer", "printed", "starts")

    def __init__(self, call: Call) -> None:
        self.call = call
        self.args = call.args
        self.at = 0
        self.starts = self._starting_points()
        self.names: list[str] = []  # globs below a start, or whole paths where they begin with one
        self.every: list[str] = []  # the names of all alternatives, which is what is printed where nothing else is done
        self.outer: list[tuple[list[str], bool]] = []  # names outside each parenthesis; whether it is negated
        self.negated = False
        self.printed: list[str] | None = []  # None once only a run can tell what is printed

    def _starting_points(self) -> list[str]:
        args = self.args
        while self.at < len(args) and (args[self.at] in ("-H", "-L", "-P", "-D") or args[self.at][:2] == "-O"):
            self.at += 2 if args[self.at] == "-D" else 1
        start = self.at
        while self.at < len(args) and args[self.at][:1] not in ("-", "(", ")", "!", ","):
            self.at += 1
        return args[start : self.at] or ["."]

    def follow(self) -> str | None:
        acted = False
        while self.at < len(self.args):
            word = self.args[self.at]
            self.at += 1
            negated, self.negated = self.negated, False
            if word in _NOT:
                self.negated = not negated
            elif word in _RUNS:
                self._run()
                acted = True
            elif word == "-delete":
                for each in self.found():
                    self.call.delete(each)
                acted = True
            elif word in ("-print", "-print0"):
                self._print("\0" if word == "-print0" else "\n")
                acted = True
            elif word[:6] == "-newer" or f" {word} " in _VALUED:
                self._test(word, negated)
                acted = acted or word in _OUTPUTS
            else:
                self._join(word, negated)
        if not acted:
            self.names = self.every
            self._print("\n")
        return None if self.printed is None else "".join(self.printed)

    def found(self) -> list[str]:
        """What the tests so far let through."""
        if not self.names:
            return self.starts
        starts, names = self.starts[:MAX_FOUND], self.names[:MAX_FOUND]
        if len(starts) + len(names) < len(self.starts) + len(self.names):
            self.call.shell.give_up()
        self.call.shell.spend(len(starts))
        return [_below(start, name) for start in starts for name in names]

    def _test(self, word: str, negated: bool) -> None:
        value = self.args[self.at] if self.at < len(self.args) else ""
        self.at += 2 if word == "-fprintf" else 1
        if word in _OUTPUTS and value in ("/dev/stdout", "/dev/fd/1"):
            self._print("\0" if word == "-fprint0" else "\n")
        elif word in _OUTPUTS:
            self.call.write(value)
        elif word in ("-printf", "-fls"):
            self.printed = None
        elif word == "-files0-from":
            self.call.read(value)
            known = self.call.stdin if value == "-" else self.call.shell.content(value) or ""
            self.starts = [each for each in known.split("\0") if each][:MAX_FOUND] or self.starts
        elif not negated and (word in _NAMES or word in _PATHS):
            name = active(value)
            if word in _PATHS:
                name = "/" + name.lstrip(STAR + "/") if value[:1] in ("*", "/") else "/" + name
            self.names.append(name)
            self.every.append(name)

    def _join(self, word: str, negated: bool) -> None:
        if word == "(":
            self.outer.append((self.names, negated))
            self.names = []
        elif word == ")" and self.outer:
            before, negated = self.outer.pop()
            if negated:
                self._drop()
            self.names = self.names or before
        elif word == "-prune":
            self._drop()
        elif word in _OR and not self.outer:
            self.names = []
        elif word == "-ls":
            self.printed = None

    def _drop(self) -> None:
        """The names tested last are not what is looked for."""
        del self.every[len(self.every) - len(self.names) :]
        self.names = []

    def _run(self) -> None:
        """A command up to its `;` or `+`; `{}` in it is what was found."""
        start = self.at
        args = self.args
        while self.at < len(args) and args[self.at] != ";" and not (args[self.at] == "+" and args[self.at - 1] == "{}"):
            self.at += 1
        words = args[start : self.at]
        together = self.args[self.at : self.at + 1] == ["+"]
        self.at += 1
        if not words:
            return
        found = self.found()
        if together:
            output = [self.call.run([*words[:-1], *found], "")]
        else:
            output = [self.call.run([word.replace("{}", each) for word in words], "") for each in found]
        if self.printed is not None:
            self.printed += output

    def _print(self, end: str) -> None:
        if self.printed is None:
            return
        if self.names:
            self.printed += [each + end for each in self.found()]
        else:
            for start in self.starts[:MAX_FOUND]:
                if start.strip("./"):
                    self.printed.append(start + end)
                self.printed.append(f"{start.rstrip('/')}/{unknown('*')}{end}")


def _find(call: Call) -> str | None:
    return _Find(call).follow()


def _below(start: str, name: str) -> str:
    """A name below a start; a whole path (`-path ./a/*`) as it is where it begins with the start."""
    if name[:1] != "/":
        return f"{start.rstrip('/')}/{name}"
    base = start.rstrip("/") + "/"
    if name.startswith(base):
        return name
    return name[1:] if name.startswith("/" + base) else start.rstrip("/") + name


# -- fd


_FD = (
    "-e: --extension: -E: --exclude: -t: --type: -d: --max-depth: --min-depth: --exact-depth: -S: --size: -o: --owner:"
    " -j: --threads: -c: --color: --base-directory: --search-path: --path-separator: --ignore-file: --changed-within:"
    " --changed-before: --max-results: --format: --batch-size: --and: --gen-completions? -g --glob -0 --print0 -H -I -u"
)


def _fd(call: Call) -> str | None:
    args, command, together = _fd_command(call.args)
    options, operands = parse(args, _FD)
    flags = {name for name, _ in options}
    values = dict(options)
    pattern = operands[0] if operands else ""
    starts = [value for name, value in options if name == "--search-path"] or operands[1:]
    starts = starts or [values.get("--base-directory", ".")]
    glob = active(pattern) if flags & {"-g", "--glob"} else _from_regex(pattern)
    extension = values.get("-e") or values.get("--extension")
    if extension and (not glob or glob == STAR):
        glob = f"{STAR}.{extension}"
    as_name = pattern.removeprefix("^").removesuffix("$")
    names = [glob, as_name] if as_name and glob != as_name and "\\" not in as_name else [glob]
    found = [_below(start, name) if name else start for start in starts for name in names][:MAX_FOUND]
    if not command:
        end = "\0" if flags & {"-0", "--print0"} else "\n"
        return "".join([each + end for each in found]) if glob else None
    if len(found) * len(command) > MAX_WORDS:
        call.shell.give_up()
        return None
    for each in [found] if together else [[one] for one in found]:
        call.run(_with_found(command, each), "")
    return None


def _fd_command(args: list[str]) -> tuple[list[str], list[str], bool]:
    """The words before a command, the command, and whether it takes all that is found at once."""
    for at, word in enumerate(args):
        if word in ("-x", "--exec", "-X", "--exec-batch"):
            end = args.index(";", at) if ";" in args[at:] else len(args)
            return args[:at] + args[end + 1 :], args[at + 1 : end], word in ("-X", "--exec-batch")
    return args, [], False


def _with_found(command: list[str], found: list[str]) -> list[str]:
    places = ("{}", "{/}", "{//}", "{.}", "{/.}")
    if not any([place in word for word in command for place in places]):
        return [*command, *found]
    words: list[str] = []
    for word in command:
        held = [place for place in places if place in word]
        words += [word.replace(held[0], each) for each in found] if held else [word]
    return words


def _from_regex(pattern: str) -> str:
    """The glob of a regular expression that is little more than a literal, "" for any other."""
    literal = pattern.removeprefix("^").removesuffix("$").replace("\\.", "\0")
    if not literal or any([char in "^$\\[]()*+?{}|" for char in literal]) or not is_plain(literal):
        return ""
    literal = literal.replace(".", ONE)
    before = "" if pattern[:1] == "^" else STAR
    after = "" if pattern[-1:] == "$" else STAR
    return before + literal.replace("\0", ".") + after


# -- grep


_GREP = (
    "-e: --regexp: -f: --file: -A: --after-context: -B: --before-context: -C: --context: -m: --max-count: -d:"
    " --directories: -D: --devices: --include: --exclude: --exclude-from: --exclude-dir: --label: --color? --colour?"
    " --binary-files: --group-separator: -r --recursive -R --dereference-recursive -v --invert-match -o --only-matching"
    " -c --count -l --files-with-matches -L --files-without-match -q --quiet --silent -n --line-number -E"
    " --extended-regexp -F --fixed-strings -G --basic-regexp -P --perl-regexp -i --ignore-case -w --word-regexp -x"
    " --line-regexp -z --null-data -s --no-messages -H --with-filename -h --no-filename -b --byte-offset"
)
_RG = (
    "-e: --regexp: -f: --file: -g: --glob: --iglob: -t: --type: -T: --type-not: --type-add: -A: --after-context: -B:"
    " --before-context: -C: --context: -m: --max-count: -r: --replace: -j: --threads: -M: --max-columns: -d:"
    " --max-depth: --max-filesize: --color: --colors: --sort: --sortr: -E: --encoding: --engine: --ignore-file: --pre:"
    " --pre-glob: --path-separator: --context-separator: --dfa-size-limit: --regex-size-limit: --hostname-bin: --files"
    " -v --invert-match -o --only-matching -c --count -l --files-with-matches -q --quiet -n --line-number -F"
    " --fixed-strings -i --ignore-case -w --word-regexp -x --line-regexp -u --hidden --no-ignore"
)
_AG = (
    "-A: --after: -B: --before: -C: --context: -G: --file-search-regex: -g: -m: --max-count: --depth: --ignore:"
    " --ignore-dir: --ignore-file: --pager: -p: --path-to-ignore: -W: --width: --workers: --type: -t: --output: --color"
    " -v --invert-match -o --only-matching -c --count -l --files-with-matches -i -w -x"
)
_RECURSIVE = frozenset(["-r", "-R", "--recursive", "--dereference-recursive"])
_PRINTS_ELSE = frozenset(["-o", "--only-matching", "-c", "--count", "-l", "--files-with-matches", "-L", "-n", "-b"])


def _grep(call: Call) -> str | None:
    options, operands = parse(call.args, _GREP)
    flags = {name for name, _ in options}
    patterns = [value for name, value in options if name in ("-e", "--regexp")]
    for name, value in options:
        if name in ("-f", "--file", "--exclude-from") and value != "-":
            call.read(value)
    if not patterns and not flags & {"-f", "--file"}:
        patterns, operands = operands[:1], operands[1:]
    recursive = flags & _RECURSIVE or ("-d", "recurse") in options or ("--directories", "recurse") in options
    if recursive:
        _searched(call, operands or ["."], [value for name, value in options if name == "--include"])
    else:
        _searched(call, operands, [])
    if flags & {"-q", "--quiet", "--silent"}:
        return ""
    return None if operands or recursive or flags & _PRINTS_ELSE else _matching(call.stdin, patterns, flags)


def _rg(call: Call) -> str | None:
    ours = _RG if call.name in ("rg", "ugrep") else _AG
    options, operands = parse(call.args, ours)
    flags = {name for name, _ in options}
    patterns = [value for name, value in options if name in ("-e", "--regexp")]
    globs = [value for name, value in options if name in ("-g", "--glob", "--iglob") and ours is _RG]
    for name, value in options:
        if name in ("-f", "--file") and ours is _RG and value != "-":
            call.read(value)
        elif name in ("--pre", "--pager", "--hostname-bin"):
            call.script(value)
    if not patterns and not flags & {"--files", "-f", "--file"}:
        patterns, operands = operands[:1], operands[1:]
    if "--files" in flags or (ours is _AG and "-g" in flags):
        return None
    if operands or not call.stdin:
        _searched(call, operands or ["."], [each for each in globs if each[:1] != "!"])
        return None
    return None if flags & _PRINTS_ELSE else _matching(call.stdin, patterns, flags)


def _searched(call: Call, places: list[str], globs: list[str]) -> None:
    call.shell.spend(len(places) * len(globs))
    for place in places:
        if place == "-":
            continue
        call.read(place)
        for glob in globs:
            call.read(_below(place, active(glob.removeprefix("**/").removeprefix("/"))))


def _matching(text: str, patterns: list[str], flags: set[str]) -> str | None:
    """The lines that a pattern without special characters lets through; all that may be there for any other."""
    if not is_known(text) or not text:
        return None
    pattern = patterns[0] if len(patterns) == 1 else ""
    fixed = bool(flags & {"-F", "--fixed-strings"})
    insensitive = bool(flags & {"-i", "--ignore-case"})
    words = bool(flags & {"-w", "--word-regexp", "-x", "--line-regexp"})
    if (
        not pattern
        or words
        or not is_plain(pattern)
        or (not fixed and any([char in "\\^$.[]*+?{}|()" for char in pattern]))
    ):
        return text
    wanted = "-v" not in flags and "--invert-match" not in flags
    pattern = pattern.lower() if insensitive else pattern
    lines = text.removesuffix("\n").split("\n")
    kept = [line for line in lines if (pattern in _compared(line, insensitive)) is wanted]
    return "".join([line + "\n" for line in kept])


def _compared(line: str, insensitive: bool) -> str:
    line = as_written(line)
    return line.lower() if insensitive else line


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    **dict.fromkeys(["bfs", "find", "gfind"], _find),
    **dict.fromkeys(["fd", "fdfind"], _fd),
    **dict.fromkeys(["grep", "egrep", "fgrep", "ggrep", "zgrep", "zegrep", "zfgrep", "bzgrep", "xzgrep"], _grep),
    **dict.fromkeys(["rg", "ugrep", "ag", "ack"], _rg),
}
