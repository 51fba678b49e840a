"""What the questions of `agsec policy add` make of an answer: denied wherever it may hide, allowed only where it is alone."""

from __future__ import annotations

from typing import Any

import pytest

from agsec.decisions import ask
from agsec.editing.choices import choices
from agsec.editing.drafts import Draft
from agsec.exceptions import AgsecError
from agsec_compiler import Source, compile_sources
from agsec_runtime.bundle import load


def effect_of(effect: str, action: str, label: str, answer: str, params: dict[str, Any]) -> str:
    """The decision by one statement that was made of an answer; the default is the other effect."""
    [choice] = [each for each in choices((action,)) if each.label.startswith(label)]
    draft = Draft(effect, (action,), "S", (choice.build(effect, answer),))
    default = "deny" if effect == "allow" else "allow"
    compilation = compile_sources([Source("x.yaml", f"default: {default}\nstatements:\n{draft.block()}")])
    return ask(load(compilation.bundle or b""), action, params, {}).effect


def fetched(effect: str, host: str, url: str) -> str:
    return effect_of(effect, "web.fetch", "one host", host, {"url": url})


def run(effect: str, program: str, command: str) -> str:
    return effect_of(effect, "bash.execute", "one program", program, {"command": command})


@pytest.mark.parametrize(
    "url",
    [
        "https://good.com:443@evil.com/",
        "https://good.com:@evil.com",
        "https://good.com:x@169.254.169.254/",
        "https://good.com@evil.com/",
        "https://good.com:443:a@evil.com",
        "https://good.com:443\\@evil.com",
        "https://good.com\\@evil.com",
        "https://good.com\t@evil.com",
        "https://good.com:443\n@evil.com",
        "https://good.com\n.evil.com/",
        "https://good.com#@evil.com/",
        "https://good.com?a@evil.com/",
        "https://good.com?\\@evil.com/",
        "https://good.com/\\@evil.com",
        "https://good.com.evil.com/",
        "https://goodxcom/",
        "https://xgood.com/",
        "https://good.com/\n",
        "https:///evil.com/good.com/",
        "ftp://good.com/",
    ],
)
def test_an_allowed_host_lets_no_other_host_through(url: str) -> None:
    assert fetched("allow", "good.com", url) == "deny"


@pytest.mark.parametrize(
    "url",
    [
        "https://good.com",
        "http://good.com/",
        "https://good.com:8443/a/b?c=d#e",
        "https://good.com?q=1",
        "https://good.com#top",
        "https://good.com/@name",
    ],
)
def test_an_allowed_host_may_be_fetched_from(url: str) -> None:
    assert fetched("allow", "Good.com.", url) == "allow"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.com/",
        "https://EVIL.com/",
        "HTTPS://evil.com",
        "https://u@evil.com/",
        "https://u:p@x@evil.com/",
        "https://evil.com./",
        " https://evil.com/",
        "\n\x00https://evil.com/",
        "https:evil.com",
        "https:\\\\evil.com\\x",
        "https://x\\@evil.com/",
        "https://evil.com:443",
        "https://evil.com?x",
        "https://evil.com ",
        "//evil.com/",
        "evil.com",
        "evil.com:443/x",
    ],
)
def test_a_denied_host_is_found_however_it_is_spelled(url: str) -> None:
    assert fetched("deny", "Evil.com", url) == "deny"
    assert fetched("review", "evil.com", url) == "review"


@pytest.mark.parametrize("url", ["https://notevil.com/", "https://evil.com.org/", "https://a.org/evil.com"])
def test_a_denied_host_denies_no_other(url: str) -> None:
    assert fetched("deny", "evil.com", url) == "allow"


@pytest.mark.parametrize("answer", ["https://good.com", "good.com/", "a b", "*.good.com", "good..com", "gööd.com", "."])
def test_what_is_no_name_of_a_host_is_refused(answer: str) -> None:
    with pytest.raises(AgsecError, match="is no name of a host"):
        fetched("deny", answer, "https://good.com")


@pytest.mark.parametrize(
    "command",
    ["env", "env>out", "env<x", "\\env", "'env'", '"env" -i', "x;env", "{env,-i}", "$(env)", "/usr/bin/env", "a|env|b"],
)
def test_a_denied_program_is_found_behind_quotes_and_redirections(command: str) -> None:
    assert run("deny", "env", command) == "deny"


@pytest.mark.parametrize("command", ["environ", "printenv", "cat .env.local", "git-env"])
def test_a_denied_program_denies_no_other(command: str) -> None:
    assert run("deny", "env", command) == "allow"


@pytest.mark.parametrize("command", ["git>out", "git <x", "git 'a' \\x", "'git'", "git{,x}", "git `x`", "git a\nrm b"])
def test_an_allowed_program_brings_nothing_along(command: str) -> None:
    assert run("allow", "git", command) == "deny"
    assert run("allow", "git", "git log 'a b' --format={x}") == "allow"
