"""Find what most calls of the hook need, for ``runtime/agsec_runtime/hot.txt``.

``python -m benchmarks.profile`` writes that file anew. The functions and classes that it names are made as soon as
their module is loaded, all others when they are first looked up: see ``agsec_runtime.program``. What stands there
decides how long a call takes, and nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from agsec_runtime import program

from .startup import Scratch, default_cases

# What agents do all day: a shell's commands, and the other tools.
COMMANDS = (
    "ls -la",
    "git status && npm test 2>&1 | tail -20",
    "python -m pytest -x tests/test_orders.py",
    "cat src/app.py | head -50",
    "grep -rn 'total' src --include='*.py'",
    "cd src && make build",
    "rm -rf build dist",
    "git add -A && git commit -m 'Fix the total of an order'",
    "find . -name '*.ts' -not -path './node_modules/*' | wc -l",
    "cp src/a.ts src/b.ts",
    "mkdir -p out && echo done > out/log.txt",
    "sed -n '1,40p' README.md",
    "npm run build",
    'for f in *.py; do echo "$f"; done',
    "curl -s http://localhost:8080/health",
    "git diff --stat HEAD~1",
    "git log --oneline -5",
    "git checkout -b fix/total && git push -u origin fix/total",
    "git commit -am 'Round the total'",
    "git show HEAD:src/orders.py | head -40",
    'python3 -c \'import json; print(json.load(open("package.json"))["version"])\'',
    "node -e 'console.log(process.version)'",
    "cat <<'EOF' > notes.md\n# Notes\nEOF",
    "docker compose up -d",
    "export PATH=$PWD/bin:$PATH && which agsec",
    "wc -l src/*.py | sort -n | tail -5",
    "timeout 60 npm test -- --watch=false > out.txt 2>&1; tail -5 out.txt",
    "pip install -r requirements.txt",
    "curl -sL https://example.com/a.tar.gz | tar xz -C vendor",
    "sed -i 's/old/new/' src/app.py",
    "gh pr view 12 --json title",
)
OTHERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Read", {"file_path": "src/orders.py"}),
    ("Write", {"file_path": "src/orders.py", "content": "x = 1\n"}),
    ("Edit", {"file_path": "src/orders.py", "old_string": "x", "new_string": "y"}),
    ("TodoWrite", {"todos": []}),
    ("Grep", {"pattern": "total"}),
    ("WebFetch", {"url": "https://docs.python.org/3/", "prompt": "what is new"}),
)
OFTEN = 0.4  # of the calls that load its group: from here on it pays to make a function before anybody asks
# Runs in a process of its own: the hook, from its sources, telling each function that is called. The bodies of classes
# and modules, which are not optimized code, tell nothing: all of them run when sources are imported.
RECORDER = """
import sys
root, out, *sys.argv = sys.argv[1:]
sys.path.insert(0, root)
seen = set()
def record(frame, event, arg):
    if event == "call" and frame.f_code.co_flags & 1:
        seen.add(frame.f_globals.get("__name__", "") + ":" + frame.f_code.co_qualname)
    elif event == "c_call" and arg.__name__ == "_exit":
        sys.setprofile(None)
        open(out, "w").write("\\n".join(seen))
from agsec_runtime.hook import main
sys.setprofile(record)
main()
"""


def main(
    out: Annotated[Path, typer.Option(help="Where to write.")] = Path(program.__file__).parent / program.HOT,
) -> None:
    """Write the profile anew. It takes Python 3.11 or later."""
    with tempfile.TemporaryDirectory() as root:
        scratch = Scratch(Path(root))
        default_cases(scratch)
        bash = [_needed(scratch, "Bash", {"command": command}) for command in COMMANDS]
        others = [_needed(scratch, tool, given) for tool, given in OTHERS]
    out.write_text("".join(f"{name}\n" for name in sorted(hot(bash, others))), "utf-8")


def hot(bash: list[set[str]], others: list[set[str]]) -> set[str]:
    """What is often needed by the calls that load a group; where both kinds of calls do, the two weigh alike."""
    found = set()
    for group in _by_group({name for call in [*bash, *others] for name in call}):
        of_bash, of_others = _shares(group, bash), _shares(group, others)
        kinds = [shares for shares in (of_bash, of_others) if shares]
        found |= {name for name in group if sum([each.get(name, 0) for each in kinds]) / len(kinds) >= OFTEN}
    return found


def _by_group(names: Iterable[str]) -> list[set[str]]:
    """The names by what is read at once."""
    groups: dict[int | str, set[str]] = {}
    for name in names:
        module = name.partition(":")[0]
        number = program.group_of(module)
        groups.setdefault(module if number is None else number, set()).add(name)
    return list(groups.values())


def _shares(group: set[str], calls: list[set[str]]) -> dict[str, float]:
    """In which part of the calls that load the group each name of it is needed."""
    loading = [call & group for call in calls if call & group]
    counted = Counter(name for call in loading for name in call)
    return {name: times / len(loading) for name, times in counted.items()}


def _needed(scratch: Scratch, tool: str, given: dict[str, Any]) -> set[str]:
    """The functions that a call needs, and the classes of those that are methods."""
    project = scratch.root / "default" / "project"
    [installed] = (scratch.root / "default" / "state").glob("**/hook.pyc")
    event: dict[str, Any] = {"session_id": "profile", "cwd": str(project), "hook_event_name": "PreToolUse"}
    event |= {"tool_name": tool, "tool_input": given, "permission_mode": "default", "tool_use_id": "call"}
    seen = scratch.root / "seen.txt"
    source = str(Path(program.__file__).parent.parent)
    command = [sys.executable, "-I", "-S", "-c", RECORDER, source, str(seen), str(installed), "claude-code"]
    subprocess.run(command, input=json.dumps(event).encode(), env=scratch.env, check=True, capture_output=True)
    return set(_names(seen.read_text("utf-8").split()))


def _names(qualified: Iterable[str]) -> Iterable[str]:
    for name in qualified:
        if name.startswith(program.PACKAGE):
            own = name.partition(".<")[0]
            owner, dot, _ = own.rpartition(":")[2].partition(".")
            yield own
            if dot:
                yield f"{own.partition(':')[0]}:{owner}"


if __name__ == "__main__":
    typer.run(main)
