"""What calls make of texts: joined, split, replaced, decoded, filled in."""

from __future__ import annotations

from ...marks import is_known, is_plain, unknown
from .code_called import Called
from .code_tokens import character
from .code_values import MAX_CHOICES, STRING, Value, listed, origins_of, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .code_reader import Reader
    from .code_verbs import Verb


def of_text(make: Callable[[str], str]) -> Verb:
    def verb(reader: Reader, called: Called, places: list[str]) -> Value:
        value = called.at(places[0])
        if value is None:
            return Value()
        origins = origins_of([value])
        if not value.texts or not all([is_known(text) for text in value.texts]):
            made = Value(value.name if value.name == "path" else "", None, None, origins)
            made.written = called.written
            return made
        if not reader.spend(2 * sum([len(text) for text in value.texts])):
            return Value("", None, None, origins)
        try:
            texts = [make(text) for text in value.texts]
        except ValueError:
            return Value("", None, None, origins)
        return Value("path" if value.name == "path" else STRING, texts, None, origins)

    return verb


def base64(text: str) -> str:
    from binascii import a2b_base64

    return decoded(a2b_base64(text.replace("-", "+").replace("_", "/").encode()))


def from_hex(text: str) -> str:
    return decoded(bytes.fromhex("".join(text.split())))


def decoded(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    return text if is_plain(text) else ""


def rot13(text: str) -> str:
    small, large = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return text.translate(str.maketrans(small + large, small[13:] + small[:13] + large[13:] + large[:13]))


def directory(text: str) -> str:
    head = text.rstrip("/").rpartition("/")[0]
    return head or ("/" if text.startswith("/") else ".")


def decode(reader: Reader, called: Called, places: list[str]) -> Value:
    """`codecs.decode(text, "rot13")` and the like; without a codec that is known, the text itself."""
    codec = " ".join(called.texts(places[1])) if len(places) > 1 else ""
    kind = "rot13" if "rot" in codec else "fromhex" if "hex" in codec else "unbase64" if "base" in codec else ""
    if not kind:
        return called.at(places[0]) or Value()
    return _DECODERS[kind](reader, called, places[:1]) or Value()


def packed(reader: Reader, called: Called, places: list[str]) -> Value:
    """`pack` and `unpack1` with `m` and `H*`: base64 and hexadecimal."""
    template = (called.texts(places[1]) or [""])[0]
    value = called.at(places[0])
    if value is not None and value.items:
        value = value.items[0]
    inner = Called("", None, [value] if value is not None else [], {}, called.written)
    if template.startswith("m"):
        return unbase64(reader, inner, ["0"]) or Value()
    return (from_hexadecimal(reader, inner, ["0"]) if template.startswith("H") else None) or Value()


def join(reader: Reader, called: Called, places: list[str]) -> Value:
    """The elements at the second place, with the text at the first between them."""
    separator, values = called.at(places[0]), called.at(places[1])
    between = separator.exact() if separator is not None else ","
    if values is None or between is None:
        return Value()
    items = values.items
    if items is None:
        items = [string(text) for text in values.texts] if values.name != STRING else [values]
    parts: list[Value] = []
    for at, item in enumerate(items[: 4 * MAX_CHOICES]):
        parts.extend([item] if at == 0 else [string(between), item])
    return reader.joined(parts) if parts else string("")


def glue(reader: Reader, called: Called, places: list[str]) -> Value:
    """The texts at the place, one behind another (`paste0`)."""
    value = called.at(places[0])
    return reader.joined(value.items) if value is not None and value.items else string("")


def path_join(reader: Reader, called: Called, places: list[str]) -> Value:
    """The parts of a path; an absolute one begins anew."""
    value = called.at(places[0])
    parts: list[Value] = []
    for item in value.items or [] if value is not None else []:
        text = item.exact() or ""
        if text.startswith("/"):
            parts = []
        parts.extend([string("/")] if parts and not (parts[-1].exact() or "").endswith("/") else [])
        parts.append(item)
    return reader.joined(parts) if parts else string("")


def below(reader: Reader, called: Called, places: list[str]) -> Value:
    """A path with further components."""
    receiver = called.at(places[0])
    rest = called.at(places[1])
    items = [receiver] if receiver is not None else []
    items += rest.items if rest is not None and rest.items is not None else [rest] if rest is not None else []
    made = path_join(reader, Called("", None, items, {}, ""), ["*"])
    made.name = "path"
    return made


def expand_user(reader: Reader, called: Called, places: list[str]) -> Value:
    value = called.at(places[0])
    home = reader.call.shell.variable("HOME") or reader.call.shell.home or unknown("~")
    if value is None:
        return Value()
    texts = [home + text[1:] if text == "~" or text.startswith("~/") else text for text in value.texts]
    return Value(value.name, texts, None, value.origins)


def file_url(reader: Reader, called: Called, places: list[str]) -> Value:
    value = called.at(places[0])
    texts = value.texts if value is not None else []
    return Value(STRING, [text.removeprefix("file://") for text in texts])


def replaced(reader: Reader, called: Called, places: list[str]) -> Value:
    """The text at the first place with the second replaced by the third."""
    value, old, new = called.at(places[0]), called.at(places[1]), called.at(places[2])
    known = [each.exact() if each is not None else None for each in (value, old, new)]
    text, before, after = known
    origins = origins_of([each for each in (value, old, new) if each is not None])
    if text is None or not before or after is None or not is_known(text + before + after):
        return Value("", None, None, origins)
    size = len(text) + text.count(before) * len(after)
    return string(text.replace(before, after), origins) if reader.spend(size) else Value("", None, None, origins)


def split(reader: Reader, called: Called, places: list[str]) -> Value:
    value, separator = called.at(places[0]), called.at(places[1])
    text = value.exact() if value is not None else None
    if text is None or not is_known(text) or not reader.spend(2 * len(text)):
        return Value("", None, None, value.origins if value is not None else ())
    between = separator.exact() if separator is not None else None
    if between == "":
        parts = list(text[:MAX_CHOICES])
    else:
        parts = text.split(between) if between and between != " " else text.split()
    return listed([string(part) for part in parts[:MAX_CHOICES]])


def lines(reader: Reader, called: Called, places: list[str]) -> Value:
    """The text at the place, line by line."""
    value = called.at(places[0])
    text = value.exact() if value is not None else None
    if text is None or len(text) > 1 << 14:
        return Value("", None, None, value.origins if value is not None else ())
    return listed([string(line) for line in text.splitlines()[:MAX_CHOICES]])


def characters(reader: Reader, called: Called, places: list[str]) -> Value:
    """The characters with these numbers."""
    value = called.at(places[0])
    items = value.items if value is not None and value.items is not None else [value] if value is not None else []
    if len(items) == 1:
        return Value(STRING, [char(text) for text in items[0].texts])
    return reader.joined([string(char(item.exact() or "")) for item in items]) if items else Value()


def char(text: str) -> str:
    base = 16 if text[:2] in ("0x", "0X") else 10
    try:
        return character(int(text[2:] if base == 16 else text, base)) if len(text) < 12 else "\ufffd"
    except ValueError:
        return "\ufffd"


def filled(reader: Reader, called: Called, places: list[str]) -> Value:
    """`{}`, `{0}`, `{name}` filled in."""
    template = called.at(places[0])
    text = template.exact() if template is not None else None
    if text is None:
        return Value("", None, None, origins_of(called.everything()))
    parts: list[Value] = []
    count = 0
    while "{" in text and len(parts) < 64:
        before, _, text = text.partition("{")
        field, _, text = text.partition("}")
        name = field.partition(":")[0].partition("!")[0]
        value = called.at(name or str(count))
        count += not name
        parts += [string(before), value if value is not None else Value(name)]
    return reader.joined([*parts, string(text)])


def printf(reader: Reader, called: Called, places: list[str]) -> Value:
    """`%s` and `%d` filled in from what follows."""
    template, rest = called.at(places[0]), called.at(places[1])
    text = template.exact() if template is not None else None
    items = rest.items if rest is not None and rest.items is not None else [rest] if rest is not None else []
    if text is None:
        return Value("", None, None, origins_of(called.everything()))
    parts: list[Value] = []
    at = 0
    while "%" in text and len(parts) < 128:
        before, _, text = text.partition("%")
        parts.append(string(before))
        if text[:1] == "%":
            parts.append(string("%"))
        elif text[:1] in ("s", "d", "r"):
            parts.append(items[at] if at < len(items) else Value("%s"))
            at += 1
        else:
            parts.append(Value("%" + text[:1]))
        text = text[1:]
    return reader.joined([*parts, string(text)])


lower = of_text(str.lower)
upper = of_text(str.upper)
strip = of_text(str.strip)
reverse = of_text(lambda text: text[::-1])
rotated = of_text(rot13)
unbase64 = of_text(base64)
from_hexadecimal = of_text(from_hex)
dirname = of_text(directory)
basename = of_text(lambda text: text.rstrip("/").rpartition("/")[2])
_DECODERS = {"fromhex": from_hexadecimal, "rot13": rotated, "unbase64": unbase64}
