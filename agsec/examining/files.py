"""What the files of an installation tell: settings, trust, program, bundle, policies, log."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agsec_compiler import Compilation, compile_path
from agsec_compiler.diagnostics import Diagnostic
from agsec_runtime.abi import RELEASE
from agsec_runtime.bundle import Bundle, load
from agsec_runtime.pages import BundleError

from ..audit import tail
from ..decisions import unreadable
from ..exceptions import AgsecError
from ..installing import problems
from ..installing.installed import Installed
from ..installing.problems import APPLY, Problem, again
from ..state import cache
from .check import FAILED, OK, WARNING, Check

SECONDS = 20.0  # for an interpreter to say what it is
_MAGIC = 4  # bytes at the head of compiled code that say which Python it is for
_PROBE = """\
import sys
from importlib.util import MAGIC_NUMBER
sys.path[:0] = sys.argv[1:]
if sys.argv[1:]:
    import regex
    regex.compile("a")
print(".".join(map(str, sys.version_info[:3])), MAGIC_NUMBER.hex())
"""


def checked(name: str, problem: Problem | None, told: str) -> Check:
    return Check(name, FAILED, problem.told, problem.help) if problem else Check(name, OK, told)


def settings(at: Installed) -> Check:
    return checked("settings", problems.lost(at), "the settings hold the hooks as they were installed")


def switches(at: Installed) -> Check:
    return checked("switches", problems.switched_off(at), "nothing that is known switches the hooks off")


def trust(at: Installed) -> Check:
    return checked("trust", problems.untrusted(at), f"{at.host.title} trusts the hooks, as far as its files tell")


def program(at: Installed) -> Check:
    """Interpreter, hook and pattern engine: whether they are made for one another, and as they were installed."""
    gone = problems.incomplete(at)
    if gone:
        return Check("program", FAILED, " and ".join(each.told for each in gone), gone[0].help)
    try:
        version, magic = _interpreter(at)
        made_for = at.where.program.read_bytes()[:_MAGIC].hex()
    except (OSError, AgsecError) as error:
        return Check("program", FAILED, str(error), again(at))
    if magic != made_for:
        return Check("program", FAILED, f"the hook was made for another Python than {version}", again(at))
    for problem in (problems.altered(at), problems.exposed(at)):
        if problem is not None:
            return Check("program", FAILED, problem.told, problem.help)
    if at.fields.get("agsec") != RELEASE:
        told = f"the hook is of agsec {at.fields.get('agsec')}, and this is {RELEASE}"
        return Check("program", WARNING, told, again(at))
    return Check("program", OK, f"Python {version}, the hook and the pattern engine fit one another")


def _interpreter(at: Installed) -> tuple[str, str]:
    """The version and the magic number of the interpreter that the hooks run. Raises ``AgsecError``."""
    engine = at.fields.get("engine")
    command = [at.fields["python"], "-I", "-S", "-c", _PROBE, *([engine] if engine else [])]
    options: dict[str, Any] = {"capture_output": True, "text": True, "timeout": SECONDS, "stdin": subprocess.DEVNULL}
    try:
        done = subprocess.run(command, check=False, **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AgsecError(f"{command[0]} does not run: {error}") from error
    words = done.stdout.split()
    if done.returncode or len(words) != 2:
        raise AgsecError(f"{command[0]} does not run the hook's engine: {(done.stderr.strip() or 'silence')[-300:]}")
    return words[0], words[1]


def bundle(at: Installed) -> tuple[Check, Bundle | None]:
    """The bundle in force, every byte of it verified."""
    path, pin = problems.bundle_of(at), at.fields.get("pin")
    try:
        found = load(path.read_bytes())
    except OSError as error:
        return Check("bundle", FAILED, f"the bundle {path} cannot be read: {error.strerror}", APPLY), None
    except BundleError as error:
        return Check("bundle", FAILED, f"the bundle {path} cannot be used: {error}", APPLY), None
    if pin is not None and found.revision != pin:
        told = f"the bundle {path} is revision {found.revision}, and the settings pin {pin}"
        return Check("bundle", FAILED, told, APPLY), None
    pinned = ", as pinned" if pin is not None else ""
    count = f"{found.statements:,} statement{'' if found.statements == 1 else 's'}"
    return Check("bundle", OK, f"the bundle in force is whole: {count}, revision {found.revision}{pinned}"), found


def policies(
    at: Installed, in_force: Bundle | None, progress: Callable[[Any], None] | None
) -> tuple[Check, Compilation | None]:
    """Whether they compile, and to what is in force."""
    stamps = problems.changed(at)
    if isinstance(stamps, Problem):
        return Check("policies", FAILED, stamps.told, stamps.help), None
    try:
        compilation = compile_path(at.policies, progress, cache())
    except OSError as error:
        refused = unreadable(at.policies, error)
        return Check("policies", FAILED, f"{refused.message}; the last good bundle stays in force", refused.help), None
    if compilation.bundle is None:
        return _rejected(at, compilation.errors), None
    if in_force is not None and load(compilation.bundle).revision != in_force.revision:
        told = f"{at.policies} compiles, to something else than what is in force"
        return Check(
            "policies", WARNING, told, f"{APPLY}; `agsec diff {problems.bundle_of(at)} {at.policies}` compares"
        ), compilation
    told = f"{at.policies} compiles" + (" to what is in force" if in_force else "")
    return Check("policies", OK, told), compilation


def _rejected(at: Installed, errors: tuple[Diagnostic, ...]) -> Check:
    told = f"{at.policies} does not compile ({errors[0]}); the last good bundle stays in force"
    return Check("policies", FAILED, told, f"run `agsec validate {at.policies}`")


def log(at: Installed) -> Check:
    path = Path(at.record.audit_log)
    try:
        tail.refuse_unwritable(path)
        count = tail.refuse_unsound(path)
    except AgsecError as error:
        lenient = at.fields.get("audit") == "best-effort"
        return Check("log", WARNING if lenient else FAILED, error.message, error.help)
    last = f"its last {count:,} records follow one another" if count else "it is empty yet"
    return Check("log", OK, f"{path} can be written, and {last}")
