"""A page that is followed from its top to its end: its files are written, its commands run, in one project.

A file is a block whose first line is `# path`, as `text` where it is broken; a command that does not exit 0 says so behind it: `# exits 1`.
`python -m tests.story_page docs/mistakes.md` writes anew what the commands print.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from tests.forked import run_text

BLOCK = re.compile(r"^```(yaml|text|console)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ (?P<typed>.*?)(?:  # exits (?P<code>\d))?\n(?P<shown>(?:(?!\$ ).*\n)*)", re.MULTILINE)


@dataclass(frozen=True)
class Told:
    """A command as the page has it, and what became of it; `at` is where in the page its output stands."""

    typed: str
    code: int
    shown: str
    done: CompletedProcess[str]
    at: tuple[int, int]


def followed(page: str, project: Path) -> Iterator[Told]:
    for block in BLOCK.finditer(page):
        if block[1] != "console":
            name, _, content = block[2].partition("\n")
            path = project / name.removeprefix("# ")
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, "utf-8")
            continue
        for found in COMMAND.finditer(block[2]):
            start, end = found.span("shown")
            at = block.start(2) + start, block.start(2) + end
            yield Told(found["typed"], int(found["code"] or 0), found["shown"], run(found["typed"], project), at)


def run(typed: str, project: Path) -> CompletedProcess[str]:
    words = shlex.split(typed)
    if words[:2] == ["cp", "-r"]:
        shutil.copytree(project / words[2], project / words[3])
        return CompletedProcess(words, 0, "", "")
    assert words[0] == "agsec", typed
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AGSEC_", "XDG_"))}
    return run_text(tuple(words[1:]), project, {**env, "HOME": str(project), "NO_COLOR": "1"})


def printed(told: Told) -> str:
    """Both streams, as a terminal shows them."""
    return told.done.stdout + told.done.stderr


def rewritten(page: str, project: Path) -> str:
    for told in reversed(list(followed(page, project))):
        page = page[: told.at[0]] + printed(told) + page[told.at[1] :]
    return page


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as project:
            Path(name).write_text(rewritten(Path(name).read_text("utf-8"), Path(project)), "utf-8")
