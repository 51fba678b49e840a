"""An explanation as lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from .explanation import Candidate, Explanation
from .near import Change
from .operands import shortened
from .terms import Leaf, Value, leaves

SHOWN = 4  # values of a list of facts that a line shows
WIDE = 200  # characters of the params that a line shows

_IS = {
    "==": ("is", "is not"),
    "!=": ("is not", "is"),
    ">": ("is above", "is not above"),
    "<": ("is below", "is not below"),
    ">=": ("is at least", "is not at least"),
    "<=": ("is at most", "is not at most"),
    "in": ("is one of", "is none of"),
    "not_in": ("is none of", "is one of"),
    "contains": ("contains", "does not contain"),
    "starts_with": ("starts with", "does not start with"),
    "ends_with": ("ends with", "does not end with"),
    "regex": ("matches", "does not match"),
    "not_regex": ("does not match", "matches"),
    "glob": ("is like", "is not like"),
    "not_glob": ("is not like", "is like"),
    "exists": ("exists", "does not exist"),
    "not_exists": ("does not exist", "exists"),
}


def lines(explanation: Explanation) -> Iterator[tuple[str, str]]:
    """Lines behind the decision, each with its kind: `title`, `deny`, `review`, `allow`, `detail`."""
    yield "title", _verdict(explanation)
    if explanation.candidates:
        count = len(explanation.candidates)
        noun = "statement is" if count == 1 else "statements are"
        yield "title", f"{count} {noun} about `{explanation.request.action}`, in the order in which they are asked:"
    for candidate in explanation.candidates:
        yield candidate.effect, _headline(candidate, explanation)
        for line in _details(candidate):
            yield "detail", f"      {line}"
    if explanation.near:
        yield "title", f"it would be allowed if {'this' if len(explanation.near) == 1 else 'one of these'} held:"
    for way in explanation.near:
        yield "detail", f"  {' and '.join(map(_wanted, way))}"


def summary(explanation: Explanation, expected: str | None = None) -> list[str]:
    """What a test that failed shows: the decision, the statements that match, and the one that was ``expected``."""
    decision, request = explanation.decision, explanation.request
    found = [f"{request.action} {shortened(request.params, WIDE)}", f"{decision.effect}: {decision.reason}"]
    told = [each for each in explanation.candidates if each.matches or each.sid == expected]
    for candidate in told:
        found += [_headline(candidate, explanation), *(f"      {line}" for line in _details(candidate))]
    if not told:
        found.append(_verdict(explanation))
    return found


def _verdict(explanation: Explanation) -> str:
    effect, action = explanation.decision.effect, explanation.request.action
    if explanation.is_explicit:
        return f"explicit {effect}: a statement says so"
    if not explanation.candidates:
        return f"implicit {effect}: no statement is about `{action}`, so the default holds"
    return f"implicit {effect}: no statement about `{action}` matches, so the default holds"


def _headline(candidate: Candidate, explanation: Explanation) -> str:
    place = f"{candidate.file}:{candidate.line}" if candidate.file else "implied by the policies"
    decides = candidate.sid == explanation.decision.sid
    return (
        f"  {candidate.effect:<6}  {candidate.sid}, {place}: {_outcome(candidate)}{', and decides' if decides else ''}"
    )


def _outcome(candidate: Candidate) -> str:
    if candidate.term.verdict is None:
        return f"undecidable, which counts as {'matching' if candidate.matches else 'not matching'}"
    return "matches" if candidate.matches else "does not match"


def _details(candidate: Candidate) -> Iterator[str]:
    if not candidate.matches:
        yield from _first(candidate.blame)
        return
    wanted = (True, None) if candidate.effect != "allow" else (True,)
    held = [leaf for leaf in leaves(candidate.term) if leaf.verdict in wanted]
    yield from (told(each) for each in held) if held else ("it has no conditions",)


def _first(blame: tuple[Leaf, ...]) -> Iterator[str]:
    if not blame:
        yield "it can never match"
        return
    yield told(blame[0])
    if len(blame) > 1:
        others = "the other condition does" if len(blame) == 2 else f"the {len(blame) - 1} other conditions do"
        yield f"{others} not hold either; one would be enough"


def told(leaf: Leaf) -> str:
    """A condition with what it came to and the value that it met: ``params.x > 5: false; it is 3``."""
    verdict = {True: "true", False: "false", None: "undecidable"}[leaf.verdict]
    return f"{asked(leaf)}: {verdict}; {_actual(leaf)}"


def asked(leaf: Leaf) -> str:
    """A condition as its author would say it."""
    tests = [f"{operator} {operand}".strip() for operator, operand in zip(leaf.operators, leaf.operands, strict=True)]
    return f"{leaf.field} {' and '.join(tests)}"


def _actual(leaf: Leaf) -> str:
    """The value, or those of several that matter."""
    if not leaf.each or len(leaf.values) == 1:
        return f"it is {_shown(leaf.values[0])}" if leaf.values else "there is none"
    if not leaf.values:
        return "there is none"
    telling = [each for each in leaf.values if each.verdict is leaf.verdict] or list(leaf.values)
    listed = ", ".join(map(_shown, telling[:SHOWN]))
    more = f" and {len(telling) - SHOWN} more" if len(telling) > SHOWN else ""
    return f"of {len(leaf.values)} values {listed}{more}"


def _shown(value: Value) -> str:
    words = {"absent": "absent", "undecidable": "unknown"}  # that it is undecidable is said of the condition
    return shortened(value.value) if value.state == "present" else words[value.state]


def _wanted(change: Change) -> str:
    return f"{_other(change.leaf, change.wanted)} ({change.sid})"


def _other(leaf: Leaf, wanted: bool) -> str:
    """A condition as it would have to come out."""
    if len(leaf.operators) > 1:
        return f"{asked(leaf)}" if wanted else f"not {asked(leaf)}"
    operator, none = leaf.operators[0], leaf.each == "any" and not wanted and "exists" not in leaf.operators[0]
    some = "each of " if leaf.each == "all" and wanted else "none of " if none else ""
    word = _IS[operator][0 if wanted or none else 1]
    return f"{some}{leaf.field} {word} {leaf.operands[0]}".strip()
