"""CMake: what it writes, and the tools of `cmake -E`, which do what the programs of a shell do."""

from __future__ import annotations

from ..operands import apply
from .launching import launch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

_ROW = ":n -S: -B:w -G: -D: -C:r -P:r"
# The tools of `cmake -E` that have a program's name or differ from one by theirs (cmake(1), "Run a Command-Line Tool").
_TOOLS = {
    "cat": "cat",
    "compare_files": "cmp",
    "copy": "cp -r",
    "copy_directory": "cp -r",
    "copy_directory_if_different": "cp -r",
    "copy_directory_if_newer": "cp -r",
    "copy_if_different": "cp",
    "copy_if_newer": "cp",
    "create_hardlink": "ln",
    "create_symlink": "ln -s",
    "env": "env",
    "make_directory": "mkdir -p",
    "md5sum": "md5sum",
    "remove": "rm",
    "remove_directory": "rm -r",
    "rename": "mv",
    "rm": "rm",
    "sha256sum": "sha256sum",
    "tar": "tar",
    "time": "time",
    "touch": "touch",
    "touch_nocreate": "touch -c",
}


def _cmake(call: Call) -> str | None:
    if "-E" not in call.args:
        return apply(call, _ROW)
    words = call.args[call.args.index("-E") + 1 :]
    if words[:1] == ["chdir"]:
        return launch(call, words[2:], words[1] if words[1:] else None)
    program = _TOOLS.get(words[0]) if words else None
    return None if program is None else call.run([*program.split(), *words[1:]])


PROGRAMS: dict[str, Callable[[Call], str | None]] = {"cmake": _cmake}
