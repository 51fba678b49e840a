"""From a word to the fields that a program gets: braces, tildes, parameters, substitutions, splitting, globs.

Where a variable can have several values, a word has several readings; each is a list of fields (marked text).
"""

from __future__ import annotations

from ..marks import CLASS_CLOSE, CLASS_OPEN, ONE, STAR, UNKNOWN_CLOSE, UNKNOWN_OPEN, unknown
from .syntax import Arithmetic, Output, Parameter, Process, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .interpreter import Shell
    from .syntax import Part, Word

    Fields = list[str]
    Readings = list[Fields]

MAX_READINGS = 12
MAX_RANGE = 48  # characters of a `{1..9}`
MAX_BRACES = 1024  # fields that one word's braces may make
_SPECIAL = "{~*?[("
_EXTGLOB = "?*+@!"


def argument_lists(shell: Shell, words: list[Word]) -> Readings:
    """The readings of several words, their fields one after another."""
    readings: Readings = [[]]
    for word in words:
        readings = _product(readings, fields(shell, word))
    return readings


def fields(shell: Shell, word: Word) -> Readings:
    """The readings of a word as a program gets it."""
    parts = word.parts
    if len(parts) == 1 and type(parts[0]) is Text:
        text = parts[0].text
        if text.isascii() and (parts[0].quoted or not any([char in text for char in _SPECIAL])):
            return [[text]]
    readings: Readings = [[]]
    for each in braces(shell, parts):
        readings = _product(readings, _split(shell, each))
    return readings


def texts(shell: Shell, word: Word) -> list[str]:
    """The readings of a word that is neither split nor globbed: an assigned value, a here-document."""
    parts = word.parts
    if len(parts) == 1 and type(parts[0]) is Text and parts[0].text.isascii() and "~" not in parts[0].text:
        return [parts[0].text]
    readings = _unsplit(shell, _home(shell, parts))
    return [" ".join(each) for each in readings]


def text(shell: Shell, word: Word) -> str:
    """The reading of such a word, where one is enough."""
    return texts(shell, word)[0]


def pattern(shell: Shell, word: Word) -> str:
    """A word as a pattern: what is active in it is marked."""
    made = []
    for part in word.parts:
        if type(part) is Text:
            made.append(shell.shown(part.text) if part.quoted else active(shell.shown(part.text)))
        else:
            made.append(_joined(_values(shell, part)[0]))
    return "".join(made)


def targets(shell: Shell, word: Word) -> list[str]:
    """The readings of a redirection's target: globbed, not split."""
    return [" ".join(each) for each in fields(shell, word)] or [""]


# -- braces


def braces(shell: Shell, parts: list[Part]) -> list[list[Part]]:
    """The words that a word's braces and extended globs make, each a list of parts."""
    plain = [part for part in parts if type(part) is Text and not part.quoted]
    if any([("(" in part.text and any([sign + "(" in part.text for sign in _EXTGLOB])) for part in plain]):
        parts = _without_extglobs(parts)
        plain = [part for part in parts if type(part) is Text and not part.quoted]
    if not any(["{" in part.text for part in plain]) or not any([("," in p.text or ".." in p.text) for p in plain]):
        return [parts]
    atoms: list[str | Part] = []
    for part in parts:
        if type(part) is Text and not part.quoted:
            atoms.extend(part.text)
        else:
            atoms.append(part)
    closing = _closings(atoms)
    return [_reassembled(each) for each in _expand_braces(shell, atoms, closing, 0, len(atoms))]


def _closings(atoms: list[str | Part]) -> dict[int, tuple[int, list[int]]]:
    """For each brace that opens: where it closes, and where its commas are."""
    found: dict[int, tuple[int, list[int]]] = {}
    opened: list[tuple[int, list[int]]] = []
    for at, atom in enumerate(atoms):
        if atom == "{":
            opened.append((at, []))
        elif atom == "," and opened:
            opened[-1][1].append(at)
        elif atom == "}" and opened:
            start, commas = opened.pop()
            found[start] = (at, commas)
    return found


def _expand_braces(
    shell: Shell, atoms: list[str | Part], closing: dict[int, tuple[int, list[int]]], start: int, end: int
) -> list[list[str | Part]]:
    made: list[list[str | Part]] = [[]]
    at = start
    while at < end:
        atom = atoms[at]
        if atom == "{" and at in closing:
            close, commas = closing[at]
            options = _options(shell, atoms, closing, at, close, commas)
            if options is not None:
                made = [[*left, *right] for left in made for right in options]
                shell.spend(len(made))
                if len(made) > MAX_BRACES:
                    shell.give_up()
                    made = made[:MAX_BRACES]
                at = close + 1
                continue
        for each in made:
            each.append(atom)
        at += 1
    return made


def _options(
    shell: Shell,
    atoms: list[str | Part],
    closing: dict[int, tuple[int, list[int]]],
    start: int,
    close: int,
    commas: list[int],
) -> list[list[str | Part]] | None:
    """What one pair of braces stands for, or None if it stands for itself."""
    if commas:
        starts = [start, *commas]
        return [
            option
            for left, right in zip(starts, [*commas, close])
            for option in _expand_braces(shell, atoms, closing, left + 1, right)
        ]
    if close - start > MAX_RANGE:
        return None
    inner = atoms[start + 1 : close]
    if not all([type(atom) is str for atom in inner]):
        return None
    return _range("".join([str(atom) for atom in inner]))


def _range(inner: str) -> list[list[str | Part]] | None:
    """``a..e``, ``1..9``, ``1..9..2``."""
    ends = inner.split("..")
    if len(ends) not in (2, 3):
        return None
    step = _integer(ends[2]) if len(ends) == 3 else 1
    low, high = _integer(ends[0]), _integer(ends[1])
    as_letters = low is None and high is None and len(ends[0]) == len(ends[1]) == 1
    if as_letters:
        low, high = ord(ends[0]), ord(ends[1])
    if low is None or high is None or step is None:
        return None
    step = abs(step) or 1
    steps = range(low, high + 1, step) if low <= high else range(low, high - 1, -step)
    width = (
        max(len(ends[0]), len(ends[1])) if any([end.lstrip("-")[:1] == "0" and len(end) > 1 for end in ends[:2]]) else 0
    )
    some = list(steps[: MAX_BRACES + 1])
    return [list(chr(each)) if as_letters else list(str(each).zfill(width)) for each in some]


def _integer(text: str) -> int | None:
    digits = text[1:] if text[:1] in ("-", "+") else text
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None


def _reassembled(atoms: list[str | Part]) -> list[Part]:
    parts: list[Part] = []
    run: list[str] = []
    for atom in atoms:
        if isinstance(atom, str):
            run.append(atom)
            continue
        if run:
            parts.append(Text("".join(run), False))
            run = []
        parts.append(atom)
    if run:
        parts.append(Text("".join(run), False))
    return parts


def _without_extglobs(parts: list[Part]) -> list[Part]:
    """``@(a|b)`` as braces; the other extended globs as ``*``, which matches whatever they do."""
    made: list[Part] = []
    depth = 0
    for part in parts:
        if type(part) is not Text or part.quoted:
            if not depth:
                made.append(part)
            continue
        text, run, at = part.text, "", 0
        while at < len(text):
            if not depth and text[at] == "@" and text[at + 1 : at + 2] == "(":
                close = text.find(")", at)
                inner = text[at + 2 : close]
                if close > 0 and "(" not in inner and "{" not in inner and "," not in inner:
                    run += "{" + inner.replace("|", ",") + "}" if "|" in inner else inner
                    at = close + 1
                    continue
            if text[at] in _EXTGLOB and text[at + 1 : at + 2] == "(" and (depth or "(" in text[at:]):
                if not depth:
                    run += "*"
                depth += 1
                at += 2
                continue
            if depth:
                depth -= text[at] == ")"
            else:
                run += text[at]
            at += 1
        made.append(Text(run, False))
    return made


# -- tildes and globs


def _home(shell: Shell, parts: list[Part]) -> list[Part]:
    """A leading ``~`` or ``~user`` replaced; also behind ``=`` and ``:`` where an assignment has it."""
    first = parts[0] if parts else None
    if type(first) is not Text or first.quoted or not first.text.startswith("~"):
        return parts
    name, slash, rest = first.text[1:].partition("/")
    if not slash and len(parts) > 1:
        return parts
    home = shell.home_of(name)
    if home is None:
        return parts
    return [Text(home, True), Text(slash + rest, False), *parts[1:]]


def active(text: str) -> str:
    """Unquoted text with its glob characters marked as active. Unknown parts stay as they are."""
    if not ("*" in text or "?" in text or "[" in text):
        return text
    if UNKNOWN_OPEN in text:
        return "".join([piece if piece[:1] == UNKNOWN_OPEN else active(piece) for piece in pieces(text)])
    made, at, start = [], 0, 0
    while at < len(text):
        char = text[at]
        if char == "*" or char == "?":
            made.append(text[start:at])
            made.append(STAR if char == "*" else ONE)
            start = at + 1
        elif char == "[":
            close = _class_end(text, at)
            if close > 0:
                made.append(text[start:at])
                made.append(CLASS_OPEN + text[at + 1 : close] + CLASS_CLOSE)
                at, start = close, close + 1
        at += 1
    made.append(text[start:])
    return "".join(made)


def _class_end(text: str, at: int) -> int:
    """Where the class that opens at ``at`` closes, or -1; a slash never stands in one."""
    start = at + 2 if text[at + 1 : at + 2] in ("!", "^") else at + 1
    close = text.find("]", start + 1)
    return close if close > 0 and "/" not in text[at:close] else -1


def inactive(text: str) -> str:
    """The same with its glob characters as plain ones: what a variable keeps."""
    if text.isascii():
        return text
    return text.replace(STAR, "*").replace(ONE, "?").replace(CLASS_OPEN, "[").replace(CLASS_CLOSE, "]")


def pieces(text: str) -> list[str]:
    """Text cut before and behind its unknown parts; these keep their marks."""
    if UNKNOWN_OPEN not in text:
        return [text]
    found: list[str] = []
    at = 0
    while True:
        start = text.find(UNKNOWN_OPEN, at)
        if start < 0:
            break
        end = text.find(UNKNOWN_CLOSE, start)
        end = len(text) if end < 0 else end + 1
        if start > at:
            found.append(text[at:start])
        found.append(text[start:end])
        at = end
    if at < len(text):
        found.append(text[at:])
    return found


# -- parts to fields


def _split(shell: Shell, parts: list[Part]) -> Readings:
    """The readings of a word whose unquoted expansions are split into fields."""
    builders: list[tuple[Fields, str | None]] = [([], None)]
    for part in _home(shell, parts):
        if type(part) is Text:
            piece = shell.shown(part.text)
            piece = piece if part.quoted else active(piece)
            builders = [(done, (current or "") + piece) for done, current in builders]
            continue
        made = []
        for value in _values(shell, part):
            made.extend([_appended(shell, done, current, value, part) for done, current in builders])
        builders = made[:MAX_READINGS]
        if len(made) > MAX_READINGS:
            shell.give_up()
    return [done if current is None else [*done, current] for done, current in builders]


def _appended(
    shell: Shell, done: Fields, current: str | None, value: list[str], part: Part
) -> tuple[Fields, str | None]:
    """The fields so far with an expansion's value behind them; several values are several fields."""
    shell.spend_text(sum([len(each) for each in value]))
    quoted = getattr(part, "quoted", True)
    if quoted:
        if not value:
            return done, current
        if len(value) == 1:
            return done, (current or "") + value[0]
        return [*done, (current or "") + value[0], *value[1:-1]], value[-1]
    done = list(done)
    for index, each in enumerate(value):
        if index and current is not None:
            done.append(current)
            current = None
        separators = shell.separators()
        for number, field in enumerate(_separated(each, separators)):
            if number and current is not None:
                done.append(current)
                current = None
            if field is not None:
                current = (current or "") + active(field)
    return done, current


def _separated(value: str, separators: str) -> list[str | None]:
    """The fields of an unquoted value; None where a separator stands at an edge, and so ends a field."""
    if not separators or not any([char in value for char in separators]):
        return [value] if value else []
    fields: list[str | None] = []
    current: str | None = None
    for piece in pieces(value):
        if piece[:1] == UNKNOWN_OPEN:
            current = (current or "") + piece
            continue
        for char in piece:
            if char not in separators:
                current = (current or "") + char
                continue
            if current is not None or not fields or char not in " \t\n":
                fields.append(current)
            current = None
    fields.append(current)
    return fields


def _unsplit(shell: Shell, parts: list[Part]) -> Readings:
    """The readings of parts that are neither split nor globbed."""
    builders: Readings = [[""]]
    for part in parts:
        if type(part) is Text:
            piece = shell.shown(part.text)
            builders = [[*each[:-1], each[-1] + piece] for each in builders]
            continue
        made = []
        for value in _values(shell, part):
            joined = _joined(value)
            shell.spend_text(len(joined))
            made.extend([[*each[:-1], each[-1] + joined] for each in builders])
        builders = made[:MAX_READINGS]
    return builders


def _joined(value: list[str]) -> str:
    return value[0] if len(value) == 1 else " ".join(value)


def _values(shell: Shell, part: Part) -> list[list[str]]:
    """The readings of one expansion: each a list, with one element for all but ``$@`` and arrays."""
    kind = type(part)
    if kind is Parameter:
        from .parameters import expansions

        return expansions(shell, part)  # type: ignore[arg-type]
    if kind is Output:
        return [[shell.capture(part)]]  # type: ignore[arg-type]
    if kind is Process:
        return [[shell.process(part)]]  # type: ignore[arg-type]
    if kind is Arithmetic:
        return [[arithmetic(shell, part)]]  # type: ignore[arg-type]
    return [[""]]


def arithmetic(shell: Shell, part: Arithmetic) -> str:
    """What stands in it runs; its value is known where it is a number, or a variable that holds one."""
    value = text(shell, part.expression).strip()
    if value and value.isidentifier():
        value = shell.variable(value) or value
    return value if _integer(value) is not None else unknown(part.written)


def _product(left: Readings, right: Readings) -> Readings:
    """Every reading of the one with every one of the other; beyond the limit each at least once."""
    if len(right) == 1:
        if right[0]:
            for each in left:
                each.extend(right[0])
        return left
    if len(left) * len(right) <= MAX_READINGS:
        return [[*one, *other] for one in left for other in right]
    count = max(len(left), len(right))
    return [[*left[index % len(left)], *right[index % len(right)]] for index in range(count)]
