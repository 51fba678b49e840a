"""Findings as a JUnit report: a suite for each file, a failed test for each error, a skipped one for each warning."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree

from agsec_compiler.diagnostics import Diagnostic, render_full, visible

from .places import relative_path


def render_junit(diagnostics: Sequence[Diagnostic]) -> str:
    root = ElementTree.Element("testsuites", {"name": "agsec", **_counts(diagnostics)})
    for file, group in groupby(diagnostics, lambda each: visible(relative_path(each.source))):
        _suite(root, file, list(group))
    if not diagnostics:
        suite = ElementTree.SubElement(root, "testsuite", {"name": "agsec", **_counts([]), "tests": "1"})
        ElementTree.SubElement(suite, "testcase", name="no findings", classname="agsec")
        root.set("tests", "1")
    ElementTree.indent(root)
    return ElementTree.tostring(root, "unicode", xml_declaration=False)


def _suite(root: ElementTree.Element, file: str, findings: list[Diagnostic]) -> None:
    suite = ElementTree.SubElement(root, "testsuite", {"name": file, **_counts(findings)})
    for finding in findings:
        line, column = finding.position
        case = ElementTree.SubElement(suite, "testcase", name=f"{finding.code} {line}:{column}", classname=file)
        case.set("file", file)
        case.set("line", str(line))
        about = {"message": visible(finding.message)}
        if finding.is_error:
            failure = ElementTree.SubElement(case, "failure", {**about, "type": finding.code})
            failure.text = render_full([finding])
        else:
            ElementTree.SubElement(case, "skipped", about)
            ElementTree.SubElement(case, "system-out").text = render_full([finding])


def _counts(findings: Sequence[Diagnostic]) -> dict[str, str]:
    failures = sum(each.is_error for each in findings)
    counts = {"tests": len(findings), "failures": failures, "errors": 0, "skipped": len(findings) - failures}
    return {name: str(number) for name, number in counts.items()}
