"""The outcome of a run for machines: JSON and JUnit's XML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from agsec_compiler.diagnostics import visible

from ..explaining.text import summary
from .coverage import Coverage
from .mutation import Mutation
from .running import Result


@dataclass(frozen=True)
class Report:
    """The results of a run, and what else was asked for."""

    results: Sequence[Result]
    coverage: Coverage | None = None
    mutation: Mutation | None = None

    @property
    def failed(self) -> list[Result]:
        return [each for each in self.results if not each.passed]

    def row(self) -> dict[str, Any]:
        """For machines."""
        return {
            "passed": len(self.results) - len(self.failed),
            "failed": len(self.failed),
            "cases": [_case(each) for each in self.results],
            "coverage": self.coverage.row() if self.coverage else None,
            "mutation": self.mutation.row() if self.mutation else None,
        }


def _case(result: Result) -> dict[str, Any]:
    case, decision = result.case, result.decision
    expected = {"effect": case.expect, **({"sid": case.sid} if case.names_sid else {})}
    return {
        "name": case.name,
        "file": case.source.shown,
        "line": case.line,
        "column": case.column,
        "action": case.action,
        "passed": result.passed,
        "expected": expected,
        "actual": {"effect": decision.effect, "sid": decision.sid} if decision else None,
        "problem": result.problem,
        "explanation": None if result.passed or not result.explanation else result.explanation.row(),
    }


def junit(report: Report) -> str:
    """The results as JUnit's XML: a suite for each file, the explanation in a case that failed."""
    root = ElementTree.Element("testsuites", {"name": "agsec", **_counts(report.results)})
    for name in dict.fromkeys(each.case.source.shown for each in report.results):
        results = [each for each in report.results if each.case.source.shown == name]
        suite = ElementTree.SubElement(root, "testsuite", {"name": visible(name), **_counts(results)})
        for each in results:
            _add(suite, each)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False)


def _counts(results: Sequence[Result]) -> dict[str, str]:
    failed = sum(not each.passed for each in results)
    return {"tests": str(len(results)), "failures": str(failed), "errors": "0", "skipped": "0"}


def _add(suite: ElementTree.Element, result: Result) -> None:
    case = result.case
    about = {"name": visible(case.name), "classname": visible(case.source.name), "file": visible(case.source.shown)}
    element = ElementTree.SubElement(suite, "testcase", {**about, "line": str(case.line)})
    if not result.passed:
        failure = ElementTree.SubElement(element, "failure", {"message": visible(result.problem or "")})
        failure.text = "\n".join(map(visible, explained(result)))


def explained(result: Result) -> list[str]:
    """Why a case failed, line by line."""
    if result.explanation is None:
        return []
    return summary(result.explanation, result.case.sid)
