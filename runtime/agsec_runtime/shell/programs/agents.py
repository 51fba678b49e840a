"""Agents, and agsec: their command without what is only said to them, so that a prompt that names a switch is none."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

_HELP = ("--help", "-h")
_NAMES = "amp claude cline codex copilot cursor-agent gemini opencode qwen"
# The value of such an option is a prompt. Behind any other one a text can be a setting.
_PROMPTS = frozenset(["-p", "--print", "-i", "--prompt", "--prompt-interactive", "-q", "--append-system-prompt"])


def _agent(call: Call) -> str | None:
    _tell(call, [word for at, word in enumerate(call.args) if not _is_said(word, call.args[at - 1] if at else "")])
    return None


def _agsec(call: Call) -> str | None:
    """`agsec uninstall --help` shows how that is used, and does nothing else."""
    if call.args[-1:] and call.args[-1] in _HELP and "--" not in call.args:
        _tell(call, call.args[-1:])
    return None


def _tell(call: Call, kept: list[str]) -> None:
    """Tell the command as though these were its words."""
    if len(kept) < len(call.args):
        commands = call.shell.found.commands
        commands.pop(" ".join([call.name, *call.args]), None)
        commands[" ".join([call.name, *kept])] = None


def _is_said(word: str, before: str) -> bool:
    """Whether a word is a prompt: one with blanks in it, in no option's place and behind no option for settings."""
    return " " in word.strip() and word[:1] != "-" and (before[:1] != "-" or before in _PROMPTS)


PROGRAMS: dict[str, Callable[[Call], str | None]] = {**dict.fromkeys(_NAMES.split(), _agent), "agsec": _agsec}
