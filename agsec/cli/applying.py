"""The command that puts edited policies into force: apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from agsec_compiler import ir
from agsec_compiler.diagnostics import Diagnostic
from agsec_compiler.parse import Document

from ..exceptions import AgsecError, InvalidPolicyError
from ..installing import installer
from ..installing.found import damaged, installations
from ..linting import lint
from ..state import Slot
from .options import Form
from .output import counted, fail, say, show, show_diagnostics, show_json
from .progress import compiling

CLOSELY = 2_000  # statements; each is looked at for some milliseconds, which delay what is to come into force
SHOWN = 20  # warnings


@dataclass(frozen=True)
class Result:
    """What became of one installation: an outcome, or a failure with the exit code that it gives."""

    diagnostics: tuple[Diagnostic, ...] = ()
    outcome: installer.Outcome | None = None
    failure: AgsecError | None = None
    code: int = 0

    @property
    def statements(self) -> int:
        program = self.outcome.compilation.program if self.outcome else None
        return len(program.statements) if program else 0


def apply(
    policies: Annotated[Path | None, typer.Option("--policies", help="Other policies than those installed.")] = None,
    state: Annotated[Path | None, typer.Option("--state", help="One installation, by its state directory.")] = None,
    output_format: Annotated[Form, typer.Option("--output-format", help="How findings are printed.")] = Form.full,
) -> None:
    """Validate and compile edited policies, and put them into force. With errors the last good bundle stays.

    Warnings are shown as by `agsec validate`, and stop nothing.

    Example: `agsec apply`
    """
    found = [Slot(state)] if state else _installed()
    if not found:
        raise AgsecError("no hook is installed for this project", "install one with `agsec install`")
    results = [_applied(each, policies) for each in found]
    if output_format is Form.json:
        show_json(_row(results))
    else:
        _show(results, output_format)
    failures = [(each.failure, each.code) for each in results if each.failure]
    if failures:
        errors, codes = zip(*failures, strict=True)
        messages = "; ".join(dict.fromkeys(each.message for each in errors))
        fail(messages, next((each.help for each in errors if each.help), None), max(codes))


def _installed() -> list[Slot]:
    """This project's installations; those that can only be told to be damaged come last."""
    here = Path.cwd()
    return installations(here) + damaged([here.resolve()], Path.home())


def _applied(where: Slot, policies: Path | None) -> Result:
    """Put one installation's policies into force."""
    try:
        with compiling() as progress:
            outcome = installer.apply(where, policies, progress, _looked_at)
    except InvalidPolicyError as error:
        kept = AgsecError(f"{error.message}; the last good bundle stays in force")
        return Result(error.compilation.diagnostics, failure=kept, code=1)
    except AgsecError as error:
        return Result(failure=error, code=2)
    return Result(outcome.compilation.diagnostics, outcome)


def _looked_at(documents: Sequence[Document], program: ir.Program | None, bundle: bytes | None) -> Iterator[Diagnostic]:
    if program is None or len(program.statements) <= CLOSELY:
        yield from lint(documents, program, bundle)


def _show(results: list[Result], form: Form) -> None:
    """Errors are the answer, warnings go beside it."""
    for diagnostics in _distinct(each.diagnostics for each in results if each.failure):
        show_diagnostics(diagnostics, form.value)
    for diagnostics in _distinct(each.diagnostics for each in results if each.outcome):
        _warn(diagnostics, form)
    for result in results:
        if result.outcome:
            _tell(result, result.outcome)
    if any(each.statements > CLOSELY for each in results):
        say(f"these policies were not looked at as closely as by `agsec validate`: more than {CLOSELY:,} statements")


def _warn(diagnostics: tuple[Diagnostic, ...], form: Form) -> None:
    show_diagnostics(diagnostics[:SHOWN], form.value, to_stderr=True)
    if len(diagnostics) > SHOWN:
        say(f"and {counted(len(diagnostics) - SHOWN, 'warning')} more: `agsec validate` shows all")


def _tell(result: Result, outcome: installer.Outcome) -> None:
    if outcome.change:
        show(outcome.change)
    for note in outcome.notes:
        say(note)
    show(f"applied: {counted(result.statements, 'statement')}, revision {outcome.revision}, for {outcome.settings}")


def _row(results: list[Result]) -> dict[str, Any]:
    found = _distinct(each.diagnostics for each in results)
    return {
        "applied": [
            {"settings": str(each.outcome.settings), "revision": each.outcome.revision, "statements": each.statements}
            for each in results
            if each.outcome
        ],
        "failed": [each.failure.message for each in results if each.failure],
        "diagnostics": [each.row() for diagnostics in found for each in diagnostics],
    }


def _distinct(found: Iterable[tuple[Diagnostic, ...]]) -> list[tuple[Diagnostic, ...]]:
    """Each set of findings once: two hosts are mostly guarded by the same policies."""
    distinct: list[tuple[Diagnostic, ...]] = []
    for each in found:
        if each not in distinct:
            distinct.append(each)
    return distinct
