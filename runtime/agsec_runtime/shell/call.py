"""One program as it would run: its words, its standard input, and the door through which what it does is told."""

from __future__ import annotations

from ..marks import as_written
from ..paths import components

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .interpreter import Shell


class Call:
    """A program's call, as the modules of `programs` see it.

    ``name`` is the base name, ``word`` the program's word as it stood, ``args`` the words behind it (marked texts),
    ``stdin`` the marked text on standard input ("" where there is none, an unknown part where only a run can tell),
    ``stdin_file`` the absolute path that standard input is redirected from, or None. ``environment`` has the variables
    that are set for this call alone (``GIT_DIR=x git ...``).
    """

    __slots__ = ("args", "environment", "name", "origins", "shell", "stdin", "stdin_file", "word")

    def __init__(
        self,
        shell: Shell,
        word: str,
        args: list[str],
        stdin: str = "",
        stdin_file: str | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.shell = shell
        self.word = word
        self.name = as_written(components(word)[-1])
        self.args = args
        self.stdin = stdin
        self.stdin_file = stdin_file
        self.environment = environment or {}
        self.origins: dict[str, None] = {}  # paths (or `env`) that the output may repeat

    # What it does with files. Paths as the program gets them: they are resolved here.

    def read(self, path: str) -> None:
        """It reads ``path``; what it prints may repeat it."""
        for each in self.shell.named(path):
            self.shell.found.reads[each] = None
            self.origins[each] = None

    def write(self, path: str, content: str | None = None) -> None:
        """It creates or changes ``path``; ``content`` is what will stand in it, where that is known."""
        for each in self.shell.named(path):
            self.shell.found.writes[each] = None
        for each in self.shell.resolve(path):
            self.shell.keep(each, content)
        self.shell.feed(path, content)

    def write_into(self, target: str, sources: list[str]) -> None:
        """It writes ``target`` or, if that is a directory, a file in it named like each source."""
        self.write(target)
        for source in sources:
            name = source.rstrip("/").rpartition("/")[2]
            if name not in ("", ".", ".."):
                self.write(f"{target.rstrip('/')}/{name}")

    def delete(self, path: str) -> None:
        """It removes or empties ``path``."""
        for each in self.shell.named(path):
            self.shell.found.deletes[each] = None

    # What it does with other things.

    def send(self, path: str) -> None:
        """The file leaves for a host that is not loopback."""
        for each in self.shell.named(path):
            self.shell.found.sends[each] = None

    def send_text(self, text: str) -> None:
        """The text leaves: with it whatever files, or the environment, it was made from."""
        for origin in self.shell.origins_of(text):
            self.shell.found.sends[origin] = None

    def sql(self, text: str) -> None:
        """A database is given ``text`` (marked) to run."""
        from .programs.sql import statements

        for statement in statements(text):
            self.shell.found.sql[statement] = None

    def origin(self, source: str) -> None:
        """What it prints may repeat ``source``: an absolute path, or `env`."""
        self.origins[source] = None

    def dynamic(self) -> None:
        """What it runs is known only at run time."""
        self.shell.found.dynamic = True

    # What it runs in its turn.

    def run(self, argv: list[str], stdin: str | None = None, stdin_file: str | None = None) -> str:
        """It runs another program (``argv[0]``) with its own standard input, or with another. Its output."""
        if stdin is None:
            stdin, stdin_file = self.stdin, self.stdin_file
        return self.shell.run(argv, stdin, stdin_file, dict(self.environment))

    def script(self, text: str, args: list[str] | None = None, stdin: str | None = None) -> str:
        """It has a new shell run ``text``, with ``args`` as $0, $1, ... Unknown parts in ``text`` are unknown code."""
        return self.shell.script(text, args or [], self.stdin if stdin is None else stdin, self.environment)
