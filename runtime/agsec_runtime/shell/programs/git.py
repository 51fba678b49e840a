"""What git does: one spelling of each command, and what it pushes, touches, checks out and runs."""

from __future__ import annotations

from ...marks import STAR, is_known, is_plain
from .git_branches import BRANCHES
from .git_config import (
    canonical,
    gathered,
    included,
    is_false,
    later,
    run_commands,
    run_with,
    split,
    take,
    variable,
)
from .git_files import touch
from .git_options import ROWS
from .git_push import push, push_of
from .git_words import Words, row_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

    Config = dict[str, str]

MAX_ALIASES = 10
MAX_CONFIG = 200  # keys that a command may set

_INSTEAD = {"-v": "version", "--version": "version", "-h": "help", "--help": "help"}
_OTHER_NAMES = {"stage": "add", "init-db": "init", "fsck-objects": "fsck"}
# Commands that have commands: what they do without one, "" where that is what the command alone does.
_NESTED = {
    "bisect": "",
    "bundle": "",
    "commit-graph": "",
    "hook": "",
    "maintenance": "",
    "multi-pack-index": "",
    "notes": "list",
    "reflog": "show",
    "remote": "",
    "sparse-checkout": "",
    "stash": "push",
    "submodule": "status",
    "subtree": "",
    "worktree": "",
}
_FORGE = ("api", "gist", "issue", "pr", "release")  # what hub and gh have in common
_OTHER_VERBS = {"remote rm": "remote remove", "stash save": "stash push"}
# `git config VERB`, as newer versions have it, in the older spelling.
_CONFIG_VERBS = {
    "edit": "--edit",
    "get": "--get",
    "list": "--list",
    "remove-section": "--remove-section",
    "rename-section": "--rename-section",
    "set": "",
    "unset": "--unset",
}
_CONFIG_ACTIONS = [
    "--edit",
    "--get",
    "--get-all",
    "--get-color",
    "--get-colorbool",
    "--get-regexp",
    "--get-urlmatch",
    "--list",
    "--remove-section",
    "--rename-section",
    "--unset",
    "--unset-all",
]
# Options whose values are commands.
_COMMANDS = [
    "--cc-cmd",
    "--commit-filter",
    "--env-filter",
    "--exec",
    "--extcmd",
    "--header-cmd",
    "--index-filter",
    "--msg-filter",
    "--open-files-in-pager",
    "--parent-filter",
    "--receive-pack",
    "--sendmail-cmd",
    "--setup",
    "--tag-name-filter",
    "--to-cmd",
    "--tree-filter",
    "--upload-pack",
]
# Commands that put files of the repository into the working tree, whatever their operands are.
_FILLING = ("checkout", "checkout-index", "clone", "pull", "read-tree", "reset", "restore", "stash pop", "switch")
_HOOKED = (
    "am",
    "checkout",
    "clone",
    "commit",
    "fetch",
    "gc",
    "merge",
    "pull",
    "push",
    "rebase",
    "switch",
    "worktree add",
)


def git(call: Call) -> str | None:
    """Tell what a call of git does. What it prints, where that is known."""
    if call.name == "hub" and call.args[:1] and call.args[0] in _FORGE:
        call.run(["gh", *call.args])
        return None
    places = call.shell.state.places
    args = [call.name[4:], *call.args] if call.name.startswith("git-") else call.args
    try:
        return _Git(call).perform(args)
    finally:
        call.shell.state.places = places


class _Git:
    """One call: ``given`` is the configuration on its command line, ``config`` that and what was set before."""

    __slots__ = ("call", "config", "given", "repository", "work_tree")

    def __init__(self, call: Call) -> None:
        self.call = call
        self.given: Config = {}
        self.config: Config = {}
        self.work_tree = variable(call, "GIT_WORK_TREE")
        self.repository = variable(call, "GIT_DIR")

    def perform(self, args: list[str]) -> str | None:
        for _ in range(MAX_ALIASES):
            args = self._without_globals(args)
            self.config = {**gathered(self.call), **self.given}
            included(self.call, self.config)
            alias = self.config.get("alias." + args[0].lower()) if args and is_plain(args[0]) else None
            if alias is None or args[0] in ROWS or args[0] in _NESTED:
                break
            if alias[:1] == "!":
                self.config.pop("alias." + args[0].lower())  # so that one which runs itself comes to an end
                return run_with(self.call, self.config, f'{alias[1:]} "$@"', [alias[1:], *args[1:]])
            args = split(alias) + args[1:]
        if not args:
            return None
        if not is_known(args[0]):
            self.call.dynamic()
        if args[1:2] == ["--help"] or args[1:] == ["-h"]:
            args = ["help", args[0]]
        return self._command(_named(args))

    # -- before the command

    def _without_globals(self, args: list[str]) -> list[str]:
        """The words behind git's own options, which are taken in."""
        at, count = 0, len(args)
        while at < count and args[at][:1] == "-":
            word = args[at]
            at += 1
            if word in _INSTEAD:
                return [_INSTEAD[word], *args[at:]]
            name, equals, value = word.partition("=")
            if name in _VALUED and not equals:
                value = args[at] if at < count else ""
                at += 1
            if name in _VALUED:
                _VALUED[name](self, value)
        return args[at:]

    def _change(self, directory: str) -> None:
        state = self.call.shell.state
        state.places = tuple(self.call.shell.resolve(directory)) or state.places

    def _set(self, setting: str) -> None:
        take(self.given, setting)

    def _set_from_variable(self, setting: str) -> None:
        key, _, name = setting.partition("=")
        value = variable(self.call, name)
        if value is None and key.lower().startswith("alias."):
            self.call.dynamic()
        take(self.given, f"{key}={value or ''}")

    def _use(self, directory: str) -> None:
        self.repository = directory

    def _work(self, directory: str) -> None:
        self.work_tree = directory

    def _nothing(self, value: str) -> None:
        """An option that changes nothing of what is told."""

    # -- the command

    def _command(self, words: Words) -> str | None:
        call = self.call
        if words.command == "config":
            _spell_config(words)
        elif words.command == "clean" and is_false(self.config.get("clean.requireforce")):
            words.options.setdefault("--force", [None])
        call.shell.found.git[words.spelling()] = None
        for setting in words.values("--config") if words.command == "clone" else ():
            take(self.config, setting)
        printed = self._in_repository(words)
        if self.work_tree:
            self._enter_work_tree(self.work_tree)
            if words.command in _FILLING and not words.paths():
                call.write(f"{self.work_tree.rstrip('/')}/{STAR}")
        touch(call, words, self.config)
        self._run(words)
        return printed

    def _in_repository(self, words: Words) -> str | None:
        """Do what only this command does; where the repository is elsewhere, it is its branch that counts."""
        state = self.call.shell.state
        places = state.places
        directory = (self.repository or "").rstrip("/")
        if directory.endswith("/.git"):
            self._change(directory[:-5] or "/")
        printed = self._special(words)
        self.call.shell.state.places = places
        return printed

    def _special(self, words: Words) -> str | None:
        handler = _HANDLERS.get(words.command)
        if handler is not None:
            return handler(self, words)
        of_branches = BRANCHES.get(words.command)
        return of_branches(self.call, words) if of_branches is not None else None

    def _enter_work_tree(self, directory: str) -> None:
        """Paths are taken from the top of a working tree that one is not in."""
        shell = self.call.shell
        tops = shell.resolve(directory)
        if tops and not [place for place in shell.state.places if f"{place}/".startswith(f"{tops[0].rstrip('/')}/")]:
            shell.state.places = tuple(tops)

    def _run(self, words: Words) -> None:
        """Follow the commands that it runs: by its options, its configuration, the environment, and its hooks."""
        call = self.call
        for name in _COMMANDS:
            for value in words.values(name) if name in words.options else ():
                call.script(value)
        for operand in words.operands:
            if operand.startswith("ext::"):
                call.script(operand[5:])
        if words.command != "config" or words.has("--edit"):
            run_commands(call, self.config)
        if call.shell.state.files and words.command in _HOOKED and not words.has("--no-verify"):
            self._run_hooks()

    def _run_hooks(self) -> None:
        """Follow the hooks that the command itself wrote."""
        shell = self.call.shell
        folder = shell.resolve(self.config.get("core.hookspath") or ".git/hooks")
        for path in list(shell.state.files):
            if path.rpartition("/")[0] in folder and not path.endswith(".sample"):
                self.call.run([path])


# -- what only one command does


def _push(one: _Git, words: Words) -> None:
    push(one.call, words, one.config)


def _subtree_push(one: _Git, words: Words) -> None:
    push_of(one.call, words.operands[1:], words.has("--force"))


def _config(one: _Git, words: Words) -> str | None:
    """Remember what is set; what is asked for and known is printed."""
    config, operands = one.call.shell.git_config, words.operands
    key = canonical(operands[0]) if operands and is_plain(operands[0]) else ""
    if words.has("--get", "--get-all"):
        value = one.config.get(key)
        return None if value is None else value + "\n"
    if words.has("--unset", "--unset-all"):
        config.pop(key, None)
    elif key and len(operands) > 1 and not words.has(*_CONFIG_ACTIONS):
        added = words.has("--add") and key in config
        config[key] = f"{config[key]}\n{operands[1]}" if added else operands[1]
        if words.has("--global", "--system"):
            later(one.call, key, operands[1])
        if len(config) > MAX_CONFIG:
            one.call.shell.give_up()
            config.clear()
    return ""


def _remote_add(one: _Git, words: Words) -> None:
    if words.operands and words.has("--mirror") and words.value("--mirror") != "fetch":
        one.call.shell.git_config[f"remote.{words.operands[0]}.mirror"] = "true"


def _foreach(one: _Git, words: Words) -> str:
    """One word is for a shell, several are a program's."""
    operands = words.operands
    if len(operands) > 1:
        return one.call.run(operands)
    return one.call.script(operands[0]) if operands else ""


def _run_operands(one: _Git, words: Words) -> str:
    return one.call.run(words.operands) if words.operands else ""


def _for_each_repo(one: _Git, words: Words) -> str:
    return one.call.run(["git", *words.operands]) if words.operands else ""


def _named(args: list[str]) -> Words:
    """The words of a command, under its name and that of the command in it."""
    name = _OTHER_NAMES.get(args[0], args[0])
    if name not in _NESTED:
        return Words(name, args[1:])
    around = Words(name, args[1:]) if row_of(name) is not None else None
    rest = args[1:] if around is None else around.operands
    verb = rest[0] if rest else ""
    command = _OTHER_VERBS.get(f"{name} {verb}", f"{name} {verb}")
    if command.replace(" ", "/") in ROWS:
        rest = rest[1:]
    elif _NESTED[name]:
        command = f"{name} {_NESTED[name]}"
    else:
        return around or Words(name, rest)
    words = Words(command, rest)
    if verb == "save" and words.operands:
        words.operands = []
        words.options["--message"] = [None]
    if around is not None:
        words.options = {**around.options, **words.options}
    return words


def _spell_config(words: Words) -> None:
    """`config get NAME`, `config --get NAME` and `config NAME` are the same."""
    operands = words.operands
    if operands and operands[0] in _CONFIG_VERBS:
        inner = Words("config", operands[1:])
        words.operands = inner.operands
        words.options.update(inner.options)
        action = _CONFIG_VERBS[operands[0]]
        if action:
            words.options[action] = [None]
    elif len(operands) == 1 and not words.has(*_CONFIG_ACTIONS):
        words.options["--get"] = [None]


_VALUED: dict[str, Callable[[_Git, str], None]] = {
    "-C": _Git._change,
    "-c": _Git._set,
    "--attr-source": _Git._nothing,
    "--config-env": _Git._set_from_variable,
    "--git-dir": _Git._use,
    "--namespace": _Git._nothing,
    "--shallow-file": _Git._nothing,
    "--super-prefix": _Git._nothing,
    "--work-tree": _Git._work,
}
_HANDLERS: dict[str, Callable[[_Git, Words], str | None]] = {
    "bisect run": _run_operands,
    "config": _config,
    "for-each-repo": _for_each_repo,
    "push": _push,
    "remote add": _remote_add,
    "send-pack": _push,
    "submodule foreach": _foreach,
    "subtree push": _subtree_push,
}
PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    "git": git,
    "hub": git,
}
