"""The commands that manage statements: policy list, policy add, policy remove."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from agsec_compiler.diagnostics import visible
from agsec_runtime.bundle import load

from ..audit.brief import brief
from ..editing import policyset
from ..editing.conditions import parse_condition
from ..editing.diff import unified
from ..editing.drafts import Draft, action_names, proposed_sid
from ..editing.policyset import Change, PolicySet
from ..editing.replay import Replay, replay
from ..exceptions import AgsecError, RejectedStatementError
from ..state import audit_log
from .asking import agreed, asked, may_ask
from .audit import source
from .force import Force, Guarding, guarding, put_into_force, row, warn_of_unknown
from .listing import Effect, Policies, list_
from .options import WRITING, Plain, PlainFormat
from .output import counted, effect_text, fail, say, show, show_diagnostics, show_json
from .recalled import Recalled, recall


class Match(str, Enum):
    all = "all"
    any = "any"


Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before writing.")]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask anything.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")]
NoApply = Annotated[bool, typer.Option("--no-apply", help="Leave what is in force until `agsec apply`.")]


@dataclass(frozen=True)
class Manner:
    """How a change is carried out."""

    policies: Path
    confirm: bool
    dry_run: bool
    apply: bool
    machine: bool
    recalled: Recalled | None = None  # the decision that the statement is about


def register(app: typer.Typer) -> None:
    commands = typer.Typer(
        no_args_is_help=True,
        help="Manage statements: list, add, remove.\n\nExample: `agsec policy list --effect deny`",
    )
    commands.command("list")(list_)
    commands.command()(add)
    commands.command()(remove)
    app.add_typer(commands, name="policy", rich_help_panel=WRITING)


def add(
    sid: Annotated[str | None, typer.Option(help="The statement's name; proposed, if left out.")] = None,
    effect: Annotated[Effect | None, typer.Option(help="What follows where it matches.")] = None,
    action: Annotated[
        list[str] | None, typer.Option(help="A glob of actions, or several with commas. May be repeated.")
    ] = None,
    condition: Annotated[
        list[str] | None, typer.Option(help="`FIELD OP VALUE`, e.g. `params.amount > 10000`. May be repeated.")
    ] = None,
    match: Annotated[Match, typer.Option(help="Whether all fields must hold, or any.")] = Match.all,
    reason: Annotated[str | None, typer.Option(help="Shown to the agent and kept in the audit log.")] = None,
    suggestion: Annotated[str | None, typer.Option(help="What to do instead.")] = None,
    from_decision: Annotated[
        str | None, typer.Option(metavar="ID", help="A record of `agsec audit` whose action and params it is about.")
    ] = None,
    file: Annotated[str | None, typer.Option(help=f"The file to write; `{policyset.CUSTOM}` if left out.")] = None,
    policies: Policies = Path("policies"),
    log: source.LogOption = None,
    db: source.DbOption = None,
    yes: Yes = False,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    no_apply: NoApply = False,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Add a statement: shows the change and which past decisions it would change, then writes and applies it.

    On a terminal it asks for what is missing. Nothing else in the file changes.

    With `--from-decision` it is about what was decided once, by the narrowest condition that tells it apart.

    Examples: `agsec policy add --effect deny --action payment.charge --condition 'params.amount > 10000'`,
    `agsec policy add --effect allow --from-decision 5f3a`
    """
    terminal = may_ask(no_input)
    if from_decision is None:
        source.refuse_chosen(log, db, "only together with `--from-decision`")
    recalled = None if from_decision is None else recall(source.Source(log, db), from_decision)
    draft = Draft(
        effect=effect.value if effect else "",
        actions=tuple(name for each in action or () for name in action_names(each)),
        sid=sid or "",
        conditions=tuple(map(parse_condition, condition or ())),
        match=match.value,
        reason=reason,
        suggestion=suggestion,
    )
    draft = _completed(draft, recalled, policies, terminal)
    manner = Manner(policies, terminal and not yes, dry_run, not no_apply, output_format is Plain.json, recalled)
    _carry_out(lambda known: known.with_statement(_named(draft, known), file), "added", manner)


def _completed(draft: Draft, recalled: Recalled | None, policies: Path, terminal: bool) -> Draft:
    """With what was not given: asked for where somebody is there, else what the recorded decision says."""
    if recalled and not draft.actions:
        draft = replace(draft, actions=(recalled.call.action,))
    complete = bool(draft.effect and draft.actions)
    if terminal and (not complete or (recalled and not draft.conditions)):
        return asked(draft, policyset.read(policies).sids, recalled)
    if not complete:
        missing = " and ".join(
            name for name, there in (("--effect", draft.effect), ("--action", draft.actions)) if not there
        )
        raise AgsecError(f"{missing} must be given where nobody can be asked", "see `agsec policy add --help`")
    return recalled.narrowest(draft) if recalled and not draft.conditions else draft


def _named(draft: Draft, known: PolicySet) -> Draft:
    return draft if draft.sid else replace(draft, sid=proposed_sid(draft, known.sids))


def remove(
    sid: Annotated[str, typer.Argument(help="The statement's name, or FILE#N.")],
    policies: Policies = Path("policies"),
    yes: Yes = False,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    no_apply: NoApply = False,
    output_format: PlainFormat = Plain.text,
) -> None:
    """Remove a statement and the comments directly above it; every other byte of the file stays.

    Example: `agsec policy remove NoLargePayments --yes`
    """
    terminal = may_ask(no_input)
    if not (terminal or yes or dry_run):
        raise AgsecError("nobody can be asked whether to remove it", "say `--yes`, or `--dry-run` to see the change")
    manner = Manner(policies, terminal and not yes, dry_run, not no_apply, output_format is Plain.json)
    _carry_out(lambda known: known.without_statement(sid), "removed", manner)


def _carry_out(plan: Callable[[PolicySet], Change], done: str, manner: Manner) -> None:
    """Plan, show, ask, write, apply. The lock is held throughout, but not while a person thinks."""
    with contextlib.ExitStack() as held:
        if not manner.confirm and not manner.dry_run:
            held.enter_context(policyset.locked(manner.policies))
        change = _planned(plan, manner.policies)
        replayed = _replayed(change, manner.policies)
        _preview(change, replayed, manner)
        if manner.dry_run:
            _told(change, lambda: _tell_of_dry_run(change, replayed, manner), "nothing was written")
            return
        if manner.confirm:
            _ask_person()
            held.enter_context(policyset.locked(manner.policies))
        policyset.write(change, manner.policies)
        guards = guarding(change, manner.policies)
        force = put_into_force(guards) if manner.apply else Force()
    state = f"{change.path} was written" + (", and applied" if force.applied else "")
    _told(change, lambda: _tell(change, replayed, done, manner, force), state)
    _tell_of_force(guards, force, manner)


def _told(change: Change, tell: Callable[[], None], state: str) -> None:
    """Tell of the outcome; where the output fails, say at least in what ``state`` that leaves things."""
    show_diagnostics(change.warnings, "full", to_stderr=True)
    try:
        tell()
    except OSError as error:
        fail(f"{error.filename or 'the output'}: {error.strerror}; {state}", None, 2)


def _planned(plan: Callable[[PolicySet], Change], policies: Path) -> Change:
    try:
        return plan(policyset.read(policies))
    except RejectedStatementError as error:
        show_diagnostics(error.diagnostics, "full", to_stderr=True)
        raise


def _ask_person() -> None:
    if not agreed("write this?"):
        say("nothing was written")
        raise typer.Exit(1)


def _diff(change: Change) -> list[str]:
    before = change.before.text if change.before else ""
    return unified(before, change.after.text, str(change.path), new=change.before is None)


def _preview(change: Change, replayed: Replay, manner: Manner) -> None:
    lines = _diff(change)
    if not manner.machine:
        show(_painted(lines))
        show(_replay_text(replayed))
        if manner.recalled:
            show(manner.recalled.told(change.sid, change.new))
    elif manner.confirm:
        say("\n".join(map(visible, lines)))


def _painted(lines: list[str]) -> Text:
    styles = {"+": "green", "-": "red", "@": "cyan"}
    return Text("\n").join(Text(visible(line), styles.get(line[:1], "")) for line in lines)


def _replayed(change: Change, policies: Path) -> Replay:
    """By the decisions of this project, or by all of a person's where the policies guard all of them.

    It only informs: a log that cannot be read stops nothing.
    """
    before, after = (load(each.bundle or b"") for each in (change.old, change.new))
    try:
        return replay(audit_log(), before, after, guarding(change, policies).workspaces())
    except AgsecError as error:
        say(f"warning: {error.message}")
        return Replay()


def _replay_text(found: Replay) -> Text:
    if not found.replayed + found.skipped:
        return Text("no decision is recorded that it could be tried on")
    left_out = f"; {found.skipped:,} with cut params left out" if found.skipped else ""
    count = f"{found.changed:,} of {counted(found.replayed, 'recorded decision')} would change"
    text = Text(f"{count} (an estimate: the log keeps params redacted{left_out})")
    for each in found.examples:
        by = f"  {each.before_sid or 'the default'} -> {each.after_sid or 'the default'}"
        text += Text("\n  ") + effect_text(each.before) + Text(" -> ") + effect_text(each.after)
        text += Text(visible(f"  {each.action}  {brief({'params': each.params})[:100]}{by}"))
    return text


def _tell_of_dry_run(change: Change, replayed: Replay, manner: Manner) -> None:
    if manner.machine:
        show_json({**_row(change, replayed, manner), "written": False, **row(Force())})
    else:
        say("nothing was written: a dry run")


def _tell(change: Change, replayed: Replay, done: str, manner: Manner, force: Force) -> None:
    if manner.machine:
        show_json({**_row(change, replayed, manner), "written": True, **row(force)})
        return
    show(visible(f"{done}: {change.sid}, {change.path}:{change.line}"))
    for each in force.applied:
        show(visible(f"applied: revision {each['revision']}, for {each['settings']}"))


def _tell_of_force(guards: Guarding, force: Force, manner: Manner) -> None:
    """A change that is not in force must never look as if it were."""
    warn_of_unknown(guards)
    if force.failed is not None:
        help = force.help or "mend it, then run `agsec apply`"
        fail(f"could not be applied: {force.failed}; the last good bundle stays in force", help, 1)
    if not guards:
        say("not in force anywhere: no installed hook uses these policies")
    elif not manner.apply:
        say("it comes into force with `agsec apply`")


def _row(change: Change, replayed: Replay, manner: Manner) -> dict[str, Any]:
    about = manner.recalled.row(change.new) if manner.recalled else None
    return {
        "sid": change.sid,
        "path": str(change.path),
        "line": change.line,
        "statement": change.statement,
        "diff": "\n".join(_diff(change)) + "\n",
        "replay": asdict(replayed),
        "from_decision": about,
    }
