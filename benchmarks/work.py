"""One policy set in words that every engine knows, requests about it, and what each of them must be answered.

Only what Cedar, CEL, Rego and agsec 0.2 can all express: exact actions and prefixes of actions; one condition at most,
an equality, a comparison or a substring; allow and deny. Cedar has neither regular expressions nor a third effect.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from random import Random

SEED = 20_261_101
GROUP = 10  # statements about one service
ASKED = 40  # requests about a set, half of which are denied
LETTERS = "abcdefghijklmnopqrstuvwxyz"
HOT_ACTION = "service.run"


@dataclass(frozen=True)
class Statement:
    """``action`` ends in a star where it is a prefix; ``op`` is empty where nothing else is asked."""

    sid: str
    effect: str
    action: str
    op: str = ""
    field: str = ""
    value: str | int = ""


@dataclass(frozen=True)
class Request:
    """An action with the three params that conditions are about."""

    action: str
    text: str
    amount: int
    level: str


@dataclass(frozen=True)
class Work:
    """A policy set, requests about it, and the effect that each must have."""

    statements: tuple[Statement, ...]
    requests: tuple[Request, ...]
    expected: tuple[str, ...]

    def written(self) -> str:
        """Statements, also as YAML, and requests as one line of JSON, for a process that has nothing of ours."""
        return json.dumps({
            "statements": [asdict(each) for each in self.statements],
            "yaml": yaml(self.statements),
            "requests": [asdict(each) for each in self.requests],
        })  # fmt: skip


def spread(count: int) -> Work:
    """Ten statements about each of many services, with actions of its own."""
    rng = Random(SEED)
    names = _words(rng, count // GROUP)
    statements = [each for name in names for each in _about(name)]
    requests = [_spread_request(rng, rng.choice(names), number) for number in range(ASKED)]
    return _work(statements, requests)


def hot(count: int) -> Work:
    """All statements are about one action, each forbids a word of its own."""
    rng = Random(SEED)
    names = _words(rng, count - 1)
    statements = [Statement(f"deny-{name}", "deny", HOT_ACTION, "contains", "text", f"deploy {name}") for name in names]
    statements.append(Statement("allow", "allow", HOT_ACTION))
    texts = [_text(rng) + (f"; deploy {rng.choice(names)}" if number % 2 else "") for number in range(ASKED)]
    return _work(statements, [Request(HOT_ACTION, text, 20, "low") for text in texts])


SHAPES = {"spread": spread, "hot": hot}
ABOUT = {"spread": "spread over actions", "hot": "all on one action"}


def yaml(statements: Sequence[Statement]) -> str:
    """The set in the language of agsec, as of agsec 0.2."""
    return 'version: "1.0"\ndefault: deny\nstatements:\n' + "".join(map(_yaml_statement, statements))


def decided(statements: Sequence[Statement], request: Request) -> str:
    """The oracle: every statement is asked, a deny wins, and without an allow it is denied."""
    effects = {each.effect for each in statements if applies(each, request)}
    return "allow" if effects == {"allow"} else "deny"


def applies(statement: Statement, request: Request) -> bool:
    """Whether the statement is about the request's action, and its condition holds."""
    prefix = statement.action.removesuffix("*")
    about = request.action.startswith(prefix) if prefix != statement.action else request.action == prefix
    return about and _holds(statement, request)


def _holds(statement: Statement, request: Request) -> bool:
    if not statement.op:
        return True
    actual, value = getattr(request, statement.field), statement.value
    match statement.op:
        case "contains":
            return value in actual
        case ">":
            return bool(actual > value)
        case "==":
            return bool(actual == value)
    raise ValueError(f"no generated set asks for {statement.op}")


def _about(name: str) -> list[Statement]:
    opens, sends, closes, every = (f"{name}.{verb}" for verb in ("open", "send", "close", "*"))
    rows: list[tuple[str, str, str, str, str | int]] = [
        ("allow", opens, "", "", ""),
        ("allow", sends, "", "", ""),
        ("deny", opens, "contains", "text", f"drop {name}"),
        ("deny", opens, "contains", "text", f"{name}!"),
        ("deny", sends, "contains", "text", f"{name}=7"),
        ("deny", sends, "contains", "text", f"{name}:"),
        ("deny", every, "contains", "text", f"{name} --force"),
        ("deny", closes, "contains", "text", f"--{name}"),
        ("deny", every, ">", "amount", 1_000),
        ("deny", sends, "==", "level", "high"),
    ]
    return [Statement(f"{name}-{number}", *row) for number, row in enumerate(rows)]


def _spread_request(rng: Random, name: str, number: int) -> Request:
    """By turns an open that is allowed, and a send that a substring, a comparison or an equality forbids."""
    text = _text(rng)
    if number % 2 == 0:
        return Request(f"{name}.open", text, 20, "low")
    forbidden = [(f"{text} {name}=7", 20, "low"), (text, 2_000, "low"), (text, 20, "high")]
    return Request(f"{name}.send", *forbidden[number // 2 % 3])


def _work(statements: Sequence[Statement], requests: Sequence[Request]) -> Work:
    expected = tuple(decided(statements, each) for each in requests)
    return Work(tuple(statements), tuple(requests), expected)


def _yaml_statement(each: Statement) -> str:
    head = f"  - sid: {json.dumps(each.sid)}\n    effect: {each.effect}\n    actions: [{json.dumps(each.action)}]\n"
    if not each.op:
        return head
    check = f"{{op: {json.dumps(each.op)}, value: {json.dumps(each.value)}}}"
    return f"{head}    conditions:\n      params.{each.field}: {check}\n"


def _words(rng: Random, count: int) -> list[str]:
    """Words of eight letters, no two alike, in the order of their making."""
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(rng.choices(LETTERS, k=8))] = None
    return list(words)


def _text(rng: Random) -> str:
    """About a hundred characters, as a command has."""
    return " ".join("".join(rng.choices("aeinorst/-.", k=rng.randint(2, 9))) for _ in range(15))
