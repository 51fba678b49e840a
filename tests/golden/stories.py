"""What is typed, in which order: a story is a project from its first command to its last."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """A command as it is typed, and how many lines of its output are kept, where not all are.

    The word `ID` stands for the id of the newest record.
    """

    name: str
    typed: str
    lines: int = 0
    stdin: str = ""


@dataclass(frozen=True)
class Call:
    """A tool call of the agent."""

    name: str
    tool: str
    params: dict[str, Any]

    @property
    def typed(self) -> str:
        return f"{self.tool} {json.dumps(self.params)}"


DENY = "agsec policy add --effect deny --action mail.send --reason 'mail goes out by people'"
JSON = "--output-format json"

WRITING = (
    Step("init", "agsec init fresh"),
    Step("init again", "agsec init fresh --profile strict --tests"),
    Step("validate", "agsec validate"),
    *(
        Step(f"validate {form}", f"agsec validate broken --output-format {form}")
        for form in ("full", "concise", "json")
    ),
    *(
        Step(f"validate {form}", f"agsec validate broken --output-format {form}")
        for form in ("github", "sarif", "junit")
    ),
    Step("validate warnings", "agsec validate warned.yaml --fail-level warning"),
    Step("validate diff", "agsec validate warned.yaml --diff"),
    Step("validate stdin", "agsec validate -", stdin="statements: {}\n"),
    Step("validate gone", "agsec validate gone"),
    Step("rule", "agsec rule AGS204"),
    Step("rule json", f"agsec rule AGS204 {JSON}"),
    Step("rule all", "agsec rule --all"),
    Step("rule unknown", "agsec rule AGS999"),
    Step("fmt diff", "agsec fmt --diff untidy.yaml"),
    Step("fmt", "agsec fmt untidy.yaml policies"),
    Step("fmt done", "cat untidy.yaml"),
    Step("schema", "agsec schema", lines=12),
    Step("compile", "agsec compile"),
    Step("compile json", f"agsec compile {JSON}"),
    Step("compile ir", "agsec compile --emit ir"),
    Step("compile plan", "agsec compile --emit plan"),
    Step("compile errors", "agsec compile broken -o other.agp"),
    Step("inspect", "agsec inspect bundle.agp"),
    Step("inspect json", f"agsec inspect {JSON}"),
    Step("inspect disassemble", "agsec inspect --disassemble NoForcePush"),
    Step("list", "agsec policy list"),
    Step("list json", f"agsec policy list --effect deny {JSON}"),
    Step("add dry run", f"{DENY} --condition 'params.to not_glob \"*@example.com\"' --dry-run"),
    Step("add", f"{DENY} --condition 'params.to not_glob \"*@example.com\"'"),
    Step("add json", f"agsec policy add --effect allow --action mail.read --sid ReadMail {JSON}"),
    Step("add refused", "agsec policy add --effect deny --action mail.send --condition 'params.to like x'"),
    Step("remove unasked", "agsec policy remove ReadMail"),
    Step("remove", "agsec policy remove ReadMail --yes"),
    Step("remove unknown", "agsec policy remove ReadMail --yes"),
)

ASKING = (
    Step("eval", "agsec eval bash.execute --param command='git push --force'"),
    Step("eval json", f"agsec eval bash.execute --param command='cat .env' {JSON}"),
    Step("eval exit code", "agsec eval mail.send --exit-code"),
    Step("explain allow", "agsec explain bash.execute --param command='make test'"),
    Step("explain deny", "agsec explain bash.execute --param command='cat .env'"),
    Step("explain default", "agsec explain mail.send"),
    Step("explain review", "agsec explain payment.refund --param amount:=5"),
    Step("explain undecidable", "agsec explain payment.charge --param amount=lots"),
    Step("explain unverified", "agsec explain bash.execute --param command='$X'"),
    Step("explain json", f"agsec explain payment.charge --param amount:=20000 {JSON}"),
    Step("test", "agsec test"),
    Step("test verbose", "agsec test -v"),
    Step("test failing", "agsec test --tests failing"),
    Step("test coverage", "agsec test --coverage --fail-under 90"),
    Step("test mutate", "agsec test --mutate"),
    Step("test json", f"agsec test --tests failing --coverage {JSON}"),
    Step("test junit", "agsec test --tests failing --output-format junit"),
    Step("test none", "agsec test -k nothing"),
    Step("diff", "agsec diff before policies --no-new-access"),
    Step("diff json", f"agsec diff before policies {JSON}"),
    Step("diff same", "agsec diff policies policies"),
    Step("diff bundle", "agsec diff before gone.agp"),
)

GUARDING = (
    Step("status before", "agsec status"),
    Step("doctor before", "agsec doctor"),
    Step("audit before", "agsec audit"),
    Step("apply before", "agsec apply"),
    Step("uninstall before", "agsec uninstall claude-code"),
    Step("install broken", "agsec install claude-code --policies broken"),
    Step("install", "agsec install claude-code"),
    Step("status fresh", "agsec status"),
    Call("call allowed", "Bash", {"command": "ls"}),
    Call("call allowed again", "Bash", {"command": "ls"}),
    Call("call denied", "Bash", {"command": "cat .env"}),
    Call("call reviewed", "WebFetch", {"url": "https://example.com/", "prompt": "read it"}),
    Call("call denied with help", "Bash", {"command": "git push --force"}),
    Step("status", "agsec status"),
    Step("status json", f"agsec status {JSON}"),
    Step("audit", "agsec audit"),
    Step("audit json", f"agsec audit -n 1 {JSON}"),
    Step("audit stats", "agsec audit --stats"),
    Step("audit stats json", f"agsec audit --stats {JSON}"),
    Step("audit nothing", "agsec audit --sid Nobody"),
    Step("audit show", "agsec audit show ID"),
    Step("audit show json", f"agsec audit show ID {JSON}"),
    Step("explain record", "agsec explain ID"),
    Step("audit show unknown", "agsec audit show ffff"),
    Step("audit export", "agsec audit export denied.csv --effect deny --session golden"),
    Step("audit exported", "cat denied.csv"),
    Step("audit export lines", "agsec audit export - --action web.fetch"),
    Step("audit verify", "agsec audit verify"),
    Step("audit verify json", f"agsec audit verify {JSON}"),
    Step("audit report", "agsec audit report --action 'bash.*'"),
    Step("audit reported", "cat report.html", lines=4),
    Step("suggest", "agsec suggest --min-calls 2"),
    Step("suggest json", f"agsec suggest --min-calls 2 {JSON}"),
    Step("diff recorded", "agsec diff before policies --recorded"),
    Step("doctor", "agsec doctor"),
    Step("doctor json", f"agsec doctor {JSON}"),
    Step("add in force", f"{DENY}"),
    Step("apply", "agsec apply"),
    Step("apply json", f"agsec apply {JSON}"),
    Step("apply broken", "agsec apply --policies broken"),
    Step("apply broken json", f"agsec apply --policies broken {JSON}"),
    Step("uninstall", "agsec uninstall claude-code"),
)

DEMO = (Step("demo", "agsec demo"),)

STORIES: dict[str, tuple[Step | Call, ...]] = {
    "writing": WRITING,
    "asking": ASKING,
    "guarding": GUARDING,
    "demo": DEMO,
}
