"""The hook: one process per tool call, from the host's event on standard input to an answer it honours.

It always ends in an answer or a block. Whatever goes wrong, an exception, a time-out, a file that cannot be read, a
record that cannot be written, is a deny with the reason; and where not even that can be said, the exit code blocks,
or the tail of the command line does. Nothing but its own command line and the files beside it is believed: no
environment variable, and no working directory.
"""

from __future__ import annotations

import sys
from time import perf_counter, time

from .decision import refusal, strictest
from .system import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Protocol

    from .decision import Decision, Request
    from .hosts import Answer
    from .installation import Installation

    class Host(Protocol):
        """What a module of `hosts` gives."""

        NAME: str
        ENFORCED: dict[str, str]  # effects that the host honours by another

        def is_tool_call(self, event: Any) -> bool: ...
        def requests(self, event: dict[str, Any], installation: Installation) -> list[Request]: ...
        def answer(self, decision: Decision, announce_allow: bool, notice: str | None) -> Answer: ...
        def unheard(self, answer: Answer) -> Answer: ...
        def tampering(self, event: dict[str, Any], installation: Installation) -> str | None: ...
        def change_answer(self, problem: str | None) -> Answer: ...


HOSTS = {"claude-code": "claude_code", "codex": "codex"}  # as the command line calls it -> its module in `hosts`
BLOCK = 2  # the exit code that blocks, on every host
UNSAID = 1  # nobody has been told why yet
MAX_EVENT = 32 << 20  # bytes of standard input
SOFT_LIMIT = 1.5  # seconds of wall time, then the hook denies
HARD_LIMIT = 1.8  # seconds of processor time, then the kernel ends it, and the command line's tail blocks
WATCH_LIMIT = 45.0  # seconds, where the hook compiles first
REMEDY = "run `agsec install` again for this host, or `agsec apply` if only the policies changed"
LAST_WORD = b"agsec: the hook failed without an answer, so this is blocked\n"


def main() -> None:
    """Answer one event, and end the process."""
    code = UNSAID
    try:
        _arm(SOFT_LIMIT, HARD_LIMIT)
        code = _respond(sys.argv)
    except BaseException as error:
        code = _send(_failure(error))
    finally:
        _end(code)


def _end(code: int) -> None:
    """End the process; some hosts take a block without a word for consent."""
    if code == UNSAID:
        posix.write(2, LAST_WORD)
        code = BLOCK
    posix._exit(code)


def _respond(argv: list[str]) -> int:
    started = perf_counter()
    host = _host(argv)
    directory, pin = _options(argv)
    from .installation import read_installation

    installation = read_installation(directory)
    if installation.is_set("watch"):
        _arm(WATCH_LIMIT, WATCH_LIMIT)
    try:
        answer = _answered(host, installation, pin, started)
    except Exception as error:
        answer = _refused(host, error, installation, started)
    return _send(answer)


def _host(argv: list[str]) -> Host:
    """The module of the host that the command line names; no other is loaded."""
    name = HOSTS.get(argv[1]) if len(argv) > 1 else None
    if name is None:
        raise ValueError(f"the command line names no host that is known: {argv[1:2]}")
    host: Host = __import__(f"agsec_runtime.hosts.{name}", fromlist=("NAME",))
    _speaking.append(host)
    return host


_speaking: list[Host] = []  # the host that is answered, once it is known


def _answered(host: Host, installation: Installation, pin: str | None, started: float) -> Answer:
    from .installation import read_all
    from .jsontext import loads

    event = loads(read_all(0, MAX_EVENT))
    _heard.append(event)
    if host.is_tool_call(event):
        return _tool_answer(host, event, installation, pin, started)
    return _settings_answer(host, event, installation, pin)


def _refused(host: Host, error: Exception, installation: Installation, started: float) -> Answer:
    """An event that could not even be read leaves a record as well."""
    from .decision import Request

    request = Request("unknown", {}, {"host": host.NAME, **_session()})
    decision = _audited(host, request, refusal(_reason(error)), None, installation, perf_counter() - started)
    return host.answer(decision, False, None)


_heard: list[Any] = []  # the event, once it is read


def _session() -> dict[str, str]:
    """The session of an event that makes no request, as far as it names one."""
    for event in _heard:
        session = event.get("session_id") if type(event) is dict else None
        if type(session) is str:
            return {"session_id": session}
    return {}


def _options(argv: list[str]) -> tuple[str, str | None]:
    """``HOOK HOST [--state DIRECTORY] [--pin REVISION]``: the state directory, and the only revision to trust."""
    directory, pin = argv[0].rpartition("/")[0] or ".", None
    options = iter(argv[2:])
    for option in options:
        value = next(options, "")
        if option == "--state" and value:
            directory = value
        elif option == "--pin" and value:
            pin = value
        else:
            raise ValueError(f"unknown option {option!r}")
    return directory, pin


def _settings_answer(host: Host, event: dict[str, Any], installation: Installation, pin: str | None) -> Answer:
    try:
        problem = host.tampering(event, installation)
        if problem is None and pin is not None:
            _bundle(installation, installation.text("pin"))  # A new pin passes only with the bundle that it pins.
    except Exception as error:
        problem = _reason(error)
    return host.change_answer(problem)


def _tool_answer(
    host: Host, event: dict[str, Any], installation: Installation, pin: str | None, started: float
) -> Answer:
    """A call may ask for several things, as a patch of several files does: all of them are decided and recorded."""
    requests = host.requests(event, installation)
    pending = list(requests)
    _unrecorded.append((pending, installation))
    decisions, revision, notice = _decide(requests, installation, pin)
    recorded = []
    for request, decision in zip(requests, decisions):
        recorded.append(_audited(host, request, decision, revision, installation, perf_counter() - started))
        del pending[0]
    return host.answer(strictest(requests, recorded), installation.is_set("announce_allow"), notice)


def _decide(
    requests: list[Request], installation: Installation, pin: str | None
) -> tuple[list[Decision], str | None, str | None]:
    """A decision each, the revision they are due to, a word for the person. Where there can be no decision, a deny."""
    from .evaluator import decide
    from .patterns import use_engine_at

    try:
        use_engine_at(installation.text("engine"))
        notice = _refresh(installation, requests[0])
        bundle = _bundle(installation, pin)
        return [decide(bundle, request) for request in requests], bundle.revision, notice
    except Exception as error:
        return [refusal(_reason(error))] * len(requests), None, None


def _bundle(installation: Installation, pin: str | None) -> Any:
    from .bundle import open_bundle

    bundle = open_bundle(installation.bundle(pin))
    if pin is not None and bundle.revision != pin:
        from .pages import BundleError

        raise BundleError(f"the bundle is revision {bundle.revision}, and the settings pin {pin}")
    return bundle


def _refresh(installation: Installation, request: Request) -> str | None:
    """Where policies changed since they were compiled: compile them (`--watch`), or tell the person once a session."""
    from .stamps import changed, first_in_session

    source = changed(installation)
    if source is None:
        return None
    if installation.is_set("watch"):
        from .watch import recompile

        return recompile(installation)
    if not first_in_session(installation, str(request.context.get("session_id"))):
        return None
    return f"agsec: {source} changed since the policies were compiled; run `agsec apply` to put the change into force"


def _audited(
    host: Host,
    request: Request,
    decision: Decision,
    revision: str | None,
    installation: Installation,
    seconds: float,
) -> Decision:
    """Keep the record; what cannot be recorded is not let through."""
    from .audit import append, record

    enforced = host.ENFORCED.get(decision.effect)
    try:
        append(installation.audit_log, record(request, decision, revision, seconds, time(), enforced))
    except Exception as error:
        if decision.effect != "deny" and installation.audit_required:
            return refusal(f"{error}; a decision that leaves no record is not let through")
    return decision


def _failure(error: BaseException) -> Answer:
    """A deny, in the words of the host if it is known by now."""
    reason = _reason(error)
    for host in _speaking:
        return host.answer(refusal(reason), False, None)
    return "", f"agsec deny: {reason}\n", BLOCK


def _reason(error: BaseException) -> str:
    """What went wrong, in words for the person who has to mend it."""
    text = str(error) or type(error).__name__
    remedy = getattr(error, "remedy", REMEDY)
    known = isinstance(error, Exception) and type(error).__module__.startswith("agsec_runtime")
    return f"the call could not be checked: {text if known else f'{type(error).__name__}: {text}'}; {remedy}"


def _send(answer: Answer) -> int:
    """Write the answer, each stream in one write. A review or an allow that could not be said whole blocks."""
    out, err, code = answer
    _arm(0, 0)
    if err and not _write(2, err):
        for host in _speaking:
            out, _, code = host.unheard(answer)
    return code if _write(1, out) else BLOCK


def _write(descriptor: int, text: str) -> bool:
    data = text.encode("utf-8", "backslashreplace")
    try:
        return not data or posix.write(descriptor, data) == len(data)
    except OSError:
        return False


def _arm(soft: float, hard: float) -> None:
    """Two timers, because an engine that runs in C sees no handler: the second ends the process by signal.

    A parent may have left either signal ignored or blocked; both are inherited.
    """
    import _signal as signals  # type: ignore[import-not-found]

    signals.signal(signals.SIGALRM, _expired)
    signals.signal(signals.SIGPROF, signals.SIG_DFL)
    signals.pthread_sigmask(signals.SIG_UNBLOCK, [signals.SIGALRM, signals.SIGPROF])
    signals.setitimer(signals.ITIMER_REAL, soft)
    signals.setitimer(signals.ITIMER_PROF, hard)


def _expired(number: int, frame: FrameType | None) -> None:
    error = TimeoutError("it took too long")
    code = UNSAID
    try:
        code = _send(_failure(error))
        _record_expiry(error)
    finally:
        _end(code)


_unrecorded: list[tuple[list[Request], Installation]] = []  # what of the call has no record yet


def _record_expiry(error: TimeoutError) -> None:
    """A call that ran out of time leaves records too, without its params, unless the log is what it waited for."""
    from .audit import append, record
    from .decision import Request

    for requests, installation in _unrecorded:
        for request in requests:
            bare = Request(request.action, {}, request.context)
            fields = record(bare, refusal(_reason(error)), None, SOFT_LIMIT, time())
            append(installation.audit_log, fields, wait=False)


if __name__ == "__main__":
    main()
