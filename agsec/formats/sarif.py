"""Findings as a SARIF log, for code scanning.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from agsec_compiler.codes import CODES, Code
from agsec_compiler.diagnostics import Diagnostic, Related, visible
from agsec_runtime.abi import RELEASE

from .places import uri

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "agsecFinding/v1"


def render_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    rules = sorted({each.code for each in diagnostics})
    seen: Counter[str] = Counter()
    driver = {
        "name": "agsec",
        "semanticVersion": RELEASE,
        "informationUri": "https://github.com/agsec/agsec",
        "rules": [_rule(CODES[code]) for code in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, rules.index(each.code), seen) for each in diagnostics],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code.code,
        "name": code.name,
        "shortDescription": {"text": code.name},
        "fullDescription": {"text": code.why},
        "help": {"text": f"{code.why} See {code.page}", "markdown": f"{code.why} [More]({code.page})"},
        "helpUri": code.page,
        "defaultConfiguration": {"level": code.severity},
        "properties": {"tags": [code.kind]},
    }


def _result(finding: Diagnostic, rule: int, seen: Counter[str]) -> dict[str, Any]:
    text = finding.message + (f"; help: {finding.help}" if finding.help else "")
    more: dict[str, Any] = {"relatedLocations": _related(finding)} if finding.related else {}
    more |= {"properties": {"witness": finding.witness.row()}} if finding.witness else {}
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": visible(text)},
        "locations": [_location(finding)],
        "partialFingerprints": {FINGERPRINT: _fingerprint(finding, seen)},
        **more,
    }


def _location(finding: Diagnostic) -> dict[str, Any]:
    (line, column), (end_line, end_column) = finding.position, finding.end
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    return {"physicalLocation": {"artifactLocation": {"uri": uri(finding.source)}, "region": region}}


def _related(finding: Diagnostic) -> list[dict[str, Any]]:
    """The other statements that the finding is about."""
    return [
        {"id": number, "message": {"text": visible(each.message)}, **_point(each)}
        for number, each in enumerate(finding.related, 1)
    ]


def _point(related: Related) -> dict[str, Any]:
    line, column = related.position
    region = {"startLine": line, "startColumn": column}
    return {"physicalLocation": {"artifactLocation": {"uri": uri(related.source)}, "region": region}}


def _fingerprint(finding: Diagnostic, seen: Counter[str]) -> str:
    """What stays when lines above are added: code, file and the text of the line; and which of several it is."""
    line, _ = finding.position
    text = finding.source.lines[line - 1].strip()
    about = "\0".join((finding.code, uri(finding.source), text))
    digest = blake2b(about.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
