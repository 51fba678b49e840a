"""IP addresses: read as a browser reads a host, spelled one way, and sorted into loopback, private and the rest."""

from __future__ import annotations

V4_BITS, V6_BITS = 32, 128
_DIGITS = {10: "0123456789", 16: "0123456789abcdefABCDEF", 8: "01234567"}
_MAPPED = 0xFFFF << 32  # ::ffff:0:0/96
_NAT64 = 0x64FF9B << 96  # 64:ff9b::/96
_MAX_DIGITS = 64  # of one part of an address; leading zeros are all that more could be


class Address:
    """An IPv4 or IPv6 address; one IPv4 address mapped into IPv6 is that IPv4 address."""

    __slots__ = ("bits", "number")

    def __init__(self, number: int, bits: int) -> None:
        mapped = bits == V6_BITS and number >> 32 == _MAPPED >> 32
        self.number = number & 0xFFFFFFFF if mapped else number
        self.bits = V4_BITS if mapped else bits

    def __str__(self) -> str:
        return _dotted(self.number) if self.bits == V4_BITS else _compressed(self.number)

    @property
    def is_loopback(self) -> bool:
        """127.0.0.0/8 or ::1. The unspecified address is not plainly loopback, though it reaches this machine."""
        return self.number >> 24 == 127 if self.bits == V4_BITS else self.number == 1

    @property
    def is_private(self) -> bool:
        """In a network that IANA's registries keep for special use: loopback included, carrier-grade NAT too.

        So is all that `ipaddress` calls private, in any version, and no address of an ordinary host elsewhere.
        """
        if self.bits == V4_BITS:
            return _in(_PRIVATE_V4, self.number, V4_BITS)
        inner = _embedded(self.number)
        if inner is not None:
            return _in(_PRIVATE_V4, inner, V4_BITS)
        return _in(_PRIVATE_V6, self.number, V6_BITS)


def parse_v4(host: str) -> Address | None:
    """IPv4 in any spelling that `inet_aton` and browsers take: one to four parts, decimal, octal or hexadecimal."""
    parts = host.split(".")
    numbers = [_number(part) for part in parts]
    if len(parts) > 4:
        return None
    value = 0
    for number in numbers[:-1]:
        if number is None or number > 255:
            return None
        value = value << 8 | number
    last, room = numbers[-1], 8 * (5 - len(parts))
    if last is None or last >> room:
        return None
    return Address(value << room | last, V4_BITS)


def _number(part: str) -> int | None:
    if part[:2] in ("0x", "0X"):
        return _in_base(part[2:], 16)
    return _in_base(part, 8 if part[:1] == "0" else 10)


def _in_base(digits: str, base: int) -> int | None:
    allowed = _DIGITS[base]
    if not digits or len(digits) > _MAX_DIGITS or not all([digit in allowed for digit in digits]):
        return None
    return int(digits, base)


def parse_v6(host: str) -> Address | None:
    """IPv6 without its brackets; an address with a zone is none, as parsers disagree about it."""
    if len(host) > 45:  # longer than the longest spelling
        return None
    left, gap, right = host.partition("::")
    head, tail = _pieces(left, not gap), _pieces(right, True)
    if head is None or tail is None:
        return None
    missing = 8 - len(head) - len(tail)
    if missing < 1 if gap else missing:
        return None
    number = 0
    for piece in [*head, *[0] * missing, *tail]:
        number = number << 16 | piece
    return Address(number, V6_BITS)


def _pieces(text: str, last: bool) -> list[int] | None:
    """The 16-bit pieces of one side of an address; the ``last`` side may end in a dotted IPv4 address."""
    if not text:
        return []
    pieces: list[int] = []
    parts = text.split(":")
    for at, part in enumerate(parts):
        if last and at == len(parts) - 1 and "." in part:
            dotted = _decimal_v4(part)
            if dotted is None:
                return None
            return [*pieces, dotted >> 16, dotted & 0xFFFF]
        number = _in_base(part, 16) if len(part) <= 4 else None
        if number is None:
            return None
        pieces.append(number)
    return pieces


def _decimal_v4(text: str) -> int | None:
    parts = text.split(".")
    if len(parts) != 4 or not all([part == "0" or part[:1] != "0" for part in parts]):
        return None
    numbers = [_in_base(part, 10) for part in parts]
    value = 0
    for number in numbers:
        if number is None or number > 255:
            return None
        value = value << 8 | number
    return value


def _dotted(number: int) -> str:
    return ".".join([str(number >> shift & 255) for shift in (24, 16, 8, 0)])


def _compressed(number: int) -> str:
    """The one spelling of RFC 5952: the first of the longest runs of zeros left out."""
    pieces = [number >> shift & 0xFFFF for shift in range(112, -1, -16)]
    start, length = 0, 1
    for at in range(8):
        run = 0
        while at + run < 8 and not pieces[at + run]:
            run += 1
        if run > length:
            start, length = at, run
    texts = [f"{piece:x}" for piece in pieces]
    if length == 1:
        return ":".join(texts)
    return ":".join(texts[:start]) + "::" + ":".join(texts[start + length :])


def _embedded(number: int) -> int | None:
    """The IPv4 address that a translated (NAT64) or tunnelled (6to4) address leads to."""
    if number >> 32 == _NAT64 >> 32:
        return number & 0xFFFFFFFF
    return number >> 80 & 0xFFFFFFFF if number >> 112 == 0x2002 else None


def _networks(text: str) -> list[tuple[int, int]]:
    networks = []
    for written in text.split():
        base, _, length = written.partition("/")
        address = parse_v6(base) if ":" in base else parse_v4(base)
        if address is not None:
            networks.append((address.number >> (address.bits - int(length)), int(length)))
    return networks


def _in(networks: list[tuple[int, int]], number: int, bits: int) -> bool:
    return any([number >> (bits - length) == prefix for prefix, length in networks])


_PRIVATE_V4 = _networks(
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24"
    " 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4"
)
_PRIVATE_V6 = _networks(
    "::/127 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10"
)
