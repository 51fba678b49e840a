"""nc, socat, telnet, `openssl s_client`: what goes into a connection, and what is run on it."""

from __future__ import annotations

from ...marks import as_written, unknown
from ...urls import loopback_host
from ..options import parse
from .uploads import send_file, send_stdin, split_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

_NC = "-X: -x: -p: -s: -w: -i: -q: -O: -I: -T: -V: -M: -m: -P: -e: -c: -o: -g: -G: -b -z -l -L -U -u -v"
_NCAT = (
    "-e: --exec: -c: --sh-exec: --lua-exec: -o: --output: -x: --hex-dump: -g: -G: -i: --idle-timeout: -w: --wait: -d:"
    " --delay: -p: --source-port: -s: --source: -m: --max-conns: --proxy: --proxy-type: --proxy-auth: --proxy-dns:"
    " --ssl-cert: --ssl-key: --ssl-trustfile: --ssl-ciphers: --ssl-servername: --ssl-alpn: --allow: --allowfile:"
    " --deny: --denyfile: -z -l --listen -U --unixsock --vsock --send-only --recv-only -k --keep-open"
)
_NC_SHELL = ("-c", "--sh-exec", "-e", "--exec")
_NC_OUTPUT = ("-o", "--output", "-x", "--hex-dump")
_SOCAT = "=whole -b: -t: -T: -r: -R: -L: -W: -lf: -lp: -lm: -ls -ly -lu -lh -u -U -d -D -v -x -s -g -4 -6"
_S_CLIENT = (
    "=long -connect: -host: -port: -bind: -proxy: -servername: -cert: -key: -CAfile: -CApath: -cert_chain: -certform:"
    " -keyform: -pass: -starttls: -name: -sess_out: -sess_in: -keylogfile: -alpn: -verify: -cipher: -ciphersuites:"
    " -psk: -timeout: -xmpphost: -unix: -crlf -quiet -ign_eof -tls1_2 -tls1_3 -showcerts -brief -status"
)


def _nc(call: Call) -> str | None:
    """Standard input goes to the host; listening, to whoever connects."""
    ncat = call.name == "ncat"
    options, operands = parse(call.args, _NCAT if ncat else _NC)
    flags = {name for name, _ in options}
    if len(operands) == 1 and operands[0].isdigit() and "-c" in flags and not ncat and "-l" not in flags:
        # BSD's `-c` is a flag: a port without a host means that it stood before the host.
        operands = [dict(options)["-c"], *operands]
        options = [option for option in options if option[0] != "-c"]
    host = operands[0] if operands else ""
    bound = [value for name, value in options if name in ("-s", "--source")]
    if flags & {"-l", "-L", "--listen"}:
        host = operands[0] if operands[1:] else (bound or [""])[0]
    proxies = [value for name, value in options if name == "--proxy" or (name == "-x" and not ncat)]
    leaves = not flags & {"-U", "--unixsock"} and not all([_is_local(each) for each in [host, *proxies]])
    if leaves and "-z" not in flags and "--recv-only" not in flags:
        send_stdin(call)
    for name, value in options:
        if name in _NC_SHELL:
            _served(call, value, leaves)
        elif name in _NC_OUTPUT and (ncat or name == "-o"):
            call.write(value)
        elif name in ("--ssl-key", "--ssl-cert"):
            call.read(value)
    return None


def _is_local(place: str) -> bool:
    return loopback_host(place if place[:1] == "[" or place.count(":") > 1 else place.partition(":")[0])


def _served(call: Call, command: str, leaves: bool) -> None:
    """A command whose input comes from the connection, and whose output goes there."""
    printed = call.script(command, stdin=unknown(f"$({as_written(call.name)})"))
    if leaves:
        call.send_text(printed)


def _telnet(call: Call) -> str | None:
    _, operands = parse(call.args, "-b: -e: -l: -n: -S: -X: -k:")
    if operands and not loopback_host(operands[0]):
        send_stdin(call)
    return None


def _openssl(call: Call) -> str | None:
    """`s_client` sends its standard input; all else of openssl is a matter of text."""
    if call.args[:1] != ["s_client"]:
        from .text import PROGRAMS as OTHERS

        return OTHERS["openssl"](call)
    options, operands = parse(call.args[1:], _S_CLIENT)
    values = dict(options)
    for name in ("-cert", "-key", "-CAfile"):
        if name in values:
            call.read(values[name])
    place = values.get("-proxy") or values.get("-connect") or values.get("-host") or "".join(operands[:1])
    if "-unix" not in values and not _is_local(place):
        send_stdin(call)
    return None


# -- socat


class _Address:
    """One of socat's two ends: `TYPE:parameters,options`, a file's path, `-`, or two of these with `!!` between."""

    __slots__ = ("kind", "parameters", "path")

    def __init__(self, text: str) -> None:
        kind, _, rest = text.partition(":")
        self.kind = kind.partition(",")[0].upper()
        self.parameters = rest
        self.path = ""
        if text[:1] in ("/", ".") or ("/" in kind and ":" not in text):
            self.kind, self.path = "GOPEN", text.partition(",")[0]
        elif self.kind in _FILES:
            self.path = rest.partition(",")[0]

    @property
    def leaves(self) -> bool:
        """Whether what goes into it leaves this machine; what listens may be asked by anybody."""
        if not self.kind.startswith(_NETWORK):
            return False
        if "LISTEN" in self.kind or "RECV" in self.kind:
            bound = self.parameters.partition("bind=")[2].partition(",")[0]
            return not _is_local(bound)
        host = self.parameters
        return not _is_local(host[: host.find("]") + 1] if host[:1] == "[" else host.partition(":")[0])


_FILES = ("FILE", "OPEN", "GOPEN", "CREATE", "CREAT", "PIPE", "FIFO")
_STANDARD = ("-", "STDIO", "STDIN", "STDOUT", "FD")
_NETWORK = ("TCP", "UDP", "SCTP", "OPENSSL", "SSL", "DTLS", "IP", "SOCKS", "PROXY")


def _socat(call: Call) -> str | None:
    options, operands = parse(call.args, _SOCAT)
    flags = {name for name, _ in options}
    for name, value in options:
        if name in ("-r", "-R", "-lf"):
            call.write(value)
    if len(operands) < 2:
        return None
    first, second = ["!!".join(operand.split("!!")[:2]).split("!!") for operand in operands[:2]]
    if "-U" not in flags:
        _flow(call, _Address(first[0]), _Address(second[-1]))
    if "-u" not in flags:
        _flow(call, _Address(second[0]), _Address(first[-1]))
    return None


def _flow(call: Call, source: _Address, sink: _Address) -> None:
    """What comes out of one end goes into the other."""
    if source.kind in _STANDARD:
        if sink.leaves:
            send_stdin(call)
    elif source.path and source.kind not in ("CREATE", "CREAT"):
        call.read(source.path)
        if sink.leaves:
            send_file(call, source.path)
    if source.kind in _RUNNING and not sink.leaves:
        _run(call, source, call.stdin)
    elif source.kind in _RUNNING:
        call.send_text(_run(call, source, unknown("$(socat)")))
    if sink.path and (source.kind.startswith(_NETWORK) or source.kind in (*_STANDARD, *_RUNNING)):
        call.write(sink.path)
    if sink.kind in _RUNNING and source.kind.startswith(_NETWORK):
        _run(call, sink, unknown("$(socat)"))


_RUNNING = ("EXEC", "SYSTEM", "SHELL")


def _run(call: Call, address: _Address, stdin: str) -> str:
    command = address.parameters
    if address.kind == "EXEC":
        words = split_words(command.partition(",")[0])
        return call.run(words, stdin) if words else ""
    return call.script(command, stdin=stdin)


PROGRAMS = {"nc": _nc, "ncat": _nc, "netcat": _nc, "openssl": _openssl, "socat": _socat, "telnet": _telnet}
