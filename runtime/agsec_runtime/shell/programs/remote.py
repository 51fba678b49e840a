"""Commands on other hosts: `ssh` and its kin give them to a shell there."""

from __future__ import annotations

from ...marks import as_written
from ..options import parse
from .launching import launch, value_of
from .shells import run_stdin
from .uploads import send_stdin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

_SSH = (
    "^ -B: -b: -c: -D: -E: -e: -F: -I: -i: -J: -L: -l: -m: -O: -o: -p: -P: -Q: -R: -S: -W: -w:"
    " -4 -6 -A -a -C -f -G -g -K -k -M -N -n -q -s -T -t -V -v -X -x -Y -y"
)
_AUTOSSH = _SSH.replace(" -M", " -M:")
_PLINK = "^ -l: -p: -P: -pw: -pwfile: -i: -m: -D: -L: -R: -J: -hostkey: -proxycmd: -load: -batch -ssh -T -t =long"
_LOCAL_CODE = ("proxycommand", "localcommand", "knownhostscommand")  # options whose value a shell here runs


def _ssh(call: Call) -> str | None:
    spec = {"autossh": _AUTOSSH, "plink": _PLINK}.get(call.name, _SSH)
    options, operands = parse(call.args, spec)
    host = operands[:1]
    more, command = parse(operands[1:], spec)  # Options may stand behind the host too.
    options += more
    names = [name for name, _ in options]
    for name, value in options:
        _option(call, name, value)
    if not host or any([name in ("-Q", "-G", "-V", "-O") for name in names]):
        return None
    if "-s" in names or "-N" in names:
        return None
    return _there(call, host[0], command, "-n" in names or "-f" in names)


def _option(call: Call, name: str, value: str) -> None:
    if name == "-o":
        key, _, code = value.partition("=") if "=" in value else value.partition(" ")
        if key.strip().lower() in _LOCAL_CODE and code.strip().lower() != "none":
            call.script(code.strip(), stdin="")
    elif name == "-proxycmd":
        call.script(value, stdin="")
    elif name == "-E":
        call.write(value)
    elif name in ("-F", "-m"):
        call.read(value)


def _there(call: Call, host: str, command: list[str], silent: bool) -> str | None:
    """What runs on the host, and what goes there: the command's text and standard input."""
    text = " ".join(command)
    if not is_loopback(host):
        call.send_text(text)
        if not silent:
            send_stdin(call)
    if not command:
        return run_stdin(call, ["sh"]) if not silent else None
    state = call.shell.state
    before, state.places = state.places, ("~" if not call.shell.home else call.shell.home,)
    try:
        return call.script(text, stdin="" if silent else None)
    finally:
        state.places = before


def is_loopback(host: str) -> bool:
    """Whether `user@host`, `ssh://host:22` or `[host]` is this machine."""
    from .network import loopback_host

    name = as_written(host).removeprefix("ssh://").rpartition("@")[2].partition("/")[0]
    return loopback_host(name if name.count(":") > 1 else name.partition(":")[0])


def _mosh(call: Call) -> str | None:
    """`mosh HOST -- PROGRAM`; --ssh is a command that runs here."""
    options, operands = parse(call.args, "^ --client: --server: --ssh: -p: --port: --predict: --family: -a -n -4 -6")
    for name, value in options:
        if name == "--ssh":
            call.run([*value.split(), *operands[:1]], stdin="")
    words = operands[1:]
    return launch(call, words[1:] if words[:1] == ["--"] else words)


_ANSIBLE = (
    "-m: --module-name: -a: --args: -i: --inventory: -e: --extra-vars: -u: --user: -f: --forks: -l: --limit: -b"
    " --become -K -k --private-key: --key-file: -c: --connection: -T: --timeout: -t: --tree: -M: --module-path: -P:"
    " --poll: -B: --background: --vault-id: --vault-password-file: --become-user: --become-method:"
)
_ANSIBLE_SHELLS = ("command", "shell", "raw", "script")


def _ansible(call: Call) -> str | None:
    """`ansible HOSTS -m shell -a COMMAND`; `command` is the module where none is named."""
    options, _ = parse(call.args, _ANSIBLE)
    module = value_of(options, "-m", "--module-name") or "command"
    given = value_of(options, "-a", "--args")
    if given and module.rpartition(".")[2] in _ANSIBLE_SHELLS:
        call.script(given, stdin="")
    elif given and module.rpartition(".")[2] == "file" and "state=absent" in given:
        for word in given.split():
            if word.startswith(("path=", "dest=", "name=")):
                call.delete(word.partition("=")[2])
    return None


def _salt(call: Call) -> str | None:
    """`salt TARGET cmd.run COMMAND`."""
    for at, word in enumerate(call.args[:-1]):
        if word in ("cmd.run", "cmd.shell", "cmd.run_all", "cmd.run_stdout", "cmd.retcode"):
            call.script(call.args[at + 1], stdin="")
    return None


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    "ansible": _ansible,
    "salt": _salt,
    **dict.fromkeys(["autossh", "dbclient", "plink", "slogin", "ssh"], _ssh),
    "mosh": _mosh,
}
