"""Programs that look up a name or say hello to a host: data leaves in the names that they ask for."""

from __future__ import annotations

from ..options import parse
from .uploads import Upload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

# What of a program's options takes a value; `r` behind one is a file that is read, `S` a text that is sent.
_OPTIONS = {
    "dig": "-f:r -k:r -y: -b: -c: -p: -q:S -t: -x:S",
    "drill": "-f:r -i:r -w: -k:r -y: -b: -c: -p: -d:",
    "finger": "",
    "getent": "-s:",
    "host": "-c: -m: -N: -R: -t: -W: -k:r -y:",
    "nslookup": "",
    "ping": "-c: -i: -I: -l: -m: -M: -p:S -Q: -s: -S: -t: -T: -w: -W:",
    "resolvectl": "-t: --type: -c: --class: -p: --protocol: -i: --interface:",
    "traceroute": "-f: -m: -p: -q: -w: -z: -i: -s: -g: -t: -l:",
    "whois": "-h: --host: -p: --port: -s: -T: -t: -i: -q:",
}
_SHADOWS = ("gshadow", "shadow")
_ALIASES = {
    "delv": "dig",
    "fping": "ping",
    "kdig": "dig",
    "ping6": "ping",
    "systemd-resolve": "resolvectl",
    "tracepath": "ping",
}


def _getent(call: Call) -> None:
    """`getent shadow` shows what stands in /etc/shadow."""
    for word in call.args:
        if word in _SHADOWS:
            call.read(f"/etc/{word}")
    _lookup(call)


def _lookup(call: Call) -> None:
    options, operands = parse(call.args, " ".join(_spec(call.name)))
    roles = {token.partition(":")[0]: token.partition(":")[2] for token in _tokens(call.name)}
    for name, value in options:
        if roles.get(name) == "r":
            call.read(value)
        elif roles.get(name) == "S":
            call.send_text(value)
    upload = Upload(call)
    for word in operands:
        upload.address(word)
    upload.tell(True)


def _tokens(name: str) -> list[str]:
    return _OPTIONS[_ALIASES.get(name, name)].split()


def _spec(name: str) -> list[str]:
    return [token.partition(":")[0] + ":" for token in _tokens(name)]


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    **dict.fromkeys([*_OPTIONS, *_ALIASES], _lookup),
    "getent": _getent,
}
