"""Parameter expansion: variables, positional parameters, arrays, and the operators of ``${...}``."""

from __future__ import annotations

from ..globs import matches_tokens
from ..marks import as_written, is_known, is_plain, unknown
from .globbing import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .interpreter import Shell
    from .syntax import Parameter, Word

    Value = str | list[str] | dict[str, str]

MAX_MATCHED = 1024  # characters of a value that a pattern is taken from


def expansions(shell: Shell, part: Parameter) -> list[list[str]]:
    """The readings of an expansion; each is a list, with one element for all but ``$@`` and whole arrays."""
    found = _readings(shell, part)
    if part.op in ("", "!"):
        return found
    return [each for value in found for each in _operated(shell, part, value)]


def _run_within(shell: Shell, word: Word | None) -> None:
    """What stands in a subscript, a pattern or a replacement runs, whatever the variable holds."""
    if word is not None:
        from .words import text

        text(shell, word)


def _readings(shell: Shell, part: Parameter) -> list[list[str]]:
    """The values of the variable itself; ``[]`` where it is unset."""
    if part.op == "!":
        return _indirect(shell, part)
    name = part.name
    if name in ("@", "*"):
        values = list(shell.state.arguments[1:])
        return [values if name == "@" or not part.quoted else [" ".join(values)]]
    if name == "#":
        return [[str(len(shell.state.arguments) - 1)]]
    if name.isdigit():
        return [[shell.state.arguments[int(name)]] if len(name) < 6 and int(name) < len(shell.state.arguments) else []]
    alternatives = shell.alternatives(shell.state.references.get(name, name))
    if not alternatives:
        _run_within(shell, part.index)
    if alternatives is None:
        return [[unknown(part.written if part.op == "" else f"${{{name}}}")]]
    if not alternatives:
        return [[]]
    return [_indexed(shell, part, value) for value in alternatives]


def _indirect(shell: Shell, part: Parameter) -> list[list[str]]:
    """``${!name}``: the variable that another one names; ``${!prefix*}`` names of variables."""
    if part.name.endswith(("*", "@")):
        prefix = part.name[:-1]
        return [[each for each in sorted(shell.state.variables) if each.startswith(prefix)]]
    if part.index is not None:
        return [[unknown(part.written)]]
    readings: list[list[str]] = []
    for value in shell.alternatives(part.name) or ():
        if type(value) is str and is_plain(value):
            target = type(part)(value, part.quoted, part.written)
            readings.extend(_readings(shell, target))
    return readings or [[unknown(part.written)]]


def _indexed(shell: Shell, part: Parameter, value: Value) -> list[str]:
    """The element, or the elements, of an array; a scalar is an array of one."""
    if type(value) is str:
        return [value]
    if part.index is None:
        elements = _elements(value)
        return elements[:1] if type(value) is list else []
    from .words import text

    index = text(shell, part.index)
    if index in ("@", "*"):
        elements = _elements(value)
        return elements if index == "@" or not part.quoted else [" ".join(elements)]
    if type(value) is dict:
        return [value[index]] if index in value else []
    number = _number(shell, index)
    if number is None:
        return [unknown(part.written)]
    elements = _elements(value)
    return [elements[number]] if -len(elements) <= number < len(elements) else []


def _elements(value: Value) -> list[str]:
    return [value] if type(value) is str else list(value.values()) if type(value) is dict else list(value)


def _number(shell: Shell, text: str) -> int | None:
    """A whole number, or a variable that holds one."""
    text = text.strip()
    if text.isidentifier():
        text = shell.variable(text) or "0"
    digits = text.lstrip("-+").strip()
    return int(text.replace(" ", "")) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


# -- operators


def _operated(shell: Shell, part: Parameter, value: list[str]) -> list[list[str]]:
    op = part.op
    if op.lstrip(":") in ("-", "=", "?", "+"):
        return _default(shell, part, value)
    _run_within(shell, part.argument)
    _run_within(shell, part.second)
    if op == "#len":
        size = len(value) if part.index is not None and len(value) != 1 else len("".join(value))
        return [[str(size)] if all([is_plain(each) for each in value]) else [unknown(part.written)]]
    if op == ":" and (len(value) > 1 or part.name == "@"):
        return [_sliced(shell, part, value)]
    return [[_changed(shell, part, each) for each in value]]


def _default(shell: Shell, part: Parameter, value: list[str]) -> list[list[str]]:
    """``:-`` and its kin. Of a variable that only the environment can have set, both are possible."""
    from .words import texts

    joined = "".join(value)
    open_ = not is_known(joined) and len(value) == 1 and joined == unknown(f"${{{part.name}}}")
    empty = not joined if part.op.startswith(":") else not value
    sign = part.op[-1]
    word = [[each] for each in texts(shell, part.argument)] if part.argument is not None else [[""]]
    if sign == "+":
        return word if not empty and not open_ else [*word, []] if open_ else [[]]
    if sign == "=" and (empty or open_):
        shell.assign(part.name, word[0][0])
    if open_:
        return word if sign != "?" else [value]
    return (word if sign != "?" else [[]]) if empty else [value]


def _sliced(shell: Shell, part: Parameter, value: list[str]) -> list[str]:
    start, length = _span(shell, part)
    if start is None:
        return [unknown(part.written)]
    if part.name == "@":  # Positional parameters count from $0.
        value = [shell.state.arguments[0], *value] if start == 0 else ["", *value]
    return value[start:] if length is None else value[start : start + length]


def _span(shell: Shell, part: Parameter) -> tuple[int | None, int | None]:
    from .words import text

    given = text(shell, part.argument) if part.argument is not None else ""
    offset, colon, count = given.partition(":")
    start = _number(shell, offset or "0")
    length = _number(shell, count or "0") if colon else None
    return (None, None) if colon and length is None else (start, length)


def _changed(shell: Shell, part: Parameter, value: str) -> str:
    """One value under an operator that changes text."""
    op = part.op
    if not is_plain(value) or len(value) > MAX_MATCHED:
        known = _environment(shell, part) if op == ":" else None
        return known if known is not None else unknown(part.written)
    if op == ":":
        return _substring(shell, part, value)
    if op in ("^", "^^", ",", ",,"):
        change = str.upper if op[0] == "^" else str.lower
        return change(value) if len(op) == 2 else change(value[:1]) + value[1:]
    if op == "@":
        return _transformed(part, value)
    if op in ("#", "##", "%", "%%"):
        return _trimmed(value, op, _tokens(shell, part.argument))
    if op in ("/", "//", "/#", "/%"):
        return _replaced(shell, part, value)
    return unknown(part.written)


def _environment(shell: Shell, part: Parameter) -> str | None:
    """``${PATH:0:1}`` is a slash on every machine."""
    start, length = _span(shell, part)
    return "/" if part.name in ("PATH", "SHELL", "BASH") and start == 0 and length == 1 else None


def _substring(shell: Shell, part: Parameter, value: str) -> str:
    start, length = _span(shell, part)
    if start is None:
        return unknown(part.written)
    if start < 0:
        start = len(value) + start
        if start < 0:
            return ""
    end = len(value) if length is None else start + length if length >= 0 else len(value) + length
    return value[start : max(start, end)]


def _transformed(part: Parameter, value: str) -> str:
    kind = "".join([getattr(each, "text", "") for each in part.argument.parts]) if part.argument is not None else ""
    if kind in ("U", "L", "u"):
        return value.upper() if kind == "U" else value.lower() if kind == "L" else value[:1].upper() + value[1:]
    if kind == "E" and "\\" not in value:
        return value
    return value if kind in ("Q", "P") and value.isalnum() else unknown(part.written)


def _tokens(shell: Shell, argument: Word | None) -> list[object]:
    from .words import pattern

    return tokens(pattern(shell, argument)) if argument is not None else []


def _trimmed(value: str, op: str, wanted: list[object]) -> str:
    """Without the shortest (one sign) or longest (two) prefix or suffix that matches."""
    ends = range(len(value) + 1) if (len(op) == 1) == (op[0] == "#") else range(len(value), -1, -1)
    for at in ends:
        if op[0] == "#" and matches_tokens(wanted, value[:at]):
            return value[at:]
        if op[0] == "%" and matches_tokens(wanted, value[at:]):
            return value[:at]
    return value


def _replaced(shell: Shell, part: Parameter, value: str) -> str:
    from .words import text

    wanted = _tokens(shell, part.argument)
    replacement = text(shell, part.second) if part.second is not None else ""
    literal = "".join([each for each in wanted if type(each) is str]) if all([type(t) is str for t in wanted]) else None
    if literal == "" or not wanted:
        return value
    if part.op == "/#":
        starts = [size for size in range(len(value), -1, -1) if matches_tokens(wanted, value[:size])]
        return replacement + value[starts[0] :] if starts else value
    if part.op == "/%":
        starts = [size for size in range(len(value) + 1) if matches_tokens(wanted, value[size:])]
        return value[: starts[0]] + replacement if starts else value
    if literal is not None:
        return value.replace(literal, replacement, 1 if part.op == "/" else -1)
    return _replaced_matches(value, wanted, replacement, part.op == "/") if len(value) < 256 else unknown(part.written)


def _replaced_matches(value: str, wanted: list[object], replacement: str, only_first: bool) -> str:
    made, at = [], 0
    while at < len(value):
        end = next((end for end in range(len(value), at, -1) if matches_tokens(wanted, value[at:end])), None)
        if end is None:
            made.append(value[at])
            at += 1
            continue
        made.append(replacement)
        at = end
        if only_first:
            break
    return "".join(made) + value[at:]


def shown_name(text: str) -> str:
    """The name that an assignment or an unset is about, as written."""
    return as_written(text).partition("=")[0].partition("[")[0].rstrip("+")
