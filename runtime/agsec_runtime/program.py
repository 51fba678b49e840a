"""Build the installed hook: the runtime compiled into one file that `python -I -S` runs as it is.

One file spares the search for modules, and site-packages need not be on the path. Its modules are marshalled in
groups that are loaded together, when one of them is first imported. What every call needs stands in the file's code.
What only some calls need (a shell's grammar, what programs do) stands behind the code, where Python does not look: a
group is read from there when it is needed, and must begin with the digest that the code knows of it, or the call is
blocked: so a file that was replaced meanwhile is noticed. A call pays for what it uses.

The file belongs to the Python that built it: another one refuses its magic number, and the tail of the command line
then blocks.
"""

from __future__ import annotations

import marshal
import re
import sys
from hashlib import blake2b
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

PACKAGE = "agsec_runtime"
MARK = 16  # bytes of a digest that a group behind the code begins with
# Modules that are loaded together, by the beginnings of their names; the first that fits counts, and all others are
# loaded each for itself. An import by itself costs some 60 us, most of it in the import system.
GROUPS = (
    ["shell.programs.git"],
    ["shell.programs.code", "shell.programs.python"],
    ["shell.programs.text", "shell.programs.lines", "shell.programs.launching"],
    ["addresses", "urls", "shell.programs.network", "shell.programs.uploads", "shell.programs.curl"],
    ["shell.programs.builtins", "shell.assigning", "shell.globbing", "shell.parameters"],
    ["shell.programs.dispatch"],
    ["elements", "facts", "marks", "paths"],
    [
        *("abi", "audit", "bundle", "decision", "evaluator", "git", "globs", "globset", "hook", "installation"),
        *("jsontext", "msgpack", "operators", "pages", "patterns", "redact", "stamps", "system", "tools", "values"),
    ],
)
SHELL, INLINE = 5, (6, 7)  # the group of a shell's core, and those that stand in the file's code
# The garbage collector would look through what is loaded a few times, for some 8 % of a bare start, and find nothing.
BOOTSTRAP = f"""
import gc
import sys
from marshal import loads
gc.disable()
posix = sys.modules.get("posix") or sys.modules["nt"]
ModuleSpec = sys.modules["_frozen_importlib"].ModuleSpec
def apart(start, length, mark):
    file = posix.open(sys.argv[0], posix.O_RDONLY)
    group = posix.pread(file, length, posix.lseek(file, 0, 2) - SIZE + start)
    posix.close(file)
    if len(group) != length or group[:{MARK}] != mark:
        raise ImportError("the hook's file was replaced while it ran, or cut off")
    return memoryview(group)[{MARK}:]
def load(group):
    for name, is_package, code in loads(group if type(group) is bytes else apart(*group)):
        if name in sys.modules:
            continue
        module = sys.modules[name] = type(sys)(name)
        parent, _, child = name.rpartition(".")
        module.__package__ = name if is_package else parent
        if is_package:
            module.__path__ = []
        try:
            exec(code, module.__dict__)
        except BaseException:
            del sys.modules[name]
            raise
        if parent:
            setattr(sys.modules[parent], child, module)
class Loader:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in MODULES:
            return ModuleSpec(name, Loader, origin="agsec", is_package=name in PACKAGES)
    @staticmethod
    def create_module(spec):
        load(GROUPS[MODULES[spec.name]])
        return sys.modules[spec.name]
    @staticmethod
    def exec_module(module):
        pass
sys.meta_path.insert(0, Loader)
try:
    from {PACKAGE}.hook import main
    main()
finally:
    posix.write(2, ("agsec: the hook failed: %r; this call is blocked\\n" % (sys.exc_info()[1],)).encode())
    posix._exit(2)
"""


def sources(directory: Path | None = None) -> dict[str, tuple[bool, str]]:
    """The runtime's modules by name: whether each is a package, and its text."""
    root = directory or Path(__file__).parent
    found = {}
    for path in sorted(root.rglob("*.py")):
        if path.name == Path(__file__).name and path.parent == root:
            continue
        parts = [PACKAGE, *path.relative_to(root).with_suffix("").parts]
        is_package = parts[-1] == "__init__"
        found[".".join(parts[:-1] if is_package else parts)] = (is_package, path.read_text("utf-8"))
    return found


def build(modules: dict[str, tuple[bool, str]]) -> bytes:
    """The file's bytes, for the Python that runs this. Equal modules give equal bytes."""
    groups = _groups(modules)
    places: list[bytes | tuple[int, int, bytes]] = []
    behind = bytearray()
    for number, names in enumerate(groups):
        raw = marshal.dumps(tuple((name, modules[name][0], compiled(modules[name][1], name)) for name in names))
        if number in INLINE:
            places.append(raw)
        else:
            mark = blake2b(raw, digest_size=MARK).digest()
            places.append((len(behind), MARK + len(raw), mark))
            behind += mark + raw
    group_of = {name: number for number, names in enumerate(groups) for name in names}
    packages = {name: None for name, (is_package, _) in modules.items() if is_package}
    text = f"MODULES = {group_of!r}\nPACKAGES = {packages!r}\nGROUPS = {places!r}\nSIZE = {len(behind)}\n{BOOTSTRAP}"
    code = compile(text, "<agsec>", "exec", dont_inherit=True, optimize=2)
    return MAGIC_NUMBER + bytes(12) + marshal.dumps(code) + bytes(behind)


def _groups(modules: dict[str, tuple[bool, str]]) -> list[list[str]]:
    """The modules' names by group, each behind those that it imports when it is loaded."""
    found: list[list[str]] = [[] for _ in GROUPS]
    for name in _in_order(modules):
        number = _group_of(name)
        if number is None:
            found.append([name])
        else:
            found[number].append(name)
    return found


def _group_of(name: str) -> int | None:
    """The number of a module's group; None where it is loaded for itself."""
    plain = name.removeprefix(PACKAGE).removeprefix(".")
    if plain in ("", "hosts"):
        return len(GROUPS) - 1
    for number, members in enumerate(GROUPS):
        if plain in members or (plain.startswith("shell.") and plain.startswith(tuple(members))):
            return number
    apart = plain in ("shell.aliases", "shell.generators")
    is_core = plain in ("shell", "shell.programs") or (plain.startswith("shell.") and "programs" not in plain)
    return SHELL if is_core and not apart else None


def _in_order(modules: dict[str, tuple[bool, str]]) -> list[str]:
    """The names, those that others import first."""
    order: dict[str, None] = {}
    open_names: set[str] = set()

    def visit(name: str) -> None:
        if name in order or name in open_names or name not in modules:
            return
        open_names.add(name)
        visit(name.rpartition(".")[0])
        for other in _imported(name, *modules[name]):
            visit(other)
        order[name] = None

    for name in sorted(modules):
        visit(name)
    return list(order)


def _imported(name: str, is_package: bool, text: str) -> list[str]:
    """What a module imports from its package as soon as it is loaded."""
    found = []
    for dots, path, names in re.findall(r"^from (\.+)([\w.]*) import (\([^)]*\)|[^\n]*)", text, re.MULTILINE):
        base = name.split(".")[: len(name.split(".")) - len(dots) + is_package]
        start = ".".join([*base, path] if path else base)
        found += [start, *(f"{start}.{each}" for each in re.findall(r"\w+", names))]
    return found


def compiled(text: str, name: str) -> CodeType:
    """A module's code.

    Without what is for compiler and type checker alone: it would cost every start a file search, and its bytes. The
    compiler leaves out what stands under `if 0`.
    """
    text = text.replace("from __future__ import annotations\n", "\n", 1).replace(
        "\nif TYPE_CHECKING:\n", "\nif 0:\n", 1
    )
    code: CodeType = compile(text, f"<{name}>", "exec", annotations.compiler_flag, dont_inherit=True, optimize=2)
    return code


def main() -> None:
    """``python program.py FILE``: for a Python that is not the one agsec runs in."""
    Path(sys.argv[1]).write_bytes(build(sources()))


if __name__ == "__main__":
    main()
