"""A program outside the repository, with nothing but the wheel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """\
from __future__ import annotations

import asyncio
from pathlib import Path

import agsec
from agsec import AuditStore, ControlLayer, PolicyStatus, PolicyViolationError
from agsec.review import ReviewAnswer, ReviewRequest, approve

BUNDLE = Path("bundle.agp")


def ask(request: ReviewRequest, policy: agsec.PolicyResult) -> ReviewAnswer:
    return approve(by=f"whoever agreed to {request.action}")


async def main() -> None:
    with AuditStore("audit.db") as store:
        control = ControlLayer(bundle=BUNDLE, review_handler=ask, audit_store=store)

        @control.register_action("mail.send")
        async def send(to: str) -> str:
            return f"sent to {to}"

        allowed = await control.execute("mail.send", {"to": "team@example.com"})
        assert allowed.policy.status is PolicyStatus.ALLOW and allowed.result == "sent to team@example.com"
        reviewed = await control.execute("mail.send", {"to": "all@example.com"})
        assert reviewed.approved_by == "whoever agreed to mail.send", reviewed
        try:
            await control.execute("mail.send", {"to": "press@example.org"})
        except PolicyViolationError as error:
            assert error.sid == "OwnDomain", error
        else:
            raise AssertionError("it was sent")
        print(store.get_execution_stats(), Path(agsec.__file__ or "").parent)


asyncio.run(main())
"""
POLICY = """\
statements:
  - sid: OwnDomain
    effect: deny
    actions: [mail.send]
    conditions:
      params.to: {op: not_glob, value: "*@example.com"}
  - sid: AskForAll
    effect: review
    actions: [mail.send]
    conditions:
      params.to: {op: starts_with, value: all@}
  - sid: Send
    effect: allow
    actions: [mail.send]
"""


def test_a_typed_program_outside_uses_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    def run(*command: object) -> str:
        env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
        done = subprocess.run([str(each) for each in command], cwd=tmp_path, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(sys.executable, "-m", "venv", "env")
    site = run(sys.executable, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    python = tmp_path / "env" / "bin" / "python"
    own = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    run(python, "-m", "pip", "install", "--no-deps", "--no-index", wheel)
    (own / "dependencies.pth").write_text(f"{site}\n")  # Behind the wheel's own directory.
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "policy.yaml").write_text(POLICY)
    run(tmp_path / "env" / "bin" / "agsec", "compile", "policy.yaml")
    shown = run(python, "program.py")
    assert shown == (
        "{'total_executions': 3, 'allowed': 1, 'blocked': 1, 'reviewed': 1, 'errors': 0} " + f"{own / 'agsec'}\n"
    )
    run(sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "program.py")
