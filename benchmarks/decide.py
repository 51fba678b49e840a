"""What a decision costs in process: from ten statements to a hundred thousand, spread over actions or all on one.

``python -m benchmarks.decide --help`` says what can be chosen; README.md beside this file what the columns mean.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from random import Random
from time import process_time
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from agsec_compiler import ir
from agsec_compiler.emit import emit
from agsec_compiler.passes import optimize
from agsec_compiler.plan import plan
from agsec_runtime import abi
from agsec_runtime.bundle import load
from agsec_runtime.decision import Request
from agsec_runtime.evaluator import decide

from . import timing

SEED = 20_240_229
SIZES = (10, 100, 1_000, 10_000, 100_000)
GROUP = 10  # statements about one service, in the spread shape
ASKED = 50  # requests of a kind, at most
SCANNED = 2_000_000  # statements that the requests of a kind may meet in one pass over a hot action
SLICE = 0.002  # seconds that one measurement should last at least
HOT_ACTION = "bash.execute"

Row = tuple[int, tuple[str, ...], ir.Expr]  # effect, actions, condition


@dataclass(frozen=True)
class Workload:
    """A policy set with requests that some statement allows, and requests that some statement denies."""

    program: ir.Program
    bundle: bytes
    allowed: tuple[Request, ...]
    denied: tuple[Request, ...]

    @property
    def first_asked(self) -> tuple[Request, ...]:
        """One request of each action."""
        return tuple({request.action: request for request in (*self.denied, *self.allowed)}.values())


# -- policy sets


def spread(count: int, besides: Sequence[Row] = ()) -> Workload:
    """Statements about many services: ten about each, with two actions of its own; behind them what stands besides."""
    rng = Random(SEED)
    words = _words(rng)
    services = [next(words) for _ in range(count // GROUP)]
    rows = [row for number, service in enumerate(services) for row in _service_rows(number, service)] + [*besides]
    asked = [rng.choice(services) if len(services) > ASKED else services[n % len(services)] for n in range(ASKED)]
    allowed = [Request(f"{name}.open_{name}", _params(_text(rng)), {}) for name in asked]
    denied = [Request(f"{name}.send_{name}", _params(f"{_text(rng)} {name}=7"), {}) for name in asked]
    return _workload(rows, allowed, denied)


def hot(count: int) -> Workload:
    """Statements all about the one action that an agent uses most, as patterns and literals in its command."""
    rng = Random(SEED)
    words = _words(rng)
    targets = [next(words) for _ in range(count - 1)]
    asked = max(2, min(ASKED, SCANNED // count))
    allowed = [Request(HOT_ACTION, {"command": _text(rng)}, {}) for _ in range(asked)]
    denied = [
        Request(HOT_ACTION, {"command": f"{_text(rng)}; deploy  {rng.choice(targets)}"}, {}) for _ in range(asked)
    ]
    return _workload(_hot_rows(targets), allowed, denied)


def mixed(count: int) -> Workload:
    """The spread shape, whose last ten statements are about the hot action."""
    return spread(count - GROUP, _hot_rows([f"target{number}" for number in range(GROUP - 1)]))


SHAPES: dict[str, Callable[[int], Workload]] = {"spread": spread, "hot": hot}


def _service_rows(number: int, name: str) -> list[Row]:
    """Patterns and comparisons; exact actions, and each kind of action glob that has an index of its own."""
    opens, sends, every = (f"{name}.open_{name}",), (f"{name}.send_{name}",), (f"{name}.*",)
    others = ("*",) if number == 0 else (f"{name}.close_{name}",)  # Every request meets as many, in every size.
    return [
        (abi.ALLOW, opens, _field("text", ir.Check("exists", True))),
        (abi.ALLOW, sends, ir.Const(True)),
        (abi.DENY, opens, _field("text", _regex(rf"\bdrop\s+{name}\b"))),
        (abi.DENY, opens, _field("text", ir.Check("contains", (f"{name}!",)))),
        (abi.DENY, sends, _field("text", _regex(rf"(?i)\b{name}=\d+"))),
        (abi.DENY, sends, _field("text", ir.Check("starts_with", (f"{name}:",)))),
        (abi.DENY, every, _field("text", _regex(rf"^{name}\s*$"))),
        (abi.DENY, others, _field("text", ir.Check("contains", (f"--{name}",)))),
        (abi.REVIEW, every, _field("amount", ir.Check(">", 1_000))),
        (abi.REVIEW, (f"*.send_{name}",), _field("level", ir.Check("==", "high"))),
    ]


def _hot_rows(targets: Sequence[str]) -> list[Row]:
    """One statement against each target, a third of them as plain text; then one that allows the rest."""
    checks = [
        _regex(rf"\bdeploy\s+{target}\b") if number % 3 else ir.Check("contains", (f"deploy  {target}",))
        for number, target in enumerate(targets)
    ]
    rows: list[Row] = [(abi.DENY, (HOT_ACTION,), _field("command", check)) for check in checks]
    return [*rows, (abi.ALLOW, (HOT_ACTION,), _field("command", ir.Check("exists", True)))]


def _field(name: str, check: ir.Check) -> ir.Field:
    return ir.Field(abi.PARAMS, (name,), (check,))


def _regex(source: str) -> ir.Check:
    return ir.Check("regex", (ir.Regex(source),))


def _words(rng: Random) -> Iterator[str]:
    """Words of eight letters, no two alike."""
    seen: set[str] = set()
    while True:
        word = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=8))
        if word not in seen:
            seen.add(word)
            yield word


def _text(rng: Random) -> str:
    """About a hundred characters, as a command has."""
    return " ".join("".join(rng.choices("aeinorst/-.", k=rng.randint(2, 9))) for _ in range(15))


def _params(text: str) -> dict[str, Any]:
    return {"text": text, "amount": 20, "level": "low"}


def _workload(rows: Sequence[Row], allowed: Sequence[Request], denied: Sequence[Request]) -> Workload:
    statements = [
        ir.Statement(number, f"S{number}", effect, actions, condition, "because", None, "generated.yaml", number + 1)
        for number, (effect, actions, condition) in enumerate(rows)
    ]
    program = optimize(ir.Program(tuple(statements), abi.DENY))
    return Workload(program, emit(program, plan(program), (), abi.RELEASE), tuple(allowed), tuple(denied))


# -- the full scan that every timed answer is checked against


def scan(program: ir.Program, request: Request) -> tuple[str, str | None]:
    """Effect and sid by asking every statement, without an index, a literal or the runtime."""
    for rank in (abi.DENY, abi.REVIEW, abi.ALLOW):
        for statement in program.statements:
            if statement.effect == rank and _applies(statement, request):
                return abi.EFFECTS[rank], statement.sid
    return abi.EFFECTS[program.default], None


def _applies(statement: ir.Statement, request: Request) -> bool:
    covered = any(_covers(pattern, request.action) for pattern in statement.actions)
    return covered and _holds(statement.condition, request)


def _covers(pattern: str, action: str) -> bool:
    """For the globs of the generated sets: a star at one end, or none."""
    if pattern.startswith("*"):
        return action.endswith(pattern[1:])
    return action.startswith(pattern[:-1]) if pattern.endswith("*") else action == pattern


def _holds(condition: ir.Expr, request: Request) -> bool:
    match condition:
        case ir.Const(value):
            return value
        case ir.Field(steps=(str() as name,), checks=checks):
            return all(_passes(check, request.params[name]) for check in checks)
    raise ValueError(f"no generated set holds {condition}")


def _passes(check: ir.Check, actual: Any) -> bool:
    match check:
        case ir.Check("regex", patterns):
            return any(_compiled(pattern.source).search(actual) for pattern in patterns)
        case ir.Check("contains", values):
            return any(value in actual for value in values)
        case ir.Check("starts_with", values):
            return bool(actual.startswith(tuple(values)))
        case ir.Check(">", value):
            return bool(actual > value)
        case ir.Check("==", value):
            return bool(actual == value)
    return check.op == "exists"


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


def checked(workload: Workload) -> Workload:
    """The workload, if the runtime decides all its requests as the full scan does. Raises ``AssertionError``."""
    bundle = load(workload.bundle)
    for effect, requests in (("allow", workload.allowed), ("deny", workload.denied)):
        for request in requests:
            expected = scan(workload.program, request)
            for _ in range(2):  # As the first request of its action, and from what is remembered.
                decision = decide(bundle, request)
                if (decision.effect, decision.sid) != expected or decision.effect != effect:
                    raise AssertionError(f"{request.action}: {decision}, the full scan says {expected}")
    return workload


# -- measuring


@dataclass(frozen=True)
class Costs:
    """Of one policy set, seconds: a known action allowed or denied, an action's first request, loading."""

    statements: int
    size: int  # bytes of the bundle
    allowed: float
    denied: float
    first: float
    loading: float


def measured(workloads: dict[str, Workload], rounds: int) -> tuple[dict[str, Costs], float]:
    """The costs by name, and what a function call with one dict lookup takes. All in the same rounds."""
    cases: dict[str, timing.Case] = {"lookup": _lookup_case()}
    for name, workload in workloads.items():
        bundle = load(workload.bundle)
        cases[f"{name} allowed"] = _repeated(partial(decide, bundle), workload.allowed)
        cases[f"{name} denied"] = _repeated(partial(decide, bundle), workload.denied)
        cases[f"{name} first"] = _first_requests(workload)
        cases[f"{name} loading"] = _loading(workload)
    samples = _undisturbed(cases, rounds)
    costs = {
        name: Costs(
            len(workload.program.statements),
            len(workload.bundle),
            *[samples[f"{name} {column}"].median for column in ("allowed", "denied", "first", "loading")],
        )
        for name, workload in workloads.items()
    }
    return costs, samples["lookup"].median


def _undisturbed(cases: dict[str, timing.Case], rounds: int) -> dict[str, timing.Sample]:
    """Without the garbage collector, whose time hangs on everything else that the process holds."""
    gc.collect()
    gc.disable()
    try:
        return timing.interleaved(cases, rounds, "deciding")
    finally:
        gc.enable()


def _repeated(ask: Callable[[Request], object], requests: Sequence[Request]) -> timing.Case:
    """Seconds a request, over passes that last long enough for the clock; the bundle knows the actions already."""
    pilot = min(_pass(ask, requests) for _ in range(2))
    passes = max(1, round(SLICE / pilot))

    def case() -> float:
        return sum(_pass(ask, requests) for _ in range(passes)) / passes / len(requests)

    return case


def _pass(ask: Callable[[Request], object], requests: Sequence[Request]) -> float:
    started = process_time()
    for request in requests:
        ask(request)
    return process_time() - started


def _first_requests(workload: Workload) -> timing.Case:
    """Seconds a request, where each is the first of its action since the bundle was loaded."""
    requests = workload.first_asked

    def case() -> float:
        bundle = load(workload.bundle)
        return _pass(partial(decide, bundle), requests) / len(requests)

    return case


def _loading(workload: Workload) -> timing.Case:
    def case() -> float:
        started = process_time()
        load(workload.bundle)
        return process_time() - started

    return case


def _lookup_case() -> timing.Case:
    """The least that any decision by a table could cost."""
    requests = [Request(f"service.action_{number}", {}, {}) for number in range(ASKED)]
    table = {request.action: number for number, request in enumerate(requests)}

    def lookup(request: Request) -> int:
        return table[request.action]

    return _repeated(lookup, requests)


# -- the report


def table_of(shape: str, costs: Sequence[Costs]) -> Table:
    table = Table(title=f"in-process decision, statements {_ABOUT[shape]}", title_justify="left", box=SIMPLE_HEAD)
    columns = ("statements", "allow us", "growth", "deny us", "growth", "first us", "growth", "load ms", "bundle kB")
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    base = costs[0]
    for each in costs:
        table.add_row(
            f"{each.statements:,}",
            *_with_growth(each.allowed, base.allowed),
            *_with_growth(each.denied, base.denied),
            *_with_growth(each.first, base.first),
            _three_digits(each.loading * 1e3),
            _three_digits(each.size / 1e3),
        )
    return table


_ABOUT = {"spread": "spread over actions", "hot": "all on one action"}


def _with_growth(seconds: float, base: float) -> tuple[str, str]:
    return _three_digits(seconds * 1e6), f"{_three_digits(seconds / base)}x"


def _three_digits(value: float) -> str:
    return f"{value:,.2f}" if value < 10 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of statements: multiples of ten, with commas.")] = ",".join(
        map(str, SIZES)
    ),
    rounds: Annotated[int, typer.Option(min=1, help="Interleaved rounds; medians are over these.")] = 31,
    shapes: Annotated[str, typer.Option(help="Which policy sets: spread, hot or both, with a comma.")] = "spread,hot",
    json: Annotated[Path | None, typer.Option(help="Write the figures here as well.")] = None,
) -> None:
    """Measure what a decision costs in process."""
    counts = sorted(_counts(sizes))
    prepared = _prepared(shapes.split(","), counts)
    costs, lookup = measured(prepared, rounds)
    console = timing.console()
    report: dict[str, Any] = {"machine": timing.machine(), "rounds": rounds, "unit": "seconds", "lookup": lookup}
    for shape in shapes.split(","):
        rows = [costs[f"{shape} {count}"] for count in counts]
        console.print(table_of(shape, rows))
        report[shape] = [vars(row) for row in rows]
    console.print(f"a function call with one dict lookup: {lookup * 1e6:.3f} us; every timed answer was checked")
    console.print(f"medians over {rounds} rounds; {report['machine']}", highlight=False)
    timing.save(json, report)


def _counts(sizes: str) -> list[int]:
    counts = [int(each) for each in sizes.split(",")]
    if any(count < GROUP or count % GROUP for count in counts):
        raise typer.BadParameter(f"sizes are multiples of {GROUP}: {sizes}")
    return counts


def _prepared(shapes: Sequence[str], counts: Sequence[int]) -> dict[str, Workload]:
    """The workloads by shape and size, each of whose answers was checked."""
    if not set(shapes) <= set(SHAPES):
        raise typer.BadParameter(f"shapes are {', '.join(SHAPES)}: {','.join(shapes)}")
    pairs = [(shape, count) for shape in shapes for count in counts]
    workloads = {}
    with timing.progress() as bar:
        for shape, count in bar.track(pairs, description="compiling and checking"):
            workloads[f"{shape} {count}"] = checked(SHAPES[shape](count))
    _compiled.cache_clear()
    return workloads


if __name__ == "__main__":
    typer.run(main)
