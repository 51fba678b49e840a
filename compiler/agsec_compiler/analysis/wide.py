"""Allow statements that let through more than their text suggests, by tests that part of a path or host passes.

What is reported is shown: each finding has a value that passes the tests and is not what the author had in mind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agsec_runtime import abi

from .. import ir
from ..diagnostics import Diagnostic, Witness
from ..facts import SHELL
from ..fields import parse_field
from ..patterns.globs import could_match, is_literal
from ..patterns.language import ALL, Language, UnsureError, example, of_regex, of_text
from ..source import Span
from .located import Placed
from .values import texts
from .witness import actions, build

PATHS = frozenset({"path", "file_path", "notebook_path", "file", "filename", "dir", "directory", "folder", "cwd"})
HOSTS = frozenset({"host", "hostname", "domain"})
URLS = frozenset({"url", "uri", "endpoint"})
_POSITIVE = frozenset({"contains", "starts_with", "ends_with", "regex", "glob"})
_ELSEWHERE, _OTHER_HOST = r"\A/elsewhere/", r"\A[a-z0-9.-]+\.evil\.example\Z"
_A_HOST = r"\A[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+\Z"
_OTHER_URL = r"\Ahttps?://[a-z0-9.-]+\.evil\.example/"
_SECOND_COMMAND = "; rm -rf ~"


def wide(each: Placed) -> Iterator[Diagnostic]:
    """The findings about a statement that allows."""
    if each.statement.effect == abi.ALLOW:
        yield from _action(each)
        for term in _terms(each.statement.condition):
            yield from _field(each, term)


def _terms(expr: ir.Expr) -> list[ir.Expr]:
    return list(expr.terms) if isinstance(expr, (ir.All, ir.Any)) else [expr]


def _action(each: Placed) -> Iterator[Diagnostic]:
    """A pattern that begins with a wildcard takes actions of every kind, also of tools that come later."""
    for index, pattern in enumerate(each.statement.actions):
        if pattern[:1] in ("*", "?", "[") and not _is_everything(each.statement, pattern):
            message = f"`{pattern}` allows actions of every kind, also those of tools that are added later"
            span = each.condition_span("actions", index)
            help = "begin with a name: `payment.*`"
            yield Diagnostic("AGS309", message, each.source, span, help, witness=_any_request(each.statement))


def _is_everything(statement: ir.Statement, pattern: str) -> bool:
    """What another finding is about."""
    return not pattern.strip("*?") and statement.condition == ir.Const(True)


def _any_request(statement: ir.Statement) -> Witness | None:
    request = build([statement.condition], statement.actions)
    return Witness(*request, matches=(statement.sid,)) if request else None


def _field(each: Placed, term: ir.Expr) -> Iterator[Diagnostic]:
    if not isinstance(term, ir.Field) or term.root != abi.PARAMS or term.each or not isinstance(term.steps[-1], str):
        return
    if not any(check.op in _POSITIVE for check in term.checks):
        return
    for code, shapes, message, help in _questions(each, term):
        found = _passes(term.checks, shapes)
        if found is not None:
            yield _finding(each, term, code, found, message, help)
            return


Question = tuple[str, Sequence[Language], str, str]


def _questions(each: Placed, field: ir.Field) -> Iterator[Question]:
    """What a field of this name must not let through: code, texts, message, remedy."""
    name = field.steps[-1]
    if field.steps == ("command",) and any(could_match(pattern, SHELL) for pattern in each.statement.actions):
        message = "a text that passes can go on with another command"
        yield "AGS312", [of_text(_SECOND_COMMAND, False, True)], message, "ask for facts: `shell.programs`, `shell.git`"
    if name in PATHS and not _is_bounded_by_workspace(each):
        message = "a path anywhere can pass, because the test does not begin at the root"
        yield "AGS310", [of_regex(_ELSEWHERE)], message, "begin with `/`, or add `files.in_workspace: true`"
    if name in HOSTS:
        message = "another host can pass, because the test does not cover the whole name"
        help = "`in` with whole names, or `ends_with` that begins with a dot"
        yield "AGS311", [of_regex(_OTHER_HOST)], message, help
        yield from (("AGS311", [of_text(host, True, True)], message, help) for host in _glued(field))
    if name in URLS:
        message = "an address of another host can pass, because the test does not end behind the host's name"
        yield "AGS311", [of_regex(_OTHER_URL)], message, "test `url.host`, or end in `/`"


def _glued(field: ir.Field) -> Iterator[str]:
    """What a shortest host that passes is when other letters stand right before it: another name that anybody may own.

    Where its first label may be any, it is only that of a machine below the name; so that is left out.
    """
    try:
        languages = [texts(check, True) for check in field.checks]
        host = example([*languages, of_regex(_A_HOST)])
    except UnsureError:
        return
    if host is not None:
        _, _, parent = host.partition(".")
        is_any = all(each.holds(f"any-label.{parent}") for each in languages)
        yield f"evil{parent if is_any else host}"


def _is_bounded_by_workspace(each: Placed) -> bool:
    condition = each.statement.condition
    terms = condition.terms if isinstance(condition, ir.All) else ()
    inner = [part for term in terms for part in (term.terms if isinstance(term, ir.All) else (term,))]
    return any(isinstance(term, ir.Fact) and term.name == "in_workspace" for term in inner)


def _passes(checks: Sequence[ir.Check], shapes: Sequence[Language]) -> str | None:
    """A text of the shapes that passes the tests; None where every text would, and where none does."""
    try:
        languages = [texts(check, True) for check in checks]
        if example([~each for each in languages][:1] or [ALL]) is None:
            return None
        return example([*shapes, *languages])
    except UnsureError:
        return None


def _finding(each: Placed, field: ir.Field, code: str, found: str, message: str, help: str) -> Diagnostic:
    span = _span(each, field)
    condition = each.statement.condition
    alone = condition == field or (isinstance(condition, ir.All) and condition.terms == (field,))
    witness = _witness(each, field, found) if alone else None
    return Diagnostic(code, f"{message}: `{found}`", each.source, span, help, witness=witness)


def _span(each: Placed, field: ir.Field) -> Span:
    """The key under which the field stands, however it is spelled."""
    for name in each.located.statement.conditions:
        found = parse_field(name)
        if (found.root, found.steps) == (field.root, field.steps):
            return each.document.key_span(*each.located.path, "conditions", name)
    return each.span


def _witness(each: Placed, field: ir.Field, found: str) -> Witness | None:
    value: object = found
    for step in reversed(field.steps):
        value = {str(step): value}
    literal = [pattern for pattern in each.statement.actions if is_literal(pattern)]
    action = next(actions([*literal, *each.statement.actions]), None)
    if action is None or not isinstance(value, dict):
        return None
    return Witness(action, value, {}, matches=(each.statement.sid,))
