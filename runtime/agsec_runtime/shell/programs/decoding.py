"""Encodings of bytes as text: base64 and its kin, and the hexadecimal of `xxd`."""

from __future__ import annotations

from .escapes import from_bytes, to_bytes

_UPPER, _LOWER, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"
# Alphabet, bits of a character, characters of a group.
ENCODINGS: dict[str, tuple[str, int, int]] = {
    "base64": (_UPPER + _LOWER + _DIGITS + "+/", 6, 4),
    "base64url": (_UPPER + _LOWER + _DIGITS + "-_", 6, 4),
    "base32": (_UPPER + "234567", 5, 8),
    "base32hex": (_DIGITS + "ABCDEFGHIJKLMNOPQRSTUV", 5, 8),
    "base16": (_DIGITS + "ABCDEF", 4, 2),
    "base2msbf": ("01", 1, 8),
}


def decoded(text: str, encoding: str, lenient: bool) -> str | None:
    """Plain text decoded, up to where it is no longer valid, as the program prints it before it complains."""
    alphabet, bits, group = ENCODINGS[encoding]
    values = {char: index for index, char in enumerate(alphabet)}
    if encoding == "base16":
        values.update({char.lower(): index for char, index in list(values.items())})
    made = bytearray()
    pending: list[int] = []
    padding = 0
    for char in text:
        if char == "=":
            if not pending or not _complete(len(pending), bits):
                break
            padding += 1
            if len(pending) + padding == group:
                made += _bytes(pending, bits)
                pending, padding = [], 0
            continue
        value = values.get(char)
        if value is None:
            if char == "\n" or lenient:
                continue
            break
        if padding:
            break
        pending.append(value)
        if len(pending) == group:
            made += _bytes(pending, bits)
            pending = []
    return from_bytes(bytes(made + _bytes(pending, bits)))


def _complete(count: int, bits: int) -> bool:
    """Whether so many characters can end a group: they make whole bytes, and none of them is needless."""
    return count * bits >= 8 and count * bits % 8 < bits


def _bytes(values: list[int], bits: int) -> bytes:
    """The whole bytes in a group of characters."""
    number = 0
    for value in values:
        number = number << bits | value
    total = len(values) * bits
    return (number >> total % 8).to_bytes(total // 8, "big")


def encoded(text: str, encoding: str, wrap: int) -> str | None:
    """Plain text encoded, in lines of ``wrap`` characters."""
    data = to_bytes(text)
    if data is None:
        return None
    alphabet, bits, group = ENCODINGS[encoding]
    size = group * bits // 8
    made: list[str] = []
    for at in range(0, len(data), size):
        chunk = data[at : at + size]
        number = int.from_bytes(chunk.ljust(size, b"\0"), "big")
        chars = [alphabet[number >> bits * (group - 1 - place) & (1 << bits) - 1] for place in range(group)]
        used = -(-len(chunk) * 8 // bits)
        made.append("".join(chars[:used]).ljust(group, "="))
    whole = "".join(made)
    if not wrap or not whole:
        return whole
    return "".join([whole[at : at + wrap] + "\n" for at in range(0, len(whole), wrap)])


def from_hex(text: str) -> str | None:
    """`xxd -r -p`: pairs of digits, wherever they stand; None where something else stands among them."""
    digits = "".join(text.split())
    if not digits.isascii() or not all([char in "0123456789abcdefABCDEF" for char in digits]):
        return None
    return from_bytes(bytes.fromhex(digits[: len(digits) // 2 * 2]))


def from_dump(text: str) -> str | None:
    """`xxd -r`: lines of an offset, a colon, groups of digits, and behind two spaces the text; in their order."""
    made = bytearray()
    for line in text.split("\n"):
        offset, colon, rest = line.partition(":")
        if not colon:
            continue
        digits = rest.lstrip(" ").partition("  ")[0].replace(" ", "")
        try:
            if int(offset, 16) != len(made):
                return None
            made += bytes.fromhex(digits)
        except ValueError:
            return None
    return from_bytes(bytes(made))


def to_hex(text: str, columns: int) -> str | None:
    """`xxd -p`."""
    data = to_bytes(text)
    if data is None:
        return None
    size = columns or len(data) or 1
    return "".join([data[at : at + size].hex() + "\n" for at in range(0, len(data), size)])
