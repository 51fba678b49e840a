"""Check the meaning of documents: fields, types, patterns, contradictions, and what files say to one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from agsec_runtime import abi

from .actions import params_of
from .contradictions import contradiction
from .diagnostics import Diagnostic
from .facts import FACTS
from .fields import Field, FieldError, parse_field
from .folding import folded
from .lower import sid_of
from .model import Test
from .parse import Document, Located
from .patterns import PatternError, irregularity
from .patterns import parse as parse_regex
from .patterns.globs import compile_action, compile_path
from .source import Span
from .types import misfit, wrong_value
from .unverified import SID

RESERVED_SIDS = frozenset({SID})


def check(documents: Sequence[Document]) -> list[Diagnostic]:
    """All findings over a whole set."""
    findings = [finding for document in documents for finding in _document(document)]
    return [*findings, *_duplicate_sids(documents), *_defaults(documents)]


def _document(document: Document) -> Iterator[Diagnostic]:
    if document.default == "allow":
        span = document.value_span("default")
        yield Diagnostic(
            "AGS301",
            "`default: allow` lets through whatever no statement names",
            document.source,
            span,
            "deny by default and allow what is needed",
        )
    for located in document.statements:
        yield from _statement(document, located)


def _statement(document: Document, located: Located) -> Iterator[Diagnostic]:
    statement = located.statement
    yield from _sid(document, located)
    for index, pattern in enumerate(statement.actions):
        span = document.value_span(*located.path, "actions", index)
        yield from _pattern(document, compile_action, pattern, span, "AGS208")
    everything = any("*" in pattern and not pattern.strip("*?") for pattern in statement.actions)
    if statement.effect == "allow" and everything and not statement.conditions and located.intact:
        span = document.value_span(*located.path, "actions")
        yield Diagnostic(
            "AGS302", "this allows every action without a condition", document.source, span, "name the actions"
        )
    for name, tests in statement.conditions.items():
        yield from _condition(document, located, name, tests)


def _sid(document: Document, located: Located) -> Iterator[Diagnostic]:
    statement = located.statement
    if statement.sid in RESERVED_SIDS:
        span = document.value_span(*located.path, "sid")
        yield Diagnostic("AGS109", f"the sid `{statement.sid}` is reserved", document.source, span, "choose another")
    if statement.sid is None and located.intact:
        span = document.value_span(*located.path)
        message = f"a statement without `sid` is called `{sid_of(document, located)}`"
        yield Diagnostic("AGS212", message, document.source, _first_line(document, span), 'give it one: `sid: "..."`')


def _first_line(document: Document, span: Span) -> Span:
    end = document.source.text.find("\n", span.start)
    return Span(span.start, span.end if end < 0 else min(span.end, end))


def _condition(document: Document, located: Located, name: str, tests: list[Test]) -> Iterator[Diagnostic]:
    where = (*located.path, "conditions", name)
    try:
        field = parse_field(name)
    except FieldError as error:
        code = {"root": "AGS202", "path": "AGS203", "fact": "AGS205"}[error.kind]
        yield Diagnostic(code, error.message, document.source, document.key_span(*where), error.help)
        field = None
    sound = True
    for index, test in enumerate(tests):
        for finding in _test(document, (*where, index), field, test):
            sound = sound and not finding.is_error
            yield finding
    if field is not None:
        yield from _known(document, located, field, tests)
    clash = contradiction(tests) if sound else None
    if clash and not (_counts_without_case(field) and contradiction(list(map(_folded, tests))) is None):
        yield Diagnostic(
            "AGS209",
            f"`{name}` can never hold: {clash}",
            document.source,
            document.key_span(*where),
            "for one of several values: `{op: in, value: [...]}`",
        )


def _counts_without_case(field: Field | None) -> bool:
    return field is not None and field.fact is not None and (field.fact.is_path or field.fact.is_name)


def _folded(test: Test) -> Test:
    values = test.value if isinstance(test.value, list) else [test.value]
    lower = [folded(each) if isinstance(each, str) else each for each in values]
    return test.model_copy(update={"value": lower if isinstance(test.value, list) else lower[0]})


def _test(document: Document, where: tuple[str | int, ...], field: Field | None, test: Test) -> Iterator[Diagnostic]:
    value_at = document.value_span(*where, "value")
    wrong = wrong_value(test, bool(field and field.quantified))
    if wrong:
        code, message, help = wrong
        yield Diagnostic(code, message, document.source, value_at, help)
        return
    checks = {"regex": (parse_regex, "AGS207"), "glob": (compile_path, "AGS208")}
    compiler, code = checks.get(test.op.removeprefix("not_"), (None, ""))
    if compiler is None:
        return
    for index, pattern in enumerate(test.value if isinstance(test.value, list) else [test.value]):
        span = document.value_span(*where, "value", index)
        yield from _pattern(document, compiler, pattern, span, code)


def _pattern(document: Document, compiler: Any, pattern: str, span: Span, code: str) -> Iterator[Diagnostic]:
    if code == "AGS208":
        yield from _carets(document, pattern, span)
    try:
        compiler(pattern)
    except PatternError as error:
        kind = "pattern" if code == "AGS207" else "glob"
        message = f"invalid {kind} `{pattern}`: {error.message} (at position {error.position})"
        yield Diagnostic(code, message, document.source, _inside(document, pattern, span, error))
        return
    if code == "AGS207":
        yield from _irregular(document, pattern, span)


def _irregular(document: Document, pattern: str, span: Span) -> Iterator[Diagnostic]:
    error = irregularity(pattern)
    if error is not None:
        message = f"`{pattern}` needs an engine, because of {error.construct}"
        help = f"write {error.rewrite}, if that is meant" if error.rewrite else None
        yield Diagnostic("AGS305", message, document.source, span, help)


def _carets(document: Document, glob: str, span: Span) -> Iterator[Diagnostic]:
    if "[^" in glob:
        message = f"`[^` in `{glob}` is a class with a `^` in it, not a negation"
        yield Diagnostic("AGS303", message, document.source, span, "write `[!...]` to negate, or move the `^` back")


def _inside(document: Document, pattern: str, span: Span, error: PatternError) -> Span:
    """The offending part of the pattern, where the file spells the pattern as it is."""
    written = document.source.text[span.start : span.end]
    offset = written.find(pattern)
    if offset < 0 or error.position >= len(pattern):
        return span
    start = span.start + offset + error.position
    return Span(start, min(span.start + offset + error.end, span.end))


def _known(document: Document, located: Located, field: Field, tests: list[Test]) -> Iterator[Diagnostic]:
    """Against the table of facts, or the schema of the known actions."""
    if field.fact is not None:
        yield from _known_fact(document, located, field, tests)
        return
    params = params_of(located.statement.actions)
    if field.root != abi.PARAMS or params is None or field.steps[0] is None:
        return
    where = (*located.path, "conditions", field.text)
    name = field.steps[0]
    if name not in params:
        actions = ", ".join(f"`{action}`" for action in located.statement.actions)
        message = f"{actions} has no `params.{name}`"
        yield Diagnostic("AGS204", message, document.source, document.key_span(*where), _nearest(str(name), params))
        return
    yield from _typed(document, where, params[str(name)], field, tests)


def _known_fact(document: Document, located: Located, field: Field, tests: list[Test]) -> Iterator[Diagnostic]:
    fact, actions = FACTS[field.name], located.statement.actions
    where = (*located.path, "conditions", field.text)
    if not fact.covers(actions):
        listed = ", ".join(f"`{action}`" for action in actions)
        has = ", ".join(f"`{action}`" for action in fact.actions)
        message = f"{listed} never has `{field.text}`"
        yield Diagnostic("AGS213", message, document.source, document.key_span(*where), f"it is a fact of {has}")
        return
    params = params_of(actions)
    if field.root == abi.URL and params is not None and "url" not in params:
        listed = ", ".join(f"`{action}`" for action in actions)
        yield Diagnostic("AGS213", f"{listed} has no `params.url`", document.source, document.key_span(*where))
        return
    yield from _typed(document, where, fact.kind, field, tests)
    if fact.is_path:
        yield from _relative(document, where, tests)


def _relative(document: Document, where: tuple[str | int, ...], tests: list[Test]) -> Iterator[Diagnostic]:
    """Globs that begin with a name, in tests of facts whose paths are absolute; `$` begins an unknown part."""
    for number, test in enumerate(tests):
        globs = test.value if isinstance(test.value, list) else [test.value]
        for index, glob in enumerate(globs if test.op in ("glob", "not_glob") else []):
            if isinstance(glob, str) and glob[:1] not in ("/", "*", "?", "[", "$"):
                span = document.value_span(*where, number, "value", index)
                meant = "**/" + glob.removeprefix("~/").removeprefix("./")
                message = f"`{glob}` matches no absolute path"
                yield Diagnostic("AGS304", message, document.source, span, f"did you mean `{meant}`?")


def _typed(
    document: Document, where: tuple[str | int, ...], kind: str, field: Field, tests: list[Test]
) -> Iterator[Diagnostic]:
    for index, test in enumerate(tests):
        problem = None if wrong_value(test, field.quantified) else misfit(kind, field, test)
        if problem:
            yield Diagnostic("AGS210", problem, document.source, document.value_span(*where, index, "value"))


def _nearest(name: str, params: dict[str, str]) -> str:
    close = get_close_matches(name, params, n=1)
    known = ", ".join(f"`{each}`" for each in sorted(params))
    return f"did you mean `params.{close[0]}`?" if close else f"known params: {known}"


def _duplicate_sids(documents: Sequence[Document]) -> Iterator[Diagnostic]:
    first: dict[str, str] = {}
    for document in documents:
        for located in document.statements:
            sid = sid_of(document, located)
            span = document.value_span(*located.path, "sid")
            line, _ = document.source.position(span.start)
            if sid in first:
                yield Diagnostic(
                    "AGS201",
                    f"a second statement with sid `{sid}`",
                    document.source,
                    _first_line(document, span),
                    f"the first is {first[sid]}",
                )
            first.setdefault(sid, f"{document.source.name}:{line}")


def _defaults(documents: Sequence[Document]) -> Iterator[Diagnostic]:
    if {"allow", "deny"} <= {document.default for document in documents}:
        for document in documents:
            if document.default == "allow":
                span = document.value_span("default")
                yield Diagnostic(
                    "AGS211",
                    "another file says `default: deny`, which wins",
                    document.source,
                    span,
                    "let one file set the default",
                )
