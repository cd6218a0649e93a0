"""News from the local servers to every open page: told from any thread, passed on in order."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

log = logging.getLogger(__name__)

HELD = 1_000
"""News an open page may be behind; a slower one reads everything again when it reconnects."""


class News:
    """Fans out small notes; each open page has a queue of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[asyncio.Queue[Mapping[str, Any] | None], asyncio.AbstractEventLoop] = {}

    def tell(self, about: str, **facts: Any) -> None:
        """Tell every open page; from any thread."""
        self._put({"about": about, **facts})

    def close(self) -> None:
        """End every page's connection."""
        self._put(None)

    def _put(self, note: Mapping[str, Any] | None) -> None:
        with self._lock:
            listening = list(self._open.items())
        for queue, loop in listening:
            with contextlib.suppress(RuntimeError):  # that page's loop has ended
                loop.call_soon_threadsafe(_offer, queue, note)

    async def pass_on(self, websocket: WebSocket) -> None:
        """Send what is told from now on, until the page leaves or the news close."""
        queue: asyncio.Queue[Mapping[str, Any] | None] = asyncio.Queue(HELD)
        with self._lock:
            self._open[queue] = asyncio.get_running_loop()
        leaving = asyncio.create_task(_left(websocket, queue))
        try:
            while (note := await queue.get()) is not None:
                await websocket.send_json(note)
            await websocket.close()
        except (WebSocketDisconnect, RuntimeError):
            pass  # the page left while we were sending
        finally:
            leaving.cancel()
            with self._lock:
                del self._open[queue]


def _offer(queue: asyncio.Queue[Mapping[str, Any] | None], note: Mapping[str, Any] | None) -> None:
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        note = None  # too far behind: the page connects again and reads everything
    queue.put_nowait(note)


async def _left(websocket: WebSocket, queue: asyncio.Queue[Mapping[str, Any] | None]) -> None:
    """Notice that the page is gone; it never says anything itself."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await websocket.receive_text()
    _offer(queue, None)


class Follower:
    """Hears what a local server tells on a WebSocket, on a thread of its own, until closed."""

    def __init__(self, url: str, hear: Callable[[dict[str, Any]], None]) -> None:
        self._url = url.replace("http", "ws", 1)
        self._hear = hear
        self._closed = threading.Event()
        self._connection: ClientConnection | None = None
        self._thread = threading.Thread(target=self._run, name="page-follower", daemon=True)

    def start(self) -> None:
        """Begin to listen; a server that is away is tried again every second."""
        self._thread.start()

    def close(self) -> None:
        """Stop; returns when the thread has ended."""
        self._closed.set()
        if self._connection is not None:
            self._connection.close()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                with connect(self._url, max_size=None, compression=None) as self._connection:
                    for said in self._connection:
                        self._hear(json.loads(said))
            except (OSError, WebSocketException) as fault:
                # away; the page says so when it asks for something
                log.debug("No news of %s: %s", self._url, fault)
            except Exception:  # the thread would end here
                log.exception("The page could not take news of %s", self._url)
            self._closed.wait(1)
