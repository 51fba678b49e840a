"""A model provider on loopback that says what a test wants: enough of the Responses API for the Codex client.

Source: https://platform.openai.com/docs/api-reference/responses-streaming, and what Codex 0.169.0 reads of it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Call = tuple[str, "dict[str, Any] | str"]  # a tool's wire name, and its arguments or, of a freeform tool, its text


@dataclass
class Model:
    """Makes one tool call a turn, then says that it is done. ``heard`` is what the tools answered, in that order."""

    calls: Sequence[Call]
    heard: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Model:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def answers(self) -> list[str]:
        return [self.heard[key] for key in sorted(self.heard)]

    def next_item(self, request: dict[str, Any]) -> dict[str, Any]:
        """The first call that no output has answered yet; a message once all are."""
        for item in request.get("input", []):
            if str(item.get("type")).endswith("_output"):
                self.heard[item["call_id"]] = _text(item.get("output"))
        for number, (name, given) in enumerate(self.calls):
            call = f"call_{number:03}"
            if call not in self.heard:
                return _called(call, name, given)
        content = [{"type": "output_text", "text": "done", "annotations": []}]
        return {"type": "message", "id": "msg", "role": "assistant", "status": "completed", "content": content}


def _called(call: str, name: str, given: dict[str, Any] | str) -> dict[str, Any]:
    about = {"id": f"item_{call}", "call_id": call, "name": name, "status": "completed"}
    if isinstance(given, str):
        return {"type": "custom_tool_call", **about, "input": given}
    return {"type": "function_call", **about, "arguments": json.dumps(given)}


def _text(output: Any) -> str:
    if isinstance(output, list):
        return "\n".join(str(part.get("text", "")) for part in output)
    return output if isinstance(output, str) else json.dumps(output)


def _handler(model: Model) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            item = model.next_item(request)
            response = {"id": "resp", "object": "response", "model": request.get("model"), "output": []}
            usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            self._event("response.created", response={**response, "status": "in_progress"})
            self._event("response.output_item.done", output_index=0, item=item)
            finished = {**response, "status": "completed", "output": [item], "usage": usage}
            self._event("response.completed", response=finished)

        def do_GET(self) -> None:
            self.send_error(404)

        def _event(self, name: str, **data: Any) -> None:
            self.wfile.write(f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode())

        def log_message(self, *given: Any) -> None:
            """Nobody reads it."""

    return Handler
