"""Compare automata with Python's `re`, by generated pairs: python -m benchmarks.fuzz_patterns --pairs 50000.

Prints what was compared and every difference; exits with 1 if there is one. A pair is a pattern that has an automaton
and a text; half of the texts are ASCII. Not generated is what CPython gets wrong by its own documentation: negated
categories in `(?a:...)`, possessive repeats of groups, and ranges beyond U+FFFF in `(?ai)`. `\\B` is not asked about
the empty text, as Python 3.14 changed its mind on that.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import warnings

from agsec_compiler.patterns import compile_regex
from agsec_runtime import abi
from agsec_runtime.patterns import found

ASCII = "aabbABc1_-. \n\t/kKsSiI\x1f\x00"
OTHERS = (
    "éÉßẞſ\N{KELVIN SIGN}İıµμΜΣσς²٣Ⅷ\xa0\x85\u2028\u3000字Åå\N{ANGSTROM SIGN}ǅǆ"
    "\ud800\U0001d7d9\U0001f600\U00010400\U00010428"
)
FLAGS = ["", "", "", "(?i)", "(?i)", "(?s)", "(?m)", "(?a)", "(?ai)", "(?im)", "(?ms)"]
CATEGORIES = [".", r"\d", r"\w", r"\s", r"\D", r"\W", r"\S"]
ANCHORS = ["^", "$", r"\b", r"\B", r"\A", r"\Z"]
QUANTIFIERS = ["?", "*", "+", "{2}", "{1,2}", "{2,}", "{,2}", "{3,5}"]
MEMBERS = [
    "a",
    "b",
    "a-c",
    "B-b",
    r"\d",
    r"\W",
    r"\s",
    r"\S",
    r"\w",
    "é",
    "à-ö",
    "\N{LATIN SMALL LETTER LONG S}",
    "İ",
    "_",
    r"\]",
    r"\-",
    "\u03b1-\u03c9",
    "\U00010400-\U00010410",
]
FORMS = [
    *("(?:{}|{})", "(?:{}|{}{})", "({}|)", "(?i:{})", "(?-i:{})", "(?s:{})", "(?m:{})", "(?:{})", "(?P<n>{})"),
    *("(?!{})", "(?!{})", "(?={})", "(?=[^a])", r"(?=\w)", "(?<=a)", "(?<!a)", r"(?<!\w)", "(?<!ab)", "(?<=[^b]a)"),
    *("(?<=^)", r"(?<!\b)", "(?<!^a)", "(?!(?<!a){})", "(?i:(?<=k)){}", "(?:a{}|b{})"),
]
ENDS = [*["{}"] * 5, "(?<=a)b?{}", r"{}(?!\w)", "{}(?=b)", "{}(?!{})", "{}(?=$)", "{}(?={})"]


def pattern(draw: random.Random) -> str:
    """A pattern that `re` takes and that has an automaton."""
    while True:
        made = draw.choice(FLAGS) + _formed(draw, draw.choice(ENDS), 3)
        if _taken(made) and compile_regex(made)[0] == abi.AUTOMATON:
            return made


def text(draw: random.Random, characters: str) -> str:
    return "".join(draw.choices(characters, k=draw.randrange(12)))


def _taken(made: str) -> bool:
    try:
        re.compile(made)
    except re.error:
        return False
    return not ("(?ai)" in made and "\U00010400-" in made)


def _formed(draw: random.Random, form: str, depth: int) -> str:
    return form.format(*(_sequence(draw, depth) for _ in range(form.count("{}"))))


def _sequence(draw: random.Random, depth: int) -> str:
    return "".join(_repeated(draw, depth) for _ in range(draw.randint(1, 3)))


def _repeated(draw: random.Random, depth: int) -> str:
    if draw.random() < 0.15:
        return draw.choice(ANCHORS)
    atom = _atom(draw, depth)
    return atom + (draw.choice(QUANTIFIERS) + draw.choice(["", "", "?"]) if draw.random() < 0.4 else "")


def _atom(draw: random.Random, depth: int) -> str:
    kind = draw.random()
    if depth and kind < 0.3:
        return _formed(draw, draw.choice(FORMS), depth - 1)
    if kind < 0.45:
        return draw.choice(CATEGORIES)
    if kind < 0.6:
        return f"[{draw.choice(['', '^'])}{''.join(draw.choices(MEMBERS, k=draw.randint(1, 3)))}]"
    return re.escape(draw.choice(ASCII if draw.random() < 0.7 else OTHERS))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--pairs", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # `re` foresees other meanings for some classes
    draw = random.Random(options.seed)
    pairs = patterns = matches = differences = 0
    while pairs < options.pairs:
        source = pattern(draw)
        compiled = compile_regex(source)
        patterns += 1
        for number in range(8):
            subject = text(draw, ASCII if number % 2 else ASCII + OTHERS * 2)
            if not subject and r"\B" in source:
                continue
            pairs += 1
            expected = re.search(source, subject) is not None
            matches += expected
            if found(compiled, subject) is not expected:
                differences += 1
                print(f"{source!r} in {subject!r}: `re` says {expected}")
    version = sys.version.split()[0]
    print(
        f"{pairs} pairs of {patterns} patterns, {matches} matches, {differences} differences to re of Python {version}"
    )
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
