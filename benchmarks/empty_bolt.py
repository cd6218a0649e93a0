"""The floor of an answer: the Bolt app of Backroom with listeners that answer with one word."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from assistant import config, slack
from assistant.slack_socket import WORKERS


def main() -> None:
    """Answer until killed."""
    settings = config.from_environment()
    identity = slack.Identity(slack.client(settings))
    app = App(
        client=slack.client(settings),
        authorize=lambda: identity.authorize(),  # noqa: PLW0108  Bolt inspects a plain function
        listener_executor=ThreadPoolExecutor(WORKERS),
    )

    @app.event("message")
    def answered(event: dict[str, Any], client: WebClient) -> None:
        client.chat_postMessage(channel=event["channel"], text="ok")

    @app.command(re.compile(".*"))
    def commanded(ack: Ack, respond: Respond) -> None:
        ack()
        respond("ok")

    @app.action(re.compile(".*"))
    def pressed(ack: Ack, respond: Respond) -> None:
        ack()
        respond("ok", replace_original=True)

    @app.options(re.compile(".*"))
    def suggested(ack: Ack) -> None:
        ack(options=[])

    SocketModeHandler(app, settings.slack_app_token, concurrency=WORKERS).connect()  # type: ignore[no-untyped-call]
    threading.Event().wait()


if __name__ == "__main__":
    main()
