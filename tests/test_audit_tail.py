"""The end of the log: sound as it was written, and in no other way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agsec.audit.log import append
from agsec.audit.tail import refuse_unsound
from agsec.exceptions import AuditError


@given(st.lists(st.text(max_size=20), min_size=1, max_size=6), st.data())
@settings(max_examples=40)
def test_a_log_as_it_was_written_is_sound_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], data: st.DataObject
) -> None:
    log = tmp_path_factory.mktemp("log") / "audit.jsonl"
    for each in texts:
        append(log, {"effect": "deny", "reason": each})
    assert refuse_unsound(log) == len(texts)
    raw = bytearray(log.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    log.write_bytes(raw)
    with pytest.raises(AuditError):
        refuse_unsound(log)


@given(st.integers(1, 5), st.data())
@settings(max_examples=20)
def test_a_log_whose_end_was_cut_off_is_not_sound(
    tmp_path_factory: pytest.TempPathFactory, count: int, data: st.DataObject
) -> None:
    log = tmp_path_factory.mktemp("log") / "audit.jsonl"
    for each in range(count):
        append(log, {"effect": "deny", "reason": str(each)})
    raw = log.read_bytes()
    log.write_bytes(raw[: data.draw(st.integers(1, len(raw) - 1))])
    with pytest.raises(AuditError):
        refuse_unsound(log)
