"""No secret is left in what is kept, wherever it stands and however long it is; what is none stays readable."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agsec_runtime.redact import MASK, WINDOW, redact

SK = "sk-ant-api03-" + "A" * 40
PEM = "-----BEGIN RSA PRIVATE KEY-----\n" + "hunter2/hunter2+hunter2\n" * 140 + "-----END RSA PRIVATE KEY-----\n"


@pytest.mark.parametrize("before", ["", "\n", "(", "x\n", "[", "\t", ">", ",", "task-1 "])
def test_a_key_is_masked_wherever_it_begins(before: str) -> None:
    assert redact(before + SK) == before + MASK


@pytest.mark.parametrize(
    "text",
    [
        PEM,
        "curl -H 'Authorization: Bearer " + "hunter2" * 400 + "'",
        "export DB_PASSWORD=" + "hunter2" * 400,
        "x" * 1_000 + " DB_PASSWORD=" + "hunter2" * 400,
        "export DB_PASSWORD=" + "hunter2" * 20_000,
        "x " * 20_000 + "DB_PASSWORD=" + "hunter2" * 300,
        "password: " + "hunter2" * 4_800 + "; ls",
    ],
    ids=len,
)
@pytest.mark.parametrize("limit", [2_000, 250, 31])
def test_a_long_secret_leaves_no_part_of_it(text: str, limit: int) -> None:
    assert "hunter" not in redact(text, limit)


def test_what_runs_last_is_kept_behind_any_padding() -> None:
    for padding in ("A" * 200_000, "A " * 100_000, "password=" + "B" * 100_000):
        assert redact(padding + "; rm -rf /").endswith(" rm -rf /")


@pytest.mark.parametrize(
    "key",
    [
        "privateKey",
        "private-key",
        "encryptionKey",
        "access-key",
        "account_key",
        "auth",
        "pass",
        "passcode",
        "db_pass",
        "dbPass",
        "DB-PASS",
        "smtp.auth",
        "basicAuth",
        "X-Api-Key",
        "signing_key",
        "client-secret",
        "PASS",
        "pwd",
    ],
)
def test_a_key_names_a_secret_however_it_is_spelled(key: str) -> None:
    assert redact({key: "hunter2"}) == {key: MASK}
    assert redact({"name": key, "value": "hunter2"})["value"] == MASK
    assert redact({"Key": key, "Value": "hunter2"})["Value"] == MASK
    assert redact([key, "hunter2"]) == [key, MASK]


@pytest.mark.parametrize(
    ("items", "kept"),
    [
        (["run", "--password", "hunter2", "x"], ["run", "--password", MASK, "x"]),
        (["curl", "-u", "bob:hunter2"], ["curl", "-u", f"bob:{MASK}"]),
        (["/usr/bin/curl", "-s", "-ubob:hunter2"], ["/usr/bin/curl", "-s", f"-ubob:{MASK}"]),
        (["mysql", "-u", "root", "-phunter2"], ["mysql", "-u", "root", f"-p{MASK}"]),
        (["sshpass", "-p", "hunter2", "ssh", "h"], ["sshpass", "-p", MASK, "ssh", "h"]),
        ([["Authorization", "Basic x"]], [["Authorization", MASK]]),
        (["Accept", "*/*", "Authorization", "hunter2"], ["Accept", "*/*", "Authorization", MASK]),
        (["env", "DB_PASSWORD=hunter2"], ["env", f"DB_PASSWORD={MASK}"]),
    ],
)
def test_an_item_that_names_a_secret_hides_the_next_one(items: list[Any], kept: list[Any]) -> None:
    assert redact(items) == kept


@pytest.mark.parametrize("text", ["pwd: hunter2", 'x {"auth": "hunter2"}', "u?pass=hunter2", "passcode: hunter2"])
def test_more_names_are_known_in_texts(text: str) -> None:
    assert "hunter2" not in redact(text)


@pytest.mark.parametrize(
    "value",
    [
        {"author": "anna", "passenger": 3, "compass": "north", "monkey": "x", "bypass": True, "key": "a", "value": "b"},
        {"authority": "x", "passed": 5, "oauth_url": "x", "Compass": "x"},
        ["git", "commit", "-m", "token refresh"],
        ["grep", "-r", "password", "src/"],
        ["docker", "run", "-u", "1000:1000", "-p", "80:80", "-p8080:80"],
        ["author", "anna"],
        ["--author", "anna"],
        'git commit -m "token refresh"',
        "rm disk-image-of-the-last-week.iso task-aaaaaaaaaaaaaaaaaaaaaaaa",
        "pwd && ls; the compass: north, passenger: 3, author: anna, 5 passed",
    ],
    ids=str,
)
def test_what_is_no_secret_stays_readable(value: Any) -> None:
    assert redact(value) == value


def test_keys_that_read_alike_lose_no_value() -> None:
    assert redact({1: "a", "1": "b"}) == {"1": "a", "1 (2)": "b"}
    kept = redact({"ghp_" + "a" * 36: 1, "ghp_" + "b" * 36: 2, "[cut]": 3, **dict.fromkeys(map(str, range(60)), 0)})
    assert (kept[MASK], kept[f"{MASK} (2)"], kept["[cut]"]) == (1, 2, 3)
    assert "13 more keys" in kept.values()


UNITS = [
    *(
        "token",
        "token_",
        "token-",
        "-",
        "--",
        "a-",
        "eyJ-",
        "eyJa.",
        "://",
        "://a:",
        "-----BEGIN ",
        "sk-",
        " sk-",
        " -u",
    ),
    *("-----BEGIN PRIVATE KEY-----", "-----END ", "mysql ", "mysql a ", "mysql  ", "password=\\", "secret ", "bearer "),
    *("authorization:", 'pass"', "ghp_", '"', "\\", "xoxa-", "auth=", "auth'", "sshpass -p ", "pwd"),
]


@pytest.mark.parametrize("unit", UNITS)
def test_the_time_grows_no_faster_than_the_text(unit: str) -> None:
    """Four times the text takes some four times as long, where what goes back over it would take sixteen times."""
    text = "mysql ghp_ " + unit * (1_000_000 // len(unit))
    assert spent(text[: 2 * WINDOW]) < 9 * spent(text[: WINDOW // 2]) + 0.002
    assert spent(text) < 4 * spent(text[: 2 * WINDOW]) + 0.02


def spent(text: str) -> float:
    """Seconds of this process; the least of several, which is what the text itself takes."""

    def once() -> float:
        started = time.process_time()
        redact(text)
        return time.process_time() - started

    return min(once() for _ in range(4))


@given(
    st.recursive(st.none() | st.text() | st.integers(), lambda each: st.lists(each) | st.dictionaries(st.text(), each))
)
def test_anything_can_be_redacted_and_is_short(value: Any) -> None:
    json.dumps(redact(value))
