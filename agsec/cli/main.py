"""The `agsec` command: its global options, its commands by task, and its exit codes.

0 yes, clean, done; 1 the answer is no; 2 could not answer.

Only the module of the command that is asked for is imported: `agsec audit` need not load the compiler.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated, Any

import typer

from agsec_runtime.abi import RELEASE

from ..exceptions import AgsecError, InvalidPolicyError
from .everywhere import spread
from .output import Color, fail, prefer, show_diagnostics
from .variables import give_variables

# The modules in the order of the help, with their commands.
MODULES = {
    "author": ("init", "compile"),
    "lint": ("validate", "rule"),
    "explain": ("eval", "explain"),
    "fmt": ("fmt",),
    "inspect": ("inspect",),
    "schema": ("schema",),
    "testing": ("test",),
    "policy": ("policy",),
    "diff": ("diff",),
    "suggest": ("suggest",),
    "hosting": ("install", "apply", "uninstall"),
    "status": ("status",),
    "doctor": ("doctor",),
    "audit": ("audit",),
    "demo": ("demo",),
    "check": ("check",),
}


def application(modules: Iterable[str] = MODULES) -> typer.Typer:
    """The command with what is below it, as far as it is in ``modules``."""
    app = typer.Typer(
        name="agsec",
        help="An action firewall for AI agents: policies decide what a tool call may do, before it does it.",
        no_args_is_help=True,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
    )
    app.callback()(_globals)
    for module in modules:
        import_module(f".{module}", __package__).register(app)
    return app


def command_line(modules: Iterable[str] = MODULES) -> Any:
    """The application as it is run: with global options behind each command, and with variables for its options."""
    root = typer.main.get_command(application(modules))
    spread(root)
    give_variables(root)
    return root


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"agsec {RELEASE}")
        raise typer.Exit


def _globals(
    color: Annotated[Color, typer.Option(help="auto, always or never.")] = Color.auto,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No messages, only data and errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more about what is done.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    prefer(color=color, quiet=quiet, verbose=verbose)


def _asked_for(words: list[str]) -> list[str]:
    """The modules that can answer: one, if the first word is a command, else all, which know how to help."""
    first = next((word for word in words if not word.startswith("-")), "")
    return [module for module, commands in MODULES.items() if first in commands] or list(MODULES)


def run() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # A terminal that is not UTF-8 gets escapes, not a traceback.
    try:
        command_line(_asked_for(sys.argv[1:]))()
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
