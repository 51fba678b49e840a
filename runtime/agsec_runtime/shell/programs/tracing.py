"""Programs that watch, debug or measure what they run."""

from __future__ import annotations

from ..options import parse
from .launching import assign, launch, sure, wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

_STRACE = (
    "^ -a: -b: -e: -E: -I: -o: -O: -p: -P: -s: -S: -u: -U: -X: --output: --attach: --env: --user: --trace-path:"
    " --string-limit: --columns: --summary-sort-by: --trace: --status: --signal: --inject: --fault: --decode-fds?"
)


def _strace(call: Call) -> str | None:
    """-o names a file, or behind `|` or `!` a command that gets the trace."""
    options, operands = parse(call.args, _STRACE)
    for name, value in options:
        if name in ("-o", "--output"):
            if value[:1] in ("|", "!"):
                call.script(value[1:], stdin="")
            else:
                call.write(value)
        elif name in ("-E", "--env"):
            assign(call, value)
    return launch(call, sure(operands, options, _STRACE.replace(":", "").split()))


_GDB = (
    "=long -ex: -iex: -eval-command: -init-eval-command: -eix: -x: -command: -ix: -init-command: -cd: -p: -pid: -c:"
    " -core: -d: -directory: -s: -symbols: -e: -exec: -se: -tty: -b: -l: -i: -interpreter: -D: -data-directory: -args"
    " -batch -o: -O: -source: -one-line: -one-line-before-file: -k: -K: -f: -file: -n: -attach-name: -a: -arch: -S: -w"
)
_GDB_CODE = (
    "-ex",
    "-iex",
    "-eval-command",
    "-init-eval-command",
    "-eix",
    "-o",
    "-O",
    "-one-line",
    "-one-line-before-file",
)


def _gdb(call: Call) -> str | None:
    """`gdb` and `lldb`: their commands can start a shell or Python; behind --args stands a program."""
    at = [number for number, word in enumerate(call.args) if word in ("--args", "-args", "--")]
    own = call.args[: at[0]] if at else call.args
    options, operands = parse(own, _GDB)
    for name, value in options:
        if name in _GDB_CODE:
            _debugged(call, value)
        elif name in ("-x", "-command", "-ix", "-init-command", "-source"):
            call.read(value)
            for line in (call.shell.content(value) or "").split("\n"):
                _debugged(call, line)
    for line in call.stdin.split("\n"):
        _debugged(call, line)
    argv = call.args[at[0] + 1 :] if at else operands[:1]
    return launch(call, argv)


def _debugged(call: Call, command: str) -> None:
    """One command of a debugger."""
    word, _, rest = command.strip().partition(" ")
    if word in ("shell", "!", "make"):
        call.script(rest, stdin="")
    elif word == "platform" and rest[:5] == "shell":
        call.script(rest[5:], stdin="")
    elif command.strip()[:1] == "!":
        call.script(command.strip()[1:], stdin="")
    elif word in ("python", "py", "pi", "python-interactive", "script"):
        call.run(["python3", "-c", rest], stdin="")
    elif word == "pipe":
        call.script(rest.partition("|")[2], stdin="")


def _perf(call: Call) -> str | None:
    if not call.args or call.args[0] not in ("stat", "record", "trace", "mem", "c2c", "lock", "sched", "kvm", "ftrace"):
        return None
    line = (
        "-e: --event: -F: --freq: -o:w --output:w -p: --pid: -t: --tid: -C: --cpu: -c: --count: -I: --interval-print:"
        " -r: --repeat: -x: --field-separator: -m: -G: --cgroup: -D: --delay: -g -a -d -v --call-graph: -j: -k:"
    )
    words = call.args[1:]
    if call.args[0] in ("mem", "c2c", "lock", "sched", "kvm") and "record" in words:
        words = words[words.index("record") + 1 :]
    return wrapped(call, words, line)


def _hyperfine(call: Call) -> str | None:
    """Every operand is code, and so is what is run before and after."""
    options, operands = parse(
        call.args,
        "-w: --warmup: -m: --min-runs: -M: --max-runs: -r: --runs: -s: --setup: -p: --prepare: -c: --cleanup: -C:"
        " --conclude: -P: --parameter-scan: -D: --parameter-step-size: -L: --parameter-list: -S: --shell: --style:"
        " --sort: -u: --time-unit: --export-asciidoc: --export-csv: --export-json: --export-markdown:"
        " --export-orgmode: --output: --input: -n: --command-name: --reference: -N -i --show-output",
    )
    for name, value in options:
        if name in ("-s", "--setup", "-p", "--prepare", "-c", "--cleanup", "-C", "--conclude", "--reference"):
            call.script(value, stdin="")
        elif name[:9] == "--export-":
            call.write(value)
        elif name == "--input" and value != "null":
            call.read(value)
    for code in operands:
        call.script(code, stdin="")
    return None


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    "gdb": _gdb,
    "hyperfine": _hyperfine,
    "lldb": _gdb,
    "perf": _perf,
    "strace": _strace,
}
