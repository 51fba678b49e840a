"""Commands that look at policies: validate, rule."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from agsec_compiler import Compilation, compile_sources
from agsec_compiler.codes import CODES, Code
from agsec_compiler.compose import MAX_BYTES
from agsec_compiler.diagnostics import Diagnostic
from agsec_compiler.discover import decoded

from ..exceptions import AgsecError
from ..fixing import mended
from ..linting import lint
from .author import compiled_here
from .options import WRITING, NoCache, Plain, PlainFormat, Policies
from .output import counted, say, show, show_diagnostics, show_exactly, show_json


class Report(str, Enum):
    full = "full"
    concise = "concise"
    json = "json"
    github = "github"
    sarif = "sarif"
    junit = "junit"


class Level(str, Enum):
    error = "error"
    warning = "warning"
    never = "never"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=WRITING)(validate)
    app.command(rich_help_panel=WRITING)(rule)


def validate(
    policies: Policies = Path("policies"),
    output_format: Annotated[Report, typer.Option("--output-format", help="How findings are printed.")] = Report.full,
    fail_level: Annotated[
        Level, typer.Option("--fail-level", help="The least finding that makes the command exit 1.")
    ] = Level.error,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", help="Only warnings of these codes, or whose codes begin so: `AGS3,AGS204`."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", help="No warnings of these codes, or whose codes begin so.")
    ] = None,
    stdin_name: Annotated[
        str, typer.Option("--stdin-name", help="What the text of standard input is called, where `-` is validated.")
    ] = "stdin.yaml",
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended without changing a decision.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what `--fix` would change, and write nothing.")] = False,
    no_cache: NoCache = False,
) -> None:
    """Check policies: every problem with its place. Exits 1 if there are errors.

    `-` reads one policy from standard input. Errors are always reported, whatever is selected: they keep the policies
    from being compiled.

    Examples: `agsec validate`, `agsec validate policies/02_bash.yaml --output-format concise`,
    `agsec validate --fail-level warning --output-format github`, `agsec validate - < draft.yaml`,
    `agsec validate --diff`, `agsec validate --fix`
    """
    chosen, left_out = _prefixes(select, "--select"), _prefixes(ignore, "--ignore")
    compilation = _of_stdin(stdin_name) if str(policies) == "-" else compiled_here(policies, no_cache, lint)
    asked = partial(_wanted, chosen=chosen, left_out=left_out)
    if fix or diff:
        compilation = _mended(compilation, asked, str(policies) == "-", diff)
    findings = [each for each in compilation.diagnostics if each.is_error or asked(each)]
    if findings or output_format not in (Report.full, Report.concise):
        show_diagnostics(findings, output_format.value)
    if output_format is Report.full:
        show(_summary(compilation, findings))
    raise typer.Exit(1 if _fails(findings, fail_level) else 0)


def _mended(before: Compilation, asked: Callable[[Diagnostic], bool], is_stdin: bool, diff: bool) -> Compilation:
    """The policies with their fixes, once these are written. Ends where a difference or a text is wanted instead."""
    result = mended(before, asked)
    if diff:
        show_exactly(result.diff().rstrip("\n"))
        raise typer.Exit(1 if result.count else 0)
    if is_stdin:
        show_exactly("".join(source.text for source in result.after.sources).removesuffix("\n"))
        raise typer.Exit(1 if before.errors else 0)
    result.write()
    if result.count:
        say(f"mended {counted(result.count, 'finding')}")
    return result.after


def _prefixes(given: list[str] | None, option: str) -> tuple[str, ...]:
    """What the option names, in capitals, at commas."""
    named = [part.strip().upper() for each in given or [] for part in each.split(",") if part.strip()]
    for each in named:
        if not any(code.startswith(each) for code in CODES):
            raise typer.BadParameter(f"no code is or begins with `{each}`", param_hint=option)
    return tuple(named)


def _wanted(finding: Diagnostic, chosen: tuple[str, ...], left_out: tuple[str, ...]) -> bool:
    return (not chosen or finding.code.startswith(chosen)) and not (left_out and finding.code.startswith(left_out))


def _of_stdin(name: str) -> Compilation:
    sources, findings = decoded(name, sys.stdin.buffer.read(MAX_BYTES + 1), Path(name))
    return compile_sources(sources, findings=findings, name=name, further=lint)


def _fails(findings: Sequence[Diagnostic], level: Level) -> bool:
    if level is Level.never:
        return False
    return any(each.is_error or level is Level.warning for each in findings)


def _summary(compilation: Compilation, findings: Sequence[Diagnostic]) -> str:
    files = counted(len(compilation.sources), "file")
    if not findings:
        statements = len(compilation.program.statements) if compilation.program else 0
        return f"no findings in {files}, {counted(statements, 'statement')}"
    errors, fixable = sum(each.is_error for each in findings), sum(bool(each.fix) for each in findings)
    told = f"\n{counted(errors, 'error')}, {counted(len(findings) - errors, 'warning')} in {files}"
    return f"{told}; {fixable:,} can be mended with `--fix`" if fixable and not errors else told


def rule(
    code: Annotated[str, typer.Argument(help="A code such as AGS204.", show_default=False)] = "",
    every: Annotated[bool, typer.Option("--all", help="Every code, one line each.")] = False,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Explain a diagnostic's code, with an example of bad and of good.

    Examples: `agsec rule AGS204`, `agsec rule --all`, `agsec rule AGS204 --output-format json`
    """
    if every is bool(code):
        raise typer.BadParameter("name a code, or use --all", param_hint="CODE")
    codes = list(CODES.values()) if every else [_known(code)]
    if output_format is Plain.json:
        show_json({"rules": list(map(_row, codes))})
    elif every:
        show("\n".join(f"{each.code}  {each.severity:<7}  {each.kind:<8}  {each.name}" for each in codes))
    else:
        _show_rule(codes[0])


def _known(code: str) -> Code:
    known = CODES.get(code.upper())
    if known is None:
        raise AgsecError(f"there is no code `{code}`", "`agsec rule --all` lists the codes")
    return known


def _row(code: Code) -> dict[str, Any]:
    return {
        "code": code.code,
        "name": code.name,
        "kind": code.kind,
        "severity": code.severity,
        "waivable": code.waivable,
        "why": code.why,
        "page": code.page,
        "bad": {name: _text(content) for name, content in code.bad.items()},
        "good": {name: _text(content) for name, content in code.good.items()},
    }


def _show_rule(code: Code) -> None:
    show(f"{code.code}: {code.name} ({code.severity})\n\n{code.why}")
    for title, files in (("bad", code.bad), ("good", code.good)):
        for name, content in files.items():
            lines = _text(content).splitlines()[:20]
            show(f"\n{title}: {name}\n" + "\n".join(f"    {line[:100]}" for line in lines))
    show(f"\n{code.page}")


def _text(content: str | bytes) -> str:
    return content if isinstance(content, str) else content.decode("utf-8", "backslashreplace")
