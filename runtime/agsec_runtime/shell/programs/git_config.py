"""Git's configuration as far as the command itself sets it, and the commands that it has git run."""

from __future__ import annotations

from ...marks import UNKNOWN_CLOSE, UNKNOWN_OPEN, is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

    Config = dict[str, str]

MAX_ENTRIES = 100
MAX_INCLUDES = 5

# The keys whose values are commands; `*` stands for the name in the middle.
_COMMANDS = frozenset(
    [
        "browser.*.cmd",
        "core.askpass",
        "core.editor",
        "core.fsmonitor",
        "core.gitproxy",
        "core.pager",
        "core.sshcommand",
        "credential.*.helper",
        "credential.helper",
        "diff.*.command",
        "diff.*.textconv",
        "diff.external",
        "difftool.*.cmd",
        "filter.*.clean",
        "filter.*.process",
        "filter.*.smudge",
        "gpg.*.program",
        "gpg.program",
        "gpg.ssh.defaultkeycommand",
        "interactive.difffilter",
        "man.*.cmd",
        "merge.*.driver",
        "mergetool.*.cmd",
        "pager.*",
        "remote.*.receivepack",
        "remote.*.uploadpack",
        "sendemail.cccmd",
        "sendemail.headercmd",
        "sendemail.sendmailcmd",
        "sendemail.tocmd",
        "sequence.editor",
        "submodule.*.update",
        "trailer.*.cmd",
        "trailer.*.command",
        "uploadpack.packobjectshook",
    ]
)
# The variables whose values are. The last ones are anybody's: they count where they are set for git alone.
_VARIABLES = (
    "GIT_ASKPASS",
    "GIT_EDITOR",
    "GIT_EXTERNAL_DIFF",
    "GIT_PAGER",
    "GIT_PROXY_COMMAND",
    "GIT_SEQUENCE_EDITOR",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
)
_COMMON_VARIABLES = ("EDITOR", "VISUAL", "PAGER", "SSH_ASKPASS")
_SWITCHES = frozenset(["", "true", "false", "yes", "no", "on", "off", "0", "1", "2"])


def canonical(key: str) -> str:
    """A key as git compares it: the name in its middle alone keeps its case."""
    section, _, rest = key.partition(".")
    middle, dot, name = rest.rpartition(".")
    return f"{section.lower()}.{middle}{dot}{name.lower()}"


def is_false(value: str | None) -> bool:
    return value is not None and value.lower() in ("false", "no", "off", "0", "")


def is_true(value: str | None) -> bool:
    return value is not None and value.lower() in ("true", "yes", "on", "1")


def variable(call: Call, name: str) -> str | None:
    """A variable as git finds it in its environment."""
    value = call.environment.get(name)
    return call.shell.variable(name) if value is None else value


def gathered(call: Call) -> Config:
    """What files, earlier commands and the environment set."""
    config: Config = {}
    if call.shell.state.files:
        _read_files(call, config)
    config.update(call.shell.git_config)
    _read_parameters(variable(call, "GIT_CONFIG_PARAMETERS"), config)
    count = variable(call, "GIT_CONFIG_COUNT") or "0"
    for index in range(min(int(count), MAX_ENTRIES) if count.isascii() and count.isdigit() and len(count) < 9 else 0):
        key = variable(call, f"GIT_CONFIG_KEY_{index}")
        if key:
            config[canonical(key)] = variable(call, f"GIT_CONFIG_VALUE_{index}") or ""
    return config


def take(config: Config, setting: str) -> None:
    """Take in ``key=value``; a key alone is true."""
    key, equals, value = setting.partition("=")
    if is_plain(key):
        config[canonical(key)] = value if equals else "true"


def included(call: Call, config: Config) -> None:
    """Take in the files that the configuration includes, where the command wrote them."""
    for _ in range(MAX_INCLUDES):
        keys = [key for key in config if key.startswith("include") and key.endswith(".path")]
        for path in [config.pop(key) for key in keys]:
            content = call.shell.content(path)
            if content is not None:
                read_text(content, config)
        if not keys:
            return


def _read_files(call: Call, config: Config) -> None:
    home = call.environment.get("HOME") or call.shell.home_of("") or "~"
    shared = variable(call, "XDG_CONFIG_HOME") or f"{home}/.config"
    usual = (f"{shared}/git/config", f"{home}/.gitconfig", ".git/config", ".git/config.worktree")
    for path in (variable(call, "GIT_CONFIG_SYSTEM"), *usual, variable(call, "GIT_CONFIG_GLOBAL")):
        content = call.shell.content(path) if path else None
        if content is not None:
            read_text(content, config)


def _read_parameters(text: str | None, config: Config) -> None:
    """``'key=value' 'key'='value'``, as git hands its `-c` down to the commands that it runs."""
    for word in split(text or ""):
        take(config, word)


def read_text(text: str, config: Config) -> None:
    """Take in a configuration file."""
    section = ""
    for line in text.replace("\\\n", "").split("\n"):
        line = line.strip()
        if line[:1] == "[":
            head, _, line = line[1:].partition("]")
            name, _, middle = head.partition(" ")
            section = f"{name.strip()}.{middle.strip()[1:-1]}" if middle else name.strip()
            line = line.strip()
        if line and line[0] not in "#;" and section:
            key, equals, value = line.partition("=")
            config[canonical(f"{section}.{key.strip()}")] = _unquoted(value.strip()) if equals else "true"


def _unquoted(value: str) -> str:
    """A value without its quotes, escapes and comment."""
    made, quoted, at = [], False, 0
    while at < len(value):
        char = value[at]
        if char == "\\" and at + 1 < len(value):
            at += 1
            made.append({"n": "\n", "t": "\t"}.get(value[at], value[at]))
        elif char == '"':
            quoted = not quoted
        elif char in "#;" and not quoted:
            break
        else:
            made.append(char)
        at += 1
    return "".join(made).rstrip()


def split(text: str) -> list[str]:
    """The words of an alias, split as git splits them: at blanks, with quotes and backslashes, nothing expanded."""
    words: list[str] = []
    current: str | None = None
    quote, at = "", 0
    while at < len(text):
        char = text[at]
        at += 1
        if not quote and char in " \t\n":
            if current is not None:
                words.append(current)
            current = None
            continue
        if char == UNKNOWN_OPEN:
            close = text.find(UNKNOWN_CLOSE, at) + 1
            char, at = text[at - 1 : close], close
        elif char == quote or (not quote and char in "'\""):
            quote, char = ("" if quote else char), ""
        elif char == "\\" and quote != "'":
            char, at = text[at : at + 1], at + 1
        current = (current or "") + char
    return words if current is None else [*words, current]


# -- the commands that it has git run


def run_commands(call: Call, config: Config) -> None:
    """Follow the commands that the configuration and the environment name; git in them does not run them again."""
    texts = [_command(key, value) for key, value in config.items() if _is_command(key)]
    texts += [variable(call, name) or "" for name in _VARIABLES]
    texts += [call.environment.get(name, "") for name in _COMMON_VARIABLES]
    if not any(texts):
        return
    variables = call.shell.state.variables
    held = {name: variables.pop(name) for name in _VARIABLES if name in variables}
    others = {key: value for key, value in config.items() if not _is_command(key)}
    for text in texts:
        if text:
            run_with(call, others, text)
    call.shell.state.variables.update(held)


def later(call: Call, key: str, value: str) -> None:
    """Follow what is set to run in every repository: a command, or an alias that is one."""
    if key.startswith("alias.") and value[:1] == "!":
        call.script(value[1:], stdin="")
    elif _is_command(key):
        run_with(call, {}, _command(key, value))


def run_with(call: Call, config: Config, text: str, args: list[str] | None = None) -> str:
    """Follow a command that git runs, which has ``config`` handed down to it."""
    state = call.shell.state
    before = state.git_config
    state.git_config = dict(config)
    output = call.script(text, args, None if args else "")
    changed = {key: value for key, value in state.git_config.items() if config.get(key) != value}
    state.git_config = {**before, **changed}
    return output


def _is_command(key: str) -> bool:
    section, _, rest = key.partition(".")
    middle, _, name = rest.rpartition(".")
    if section == "pager":
        return bool(rest)
    return (f"{section}.*.{name}" if middle else key) in _COMMANDS


def _command(key: str, value: str) -> str:
    """The shell's text in a value, or "": some keys take switches too, or names, and commands behind a `!`."""
    if value.lower() in _SWITCHES:
        return ""
    if key.startswith(("credential.", "submodule.")):
        return value[1:] if value[0] == "!" else value if value[0] == "/" else ""
    return value
