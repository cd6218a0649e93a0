"""What the buttons above the ledger do: small addresses on loopback that the page posts to."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from oms.errors import ShopError

log = logging.getLogger(__name__)
Deed = Callable[[], Mapping[str, str]]
"""Does something and tells it: {"said": …}, perhaps with a channel to "look" at."""


class Doings:
    """Deeds by name, each at `url(name)`, until `stop`."""

    def __init__(self, deeds: Mapping[str, Deed]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(deeds))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="doings", daemon=True
        )
        self._thread.start()

    def url(self, name: str) -> str:
        """Where to post to have it done."""
        return f"http://127.0.0.1:{self._server.server_port}/{name}"

    def stop(self) -> None:
        """Take no more requests."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


def _answering(deeds: Mapping[str, Deed]) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Do what the path names."""
            deed = deeds.get(self.path.strip("/"))
            if deed is None:
                self._answer(404, {"error": "There is no such thing to do."})
                return
            try:
                self._answer(200, deed())
            except ShopError as refusal:
                self._answer(200, {"said": str(refusal)})
            except Exception:  # a request ends here
                log.exception("Could not do %s", self.path)
                self._answer(500, {"error": "That did not work; the terminal says why."})

        def _answer(self, status: int, body: Mapping[str, str]) -> None:
            sent = json.dumps(dict(body)).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: object) -> None:
            """Nothing: the page shows what became of it."""

    return Answering
