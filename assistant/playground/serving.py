"""What both local servers are: a server on loopback in a thread, and news for those who watch."""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

import uvicorn
from starlette.types import ASGIApp
from starlette.websockets import WebSocket, WebSocketDisconnect

Json = dict[str, Any]
Listeners = list[Callable[[Json], None]]
Result = TypeVar("Result")


class Served:
    """An application that is served from `start` to `stop`."""

    def __init__(self, port: int, name: str) -> None:
        """Take a port of loopback; 0 is any free one.

        Raises:
            OSError: EADDRINUSE, when somebody else has the port.
        """
        self._socket = _listening(port)
        self.base_url: str = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._server: uvicorn.Server

    def serve(self, application: ASGIApp) -> None:
        """Say what is served, before `start`."""
        self._server = uvicorn.Server(
            uvicorn.Config(application, log_level="warning", ws_ping_interval=None, lifespan="off")
        )

    def start(self) -> Self:
        """Serve, from now on."""
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def stop(self) -> None:
        """Close every connection and end."""
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(timeout=10)

    def on_loop(self, deed: Coroutine[Any, Any, Result]) -> Result:
        """Do something in the thread of the server, and wait for it."""
        return asyncio.run_coroutine_threadsafe(deed, self._loop).result(timeout=30)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._server.serve(sockets=[self._socket]))
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


def _listening(port: int) -> socket.socket:
    # the protocol is named because asyncio turns Nagle's delay (40 ms an answer) off only then
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
        made.listen(128)
    except OSError as fault:
        made.close()
        raise OSError(errno.EADDRINUSE, f"port {port} is taken") from fault
    return made


async def tell_news(watching: WebSocket, listeners: Listeners) -> None:
    """Tell one who watches of everything that the listeners hear, until they leave."""
    await watching.accept()
    loop = asyncio.get_running_loop()
    news: asyncio.Queue[Json | None] = asyncio.Queue()

    def heard(event: Json) -> None:
        loop.call_soon_threadsafe(news.put_nowait, event)

    listeners.append(heard)
    leaving = asyncio.create_task(_gone(watching, news))
    try:
        while (event := await news.get()) is not None:
            await watching.send_json(event)
    except (WebSocketDisconnect, RuntimeError):
        return
    finally:
        leaving.cancel()
        listeners.remove(heard)


async def _gone(watching: WebSocket, news: asyncio.Queue[Json | None]) -> None:
    """End the news when the one who watches has left; they never say anything themselves."""
    try:
        while True:
            await watching.receive_text()
    except (WebSocketDisconnect, RuntimeError):
        await news.put(None)
