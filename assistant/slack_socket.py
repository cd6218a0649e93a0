"""Slack over a socket that we open: what comes over it is taken in, and acknowledged once it is.

What nobody listens to, and what has not the shape of anything of Slack's, is acknowledged too: it
would only come again as it is. What could not be kept is not, and comes again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from assistant.slack_shape import TRIPPED, is_named
from oms import clock

log = logging.getLogger(__name__)
WORKERS = 32
"""How many of Slack's messages are taken in at once."""
LOOKED_AFTER = 2
"""Seconds after which a connection is looked after again: a lost one is replaced then."""
NOT_OURS = 404


class Connection(SocketModeHandler):
    """A connection to Slack; it has threads, so one is enough."""

    def __init__(self, app: App, app_token: str, read: Callable[[dict[str, Any]], object]) -> None:
        """What connects, and with what.

        Args:
            app: that answers.
            app_token: of the app, not of the bot.
            read: reads what came in, and raises one of TRIPPED where it is of an odd shape.
        """
        super().__init__(app, app_token, concurrency=WORKERS, ping_interval=LOOKED_AFTER)
        self._read = read

    def handle(self, client: BaseSocketModeClient, req: SocketModeRequest) -> None:
        """Take something in, then acknowledge it."""
        begun = clock.now().timestamp()
        answered = self._answer(req)
        try:
            send_response(client, req, answered, begun)
        except SlackClientNotConnectedError:
            log.info("An acknowledgement was lost with its connection; Slack may send it again")

    def _answer(self, asked: SocketModeRequest) -> BoltResponse:
        try:
            if not is_named(asked.payload):
                log.warning("Slack sent something of an odd shape")
                return BoltResponse(status=200)
            # Bolt looks into it as well, and trips over what has not the type that it should
            self._read(asked.payload)
            answered = run_bolt_app(self.app, asked)
        except TRIPPED as fault:
            # while Bolt looked for a listener: those of ours tell of their own faults
            log.warning("Slack sent something of an odd shape: %s", type(fault).__name__)
            return BoltResponse(status=200)
        return BoltResponse(status=200) if answered.status == NOT_OURS else answered
