"""Code in languages that no module here reads: what its words give away.

A literal that looks like a file is taken for one that is read, as with a program that nobody knows. Code that calls
something by a name under which files are removed or written, programs run or texts evaluated is for a run to tell.
"""

from __future__ import annotations

from ...marks import is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

MAX_CODE = 1 << 16  # characters
# Parts of names, in lower case: `delete-file`, `removeFile`, `File.rm!`, `write`, `shell-command`, `sys.process`.
_CHANGING = (
    "delete",
    "remove",
    "unlink",
    "rmdir",
    "rmtree",
    "write",
    "truncate",
    "rename",
    "shell",
    "system",
    "exec",
    "spawn",
    "process",
    "syscmd",
    "popen",
    "eval(",
)
_CHANGING_WORDS = frozenset(["rm", "rm!", "rm_rf", "rm_rf!", "run", "cmd", "sh", "cp", "mv", "trash"])
# How compiled languages remove files and start programs, in a spelling that means nothing else.
_COMPILED = (
    "os.Remove",  # Go
    "exec.Command",
    "syscall.Exec",
    "fs::remove_",  # Rust
    "Command::new",
    "system(",  # C, C++
    "popen(",
    "execv",
    "execl",
    "unlink(",
    "rmdir(",
    "remove_all(",
    "Files.delete",  # Java, Kotlin
    "deleteRecursively(",
    "ProcessBuilder(",
    "getRuntime(",
    "Directory.Delete",  # C#
    "File.Delete",
    "Process.Start",
    "removeItem(",  # Swift
)
_WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_!"


def tell(call: Call, code: str) -> None:
    """Tell what the code may do."""
    if not is_plain(code) or len(code) > MAX_CODE:
        call.dynamic()
        return
    text, literals = _apart(code)
    for literal in literals:
        if _is_path(literal):
            call.read(literal)
    words = "".join([char if char in _WORD else " " for char in text]).split()
    lower = text.lower()
    if any([part in lower for part in _CHANGING]) or any([word.lower() in _CHANGING_WORDS for word in words]):
        call.dynamic()


def compiled(call: Call, path: str) -> None:
    """Tell what the code in a file that the command itself wrote, or on standard input, may do when it is run."""
    code = call.stdin if path == "-" else call.shell.content(path)
    if code and any([each in code for each in _COMPILED]):
        call.dynamic()


def _apart(code: str) -> tuple[str, list[str]]:
    """The code without its literals, and these."""
    outside: list[str] = []
    literals: list[str] = []
    at = 0
    while at < len(code):
        char = code[at]
        end = code.find(char, at + 1) if char in "\"'`" else -1
        if end < 0:
            outside.append(char)
            at += 1
            continue
        literals.append(code[at + 1 : end])
        outside.append(" ")
        at = end + 1
    return "".join(outside), literals


def _is_path(literal: str) -> bool:
    return bool(literal) and not any([char in literal for char in " \t\n(){}<>;,"])
