"""Ask for a person's word on an action that the policies want reviewed. Everything but a plain approval denies."""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import TimeoutError as ThreadTimeoutError
from dataclasses import dataclass
from time import monotonic
from typing import Any

from .calling import Mode, in_thread, run_blocking
from .exceptions import told
from .results import PolicyResult

logger = logging.getLogger("agsec")


@dataclass(frozen=True)
class ReviewRequest:
    """What is asked about. It is a copy: to change it changes nothing."""

    action: str
    params: dict[str, Any]
    context: dict[str, Any]


@dataclass(frozen=True)
class ReviewAnswer:
    """``by`` says who answered, for the audit."""

    approved: bool
    by: str
    note: str | None = None


ReviewHandler = Callable[[ReviewRequest, PolicyResult], Any]


def checked_timeout(seconds: float) -> float:
    """Raises ``ValueError`` for what is no time to wait."""
    if type(seconds) not in (int, float) or not 0 < seconds <= threading.TIMEOUT_MAX:
        raise ValueError(f"`review_timeout` is a number of seconds above 0, not {seconds!r}")
    return seconds


def approve(by: str, note: str | None = None) -> ReviewAnswer:
    """The action may run."""
    return ReviewAnswer(True, by, note)


def deny(by: str, note: str | None = None) -> ReviewAnswer:
    """The action may not run."""
    return ReviewAnswer(False, by, note)


async def asked(
    handler: ReviewHandler, request: ReviewRequest, policy: PolicyResult, timeout: float, mode: Mode
) -> ReviewAnswer:
    """The handler's answer; a deny where it raises, answers something else, or takes longer than ``timeout`` seconds.

    An async handler runs in the caller's loop, any other in a thread, which is left behind if it is late.
    """
    name = getattr(handler, "__qualname__", type(handler).__name__)
    started = monotonic()
    try:
        answer = await _answer(handler, request, policy, timeout, mode)
    except (asyncio.TimeoutError, ThreadTimeoutError, TimeoutError):
        return deny(name, f"no answer within {timeout:g} s")
    except _Raised as raised:
        logger.error("the review handler %s raised %s", name, raised)
        return deny(name, f"the review handler raised {raised}")
    if monotonic() - started > timeout:
        return deny(name, f"no answer within {timeout:g} s")
    return _understood(answer, name)


class _Raised(Exception):
    """The handler raised, whatever it was: it is the handler's own, not a signal to this program."""


async def _answer(
    handler: ReviewHandler, request: ReviewRequest, policy: PolicyResult, timeout: float, mode: Mode
) -> Any:
    def ask() -> Any:
        try:
            return handler(request, policy)
        except BaseException as error:
            raise _Raised(told(error)) from error

    if not mode.is_async:
        return in_thread(lambda: _finished(ask())).result(timeout)
    deadline = monotonic() + timeout
    answer = ask() if _is_async(handler) else await _within(asyncio.wrap_future(in_thread(ask)), timeout)
    return await _within(_guarded(answer), deadline - monotonic()) if inspect.isawaitable(answer) else answer


async def _guarded(awaitable: Awaitable[Any]) -> Any:
    try:
        return await awaitable
    except BaseException as error:
        raise _Raised(told(error)) from error


def _finished(answer: Any) -> Any:
    return run_blocking(_guarded(answer)) if inspect.isawaitable(answer) else answer


def _is_async(handler: ReviewHandler) -> bool:
    return inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(type(handler).__call__)


async def _within(awaitable: Awaitable[Any], timeout: float) -> Any:
    """What it comes to. One that is late is cancelled, and not waited for even if it does not heed that."""
    task = asyncio.ensure_future(awaitable)
    try:
        done, _ = await asyncio.wait({task}, timeout=max(timeout, 0))
    except BaseException:
        task.cancel()
        raise
    if done:
        return task.result()
    task.cancel()
    task.add_done_callback(_forget)
    raise asyncio.TimeoutError


def _forget(task: asyncio.Future[Any]) -> None:
    """Look at an outcome that nobody waits for, so that it is not reported as lost."""
    if not task.cancelled():
        task.exception()


def _understood(answer: Any, name: str) -> ReviewAnswer:
    if isinstance(answer, ReviewAnswer):
        if type(answer.by) is not str or not answer.by.strip():
            return deny(name, "the answer does not say who gave it")
        return answer if answer.approved is True else deny(answer.by, answer.note)
    if answer is True or (type(answer) is str and answer in ("approve", "approved")):
        return approve(name)
    if answer is False or answer is None or (type(answer) is str and answer in ("deny", "denied")):
        return deny(name)
    return deny(name, f"the review handler answered {answer!r:.80}, which is neither approve nor deny")
