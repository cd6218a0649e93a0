"""What an app may do in the local Slack: its manifest, held to as Slack holds it.

Figures are Slack's documentation of manifests and methods. An app that no manifest was given for
may do everything and hears direct messages and mentions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assistant.playground.slack_workspace import Json, Refused

SCOPE = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.delete": "chat:write",
    "conversations.open": "im:write",
    "conversations.info": "channels:read",
    "conversations.list": "channels:read",
    "conversations.members": "channels:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "reactions.add": "reactions:write",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "files.info": "files:read",
    "assistant.threads.setStatus": "assistant:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
}
"""Method -> the scope that it asks for; others need none, but for reading what was said."""
READING = ("conversations.history", "conversations.replies")
HEARS = {
    "app_context_changed": None,
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "message.im": "im:history",
    "message.channels": "channels:history",
    "tokens_revoked": None,
}
"""Event -> the scope without which it cannot be subscribed to; None: it needs none."""
LONGEST = {
    ("display_information", "name"): 35,
    ("display_information", "description"): 140,
    ("display_information", "long_description"): 4000,
    ("features", "bot_user", "display_name"): 80,
}
SHORTEST_LONG_DESCRIPTION = 174
SHORTCUT = {"name": 24, "callback_id": 255, "description": 150}
MOST_AGENT, MOST_PROMPTS = 300, 4
HOME_TAB = ("features", "app_home", "home_tab_enabled")


class Grants:
    """What the app was given when it was installed."""

    def __init__(self) -> None:
        self.scopes: frozenset[str] | None = None
        """None: everything."""

    def check(self, method: str, in_person: Callable[[], bool]) -> None:
        """Refuse a method whose scope the app lacks, as Slack does.

        Args:
            method: that is called.
            in_person: whether it is about a direct message; asked only where that matters.
        """
        needed = SCOPE.get(method)
        if method in READING:
            needed = "im:history" if in_person() else "channels:history"
        if needed is not None and self.scopes is not None and needed not in self.scopes:
            raise Refused("missing_scope", needed=needed, provided=",".join(sorted(self.scopes)))

    @property
    def header(self) -> str:
        """What Slack tells with every answer: the scopes of the token."""
        every = {*SCOPE.values(), *filter(None, HEARS.values()), "commands"}
        return ",".join(sorted(every if self.scopes is None else self.scopes))


def faults(manifest: Mapping[str, Any]) -> list[str]:
    """What Slack would refuse in a manifest, a sentence each; empty: it is taken."""
    parts = (_lengths, _shortcuts, _agent, _events, _addresses)
    return [wrong for part in parts for wrong in part(manifest)]


def _lengths(manifest: Mapping[str, Any]) -> Iterator[str]:
    for path, most in LONGEST.items():
        text = _at(manifest, *path)
        if not isinstance(text, str) or not 1 <= len(text) <= most:
            yield f"{'.'.join(path)} has to have 1 to {most} characters"
    if len(_at(manifest, "display_information", "long_description") or "") < (
        SHORTEST_LONG_DESCRIPTION
    ):
        yield f"the long description has to have {SHORTEST_LONG_DESCRIPTION} characters"
    commands = _at(manifest, "features", "slash_commands") or []
    for one in commands:
        if not str(one.get("command", "")).startswith("/") or len(one["command"]) > 32:
            yield "a command begins with a slash and has up to 32 characters"
        if not one.get("description"):
            yield f"{one.get('command')} has no description"


def _shortcuts(manifest: Mapping[str, Any]) -> Iterator[str]:
    found = _at(manifest, "features", "shortcuts") or []
    for one in found:
        for name, most in SHORTCUT.items():
            if not 1 <= len(str(one.get(name, ""))) <= most:
                yield f"the {name} of a shortcut has to have 1 to {most} characters"
        if one.get("type") not in {"message", "global"}:
            yield "a shortcut is of a message or global"
    if len({one.get("callback_id") for one in found}) < len(found):
        yield "two shortcuts have one callback_id"
    if found and "commands" not in set(_at(manifest, "oauth_config", "scopes", "bot") or ()):
        yield "shortcuts need the scope commands"


def _agent(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The view of an agent: messages with suggestions beside the Home tab."""
    features = _at(manifest, "features") or {}
    if "assistant_view" in features:
        yield "assistant_view is of the past, and no new app may have it"
    agent = features.get("agent_view")
    if agent is None:
        return
    if not 1 <= len(str(agent.get("agent_description") or "")) <= MOST_AGENT:
        yield f"the agent_description has to have 1 to {MOST_AGENT} characters"
    suggested = agent.get("suggested_prompts") or []
    if len(suggested) > MOST_PROMPTS or not all(map(is_prompt, suggested)):
        yield f"an agent suggests up to {MOST_PROMPTS} prompts, each with a title and a message"
    if "assistant:write" not in set(_at(manifest, "oauth_config", "scopes", "bot") or ()):
        yield "agent_view needs the scope assistant:write"


def is_prompt(told: Any) -> bool:
    """Whether something is a prompt to suggest."""
    return isinstance(told, dict) and all(
        isinstance(told.get(name), str) and told[name].strip() for name in ("title", "message")
    )


def _events(manifest: Mapping[str, Any]) -> Iterator[str]:
    scopes = set(_at(manifest, "oauth_config", "scopes", "bot") or ())
    for event in _at(manifest, "settings", "event_subscriptions", "bot_events") or ():
        if event not in HEARS:
            yield f"{event} is no event of this Slack"
        elif HEARS[event] is not None and HEARS[event] not in scopes:
            yield f"{event} needs the scope {HEARS[event]}"
        elif event == "app_home_opened" and not _at(manifest, *HOME_TAB):
            yield "app_home_opened needs the Home tab"
        elif event == "app_context_changed" and not _at(manifest, "features", "agent_view"):
            yield "app_context_changed needs agent_view"
    if _at(manifest, "features", "slash_commands") and "commands" not in scopes:
        yield "commands need the scope commands"


def _addresses(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Without Socket Mode every door has to have its address."""
    if _at(manifest, "settings", "socket_mode_enabled"):
        return
    doors = {
        "events": _at(manifest, "settings", "event_subscriptions", "request_url"),
        "interactivity": _at(manifest, "settings", "interactivity", "request_url"),
        **{one["command"]: one.get("url")
           for one in _at(manifest, "features", "slash_commands") or []},
    }  # fmt: skip
    for door, url in doors.items():
        if not str(url or "").startswith("https://"):
            yield f"{door} has no address over TLS"


def _at(manifest: Any, *path: str) -> Any:
    for name in path:
        if not isinstance(manifest, dict):
            return None
        manifest = manifest.get(name)
    return manifest


def shortcuts(manifest: Json) -> list[Json]:
    """The shortcuts on messages that it declares: callback_id and name."""
    found = _at(manifest, "features", "shortcuts") or []
    return [{"callback_id": one["callback_id"], "name": one["name"]}
            for one in found if one["type"] == "message"]  # fmt: skip


def anywhere(manifest: Json) -> set[str]:
    """The callback_ids of the shortcuts that it declares for anywhere."""
    found = _at(manifest, "features", "shortcuts") or []
    return {one["callback_id"] for one in found if one["type"] == "global"}


def commands(manifest: Json) -> set[str]:
    """The slash commands that it declares."""
    return {one["command"] for one in manifest["features"]["slash_commands"]}


def redirects(manifest: Json) -> list[str]:
    """The addresses to which people are sent back after they let the app in."""
    return list(_at(manifest, "oauth_config", "redirect_urls") or ())
