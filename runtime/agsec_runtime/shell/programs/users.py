"""Programs that run another one as another user, or as root."""

from __future__ import annotations

from ...marks import is_plain
from ..options import parse
from .launching import assignments_first, is_assignment, launch, line_of, quoted, sure, value_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

_SUDO = (
    "-A --askpass -a: --auth-type: -b --background -B --bell -C: --close-from: -c: --login-class: -D: --chdir: -e"
    " --edit -E --preserve-env? -g: --group: -H --set-home -h: --host: --help! -i --login -K! --remove-timestamp! -k"
    " --reset-timestamp -l! --list! -n --non-interactive -N --no-update -P --preserve-groups -p: --prompt: -R:"
    " --chroot: -r: --role: -S --stdin -s --shell -t: --type: -T: --command-timeout: -U: --other-user: -u: --user:"
    " -V! --version! -v! --validate!"
)


_MAX_TURNS = 64  # of assignments and options of sudo


def _sudo(call: Call) -> str | None:
    line = line_of(_SUDO)
    options, operands = parse(call.args, line.spec)
    for _ in range(_MAX_TURNS):
        if not operands or not is_assignment(operands[0]):
            break
        operands = assignments_first(call, operands)
        more, operands = parse(operands, line.spec)
        options += more
    names = [name for name, _ in options]
    if call.name == "sudoedit" or "-e" in names or "--edit" in names:
        return _edited(call, operands)
    if any([name in line.idle for name in names]):
        return None
    through_shell = any([name in ("-i", "--login", "-s", "--shell") for name in names])
    argv = sure(operands, options, line.names) or (["sh"] if through_shell else [])
    if through_shell and any(["$" in word and is_plain(word) for word in argv]):
        return call.script(" ".join([_with_dollars(word) for word in argv]))
    return launch(call, argv, value_of(options, "-D", "--chdir"))


def _with_dollars(word: str) -> str:
    """As `sudo -i` gives a word to a shell: everything is quoted but dollars."""
    return quoted(word) if "$" not in word else word.replace(" ", "\\ ")


def _edited(call: Call, paths: list[str]) -> str | None:
    for path in paths:
        call.read(path)
        call.write(path)
    return None


def _doas(call: Call) -> str | None:
    options, operands = parse(call.args, "^ -C: -a: -u: -L -n -s")
    if value_of(options, "-C") is not None or value_of(options, "-L") is not None:
        return None
    return launch(call, operands or (["sh"] if value_of(options, "-s") is not None else []))


_SU = (
    "-c: --command: --session-command: -f --fast -g: --group: -G: --supp-group: -l --login -m -p"
    " --preserve-environment -P --pty -T --no-pty -s: --shell: -w: --whitelist-environment: -u: --user: -h -V"
)


def _su(call: Call) -> str | None:
    """`su` and `runuser`; with -u the latter takes a program's words."""
    options, operands = parse(call.args, "^ " + _SU)
    if call.name == "runuser" and value_of(options, "-u", "--user") is not None:
        return launch(call, operands)
    options, operands = parse(call.args, _SU)
    operands = operands[1:] if operands[:1] == ["-"] else operands
    rest = operands[1:]
    code = value_of(options, "-c", "--command", "--session-command")
    shell = value_of(options, "-s", "--shell")
    if code is None:
        return launch(call, [shell or "sh", *rest])
    return call.script(code, rest) if shell is None else launch(call, [shell, "-c", code, *rest])


def _sg(call: Call) -> str | None:
    operands = [arg for arg in call.args if arg not in ("-", "-l")]
    code = operands[2:] if operands[1:2] == ["-c"] else operands[1:]
    return call.script(" ".join(code)) if code else launch(call, ["sh"])


def _visudo(call: Call) -> str | None:
    """It edits /etc/sudoers, or the file behind -f; with -c it only checks."""
    options, operands = parse(call.args, "-c --check -f: --file: -h --help -I -O -P -s --strict -V --version")
    flags = {name for name, _ in options}
    file = value_of(options, "-f", "--file") or "".join(operands[:1]) or "/etc/sudoers"
    if not flags & {"-c", "--check", "-h", "--help", "-V", "--version"}:
        call.write(file)
    return None


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    "doas": _doas,
    "runuser": _su,
    "sg": _sg,
    "su": _su,
    "sudo": _sudo,
    "sudoedit": _sudo,
    "visudo": _visudo,
}
