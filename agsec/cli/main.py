"""The `agsec` command: its global options, its commands by task, and its exit codes.

0 yes, clean, done; 1 the answer is no; 2 could not answer.
"""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from agsec_runtime.abi import RELEASE

from ..exceptions import AgsecError, InvalidPolicyError
from . import audit, author, check, demo, diff, explain, fmt, hosting, inspect, policy, schema, suggest, testing
from .everywhere import checked_color, spread
from .lint import register as register_lint
from .output import fail, prefer, show_diagnostics

app = typer.Typer(
    name="agsec",
    help="An action firewall for AI agents: policies decide what a tool call may do, before it does it.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"agsec {RELEASE}")
        raise typer.Exit


@app.callback()
def _globals(
    color: Annotated[str, typer.Option(envvar="AGSEC_COLOR", help="auto, always or never.")] = "auto",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No messages, only data and errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more about what is done.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    prefer(color=checked_color(color), quiet=quiet, verbose=verbose)


author.register(app)
register_lint(app)
explain.register(app)
fmt.register(app)
inspect.register(app)
schema.register(app)
testing.register(app)
policy.register(app)
diff.register(app)
suggest.register(app)
hosting.register(app)
audit.register(app)
demo.register(app)
check.register(app)


def run() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # A terminal that is not UTF-8 gets escapes, not a traceback.
    command = typer.main.get_command(app)
    spread(command)
    try:
        command()
    except InvalidPolicyError as error:
        show_diagnostics(error.compilation.diagnostics, "full", to_stderr=True)
        fail(error.message, error.help, 1)
    except AgsecError as error:
        fail(error.message, error.help, 2)
    except OSError as error:
        fail(f"{error.filename or 'the output'}: {error.strerror}", None, 2)
    except KeyboardInterrupt:
        fail("interrupted", None, 130)


if __name__ == "__main__":
    run()  # The hooks of agsec 0.2 start this module: `check` answers them, where silence would let through.
