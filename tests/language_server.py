"""A client of a real yaml-language-server, over its standard input and output.

The protocol: https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SERVER = os.environ.get("YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")
SETTINGS = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}


class Editor:
    """An editor with files of one directory open."""

    def __init__(self, server: subprocess.Popen[bytes], root: Path) -> None:
        self.server = server
        self.root = root
        self.sent = 0
        self.found: dict[str, Any] = {}
        folders = [{"uri": root.as_uri(), "name": root.name}]
        about = {"processId": None, "rootUri": root.as_uri(), "workspaceFolders": folders, "capabilities": CAPABILITIES}
        self.ask("initialize", about)
        self.tell("initialized", {})

    def findings(self, name: str) -> list[str]:
        """What is marked in a file: `line: message`."""
        uri = self._open(name)
        while uri not in self.found:
            self._read()
        return [f"{each['range']['start']['line'] + 1}: {each['message']}" for each in self.found[uri]]

    def hover(self, name: str, word: str) -> str:
        """The text that shows over the first ``word`` of a file that is open."""
        place = {"textDocument": {"uri": (self.root / name).as_uri()}, "position": self._place(name, word)}
        shown = self.ask("textDocument/hover", place)
        return str(shown["contents"]["value"]) if shown else ""

    def offered(self, name: str, word: str) -> set[str]:
        """What completion offers behind the first ``word``."""
        place = self._place(name, word)
        place["character"] += len(word) - 1
        asked = {"textDocument": {"uri": (self.root / name).as_uri()}, "position": place}
        return {each["label"] for each in self.ask("textDocument/completion", asked)["items"]}

    def ask(self, method: str, params: Any) -> Any:
        self.sent += 1
        self._send({"id": self.sent, "method": method, "params": params})
        while True:
            said = self._read()
            if said.get("id") == self.sent and "method" not in said:
                assert "error" not in said, said
                return said["result"]

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _open(self, name: str) -> str:
        path = self.root / name
        about = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": path.read_text("utf-8")}
        self.tell("textDocument/didOpen", {"textDocument": about})
        return path.as_uri()

    def _place(self, name: str, word: str) -> dict[str, int]:
        before = (self.root / name).read_text("utf-8").partition(word)[0]
        return {"line": before.count("\n"), "character": len(before) - before.rfind("\n")}

    def _send(self, message: dict[str, Any]) -> None:
        assert self.server.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def _read(self) -> dict[str, Any]:
        """The next message; what the server asks of an editor is answered."""
        assert self.server.stdout is not None
        size = 0
        while (line := self.server.stdout.readline()) != b"\r\n":
            assert line, "the server has ended"
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        said: dict[str, Any] = json.loads(self.server.stdout.read(size))
        if said.get("method") == "textDocument/publishDiagnostics":
            self.found[said["params"]["uri"]] = said["params"]["diagnostics"]
        elif "method" in said and "id" in said:
            asked = said["params"].get("items", []) if said["method"] == "workspace/configuration" else None
            answer = None if asked is None else [SETTINGS if each["section"] == "yaml" else {} for each in asked]
            self._send({"id": said["id"], "result": answer})
        return said


CAPABILITIES = {
    "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
        "completion": {"completionItem": {"snippetSupport": False}},
    },
}


@contextmanager
def editor(root: Path) -> Iterator[Editor]:
    assert SERVER is not None
    with subprocess.Popen([SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root) as server:
        try:
            yield Editor(server, root)
        finally:
            server.kill()
