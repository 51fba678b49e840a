"""Write what every command prints now."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.golden import EXPECTED, tell
from tests.golden.stories import STORIES

for story in STORIES:
    with tempfile.TemporaryDirectory() as home:
        told = tell(story, Path(home))
    shutil.rmtree(EXPECTED / story, ignore_errors=True)
    (EXPECTED / story).mkdir(parents=True)
    for name, text in told.items():
        (EXPECTED / name).write_text(text, "utf-8")
