"""The typed model of a file of policy tests. Docstrings and descriptions are what an editor shows on hover."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Effect = Literal["deny", "allow", "review"]
Platform = Literal["linux", "darwin", "win32"]
Name = Annotated[str, Field(min_length=1)]
Scalar = str | int | float | bool


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Fixture(_Strict):
    """The situation that requests are made in. Where it has files, they are made in a directory `{{root}}`."""

    cwd: str | None = Field(
        default=None, description="The working directory; a relative one lies in the tree of files."
    )
    home: str | None = Field(default=None, description="The home directory; a relative one lies in the tree of files.")
    workspace: str | None = Field(default=None, description="The workspace; `null` where the host knows none.")
    git_branch: str | None = Field(
        default=None, description="The branch; `null` for none. Else it is read from a `.git/HEAD` among the files."
    )
    platform: Platform = Field(default="linux", description="The system: where case counts in paths.")
    context: dict[str, Any] = Field(default={}, description="What else the host says: `user_role`, `host`, ...")
    files: dict[str, str] = Field(default={}, description="Files by their path in the tree, with their text.")
    links: dict[str, str] = Field(default={}, description="Symbolic links by their path, with their target.")
    directories: list[str] = Field(default=[], description="Empty directories of the tree.")


class Case(_Strict):
    """A row of a table: what it gives replaces what the test says; its params and context are added."""

    name: Name | None = Field(default=None, description="What tells it from the other rows.")
    action: Name | None = Field(default=None, description="The action, e.g. `bash.execute`.")
    params: dict[str, Any] = Field(default={}, description="The arguments of the action.")
    context: dict[str, Any] = Field(default={}, description="What the host says besides the fixture.")
    fixture: Name | None = Field(default=None, description="The name of a fixture; `default`, if there is one.")
    expect: Effect | None = Field(default=None, description="The effect that the policies are to have.")
    sid: Name | None = Field(default=None, description="The statement that is to decide; `null`: none, by default.")


class PolicyTest(Case):
    """A request and what is to become of it, or a table of such requests."""

    name: Name = Field(description="What is tested, as a sentence.")
    param: Name | None = Field(default=None, description="The param that each of `values` is given as.")
    template: Name | None = Field(
        default=None, description="What `param` is: this text, with each of `values` in place of `{{value}}`."
    )
    values: list[Scalar] = Field(default=[], description="A request for each: the value of `param`.")
    cases: list[Case] = Field(default=[], description="A request for each: what differs from this test.")


class TestFile(_Strict):
    """A file of policy tests of agsec."""

    __test__ = False  # It is no test case, whatever pytest thinks of the name.

    version: Literal["1.0"] = Field(default="1.0", description="The version of the format.")
    fixtures: dict[str, Fixture] = Field(default={}, description="By name; `default` holds where none is named.")
    tests: list[PolicyTest] = Field(default=[], description="The tests, in any order.")
