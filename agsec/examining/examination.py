"""One installation, examined: first what its files tell, then what its hooks answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..exceptions import AgsecError
from ..installing.installed import Installed
from . import files, hooks
from .check import FAILED, Check
from .client import client


def examine(at: Installed, progress: Callable[[Any], None] | None = None) -> Iterator[Check]:
    """The checks, each as soon as it is done. Nothing that is asked about is carried out."""
    yield files.settings(at)
    yield files.switches(at)
    if at.host.asks_trust:
        yield files.trust(at)
    yield files.program(at)
    hooks.waken(at)
    found, bundle = files.bundle(at)
    yield found
    compiles, compilation = files.policies(at, bundle, progress)
    yield compiles
    yield files.log(at)
    yield from hooks.Hooks(at, bundle, compilation.program if compilation else None).checks()
    yield client(at.host)


def damaged(error: AgsecError) -> Check:
    """What is left to say of an installation whose record cannot be read."""
    return Check("record", FAILED, error.message, error.help)
