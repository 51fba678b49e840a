"""Calls of calls: code in texts, attributes and modules by their names, functions given to functions."""

from __future__ import annotations

from ...marks import is_known
from .code_called import Called
from .code_files import read
from .code_values import MAX_CHOICES, STRING, Value, element, listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .code_reader import Reader


def run_code(reader: Reader, called: Called, places: list[str]) -> None:
    """The text at the place is run as code."""
    value = called.at(places[0])
    if value is not None and value.function is None and value.name != "function":
        reader.evaluate(value)


def code_if_text(reader: Reader, called: Called, places: list[str]) -> None:
    """What is at the place is run as code if it is a text; a function is a function."""
    value = called.at(places[0])
    if value is not None and value.name == STRING:
        reader.evaluate(value)


def script(reader: Reader, called: Called, places: list[str]) -> None:
    """The code in the file at the place is run."""
    value = read(reader, called, places)
    reader.evaluate(value)


def attribute(reader: Reader, called: Called, places: list[str]) -> Value:
    """The attribute of the first whose name is the second."""
    owner, name = called.at(places[0]), called.at(places[1])
    known = name.exact() if name is not None else None
    if owner is None:
        return Value()
    if known is None or not is_known(known):
        return Value("?") if owner.name in reader.modules or owner.name == "?" else Value()
    return reader.attribute(owner, known)


def method(reader: Reader, called: Called, places: list[str]) -> Value:
    """Calls the method of the first whose name is the second, with all that follows."""
    method = attribute(reader, called, places)
    return reader.called(method, called.args[1:], called.named, called.written)


def sent(reader: Reader, called: Called, places: list[str]) -> Value:
    """Ruby's `send`: the method of the receiver that the first argument names, called with the others."""
    name = called.args[0].exact() if called.args else None
    if name is None or not is_known(name):
        reader.call.dynamic()
        return Value()
    receiver = called.receiver
    method = reader.attribute(receiver, name) if receiver is not None else reader.reference(name)
    return reader.called(method, called.args[1:], called.named, called.written)


def module(reader: Reader, called: Called, places: list[str]) -> Value:
    """The module whose name is at the place."""
    value = called.at(places[0])
    name = value.exact() if value is not None else None
    if name is None or not is_known(name):
        return Value("?") if value is not None else Value()
    if name.startswith((".", "/")):
        if name.endswith(".json"):
            reader.call.read(name)
        return Value("module")
    return reader.library(reader.module_name(name))


def reference(reader: Reader, called: Called, places: list[str]) -> Value:
    """What the name at the place stands for."""
    value = called.at(places[0])
    name = value.exact() if value is not None else None
    return reader.reference(name) if name is not None and is_known(name) else Value("?")


def applied(reader: Reader, called: Called, places: list[str]) -> Value:
    """The function at the first place is called with each element of the list at the second."""
    function, values = called.at(places[0]), called.at(places[1])
    if function is None or values is None:
        return Value()
    if function.name == STRING:
        function = reader.reference(function.exact() or "")
    if function.function is not None:
        return reader.called(function, [element(values)], {}, called.written)
    items = values.items if values.items is not None else [element(values)]
    return listed([reader.called(function, [item], {}, called.written) for item in items[:MAX_CHOICES]])


def called_with(reader: Reader, called: Called, places: list[str]) -> Value:
    """The function at the first place is called with the list at the second."""
    function, values = called.at(places[0]), called.at(places[1])
    if function is None:
        return Value()
    if function.name == STRING:
        function = reader.reference(function.exact() or "")
    return reader.called(function, (values.items or [values]) if values is not None else [], {}, called.written)


def call_first(reader: Reader, called: Called, places: list[str]) -> Value:
    """The function at the first place is called with all that follow."""
    inner = Called("", None, [*called.args[:1], listed(called.args[1:])], {}, called.written)
    return called_with(reader, inner, ["0", "1"])


def printed(reader: Reader, called: Called, places: list[str]) -> Value:
    """Prints what is given."""
    value = called.at(places[0])
    texts = [item.exact() for item in (value.items or [value])] if value is not None else []
    for each in called.everything():
        if "env" in each.origins:
            reader.call.origin("env")
    plain = [text for text in texts if text is not None]
    options = set(called.named) - {"end", "sep", "flush"}
    if reader.printed is None or reader.conditional or options or len(plain) < len(texts) or "sep" in called.named:
        reader.printed = None
    else:
        end = called.at("end")
        reader.printed.append(" ".join(plain) + ((end.exact() or "") if end is not None else places[1]))
    return Value()


def same(reader: Reader, called: Called, places: list[str]) -> Value | None:
    """The value at the place itself."""
    return called.at(places[0])


def as_list(reader: Reader, called: Called, places: list[str]) -> Value | None:
    """The values at the place as a list; one that is a list already stays as it is."""
    value = called.at(places[0])
    if value is not None and value.items is not None and len(value.items) == 1 and value.items[0].items is not None:
        return value.items[0]
    return value


def nothing(reader: Reader, called: Called, places: list[str]) -> Value | None:
    return None
