"""For development: compile changed policies before the call is decided (`agsec install --watch`)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .installation import Installation


class WatchError(Exception):
    """The changed policies do not compile. The caller denies, with the first diagnostic as the reason."""


def recompile(installation: Installation) -> str:
    """Run `agsec apply` for this installation; a word for the person. Raises ``WatchError``."""
    from subprocess import DEVNULL, PIPE, STDOUT, TimeoutExpired, run

    python = installation.text("python") or ""
    command = [python, "-I", "-m", "agsec", "apply", "--state", installation.directory, "--output-format", "concise"]
    try:
        done = run(command, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, timeout=40, check=False, cwd="/", env={})
    except (OSError, TimeoutExpired) as error:
        raise WatchError(f"the changed policies could not be compiled: {error}") from None
    if done.returncode:
        lines = done.stdout.decode("utf-8", "replace").splitlines()
        errors = [line for line in lines if " error[" in line] or lines or ["`agsec apply` said nothing"]
        raise WatchError(f"the changed policies do not compile: {errors[0]}")
    return "agsec: the policies changed and were compiled"
