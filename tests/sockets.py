"""The end of a connection to the local Slack, without the seconds that the SDK takes for it."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Any


def hang_up(client: Any) -> None:
    """Let Slack's client hear nothing more, for it to be closed next.

    It closes a connection when it does not listen, which it does for up to three seconds at a time.
    """
    client.closed, client.auto_reconnect_enabled = True, False
    client.current_session_state.terminated = True
    session = client.current_session
    if session is not None and session.sock is not None:
        with suppress(OSError):  # Slack may have hung up first
            session.sock.shutdown(socket.SHUT_RD)
