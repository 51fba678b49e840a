"""Build the installed hook: the runtime linked into one file that `python -I -S` runs as it is.

One file spares the search for modules, and site-packages need not be on the path. It is linked lazily, because making
objects out of a file is most of what a start costs (some 10,000 instructions a function, 65,000 a class; Python 3.11),
and a call needs a third of them. A name becomes an object when it is first looked up: a module's `__builtins__` is a
mapping that makes what is not there yet. An import at the top of a module is such a name as well, and so is each
function in a table of handlers. Only what most calls need, by a profile (`hot.txt`), is made as soon as its module is
there, because many objects at once cost half as much each. That took a file tool's call from 1.25 to 1.18 bare starts,
and `git status && npm test 2>&1 | tail -20` from 2.07 to 1.83. Lines and qualified names are left out, and Python's
shared libraries are loaded from where they were when the file was built: a search costs more than the loading. Where
they have gone, Python searches.

Modules that are needed together stand in one group. What every call needs stands in the file's code. What only some
calls need (a shell's grammar, what programs do) stands behind the code, where Python does not look: a group is read
from there when it is needed, and must begin with the digest that the code knows of it, or the call is blocked: so a
file that was replaced meanwhile is noticed. Last stands what ends a zip archive, with a size that cannot be: Python
first tries each file that it runs as an archive, and would search the last 64 kB for this end.

The file belongs to the Python that built it: another one refuses its magic number, and the tail of the command line
then blocks.
"""

from __future__ import annotations

import ast
import marshal
import re
import sys
from functools import lru_cache
from hashlib import blake2b
from importlib.machinery import ExtensionFileLoader
from importlib.util import MAGIC_NUMBER, find_spec
from pathlib import Path
from types import CodeType
from typing import Any

PACKAGE = "agsec_runtime"
HOT = "hot.txt"  # what most calls need, as `benchmarks.profile` finds it; the rest is made when it is needed
MARK = 16  # bytes of a digest that a group behind the code begins with
# Modules that are read together, by the beginnings of their names; the first that fits counts, and all others are
# read each for itself.
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
# Classes that are written in parts, because they are long, and made as one: each costs 65,000 instructions, and 5,000
# more for every class above it. The name of a part stands nowhere but where the next one is made.
PARTS = ("shell.reading:Reading", "shell.lexical:Words", "shell.expansion:Expansions", "shell.commands:Commands")
WHOLE = "shell.grammar:_Reader"
NO_ARCHIVE = b"PK\5\6" + bytes(8) + b"\xfe\xff\xff\xff" + bytes(6)  # spares the search, some 1 % of a bare start
SHELL, INLINE = 5, (6, 7)  # the group of a shell's core, and those that stand in the file's code
# The garbage collector would look through what is loaded a few times, for some 8 % of a bare start, and find nothing.
BOOTSTRAP = f"""
import builtins, gc, sys
from marshal import loads
gc.disable()
posix = sys.modules.get("posix") or sys.modules["nt"]
modules, built, imported = sys.modules, builtins.__dict__, builtins.__import__
Module, Function, Specification = type(sys), type(lambda: 0), type(sys.implementation)
dynamic = modules["_imp"]
def apart(start, length, mark):
    file = posix.open(sys.argv[0], posix.O_RDONLY)
    group = posix.pread(file, length, posix.lseek(file, 0, 2) - SIZE + start)
    posix.close(file)
    if len(group) != length or group[:{MARK}] != mark:
        raise ImportError("the hook's file was replaced while it ran, or cut off")
    return memoryview(group)[{MARK}:]
def load(group):
    for name, package, home, hot, entries in loads(group if type(group) is bytes else apart(*group)):
        module = modules[name] = Module(name)
        home["__package__"] = name if package else name.rpartition(".")[0]
        home["__builtins__"] = names = Names(BASE)
        names.home = module.__dict__
        names.entries = entries
        home["__getattr__"] = names.attribute
        names.home.update(home)
        home = names.home
        for own, code, defaults in hot:
            home[own] = Function(code, home, own, defaults)
        if "" in entries:
            exec(loads(entries[""][0]), home)
def extension(name):
    if name not in EXTENSIONS:
        return False
    try:
        if posix.stat(EXTENSIONS[name]).st_mode & 0o170000 != 0o100000:
            return False  # No regular file: to open a pipe would wait for whoever writes into it.
        found = dynamic.create_dynamic(Specification(name=name, origin=EXTENSIONS[name]))
        dynamic.exec_dynamic(found)
    except (ImportError, OSError):
        return False
    modules[name] = found
    return True
def module(name):
    found = modules.get(name)
    if found is None:
        if name not in MODULES:
            if not extension(name):
                imported(name)
            return modules[name]
        load(GROUPS[MODULES[name]])
        found = modules[name]
    return found
def imports(name, globals=None, locals=None, fromlist=(), level=0):
    if level:
        base = globals["__package__"]
        if level > 1:
            base = base.rsplit(".", level - 1)[0]
        return module(base + "." + name if name else base)
    return module(name) if name in MODULES and fromlist else imported(name, globals, locals, fromlist)
class Names(dict):
    __slots__ = ("entries", "home")
    def __missing__(self, name):
        entry = self.entries.get(name)
        if entry is None:
            value = self.home[name] = built[name]
            return value
        if type(entry) is bytes:
            code, defaults = loads(entry)
            value = self.home[name] = Function(code, self.home, name, defaults)
        elif len(entry) == 1:
            code = entry[0]
            exec(loads(code) if type(code) is bytes else code, self.home)
            return self.home[name]
        else:
            value = module(entry[0])
            if entry[1]:
                value = getattr(value, entry[1])
            self.home[name] = value
        return value
    def attribute(self, name):
        if name in self.entries:
            return self[name]
        child = self.home["__name__"] + "." + name
        if child in MODULES:
            return module(child)
        raise AttributeError(name)
class Method(bytes):
    __slots__ = ()
    def __get__(self, owned, owner):
        code, defaults, home = loads(self)
        name = code.co_name
        for base in owner.__mro__:
            if base.__dict__.get(name) is self:
                function = Function(code, modules[home].__dict__, name, defaults)
                setattr(base, name, function)
                return function if owned is None else function.__get__(owned)
def late(module, own):
    return lambda *given, **named: getattr(modules[module], own)(*given, **named)
def part(name, bases, own):
    above = bases[0] if bases else {{}}
    return {{**above, **own, "__slots__": (*above.get("__slots__", ()), *own["__slots__"])}}
def whole(name, bases, own):
    return type(name, (), part(name, bases, own))
BASE = {{
    "__import__": imports, "__build_class__": built["__build_class__"], "__method__": Method, "__late__": late,
    "__part__": part, "__whole__": whole
}}
try:
    for group in {INLINE}:
        load(GROUPS[group])
    module("{PACKAGE}.hook").main()
finally:
    posix.write(2, ("agsec: the hook failed: %r; this call is blocked\\n" % (sys.exc_info()[1],)).encode())
    posix._exit(2)
"""

# How a name is made: a function's code and defaults; code that sets it; from where it is imported.
Entry = bytes | tuple[bytes | CodeType] | tuple[str, str]
Function = tuple[str, CodeType, tuple[Any, ...]]
Linked = tuple[dict[str, Any], list[Function], dict[str, Entry]]
AT_ONCE = ""  # stands for a name where a statement sets none: it is run as soon as its module is there
SMALL = 256  # bytes; larger constants are made when they are needed, as everything else is


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
    hot = frozenset(Path(__file__).with_name(HOT).read_text("utf-8").split())
    groups = _groups(modules)
    places: list[bytes | tuple[int, int, bytes]] = []
    behind = bytearray()
    for number, names in enumerate(groups):
        raw = marshal.dumps([(name, modules[name][0], *linked(name, *modules[name], hot)) for name in names])
        if number in INLINE:
            places.append(raw)
        else:
            mark = blake2b(raw, digest_size=MARK).digest()
            places.append((len(behind), MARK + len(raw), mark))
            behind += mark + raw
    numbers = {name: number for number, names in enumerate(groups) for name in names}
    behind += NO_ARCHIVE
    known = {"MODULES": numbers, "GROUPS": places, "SIZE": len(behind), "EXTENSIONS": _extensions(modules)}
    text = "".join(f"{name} = {value!r}\n" for name, value in known.items()) + BOOTSTRAP
    code = compile(text, "<agsec>", "exec", dont_inherit=True, optimize=2)
    return MAGIC_NUMBER + bytes(12) + marshal.dumps(code) + bytes(behind)


def _extensions(modules: dict[str, tuple[bool, str]]) -> dict[str, str]:
    """Where Python has the shared libraries that the runtime imports: to look for one costs more than to load it."""
    texts = "\n".join(text for _, text in modules.values())
    names = sorted(set(re.findall(r"^ *(?:from|import) (_\w+)", texts, re.MULTILINE)))
    specs = [spec for spec in map(find_spec, names) if spec and isinstance(spec.loader, ExtensionFileLoader)]
    return {spec.name: str(spec.origin) for spec in specs}


def _groups(modules: dict[str, tuple[bool, str]]) -> list[list[str]]:
    """The modules' names by group, each behind those that it imports when it is loaded."""
    found: list[list[str]] = [[] for _ in GROUPS]
    for name in _in_order(modules):
        number = group_of(name)
        if number is None:
            found.append([name])
        else:
            found[number].append(name)
    return found


def group_of(name: str) -> int | None:
    """The number of the group that a module (by its full name) is read with; None where it is read for itself."""
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


@lru_cache(1 << 10)  # modules; of a process that installs several hooks
def linked(name: str, is_package: bool, text: str, hot: frozenset[str] = frozenset()) -> Linked:
    """A module as the file has it: its constants, its hot functions, what makes the rest."""
    tree = _Plain(name, hot).visit(ast.parse(text))
    entries: dict[str, Entry] = {}
    setting: dict[str, list[ast.stmt]] = {}
    for statement in tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            entries |= _imports(statement, name if is_package else name.rpartition(".")[0])
        elif not isinstance(statement, ast.Pass):
            names = _bound(statement) or [AT_ONCE]
            together = [each for other in names for each in setting.get(other, [])]
            setting |= {own: [*together, statement] for own in names}
    constants = {own: value for own, body in setting.items() if _is_small(value := _constant(own, body))}
    made = {own: _function(body) for own, body in setting.items() if own not in constants}
    at_once = [(own, *function) for own, function in made.items() if function and f"{name}:{own}" in hot]
    made = {own: function for own, function in made.items() if not function or f"{name}:{own}" not in hot}
    late = _Late(name, frozenset(own for own, function in made.items() if function))
    for own, function in made.items():
        snippet = None if function else [late.visit(each) for each in setting[own]]
        entries[own] = marshal.dumps(function) if snippet is None else (_code(snippet, f"{name}:{own}" in hot),)
    return constants, at_once, entries


def _code(body: list[ast.stmt], is_hot: bool) -> CodeType | bytes:
    code = _compiled(body)
    return code if is_hot else marshal.dumps(code)


class _Plain(ast.NodeTransformer):
    """Leaves out what is for compiler and type checker alone, and makes the methods of classes lazy, save the hot."""

    def __init__(self, module: str, hot: frozenset[str]) -> None:
        self._module = module
        self._hot = hot

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        for each in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]:
            each.annotation = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        plain = ast.Pass() if node.value is None else ast.Assign([node.target], node.value)
        return ast.copy_location(plain, node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        tested = node.test.left if isinstance(node.test, ast.Compare) else node.test
        is_left_out = isinstance(tested, ast.Name) and tested.id in ("TYPE_CHECKING", "__name__")
        return None if is_left_out else self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        is_docstring = isinstance(node.value, ast.Constant)
        return ast.copy_location(ast.Pass(), node) if is_docstring else self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        return None if node.module == "__future__" else node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        node.body = [self._method(node.name, each) for each in node.body]
        place = f"{self._module}:{node.name}".removeprefix(PACKAGE + ".")
        if place in (*PARTS, WHOLE):
            made = ast.Name("__whole__" if place == WHOLE else "__part__", ast.Load())
            node.keywords = [ast.keyword("metaclass", made)]
        return ast.fix_missing_locations(node)

    def _method(self, owner: str, statement: ast.stmt) -> ast.stmt:
        """One that Python itself looks up, or that many calls need, does not wait."""
        if not isinstance(statement, ast.FunctionDef) or statement.name.startswith("__"):
            return statement
        return statement if f"{self._module}:{owner}.{statement.name}" in self._hot else self._lazy(owner, statement)

    def _lazy(self, owner: str, method: ast.FunctionDef) -> ast.stmt:
        """A method that becomes a function of its module when it is first called."""
        around = ast.ClassDef(owner, [], [], [method], [])
        function = _function([ast.copy_location(around, method)])
        if function is None:
            return method
        packed = marshal.dumps((*function, self._module))
        call = ast.Call(ast.Name("__method__", ast.Load()), [ast.Constant(packed)], [])
        assign = ast.Assign([ast.Name(method.name, ast.Store())], call)
        return ast.fix_missing_locations(ast.copy_location(assign, method))


class _Late(ast.NodeTransformer):
    """In a table of functions, each stays a name until it is called: of many handlers, a call needs one or two."""

    def __init__(self, module: str, functions: frozenset[str]) -> None:
        self._module = module
        self._functions = functions

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        node.values = [self._named(each) for each in node.values]
        return node

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        node.elts = [self._named(each) for each in node.elts]
        return node

    def _named(self, value: ast.expr) -> ast.expr:
        if not isinstance(value, ast.Name) or value.id not in self._functions:
            found: ast.expr = self.visit(value)
            return found
        place: list[ast.expr] = [ast.Constant(self._module), ast.Constant(value.id)]
        call = ast.copy_location(ast.Call(ast.Name("__late__", ast.Load()), place, []), value)
        return ast.fix_missing_locations(call)


def _imports(statement: ast.Import | ast.ImportFrom, package: str) -> dict[str, Entry]:
    if isinstance(statement, ast.Import):
        return {each.asname or each.name: (each.name, "") for each in statement.names}
    parts = package.split(".")
    base = ".".join(parts[: len(parts) - statement.level + 1]) if statement.level else ""
    module = ".".join(filter(None, [base, statement.module]))
    return {each.asname or each.name: (module, each.name) for each in statement.names}


def _bound(statement: ast.stmt) -> list[str]:
    """The names of the module that a statement sets or changes."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return [statement.name]
    found = [
        each.asname or each.name for node in ast.walk(statement) if isinstance(node, ast.Import) for each in node.names
    ]
    for node in ast.walk(statement):
        if isinstance(node, (ast.Name, ast.Subscript)) and isinstance(node.ctx, ast.Store):
            root = node.value if isinstance(node, ast.Subscript) else node
            found += [root.id] if isinstance(root, ast.Name) else []
    return list(dict.fromkeys(found))


def _constant(own: str, body: list[ast.stmt]) -> Any:
    """The value that a name is set to, if that is plain to see and cannot change; else a list, which could."""
    match body:
        case [ast.Assign(targets=[target], value=value)] if all(map(_is_plain, ast.walk(value))):
            code = compile(ast.fix_missing_locations(ast.Expression(value)), "<constant>", "eval")
            found = eval(code)  # noqa: S307 - of our own text, and nothing but constants
            if isinstance(target, ast.Tuple):
                return dict(zip([ast.unparse(each) for each in target.elts], found))[own]
            return found
    return []


def _is_plain(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id in ("frozenset", "range", "tuple")
    kinds = (ast.Constant, ast.Tuple, ast.List, ast.Call, ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop, ast.Load)
    return isinstance(node, kinds)


def _is_small(constant: Any) -> bool:
    return type(constant) not in (list, range) and len(marshal.dumps(constant)) <= SMALL


def _function(body: list[ast.stmt]) -> tuple[CodeType, tuple[Any, ...]] | None:
    """A function's code and its defaults; None where more than that makes it."""
    [*outer, statement] = body
    function = statement.body[0] if isinstance(statement, ast.ClassDef) else statement
    if outer or not isinstance(function, ast.FunctionDef) or function.decorator_list or function.args.kw_defaults:
        return None
    if not all(isinstance(each, ast.Constant) for each in function.args.defaults):
        return None
    code = _compiled(body)
    while code.co_name != function.name:
        [code] = [each for each in code.co_consts if isinstance(each, CodeType)]
    defaults = tuple(ast.literal_eval(each) for each in function.args.defaults)
    return None if code.co_freevars else (code, defaults)


def _compiled(body: list[ast.stmt]) -> CodeType:
    return _bare(compile(ast.Module(body, []), "agsec", "exec", dont_inherit=True, optimize=2))


def _bare(code: CodeType) -> CodeType:
    """Without what only a traceback shows, and the hook prints none: two objects less for each function."""
    constants = tuple(_bare(each) if isinstance(each, CodeType) else each for each in code.co_consts)
    code = code.replace(co_consts=constants, co_linetable=b"")
    return code.replace(co_qualname=code.co_name) if sys.version_info >= (3, 11) else code


def main() -> None:
    """``python program.py FILE``: for a Python that is not the one agsec runs in."""
    Path(sys.argv[1]).write_bytes(build(sources()))


if __name__ == "__main__":
    main()
