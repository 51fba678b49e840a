"""Programs whose output is meant for `eval`: what they print is known to be settings of a shell."""

from __future__ import annotations

from .syntax import Simple, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .syntax import Sequence

# Program -> the words of which one must be among its own; none for any.
_GENERATORS: dict[str, tuple[str, ...]] = {
    "atuin": ("init",),
    "brew": ("shellenv",),
    "conda": ("shell.bash", "shell.zsh", "shell.posix"),
    "dircolors": (),
    "direnv": ("hook", "export"),
    "docker-machine": ("env",),
    "fnm": ("env",),
    "fzf": ("--bash", "--zsh"),
    "gpg-agent": (),
    "jenv": ("init",),
    "keychain": (),
    "lesspipe": (),
    "luarocks": ("path",),
    "micromamba": ("shell",),
    "minikube": ("docker-env", "podman-env"),
    "mise": ("activate", "env", "hook-env"),
    "nodenv": ("init",),
    "opam": ("env",),
    "pyenv": ("init", "virtualenv-init"),
    "rbenv": ("init",),
    "register-python-argcomplete": (),
    "resize": (),
    "rtx": ("activate",),
    "ssh-agent": (),
    "starship": ("init",),
    "thefuck": ("--alias",),
    "zoxide": ("init",),
}


def is_generator(body: Sequence) -> bool:
    """Whether a substitution is one plain call of a program that prints shell code for `eval`."""
    command = body.commands[0] if len(body.commands) == 1 else None
    if type(command) is not Simple:
        return False
    words = [written(word) for word in command.words]
    if not words:
        return False
    name = words[0].rpartition("/")[2]
    if len(words) > 1 and words[1] in ("completion", "completions"):
        return True
    wanted = _GENERATORS.get(name)
    return wanted is not None and (not wanted or any([word in wanted for word in words[1:]]))
