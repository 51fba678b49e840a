"""Commands for agent hosts: install, uninstall; and apply, which goes with them."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ..exceptions import AgsecError
from ..installing import installer
from ..installing.obstacles import hook_of_old, interpreter_within
from .applying import apply
from .options import GUARDING
from .output import counted, say, show, show_diagnostics
from .progress import compiling


class Host(str, Enum):
    claude_code = "claude-code"
    codex = "codex"


class Audit(str, Enum):
    required = "required"
    best_effort = "best-effort"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=GUARDING)(install)
    app.command(rich_help_panel=GUARDING)(apply)
    app.command(rich_help_panel=GUARDING)(uninstall)


HostArgument = Annotated[Host, typer.Argument(help="The agent host.")]
User = Annotated[bool, typer.Option("--user", help="In your own settings: every project.")]
Local = Annotated[bool, typer.Option("--local", help="In the project's settings.local.json: not for its repository.")]
Managed = Annotated[bool, typer.Option("--managed", help="For the whole machine, in root-owned places; needs root.")]


def install(
    host: HostArgument,
    policies: Annotated[Path, typer.Option("--policies", help="A directory of policies, or one file.")] = Path(
        "policies"
    ),
    user: User = False,
    local: Local = False,
    managed: Managed = False,
    audit: Annotated[
        Audit, typer.Option(help="Whether a call that cannot be recorded is denied, or let through all the same.")
    ] = Audit.required,
    announce_allow: Annotated[
        bool, typer.Option("--announce-allow", help="Tell the host of an allow, which skips its own prompts.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="For development: compile changed policies at the next call.")
    ] = False,
    pin: Annotated[
        bool, typer.Option("--pin", help="Write the bundle's revision into the command line; no other is believed.")
    ] = False,
    trust_project: Annotated[
        bool,
        typer.Option("--trust-project", help="Tell Codex to trust this project; else it skips the project's hooks."),
    ] = False,
) -> None:
    """Compile the policies and put the hooks into the host's settings.

    Examples: `agsec install claude-code`, `agsec install codex --user`
    """
    options = installer.Options(
        policies=policies,
        host=host.value,
        scope=_scope(user, local, managed),
        audit_required=audit is Audit.required,
        announce_allow=announce_allow,
        watch=watch,
        pin=pin,
        trust_project=trust_project,
    )
    with compiling() as progress:
        outcome = installer.install(options, progress)
    show_diagnostics(outcome.compilation.diagnostics, "full", to_stderr=True)
    show(outcome.change or f"{outcome.settings} already holds the hooks")
    if outcome.backup and outcome.change:
        say(f"backup: {outcome.backup}")
    say(f"state: {outcome.directory}")
    program = outcome.compilation.program
    count = counted(len(program.statements) if program else 0, "statement")
    say(f"installed: {host.value} is guarded by {count}, revision {outcome.revision}")
    for warning in (interpreter_within(options.project), hook_of_old(outcome.settings)):
        if warning:
            say(f"warning: {warning}")
    for note in outcome.notes:
        say(note)
    say("edited policies come into force with `agsec apply`")


def uninstall(host: HostArgument, user: User = False, local: Local = False, managed: Managed = False) -> None:
    """Take the hooks out of the host's settings. Policies, bundle and audit log stay.

    Examples: `agsec uninstall claude-code`, `agsec uninstall codex --user`
    """
    scope = _scope(user, local, managed)
    outcome = installer.uninstall(installer.Options(policies=Path("policies"), host=host.value, scope=scope))
    if outcome is None:
        raise AgsecError("no hook of agsec is in these settings", "see `agsec uninstall --help` for the scopes")
    show(outcome.change)
    for note in outcome.notes:
        say(note)
    say(f"uninstalled: {host.value} is no longer guarded by {outcome.settings}")


def _scope(user: bool, local: bool, managed: bool) -> str:
    chosen = [name for name, wanted in (("user", user), ("local", local), ("managed", managed)) if wanted]
    if len(chosen) > 1:
        raise typer.BadParameter("choose one of --user, --local, --managed")
    return chosen[0] if chosen else "project"
