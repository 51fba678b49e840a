"""The SDK's main door: actions run only if the policies let them, and every decision leaves a record."""

from __future__ import annotations

import copy
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, Literal

from agsec_runtime.bundle import Bundle
from agsec_runtime.decision import Decision, Request, refusal

from .calling import ASYNC, SYNC, Mode, drive
from .exceptions import (
    ActionExecutionError,
    ActionNotFoundError,
    AgsecError,
    HookError,
    PolicyViolationError,
    told,
)
from .policy import AnyPath, PolicyEngine, decided
from .recording import Recorder, completed, record, recorder
from .registry import ActionRegistry, Function
from .results import ActionExecutionResult, PolicyResult, PolicyStatus, policy_result
from .review import ReviewHandler, ReviewRequest, asked, checked_timeout
from .sources import PolicySource, Reloader

Hook = Callable[..., Any]
REVIEW_TIMEOUT = 300.0  # seconds
logger = logging.getLogger("agsec")


class ControlLayer:
    """Decides on actions by policies, runs those that are allowed, and records both.

    Policies come from ``bundle`` (a path, bytes, or a loaded bundle), ``policy_dir`` or ``policy_path`` (compiled in
    memory), or a ``policy_engine`` that the program keeps itself; where none is given, from the directory that
    ``AGSEC_POLICY_DIR`` names. Without any, everything is denied. ``reload="auto"`` takes changed policies between
    requests.

    ``review_handler`` is asked where the policies say review: it gets a ``ReviewRequest`` and the ``PolicyResult``,
    and has ``review_timeout`` seconds to approve.

    Records go to ``audit_store``: an ``AuditStore``, or a path; where none is given, to the one that
    ``AGSEC_AUDIT_DB`` names, else to the log that the hooks write too. ``audit_required=False`` lets an action run
    although its record cannot be kept.

    Raises ``PolicyError`` (``InvalidPolicyError`` with all findings) where the policies cannot be used. Safe for many
    threads and tasks at once.
    """

    def __init__(
        self,
        policy_engine: PolicyEngine | None = None,
        *,
        bundle: AnyPath | bytes | Bundle | None = None,
        policy_dir: AnyPath | None = None,
        policy_path: AnyPath | None = None,
        reload: Literal["auto"] | None = None,
        review_handler: ReviewHandler | None = None,
        review_timeout: float = REVIEW_TIMEOUT,
        audit_store: Recorder | AnyPath | None = None,
        audit_required: bool = True,
    ) -> None:
        if not isinstance(policy_engine, PolicyEngine | None):
            raise TypeError(f"`policy_engine` is a PolicyEngine, not {policy_engine!r}; name policies as `policy_dir=`")
        self.engine = PolicyEngine() if policy_engine is None else policy_engine
        source = _source(policy_engine=policy_engine, bundle=bundle, policy_dir=policy_dir, policy_path=policy_path)
        self._reloader = _kept_current(self.engine, source, reload)
        self._review_handler = review_handler
        self._review_timeout = checked_timeout(review_timeout)
        self._recorder = recorder(audit_store)
        self._owns_recorder = self._recorder is not audit_store
        self._audit_required = audit_required
        self.actions = ActionRegistry()
        self._hooks: dict[str, tuple[Hook, ...]] = {"before_execute": (), "after_execute": ()}

    def register_action(self, action: str) -> Callable[[Function], Function]:
        """A decorator: the function, sync or async, that runs as ``action``, with the params as keyword arguments."""
        return lambda function: self.actions.register(action, function)

    def before_hook(self, hook: Hook) -> Hook:
        """A decorator: ``hook(action, params, context)`` runs before the decision, and may change params and context.

        One that raises keeps the action from running.
        """
        self.add_hook("before_execute", hook)
        return hook

    def after_hook(self, hook: Hook) -> Hook:
        """A decorator: ``hook(result)`` runs after an action that ran. One that raises is logged."""
        self.add_hook("after_execute", hook)
        return hook

    def add_hook(self, event: str, hook: Hook) -> None:
        """``event`` is ``before_execute`` or ``after_execute``; hooks run in the order in which they were added."""
        if event not in self._hooks:
            raise AgsecError(f"there is no event `{event}`", f"the events are {', '.join(self._hooks)}")
        if not callable(hook):
            raise TypeError(f"a hook must be something that can be called, not {hook!r}")
        self._hooks[event] = (*self._hooks[event], hook)

    async def execute(
        self, action: str, params: Mapping[str, Any], context: Mapping[str, Any] | None = None
    ) -> ActionExecutionResult:
        """Decide on ``action``, and run it if the policies, or a person where they say review, let it.

        Raises ``PolicyViolationError`` where it is denied, ``ActionNotFoundError``, ``HookError``, or
        ``ActionExecutionError`` with what the action raised. A review that nobody approves returns without a result.
        """
        return await self._execute(ASYNC, _request(action, params, context))

    def execute_sync(
        self, action: str, params: Mapping[str, Any], context: Mapping[str, Any] | None = None
    ) -> ActionExecutionResult:
        """``execute`` for code that is not async; from any thread, whether or not an event loop runs in it.

        An async action or hook then runs in an event loop of its own.
        """
        flow = self._execute(SYNC, _request(action, params, context))
        result: ActionExecutionResult = drive(flow)
        return result

    async def dry_run(
        self, action: str, params: Mapping[str, Any], context: Mapping[str, Any] | None = None
    ) -> PolicyResult:
        """What the policies say. Nothing runs, no hook is called, nobody is asked, and no record is kept."""
        await self._refresh(ASYNC)
        return self._said(_request(action, params, context))

    def dry_run_sync(
        self, action: str, params: Mapping[str, Any], context: Mapping[str, Any] | None = None
    ) -> PolicyResult:
        """``dry_run`` for code that is not async."""
        drive(self._refresh(SYNC))
        return self._said(_request(action, params, context))

    @property
    def reload_error(self) -> AgsecError | None:
        """Why the policies that changed last are not in use, if they are not."""
        return self._reloader.error if self._reloader else None

    def close(self) -> None:
        """Close the audit store, if this made it."""
        if self._owns_recorder:
            self._recorder.close()

    def __enter__(self) -> ControlLayer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _said(self, request: Request) -> PolicyResult:
        return policy_result(decided(self.engine.bundle, request))

    async def _refresh(self, mode: Mode) -> None:
        if self._reloader and self._reloader.changed():
            await mode.offload(self._reloader.refresh)

    async def _execute(self, mode: Mode, given: Request) -> ActionExecutionResult:
        await self._refresh(mode)
        function = await self._function(mode, given)
        request = await self._prepared(mode, given)
        policy, record_id = await self._decided(mode, request)
        if policy.status is PolicyStatus.BLOCK:
            raise _violation(request, policy, record_id)
        approved_by = None
        if policy.status is PolicyStatus.REVIEW:
            approved_by = await self._approver(mode, request, policy, record_id)
            if approved_by is None:
                return ActionExecutionResult(request.action, request.params, policy, id=record_id)
        value = await self._run(mode, function, request, record_id, approved_by)
        result = ActionExecutionResult(
            request.action, request.params, policy, value, record_id, approved_by, executed=True
        )
        await self._tell(mode, result)
        return result

    async def _function(self, mode: Mode, given: Request) -> Callable[..., Any]:
        try:
            return self.actions.find(given.action)
        except ActionNotFoundError as error:
            await self._refuse(mode, given, error.message)
            raise

    async def _prepared(self, mode: Mode, given: Request) -> Request:
        """The snapshot, taken after the before hooks: what is decided upon, recorded and run."""
        draft = await self._copied(mode, given)
        for hook in self._hooks["before_execute"]:
            try:
                await mode.call(hook, draft.action, draft.params, draft.context)
            except Exception as error:
                name = getattr(hook, "__qualname__", type(hook).__name__)
                failure = HookError(draft.action, name, error)
                await self._refuse(mode, draft, failure.message)
                raise failure from error
        return await self._copied(mode, draft)

    async def _copied(self, mode: Mode, request: Request) -> Request:
        try:
            return Request(request.action, copy.deepcopy(request.params), copy.deepcopy(request.context))
        except Exception as error:
            reason = f"the params or the context cannot be copied: {told(error)}"
            record_id = await self._refuse(mode, request, reason)
            raise _violation(request, policy_result(refusal(reason)), record_id) from error

    async def _refuse(self, mode: Mode, request: Request, reason: str) -> str | None:
        """Record an action that did not even come to a decision."""
        record_id: str | None
        _, record_id = await mode.offload(lambda: self._recorded(request, refusal(reason), None, 0))
        return record_id

    async def _decided(self, mode: Mode, request: Request) -> tuple[PolicyResult, str | None]:
        bundle, started = self.engine.bundle, perf_counter()
        decision = decided(bundle, request)
        seconds = perf_counter() - started
        revision = bundle.revision if bundle else None
        decision, record_id = await mode.offload(lambda: self._recorded(request, decision, revision, seconds))
        return policy_result(decision), record_id

    def _recorded(
        self, request: Request, decision: Decision, revision: str | None, seconds: float
    ) -> tuple[Decision, str | None]:
        """Keep the record, before anything runs; what cannot be recorded is not let through."""
        try:
            return decision, self._recorder.append(record(request, decision, revision, seconds))
        except Exception as error:
            logger.error("the decision on `%s` could not be recorded: %s", request.action, error)
            if decision.effect == "deny" or not self._audit_required:
                return decision, None
            return refusal(f"{error}; a decision that leaves no record is not let through"), None

    async def _approver(self, mode: Mode, request: Request, policy: PolicyResult, record_id: str | None) -> str | None:
        """Who approved the action; None if nobody did."""
        if self._review_handler is None:
            return None
        question = await self._copied(mode, request)
        asking = ReviewRequest(question.action, question.params, question.context)
        answer = await asked(self._review_handler, asking, policy, self._review_timeout, mode)
        if answer.approved:
            await mode.offload(lambda: self._approved(request, record_id, answer.by))
            return answer.by
        said = f"denied by {answer.by}" + (f": {answer.note}" if answer.note else "")
        await mode.offload(lambda: completed(self._recorder, record_id, outcome="refused", error=said))
        return None

    def _approved(self, request: Request, record_id: str | None, by: str) -> None:
        """Record who approved, before the action runs. Raises ``PolicyViolationError`` if that cannot be kept."""
        if record_id is None:
            return
        try:
            self._recorder.complete(record_id, outcome="approved", approved_by=by)
        except Exception as error:
            if self._audit_required:
                reason = f"{error}; an approval that leaves no record is not acted on"
                raise _violation(request, policy_result(refusal(reason)), record_id) from error

    async def _run(
        self, mode: Mode, function: Callable[..., Any], request: Request, record_id: str | None, approved_by: str | None
    ) -> Any:
        started = perf_counter()

        async def finished(**fields: Any) -> None:
            fields |= {"approved_by": approved_by, "duration_us": round((perf_counter() - started) * 1e6)}
            await mode.offload(lambda: completed(self._recorder, record_id, **fields))

        try:
            value = await mode.call(function, **request.params)
        except Exception as error:
            await finished(outcome="failed", error=told(error))
            raise ActionExecutionError(request.action, error) from error
        except BaseException as error:  # Cancelled or interrupted: not the action's own failure.
            await finished(outcome="aborted", error=told(error))
            raise
        await finished(outcome="succeeded", result=value)
        return value

    async def _tell(self, mode: Mode, result: ActionExecutionResult) -> None:
        """The action has run: an after hook that raises can only be reported."""
        for hook in self._hooks["after_execute"]:
            try:
                await mode.call(hook, result)
            except Exception:
                logger.exception("the hook %s raised after `%s` had run", hook, result.action)


def _violation(request: Request, policy: PolicyResult, record_id: str | None) -> PolicyViolationError:
    return PolicyViolationError(request.action, policy.reason, policy.sid, {**policy.metadata, "id": record_id})


def _request(action: str, params: Mapping[str, Any], context: Mapping[str, Any] | None) -> Request:
    given = {"params": params, "context": {} if context is None else context}
    for name, value in given.items():
        if not isinstance(value, Mapping):
            raise TypeError(f"the {name} of `{action}` must be a mapping, not {type(value).__name__}")
    return Request(action, dict(given["params"]), dict(given["context"]))


def _kept_current(
    engine: PolicyEngine, source: PolicySource | bytes | Bundle | None, reload: str | None
) -> Reloader | None:
    """Load the engine, and say what keeps it up to date. Raises ``AgsecError``."""
    if reload not in (None, "auto"):
        raise AgsecError(f'`reload` is None or "auto", not {reload!r}')
    if isinstance(source, PolicySource):
        if reload:
            return Reloader(engine, source)
        engine.use(source.load().bundle)
        return None
    if reload:
        raise AgsecError("`reload` needs the path of a bundle, of policies or of a directory to look at")
    if source is not None:
        engine.load_bundle(source)
    return None


def _source(**given: Any) -> PolicySource | bytes | Bundle | None:
    """Where policies come from. Raises ``AgsecError`` where several are given."""
    names = [name for name, value in given.items() if value is not None]
    if len(names) > 1:
        raise AgsecError(f"{' and '.join(f'`{name}`' for name in names)} exclude one another", "give one of them")
    bundle = given["bundle"]
    if isinstance(bundle, (bytes, Bundle)):
        return bundle
    if bundle is not None:
        return PolicySource.of_bundle(Path(bundle))
    path = given["policy_dir"] or given["policy_path"] or (None if names else os.environ.get("AGSEC_POLICY_DIR"))
    return PolicySource.of_policies(Path(path)) if path else None
