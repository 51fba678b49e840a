"""Patterns that take backtracking engines beyond any time, each with a text that does it.

The shapes are those of the literature (nested repeats, alternatives that overlap, neighbours that overlap); under
``KNOWN`` are patterns as they stood, or in essence stood, in published code.
"""

from __future__ import annotations

Attack = tuple[str, str, str]  # the pattern, what is repeated in the text, what makes it fail at the end

_ATOMS = (("a", "a"), (r"\d", "1"), (r"\w", "a"), (r"\s", " "), ("[a-z]", "m"), ("[^x]", "y"), (".", "z"), ("é", "é"))
_SHAPES = (
    "^(?:{0}+)+$",
    "^(?:{0}*)*$",
    "^(?:{0}+)*;",
    "^(?:{0}?{0}?)*;",
    "(?:{0}|{0}{0})+;",
    "(?:{0}|{0}?)+;",
    "^(?:{0}|{0})*;",
    "^(?:(?:{0}+)+)+;",
    "{0}*{0}*{0}*{0}*;",
    "{0}+{0}+{0}+;",
    "^{0}*?{0}*?{0}*?;",
    "(?:{0}{0}?)+?;",
    "^(?:{0}{{1,3}})+;",
    "^(?:{0}{{0,2}})*;",
    "(?:{0}{{2}}|{0}{{3}})+;",
    "(?:{0}+,?)+;",
    "(?:,?{0}+)*;",
    "(?:{0}+|,{0}+)*;",
    "^(?:{0}|,|{0},)*;",
    "(?:{0}*,*)*;",
    "(?i)^(?:{0}+)+;$",
    "(?s)(?:{0}.?)*;",
    "(?m)^(?:{0}+)+;$",
)
SHAPED: list[Attack] = [(shape.format(atom), pump, "!x") for shape in _SHAPES for atom, pump in _ATOMS]

KNOWN: list[Attack] = [
    (r"^(([a-z])+.)+[A-Z]([a-z])+$", "a", "!"),
    (
        r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
        "a",
        "!",
    ),
    (
        r"(?:(?:\"|'|\]|\}|\\|\d|(?:nan|infinity|true|false|null|undefined|symbol|math)|`|-|\+)+[)]*;?((?:\s|-|~|!|\{\}|\|\||\+)*.*(?:.*=.*)))",
        "x",
        "\n",
    ),
    (r"^[\s\u200c]+|[\s\u200c]+$", " ", "a"),
    (r"^(\w+\s?)*$", "a", "!"),
    (r"^(\d+)*$", "1", "x"),
    (r"^((ab)*)+$", "ab", "c"),
    (r"^(?:.*?,){11}P", "1,", "x"),
    (r"<!--.*?-->", "<!--", "\n"),
    (r"<[^>]*>.*</[^>]*>", "<a>", "\n"),
    (r"^\s*function\s+\w*\s*\(.*\)\s*\{.*\}\s*$", "function ", "!"),
    (r"\s*,\s*$", " ", "a"),
    (r"^[^@]+@[^@]+\.[^@]+$", "a@", "@"),
    (r"([\w.+-]+)+@([\w-]+\.)+\w+", "a.", "!"),
    (r"^(?:\+?\d+[ -]?)*\d+$", "1-", "x"),
    (r"(\/\*[\s\S]*?\*\/|\/\/.*)+;$", "/**/", "x"),
    (r"^((?:\d+)?\.?\d+) *(milliseconds?|msecs?|ms|seconds?)?$", "1", "x"),
    (r"(?:^|\s)(?:https?://)?[\w-]+(?:\.[\w-]+)*(?:/\S*)*$", "a.", " !"),
    (r"^(?:[-a-z0-9]+\.)*[-a-z0-9]+(?::\d+)?$", "a-", "!"),
    (r"[01]*1[01]{4}$", "1", "x"),
    (r"^(0|1|01|10)*$", "01", "2"),
    (r"\[\[(?:[^\]]|\][^\]])*\]\]", "[[", "]"),
    (r"^\"(?:[^\"\\]|\\.)*\"$", "\\\\", "x"),
    (r"(?:\\.|[^\\])*?;$", "\\a", "x"),
    (r"^\s*([^\s=]+)\s*=\s*(.*?)\s*$", " ", "\x00\n\n"),
    (r"(\n|\r\n?|\s)*\S\Z", "\n", "\n"),
    (r"#(?:[a-f0-9]{3}|[a-f0-9]{6}|[a-f0-9]+)+;", "f", "g"),
]

ATTACKS = SHAPED + KNOWN
