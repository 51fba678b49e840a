"""Commands for policy authors: init, validate, compile, eval, rule."""

from __future__ import annotations

import json
import time
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from agsec_compiler import Compilation, compile_path
from agsec_compiler.codes import CODES
from agsec_compiler.diagnostics import visible
from agsec_compiler.readable import readable
from agsec_runtime.bundle import load
from agsec_runtime.decision import Request

from ..decisions import ask_about, is_bundle, open_policies, unreadable
from ..exceptions import AgsecError, invalid
from ..facts import shown_facts
from ..files import write_atomically
from ..shipped import Profile, default_policies
from ..state import cache
from .output import counted, effect_text, say, show, show_diagnostics, show_json, tell
from .progress import compiling

PANEL = "Write policies"


class Form(str, Enum):
    full = "full"
    concise = "concise"
    json = "json"


class Plain(str, Enum):
    text = "text"
    json = "json"


class Stage(str, Enum):
    ir = "ir"
    plan = "plan"


Policies = Annotated[Path, typer.Argument(envvar="AGSEC_POLICY_DIR", help="A directory of policies, or one file.")]
Format = Annotated[Form, typer.Option("--output-format", help="How findings are printed.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Read every file anew, also those that did not change.")]
PlainFormat = Annotated[Plain, typer.Option("--output-format", help="text or json.")]


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(init)
    app.command(rich_help_panel=PANEL)(validate)
    app.command("compile", rich_help_panel=PANEL)(compile_)
    app.command("eval", rich_help_panel=PANEL)(eval_)
    app.command(rich_help_panel=PANEL)(rule)


def init(
    directory: Annotated[Path, typer.Argument(help="Where to write them.")] = Path("policies"),
    profile: Annotated[
        Profile, typer.Option(help="How much is left to a person; strict denies where balanced asks.")
    ] = Profile.balanced,
) -> None:
    """Write the default policy files.

    A file that is already there is left as it is.

    Examples: `agsec init`, `agsec init --profile strict`
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AgsecError(f"{directory} cannot be made: {error.strerror}") from error
    for source in default_policies(profile):
        target = directory / source.name
        if target.exists() or target.is_symlink():
            show(f"kept     {target}")
            continue
        write_atomically(target, source.read_bytes(), 0o644)
        show(f"written  {target}")
    say("next: read them, then `agsec validate` and `agsec install claude-code`")


def validate(
    policies: Policies = Path("policies"), output_format: Format = Form.full, no_cache: NoCache = False
) -> None:
    """Check policies: every problem with its place. Exits 1 if there are errors.

    Examples: `agsec validate`, `agsec validate policies/02_bash.yaml --output-format concise`
    """
    compilation = _compiled(policies, no_cache)
    if output_format is Form.json or compilation.diagnostics:
        show_diagnostics(compilation.diagnostics, output_format.value)
    if output_format is Form.full:
        show(_summary(compilation))
    raise typer.Exit(1 if compilation.errors else 0)


def _summary(compilation: Compilation) -> str:
    files = counted(len(compilation.sources), "file")
    if not compilation.diagnostics:
        statements = len(compilation.program.statements) if compilation.program else 0
        return f"no findings in {files}, {counted(statements, 'statement')}"
    errors, warnings = len(compilation.errors), len(compilation.warnings)
    return f"\n{counted(errors, 'error')}, {counted(warnings, 'warning')} in {files}"


def compile_(
    policies: Policies = Path("policies"),
    output: Annotated[Path, typer.Option("--output", "-o", help="The bundle to write.")] = Path("bundle.agp"),
    emit: Annotated[Stage | None, typer.Option(help="Print a stage instead of writing a bundle.")] = None,
    output_format: PlainFormat = Plain.text,
    no_cache: NoCache = False,
) -> None:
    """Compile policies into a bundle. With errors nothing is written, and an old bundle stays.

    Example: `agsec compile policies/ -o bundle.agp`
    """
    started = time.perf_counter()
    compilation = _compiled(policies, no_cache)
    if compilation.bundle is None or compilation.program is None:
        raise invalid(compilation)
    show_diagnostics(compilation.diagnostics, "full", to_stderr=True)
    if emit is not None:
        show(readable(compilation.program, emit.value))
        return
    revision = load(compilation.bundle).revision
    _refuse_to_destroy(output)
    write_atomically(output, compilation.bundle, 0o644)
    facts = {
        "path": str(output),
        "statements": len(compilation.program.statements),
        "buckets": compilation.buckets,
        "bytes": len(compilation.bundle),
        "revision": revision,
        "milliseconds": round((time.perf_counter() - started) * 1e3),
    }
    if output_format is Plain.json:
        show_json(facts)
    else:
        show(_compiled_line(facts))


def _refuse_to_destroy(output: Path) -> None:
    """A mistyped `-o` must not replace a policy, a device or anything else that is no bundle."""
    if output.exists() and (not output.is_file() or (output.stat().st_size and not is_bundle(output))):
        raise AgsecError(f"{output} is no bundle, and is left as it is", "name another file with `-o`")


def _compiled_line(facts: dict[str, Any]) -> str:
    return (
        f"{facts['path']}: {counted(facts['statements'], 'statement')}, {counted(facts['buckets'], 'bucket')}, "
        f"{facts['bytes']:,} bytes, revision {facts['revision']}, {facts['milliseconds']} ms"
    )


def eval_(
    action: Annotated[str, typer.Argument(help="The action, e.g. `bash.execute`.")],
    param: Annotated[
        list[str] | None, typer.Option("--param", help="`name=text`, or `name:=JSON`. May be repeated.")
    ] = None,
    context: Annotated[list[str] | None, typer.Option("--context", help="Like `--param`, for the context.")] = None,
    policies: Annotated[
        Path, typer.Option("--policies", "-p", envvar="AGSEC_POLICY_DIR", help="Policies, or a compiled bundle.")
    ] = Path("policies"),
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 unless the action is allowed.")] = False,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Say what the policies decide on an action, by which statement, and by which facts.

    Example: `agsec eval bash.execute --param command='rm -rf /'`
    """
    request = Request(action, _pairs(param, "--param"), _pairs(context, "--context"))
    decision = ask_about(open_policies(policies), request)
    facts = shown_facts(request)
    if output_format is Plain.json:
        names = ("effect", "sid", "file", "line", "matched_by", "reason", "suggestion")
        listed = [list(each) for each in decision.undecidable]
        show_json({**{name: getattr(decision, name) for name in names}, "undecidable": listed, "facts": facts})
    else:
        _show_decision(decision)
        _show_facts(facts)
    raise typer.Exit(1 if exit_code and decision.effect != "allow" else 0)


def _show_decision(decision: Any) -> None:
    line = effect_text(decision.effect)
    if decision.sid:
        place = f"{decision.file}:{decision.line}" if decision.file else "implied by the policies"
        line += Text(visible(f", {decision.sid}, {place}"))
    show(line)
    show(f"reason: {decision.reason}")
    if decision.suggestion:
        show(f"instead: {decision.suggestion}")
    for sid, field, operator in decision.undecidable:
        show(f"undecidable in {sid}: `{field}` {operator}")


def _show_facts(facts: dict[str, Any]) -> None:
    for field, value in facts.items():
        values = value if isinstance(value, list) else [value]
        told = ", ".join(each if isinstance(each, str) else json.dumps(each) for each in values) or "none"
        show(visible(f"{field}: {told}"))


def _pairs(given: list[str] | None, option: str) -> dict[str, Any]:
    """``name=text`` and ``name:=JSON`` as a mapping."""
    pairs: dict[str, Any] = {}
    for each in given or []:
        name, equals, value = each.partition("=")
        if not equals or not name.rstrip(":"):
            raise typer.BadParameter(f"`{each}` is not of the form name=value", param_hint=option)
        try:
            pairs[name.removesuffix(":")] = json.loads(value) if name.endswith(":") else value
        except (ValueError, RecursionError) as error:
            raise typer.BadParameter(f"`{value[:60]}` is not JSON: {error}", param_hint=option) from None
    return pairs


def rule(code: Annotated[str, typer.Argument(help="A code such as AGS204.")]) -> None:
    """Explain a diagnostic's code, with an example of bad and of good.

    Example: `agsec rule AGS204`
    """
    known = CODES.get(code.upper())
    if known is None:
        raise AgsecError(f"there is no code {code}", f"the codes are {', '.join(CODES)}")
    show(f"{known.code}: {known.name} ({known.severity})\n\n{known.why}")
    for title, files in (("bad", known.bad), ("good", known.good)):
        for name, content in files.items():
            text = content if isinstance(content, str) else content.decode("utf-8", "backslashreplace")
            lines = text.splitlines()[:20]
            show(f"\n{title}: {name}\n" + "\n".join(f"    {line[:100]}" for line in lines))


def _compiled(policies: Path, no_cache: bool) -> Compilation:
    try:
        with compiling() as progress:
            compilation = compile_path(policies, progress, None if no_cache else cache())
    except OSError as error:
        raise unreadable(policies, error) from None
    tell(f"read {counted(len(compilation.sources), 'file')} from {policies}")
    return compilation
