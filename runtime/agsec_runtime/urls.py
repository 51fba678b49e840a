"""URLs as a browser reads them, where other parsers agree; what they read differently is undecidable.

Hosts are spelled one way: lower case, without user info, without the dot at the end, IPv4 dotted, IPv6 compressed and
without brackets, IDNA in its ASCII form, letters that only look different (full-width ones) normalised.
"""

from __future__ import annotations

from .addresses import Address, parse_v4, parse_v6
from .marks import UNKNOWN_CLOSE, UNKNOWN_OPEN
from .paths import components

MAX_HOST = 255  # characters; no longer name can be looked up
_WEB = ("http", "https", "ws", "wss", "ftp")
_PORTS = {
    "ftp": 21,
    "ftps": 990,
    "git": 9418,
    "gopher": 70,
    "http": 80,
    "https": 443,
    "ldap": 389,
    "ldaps": 636,
    "sftp": 22,
    "ssh": 22,
    "telnet": 23,
    "ws": 80,
    "wss": 443,
}
_SCHEME = "abcdefghijklmnopqrstuvwxyz0123456789+-."
_NAME = "abcdefghijklmnopqrstuvwxyz0123456789-_."
# Reserved for private networks by RFC 6762, RFC 8375 and ICANN.
_PRIVATE_NAMES = (".local", ".internal", ".home.arpa")
# What IDNA 2003 maps away and IDNA 2008 keeps, and the capital of one of them: two parsers, two hosts.
_DEVIATING = "\u00df\u03c2\u03a3\u1e9e\u200c\u200d"
# Letters and marks that are mapped to nothing, by most.
_IGNORED = (
    ("\u034f", "\u034f"),
    ("\u115f", "\u1160"),
    ("\u17b4", "\u17b5"),
    ("\u180b", "\u180f"),
    ("\u3164", "\u3164"),
    ("\ufe00", "\ufe0f"),
    ("\uffa0", "\uffa0"),
    ("\U000e0000", "\U000e0fff"),
)
_DOTS = {0x3002: ".", 0xFF0E: ".", 0xFF61: "."}


class Url:
    """What policies ask of a URL. Without a host (`data:`, `file:///x`), ``host`` and what hangs on it are None."""

    __slots__ = ("host", "is_loopback", "is_private", "port", "scheme")

    def __init__(self, scheme: str, host: str | None, port: int | None) -> None:
        self.scheme = scheme
        self.host = host
        self.port = port
        self.is_loopback = None if host is None else is_loopback(host)
        self.is_private = None if host is None else is_private(host)


def parse(url: object) -> Url | None:
    """What every parser makes of ``url``, or None where they may disagree."""
    if type(url) is not str or not _is_clean(url):
        return None
    scheme, rest = _scheme(url)
    if not scheme:
        return None
    if scheme == "file":
        return _parse_file(rest)
    if not rest.startswith("//"):
        return None if scheme in _WEB else Url(scheme, None, None)
    authority = _authority(rest[2:])
    if not authority and scheme not in _WEB:
        return Url(scheme, None, None)
    place = _place(authority)
    if place is None:
        return None
    host, port = place
    return Url(scheme, host, _PORTS.get(scheme) if port is None else port)


def _is_clean(url: str) -> bool:
    """Whether nothing is in it that browsers strip or turn into something else."""
    if "\\" in url or not url or url[0] == " " or url[-1] == " ":
        return False
    if url.isprintable():
        return True
    return not any([char < " " or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff" for char in url])


def _scheme(url: str) -> tuple[str, str]:
    scheme, colon, rest = url.partition(":")
    if not colon or not scheme.isascii() or not scheme[:1].isalpha():
        return "", url
    scheme = scheme.lower()
    return (scheme, rest) if all([char in _SCHEME for char in scheme]) else ("", url)


def _authority(rest: str) -> str:
    """What stands behind `//` up to the path, the query or the fragment."""
    for end in "/?#":
        rest = rest.partition(end)[0]
    return rest


def _parse_file(rest: str) -> Url | None:
    authority = _authority(rest[2:]) if rest.startswith("//") else ""
    if not authority or _is_drive(authority):
        return Url("file", None, None)
    host = normal_host(authority)
    return None if host is None else Url("file", None if host == "localhost" else host, None)


def _is_drive(text: str) -> bool:
    return len(text) == 2 and text[0].isalpha() and text[1] in ":|"


def path_of(url: str) -> str | None:
    """The path that a `file:` URL names, percent-escapes undone; None for any other text."""
    scheme, rest = _scheme(url)
    if scheme != "file":
        return None
    if rest.startswith("//"):
        rest = rest[2 + len(_authority(rest[2:])) :]
    for end in "?#":
        rest = rest.partition(end)[0]
    return _unescaped(rest if rest[:1] == "/" else "/" + rest)


def name_of(url: str) -> str:
    """The last name in a URL's path (marked text), as a download is named; "" where there is none."""
    parts = components(url)
    if len(parts) < (4 if "://" in url else 2) and UNKNOWN_OPEN not in parts[-1]:
        return ""
    return parts[-1].partition("?")[0].partition("#")[0]


def _unescaped(text: str) -> str:
    head, *rest = text.split("%")
    pieces = [head.encode("utf-8", "surrogatepass")]
    for piece in rest:
        code = piece[:2]
        coded = len(code) == 2 and _is_hex(code.lower())
        pieces.append(bytes.fromhex(code) if coded else b"%")
        pieces.append((piece[2:] if coded else piece).encode("utf-8", "surrogatepass"))
    return b"".join(pieces).decode("utf-8", "replace")


# -- hosts


def _place(authority: str) -> tuple[str, int | None] | None:
    """Host and port of an authority; user info is dropped."""
    user, at, place = authority.rpartition("@")
    if at and any([char in user for char in "@[]"]):
        return None
    if place[:1] == "[":
        inner, bracket, port = place[1:].partition("]")
        address = parse_v6(inner) if bracket else None
        host, colon = (str(address) if address else None), port[:1]
        port = port[1:]
        if colon not in ("", ":"):
            return None
    else:
        name, colon, port = place.partition(":")
        host = normal_host(name)
    number = _port(port)
    return None if host is None or number == -1 else (host, number)


def _port(text: str) -> int | None:
    """The port, None where none is given, -1 where it is no port."""
    if not text:
        return None
    digits = text.lstrip("0") or "0"
    if len(digits) > 5 or not digits.isascii() or not digits.isdigit() or int(digits) > 65535:
        return -1
    return int(digits)


def normal_host(host: str) -> str | None:
    """A host's one spelling; None where it is none, or where parsers disagree about it."""
    if len(host) > MAX_HOST:
        return None
    if not host.isascii():
        host = _ascii_name(host) or ""
    host = host.lower()
    host = host[:-1] if host[-1:] == "." else host
    labels = host.split(".")
    if "" in labels or not all([char in _NAME for char in host]):
        return None
    if labels[-1].isdigit() or labels[-1][:2] == "0x":
        address = parse_v4(host)
        if address is not None or labels[-1].isdigit() or _is_hex(labels[-1][2:]):
            return str(address) if address else None
    return None if any([label[:4] == "xn--" and not _is_punycode(label) for label in labels]) else host


def _is_hex(text: str) -> bool:
    return all([char in "0123456789abcdef" for char in text])


def _ascii_name(host: str) -> str | None:
    """A name in IDNA's ASCII form, for letters and digits of any script: what they map to is beyond dispute."""
    from unicodedata import category, normalize

    name = normalize("NFKC", normalize("NFKC", host.translate(_DOTS)).casefold())
    if any([char in host for char in _DEVIATING]) or not all([_is_letter(char, category(char)) for char in name]):
        return None
    labels = name.split(".")
    for label in labels:
        if not label.isascii() and (category(label[0])[0] == "M" or label[:4] == "xn--"):
            return None
    return ".".join([label if label.isascii() else _punycode(label) for label in labels])


def _is_letter(char: str, category: str) -> bool:
    if char.isascii():
        return char in _NAME
    return (category[0] in "LM" or category == "Nd") and not any([low <= char <= high for low, high in _IGNORED])


def _punycode(label: str) -> str:
    return "xn--" + label.encode("punycode").decode("ascii")


def _is_punycode(label: str) -> bool:
    """Whether a label is the ASCII form of some name in its final form."""
    from unicodedata import normalize

    try:
        name = label[4:].encode("ascii").decode("punycode")
        same = _punycode(name) == label
    except UnicodeError:
        return False
    final = normalize("NFKC", name.replace("\u00df", "").replace("\u03c2", ""))
    return (
        same
        and not name.isascii()
        and name.isprintable()
        and final == final.casefold()
        and normalize("NFC", name) == name
    )


def _address(host: str) -> Address | None:
    return parse_v6(host) if ":" in host else parse_v4(host)


def is_loopback(host: str) -> bool:
    """Whether a host in its normal spelling is this machine, plainly: an address, `localhost`, a name below it."""
    address = _address(host)
    return address.is_loopback if address else host == "localhost" or host.endswith(".localhost")


def is_private(host: str) -> bool:
    """Whether such a host is not of the public internet: by its address, or by a name reserved for private networks."""
    address = _address(host)
    return address.is_private if address else is_loopback(host) or host.endswith(_PRIVATE_NAMES)


# -- hosts as programs take them


def loopback_host(host: str) -> bool:
    """Whether a host as somebody wrote it (marked text) is plainly this machine; an unknown one is not."""
    known = normal_host(host) or _bracketed(host)
    return known is not None and is_loopback(known)


def host_of(text: str) -> str | None:
    """The host in a URL, `host:port`, `user@host:path` or bare host (marked text); None where it is not known.

    A port, a user or a password that only a run can tell does not make the host unknown.
    """
    scheme, mark, rest = text.partition("://")
    if not mark or any([char in scheme for char in "/?#@:"]):
        rest = text.removeprefix("//")
    elif UNKNOWN_OPEN in scheme:
        return None
    authority = _masked(rest)
    if "\\" in authority or authority.count("@") > 1:
        return None
    place = authority.rpartition("@")[2]
    if place[:1] == "[":
        return _bracketed(place.partition("]")[0] + "]") if "]" in place else None
    return normal_host(place.partition(":")[0])


def _masked(rest: str) -> str:
    """The authority with each unknown part as one mark, so that what is written in it is not taken for syntax."""
    if UNKNOWN_OPEN in rest:
        head, *pieces = rest.split(UNKNOWN_OPEN)
        rest = UNKNOWN_OPEN.join([head, *[piece.partition(UNKNOWN_CLOSE)[2] for piece in pieces]])
    return _authority(rest)


def _bracketed(host: str) -> str | None:
    address = parse_v6(host.removeprefix("[").removesuffix("]"))
    return str(address) if address else None
