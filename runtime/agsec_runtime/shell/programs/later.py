"""Programs that run others at another time: again and again, on a schedule, or when files change."""

from __future__ import annotations

from ...marks import UNKNOWN_CLOSE, UNKNOWN_OPEN
from ..options import parse
from .launching import assign, is_assignment, joined, launch, line_of, value_of, wrapped
from .shells import run_file, run_stdin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call


def _watch(call: Call) -> str | None:
    options, operands = parse(
        call.args, "^ -n: --interval: -d? --differences? -q: --equexit: -s: --shotsdir: -b -c -e -g -p -t -x -w"
    )
    if not operands:
        return None
    if any([name in ("-x", "--exec") for name, _ in options]):
        return launch(call, operands)
    return call.script(" ".join(operands))


def _start_stop_daemon(call: Call) -> str | None:
    options, operands = parse(
        call.args,
        "-S -K -T -H -x: --exec: -a: --startas: -p: --pidfile: -n: --name: -u: --user: -c: --chuid: -g: --group: -s:"
        " --signal: -R: --retry: -r: --chroot: -d: --chdir: -N: --nicelevel: -k: --umask: -b -m -o -q -t -v"
        " --background --make-pidfile -O: --output:",
    )
    program = value_of(options, "-a", "--startas") or value_of(options, "-x", "--exec")
    if program is None or value_of(options, "-K", "--stop") is not None:
        return None
    return launch(call, [program, *operands], value_of(options, "-d", "--chdir"))


_SYSTEMD_RUN = (
    "-p: --property: -u: --unit: --uid: --gid: --nice: -E: --setenv: -H: --host: -M: --machine: --description: --slice:"
    " --service-type: --working-directory: -d --same-dir --on-active: --on-boot: --on-startup: --on-unit-active:"
    " --on-unit-inactive: --on-calendar: --timer-property: --path-property: --socket-property: -t --pty -P --pipe -q"
    " --quiet --user --system --scope -G --collect --wait -S --shell -r --remain-after-exit --no-block --send-sighup"
    " --background: --json: -C: --capsule: --slice-inherit --expand-environment: | | --working-directory"
)


def _systemd_run(call: Call) -> str | None:
    for name, value in parse(call.args, line_of(_SYSTEMD_RUN).spec)[0]:
        if name in ("-E", "--setenv"):
            assign(call, value)
    return wrapped(call, call.args, _SYSTEMD_RUN)


# -- schedules


def _at(call: Call) -> str | None:
    options, _ = parse(call.args, "-q: -f: -t: -m -M -v -l -d -r -c -b")
    if any([name in ("-l", "-d", "-r", "-c") for name, _ in options]):
        return None
    file = value_of(options, "-f")
    if file is None:
        run_stdin(call, ["sh"])
    else:
        run_file(call, file, ["sh"])
    return ""


def _crontab(call: Call) -> str | None:
    """A new table's commands will be run; tables stand under /var/spool/cron."""
    options, operands = parse(call.args, "-u: -l -r -e -i -s -n: -c -V -T:")
    names = [name for name, _ in options]
    user = value_of(options, "-u") or call.shell.home.rpartition("/")[2] or "root"
    table = "/var/spool/cron/crontabs/" + user
    if "-r" in names:
        call.delete(table)
    elif "-l" in names:
        call.read(table)
        return None
    elif "-e" in names:
        call.write(table)
    elif operands or call.stdin:
        text = _table_text(call, operands)
        call.write(table, text)
        for command in _scheduled(text or ""):
            call.script(command, stdin="")
    return ""


def _table_text(call: Call, operands: list[str]) -> str | None:
    if not operands or operands[0] == "-":
        return call.stdin
    call.read(operands[0])
    return call.shell.content(operands[0])


def _scheduled(table: str) -> list[str]:
    """The commands in a crontab: behind five fields, or behind `@daily` and its like; `%` ends them."""
    found = []
    for line in table.split("\n")[:512]:
        line = (
            line.rpartition(UNKNOWN_CLOSE)[2] if line[:1] == UNKNOWN_OPEN else line
        )  # A table not known stands before.
        words = line.split(None, 1 if line.lstrip()[:1] == "@" else 5)
        if not words or words[0][:1] == "#" or is_assignment(line.lstrip()):
            continue
        if len(words) > 1 and (words[0][:1] == "@" or (len(words) == 6 and words[0][:1] in "*0123456789")):
            found.append(words[-1].replace("\\%", "\0").partition("%")[0].replace("\0", "%"))
    return found


# -- when files change


def _watchexec(call: Call) -> str | None:
    options, operands = parse(
        call.args,
        "^ -w: --watch: -W: --watch-non-recursive: -e: --exts: -f: --filter: -j: --filter-prog: -i: --ignore: -s:"
        " --signal: -d: --debounce: -o: --on-busy-update: --shell: --stop-signal: --stop-timeout: -E: --env:"
        " --workdir: --delay-run: --poll? -n -r -c? -p --project-origin: --fs-events: --emit-events-to: -N -1 -v -q"
        " --exit-on-error",
    )
    direct = value_of(options, "-n") is not None or value_of(options, "--shell") == "none"
    if len(operands) == 1 and not direct:
        return call.script(operands[0], stdin="")
    return launch(call, operands, value_of(options, "--workdir"))


def _entr(call: Call) -> str | None:
    """The first of the files that it is given stands for `/_`."""
    options, operands = parse(call.args, "^ -a -c -d -n -p -r -s -x -z")
    if not operands:
        return None
    if value_of(options, "-s") is not None:
        return call.script(operands[0], operands[1:], stdin="")
    first = call.stdin.partition("\n")[0] or "/_"
    return call.run([first if word == "/_" else word for word in operands], stdin="")


def _nodemon(call: Call) -> str | None:
    options, operands = parse(
        call.args,
        "^ -x: --exec: -e: --ext: -w: --watch: -i: --ignore: -d: --delay: -s: --signal: --config: --cwd: -V -q -C -I"
        " -L",
    )
    code = value_of(options, "-x", "--exec")
    if code is not None:
        return call.script(" ".join([code, joined(operands)]), stdin="")
    more, _ = parse(operands, "-x: --exec:")
    code = value_of(more, "-x", "--exec")
    if code is not None:
        return call.script(code, stdin="")
    return launch(call, ["node", *operands]) if operands else None


def _on_change(call: Call) -> str | None:
    """`onchange 'src/**' -- cmd`; `chokidar 'src/**' -c cmd`."""
    options, _ = parse(call.args, "-c: --command: -d: -i: --ignore: -p: --polling-interval: -t: -j: -o:")
    code = value_of(options, "-c", "--command")
    if code is not None:
        return call.script(code, stdin="")
    words = call.args[call.args.index("--") + 1 :] if "--" in call.args else []
    return launch(call, words)


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    "at": _at,
    "batch": _at,
    "chokidar": _on_change,
    "crontab": _crontab,
    "entr": _entr,
    "nodemon": _nodemon,
    "onchange": _on_change,
    "start-stop-daemon": _start_stop_daemon,
    "systemd-run": _systemd_run,
    "watch": _watch,
    "watchexec": _watchexec,
}
