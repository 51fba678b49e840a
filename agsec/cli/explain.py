"""Commands that say what the policies decide and why: eval, explain."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from agsec_compiler.diagnostics import visible
from agsec_runtime.decision import Decision, Request

from ..decisions import ask_about, open_policies
from ..explaining import Explanation, explain, open_explained
from ..explaining.records import explain_record
from ..explaining.text import lines
from ..facts import shown_facts
from .audit import source
from .options import WRITING, Plain, PlainFormat
from .output import EFFECT_STYLES, effect_text, show, show_json

Param = Annotated[list[str] | None, typer.Option("--param", help="`name=text`, or `name:=JSON`. May be repeated.")]
Context = Annotated[list[str] | None, typer.Option("--context", help="Like `--param`, for the context.")]
Policies = Annotated[
    Path, typer.Option("--policies", "-p", envvar="AGSEC_POLICY_DIR", help="Policies, or a compiled bundle.")
]
ExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit 1 unless the action is allowed.")]

_ID = re.compile("[0-9a-f]{4,16}")


def register(app: typer.Typer) -> None:
    app.command("eval", rich_help_panel=WRITING)(eval_)
    app.command("explain", rich_help_panel=WRITING)(explain_)


def eval_(
    action: Annotated[str, typer.Argument(help="The action, e.g. `bash.execute`.")],
    param: Param = None,
    context: Context = None,
    policies: Policies = Path("policies"),
    exit_code: ExitCode = False,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Say what the policies decide on an action, by which statement, and by which facts.

    Example: `agsec eval bash.execute --param command='rm -rf /'`
    """
    request = Request(action, pairs(param, "--param"), pairs(context, "--context"))
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


def explain_(
    what: Annotated[str, typer.Argument(metavar="ACTION|ID", help="An action, or the id of a record (`agsec audit`).")],
    param: Param = None,
    context: Context = None,
    policies: Policies = Path("policies"),
    exit_code: ExitCode = False,
    log: source.LogOption = None,
    db: source.DbOption = None,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Say why: each statement about the action, the condition that kept it from matching, and the value it met.

    Hexadecimal digits without `--param` are the id of a record, whose decision is explained.

    Examples: `agsec explain bash.execute --param command='rm -rf /'`, `agsec explain 5f3a`
    """
    if _ID.fullmatch(what) and not param and not context:
        effect = _explain_past(source.Source(log, db), what, policies, output_format)
    else:
        request = Request(what, pairs(param, "--param"), pairs(context, "--context"))
        effect = _show(explain(open_explained(policies), request), output_format)
    raise typer.Exit(1 if exit_code and effect != "allow" else 0)


def _explain_past(place: source.Source, id: str, policies: Path, output_format: Plain) -> str:
    record = place.record(id, "`agsec audit` lists their ids; for an action, give a `--param`")
    past = explain_record(record, Path.cwd(), policies)
    if output_format is Plain.json:
        show_json(past.row())
        return past.explanation.decision.effect
    by = f" by {record['sid']}" if record["sid"] else " by default"
    show(f"record {record['id']} of {record['time']}: {record['effect']}{by}, {record['action']}")
    for remark in past.remarks:
        show(f"note: {remark}")
    show("")
    return _show(past.explanation, output_format)


def _show(explanation: Explanation, output_format: Plain) -> str:
    """Print an explanation; the effect that it is about."""
    if output_format is Plain.json:
        show_json(explanation.row())
    else:
        show_explanation(explanation)
    return explanation.decision.effect


def show_explanation(explanation: Explanation) -> None:
    """The decision, the facts, then each statement."""
    _show_decision(explanation.decision)
    _show_facts(explanation.facts)
    for kind, line in lines(explanation):
        show("") if kind == "title" else None
        show(_painted(kind, visible(line)))


def _painted(kind: str, line: str) -> Text:
    text = Text(line, "bold" if kind == "title" else "")
    if kind in EFFECT_STYLES:
        text.stylize(EFFECT_STYLES[kind], 2, 2 + len(kind))
    return text


def _show_decision(decision: Decision) -> None:
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


def pairs(given: list[str] | None, option: str) -> dict[str, Any]:
    """``name=text`` and ``name:=JSON`` as a mapping."""
    found: dict[str, Any] = {}
    for each in given or []:
        name, equals, value = each.partition("=")
        if not equals or not name.rstrip(":"):
            raise typer.BadParameter(f"`{each}` is not of the form name=value", param_hint=option)
        try:
            found[name.removesuffix(":")] = json.loads(value) if name.endswith(":") else value
        except (ValueError, RecursionError) as error:
            raise typer.BadParameter(f"`{value[:60]}` is not JSON: {error}", param_hint=option) from None
    return found
