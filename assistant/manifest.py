"""The manifest of the Slack app: what Slack has to know of us, and no more than we use. Pure.

Pasted at Slack under “Create an app from a manifest”, it makes the app with every scope, event and
command that this program needs. The local Slack installs the very same one and holds us to it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from oms.errors import ShopError

PATH = "/slack/events"
"""Where requests arrive, below the shop's own address."""
BACK = "/slack/oauth_redirect"
"""Where Slack sends the browser of somebody who lets us into a workspace."""
COMMAND = "/backroom"
ABOUT = "about"
"""The shortcut on a message."""
FORMS = {"return_from": "start_return", "exchange_from": "exchange", "ship_from": "ship_order"}
"""Shortcut on a message -> the command whose form it opens."""
FIND = "find"
"""The shortcut from anywhere."""
PROMPTS = (
    ("Where is an order?", "Where is order 1043?"),
    ("What is late?", "What is late?"),
    ("What is running out?", "What is running out?"),
    ("What can I ask?", "help"),
)
"""What is suggested before anybody has opened anything."""
SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "im:history",
)
"""What the bot may do at Slack. Channels' history: photos in the thread of a return are kept."""
EVENTS = (
    "app_context_changed", "app_home_opened", "app_mention", "message.channels", "message.im",
)  # fmt: skip
TAKEN_OUT = ("app_uninstalled", "tokens_revoked")
"""Over HTTP several workspaces can let us in, and each can take us out."""
DESCRIPTION = (
    "Ask where an order is, how many of a product are in which place and why, accept returns and"
    " ship orders. Owners edit stock, prices and reorder points in a shared spreadsheet; Backroom"
    " keeps both in step and posts a digest every morning."
)
AGENT = "Ask about orders and stock, ship, start returns, and put stock right."


class BadWebAddress(ShopError):
    """Slack can only reach a public address over TLS."""

    code = "bad_web_address"

    def __init__(self, address: str) -> None:
        super().__init__(
            f"“{address}” is no address that Slack can reach.",
            remedy="Give the public address of this program, such as https://shop.example.org;"
            " without one, leave it out: Socket Mode needs none.",
        )


def manifest(address: str | None = None) -> dict[str, Any]:
    """What to paste at Slack.

    Args:
        address: where Slack reaches us, such as https://shop.example.org; None: Socket Mode, in
            which we connect to Slack.

    Raises:
        BadWebAddress: it is none over TLS.
    """
    url = None if address is None else _requests(address)
    reached = {} if url is None else {"request_url": url}
    command = {
        "command": COMMAND,
        "description": "Ask about orders and stock, ship, take returns",
        "usage_hint": "where is order 1043?",
        # mentions of people and channels come as in a message
        "should_escape": True,
        **({} if url is None else {"url": url}),
    }
    shortcut = {
        "name": "Ask Backroom about this",
        "type": "message",
        "callback_id": ABOUT,
        "description": "Says in its thread how the orders, returns or products it names stand",
    }
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Backroom",
            "description": "Orders, stock and returns, in Slack",
            "long_description": DESCRIPTION,
            "background_color": "#1f4d3a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "agent_view": {
                "agent_description": AGENT,
                "suggested_prompts": [
                    {"title": title, "message": message} for title, message in PROMPTS
                ],
            },
            "bot_user": {"display_name": "Backroom", "always_online": True},
            "slash_commands": [command],
            "shortcuts": [shortcut, *_form_shortcuts(), _find_shortcut()],
        },
        "oauth_config": {
            **({} if url is None else {"redirect_urls": [f"{url.removesuffix(PATH)}{BACK}"]}),
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {
                **reached,
                "bot_events": [*EVENTS, *(() if url is None else TAKEN_OUT)],
            },
            "interactivity": {"is_enabled": True, **reached},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def _form_shortcuts() -> list[dict[str, Any]]:
    description = "Opens a form for the order that the message names"
    named = {
        "return_from": "Start a return",
        "exchange_from": "Exchange goods",
        "ship_from": "Ship an order",
    }
    return [
        {"name": name, "type": "message", "callback_id": shortcut, "description": description}
        for shortcut, name in named.items()
    ]


def _find_shortcut() -> dict[str, Any]:
    return {"name": "Find an order", "type": "global", "callback_id": FIND,
            "description": "Look up an order or a product; the answer comes to you"}  # fmt: skip


def _requests(address: str) -> str:
    parts = urlsplit(address.strip())
    host = parts.hostname or ""
    if parts.scheme != "https" or "." not in host or parts.query or parts.fragment:
        raise BadWebAddress(address)
    path = parts.path.rstrip("/")
    return f"https://{parts.netloc}{path if path.endswith(PATH) else path + PATH}"
