"""How the local Slack brings events to the app: over its sockets, or as signed HTTP requests.

Not acknowledged in three seconds, or nobody there: an event comes again at once, after a minute
and after five (times `time_scale`); a command, a button or a modal is not repeated, and the person
sees it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from starlette.websockets import WebSocket, WebSocketDisconnect

from assistant.playground.slack_workspace import SIGNING_SECRET, Json, Workspace

Place = WebSocket | str
"""A connection, or the address of an app over HTTP."""
AT_ONCE = 64
"""Requests over HTTP that are under way at one moment."""
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
        self._requests = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="slack request")
        self.time_scale = 1.0
        self.request_url: str | None = None
        """With it, events go there as signed requests instead of over a socket."""
        self.lost_acks = 0
        """So many of the next acknowledgements get lost on their way."""

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

    async def disconnect(self, reason: str = "refresh_requested", patience: float = 0.0) -> None:
        """Ask the connected apps to come again, as Slack does every few hours.

        Args:
            reason: warning, refresh_requested or link_disabled.
            patience: seconds until what they came with is closed.
        """
        for socket in list(self._sockets):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
            await asyncio.sleep(patience)
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await socket.close()

    async def drop(self) -> None:
        """Close every connection without a word before it."""
        for socket in list(self._sockets):
            await socket.close()

    async def everywhere(self, payload: Json, *urls: str) -> list[str]:
        """Bring one event to every connection, or to these addresses, at the same moment.

        Slack does so when it takes an app for slow that is not; gives what became of each.
        """
        places: list[Place] = [*urls] if urls else [*self._sockets]
        brought = (
            self._bring("events_api", payload, str(uuid.uuid4()), attempt, place)
            for attempt, place in enumerate(places)
        )
        return [outcome for outcome, _ in await asyncio.gather(*brought)]

    async def event(self, payload: Json) -> None:
        """Bring an event, again and again as Slack does."""
        envelope = str(uuid.uuid4())
        for attempt, wait in enumerate((None, *RETRIES)):
            if wait is not None:
                await asyncio.sleep(wait * self.time_scale)
            outcome, _ = await self._bring("events_api", payload, envelope, attempt)
            if outcome == "acked":
                return

    async def again(self, payload: Json, attempt: int) -> str:
        """Bring an event once, as one of its later attempts; gives what became of it."""
        outcome, _ = await self._bring("events_api", payload, str(uuid.uuid4()), attempt)
        return outcome

    def background(self, payload: Json) -> None:
        """Bring an event without waiting for it."""
        task = asyncio.get_running_loop().create_task(self.event(payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def once(self, kind: str, payload: Json) -> tuple[str, Json]:
        """Bring a command, button or modal: acked, timeout, nobody or refused; and the answer."""
        return await self._bring(kind, payload, str(uuid.uuid4()), 0)

    async def _bring(
        self, kind: str, payload: Json, envelope: str, attempt: int, place: Place | None = None
    ) -> tuple[str, Json]:
        started = time.monotonic()
        place = place or self._place(attempt)
        outcome, answer = "nobody", Json()
        if isinstance(place, str):
            outcome, answer = await asyncio.get_running_loop().run_in_executor(
                self._requests, self._request, place, kind, payload, attempt
            )
        elif place is not None:
            message = _enveloped(kind, payload, envelope, attempt)
            outcome, answer = await self._over_socket(place, message)
        if outcome == "acked" and self.lost_acks:
            self.lost_acks -= 1
            outcome, answer = "timeout", {}
        self._space.deliveries.append(
            {"kind": kind, "attempt": attempt, "payload": payload, "outcome": outcome,
             "seconds": time.monotonic() - started, "answer": answer}
        )  # fmt: skip
        return outcome, answer

    def _place(self, attempt: int) -> Place | None:
        """Where an attempt goes to: with several connections each to another."""
        if self.request_url or not self._sockets:
            return self.request_url
        return self._sockets[attempt % len(self._sockets)]

    async def _over_socket(self, socket: WebSocket, message: Json) -> tuple[str, Json]:
        ack: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._acks[message["envelope_id"]] = ack
        try:
            await socket.send_text(json.dumps(message))
            return "acked", await asyncio.wait_for(ack, ACK_SECONDS)
        except TimeoutError:
            return "timeout", {}
        except (RuntimeError, WebSocketDisconnect):
            # it went away while we spoke
            return "nobody", {}

    def _request(self, url: str, kind: str, payload: Json, attempt: int) -> tuple[str, Json]:
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
        request = urllib.request.Request(url, body, headers)  # noqa: S310  loopback
        try:
            with urllib.request.urlopen(request, timeout=ACK_SECONDS) as answer:  # noqa: S310
                return "acked", _decoded(answer.read())
        except TimeoutError:
            return "timeout", {}
        except urllib.error.HTTPError:
            return "refused", {}
        except OSError:
            return "nobody", {}


def _enveloped(kind: str, payload: Json, envelope: str, attempt: int) -> Json:
    """As it goes over a socket."""
    message: Json = {
        "envelope_id": envelope,
        "type": kind,
        "payload": payload,
        "accepts_response_payload": kind != "events_api",
    }
    if kind == "events_api":
        reason = REASONS["timeout"] if attempt else ""
        message |= {"retry_attempt": attempt, "retry_reason": reason}
    return message


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
