"""What is known of a value in code: the texts that it can be, its elements, what it is called, where it comes from."""

from __future__ import annotations

from ...marks import CLASS_CLOSE, CLASS_OPEN, ONE, STAR, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_lexis import Code

MAX_CHOICES = 256
MAX_WRITTEN = 80

# What values are called whose nature is known. Others have the dotted name that they are reached by: `os.remove`.
STRING, NUMBER_NAME, LIST, ASSEMBLED = "str", "number", "list", "?"


class Value:
    """``texts`` are the texts that it can be (marked), none if it is no text or not known; of a file, its paths.

    ``items`` are the elements of a list, ``fields`` those of a mapping; ``receiver`` is what an attribute was asked of;
    ``function`` is the body of a function of the code's own; ``origins`` are the files (or `env`) that it may repeat;
    ``written`` is its source, to show where it is not known.
    """

    __slots__ = ("fields", "function", "items", "name", "origins", "receiver", "texts", "written")

    def __init__(
        self,
        name: str = "",
        texts: list[str] | None = None,
        items: list[Value] | None = None,
        origins: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.texts: list[str] = texts or []
        self.items = items
        self.origins = origins
        self.fields: dict[str, Value] | None = None
        self.receiver: Value | None = None
        self.function: Function | None = None
        self.written = ""

    def spelled(self) -> list[str]:
        """Its texts, those of its elements, or one unknown text as the code has it."""
        if self.items is not None and not self.texts:
            return [text for item in self.items[:MAX_CHOICES] for text in item.spelled()][:MAX_CHOICES]
        return self.texts or [unknown((self.written or self.name or "?")[:MAX_WRITTEN])]

    def exact(self) -> str | None:
        """Its text, where it can be only one."""
        return self.texts[0] if len(self.texts) == 1 else None


class Function:
    """The body of a function: tokens from ``start`` to ``end`` of ``code``; ``lean`` if it is a mere expression.

    ``result`` is what it gives as long as nothing is known of its parameters.
    """

    __slots__ = ("code", "end", "lean", "names", "result", "start")

    def __init__(self, code: Code, names: list[str], start: int, end: int, lean: bool) -> None:
        self.code = code
        self.names = names
        self.start = start
        self.end = end
        self.lean = lean
        self.result: Value | None = None


def string(text: str, origins: tuple[str, ...] = ()) -> Value:
    return Value(STRING, [text], None, origins)


def listed(items: list[Value]) -> Value:
    return Value(LIST, None, items, origins_of(items))


def origins_of(values: list[Value]) -> tuple[str, ...]:
    """Where the values come from, together."""
    found: dict[str, None] = {}
    for value in values:
        for origin in value.origins:
            found[origin] = None
    return tuple(found)


def either(first: Value, second: Value) -> Value:
    """A value that is one or the other."""
    if first is second or not (second.texts or second.items or second.name):
        return first
    if not (first.texts or first.items or first.name):
        return second
    texts = first.texts + [text for text in second.texts if text not in first.texts][:MAX_CHOICES]
    made = Value(first.name or second.name, texts[:MAX_CHOICES], first.items, origins_of([first, second]))
    if second.items is not None:
        made.items = [*(first.items or []), *second.items][:MAX_CHOICES]
    made.fields = first.fields or second.fields
    made.function = first.function or second.function
    made.receiver = first.receiver
    return made


def element(value: Value) -> Value:
    """What a loop over the value holds in each round, all rounds at once."""
    items = value.items
    if items is None:
        if value.fields is not None:
            return Value(STRING, list(value.fields)[:MAX_CHOICES])
        return Value("path" if value.name == "path" else "", None, None, value.origins)
    columns = [item.items for item in items if item.items is not None]
    if columns and len(columns) == len(items):
        width = min([len(column) for column in columns])
        return listed([_merged([column[at] for column in columns]) for at in range(width)])
    return _merged(items)


def _merged(items: list[Value]) -> Value:
    if not items:
        return Value()
    first = items[0]
    if len(items) == 1:
        return first
    texts: dict[str, None] = {}
    for item in items[:MAX_CHOICES]:
        for text in item.texts:
            texts[text] = None
    made = Value(first.name, list(texts)[:MAX_CHOICES], None, origins_of(items[:MAX_CHOICES]))
    made.function = first.function
    made.fields = first.fields
    return made


def product(parts: list[list[str]]) -> list[str]:
    """Every way to join one text of each part."""
    made = [""]
    for part in parts:
        if len(made) * len(part) > MAX_CHOICES:
            part = part[: max(1, MAX_CHOICES // len(made))]
        made = [text + each for text in made for each in part]
    return made


def globbed(pattern: str) -> str:
    """A pattern as the names that it matches."""
    made = pattern.replace("*", STAR).replace("?", ONE)
    opened = made.find("[")
    while opened >= 0:
        closed = made.find("]", opened + 2)
        if closed < 0:
            break
        made = made[:opened] + CLASS_OPEN + made[opened + 1 : closed] + CLASS_CLOSE + made[closed + 1 :]
        opened = made.find("[", closed)
    return made
