"""What `agsec validate` looks at beyond what compiling needs; every request that it shows has been decided first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agsec_compiler import ir
from agsec_compiler.analysis import analysed, escapes, styled
from agsec_compiler.diagnostics import Diagnostic, Witness
from agsec_compiler.encode import encode
from agsec_compiler.parse import Document
from agsec_compiler.patterns.globs import compile_action
from agsec_runtime import abi
from agsec_runtime.bundle import Bundle, load
from agsec_runtime.decision import Decision, Request
from agsec_runtime.evaluator import decide, holds
from agsec_runtime.globs import matches_tokens


def lint(documents: Sequence[Document], program: ir.Program | None, bundle: bytes | None) -> Iterator[Diagnostic]:
    """The further findings of a set, in no order."""
    yield from styled(documents)
    if program is None or bundle is None:
        return
    court = _Court(program, load(bundle))
    for finding in analysed(documents, program):
        honest = finding.witness is None or court.confirms(finding.witness)
        yield finding if honest else replace(finding, witness=None)
    for escape in escapes(documents, program):
        if court.decided(escape.caught).effect == "deny" and court.decided(escape.missing).effect == "allow":
            yield escape.finding


class _Court:
    """Asks the evaluator whether a request shows what a finding says."""

    def __init__(self, program: ir.Program, bundle: Bundle) -> None:
        self.statements = {each.sid: each for each in program.statements}
        self.bundle = bundle

    def confirms(self, witness: Witness) -> bool:
        if witness.effect is not None and self.decided(witness).effect != witness.effect:
            return False
        return all(self._matches(sid, witness) for sid in witness.matches) and not any(
            self._matches(sid, witness) for sid in witness.misses
        )

    def decided(self, asked: Witness) -> Decision:
        return decide(self.bundle, _request(asked))

    def _matches(self, sid: str, witness: Witness) -> bool:
        statement = self.statements[sid]
        if not any(matches_tokens(compile_action(pattern), witness.action) for pattern in statement.actions):
            return False
        verdict = holds(encode(statement.condition), _request(witness))
        return verdict is True or (verdict is None and statement.effect != abi.ALLOW)


def _request(asked: Witness) -> Request:
    return Request(asked.action, asked.params, asked.context)
