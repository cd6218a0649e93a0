"""How the local Slack brings events to the app: over its sockets, or as signed HTTP requests.

Not acknowledged in three seconds, or nobody there: an event comes again at once, after a minute
and after five (times `time_scale`); a command, a button or a modal is not repeated, and the person
sees it.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
import uuid
from urllib.parse import urlencode

from starlette.websockets import WebSocket, WebSocketDisconnect

from assistant.playground.slack_workspace import SIGNING_SECRET, Json, Workspace

ACK_SECONDS = 3.0
RETRIES = (0.0, 60.0, 300.0)
REASONS = {"timeout": "http_timeout", "nobody": "connection_failed", "refused": "http_error"}


class Delivery:
    """Brings envelopes to whoever is connected, and knows what became of each."""

    def __init__(self, workspace: Workspace) -> None:
        self._space = workspace
        self._sockets: list[WebSocket] = []
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.time_scale = 1.0
        self.request_url: str | None = None
        """With it, events go there as signed requests instead of over a socket."""

    @property
    def connected(self) -> int:
        """How many sockets are open."""
        return len(self._sockets)

    async def serve(self, socket: WebSocket) -> None:
        """One Socket Mode connection, until it closes."""
        await socket.accept()
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": 1,
                "connection_info": {"app_id": "A01BACKROOM"},
                "debug_info": {"host": "local", "build_number": 1,
                               "approximate_connection_time": 18060},
            }
        )  # fmt: skip
        self._sockets.append(socket)
        self._space.tell({"type": "connected"})
        try:
            while True:
                told = json.loads(await socket.receive_text())
                waiting = self._acks.pop(str(told.get("envelope_id")), None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(told.get("payload") or {})
        finally:
            self._sockets.remove(socket)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the connected apps to come again, as Slack does every few hours."""
        for socket in list(self._sockets):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
            await socket.close()

    async def event(self, payload: Json) -> None:
        """Bring an event, again and again as Slack does."""
        envelope = str(uuid.uuid4())
        for attempt, wait in enumerate((None, *RETRIES)):
            if wait is not None:
                await asyncio.sleep(wait * self.time_scale)
            outcome, _ = await self._bring("events_api", payload, envelope, attempt)
            if outcome == "acked":
                return

    def background(self, payload: Json) -> None:
        """Bring an event without waiting for it."""
        task = asyncio.get_running_loop().create_task(self.event(payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def once(self, kind: str, payload: Json) -> tuple[str, Json]:
        """Bring a command, button or modal: acked, timeout, nobody or refused; and the answer."""
        return await self._bring(kind, payload, str(uuid.uuid4()), 0)

    async def _bring(
        self, kind: str, payload: Json, envelope: str, attempt: int
    ) -> tuple[str, Json]:
        started = time.monotonic()
        if self.request_url:
            outcome, answer = await asyncio.to_thread(self._request, kind, payload, attempt)
        else:
            outcome, answer = await self._over_socket(kind, payload, envelope, attempt)
        self._space.deliveries.append(
            {"kind": kind, "attempt": attempt, "payload": payload, "outcome": outcome,
             "seconds": time.monotonic() - started, "answer": answer}
        )  # fmt: skip
        return outcome, answer

    async def _over_socket(
        self, kind: str, payload: Json, envelope: str, attempt: int
    ) -> tuple[str, Json]:
        if not self._sockets:
            return "nobody", {}
        message: Json = {
            "envelope_id": envelope,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            reason = REASONS["timeout"] if attempt else ""
            message |= {"retry_attempt": attempt, "retry_reason": reason}
        ack: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._acks[envelope] = ack
        socket = self._sockets[attempt % len(self._sockets)]
        try:
            await socket.send_text(json.dumps(message))
            return "acked", await asyncio.wait_for(ack, ACK_SECONDS)
        except TimeoutError:
            return "timeout", {}
        except (RuntimeError, WebSocketDisconnect):
            # it went away while we spoke
            return "nobody", {}

    def _request(self, kind: str, payload: Json, attempt: int) -> tuple[str, Json]:
        body, content_type = _encoded(kind, payload)
        stamp = str(int(time.time()))
        base = b"v0:" + stamp.encode() + b":" + body
        signature = hmac.new(SIGNING_SECRET.encode(), base, hashlib.sha256).hexdigest()
        headers = {
            "content-type": content_type,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": f"v0={signature}",
        }
        if attempt:
            headers |= {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": "http_timeout"}
        request = urllib.request.Request(self.request_url or "", body, headers)  # noqa: S310  loopback
        try:
            with urllib.request.urlopen(request, timeout=ACK_SECONDS) as answer:  # noqa: S310
                return "acked", _decoded(answer.read())
        except TimeoutError:
            return "timeout", {}
        except urllib.error.HTTPError:
            return "refused", {}
        except OSError:
            return "nobody", {}


def _encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _decoded(body: bytes) -> Json:
    try:
        told = json.loads(body)
    except ValueError:
        return {"text": body.decode(errors="replace")} if body.strip() else {}
    return told if isinstance(told, dict) else {}
