"""Build the installed hook: the runtime compiled into one file that `python -I -S` runs as it is.

One file spares the search for modules, and site-packages need not be on the path. Its modules stand in it as
marshalled code and are loaded when they are first imported. The file belongs to the Python that built it: another
one refuses its magic number, and the tail of the command line then blocks.
"""

from __future__ import annotations

import ast
import marshal
import sys
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

PACKAGE = "agsec_runtime"
BOOTSTRAP = f"""
import sys
from marshal import loads
ModuleSpec = sys.modules["_frozen_importlib"].ModuleSpec
class Loader:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in MODULES:
            return ModuleSpec(name, Loader, origin="agsec", is_package=MODULES[name][0])
    @staticmethod
    def create_module(spec):
        return None
    @staticmethod
    def exec_module(module):
        exec(loads(MODULES[module.__name__][1]), module.__dict__)
sys.meta_path.insert(0, Loader)
try:
    from {PACKAGE}.hook import main
    main()
finally:
    posix = sys.modules.get("posix") or sys.modules["nt"]
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
    compiled = {
        name: (is_package, marshal.dumps(_compiled(text, name))) for name, (is_package, text) in modules.items()
    }
    code = compile(f"MODULES = {compiled!r}\n{BOOTSTRAP}", "<agsec>", "exec", dont_inherit=True, optimize=2)
    return MAGIC_NUMBER + bytes(12) + marshal.dumps(code)


def _compiled(text: str, name: str) -> CodeType:
    """Without what is for compiler and type checker alone: it would cost every start a file search, and its bytes."""
    tree = ast.parse(text)
    tree.body = [node for node in tree.body if not _is_for_checkers(node)]
    code: CodeType = compile(tree, f"<{name}>", "exec", annotations.compiler_flag, dont_inherit=True, optimize=2)
    return code


def _is_for_checkers(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def main() -> None:
    """``python program.py FILE``: for a Python that is not the one agsec runs in."""
    Path(sys.argv[1]).write_bytes(build(sources()))


if __name__ == "__main__":
    main()
