"""The JSON Schemas of policy files and of policy tests, made from the models that these are read with.

They are for editors: draft 7, which every server of the YAML language knows, and with a text for whatever can be
hovered. They say less than `agsec validate` and `agsec test`, and never call wrong what these take.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

from pydantic.json_schema import models_json_schema

from agsec_compiler.model import Operator, PolicyFile, Statement, Test

from .files import write_atomically
from .testing.model import TestFile

# Hidden, and so no files that look like policies.
FILE = ".agsec.schema.json"
TEST_FILE = ".agsec-test.schema.json"
DRAFT = "http://json-schema.org/draft-07/schema#"
Schema = dict[str, Any]

OPERATORS = {
    "==": 'Equal, at every depth and by type: `1` is not `"1"`.',
    "!=": "Not equal. On an absent field it cannot be decided, which never widens access.",
    ">": "Greater: number with number, or text with text.",
    "<": "Less: number with number, or text with text.",
    ">=": "Greater or equal: number with number, or text with text.",
    "<=": "Less or equal: number with number, or text with text.",
    "in": "Equal to one of a list.",
    "not_in": "Equal to none of a list.",
    "contains": "A part of a text, a member of a list, or a key of a mapping. Of several values, any.",
    "starts_with": "The text begins so. Of several values, any.",
    "ends_with": "The text ends so. Of several values, any.",
    "regex": "The pattern is found somewhere in the text. Of several patterns, any.",
    "not_regex": "The pattern is found nowhere in the text. Of several patterns, none.",
    "glob": "The whole text matches. `*` and `?` do not match `/`; `**` is any number of segments. Of several, any.",
    "not_glob": "The text does not match the glob. Of several, none.",
    "exists": "The field is there. Takes no value.",
    "not_exists": "The field is absent, or null. Takes no value.",
}

FACTS = {
    "files.reads": "Paths read, by a file tool or by a command. Each element is asked.",
    "files.writes": "Paths created or changed, by a file tool or by a command. Each element is asked.",
    "files.deletes": "Paths removed or emptied, by a file tool or by a command. Each element is asked.",
    "files.in_workspace": "Whether every path read, written or deleted lies inside of the workspace.",
    "shell.programs": "Names of the programs that a command would run, behind `sudo`, `env` and the like as well.",
    "shell.commands": "Every simple command, unquoted, its words joined with one space.",
    "shell.git": "Every git command in one spelling: `push --force origin feature`.",
    "shell.pushes": "Refs that a push would update: `refs/heads/main`, after `+` if forced, after `-` if deleted.",
    "shell.sql": "SQL given to database clients: upper case, without comments and texts.",
    "shell.sends": "What would leave for another machine: paths, and `env` for the environment.",
    "shell.sets": "Variables, functions and aliases that are set or unset.",
    "shell.dynamic": "Whether a program or a text to run is known only at run time.",
    "shell.unparsed": "Whether the command is no valid shell, or beyond what is read.",
    "url.scheme": "The scheme of the address: `https`.",
    "url.host": "The host, in lower case; numbers in the place of an address are normalised.",
    "url.port": "The port; the scheme's own where none is given.",
    "url.is_loopback": "Whether the address is of this machine.",
    "url.is_private": "Whether the address is of a private network.",
}

CONTEXT = {
    "context.host": "The agent host that asks: `claude-code`, `codex`.",
    "context.cwd": "The directory that the agent works in.",
    "context.workspace": "The workspace, as the installation or the calling program gives it.",
    "context.home": "The home directory.",
    "context.git_branch": "The branch that is checked out.",
    "context.session_id": "The host's session.",
    "context.permission_mode": "The host's mode: how much it asks a person itself.",
    "context.agent": "The agent that asks.",
    "context.user_role": "The role of the person, where the calling program gives it.",
}

_OPEN = {
    r"^params\.": "An argument of the action, as the agent gave it: untrusted.",
    r"^context\.": "What the host, or the calling program, says of the situation.",
    r'^(files|shell|url)\."': "A fact whose key is quoted.",
}


def policy_schema() -> Schema:
    """Of a policy file."""
    definitions = _definitions(PolicyFile, Statement, Test)
    root = definitions.pop("PolicyFile")
    root["properties"]["statements"]["items"] = {"$ref": "#/definitions/Statement"}
    root["properties"]["version"] = _version(root["properties"]["version"])
    definitions["Statement"] = _statement(definitions["Statement"])
    definitions["Test"] = _test(definitions["Test"])
    definitions["Condition"] = _condition()
    made: Schema = _marked({**root, "definitions": definitions})
    return {"$schema": DRAFT, **made}


def test_schema() -> Schema:
    """Of a file of policy tests."""
    definitions = _definitions(TestFile)
    root = definitions.pop("TestFile")
    root["properties"]["version"] = _version(root["properties"]["version"])
    made: Schema = _marked({**root, "definitions": definitions})
    return {"$schema": DRAFT, **made}


def written(schema: Schema) -> str:
    """The text of a schema, the same each time."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def modeline(file: str = FILE) -> bytes:
    """The line by which an editor finds the schema that lies beside a file."""
    return f"# yaml-language-server: $schema={file}\n".encode()


def place_schemas(directory: Path) -> None:
    """Write the schemas beside policies, or over those of another version of agsec. Raises ``AgsecError``."""
    for file, schema in ((FILE, policy_schema()), (TEST_FILE, test_schema())):
        write_atomically(directory / file, written(schema).encode(), 0o644)


def _definitions(*models: Any) -> Schema:
    wanted = [(model, "validation") for model in models]
    made = models_json_schema(wanted, ref_template="#/definitions/{model}")[1]  # type: ignore[arg-type]
    return {name: _untitled(each) for name, each in made["$defs"].items()}


def _untitled(schema: Any) -> Any:
    """Without the titles that repeat the name of a key, and the defaults that say only that it may be left out."""
    if isinstance(schema, list):
        return [_untitled(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: each for key, each in schema.items() if not (key == "title" and isinstance(each, str))}
    if kept.get("default", 0) in (None, {}, []):
        del kept["default"]
    return {key: _untitled(each) for key, each in kept.items()}


def _marked(schema: Any) -> Any:
    """With the texts as Markdown too: editors would show the backticks of plain ones."""
    if isinstance(schema, list):
        return [_marked(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _marked(each) for key, each in schema.items()}
    text = made.get("description")
    return {**made, "markdownDescription": text} if isinstance(text, str) else made


def _version(schema: Schema) -> Schema:
    """`1.0` unquoted is a number to YAML."""
    return {"description": schema["description"], "enum": ["1.0", 1.0], "default": "1.0"}


def _statement(schema: Schema) -> Schema:
    properties = dict(schema["properties"])
    listed = properties["actions"]
    name = {"type": "string", "minLength": 1}
    properties["actions"] = {
        "description": listed["description"],
        "anyOf": [{"type": "array", "items": name, "minItems": 1}, name],
    }
    described = properties["conditions"]["description"]
    properties["conditions"] = {"description": described, **_fields()}
    return {**schema, "properties": properties}


def _fields() -> Schema:
    """Every field that there is; the facts by name, so that an editor can offer them."""
    named = {"action": "The action's own name.", **FACTS, **CONTEXT}
    return {
        "type": "object",
        "properties": {name: _described(text) for name, text in named.items()},
        "patternProperties": {start: _described(text) for start, text in _OPEN.items()},
        "additionalProperties": False,
    }


def _described(text: str) -> Schema:
    return {"description": text, "allOf": [{"$ref": "#/definitions/Condition"}]}


def _condition() -> Schema:
    """A scalar, a test, or several tests."""
    test = {"$ref": "#/definitions/Test"}
    return {"anyOf": [test, {"type": "array", "items": test, "minItems": 1}, {"type": ["string", "number", "boolean"]}]}


def _test(schema: Schema) -> Schema:
    """Without its own text, which servers would show over a field in the place of the field's."""
    names = list(get_args(Operator))
    texts = [OPERATORS[name] for name in names]
    op = {
        "description": schema["properties"]["op"]["description"],
        "enum": names,
        "enumDescriptions": texts,
        "markdownEnumDescriptions": texts,
    }
    properties = {**schema["properties"], "op": op}
    kept = {key: each for key, each in schema.items() if key != "description"}
    return {**kept, "properties": properties, "allOf": [_when(*rule) for rule in _VALUES]}


def _several(*types: str) -> Schema:
    one = {"type": list(types)}
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


def _valued(schema: Schema) -> Schema:
    return {"required": ["value"], "properties": {"value": schema}}


_VALUES: tuple[tuple[tuple[str, ...], Schema], ...] = (
    (("==", "!="), _valued({"not": {"type": "null"}})),
    ((">", "<", ">=", "<="), _valued({"type": ["number", "string"]})),
    (("in", "not_in"), _valued({"type": "array", "minItems": 1})),
    (("contains",), _valued(_several("string", "number", "boolean"))),
    (
        ("starts_with", "ends_with", "regex", "not_regex", "glob", "not_glob"),
        _valued(_several("string")),
    ),
    (("exists", "not_exists"), {"not": {"required": ["value"]}}),
)


def _when(operators: tuple[str, ...], then: Schema) -> Schema:
    wanted = {"properties": {"op": {"enum": list(operators)}}, "required": ["op"]}
    return {"if": wanted, "then": then}
