"""Every code block of the SDK guide, run in order, prints what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "sdk.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
MARK = "-- end of block --"


def test_the_blocks_of_the_sdk_guide_print_what_it_says(tmp_path: Path) -> None:
    program, expected = [], []
    for place, (language, text) in enumerate(BLOCKS):
        if language == "yaml":
            name = re.match(r"# (policies/\S+)\n", text)
            assert name is not None
            (tmp_path / "policies").mkdir(exist_ok=True)
            (tmp_path / name.group(1)).write_text(text)
        elif language == "python":
            program.append(f"{text}\nprint({MARK!r})\n")
            followed = BLOCKS[place + 1 : place + 2]
            expected.append(followed[0][1] if followed and followed[0][0] == "text" else "")
    assert len(program) >= 10
    env = {**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(program)],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split(f"{MARK}\n")[:-1] == expected
