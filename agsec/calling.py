"""Call what may be sync or async, from code that is either: one flow for `execute` and `execute_sync`."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mode:
    """``wait_for`` finishes an awaitable, ``offload`` runs what takes long and would hold up an event loop."""

    is_async: bool
    wait_for: Callable[[Awaitable[Any]], Awaitable[Any]]
    offload: Callable[[Callable[[], Any]], Awaitable[Any]]

    async def call(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """What ``function`` returns, or what its awaitable comes to."""
        result = function(*args, **kwargs)
        return await self.wait_for(result) if inspect.isawaitable(result) else result


def drive(flow: Coroutine[Any, Any, Any]) -> Any:
    """Run a flow of the ``SYNC`` mode: it finishes every awaitable on the spot, so it never waits for a loop."""
    try:
        flow.send(None)
    except StopIteration as done:
        return done.value
    flow.close()
    raise RuntimeError("a flow of the synchronous mode must not suspend")


def run_blocking(awaitable: Awaitable[Any]) -> Any:
    """Finish ``awaitable`` in a loop of its own; in a thread of its own, where this one's loop is running."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _run(awaitable)
    return in_thread(lambda: _run(awaitable)).result()


def in_thread(work: Callable[[], Any]) -> Future[Any]:
    """Start ``work`` in a daemon thread with the caller's context variables; it does not keep the program alive."""
    future: Future[Any] = Future()

    def run() -> None:
        future.set_running_or_notify_cancel()  # From here on it cannot be cancelled, and its outcome always be set.
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True, name="agsec").start()
    return future


def _run(awaitable: Awaitable[Any]) -> Any:
    """Like ``asyncio.run``, but it leaves the thread's current event loop as it is."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_awaited(awaitable))
    finally:
        _wind_up(loop)


def _wind_up(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_until_complete(_cancelled(asyncio.all_tasks(loop)))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        loop.close()


async def _cancelled(tasks: set[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _awaited(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


async def _blocked(awaitable: Awaitable[Any]) -> Any:
    return run_blocking(awaitable)


async def _here(work: Callable[[], Any]) -> Any:
    return work()


ASYNC = Mode(True, _awaited, asyncio.to_thread)
SYNC = Mode(False, _blocked, _here)
