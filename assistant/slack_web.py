"""Slack over HTTP: requests that Slack signs, for a shop with an address that Slack can reach."""

from __future__ import annotations

import errno
import logging
import threading
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler

from assistant.manifest import PATH
from assistant.ports import PortTaken

log = logging.getLogger(__name__)
SLOWEST = 10


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    timeout = SLOWEST
    """Seconds after which somebody who connects and says nothing is sent away."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name of the library
        log.debug(format, *args)


class SlackWeb:
    """Serves the Bolt app on a port of this machine; a proxy in front of it speaks TLS.

    Raises:
        PortTaken: another program has the port.
    """

    def __init__(self, app: App, port: int) -> None:
        try:
            self._server = make_server(
                "", port, SlackRequestHandler(app, path=PATH), _Server, _Quiet
            )
        except OSError as fault:
            raise (
                PortTaken(port, "BACKROOM_PORT") if fault.errno == errno.EADDRINUSE else fault
            ) from fault
        self.port = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="slack over http", daemon=True
        )

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()
        log.info("Slack is listened to on port %d, at %s", self.port, PATH)

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
