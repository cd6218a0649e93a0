"""`backroom serve` without a ledger, as a process that can be frozen and killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

from assistant.playground.slack import APP_TOKEN, SIGNING_SECRET, LocalSlack
from tests.assistant.running import environment
from tests.end_to_end.process import begun


def free_port() -> int:
    """A port of loopback that nobody has just now."""
    with socket.socket() as looked:
        looked.bind(("127.0.0.1", 0))
        port: int = looked.getsockname()[1]
        return port


class Served:
    """One process of the program, reached over a socket or over HTTP."""

    def __init__(self, url: str, slack: LocalSlack, folder: Path, *, over_http: bool) -> None:
        self._slack, self._log = slack, folder / "served.log"
        self._port = free_port() if over_http else 0
        way = (
            {"SLACK_SIGNING_SECRET": SIGNING_SECRET, "BACKROOM_PORT": str(self._port)}
            if over_http
            else {"SLACK_APP_TOKEN": APP_TOKEN}
        )
        self._environment = {**os.environ, "BACKROOM_HOME": str(folder),
                             **environment(url, slack, **way)}  # fmt: skip
        self._child: subprocess.Popen[bytes]

    @property
    def address(self) -> str | None:
        """Where Slack sends requests; None: over a socket."""
        return f"http://127.0.0.1:{self._port}/slack/events" if self._port else None

    @property
    def log(self) -> str:
        """What it wrote, over all its lives."""
        return self._log.read_text(encoding="utf-8")

    def start(self) -> None:
        """Start it, and wait until it can be reached."""
        self._child = begun(self._environment, self._log)
        if self._port:
            self._slack.wait_until(self._is_well)
        else:
            self._slack.wait_connected()

    def _is_well(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/healthz", timeout=5):
                return True
        except OSError:
            return False

    def freeze(self) -> None:
        """Let it stand still, as on a machine that has no time for it."""
        self._child.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._child.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """Kill it with -9, and wait until Slack has noticed."""
        self._child.kill()
        self._child.wait()
        self._slack.wait_until(lambda: self._slack.delivery.connected == 0)

    def stop(self) -> None:
        """End it, if it lives."""
        if self._child.poll() is None:
            self._child.terminate()
            self._child.wait(timeout=30)
