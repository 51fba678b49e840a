"""The SDK: what runs, what does not, and what is recorded of both."""

from __future__ import annotations

import asyncio
import contextvars
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agsec import (
    ActionExecutionError,
    ActionNotFoundError,
    AgsecError,
    AuditStore,
    ControlLayer,
    DuplicateActionError,
    HookError,
    InvalidPolicyError,
    PolicyEngine,
    PolicyError,
    PolicyParseError,
    PolicyStatus,
    PolicyViolationError,
)
from agsec.review import ReviewAnswer, ReviewRequest, approve, deny
from agsec_compiler import compile_path
from agsec_runtime.bundle import load

POLICIES = """\
statements:
  - sid: BlockLarge
    effect: deny
    actions: [payment.charge]
    conditions:
      params.amount: {op: ">", value: 10000}
    reason: too much
    suggestion: charge less
  - sid: ReviewMedium
    effect: review
    actions: [payment.charge]
    conditions:
      params.amount: {op: ">", value: 1000}
    reason: a person has to agree
  - sid: AllowAgents
    effect: allow
    actions: [payment.*]
    conditions:
      context.user_role: agent
"""
AGENT = {"user_role": "agent"}


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "payments.yaml").write_text(POLICIES)
    return tmp_path / "policies"


@pytest.fixture
def bundle(policies: Path, tmp_path: Path) -> Path:
    raw = compile_path(policies).bundle
    assert raw is not None
    (tmp_path / "bundle.agp").write_bytes(raw)
    return tmp_path / "bundle.agp"


@pytest.fixture
def store() -> Iterator[AuditStore]:
    with AuditStore() as opened:
        yield opened


@pytest.fixture
def make(policies: Path, store: AuditStore) -> Callable[..., ControlLayer]:
    def made(**options: Any) -> ControlLayer:
        control = ControlLayer(**{"policy_dir": policies, "audit_store": store, **options})
        control.ran = []  # type: ignore[attr-defined]

        @control.register_action("payment.charge")
        def charge(**params: Any) -> Any:
            control.ran.append(params)  # type: ignore[attr-defined]
            return params["amount"]

        return control

    return made


@pytest.fixture
def control(make: Callable[..., ControlLayer]) -> ControlLayer:
    return make()


def ran(control: ControlLayer) -> list[dict[str, Any]]:
    return control.ran  # type: ignore[attr-defined, no-any-return]


# -- what is decided and run


def test_an_allowed_action_runs_and_gives_its_result(control: ControlLayer, store: AuditStore) -> None:
    result = control.execute_sync("payment.charge", {"amount": 5}, context=AGENT)
    assert (result.policy.status, result.result, result.executed) == (PolicyStatus.ALLOW, 5, True)
    [row] = store.get_executions()
    assert (row["id"], row["effect"], row["sid"], row["outcome"]) == (result.id, "allow", "AllowAgents", "succeeded")


def test_a_denied_action_does_not_run_and_says_why(control: ControlLayer, store: AuditStore) -> None:
    with pytest.raises(PolicyViolationError) as caught:
        control.execute_sync("payment.charge", {"amount": 20_000}, context=AGENT)
    error = caught.value
    assert (error.reason, error.sid, error.action) == ("too much", "BlockLarge", "payment.charge")
    assert (error.code, error.details["suggestion"], error.details["file"]) == (
        "policy_violation",
        "charge less",
        "payments.yaml",
    )
    assert ran(control) == []
    [row] = store.get_executions(effect="deny")
    assert (row["id"], row["outcome"]) == (error.details["id"], None)


def test_what_no_statement_allows_is_denied_by_default(control: ControlLayer) -> None:
    with pytest.raises(PolicyViolationError) as caught:
        control.execute_sync("payment.charge", {"amount": 5})
    assert (caught.value.sid, caught.value.details["matched_by"]) == (None, "default")


def test_without_policies_everything_is_denied(monkeypatch: pytest.MonkeyPatch, store: AuditStore) -> None:
    monkeypatch.delenv("AGSEC_POLICY_DIR", raising=False)
    control = ControlLayer(audit_store=store)
    control.actions.register("x", lambda: 1)
    with pytest.raises(PolicyViolationError, match="no policies loaded"):
        control.execute_sync("x", {})


def test_the_environment_names_the_policies_where_the_program_does_not(
    monkeypatch: pytest.MonkeyPatch, policies: Path, store: AuditStore
) -> None:
    monkeypatch.setenv("AGSEC_POLICY_DIR", str(policies))
    control = ControlLayer(audit_store=store)
    assert control.dry_run_sync("payment.charge", {"amount": 5}, AGENT).status is PolicyStatus.ALLOW
    assert ControlLayer(PolicyEngine(), audit_store=store).dry_run_sync("payment.x", {}, AGENT).reason == (
        "no policies loaded"
    )


def test_a_bundle_may_be_a_path_bytes_or_loaded(bundle: Path, store: AuditStore) -> None:
    for given in (bundle, str(bundle), bundle.read_bytes(), load(bundle.read_bytes())):
        control = ControlLayer(bundle=given, audit_store=store)
        assert control.dry_run_sync("payment.charge", {"amount": 5}, AGENT).sid == "AllowAgents"


def test_two_sources_of_policies_exclude_one_another(policies: Path, bundle: Path) -> None:
    with pytest.raises(AgsecError, match="`bundle` and `policy_dir` exclude one another"):
        ControlLayer(bundle=bundle, policy_dir=policies)


def test_policies_that_do_not_compile_raise_with_every_finding(policies: Path) -> None:
    (policies / "bad.yaml").write_text("statements:\n  - sid: A\n    efect: deny\n    actions: x\n    match: some\n")
    with pytest.raises(InvalidPolicyError) as caught:
        ControlLayer(policy_dir=policies)
    assert not isinstance(caught.value, PolicyParseError)
    assert str(caught.value).count("bad.yaml:") == len(caught.value.diagnostics) == 3
    assert "bad.yaml:3:5: error[AGS101]" in str(caught.value)
    assert caught.value.details["diagnostics"][1]["line"] == 3
    (policies / "bad.yaml").write_text("statements: [")
    with pytest.raises(PolicyParseError, match=r"bad\.yaml:1:\d+: error\[AGS0"):
        ControlLayer(policy_dir=policies)


def test_a_bundle_that_was_altered_is_refused(bundle: Path) -> None:
    raw = bytearray(bundle.read_bytes())
    raw[-1] ^= 1
    for given in (bytes(raw), b"", b"nothing"):
        with pytest.raises(PolicyError, match="cannot be used"):
            ControlLayer(bundle=given)
    with pytest.raises(PolicyError, match="cannot be read"):
        ControlLayer(bundle=bundle.parent / "gone.agp")


def test_a_dry_run_runs_nothing_asks_nobody_and_leaves_no_record(
    make: Callable[..., ControlLayer], store: AuditStore
) -> None:
    control = make(review_handler=lambda request, policy: pytest.fail("asked"))
    control.before_hook(lambda *given: pytest.fail("called"))
    assert control.dry_run_sync("payment.charge", {"amount": 5000}, AGENT).status is PolicyStatus.REVIEW
    assert asyncio.run(control.dry_run("payment.charge", {"amount": 50}, AGENT)).status is PolicyStatus.ALLOW
    assert ran(control) == store.get_executions() == []


def test_what_cannot_be_evaluated_is_denied(control: ControlLayer) -> None:
    for amount in ("many", [1], float("nan"), object(), True):
        with pytest.raises(PolicyViolationError):
            control.execute_sync("payment.charge", {"amount": amount}, context=AGENT)
    nested: dict[str, Any] = {"amount": 1}
    nested["self"] = nested
    control.execute_sync("payment.charge", nested, context=AGENT)
    assert len(ran(control)) == 1


def test_params_that_are_no_mapping_are_a_mistake_of_the_program(control: ControlLayer) -> None:
    with pytest.raises(TypeError, match=r"the params of `payment\.charge` must be a mapping, not list"):
        control.execute_sync("payment.charge", [1])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="the context"):
        control.execute_sync("payment.charge", {}, context=[1])  # type: ignore[arg-type]


def test_what_cannot_be_copied_is_denied_and_recorded(control: ControlLayer, store: AuditStore) -> None:
    with pytest.raises(PolicyViolationError, match="cannot be copied"):
        control.execute_sync("payment.charge", {"amount": 5, "lock": threading.Lock()}, context=AGENT)
    assert ran(control) == []
    [row] = store.get_executions()
    assert "cannot be copied" in row["reason"]


# -- one snapshot


def test_what_is_decided_recorded_and_run_is_one_snapshot(make: Callable[..., ControlLayer], store: AuditStore) -> None:
    params = {"amount": 5000, "lines": [1]}

    def change_meanwhile(request: ReviewRequest, policy: Any) -> str:
        params["amount"] = 1_000_000
        params["lines"].append(2)  # type: ignore[attr-defined]
        request.params["amount"] = 2_000_000
        return "approve"

    control = make(review_handler=change_meanwhile)
    result = control.execute_sync("payment.charge", params, context=AGENT)
    assert ran(control) == [{"amount": 5000, "lines": [1]}]
    assert result.params == {"amount": 5000, "lines": [1]}
    assert store.get_executions()[0]["params"] == {"amount": 5000, "lines": [1]}


def test_a_before_hook_changes_what_is_decided_upon_and_not_the_callers_own(control: ControlLayer) -> None:
    kept: list[dict[str, Any]] = []

    @control.before_hook
    def raise_amount(action: str, params: dict[str, Any], context: dict[str, Any]) -> None:
        params["amount"] *= 1000
        kept.append(params)

    params = {"amount": 50}
    with pytest.raises(PolicyViolationError):
        control.execute_sync("payment.charge", params, context=AGENT)
    assert params == {"amount": 50}

    @control.register_action("payment.late")
    def late(**given: Any) -> Any:
        time.sleep(0.2)
        return given["amount"]

    @control.before_hook
    async def change_later(action: str, params: dict[str, Any], context: dict[str, Any]) -> None:
        threading.Timer(0.1, lambda: params.update(amount=-1)).start()

    assert control.execute_sync("payment.late", {"amount": 1}, context=AGENT).result == 1000


# -- hooks


def test_hooks_run_in_their_order_sync_and_async_alike(control: ControlLayer) -> None:
    seen: list[str] = []
    control.add_hook("before_execute", lambda action, params, context: seen.append(f"1 {action}"))

    @control.before_hook
    async def second(action: str, params: dict[str, Any], context: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        seen.append("2")

    control.add_hook("after_execute", lambda result: seen.append(f"3 {result.result}"))
    control.execute_sync("payment.charge", {"amount": 5}, context=AGENT)
    asyncio.run(control.execute("payment.charge", {"amount": 6}, context=AGENT))
    assert seen == ["1 payment.charge", "2", "3 5", "1 payment.charge", "2", "3 6"]


def test_a_before_hook_that_raises_aborts_and_is_recorded(control: ControlLayer, store: AuditStore) -> None:
    @control.before_hook
    def no(*given: Any) -> None:
        raise ValueError("not today")

    with pytest.raises(HookError) as caught:
        control.execute_sync("payment.charge", {"amount": 5}, context=AGENT)
    assert isinstance(caught.value.original_error, ValueError)
    assert ran(control) == []
    [row] = store.get_executions()
    assert row["effect"] == "deny"
    assert "not today" in row["reason"]


def test_an_after_hook_that_raises_is_logged_and_the_result_is_kept(
    control: ControlLayer, caplog: pytest.LogCaptureFixture
) -> None:
    @control.after_hook
    def bad(result: Any) -> None:
        raise ValueError("oops")

    assert control.execute_sync("payment.charge", {"amount": 5}, context=AGENT).result == 5
    assert "oops" in caplog.text


def test_an_unknown_event_and_what_is_no_hook_are_refused(control: ControlLayer) -> None:
    with pytest.raises(AgsecError, match="there is no event `during`"):
        control.add_hook("during", print)
    with pytest.raises(TypeError):
        control.add_hook("before_execute", "text")  # type: ignore[arg-type]


# -- errors


def test_an_action_that_raises_is_wrapped_and_recorded(control: ControlLayer, store: AuditStore) -> None:
    @control.register_action("payment.refund")
    async def refund() -> None:
        raise ConnectionError("closed")

    with pytest.raises(ActionExecutionError) as caught:
        control.execute_sync("payment.refund", {}, context=AGENT)
    assert isinstance(caught.value.original_error, ConnectionError)
    assert caught.value.__cause__ is caught.value.original_error
    [row] = store.get_executions()
    assert (row["outcome"], row["error"]) == ("failed", "ConnectionError: closed")
    assert store.get_execution_stats()["errors"] == 1


def test_params_that_the_function_does_not_take_are_its_failure(control: ControlLayer) -> None:
    control.actions.register("payment.none", lambda: 1)
    with pytest.raises(ActionExecutionError, match="TypeError"):
        control.execute_sync("payment.none", {"amount": 1}, context=AGENT)


def test_a_cancelled_action_stays_cancelled_and_is_recorded(control: ControlLayer, store: AuditStore) -> None:
    @control.register_action("payment.slow")
    async def slow() -> None:
        await asyncio.sleep(60)

    async def main() -> None:
        task = asyncio.ensure_future(control.execute("payment.slow", {}, context=AGENT))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    [row] = store.get_executions()
    assert (row["outcome"], row["error"]) == ("aborted", "CancelledError: ")


def test_an_unregistered_action_names_near_misses_and_is_recorded(control: ControlLayer, store: AuditStore) -> None:
    with pytest.raises(ActionNotFoundError, match=r"did you mean `payment\.charge`") as caught:
        control.execute_sync("payment.chrage", {"amount": 1}, context=AGENT)
    assert caught.value.details["close"] == ["payment.charge"]
    with pytest.raises(ActionNotFoundError, match="register it"):
        control.execute_sync("zzz", {}, context=AGENT)
    assert [row["effect"] for row in store.get_executions()] == ["deny", "deny"]


def test_one_name_has_one_function(control: ControlLayer) -> None:
    with pytest.raises(DuplicateActionError, match="registered already"):
        control.register_action("payment.charge")(print)
    for name, function in (("", print), (None, print), ("x", "no function")):
        with pytest.raises(TypeError):
            control.actions.register(name, function)  # type: ignore[type-var, arg-type]


def test_every_error_is_raised_by_something_and_stands_in_the_drawing() -> None:
    from agsec import exceptions

    drawing = (exceptions.__doc__ or "").split()
    classes = [each for each in vars(exceptions).values() if isinstance(each, type) and issubclass(each, AgsecError)]
    sources = "".join(path.read_text("utf-8") for path in (Path(__file__).parent.parent / "agsec").rglob("*.py"))
    for each in classes:
        assert each.__name__ in drawing
        assert re.search(rf"(?<!class ){each.__name__}\(|{each.__name__} if |else {each.__name__}\)", sources), each
    assert len({each.code for each in classes}) == len(classes)


# -- review


def test_a_review_that_nobody_can_answer_returns_without_a_result(control: ControlLayer, store: AuditStore) -> None:
    result = control.execute_sync("payment.charge", {"amount": 5000}, context=AGENT)
    assert (result.policy.status, result.result, result.executed, result.approved_by) == (
        PolicyStatus.REVIEW,
        None,
        False,
        None,
    )
    assert ran(control) == []
    [row] = store.get_executions(effect="review")
    assert row["outcome"] is None


@pytest.mark.parametrize("answer", [True, "approve", approve("alice")])
def test_an_approved_action_runs_and_the_audit_says_who_approved(
    make: Callable[..., ControlLayer], store: AuditStore, answer: Any
) -> None:
    def ask(request: ReviewRequest, policy: Any) -> Any:
        assert (request.action, request.params, request.context) == ("payment.charge", {"amount": 5000}, AGENT)
        assert (policy.sid, policy.reason) == ("ReviewMedium", "a person has to agree")
        return answer

    async def ask_later(request: ReviewRequest, policy: Any) -> Any:
        await asyncio.sleep(0.01)
        return ask(request, policy)

    for handler in (ask, ask_later, lambda *given: ask_later(*given)):
        control = make(review_handler=handler)
        results = [
            control.execute_sync("payment.charge", {"amount": 5000}, context=AGENT),
            asyncio.run(control.execute("payment.charge", {"amount": 5000}, context=AGENT)),
        ]
        for result in results:
            row = store.get_execution(str(result.id))
            assert row is not None
            assert (result.result, row["outcome"], row["effect"]) == (5000, "succeeded", "review")
            name = "alice" if isinstance(answer, ReviewAnswer) else getattr(handler, "__qualname__", "")
            assert result.approved_by == row["approved_by"] == name


def test_an_approval_is_recorded_before_the_action_runs(
    make: Callable[..., ControlLayer], store: AuditStore, tmp_path: Path
) -> None:
    control = make(review_handler=lambda request, policy: approve("alice"))
    seen: list[Any] = []

    @control.register_action("payment.look")
    def look(**params: Any) -> None:
        seen.append(store.get_executions()[0])

    (tmp_path / "review.yaml").write_text("statements: [{sid: Ask, effect: review, actions: [payment.look]}]")
    control.engine.load_from_file(tmp_path / "review.yaml")
    control.execute_sync("payment.look", {}, context=AGENT)
    assert [(row["outcome"], row["approved_by"]) for row in (*seen, *store.get_executions())] == [
        ("approved", "alice"),
        ("succeeded", "alice"),
    ]


def raising(request: Any, policy: Any) -> Any:
    raise RuntimeError("no line")


async def raising_later(request: Any, policy: Any) -> Any:
    raise RuntimeError("no line")


class Yes:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


YES: Any = "yes"
NO_APPROVALS: tuple[Any, ...] = (
    *(None, False, "deny", "no", "Approve ", 1, {}, object(), Yes(), deny("bob")),
    ReviewAnswer(YES, "x"),
)


def answering(answer: Any) -> Callable[[Any, Any], Any]:
    return lambda request, policy: answer


@pytest.mark.parametrize("handler", [raising, raising_later, *map(answering, NO_APPROVALS)])
def test_everything_but_an_approval_keeps_the_action_from_running(
    make: Callable[..., ControlLayer], store: AuditStore, handler: Any
) -> None:
    control = make(review_handler=handler)
    for result in (
        control.execute_sync("payment.charge", {"amount": 5000}, context=AGENT),
        asyncio.run(control.execute("payment.charge", {"amount": 5000}, context=AGENT)),
    ):
        row = store.get_execution(str(result.id))
        assert row is not None
        assert (result.executed, result.result, row["outcome"]) == (False, None, "refused")
    assert ran(control) == []


def test_an_answer_that_comes_too_late_denies(make: Callable[..., ControlLayer], store: AuditStore) -> None:
    release = threading.Event()

    def slow(request: Any, policy: Any) -> bool:
        release.wait(30)
        return True

    async def slow_async(request: Any, policy: Any) -> bool:
        await asyncio.sleep(30)
        return True

    async def blocking(request: Any, policy: Any) -> bool:
        time.sleep(0.3)
        return True

    async def stubborn(request: Any, policy: Any) -> bool:
        while not release.is_set():
            try:
                await asyncio.sleep(0.05)
            except asyncio.CancelledError:
                continue
        return True

    for handler in (slow, slow_async, blocking):
        control = make(review_handler=handler, review_timeout=0.1)
        started = time.monotonic()
        assert control.execute_sync("payment.charge", {"amount": 5000}, context=AGENT).executed is False
        assert asyncio.run(control.execute("payment.charge", {"amount": 5000}, context=AGENT)).executed is False
        assert time.monotonic() - started < 15
        assert ran(control) == []
    stubborn_control = make(review_handler=stubborn, review_timeout=0.1)

    async def main() -> bool:
        result = await stubborn_control.execute("payment.charge", {"amount": 5000}, context=AGENT)
        release.set()
        return result.executed

    assert asyncio.run(main()) is False
    assert "no answer within 0.1 s" in str(store.get_executions(effect="review")[0]["error"])


class Quiet(BaseException):
    """Raises when it is shown, as an error of a program's own may."""

    def __str__(self) -> str:
        raise ValueError("not shown")


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt, SystemExit, asyncio.CancelledError, StopIteration, GeneratorExit, Quiet]
)
def test_whatever_a_handler_raises_denies_and_is_recorded(
    make: Callable[..., ControlLayer], store: AuditStore, error: type[BaseException]
) -> None:
    def raise_it(request: Any, policy: Any) -> Any:
        raise error

    async def raise_it_later(request: Any, policy: Any) -> Any:
        raise error

    for handler in (raise_it, raise_it_later):
        control = make(review_handler=handler, review_timeout=20)
        started = time.monotonic()
        for result in (
            control.execute_sync("payment.charge", {"amount": 5000}, context=AGENT),
            asyncio.run(control.execute("payment.charge", {"amount": 5000}, context=AGENT)),
        ):
            row = store.get_execution(str(result.id))
            assert row is not None
            assert (result.executed, row["outcome"]) == (False, "refused")
            assert error.__name__ in row["error"] or "StopIteration" in row["error"]
        assert time.monotonic() - started < 15


@pytest.mark.parametrize("by", ["", " ", None, 5])
def test_an_approval_by_nobody_is_none(make: Callable[..., ControlLayer], store: AuditStore, by: Any) -> None:
    control = make(review_handler=lambda request, policy: approve(by=by))
    assert control.execute_sync("payment.charge", {"amount": 5000}, context=AGENT).executed is False
    assert "does not say who" in store.get_executions()[0]["error"]


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 1e12, None, "5", True])
def test_a_time_to_wait_must_be_one(make: Callable[..., ControlLayer], seconds: Any) -> None:
    with pytest.raises(ValueError, match="review_timeout"):
        make(review_timeout=seconds)


def test_the_store_of_the_program_stays_open(make: Callable[..., ControlLayer], store: AuditStore) -> None:
    with make() as control:
        control.execute_sync("payment.charge", {"amount": 5}, context=AGENT)
    assert make().execute_sync("payment.charge", {"amount": 5}, context=AGENT).executed


def test_policies_by_position_are_no_engine() -> None:
    with pytest.raises(TypeError, match="policy_dir="):
        ControlLayer("policies")  # type: ignore[arg-type]


def test_an_error_that_cannot_be_shown_is_wrapped_and_recorded(control: ControlLayer, store: AuditStore) -> None:
    class Shy(Exception):
        __str__ = Quiet.__str__

    @control.register_action("payment.shy")
    def shy() -> None:
        raise Shy

    with pytest.raises(ActionExecutionError):
        control.execute_sync("payment.shy", {}, context=AGENT)
    assert (store.get_executions()[0]["outcome"], store.get_executions()[0]["error"]) == ("failed", "Shy")

    @control.before_hook
    def raise_it(*given: Any) -> None:
        raise Shy

    with pytest.raises(HookError):
        control.execute_sync("payment.shy", {}, context=AGENT)
    assert "Shy" in store.get_executions()[0]["reason"]


def test_lists_that_hold_one_another_many_times_are_decided_at_once(control: ControlLayer) -> None:
    shared: list[Any] = []
    for _ in range(60):
        shared = [shared, shared]
    with pytest.raises(PolicyViolationError):
        control.execute_sync("payment.charge", {"amount": shared}, context=AGENT)


def test_a_handler_is_not_asked_about_what_is_allowed_or_denied(make: Callable[..., ControlLayer]) -> None:
    control = make(review_handler=lambda request, policy: pytest.fail("asked"))
    control.execute_sync("payment.charge", {"amount": 5}, context=AGENT)
    with pytest.raises(PolicyViolationError):
        control.execute_sync("payment.charge", {"amount": 50_000}, context=AGENT)


# -- records that cannot be kept


class Full:
    """A recorder whose disk is full."""

    def append(self, record: Any, /) -> str:
        raise OSError("no space left")

    def complete(self, record_id: str, /, **fields: Any) -> None:
        raise OSError("no space left")

    def close(self) -> None:
        pass


class FullLater(Full):
    def append(self, record: Any, /) -> str:
        return "1"


class Slow(Full):
    """A recorder that waits for somebody else's lock."""

    def append(self, record: Any, /) -> str:
        time.sleep(0.3)
        return "1"

    def complete(self, record_id: str, /, **fields: Any) -> None:
        time.sleep(0.3)


def test_a_slow_log_does_not_hold_up_the_event_loop(make: Callable[..., ControlLayer]) -> None:
    control = make(audit_store=Slow())

    async def ticks() -> int:
        task = asyncio.ensure_future(control.execute("payment.charge", {"amount": 5}, context=AGENT))
        count = 0
        while not task.done():
            await asyncio.sleep(0.005)
            count += 1
        return count

    assert asyncio.run(ticks()) > 10


def test_an_action_whose_record_cannot_be_kept_does_not_run(make: Callable[..., ControlLayer]) -> None:
    control = make(audit_store=Full(), review_handler=lambda request, policy: True)
    for amount in (5, 5000, 50_000):
        with pytest.raises(PolicyViolationError) as caught:
            control.execute_sync("payment.charge", {"amount": amount}, context=AGENT)
        assert (caught.value.reason == "too much") == (amount == 50_000)
    assert ran(control) == []
    lenient = make(audit_store=Full(), audit_required=False)
    assert lenient.execute_sync("payment.charge", {"amount": 5}, context=AGENT).result == 5


def test_an_approval_that_cannot_be_recorded_is_not_acted_on(make: Callable[..., ControlLayer]) -> None:
    control = make(audit_store=FullLater(), review_handler=lambda request, policy: True)
    with pytest.raises(PolicyViolationError, match="approval that leaves no record"):
        control.execute_sync("payment.charge", {"amount": 5000}, context=AGENT)
    assert ran(control) == []


def test_a_result_that_cannot_be_recorded_is_told_and_not_lost(
    make: Callable[..., ControlLayer], caplog: pytest.LogCaptureFixture
) -> None:
    control = make(audit_store=FullLater())
    assert control.execute_sync("payment.charge", {"amount": 5}, context=AGENT).result == 5
    assert "could not be recorded" in caplog.text


def test_records_go_to_the_machines_log_unless_told_otherwise(policies: Path, tmp_path: Path) -> None:
    program = (
        "from agsec import ControlLayer, AuditStore\n"
        f"control = ControlLayer(policy_dir={str(policies)!r})\n"
        "control.actions.register('payment.charge', lambda amount: amount)\n"
        "control.execute_sync('payment.charge', {'amount': 5}, context={'user_role': 'agent'})\n"
        "print(AuditStore.machine().get_executions()[0]['outcome'])\n"
    )
    env = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "succeeded\n"), done.stderr
    lines = (tmp_path / "state" / "agsec" / "audit.jsonl").read_text().splitlines()
    assert [json.loads(line).get("effect") for line in lines] == ["allow", None]
    assert json.loads(lines[0])["host"] == "sdk"
    env["AGSEC_AUDIT_DB"] = str(tmp_path / "own.db")
    program = program.replace("AuditStore.machine()", f"AuditStore({env['AGSEC_AUDIT_DB']!r})")
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "succeeded\n"), done.stderr
    assert len((tmp_path / "state" / "agsec" / "audit.jsonl").read_text().splitlines()) == 2


# -- with and without an event loop


def test_execute_sync_works_inside_a_running_loop_and_in_other_threads(control: ControlLayer) -> None:
    @control.register_action("payment.later")
    async def later(amount: int) -> int:
        await asyncio.sleep(0.001)
        return amount

    async def inside() -> list[Any]:
        return [
            control.execute_sync("payment.later", {"amount": 1}, context=AGENT).result,
            control.execute_sync("payment.charge", {"amount": 2}, context=AGENT).result,
            await asyncio.to_thread(lambda: control.execute_sync("payment.later", {"amount": 3}, context=AGENT).result),
            (await control.execute("payment.later", {"amount": 4}, context=AGENT)).result,
        ]

    assert asyncio.run(inside()) == [1, 2, 3, 4]
    assert control.execute_sync("payment.later", {"amount": 5}, context=AGENT).result == 5


def test_execute_sync_leaves_the_threads_event_loop_as_it_was(control: ControlLayer) -> None:
    control.actions.register("payment.later", lambda: asyncio.sleep(0, "slept"))
    found: list[Any] = []

    def work() -> None:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        found.append(control.execute_sync("payment.later", {}, context=AGENT).result)
        found.append(asyncio.get_event_loop() is loop)
        loop.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == ["slept", True]


def test_context_variables_reach_an_async_action(control: ControlLayer) -> None:
    user: contextvars.ContextVar[str] = contextvars.ContextVar("user")

    @control.register_action("payment.whose")
    async def whose() -> str:
        return user.get()

    user.set("alice")
    assert control.execute_sync("payment.whose", {}, context=AGENT).result == "alice"

    async def inside() -> Any:
        return control.execute_sync("payment.whose", {}, context=AGENT).result

    assert asyncio.run(inside()) == "alice"


# -- the engine


def test_a_load_that_fails_leaves_the_engine_as_it_was(policies: Path, bundle: Path, tmp_path: Path) -> None:
    engine = PolicyEngine()
    assert engine.evaluate("payment.charge", {"amount": 5}, AGENT).reason == "no policies loaded"
    engine.load_from_directory(policies)
    before = engine.bundle
    (tmp_path / "bad.yaml").write_text("statements: [")
    loads: list[tuple[Callable[[Any], None], Any]] = [
        (engine.load_from_file, tmp_path / "bad.yaml"),
        (engine.load_from_directory, tmp_path / "gone"),
        (engine.load_bundle, b"rubbish"),
    ]
    for load_it, source in loads:
        with pytest.raises(PolicyError):
            load_it(source)
        assert engine.bundle is before
    engine.load_bundle(bundle)
    result = engine.evaluate("payment.charge", {"amount": "x"}, AGENT)
    assert (result.status, result.metadata["sid"], result.metadata["matched_by"]) == (
        PolicyStatus.BLOCK,
        "BlockLarge",
        "explicit_deny",
    )
    assert (result.metadata["file"], result.metadata["line"], result.metadata["suggestion"]) == (
        "payments.yaml",
        2,
        "charge less",
    )
    assert result.metadata["undecidable"] == [("BlockLarge", "params.amount", ">")]


def test_evaluate_blocks_whatever_it_is_given(policies: Path) -> None:
    engine = PolicyEngine()
    engine.load_from_directory(policies)
    calls: list[tuple[Any, ...]] = [(None, {}), ("", {}), ("x", None), ("x", []), (1, {}), ("payment.charge", {}, [])]
    for given in calls:
        result = engine.evaluate(*given)
        assert result.status is PolicyStatus.BLOCK
        assert result.metadata["matched_by"] in ("error", "default")


def test_validation_gives_the_messages_of_each_file(policies: Path) -> None:
    engine = PolicyEngine()
    assert engine.validate_directory(policies) == {}
    (policies / "bad.yaml").write_text("statements:\n  - {sid: A, effect: dany, actions: [x]}\n")
    found = engine.validate_directory(policies)
    assert list(found) == ["bad.yaml"]
    assert "bad.yaml:2:22: error[AGS1" in found["bad.yaml"][0]
    assert engine.validate_file(policies / "bad.yaml") == found["bad.yaml"]
    assert engine.validate_file(policies / "payments.yaml") == engine.validate(POLICIES) == []
    with pytest.raises(PolicyError):
        engine.validate_file(policies / "gone.yaml")
