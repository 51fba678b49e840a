"""Open policies, from a bundle or compiled in memory, and ask them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from agsec_compiler import Compilation, compile_path
from agsec_runtime import abi
from agsec_runtime.bundle import Bundle, load
from agsec_runtime.decision import Decision, Request
from agsec_runtime.evaluator import Unbuilt, decide
from agsec_runtime.pages import BundleError
from agsec_runtime.patterns import EngineError

from .exceptions import AgsecError, PolicyError, invalid


def open_policies(path: Path) -> Bundle:
    """A bundle file, or policies compiled in memory. Raises ``PolicyError``."""
    try:
        return open_bundle(path) if is_bundle(path) else compile_in_memory(path)
    except OSError as error:
        raise unreadable(path, error) from None


def open_bundle(source: str | os.PathLike[str] | bytes | Bundle) -> Bundle:
    """A bundle by its path or its bytes, wholly verified. One that is loaded is given back. Raises ``PolicyError``."""
    if isinstance(source, Bundle):
        return source
    name = "the bundle" if isinstance(source, bytes) else str(os.fspath(source))
    try:
        return load(source if isinstance(source, bytes) else Path(source).read_bytes())
    except OSError as error:
        message = f"the bundle {name} cannot be read: {error.strerror}"
        raise PolicyError(message, "write one with `agsec compile`") from error
    except BundleError as error:
        raise PolicyError(f"{name} cannot be used: {error}", "compile it again with `agsec compile`") from error


def compile_in_memory(path: Path) -> Bundle:
    """A directory of policies, or one file. Raises ``PolicyError``: with every finding if they do not compile."""
    return compiled(path)[0]


def compiled(path: Path) -> tuple[Bundle, Compilation]:
    """The same, with what the compiler says of it. Raises ``PolicyError``."""
    try:
        compilation = compile_path(path)
    except OSError as error:
        raise unreadable(path, error) from None
    if compilation.bundle is None:
        raise invalid(compilation)
    return load(compilation.bundle), compilation


def is_bundle(path: Path) -> bool:
    """By its name, or by its first bytes. Raises ``OSError``."""
    if path.suffix == ".agp" or not path.is_file():
        return path.suffix == ".agp"
    with path.open("rb") as stream:
        return stream.read(len(abi.MAGIC)) == abi.MAGIC


def unreadable(path: Path, error: OSError) -> PolicyError:
    """What to say of policies that cannot be read."""
    if isinstance(error, FileNotFoundError):
        message = f"there is no policy file or directory `{path}`"
        return PolicyError(message, "write policies with `agsec init`, or name the place where they are")
    return PolicyError(f"{path} cannot be read: {error.strerror}", "check its permissions")


def ask(bundle: Bundle, action: str, params: dict[str, Any], context: dict[str, Any]) -> Decision:
    """Raises ``AgsecError`` where the bundle or the pattern engine cannot be used."""
    return ask_about(bundle, Request(action, params, context))


def ask_about(bundle: Bundle, request: Request) -> Decision:
    """The same, of a request that then holds the facts that were asked for."""
    try:
        return decide(bundle, request)
    except (BundleError, EngineError, Unbuilt) as error:
        raise AgsecError(f"it cannot be decided: {error}", "compile the policies again with this agsec") from error
