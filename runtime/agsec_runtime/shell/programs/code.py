"""Interpreters: which of their words is code, which are files, and what is left for the code itself.

Code in an argument, on standard input or in a file that the command itself wrote is followed by the module of its
language; a script of which nothing is known is read, and as ordinary as any program.
"""

from __future__ import annotations

from ..options import parse
from .code_running import clusters, from_stdin, interpret, script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call
    from ..options import Option

    Handler = Callable[[Call], str | None]

# -- Python


def _python(call: Call) -> str | None:
    options, operands = _python_options(call.args)
    last, value = options[-1] if options else ("", "")
    if last == "c":
        return interpret(call, "python", value, ["-c", *operands])
    if last == "m":
        from .python_modules import run

        return run(call, value, operands)
    if not operands:
        return "" if options and set(options) & {("V", ""), ("h", "")} else from_stdin(call, "python", ["-"])
    from .python_modules import django

    return django(call, operands[0], operands[1:]) or script(call, "python", operands[0], operands)


def _python_options(args: list[str]) -> tuple[list[Option], list[str]]:
    """`-c` and `-m` end the options: what follows their value is the code's own."""
    at = -1
    while at + 1 < len(args):
        at += 1
        word = args[at]
        if word[:1] != "-" or word in ("-", "--"):
            break
        if word[:2] == "--":
            continue
        letters = [letter for letter in word[1:] if letter in "cmWXQ"][:1]
        if letters and letters[0] in "cm":
            rest = word.partition(letters[0])[2]
            following = args[at + 1 :]
            if rest:
                return [(letters[0], rest)], following
            return [(letters[0], following[0] if following else "")], following[1:]
        if letters and word.endswith(letters[0]):
            at += 1
    return clusters(args, "WXQ")


def _ipython(call: Call) -> str | None:
    options, operands = parse(call.args, "^ -c: -m: --profile: --matplotlib? --pylab?")
    for name, value in options:
        if name == "-c":
            for line in value.split("\n"):
                if line.lstrip()[:1] == "!":
                    call.script(line.lstrip("! "), stdin="")
            return interpret(call, "python", value, ["-c", *operands])
    return script(call, "python", operands[0], operands) if operands else from_stdin(call, "python", ["-"])


def _flask(call: Call) -> str | None:
    """`flask shell` runs what is on standard input."""
    _, words = parse(call.args, "^ -A: --app: -e: --env-file:")
    return from_stdin(call, "python", ["-"]) if words[:1] == ["shell"] else None


def _manage(call: Call) -> str | None:
    from .python_modules import django

    return django(call, "manage.py", call.args)


# -- JavaScript

_NODE = (
    "^ -e: --eval: -p --print -pe: -r: --require: --import: --loader: --experimental-loader: -C: --conditions: -c"
    " --check --input-type: --env-file: --env-file-if-exists: --title: --stack-trace-limit:"
    " --max-old-space-size: --inspect?"
    " --inspect-brk? --icu-data-dir: --openssl-config: --redirect-warnings: --test-name-pattern: --test-reporter:"
    " --test-reporter-destination: --watch-path: --diagnostic-dir: --cpu-prof-dir: --heap-prof-dir: --dns-result-order:"
    " --disable-warning: -P: --project: -O: --compiler-options: -T --transpile-only --tsconfig: --run:"
)


def _node(call: Call) -> str | None:
    args = ["--eval=" + word[8:] if word[:8] == "--print=" else word for word in call.args]
    options, operands = parse(args, _NODE)
    code: str | None = None
    for name, value in options:
        if name in ("-e", "--eval", "-pe"):
            code = value
        elif name in ("-r", "--require", "--import") and value[:1] in "./":  # --env-file is used, and not shown
            call.read(value)
        elif name in ("-v", "--version", "-h", "--help"):
            return None
    shows = any([name in ("-p", "--print") for name, _ in options])
    if code is None and shows and operands:
        code, operands = operands[0], operands[1:]
    if code is not None:
        return interpret(call, "node", code, [call.name, *operands])
    if not operands:
        return from_stdin(call, "node", [call.name])
    if operands[0] in ("inspect", "debug") and call.name == "node":
        operands = operands[1:] or ["-"]
    return script(call, "node", operands[0], [call.name, *operands])


def _deno(call: Call) -> str | None:
    _, words = parse(call.args, "^ --log-level: -L:")
    if words[:1] == ["eval"]:
        _, operands = parse(
            words[1:], "^ --ext: --config: -c: --import-map: --cert: --env-file? --location: --seed: -p --print"
        )
        return interpret(call, "node", operands[0], [call.name, *operands[1:]]) if operands else None
    if words[:1] == ["run"]:
        _, operands = parse(
            words[1:], "^ --config: -c: --import-map: --cert: --location: --seed: --ext: --allow-read? --allow-write?"
        )
        return script(call, "node", operands[0], [call.name, *operands]) if operands else None
    return script(call, "node", words[0], [call.name, *words]) if words and words[0].endswith(_JAVASCRIPT) else None


_JAVASCRIPT = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx")


def _bun(call: Call) -> str | None:
    options, words = parse(
        call.args, "^ -e: --eval: -p: --print: -r: --preload: --cwd: --env-file: -c: --config: --tsconfig-override:"
    )
    for name, value in options:
        if name in ("-e", "--eval", "-p", "--print"):
            return interpret(call, "node", value, [call.name, *words])
    if words[:1] == ["run"]:
        words = words[1:]
    if words and words[0].endswith(_JAVASCRIPT):
        return script(call, "node", words[0], [call.name, *words])
    if words[:1] == ["x"]:
        call.run(words[1:])
    return from_stdin(call, "node", [call.name]) if words == ["-"] else None


# -- Perl and Ruby


def _perl(call: Call) -> str | None:
    options, operands = clusters(call.args, "eEI", "iFMmCdDxV", "l0")
    code = [value for name, value in options if name in "eE"]
    return _filter(call, "perl", options, code, operands)


def _ruby(call: Call) -> str | None:
    options, operands = clusters(call.args, "eIrCEX", "iFKWTx", "0")
    code = [value for name, value in options if name == "e"]
    if ("r", "un") in options and code:  # its library of commands: `ruby -run -e rm -- FILE`
        call.run([code[0], *[operand for operand in operands if operand != "--"]], "")
        return None
    return _filter(call, "ruby", options, code, operands)


def _filter(call: Call, language: str, options: list[Option], code: list[str], operands: list[str]) -> str | None:
    """Code, or a script, that may be run upon each line of its operands' files, and change them in place."""
    letters = {name for name, _ in options}
    if not code and not operands:
        return None if letters & set("vhcV") else from_stdin(call, language, ["-"])
    files = operands if code else operands[1:]
    loops = bool(letters & {"n", "p"})
    if loops or any([mark in each for each in code for mark in _ARGUMENTS_READ]):
        for file in files:
            call.read(file)
            if "i" in letters:
                call.write(file)
    topic = call.stdin if loops and not files else None
    if not code:
        return script(call, language, operands[0], operands)
    prologue = [_use(value) for name, value in options if name in "Mm"] if language == "perl" else []
    made = interpret(call, language, "\n".join([*prologue, *code]), ["-e", *operands], False, topic)
    return None if loops else made


_ARGUMENTS_READ = ("<>", "<ARGV>", "ARGF", "$<")  # what stands for the lines of all operands' files


def _use(module: str) -> str:
    """`-MModule=names` as code."""
    name, _, names = module.partition("=")
    return f"use {name.lstrip('-')} qw({names.replace(',', ' ')});" if names else f"use {name.lstrip('-')};"


def _rails(call: Call) -> str | None:
    """`rails runner CODE`, `rails console` and `rails dbconsole` with something on standard input."""
    from .migrations import dropped

    words = call.args
    dropped(call, "rake", words)
    if words[:1] in (["runner"], ["r"]):
        _, operands = parse(words[1:], "^ -e: --environment:")
        if not operands:
            return None
        if operands[0] == "-":
            return from_stdin(call, "ruby", operands)
        if operands[0].endswith(".rb") and " " not in operands[0]:
            return script(call, "ruby", operands[0], operands)
        return interpret(call, "ruby", operands[0], operands)
    if words[:1] in (["console"], ["c"]) and call.stdin:
        return from_stdin(call, "ruby", ["-"])
    if words[:1] in (["dbconsole"], ["db"]) and call.stdin:
        from .sql import give

        give(call, call.stdin)
    return None


# -- others


def _php(call: Call) -> str | None:
    options, operands = parse(
        call.args,
        "^ -r: --run: -B: --process-begin: -R: --process-code: -E: --process-end: -F: --process-file: -f: --file:"
        " -d: --define: -c: --php-ini: -z: --zend-extension: -S: --server: -t: --docroot: --rf: --rc: --re: --rz:"
        " --ri:",
    )
    output: str | None = None
    coded = False
    for name, value in options:
        if name in ("-r", "--run", "-B", "-R", "-E", "--process-begin", "--process-code", "--process-end"):
            output, coded = interpret(call, "php", "<?php " + value, ["-", *operands]), True
        elif name in ("-f", "--file", "-F", "--process-file"):
            output, coded = script(call, "php", value, [value, *operands]), True
        elif name in ("-t", "--docroot"):
            call.read(value)
    if coded:
        return output
    if not operands:
        return None if options else from_stdin(call, "php", ["-"])
    return _php_file(call, operands)


def _php_file(call: Call, operands: list[str]) -> str | None:
    """A file of PHP; those of Laravel and Symfony are programs of their own."""
    name = operands[0].rpartition("/")[2]
    if name == "artisan":
        return _artisan(call, operands[1:])
    if name == "console":
        from .migrations import dropped

        dropped(call, name, operands[1:])
    return script(call, "php", operands[0], operands)


def _artisan(call: Call, words: list[str]) -> str | None:
    """Laravel's console: `tinker --execute=CODE`, `migrate:fresh`."""
    from .migrations import dropped

    dropped(call, "artisan", words)
    if words[:1] != ["tinker"]:
        return None
    options, _ = parse(words[1:], "--execute:")
    for name, value in options:
        if name == "--execute":
            return interpret(call, "php", "<?php " + value, ["-"])
    return from_stdin(call, "php", ["-"])


def _artisan_itself(call: Call) -> str | None:
    return _artisan(call, call.args)


def _lua(call: Call) -> str | None:
    options, operands = clusters(call.args, "elbj", "O")
    code = [value for name, value in options if name == "e"]
    output: str | None = None
    for each in code:
        output = interpret(call, "lua", each, ["-e", *operands])
    if operands:
        return script(call, "lua", operands[0], operands)
    return output if code else from_stdin(call, "lua", ["-"])


def _r(call: Call) -> str | None:
    """`Rscript -e CODE`, `R -e CODE`, `R -f FILE`, `Rscript FILE ARGS`."""
    options, operands = parse(call.args, "^ -e: -f: --file: --default-packages: -g: --gui: -d: --debugger:")
    output: str | None = None
    code = [value for name, value in options if name == "-e"]
    for each in code:
        output = interpret(call, "r", each, ["-e", *operands])
    for name, value in options:
        if name in ("-f", "--file"):
            return script(call, "r", value, [value, *operands])
    if code:
        return output
    if operands and call.name == "Rscript":
        return script(call, "r", operands[0], operands)
    return from_stdin(call, "r", ["-"])


def _awk(call: Call) -> str | None:
    options, operands = parse(
        call.args,
        "^ -F: --field-separator: -v: --assign: -f: --file: -e: --source: -E: --exec: -i: --include: -l: --load: -W:"
        " -d? --dump-variables? -D? --debug? -L? --lint? -o? --pretty-print? -p? --profile?",
    )
    programs: list[str] = []
    named = [value for name, value in options if name in ("-e", "--source")]
    for name, value in options:
        if name in ("-f", "--file", "-E", "--exec"):
            call.read(value)
            programs.append(call.shell.content(value) or "")
        elif name in ("-i", "--include") and not value.startswith("inplace"):
            call.read(value)
        elif name in ("-o", "--pretty-print", "-p", "--profile", "-d", "--dump-variables") and value:
            call.write(value)
    given = programs or named
    if not given:
        if not operands:
            return None
        named, operands = [operands[0]], operands[1:]
    in_place = any([name in ("-i", "--include") and value.startswith("inplace") for name, value in options])
    assigned = [value for name, value in options if name in ("-v", "--assign")]
    files = [word for word in operands if not _is_assignment(word) and word not in ("-", "")]
    for file in files:
        call.read(file)
        if in_place:
            call.write(file)
    argv = [call.name, *operands]
    topic = call.stdin if not files else None
    prologue = "".join(
        [
            f"BEGIN {{ {name} = {_quoted(value)} }}\n"
            for name, _, value in [
                each.partition("=") for each in [*assigned, *[word for word in operands if _is_assignment(word)]]
            ]
        ]
    )
    return interpret(call, "awk", prologue + "\n".join([*programs, *named]), argv, False, topic)


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '\\"') + '"'


def _is_assignment(word: str) -> bool:
    name, mark, _ = word.partition("=")
    return bool(mark) and name.replace("_", "a").isalnum() and not name[0].isdigit()


def _osascript(call: Call) -> str | None:
    options, operands = parse(call.args, "^ -e: -l: -s: -i")
    code = [value for name, value in options if name == "-e"]
    javascript = any([name == "-l" and value.lower().startswith("java") for name, value in options])
    language = "node" if javascript else "apple"
    if code:
        return interpret(call, language, "\n".join(code), ["-e", *operands])
    if operands:
        return script(call, language, operands[0], operands)
    return from_stdin(call, language, ["-"])


def _tcl(call: Call) -> str | None:
    words = call.args
    if words[:1] == ["-c"] and call.name == "expect":
        return interpret(call, "tcl", words[1] if len(words) > 1 else "", words[1:])
    if words[:1] == ["-encoding"]:
        words = words[2:]
    if words[:1] == ["-f"]:
        words = words[1:]
    return script(call, "tcl", words[0], words) if words else from_stdin(call, "tcl", ["-"])


def _stdin_of(language: str) -> Handler:
    """A shell of a language that takes files or its standard input."""

    def handler(call: Call) -> str | None:
        files = [word for word in call.args if word[:1] != "-"]
        return script(call, language, files[0], files) if files else from_stdin(call, language, ["-"])

    return handler


def _pry(call: Call) -> str | None:
    options, operands = parse(call.args, "^ -e: --exec: -r: -I:")
    for name, value in options:
        if name in ("-e", "--exec"):
            return interpret(call, "ruby", value, ["-e", *operands])
    return script(call, "ruby", operands[0], operands) if operands else from_stdin(call, "ruby", ["-"])


PROGRAMS: dict[str, Handler] = {
    "R": _r,
    "Rscript": _r,
    "artisan": _artisan_itself,
    "awk": _awk,
    "bun": _bun,
    "deno": _deno,
    "expect": _tcl,
    "gawk": _awk,
    "irb": _stdin_of("ruby"),
    "flask": _flask,
    "ipython": _ipython,
    "ipython3": _ipython,
    "jruby": _ruby,
    "jython": _python,
    "littler": _r,
    "lua": _lua,
    "luajit": _lua,
    "manage.py": _manage,
    "mawk": _awk,
    "micropython": _python,
    "mruby": _ruby,
    "nawk": _awk,
    "node": _node,
    "nodejs": _node,
    "osascript": _osascript,
    "perl": _perl,
    "php": _php,
    "pry": _pry,
    "pypy": _python,
    "pypy3": _python,
    "python": _python,
    "python2": _python,
    "python3": _python,
    "pythonw": _python,
    "qjs": _node,
    "r": _r,
    "rails": _rails,
    "ruby": _ruby,
    "tclsh": _tcl,
    "truffleruby": _ruby,
    "ts-node": _node,
    "tsx": _node,
    "wish": _tcl,
}
