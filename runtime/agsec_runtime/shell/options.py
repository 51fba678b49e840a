"""Split a program's words into options and operands, as getopt and its kin do.

A spec is a line of the options that matter, in any order::

    -n --quiet          flags; a flag that the spec does not name is taken for one all the same
    -f: --file:         take a value: glued (`-fx`, `--file=x`), else the next word
    -i? --in-place?     may take a value, glued only
    +?                  words that begin with `+` are options named `+`, the rest their value
    ^                   the first operand ends the options: it and all behind it is a command line of its own
    =long               words behind one dash are long options (find, openssl, java): `-name value`, `-name=value`
    =order              operands stand among the options too, named "", where their order matters (tar's -C)
    =whole              short options do not cluster (cc, 7z): `-fno-common` is one flag, `-ofile` is `-o file`

`--` ends the options. Long options may be abbreviated as long as what is left fits one option of the spec.
"""

from __future__ import annotations

from ..marks import UNKNOWN_OPEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    Option = tuple[str, str]

_specs: dict[str, _Spec] = {}


def parse(args: list[str], spec: str) -> tuple[list[Option], list[str]]:
    """The options in their order, named as in the spec, each with its value or ""; and the operands."""
    known = _specs.get(spec) or _specs.setdefault(spec, _Spec(spec))
    options: list[Option] = []
    operands: list[str] = []
    at, count = 0, len(args)
    while at < count:
        word = args[at]
        at += 1
        if word == "--":
            operands += args[at:]
            if known.order:
                options += [("", each) for each in args[at:]]
            break
        if len(word) > 1 and word[0] == "-":
            at += _option(word, args[at] if at < count else None, known, options)
        elif known.plus and word[:1] == "+":
            options.append(("+", word[1:]))
        elif known.stops:
            return options, args[at - 1 :]
        else:
            operands.append(word)
            if known.order:
                options.append(("", word))
    return options, operands


class _Spec:
    """A spec, read once: ``kinds`` has what follows each option's name: ":", "?" or ""."""

    __slots__ = ("kinds", "long", "order", "plus", "stops", "whole")

    def __init__(self, spec: str) -> None:
        self.kinds: dict[str, str] = {}
        tokens = spec.split()
        self.stops = "^" in tokens
        self.long = "=long" in tokens
        self.order = "=order" in tokens
        self.whole = "=whole" in tokens
        self.plus = "+?" in tokens
        for token in tokens:
            if token[0] == "-":
                name = token.rstrip(":?")
                self.kinds[name] = token[len(name) :]


def _option(word: str, following: str | None, known: _Spec, options: list[Option]) -> int:
    """Append what one word says; how many words behind it it takes: 1 if its value is the next, else 0."""
    if word.startswith("--") or known.long:
        return _long(word, following, known, options)
    if known.whole:
        return _whole(word, following, known, options)
    return _cluster(word, following, known, options)


def _long(word: str, following: str | None, known: _Spec, options: list[Option]) -> int:
    written, equals, value = word.partition("=")
    if UNKNOWN_OPEN in written:
        written, equals, value = word, "", ""
    name = _resolved(written, known)
    taken = not equals and following is not None and known.kinds.get(name) == ":"
    options.append((name, following or "" if taken else value))
    return int(taken)


def _resolved(written: str, known: _Spec) -> str:
    """The name that the spec has for a long option."""
    if written in known.kinds:
        return written
    if known.long:
        return written[1:] if written[1:] in known.kinds else written
    fitting = [name for name in known.kinds if name.startswith(written)]
    return fitting[0] if len(fitting) == 1 else written


def _whole(word: str, following: str | None, known: _Spec, options: list[Option]) -> int:
    if word in known.kinds:
        taken = known.kinds[word] == ":" and following is not None
        options.append((word, following or "" if taken else ""))
        return int(taken)
    name = word[:2]
    options.append((name, word[2:]) if known.kinds.get(name) else (word, ""))
    return 0


def _cluster(word: str, following: str | None, known: _Spec, options: list[Option]) -> int:
    for at in range(1, len(word)):
        if word[at] == UNKNOWN_OPEN:
            options.append(("-" + word[at:], ""))
            return 0
        name = "-" + word[at]
        kind = known.kinds.get(name)
        if not kind:
            options.append((name, ""))
            continue
        glued = word[at + 1 :]
        taken = kind == ":" and not glued and following is not None
        options.append((name, following or "" if taken else glued))
        return int(taken)
    return 0
