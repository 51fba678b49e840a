"""Which options a variable of the environment may give, and what it is called.

Whoever can set a variable for somebody else, an agent with an `.envrc` or a step of CI, must not choose by it what is
in force, what is written, what a check lets pass, or what a person gets to see. So an option has a variable only where
`OPEN` names it; `CLOSED` says of every other why it has none, and a test holds both to the commands.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

# They mean the same wherever they stand: `AGSEC_NO_CACHE` counts for all, `AGSEC_VALIDATE_NO_CACHE` for one, and first.
SHARED = ("--exit-code", "--no-cache", "--output-format", "--stdin-name")

OPEN = (
    *("--color", "--verbose", "--exit-code", "--no-cache", "--output-format", "--stdin-name"),
    *("init --tests", "fmt --check", "fmt --diff", "diff --no-new-access"),
    *("test --coverage", "test --fail-under", "test --mutate", "test --min-score"),
    *("audit --number", "audit report --records"),
    # Read by agsec 0.2 and by the SDK, under names that are older than the rule.
    *("eval --policies", "explain --policies", "policy list --policies", "policy add --policies"),
    *("policy remove --policies", "check --policy-dir"),
    *("explain --db", "policy add --db", "audit --db", "audit show --db", "audit export --db", "audit report --db"),
)

_ASKING = ("--yes", "--no-input", "--dry-run", "--no-apply")
_FILTERS = ("--effect", "--action", "--sid", "--host", "--session", "--since", "--until", "--grep")

CLOSED = {
    "it chooses which policies come into force, where, and how strictly hooks hold to them": (
        "init --profile",
        *(f"install --{name}" for name in ("policies", "user", "local", "managed", "audit", "announce-allow")),
        *(f"install --{name}" for name in ("watch", "pin", "trust-project")),
        *("apply --policies", "apply --state", "uninstall --user", "uninstall --local", "uninstall --managed"),
    ),
    "it agrees in a person's place, or decides whether and where something is written": (
        *(f"policy {verb} {name}" for verb in ("add", "remove") for name in _ASKING),
        *("policy add --file", "audit export --force", "audit report --force", "audit report --output"),
        *("compile --output", "compile --emit", "suggest --output", "validate --fix"),
    ),
    "it says what a statement says, or what is proposed as one": (
        *(f"policy add --{name}" for name in ("sid", "effect", "action", "condition", "match", "reason", "suggestion")),
        "policy add --from-decision",
        "suggest --min-calls",
    ),
    "it would let a check pass that should fail": (
        *("validate --fail-level", "validate --select", "validate --ignore", "validate --diff"),
        *("test --tests", "test -k", "audit verify --head"),
    ),
    "it would show another log than is asked about, or a part of it": (
        *("explain --log", "policy add --log", "suggest --log", "diff --audit", "diff --recorded"),
        *(f"audit{below} --log" for below in ("", " show", " export", " report", " verify")),
        *(f"audit{below} {name}" for below in ("", " export", " report") for name in _FILTERS),
        *("policy list --effect", "policy list --action", "--quiet"),
    ),
    "it is the question itself": (
        *("--version", "rule --all", "inspect --disassemble"),
        *("audit --follow", "audit --stats", "audit export --format"),
        *(f"{verb} --{name}" for verb in ("eval", "explain") for name in ("param", "context")),
        *("check --format", "check --action", "check --params"),
    ),
}


def give_variables(root: Any) -> None:
    """Let the options of a command, and of all below it, be given by variables as well, where these may."""
    for words, command in _walk((), root):
        for parameter in command.params:
            names = variables(words, parameter)
            if names:
                _let(parameter, names)


def variables(words: tuple[str, ...], parameter: Any) -> tuple[str, ...]:
    """The names that a parameter of the command of these words has; the first that is set counts.

    One that is declared with a name keeps it.
    """
    if parameter.envvar:
        return (parameter.envvar,) if isinstance(parameter.envvar, str) else tuple(parameter.envvar)
    option = spelled(parameter)
    if parameter.hidden or not {option, " ".join([*words, option])}.intersection(OPEN):
        return ()
    own = _name(*words, option)
    return (own, _name(option)) if words and option in SHARED else (own,)


def spelled(parameter: Any) -> str:
    """Its longest spelling: `--number`."""
    return str(max(parameter.opts, key=len))


def _name(*words: str) -> str:
    return "_".join(["AGSEC", *(word.lstrip("-").replace("-", "_").upper() for word in words)])


def _walk(words: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield words, command
    for word, below in getattr(command, "commands", {}).items():
        yield from _walk((*words, word), below)


def _let(parameter: Any, names: tuple[str, ...]) -> None:
    """Give it the names, and let an error about its value say whether the command line or which variable gave it."""
    parameter.envvar = list(names)
    parameter.get_error_hint = lambda *_: f"`{spelled(parameter)}`"
    read = parameter.value_from_envvar  # Asked where the command line does not give the value.

    def value_from_envvar(context: Any) -> Any:
        value = read(context)
        if value is not None:
            used = next(name for name in names if os.environ.get(name))
            parameter.get_error_hint = lambda *_: f"`{used}`"
        return value

    parameter.value_from_envvar = value_from_envvar
