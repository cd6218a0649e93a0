"""An endpoint of a language model on this machine: it replays what was recorded, or misbehaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Json = dict[str, Any]
PATIENCE = 1_000
"""Pieces of an answer that never ends, after which it lets go all the same."""
EXCHANGES = Path(__file__).parent / "model_exchanges"
Reply = tuple[int, dict[str, str], bytes]
Answerer = Callable[[Json], Reply]


def recorded(body: Json, folder: Path = EXCHANGES) -> Reply:
    """The answer that was recorded for a sentence."""
    said = body["messages"][-1]["content"]
    for path in sorted(folder.glob("*.json")):
        exchange = json.loads(path.read_text(encoding="utf-8"))
        if exchange["said"] == said:
            answer = exchange["answered"]
            return answer["status"], answer["headers"], json.dumps(answer["body"]).encode()
    return 404, {}, b'{"error": {"message": "nothing was recorded for that"}}'


def calling(*acts: tuple[str, object]) -> Json:
    """A chat completion that calls functions: the name and arguments of each."""
    calls = [
        {"id": f"call_{number}", "type": "function",
         "function": {"name": name, "arguments": told if isinstance(told, str)
                      else json.dumps(told)}}
        for number, (name, told) in enumerate(acts)
    ]  # fmt: skip
    return said_back({"role": "assistant", "content": None, "tool_calls": calls}, "tool_calls")


def said_back(message: object, reason: str = "stop") -> Json:
    """A chat completion with that message."""
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1764201600, "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}  # fmt: skip


class Endpoint:
    """Serves on a free port of loopback and keeps what it was asked."""

    def __init__(self, port: int, asked: list[tuple[Json, Json]]) -> None:
        self.url = f"http://127.0.0.1:{port}/v1/"
        self.asked = asked
        """Headers, by name in small letters, and body of each request."""
        self.answer: Answerer = recorded
        self.stalls = ""
        """headers or body: where it drips on and on, until `let_go`."""
        self.let_go = threading.Event()

    def says(self, told: object, status: int = 200, **headers: str) -> None:
        """From now on it answers that: JSON, or bytes as they are."""
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.answer = lambda _body: (status, headers, body)


@contextmanager
def served() -> Iterator[Endpoint]:
    """An endpoint, until the end of the block."""
    asked: list[tuple[Json, Json]] = []

    class Replies(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """One question."""
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            asked.append(({name.lower(): one for name, one in self.headers.items()}, body))
            status, headers, told = endpoint.answer(body)
            if endpoint.stalls == "headers":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                self._drip()
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if endpoint.stalls == "body":
                self.end_headers()
                self._drip()
                return
            self.send_header("content-length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def _drip(self) -> None:
            for _ in range(PATIENCE):
                if endpoint.let_go.wait(0.005):
                    return
                try:
                    self.wfile.write(b" ")
                except OSError:
                    return
            endpoint.let_go.set()

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Replies)
    endpoint = Endpoint(server.server_address[1], asked)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()
