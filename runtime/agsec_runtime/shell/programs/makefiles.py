"""`make`: the recipes of a makefile that the command itself has written, or gives on standard input."""

from __future__ import annotations

from ...marks import UNKNOWN_OPEN
from ..options import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

MAX_RECIPES = 200
_NAMES = ("GNUmakefile", "makefile", "Makefile")
_OPTIONS = (
    "-C: --directory: -f: --file: --makefile: -I: --include-dir: -j? --jobs? -l? --load-average? -o: --old-file: -W:"
    " --what-if: --new-file: --assume-new: --eval: -E: -O? --output-sync? -n --just-print --dry-run --recon -q"
    " --question"
)
_IDLE = ("-n", "--just-print", "--dry-run", "--recon", "-q", "--question")


def _make(call: Call) -> None:
    options, _ = parse(call.args, _OPTIONS)
    files = [value for name, value in options if name in ("-f", "--file", "--makefile")]
    texts = [_text(call, path) for path in files]
    if not files and not any([name in ("-C", "--directory") for name, _ in options]):
        texts = [call.shell.content(name) or "" for name in _NAMES]
    texts += [value for name, value in options if name in ("--eval", "-E")]
    if not any([name in _IDLE for name, _ in options]):
        for recipe in [recipe for text in texts for recipe in _recipes(text)][:MAX_RECIPES]:
            call.script(recipe, stdin="")


def _text(call: Call, path: str) -> str:
    """The makefile: unknown recipes on standard input are unknown code."""
    if path not in ("-", "/dev/stdin"):
        call.read(path)
        return call.shell.content(path) or ""
    if UNKNOWN_OPEN in call.stdin and call.stdin_file is None:
        call.dynamic()
    return call.stdin


def _recipes(text: str) -> list[str]:
    """The lines that make gives to a shell: behind a tab, behind the `;` of a rule, in `$(shell ...)`."""
    found: list[str] = []
    for line in text.replace("\\\n", " ").split("\n"):
        code = (
            line.lstrip("\t @-+")
            if line[:1] == "\t"
            else line.partition(";")[2]
            if ":" in line.partition(";")[0]
            else ""
        )
        if code.strip():
            found.append(code.replace("$$", "$"))
        at = line.find("$(shell ")
        if at >= 0:
            found.append(line[at + 8 :].rpartition(")")[0])
    return found


PROGRAMS: dict[str, Callable[[Call], str | None]] = dict.fromkeys(["bmake", "gmake", "make"], _make)
