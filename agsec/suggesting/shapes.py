"""The shape of a call: what calls have in common that one statement is to allow.

Of a command: the programs with their subcommands, and which kinds of files it touches. Of a file tool: the directory
below the one it works in. Of a web tool: scheme, host and port. Of any other action: the action.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from agsec_runtime import abi
from agsec_runtime.elements import Element
from agsec_runtime.facts import COMMAND, TOOLS
from agsec_runtime.values import ABSENT, UNREACHABLE

from .observed import Call

# Programs whose second word says what is done; of `run` and `-m` the third one does.
_WITH_SUBCOMMANDS = frozenset(
    (
        *("apt", "brew", "bun", "cargo", "conda", "docker", "dotnet", "gh", "git", "go", "gradle", "helm", "kubectl"),
        *("make", "mvn", "npm", "pip", "pip3", "pnpm", "poetry", "terraform", "uv", "yarn"),
    )
)
_RUNNING = frozenset({"run", "exec", "-m"})
# Programs that run what their arguments say: only whole commands of these are proposed.
_INTERPRETERS = re.compile(
    r"(?:python|pypy|node|deno|bun|ruby|perl|php|lua|Rscript|osascript|pwsh)[\d.]*|(?:ba|da|z|k|fi|c|tc)?sh"
    r"|awk|gawk|mawk|sed|find|xargs|env|sudo|ssh|eval|exec|npx|uvx|pipx|make|docker|kubectl"
)
_WORD = re.compile(r"[A-Za-z][\w:-]*")
PATHS = ("files.reads", "files.writes", "files.deletes")

UNKNOWN = "what it would do cannot be told without running it"
SENDS = "it sends data to another host"
MISSING = "its params were masked or cut"
NO_ADDRESS = "its address cannot be told"


@dataclass(frozen=True)
class Shape:
    """``key`` is equal for calls that go together; ``facts`` are what the call does, by field."""

    key: tuple[Any, ...]
    facts: dict[str, list[Element]] = field(default_factory=dict, compare=False)


def shape(call: Call) -> Shape | str:
    """The shape of a call, or why nothing is proposed for it."""
    if call.action == COMMAND:
        return MISSING if call.missing & {"*", "command", "workdir"} else _of_command(call)
    if call.action in TOOLS:
        return MISSING if call.missing & {"*", "file_path", "path", "notebook_path", "pattern"} else _of_file(call)
    if call.action.startswith("web.") and "url" in call.params:
        return MISSING if call.missing & {"*", "url"} else _of_address(call)
    return MISSING if "*" in call.missing else Shape((call.action,))


def _of_command(call: Call) -> Shape | str:
    found = _facts(call, abi.SHELL, ("dynamic", "unparsed", "commands", "sends", "sets", "pushes", "sql"))
    found |= _facts(call, abi.FILES, ("reads", "writes", "deletes"))
    flags = [*found.pop("shell.dynamic"), *found.pop("shell.unparsed")]
    if any(flags) or not found["shell.commands"] or not _are_known(found):
        return UNKNOWN
    if found["shell.sends"]:
        return SENDS
    heads = tuple(sorted({head(each.written) for each in found["shell.commands"]}))
    touched = tuple(name for name, values in found.items() if values)
    globbed = any(each.is_glob for each in found["shell.commands"])
    return Shape((call.action, heads, touched, globbed), found)


def _of_file(call: Call) -> Shape | str:
    name = TOOLS[call.action]
    found = _facts(call, abi.FILES, (name,))
    paths = found[f"files.{name}"]
    if not paths or not _are_known(found):
        return UNKNOWN
    return Shape((call.action, place(paths[0].written, str(call.context.get("cwd") or ""))), found)


def _of_address(call: Call) -> Shape | str:
    found = tuple(call.fact(abi.URL, name)[0] for name in ("scheme", "host", "port"))
    if any(each is ABSENT or each is UNREACHABLE for each in found[:2]):
        return NO_ADDRESS
    return Shape((call.action, *(None if each is ABSENT else each for each in found)))


def _facts(call: Call, root: int, names: tuple[str, ...]) -> dict[str, list[Any]]:
    return {f"{abi.ROOTS[root]}.{name}": call.fact(root, name) for name in names}


def _are_known(found: dict[str, list[Any]]) -> bool:
    return all(isinstance(each, Element) and each.is_known for values in found.values() for each in values)


def head(command: str) -> str:
    """The program of a command, with what says what it does: `git status`, `npm run build`, `ls`."""
    words = command.split(" ")
    known = words[0] in _WITH_SUBCOMMANDS
    if known and len(words) > 2 and words[1] in _RUNNING and _WORD.fullmatch(words[2]):
        return " ".join(words[:3])
    return " ".join(words[:2]) if known and len(words) > 1 and _WORD.fullmatch(words[1]) else words[0]


def is_open_ended(head: str) -> bool:
    """Whether with other arguments it would be another program altogether."""
    program, _, rest = head.partition(" ")
    return _INTERPRETERS.fullmatch(program) is not None or rest in _RUNNING or head in _WITH_SUBCOMMANDS


def place(path: str, cwd: str) -> str:
    """The directory that a path counts to: the first one below ``cwd``, else the one that it is in."""
    inside = path.removeprefix(cwd.rstrip("/") + "/") if cwd.strip("/") else path
    if inside == path:
        return path.rpartition("/")[0] or "/"
    first, below, _ = inside.partition("/")
    return f"{cwd.rstrip('/')}/{first}" if below else cwd.rstrip("/")
