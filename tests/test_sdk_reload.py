"""Policies that change under a program that runs: swapped whole between requests, or not at all."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from agsec import AuditStore, ControlLayer, InvalidPolicyError, PolicyStatus
from agsec_compiler import compile_path

ALLOW = "statements: [{sid: Yes, effect: allow, actions: ['pay.*']}]\n"
DENY = "statements: [{sid: No, effect: deny, actions: ['pay.*'], reason: closed}]\n"


def replace(path: Path, data: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)


def compiled(text: str, at: Path) -> bytes:
    at.write_text(text)
    raw = compile_path(at).bundle
    assert raw is not None
    return raw


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "a.yaml").write_text(ALLOW)
    return tmp_path / "policies"


def said(control: ControlLayer) -> str | None:
    return control.dry_run_sync("pay.x", {}).sid


def test_a_changed_directory_counts_from_the_next_request(policies: Path) -> None:
    control = ControlLayer(policy_dir=policies, reload="auto", audit_store=AuditStore())
    assert said(control) == "Yes"
    (policies / "a.yaml").write_text(DENY)
    assert said(control) == "No"
    (policies / "a.yaml").write_text(ALLOW)
    assert asyncio.run(control.dry_run("pay.x", {})).sid == "Yes"
    (policies / "sub").mkdir()
    (policies / "sub" / "b.yaml").write_text(DENY)
    assert said(control) == "No"
    (policies / "sub" / "b.yaml").unlink()
    assert said(control) == "Yes"


def test_a_change_of_equal_size_and_time_is_seen(policies: Path) -> None:
    control = ControlLayer(policy_dir=policies, reload="auto", audit_store=AuditStore())
    assert said(control) == "Yes"
    status = (policies / "a.yaml").stat()
    (policies / "a.yaml").write_text(ALLOW.replace("Yes", "Yep"))
    os.utime(policies / "a.yaml", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert said(control) == "Yep"


def test_without_reload_nothing_changes(policies: Path) -> None:
    control = ControlLayer(policy_dir=policies, audit_store=AuditStore())
    (policies / "a.yaml").write_text(DENY)
    assert said(control) == "Yes"


def test_a_broken_change_keeps_the_policies_of_before_and_says_so(
    policies: Path, caplog: pytest.LogCaptureFixture
) -> None:
    control = ControlLayer(policy_dir=policies, reload="auto", audit_store=AuditStore())
    (policies / "a.yaml").write_text("statements: [{sid: Yes, efect: allow, actions: ['pay.*']}]\n")
    assert said(control) == "Yes"
    assert isinstance(control.reload_error, InvalidPolicyError)
    assert "are not used" in caplog.text
    assert "a.yaml:1:25" in caplog.text
    caplog.clear()
    assert said(control) == "Yes"
    assert caplog.text == ""
    (policies / "a.yaml").unlink()
    policies.rmdir()
    assert said(control) == "Yes"
    assert "there is no policy file or directory" in caplog.text
    policies.mkdir()
    (policies / "a.yaml").write_text(DENY)
    assert said(control) == "No"
    assert control.reload_error is None


def test_a_changed_bundle_is_verified_before_it_is_used(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    yes, no = compiled(ALLOW, tmp_path / "yes.yaml"), compiled(DENY, tmp_path / "no.yaml")
    path = tmp_path / "bundle.agp"
    path.write_bytes(no)
    control = ControlLayer(bundle=path, reload="auto", audit_store=AuditStore())
    replace(path, yes[:-1] + bytes([yes[-1] ^ 1]))
    assert said(control) == "No"
    assert "cannot be used" in caplog.text
    replace(path, yes)
    assert said(control) == "Yes"


@pytest.mark.parametrize("of_bundle", [True, False])
def test_no_decision_is_wrong_or_lost_under_load(tmp_path: Path, policies: Path, of_bundle: bool) -> None:
    """8 threads and 1,000 tasks, while the policies change between two versions and a broken one all the while.

    ``pay.never`` is denied by all versions and ``pay.always`` allowed; ``pay.sometimes`` is either, but whole.
    """
    common = (
        "statements:\n"
        "  - {sid: Never, effect: deny, actions: [pay.never], reason: never}\n"
        "  - {sid: Always, effect: allow, actions: [pay.always]}\n"
    )
    versions = [
        common + "  - {sid: One, effect: allow, actions: [pay.sometimes], reason: one}\n",
        common + "  - {sid: Two, effect: deny, actions: [pay.sometimes], reason: two}\n",
    ]
    raw = [compiled(text, tmp_path / f"{number}.yaml") for number, text in enumerate(versions)]
    path = tmp_path / "bundle.agp" if of_bundle else policies / "a.yaml"
    contents = raw if of_bundle else [text.encode() for text in versions]
    path.write_bytes(contents[0])
    options: dict[str, Any] = {"bundle": path} if of_bundle else {"policy_dir": policies}
    with AuditStore(tmp_path / "audit.db") as store:
        control = ControlLayer(reload="auto", audit_store=store, **options)
        for name in ("pay.never", "pay.always", "pay.sometimes"):
            control.actions.register(name, lambda number: number)
        outcomes: Counter[tuple[str, str, str | None]] = Counter()
        lock, stop = threading.Lock(), threading.Event()

        def note(name: str, work: Callable[[], Any], number: int) -> None:
            from agsec import PolicyViolationError

            try:
                result = work()
                assert result.result == number
                key = (name, result.policy.status.value, result.policy.sid)
            except PolicyViolationError as error:
                key = (name, "block", error.sid)
            with lock:
                outcomes[key] += 1

        def change() -> None:
            turn = 0
            while not stop.is_set():
                turn += 1
                replace(path, b"statements: [" if turn % 3 == 0 else contents[turn % 3 - 1])
                stop.wait(0.01 if of_bundle else 0.2)

        def thread() -> None:
            for number in range(25):
                time.sleep(0.05)
                for name in ("pay.never", "pay.always", "pay.sometimes"):
                    note(name, partial(control.execute_sync, name, {"number": number}), number)

        async def tasks() -> None:
            async def one(number: int) -> None:
                from agsec import PolicyViolationError

                name = ("pay.never", "pay.always", "pay.sometimes")[number % 3]
                await asyncio.sleep(number / 700)
                try:
                    result = await control.execute(name, {"number": number})
                    assert result.result == number
                    key = (name, result.policy.status.value, result.policy.sid)
                except PolicyViolationError as error:
                    key = (name, "block", error.sid)
                with lock:
                    outcomes[key] += 1

            await asyncio.gather(*(one(number) for number in range(1000)))

        changer = threading.Thread(target=change)
        changer.start()
        threads = [threading.Thread(target=thread) for _ in range(8)]
        try:
            for each in threads:
                each.start()
            asyncio.run(tasks())
            for each in threads:
                each.join()
        finally:
            stop.set()
            changer.join()
        assert outcomes.total() == 8 * 25 * 3 + 1000
        assert set(outcomes) == {
            ("pay.never", "block", "Never"),
            ("pay.always", "allow", "Always"),
            ("pay.sometimes", "allow", "One"),
            ("pay.sometimes", "block", "Two"),
        }
        stats = store.get_execution_stats()
        assert stats["total_executions"] == outcomes.total()
        assert stats["blocked"] == sum(count for key, count in outcomes.items() if key[1] == "block")


def test_reload_needs_something_to_look_at(tmp_path: Path) -> None:
    from agsec import AgsecError

    raw = compiled(ALLOW, tmp_path / "a.yaml")
    with pytest.raises(AgsecError, match="needs the path"):
        ControlLayer(bundle=raw, reload="auto")
    with pytest.raises(AgsecError, match="`reload` is None or"):
        ControlLayer(bundle=raw, reload="always")  # type: ignore[arg-type]
    assert PolicyStatus("block") is PolicyStatus.BLOCK


def test_a_file_that_was_cut_to_nothing_does_not_take_its_denies_along(
    policies: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (policies / "b.yaml").write_text(DENY)
    control = ControlLayer(policy_dir=policies, reload="auto", audit_store=AuditStore())
    assert said(control) == "No"
    for text in ("", "# nothing\n", "statements: []\n"):
        (policies / "b.yaml").write_text(text)
        assert said(control) == "No"
        assert "`b.yaml` held statements and is empty now" in caplog.text
        caplog.clear()
    (policies / "b.yaml").unlink()
    assert said(control) == "Yes"


def test_what_is_no_policy_does_not_hold_up_a_change(policies: Path) -> None:
    control = ControlLayer(policy_dir=policies, reload="auto", audit_store=AuditStore())
    stop = threading.Event()

    def scribble() -> None:
        while not stop.is_set():
            replace(policies / "note.txt", b"x")

    writer = threading.Thread(target=scribble)
    writer.start()
    try:
        (policies / "b.yaml").write_text(DENY)
        assert said(control) == "No"
    finally:
        stop.set()
        writer.join()


def test_policies_that_never_come_to_rest_are_told(policies: Path, caplog: pytest.LogCaptureFixture) -> None:
    control = ControlLayer(policy_dir=policies, reload="auto", audit_store=AuditStore())
    stop = threading.Event()

    def scribble() -> None:
        while not stop.is_set():
            replace(policies / "a.yaml", ALLOW.encode())

    writer = threading.Thread(target=scribble)
    writer.start()
    try:
        while "keeps changing" not in caplog.text:
            assert said(control) == "Yes"
        assert control.reload_error is not None
    finally:
        stop.set()
        writer.join()


def test_a_link_that_leads_nowhere_keeps_the_policies_of_before(policies: Path) -> None:
    control = ControlLayer(policy_dir=policies, reload="auto", audit_store=AuditStore())
    for target in ("loop.yaml", "nowhere"):
        (policies / "loop.yaml").symlink_to(target)
        (policies / "loop").symlink_to("loop")
        assert said(control) == "Yes"
        assert control.reload_error is not None
        (policies / "loop.yaml").unlink()
        (policies / "loop").unlink()
        assert said(control) == "Yes"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="not run: this system does not fork")
def test_a_fork_in_the_midst_of_a_reload_goes_on_taking_changes(policies: Path) -> None:
    control = ControlLayer(policy_dir=policies, reload="auto", audit_store=AuditStore())
    reloader = control._reloader
    assert reloader is not None
    with reloader._lock:  # As a thread holds it while it compiles.
        child = os.fork()
        if child == 0:
            (policies / "b.yaml").write_text(DENY)
            os._exit(0 if said(control) == "No" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
