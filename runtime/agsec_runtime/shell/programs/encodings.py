"""Programs that write bytes as text and back: `base64` and its kin, `xxd`, `openssl`."""

from __future__ import annotations

from ...marks import is_plain
from ..operands import module
from ..options import parse
from .launching import value_of, whole_number
from .lines import read_all, read_one

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call


def _base(call: Call) -> str | None:
    """`base64`, `base32`, and `basenc` which is told the encoding; BSD's -D decodes, its -i and -o name files."""
    from .decoding import ENCODINGS, decoded, encoded

    options, operands = parse(
        call.args,
        "-w: --wrap: -b: --break: -o: --output: -d -D --decode -i --ignore-garbage"
        " --base64 --base64url --base32 --base32hex --base16 --base2msbf --base2lsbf --z85",
    )
    names = [name for name, _ in options]
    encoding = (
        call.name if call.name != "basenc" else ([name[2:] for name in names if name[:6] == "--base"] or [""])[-1]
    )
    text = read_all(call, operands)
    made = None
    if encoding in ENCODINGS and is_plain(text):
        if any([name in ("-d", "-D", "--decode") for name in names]):
            made = decoded(text, encoding, "-i" in names or "--ignore-garbage" in names)
        else:
            wrap = whole_number(value_of(options, "-w", "--wrap", "-b", "--break") or "76")
            made = None if wrap is None else encoded(text, encoding, wrap)
    target = value_of(options, "-o", "--output")
    if target is None:
        return made
    call.write(target, made)
    return ""


def _unglued(arg: str) -> list[str]:
    """`-c16` of `xxd` as two words."""
    return (
        [arg[:2], arg[2:]]
        if arg[:1] == "-" and arg[1:2] in tuple("cglos") and whole_number(arg[2:]) is not None
        else [arg]
    )


def _xxd(call: Call) -> str | None:
    from .decoding import from_dump, from_hex, to_hex

    options, operands = parse(
        [word for arg in call.args for word in _unglued(arg)],
        "=long -c: -cols: -g: -groupsize: -l: -len: -s: -seek: -skip: -o: -R: -n: -name: -r -p -ps -plain -postscript",
    )
    names = {name for name, _ in options}
    plain = bool(names & {"-p", "-ps", "-plain", "-postscript", "-pr", "-rp"})
    text = read_all(call, operands[:1])
    made = None
    if is_plain(text) and not names & {"-l", "-len", "-s", "-seek", "-skip", "-o", "-b", "-e", "-i", "-E", "-u"}:
        if names & {"-r", "-revert", "-pr", "-rp"}:
            made = from_hex(text) if plain else from_dump(text)
        elif plain:
            columns = whole_number(value_of(options, "-c", "-cols") or "30")
            made = None if columns is None else to_hex(text, columns)
    if len(operands) < 2:
        return made
    call.write(operands[1], made)
    return ""


_OPENSSL = (
    "=long -in: -out: -pass: -passin: -passout: -k: -K: -iv: -S: -md: -kfile: -iter: -bufsize: -inkey: -key: -keyform:"
    " -inform: -outform: -CA: -CAkey: -CAfile: -CApath: -cert: -certfile: -config: -subj: -days: -newkey: -keyout:"
    " -extensions: -extfile: -connect: -servername: -name: -sign: -verify: -signature: -hmac: -mac: -macopt: -sigopt:"
    " -engine: -rand: -writerand: -signkey: -recip: -signer: -set_serial: -addext: -reqexts: -caname: -pkeyopt:"
    " -algorithm: -paramfile: -peerkey: -starttls: -tls1_2 -proxy: -port: -accept: -www -CAserial: -host:"
)
_OPENSSL_READ = ("-in", "-inkey", "-key", "-CA", "-CAkey", "-cert", "-certfile", "-signkey", "-kfile", "-signature")
_OPENSSL_MORE = ("-CAfile", "-config", "-extfile", "-sign", "-verify", "-recip", "-signer", "-paramfile", "-peerkey")
_ENCIPHERING = ("enc", "base64")


def _openssl(call: Call) -> str | None:
    command = call.args[0] if call.args else ""
    if command == "s_client":
        return module("network")[call.name](call)
    options, operands = parse(call.args[1:], _OPENSSL)
    values = dict(options)
    for name, value in options:
        if name in _OPENSSL_READ or name in _OPENSSL_MORE:
            call.read(value)
        elif name in ("-pass", "-passin", "-passout") and value[:5] == "file:":
            call.read(value[5:])
        elif name in ("-keyout", "-writerand"):
            call.write(value)
    made = _enciphered(call, command, values)
    for operand in operands if command in ("dgst", "sha256", "sha1", "md5", "verify", "rsautl") else []:
        call.read(operand)
    if "-out" not in values:
        return made
    call.write(values["-out"], made)
    return ""


def _enciphered(call: Call, command: str, values: dict[str, str]) -> str | None:
    """`openssl base64` and `openssl enc -base64`, which is no cipher."""
    from .decoding import decoded, encoded

    text = read_one(call, values["-in"]) if "-in" in values else call.stdin
    if command not in _ENCIPHERING or not is_plain(text):
        return None
    if command == "enc" and not ("-base64" in values or "-a" in values):
        return None
    others = set(values) - {"-a", "-base64", "-A", "-d", "-e", "-in", "-out"}
    if others:
        return None
    return decoded(text, "base64", True) if "-d" in values else encoded(text, "base64", 0 if "-A" in values else 64)


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    "base32": _base,
    "base64": _base,
    "basenc": _base,
    "openssl": _openssl,
    "xxd": _xxd,
}
