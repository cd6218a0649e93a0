"""Slack over HTTP: requests that Slack signs, for a shop with an address that Slack can reach."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qs

import uvicorn
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.starlette.handler import to_starlette_response
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from assistant.manifest import BACK, PATH
from assistant.ports import PortTaken
from assistant.slack import incoming
from assistant.slack_install import INSTALL, Door
from assistant.slack_shape import TRIPPED, is_named
from assistant.slack_signature import is_slacks

Page = Callable[[Request], Awaitable[Response]]
log = logging.getLogger(__name__)
HEALTH = "/healthz"
SLOWEST = 10
"""Seconds in which a request must be here whole."""
LARGEST = 1_000_000
"""Bytes of a request; what Slack sends has at most some tens of thousands."""
NOT_OURS = 404
PATIENCE = 5
"""Seconds that requests under way get when the program stops."""


class SlackWeb:
    """Serves the Bolt app on a port of this machine; a proxy in front of it speaks TLS.

    Raises:
        PortTaken: another program has the port.
    """

    def __init__(
        self, app: App, port: int, secret: str, is_well: Callable[[], bool],
        door: Door | None = None,
    ) -> None:  # fmt: skip
        """Take the port.

        Args:
            app: with the listeners that answer in Socket Mode too.
            port: 0 is any free one.
            secret: with which Slack signs.
            is_well: whether the program can answer at present, for whoever watches over it.
            door: where workspaces let us in; None: there is one, and its token is configured.
        """
        self._app, self._secret, self._is_well = app, secret, is_well
        self._socket = _listening(port)
        self.port: int = self._socket.getsockname()[1]
        routes = [Route(PATH, self._came, methods=["POST"]), Route(HEALTH, self._health)]
        if door is not None:
            routes += [Route(INSTALL, _page(door.begin)), Route(BACK, _page(door.finish))]
        self._server = uvicorn.Server(
            uvicorn.Config(
                Starlette(routes=routes), lifespan="off", log_config=None, access_log=False,
                server_header=False, proxy_headers=False, timeout_graceful_shutdown=PATIENCE,
            )
        )  # fmt: skip
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="slack over http", daemon=True
        )

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.005)
        log.info("Slack is listened to on port %d, at %s", self.port, PATH)

    def stop(self) -> None:
        """Listen no more."""
        self._server.should_exit = True
        self._thread.join(2 * PATIENCE)
        self._socket.close()

    async def _came(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(SLOWEST):
                body = await _whole(request)
        except (TimeoutError, ClientDisconnect):
            return _refused(400, "It did not come whole.")
        if body is None:
            return _refused(413, "It is too large.")
        if not is_slacks(self._secret, request.headers, body):
            return _refused(401, "It is not signed by Slack, or not of the last five minutes.")
        asked = _understood(request, body)
        if asked is None:
            return _refused(400, "Nothing that Slack sends looks like that.")
        return to_starlette_response(await run_in_threadpool(self._answer, asked))

    def _answer(self, asked: BoltRequest) -> BoltResponse:
        try:
            answered = self._app.dispatch(asked)
        except TRIPPED as fault:
            # while Bolt looked for a listener: those of ours tell of their own faults
            log.warning("Slack sent something of an odd shape: %s", type(fault).__name__)
            return BoltResponse(status=400)
        # what nobody of us listens to is acknowledged, or Slack would send it again and again
        return BoltResponse(status=200) if answered.status == NOT_OURS else answered

    async def _health(self, _request: Request) -> Response:
        is_well = await run_in_threadpool(self._is_well)
        return JSONResponse({"well": is_well}, status_code=200 if is_well else 503)


def _page(shown: Callable[[str, Mapping[str, str]], BoltResponse]) -> Page:
    """A page that is made of the query and the headers of a request."""

    async def page(request: Request) -> Response:
        made = await run_in_threadpool(shown, request.url.query, request.headers)
        return to_starlette_response(made)

    return page


def _refused(status: int, why: str) -> Response:
    return PlainTextResponse(why, status_code=status)


async def _whole(request: Request) -> bytes | None:
    """The body; None: it is too large."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _understood(request: Request, body: bytes) -> BoltRequest | None:
    """A request as Bolt wants it; None: it has not the shape of anything of Slack's."""
    try:
        told = _told(request.headers.get("content-type", ""), body.decode())
        if not is_named(told):
            return None
        incoming(told)
        # Bolt looks into it as well, and trips over what has not the type that it should
        return BoltRequest(body=body.decode(), headers=dict(request.headers))
    except TRIPPED as fault:
        log.info("A request that Slack signed has an odd shape: %s", type(fault).__name__)
        return None


def _told(kind: str, body: str) -> object:
    """What a request says: JSON, or a form in which JSON may be."""
    if kind.startswith("application/json"):
        return json.loads(body)
    form = {name: held[0] for name, held in parse_qs(body, keep_blank_values=True).items()}
    return json.loads(form["payload"]) if "payload" in form and "command" not in form else form


def _listening(port: int) -> socket.socket:
    # the protocol is named because asyncio turns Nagle's delay (40 ms an answer) off only then
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("", port))
        made.listen(128)
    except OSError as fault:
        made.close()
        raise (
            PortTaken(port, "BACKROOM_PORT") if fault.errno == errno.EADDRINUSE else fault
        ) from fault
    return made
