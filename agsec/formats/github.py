"""Findings as workflow commands, which GitHub shows beside the lines of a change.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Sequence

from agsec_compiler.diagnostics import Diagnostic, visible

from .places import relative_path


def render_github(diagnostics: Sequence[Diagnostic]) -> str:
    return "\n".join(map(_command, diagnostics))


def _command(finding: Diagnostic) -> str:
    line, column = finding.position
    end_line, end_column = finding.end
    place = {"file": visible(relative_path(finding.source)), "line": line, "col": column, "endLine": end_line}
    if end_line == line:
        place["endColumn"] = end_column  # GitHub takes columns only where both are in one line.
    named = {**place, "title": f"{finding.code}: {finding.name}"}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in named.items())
    text = visible(finding.message) + (f" (help: {visible(finding.help)})" if finding.help else "")
    return f"::{finding.severity} {properties}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
