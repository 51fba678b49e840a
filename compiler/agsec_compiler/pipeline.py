"""The stages in their order: discover, compose, parse, check, lower, passes, plan, emit."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agsec_runtime import abi

from . import ir
from .cache import Cache
from .check import check
from .compose import Node, compose
from .diagnostics import Diagnostic, in_order
from .discover import discover, is_test
from .emit import emit
from .ignores import Ignore, heeded, idle, ignores_in
from .lower import lower
from .parse import Document, parse
from .passes import PASSES, Pass, optimize
from .plan import Buckets, plan
from .source import Source

# What looks further than compiling needs: at the documents, and, if there are no errors, at statements and bundle.
Further = Callable[[Sequence[Document], ir.Program | None, bytes | None], Iterable[Diagnostic]]


@dataclass(frozen=True)
class Compilation:
    """What became of a policy set: a bundle, or at least one error that says why not."""

    diagnostics: tuple[Diagnostic, ...]
    sources: tuple[Source, ...]
    program: ir.Program | None = None
    bundle: bytes | None = None
    buckets: int = 0

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(each for each in self.diagnostics if each.is_error)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        return tuple(each for each in self.diagnostics if not each.is_error)


def compile_path(
    path: Path,
    progress: Callable[[Source], None] | None = None,
    cache: Cache | None = None,
    further: Further | None = None,
) -> Compilation:
    """Compile a directory or a single file. Raises ``OSError`` if there is neither.

    ``progress`` is told of each file before it is composed; one whose tree is in ``cache`` is not. ``further`` has
    more warnings to give.
    """
    sources, findings = discover(path)
    return compile_sources(sources, findings=findings, progress=progress, cache=cache, name=str(path), further=further)


def compile_sources(
    sources: Sequence[Source],
    *,
    findings: Sequence[Diagnostic] = (),
    passes: tuple[Pass, ...] = PASSES,
    planner: Callable[[ir.Program], Buckets] = plan,
    progress: Callable[[Source], None] | None = None,
    cache: Cache | None = None,
    name: str = "policies",
    further: Further | None = None,
) -> Compilation:
    """Compile texts; ``name`` is what the whole set is called.

    Errors among ``findings``, which come from reading the files, forbid a bundle as well.
    """
    with _uncollected():
        documents, diagnostics = _documents(sources, progress, cache)
        diagnostics = [*findings, *diagnostics, *check(documents)]
        diagnostics += _emptiness(name, sources, documents) if not any(each.is_error for each in diagnostics) else []
        ignores = ignores_in(documents)
        diagnostics = heeded(diagnostics, ignores)
        if any(each.is_error for each in diagnostics):
            diagnostics += _looked_further(further, ignores, documents, None, None)
            return Compilation(in_order(diagnostics), tuple(sources))
        lowered = lower(documents)
        program = optimize(lowered, passes)
        buckets = planner(program)
        policies = [each for each in sources if not is_test(each)]  # A test that changes is no change of the policies.
        bundle = emit(program, buckets, policies, abi.RELEASE)
        diagnostics += _looked_further(further, ignores, documents, lowered, bundle)
        return Compilation(in_order(diagnostics), tuple(sources), program, bundle, len(buckets))


def _looked_further(further: Further | None, ignores: Sequence[Ignore], *given: Any) -> list[Diagnostic]:
    """What there is to say besides, and which comments have nothing to ignore."""
    if further is None:
        return []
    found = heeded(further(*given), ignores)
    return [*found, *idle(ignores)]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Trees of statements hold no cycles; the collector would walk all of them again and again for nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _documents(
    sources: Sequence[Source], progress: Callable[[Source], None] | None, cache: Cache | None
) -> tuple[list[Document], list[Diagnostic]]:
    documents: list[Document] = []
    diagnostics: list[Diagnostic] = []
    for source in sources:
        node, findings = _tree(source, progress, cache)
        diagnostics += findings
        if node is None or node.value is None:
            continue
        if is_test(source):
            diagnostics += _test_file(source, node)
            continue
        document, findings = parse(source, node)
        diagnostics += findings
        documents += [document] if document else []
    if cache:
        cache.trim()
    return documents, diagnostics


def _tree(
    source: Source, progress: Callable[[Source], None] | None, cache: Cache | None
) -> tuple[Node | None, list[Diagnostic]]:
    known = cache.tree(source) if cache else None
    if known:
        return known, []
    if progress:
        progress(source)
    node, findings = compose(source)
    if cache and node and not findings:
        cache.keep(source, node)
    return node, findings


TEST_KEYS = ("version", "fixtures", "tests")


def _test_file(source: Source, node: Node) -> list[Diagnostic]:
    """A file of policy tests is no policy, and must not look like one to its author."""
    if not isinstance(node.value, dict):
        return [Diagnostic("AGS103", "a file of policy tests is a mapping", source, node.span)]
    found = []
    for key, (place, _) in node.value.items():
        if key in ("statements", "default"):
            help = "files that end in `_test.yaml` hold tests of policies; rename this one"
            message = f"a policy test holds `{key}`, which would never be read"
            found.append(Diagnostic("AGS108", message, source, place.span, help))
        elif key not in TEST_KEYS:
            help = "known here: " + ", ".join(f"`{each}`" for each in TEST_KEYS)
            found.append(Diagnostic("AGS101", f"unknown key `{key}`", source, place.span, help))
    return found


def _emptiness(name: str, sources: Sequence[Source], documents: Sequence[Document]) -> list[Diagnostic]:
    """A file, or a whole set, that says nothing is worth a word: everything would be denied."""
    policies = [source for source in sources if not is_test(source)]
    if not any(document.statements for document in documents):
        where = policies[0] if policies else Source(name, "")
        help = "without a statement everything is denied; write some, or start with `agsec init`"
        return [Diagnostic("AGS402", "the policy set holds no statement", where, where.whole(), help)]
    saying = {document.source.name for document in documents if document.statements or document.default}
    help = "add statements, or remove the file"
    return [
        Diagnostic("AGS401", "this file holds no statements", source, source.whole(), help)
        for source in policies
        if source.name not in saying
    ]
