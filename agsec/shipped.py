"""The policies that travel with agsec."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from agsec_compiler.discover import TEST_SUFFIXES


class Profile(str, Enum):
    """How much is left to a person: `balanced` asks about deletions in the workspace, `strict` denies them and more."""

    balanced = "balanced"
    strict = "strict"


def default_policies(profile: Profile = Profile.balanced) -> list[Path]:
    """The files that `agsec init` writes. A profile is what it adds to the default ones: deny goes before review."""
    added = _directory("profiles") / profile.value
    found = [*sorted(_directory("policies").glob("*.yaml")), *sorted(added.glob("*.yaml"))]
    return [each for each in found if not each.name.endswith(TEST_SUFFIXES)]


def default_tests(profile: Profile = Profile.balanced) -> list[Path]:
    """The tests of those policies. A profile decides otherwise than the default ones, and has tests of its own."""
    is_default = profile is Profile.balanced
    directory = _directory("policies") if is_default else _directory("profiles") / profile.value
    return sorted(directory.glob("*_test.yaml"))


def _directory(name: str) -> Path:
    """In the wheel beside this module, in a checkout beside the package."""
    here = Path(__file__).parent
    return next(each for each in (here / name, here.parent / name) if each.is_dir())
