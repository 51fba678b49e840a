"""The shape of the house: what a wheel holds, and what may import what."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import agsec
from agsec_runtime import program

ROOT = Path(__file__).parent.parent


def test_the_wheel_puts_nothing_but_agsec_into_site_packages(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {
        "agsec",
        "agsec_compiler",
        "agsec_runtime",
        f"agsec-{agsec.__version__}.dist-info",
    }
    for package in ("agsec", "agsec_compiler", "agsec_runtime"):
        assert f"{package}/py.typed" in names


def test_the_default_policies_travel_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    shipped = sorted(path.name for path in (ROOT / "policies").glob("*.yaml"))
    assert sorted(name.removeprefix("agsec/policies/") for name in names if "/policies/" in name) == shipped
    policies = ["01_base.yaml", "02_bash.yaml", "03_files.yaml", "04_web.yaml", "05_git.yaml", "06_self.yaml"]
    assert shipped == sorted(policies + [each.replace(".yaml", "_test.yaml") for each in policies])
    assert "agsec/profiles/strict/07_strict.yaml" in names


def test_the_files_of_the_report_travel_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"agsec/reporting/report.{suffix}" for suffix in ("css", "html", "js")} <= set(names)


def test_the_wheel_works_without_its_checkout(wheel: Path, tmp_path: Path) -> None:
    """Installed beside its dependencies, with nothing of this checkout on the path."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        f"import sys; sys.path = [p for p in sys.path if p not in ({str(ROOT)!r}, '')]; sys.path[:0] = [{str(tmp_path / 'site')!r}];"
        "sys.argv = ['agsec', 'init', 'policies', '--profile', 'strict']; import agsec.cli; agsec.cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "policies").glob("*.yaml"))) == 7


def loaded(code: str, *flags: str) -> set[str]:
    command = [sys.executable, *flags, "-c", f"{code}\nimport sys; print(*sys.modules)"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_the_runtime_imports_no_third_party_package_and_nothing_slow() -> None:
    path = f"import sys; sys.path.insert(0, {str(ROOT / 'runtime')!r});"
    names = loaded(f"{path} import agsec_runtime.hook, agsec_runtime.evaluator, agsec_runtime.bundle", "-I", "-S")
    slow = {
        "re",
        "os",
        "json",
        "typing",
        "dataclasses",
        "pathlib",
        "logging",
        "asyncio",
        "enum",
        "struct",
        "msgpack",
        "regex",
    }
    assert not slow & names
    assert "agsec" not in names
    assert "agsec_compiler" not in names


def test_the_toml_editor_is_loaded_only_when_a_toml_file_is_read() -> None:
    names = loaded("import agsec.cli.main; from agsec.hosts import named; named('codex')")
    assert "agsec.tomledit" in names
    assert "tomlkit" not in names


def test_importing_agsec_loads_neither_compiler_nor_command_line() -> None:
    names = loaded("import agsec")
    assert not {"pydantic", "ruamel.yaml", "typer", "rich", "agsec_compiler", "agsec.cli"} & names


def test_python_m_agsec_is_agsec() -> None:
    outputs = [
        subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout
        for command in ([sys.executable, "-m", "agsec"], [str(Path(sys.executable).parent / "agsec")])
    ]
    assert outputs == [f"agsec {agsec.__version__}\n"] * 2


def test_every_module_states_its_job_in_its_first_line() -> None:
    for folder in ("agsec", "compiler/agsec_compiler", "runtime/agsec_runtime"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text("utf-8")
            assert text.startswith('"""'), path
            assert text.partition("\n")[0].rstrip('"').rstrip()[-1] in ".:?", path
            assert len(text.splitlines()) <= 500, path


def test_parts_of_a_class_are_named_where_the_next_one_is_made_and_nowhere_else() -> None:
    """In the hook they are no classes of their own, so nothing may ask for one there."""
    texts = {name.removeprefix(f"{program.PACKAGE}."): text for name, (_, text) in program.sources().items()}
    followers = (*program.PARTS[1:], program.WHOLE)
    for part, follower in zip(program.PARTS, followers, strict=True):
        module, _, name = part.partition(":")
        about = [text for other, text in texts.items() if other == module or f"from .{module[6:]} import" in text]
        named = [each for text in about for each in ast.walk(_unannotated(text)) if _names(each, name)]
        place, _, makes = follower.partition(":")
        classes = [each for each in ast.parse(texts[place]).body if isinstance(each, ast.ClassDef)]
        [bases] = [list(map(ast.unparse, each.bases)) for each in classes if each.name == makes]
        assert bases == [name]
        assert len(named) == 1, f"{part} is named elsewhere than by {follower}"


def _names(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def _unannotated(text: str) -> ast.Module:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant("")
    return tree
