"""`python -m MODULE`: what the modules of the library do with their words, and Django's management commands."""

from __future__ import annotations

from ..options import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

# Modules of the library: r reads its operands, w writes them, x runs its operand as a script, c code, - none of these.
LIBRARY = {
    "ast": "r",
    "base64": "r",
    "cProfile": "x",
    "calendar": "-",
    "code": "-",
    "compileall": "r",
    "dis": "r",
    "doctest": "r",
    "filecmp": "r",
    "ftplib": "-",
    "http": "-",
    "inspect": "-",
    "lib2to3": "w",
    "pdb": "x",
    "platform": "-",
    "profile": "x",
    "py_compile": "r",
    "pyclbr": "r",
    "pydoc": "-",
    "quopri": "r",
    "runpy": "x",
    "site": "-",
    "smtplib": "-",
    "sysconfig": "-",
    "tabnanny": "r",
    "this": "-",
    "timeit": "c",
    "tokenize": "r",
    "trace": "x",
    "unittest": "-",
    "venv": "w",
    "webbrowser": "-",
    "zipapp": "r",
}


def run(call: Call, module: str, args: list[str]) -> str | None:
    """A module run as a program; one that is no part of the library is a program by its package's name."""
    special = _SPECIAL.get(module)
    if special is not None:
        return special(call, args)
    kind = LIBRARY.get(module)
    if kind is None:
        if module and module.partition(".")[0] not in LIBRARY:
            call.run([_program(module), *args])
        return None
    if kind == "x":
        return _script(call, args)
    if kind == "c":
        return _timed(call, args)
    for word in parse(args, "")[1] if kind in "rw" else []:
        if kind == "r":
            call.read(word)
        else:
            call.write(word)
    return None


def _program(module: str) -> str:
    """The program that a module stands for: `pip`, `agsec.cli.main`."""
    return module.partition(".")[0].replace("_", "-") if module != "ensurepip" else "pip"


def _script(call: Call, args: list[str]) -> str | None:
    from .code_running import script

    options, operands = parse(args, "^ -m: -o: -s: -c: -C: --ignore-dir: --ignore-module: --file:")
    for name, value in options:
        if name == "-m":
            return run(call, value, operands)
        if name == "-o":
            call.write(value)
    return script(call, "python", operands[0], operands) if operands else None


def _timed(call: Call, args: list[str]) -> str | None:
    from .code_running import interpret

    options, operands = parse(args, "^ -n: --number: -r: --repeat: -s: --setup: -u: --unit:")
    code = [value for name, value in options if name in ("-s", "--setup")]
    interpret(call, "python", "\n".join([*code, *operands]), ["-"])
    return None


def _json(call: Call, args: list[str]) -> str | None:
    """`json.tool IN OUT`."""
    _, operands = parse(args, "--indent:")
    if operands:
        call.read(operands[0])
    for each in operands[1:2]:
        call.write(each)
    return None


def _zip(call: Call, args: list[str]) -> str | None:
    """`zipfile -c ZIP FILES`, `-e ZIP DIRECTORY`, `-l ZIP`; `tarfile` likewise."""
    verb, words = (args[0], args[1:]) if args else ("", [])
    if verb in ("-c", "--create") and words:
        call.write(words[0])
        for each in words[1:]:
            call.read(each)
    elif words:
        call.read(words[0])
        if verb in ("-e", "--extract"):
            call.write(words[1] if len(words) > 1 else ".")
    return None


def _gzip(call: Call, args: list[str]) -> str | None:
    options, operands = parse(args, "")
    for each in operands:
        call.read(each)
        call.write(each.removesuffix(".gz") if ("-d", "") in options else each + ".gz")
    return None


def _sqlite(call: Call, args: list[str]) -> str | None:
    call.run(["sqlite3", *args])
    return None


def _pip(call: Call, args: list[str]) -> str | None:
    call.run(["pip", *args])
    return None


def _serve(call: Call, args: list[str]) -> str | None:
    """`http.server --directory DIRECTORY`: whoever asks can read what is in it."""
    options, _ = parse(args, "-d: --directory: -b: --bind: -p: --protocol: --cgi")
    for path in [value for name, value in options if name in ("-d", "--directory")] or ["."]:
        call.read(path)
    return None


_SPECIAL = {
    "ensurepip": _pip,
    "gzip": _gzip,
    "http.server": _serve,
    "json": _json,
    "json.tool": _json,
    "sqlite3": _sqlite,
    "tarfile": _zip,
    "zipfile": _zip,
}


def django(call: Call, program: str, args: list[str]) -> str | None:
    """`manage.py shell -c CODE`, `manage.py dbshell -- -c SQL`; None where it is none of these."""
    if program.rpartition("/")[2] not in ("manage.py", "django-admin", "django-admin.py") or not args:
        return None
    from .code_running import from_stdin, interpret
    from .migrations import dropped

    dropped(call, "manage.py", args)
    if args[0] in ("shell", "shell_plus"):
        options, _ = parse(args[1:], "-c: --command: -i: --interface: --settings: --pythonpath: -v: --verbosity:")
        for name, value in options:
            if name in ("-c", "--command"):
                interpret(call, "python", value, ["-c"])
                return None
        return from_stdin(call, "python", ["-"])
    if args[0] == "dbshell":
        from .databases import django_shell

        django_shell(call, args[1:])
    return None
