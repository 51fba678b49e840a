"""The command that runs policy tests: test."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from agsec_compiler.diagnostics import visible

from ..decisions import is_bundle
from ..exceptions import AgsecError
from ..explaining import Policies, open_explained
from ..testing.cases import Case
from ..testing.coverage import Coverage, coverage
from ..testing.mutation import Mutation, mutate
from ..testing.reading import read_tests
from ..testing.reports import Report, explained, junit
from ..testing.running import Result, run
from .options import WRITING
from .output import counted, is_verbose, say, show, show_diagnostics, show_json
from .progress import measuring

SHOWN = 50  # survivors and gaps that are listed


class Form(str, Enum):
    pretty = "pretty"
    json = "json"
    junit = "junit"


Place = Annotated[
    Path,
    typer.Argument(envvar="AGSEC_POLICY_DIR", help="A directory of policies with tests beside them, or a bundle."),
]
Tests = Annotated[
    list[Path] | None,
    typer.Option("--tests", help="Where tests stand instead: a file or a directory. May be repeated."),
]
Percent = Annotated[
    float | None, typer.Option("--fail-under", min=0, max=100, help="Exit 1 below this coverage, in percent.")
]
Score = Annotated[
    float | None, typer.Option("--min-score", min=0, max=100, help="Exit 1 if fewer mutants are caught, in percent.")
]
Measure = Annotated[bool, typer.Option("--coverage", help="Tell what no case has seen of the policies.")]
Mutate = Annotated[
    bool, typer.Option("--mutate", help="Change the policies in small ways, and list what no case catches.")
]


def register(app: typer.Typer) -> None:
    app.command("test", rich_help_panel=WRITING)(run_tests)


def run_tests(
    policies: Place = Path("policies"),
    tests: Tests = None,
    select: Annotated[str | None, typer.Option("-k", help="Only cases whose file or name holds this text.")] = None,
    measure: Measure = False,
    fail_under: Percent = None,
    mutants: Mutate = False,
    min_score: Score = None,
    output_format: Annotated[Form, typer.Option("--output-format", help="How the outcome is printed.")] = Form.pretty,
) -> None:
    """Run the policy tests in `*_test.yaml` files. Exits 1 if a case fails, and 2 if there is none to run.

    Examples: `agsec test`, `agsec test -k push --coverage --fail-under 90`, `agsec test --mutate --output-format json`
    """
    opened = open_explained(policies)
    measure, mutants = measure or fail_under is not None, mutants or min_score is not None
    if opened.program is None and (measure or mutants):
        raise AgsecError("a bundle has no sources to measure", "name the directory of policies")
    results = run(opened, _cases(tests or [policies], policies, select), observed=measure or mutants)
    report = Report(
        results,
        coverage(opened, results) if measure else None,
        _mutation(opened, results) if mutants else None,
    )
    _PRINTERS[output_format](report)
    raise typer.Exit(1 if report.failed or _is_too_low(report, fail_under, min_score) else 0)


def _cases(paths: list[Path], policies: Path, select: str | None) -> list[Case]:
    if paths == [policies] and (policies.is_file() or is_bundle(policies)):
        raise AgsecError(f"{policies} is one file, and has no tests in it", "say where they are with `--tests`")
    found = read_tests(paths)
    if found.findings:
        show_diagnostics(found.findings, "full", to_stderr=True)
        raise AgsecError(f"the tests have {counted(len(found.findings), 'error')}", "nothing was run")
    wanted = (select or "").casefold()
    cases = [each for each in found.cases if wanted in each.title.casefold()]
    if not cases:
        where = ", ".join(map(str, paths))
        among = f"; none of {counted(len(found.cases), 'case')} holds `{select}`" if found.cases else ""
        help = "leave `-k` out to run all" if found.cases else "write some in a file that ends in `_test.yaml`"
        raise AgsecError(f"no tests found in {where}{among}", help)
    return cases


def _mutation(policies: Policies, results: list[Result]) -> Mutation:
    with measuring("trying mutants") as progress:
        return mutate(policies, results, progress)


def _is_too_low(report: Report, fail_under: float | None, min_score: float | None) -> bool:
    low = False
    if report.coverage and fail_under is not None and report.coverage.percent < fail_under:
        say(f"the coverage of {report.coverage.percent:.1f} % is under {fail_under:g} %")
        low = True
    if report.mutation and min_score is not None and report.mutation.percent < min_score:
        say(f"{report.mutation.percent:.1f} % of the mutants were caught, which is under {min_score:g} %")
        low = True
    return low


def _show_pretty(report: Report) -> None:
    files = list(dict.fromkeys(each.case.source.shown for each in report.results))
    for result in report.results if is_verbose() else report.failed:
        _show_result(result)
    passed = len(report.results) - len(report.failed)
    failed = f", {len(report.failed):,} failed" if report.failed else ""
    show(f"{passed:,} passed{failed} in {counted(len(files), 'file')}")
    if report.coverage:
        _show_coverage(report.coverage)
    if report.mutation:
        _show_mutation(report.mutation)


def _show_result(result: Result) -> None:
    word, style = ("passed", "green") if result.passed else ("FAILED", "bold red")
    show(Text(word, style) + Text(visible(f" {result.case.place}: {result.case.name}")))
    if not result.passed:
        show(f"    {result.problem}")
        for line in explained(result):
            show(visible(f"    {line}"))
        show("")


def _show_coverage(found: Coverage) -> None:
    matched = sum(each.matched for each in found.statements)
    statements = f"{matched:,} of {counted(len(found.statements), 'statement')} matched"
    show(f"coverage {found.percent:.1f} %: {statements}, {found.covered:,} of {counted(found.points, 'outcome')} seen")
    gaps = [f"{each.file}:{line}: {told}" for each in found.statements for line, told in each.gaps]
    _show_listed(gaps)


def _show_mutation(found: Mutation) -> None:
    show(f"mutation score {found.percent:.1f} %: {found.caught:,} of {counted(found.mutants, 'mutant')} caught")
    _show_listed(
        [f"{each.statement.source.shown}:{each.line}: {each.statement.sid}: {each.what}" for each in found.survivors]
    )


def _show_listed(lines: list[str]) -> None:
    for line in lines if is_verbose() else lines[:SHOWN]:
        show(visible(f"  {line}"))
    if len(lines) > SHOWN and not is_verbose():
        show(f"  and {len(lines) - SHOWN:,} more; `-v` lists all")


def _show_json(report: Report) -> None:
    show_json(report.row())


def _show_junit(report: Report) -> None:
    show(Text('<?xml version="1.0" encoding="utf-8"?>\n' + junit(report)))


_PRINTERS = {Form.pretty: _show_pretty, Form.json: _show_json, Form.junit: _show_junit}
