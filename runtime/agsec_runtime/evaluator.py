"""Decide a request against a bundle: deny over review over allow over the default, and nothing undecidable widens."""

from __future__ import annotations

from . import abi
from .decision import Decision, by_default, no_policies
from .operators import ON_EMPTY, test
from .pages import BundleError
from .patterns import EngineError
from .values import walk, walk_each

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from .bundle import Bundle, Row
    from .decision import Request, Undecided
    from .elements import Ask
    from .facts import Facts

    Verdict = bool | None


OFTEN = 16  # requests, after which it pays to prepare what the statements about an action ask


class Unbuilt(Exception):
    """A bundle asks for a fact that this runtime cannot derive. The caller denies."""


def decide(bundle: Bundle, request: Request) -> Decision:
    """The decision on ``request``.

    Raises ``BundleError``, ``EngineError`` or ``Unbuilt`` where there can be none; the caller denies.
    """
    try:
        repeated = bundle.repeated
        return (repeated and repeated.decision(request)) or _decide(bundle, request)
    except (BundleError, EngineError, Unbuilt):
        raise
    except Exception as error:
        raise BundleError(f"a record of the bundle is malformed: {error!r}") from error


def _decide(bundle: Bundle, request: Request) -> Decision:
    if not bundle.statements:
        return no_policies()
    bundle.asked += 1
    if bundle.asked > OFTEN and bundle.repeated is None:
        from .repeated import Repeated  # A bundle that has decided some requests will decide more of them.

        bundle.repeated = Repeated(bundle)
    undecided: list[Undecided] = []
    found = bundle.candidates(request.action)
    ranks: Sequence[Iterable[Row]] = found
    if found[3]:
        from .index import narrowed  # Only large buckets have indexes.

        ranks = narrowed(bundle, found, request)
    for effect in (abi.DENY, abi.REVIEW, abi.ALLOW):
        for row in ranks[effect]:
            if row[3]:
                facts = facts_of(request)
                if not facts.any_of(row[3]) or (row[4] and facts.lack(bundle.hints(row))):
                    continue
            condition = row[2] if type(row[2]) is list else bundle.opened(row)
            verdict = holds(condition, request)
            if verdict is None:
                undecided.extend(_undecided(bundle, row[0], condition, request))
                verdict = effect != abi.ALLOW
            if verdict:
                return decided(bundle, row[0], effect, undecided)
    return by_default(bundle.default, tuple(undecided))


def holds(condition: list[Any], request: Request) -> Verdict:
    """Whether a condition holds: True, False, or None where that hangs on something undecidable."""
    opcode: int = condition[0]
    return _OPCODES[opcode](condition, request)


def _true(condition: list[Any], request: Request) -> Verdict:
    return True


def _false(condition: list[Any], request: Request) -> Verdict:
    return False


def _all(condition: list[Any], request: Request) -> Verdict:
    verdict: Verdict = True
    for term in condition[1]:
        held = holds(term, request)
        if held is False:
            return False
        if held is None:
            verdict = None
    return verdict


def _any(condition: list[Any], request: Request) -> Verdict:
    verdict: Verdict = False
    for term in condition[1]:
        held = holds(term, request)
        if held:
            return True
        if held is None:
            verdict = None
    return verdict


def _test(condition: list[Any], request: Request) -> Verdict:
    return _tests(condition[3], walk(root_value(request, condition[1]), condition[2]))


def _each_any(condition: list[Any], request: Request) -> Verdict:
    values, tests, ask = _asked(condition, request)
    verdict: Verdict = False if values else _on_empty(tests)
    for value in values:
        held = _tests(tests, value, ask)
        if held:
            return True
        if held is None:
            verdict = None
    return verdict


def _each_all(condition: list[Any], request: Request) -> Verdict:
    values, tests, ask = _asked(condition, request)
    verdict: Verdict = True if values else _on_empty(tests)
    for value in values:
        held = _tests(tests, value, ask)
        if held is False:
            return False
        if held is None:
            verdict = None
    return verdict


def _on_empty(tests: list[Any]) -> bool:
    return all([ON_EMPTY[opcode] for opcode, _ in tests])


def _asked(condition: list[Any], request: Request) -> tuple[list[Any], list[Any], Ask]:
    """The values that a field reaches, the tests that count, and how an operator asks about one of the values."""
    opcode, root, steps, tests = condition[:4]
    if opcode not in (abi.FACT_ANY, abi.FACT_ALL):
        return walk_each(root_value(request, root), steps), tests, test
    from .elements import asker

    folded = condition[4]
    folds = bool(folded) and (not tests or request.platform in abi.FOLDING)
    [name] = steps
    return facts_of(request).get(root, name), folded if folds else tests, asker(opcode, folds)


def facts_of(request: Request) -> Facts:
    """The facts of a request, which are derived as they are asked for."""
    if request.facts is None:
        from .facts import Facts

        request.facts = Facts(request)
    return request.facts


def _tests(tests: list[Any], actual: Any, ask: Ask = test) -> Verdict:
    """All tests of one value together."""
    verdict: Verdict = True
    for opcode, expected in tests:
        held = ask(opcode, actual, expected)
        if held is False:
            return False
        if held is None:
            verdict = None
    return verdict


_OPCODES: tuple[Callable[[list[Any], Request], Verdict], ...] = (
    _true,
    _false,
    _all,
    _any,
    _test,
    _each_any,
    _each_all,
    _each_any,
    _each_all,
)


def root_value(request: Request, root: int) -> Any:
    """What a field's first key stands for."""
    if root == abi.PARAMS:
        return request.params
    if root == abi.CONTEXT:
        return request.context
    if root == abi.ACTION:
        return request.action
    raise Unbuilt(f"this agsec cannot derive `{abi.ROOTS[root]}`; compile the policies with the same version")


def decided(bundle: Bundle, ordinal: int, effect: int, undecided: list[Undecided]) -> Decision:
    """What a statement decides."""
    shown = bundle.statement(ordinal)
    name = abi.EFFECTS[effect]
    reason = shown["reason"] or f"statement {shown['sid']} says {name}"
    return Decision(
        name,
        f"explicit_{name}",
        reason,
        shown["sid"],
        shown["suggestion"],
        shown["file"],
        shown["line"],
        tuple(undecided),
    )


def _undecided(bundle: Bundle, ordinal: int, condition: list[Any], request: Request) -> list[Undecided]:
    """Which tests a statement hung on, each once, sorted, so that no order of evaluation shows."""
    sid = bundle.statement(ordinal)["sid"]
    _, tests = _open(condition, request)
    return [(sid, field, operator) for field, operator in sorted(set(tests))]


def _open(condition: list[Any], request: Request) -> tuple[Verdict, list[tuple[str, str]]]:
    """The value of ``condition``, each test asked once, and the tests that leave it open."""
    opcode = condition[0]
    if opcode in (abi.ALL, abi.ANY):
        parts = [_open(term, request) for term in condition[1]]
        verdicts = [verdict for verdict, _ in parts]
        decided = opcode == abi.ANY
        verdict = decided if decided in verdicts else None if None in verdicts else not decided
        return verdict, [each for _, tests in parts for each in tests] if verdict is None else []
    if opcode in (abi.TRUE, abi.FALSE):
        return holds(condition, request), []
    return _open_field(condition, request)


def _open_field(condition: list[Any], request: Request) -> tuple[Verdict, list[tuple[str, str]]]:
    values, tests, ask = _asked(condition, request)
    if not values:
        return holds(condition, request), []
    rows = [[ask(operator, value, expected) for operator, expected in tests] for value in values]
    verdicts = [False if False in row else None if None in row else True for row in rows]
    decided = condition[0] in (abi.EACH_ANY, abi.FACT_ANY)
    if decided in verdicts or None not in verdicts:
        return (decided if decided in verdicts else not decided), []
    asked = [abi.OPERATORS[operator] for operator, _ in tests]
    field = spelled(condition[1], condition[2])
    open_rows = [row for row, verdict in zip(rows, verdicts) if verdict is None]
    return None, [(field, name) for row in open_rows for name, held in zip(asked, row) if held is None]


def spelled(root: int, steps: list[Any]) -> str:
    """A field as its author would write it."""
    return ".".join([abi.ROOTS[root], *[_spelled(step) for step in steps]])


def _spelled(step: str | int | None) -> str:
    if step is None:
        return "*"
    if isinstance(step, int):
        return str(step)
    plain = step and step.isprintable() and not step.isdigit() and not any([char in ' ."*\\[]' for char in step])
    return str(step) if plain else '"' + step.replace("\\", "\\\\").replace('"', '\\"') + '"'
