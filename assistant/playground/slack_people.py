"""What people do in the local Slack: say, press, send a command or a modal."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterable
from typing import Any

from assistant.playground.slack_delivery import Delivery
from assistant.playground.slack_files import shown_file
from assistant.playground.slack_views import Views
from assistant.playground.slack_workspace import (
    APP,
    BOT,
    BOT_USER,
    Json,
    Refused,
    Workspace,
)

MENTION = f"<@{BOT_USER}>"
SEEN = {
    "timeout": 'failed with the error "operation_timeout"',
    "nobody": 'failed with the error "dispatch_failed"',
    "refused": 'failed with the error "dispatch_failed"',
}
TROUBLE = "We had some trouble connecting. Try again?"
LEAST_TYPED = 3
"""Letters before Slack asks for the options of an external menu that says no other number."""


class People:
    """Deeds of people, each brought to the app as Slack brings it."""

    def __init__(self, workspace: Workspace, delivery: Delivery, url: Any) -> None:
        self._space, self._delivery, self._url = workspace, delivery, url
        self._views = Views(workspace)
        self.subscribed = {"message.im", "app_mention"}
        """Which events the app gets; with message.channels, all that is said in its channels."""
        self.commands: set[str] | None = None
        """Its slash commands; None: any."""
        self.shortcuts: list[Json] = []
        """Its shortcuts on messages: callback_id and name."""
        self.anywhere_shortcuts: set[str] = set()

    async def say(
        self,
        user: str,
        channel: str,
        text: str,
        thread: str | None = None,
        files: Iterable[tuple[str, bytes]] = (),
    ) -> Json:
        """Post a message, with files (name, bytes) or none; what the app subscribed to reaches it.

        A mention in a channel comes as two events when the app also hears what is said there.
        """
        place = self._space.channel(channel)
        written = _escaped(text)
        message: Json = {"user": user, "text": written, "team": self._team(user),
                         "client_msg_id": self._space.number("m"),
                         "blocks": _typed(text)}  # fmt: skip
        if thread:
            message["thread_ts"] = thread
        shared = [self._shared(user, name, content) for name, content in files]
        if shared:
            message |= {"subtype": "file_share", "files": shared, "upload": False}
        added = self._space.add(place, message)
        event = {**added, "channel": place.id, "event_ts": added["ts"],
                 "channel_type": "im" if place.user else "channel",
                 **{name: self._team(user) for name in ("user_team", "source_team")
                    if user in self._space.visitors}}  # fmt: skip
        if ("message.im" if place.user else "message.channels") in self.subscribed:
            self._send(event)
        if not place.user and MENTION in written and "app_mention" in self.subscribed:
            left_out = {"channel_type", "subtype"}
            mention = {name: one for name, one in event.items() if name not in left_out}
            self._send({**mention, "type": "app_mention"})
        return added

    def _shared(self, user: str, name: str, content: bytes) -> Json:
        """A file that a person uploads along with a message."""
        file_id = self._space.number("F")
        self._space.files[file_id] = {
            "id": file_id, "name": name, "title": name, "user": user, "bytes": content,
            "length": len(content), "alt_txt": None, "created": int(time.time()),
        }  # fmt: skip
        return shown_file(self._space.files[file_id], self._url())

    async def press(self, told: Json) -> Json:
        """Press a button or choose from a menu of a message or view."""
        user, action = str(told["user"]), dict(told["action"])
        action.setdefault("action_ts", f"{time.time():.6f}")
        state = told.get("state") or {"values": {}}
        body = self._interaction("block_actions", user) | {"actions": [action], "state": state}
        if told.get("view_id"):
            view = self._space.views[str(told["view_id"])]
            if view["type"] == "modal":
                view = self._views.sent(view, state.get("values") or {})
            body |= {"view": view, "container": {"type": "view", "view_id": view["id"]}}
        else:
            body |= self._on_message(user, str(told["channel"]), str(told["message_ts"]))
        return await self._bring("interactive", body)

    async def open_home(self, user: str, tab: str = "home", beside: str | None = None) -> Json:
        """Open a tab of the app; gives its Home tab as it is shown until the app draws another.

        Args:
            user: who opens it.
            tab: home or messages.
            beside: the channel that they look at meanwhile; empty: none; None: Slack does not say.
        """
        shown: Json = self._space.homes.get(user) or {}
        if "app_home_opened" in self.subscribed:
            event = {"type": "app_home_opened", "user": user, "channel": self._space.dm(user).id,
                     "tab": tab, "event_ts": self._space.ts()}  # fmt: skip
            told = {} if beside is None else {"context": self._context(beside)}
            self._send({**event, **told, **({"view": shown} if shown else {})})
        return shown

    async def look(self, user: str, channel: str) -> None:
        """Look at another channel while the app is open beside it; empty: at none any more."""
        if "app_context_changed" in self.subscribed:
            self._send({"type": "app_context_changed", "user": user,
                        "channel": self._space.dm(user).id, "context": self._context(channel),
                        "event_ts": self._space.ts()})  # fmt: skip

    def _context(self, channel: str) -> Json:
        if not channel:
            return {}
        seen = {"type": "slack#/types/channel_id", "value": self._space.channel(channel).id,
                "team_id": self._space.team}  # fmt: skip
        return {"entities": [seen]}

    async def shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Json:
        """Choose a shortcut of the app on a message."""
        place = self._space.channel(channel)
        if callback_id not in {one["callback_id"] for one in self.shortcuts}:
            return {"outcome": "unknown_shortcut"}
        body = self._interaction("message_action", user) | {
            "callback_id": callback_id,
            "action_ts": f"{time.time():.6f}",
            "channel": {"id": place.id, "name": place.name or "directmessage"},
            "message": self._space.message(place.id, ts),
            "message_ts": ts,
            "response_url": self._hook(place.id, user, None),
        }
        return await self._bring("interactive", body)

    async def anywhere(self, user: str, callback_id: str) -> Json:
        """Choose a shortcut of the app from anywhere: it is on no message and in no channel."""
        if callback_id not in self.anywhere_shortcuts:
            return {"outcome": "unknown_shortcut"}
        told = {"callback_id": callback_id, "action_ts": f"{time.time():.6f}"}
        return await self._bring("interactive", self._interaction("shortcut", user) | told)

    async def command(self, user: str, channel: str, command: str, text: str) -> Json:
        """Send a slash command."""
        place = self._space.channel(channel)
        if self.commands is not None and command not in self.commands:
            self._private(place.id, user, {"text": f"{command} is not a valid command."})
            return {"outcome": "unknown_command"}
        name, _ = self._space.users[user]
        body = {
            "token": "local", "team_id": self._space.team, "team_domain": "local",
            "channel_id": place.id, "user_id": user,
            "channel_name": "directmessage" if place.user else place.name,
            "user_name": name, "command": command, "text": _escaped(text), "api_app_id": APP,
            "is_enterprise_install": "false", "trigger_id": self._space.trigger(user),
            "response_url": self._hook(place.id, user, None),
        }  # fmt: skip
        seen = await self._bring("slash_commands", body)
        answer = seen.get("answer") or {}
        if answer.get("text") or answer.get("blocks"):
            self._private(place.id, user, answer)
        if "user_sees" in seen:
            self._private(place.id, user, {"text": f"{command} {seen['user_sees']}"})
        return seen

    async def submit(self, user: str, view_id: str, state: Json) -> Json:
        """Send a modal: `errors` by block, or what became of it; `user_sees` where it went wrong.

        Args:
            user: whose it is.
            view_id: of the modal.
            state: with `values` of the fields that were touched, by block and action.
        """
        with self._space.lock:
            view = self._views.sent(self._space.views[view_id], state.get("values") or {})
            if refused := self._views.refused_by_client(view):
                return {"errors": refused}
        body = self._interaction("view_submission", user) | {"view": view, "response_urls": []}
        seen = await self._bring("interactive", body)
        if "user_sees" in seen:
            return {"errors": {}, "user_sees": TROUBLE}
        try:
            with self._space.lock:
                return self._views.answered(view, seen.get("answer") or {})
        except Refused as refusal:
            return {"errors": {}, "user_sees": TROUBLE, "why": refusal.answer}

    async def close_view(self, user: str, view_id: str, *, clear: bool = False) -> Json:
        """Close a modal without sending it; with `clear` all that are open."""
        with self._space.lock:
            view = self._space.views.get(view_id)
            closed = [] if view is None else self._views.close(view, clear=clear)
        for one in closed:
            if one.get("notify_on_close"):
                told = {"view": one, "is_cleared": clear}
                await self._bring("interactive", self._interaction("view_closed", user) | told)
        return {"closed": True}

    async def suggest(self, told: Json) -> Json:
        """Type into an external menu of a message or modal: the `options` that it then shows."""
        user, element = str(told["user"]), told["action"]
        typed = str(told.get("typed") or "")
        if len(typed) < element.get("min_query_length", LEAST_TYPED):
            return {"options": []}
        body = self._interaction("block_suggestion", user) | {
            "action_id": element.get("action_id", ""), "block_id": str(told.get("block") or ""),
            "value": typed,
        }  # fmt: skip
        del body["trigger_id"]
        if told.get("view"):
            view = self._space.views[str(told["view"])]
            body |= {"view": view, "container": {"type": "view", "view_id": view["id"]}}
        else:
            body |= self._on_message(user, str(told["channel"]), str(told["ts"]))
        seen = await self._bring("interactive", body)
        try:
            return {"options": self._views.offered(seen.get("answer") or {})}
        except Refused as refusal:
            return {"options": [], "user_sees": TROUBLE, "why": refusal.answer}

    def uninstalled(self) -> None:
        """The app is taken out of the workspace: it is told so, as Slack does, in two events."""
        told = {"tokens_revoked": {"tokens": {"oauth": [], "bot": [BOT_USER]}},
                "app_uninstalled": {}}  # fmt: skip
        for kind, more in told.items():
            if kind in self.subscribed:
                self._send({"type": kind, "event_ts": self._space.ts(), **more})

    def respond(self, hook_id: str, told: Json) -> str:
        """What the app sends to a response_url; gives "ok" or why not."""
        hook = self._space.hooks.get(hook_id)
        if hook is None or hook["left"] == 0:
            return "used_url"
        if time.time() - hook["at"] > 1800:
            return "expired_url"
        hook["left"] -= 1
        channel = self._space.channel(hook["channel"])
        if hook["ts"] and (told.get("replace_original") or told.get("delete_original")):
            message = self._space.message(channel.id, hook["ts"])
            if told.get("delete_original"):
                channel.messages.remove(message)
            else:
                message.pop("blocks", None)
                message |= {name: told[name] for name in ("text", "blocks") if told.get(name)}
            self._space.tell({"type": "message_changed", "channel": channel.id})
        elif told.get("response_type") == "in_channel":
            content = {name: told[name] for name in ("text", "blocks") if told.get(name)}
            self._space.add(channel, {"user": BOT_USER, "bot_id": BOT, **content})
        else:
            self._private(channel.id, hook["user"], told)
        return "ok"

    def _send(self, event: Json) -> None:
        """Bring an event in the background: nobody waits for the app to have heard it."""
        self._delivery.background(
            {
                "token": "local", "team_id": self._space.team, "api_app_id": APP, "event": event,
                "type": "event_callback", "event_id": self._space.number("Ev"),
                "event_time": int(time.time()), "event_context": "local",
                "context_team_id": self._space.team,
                "is_ext_shared_channel": event.get("user") in self._space.visitors,
                "authorizations": [{"enterprise_id": None, "team_id": self._space.team,
                                    "user_id": BOT_USER, "is_bot": True,
                                    "is_enterprise_install": False}],
            }
        )  # fmt: skip

    def _team(self, user: str) -> str:
        return self._space.visitors.get(user, self._space.team)

    async def _bring(self, kind: str, body: Json) -> Json:
        outcome, answer = await self._delivery.once(kind, body)
        seen: Json = {"outcome": outcome, "answer": answer}
        return seen | ({"user_sees": SEEN[outcome]} if outcome in SEEN else {})

    def _interaction(self, kind: str, user: str) -> Json:
        name, _ = self._space.users[user]
        team = self._space.team
        return {"type": kind, "team": {"id": team, "domain": "local"}, "api_app_id": APP,
                "user": {"id": user, "username": name, "name": name, "team_id": self._team(user)},
                "token": "local", "trigger_id": self._space.trigger(user)}  # fmt: skip

    def _on_message(self, user: str, channel: str, ts: str) -> Json:
        message = self._space.message(channel, ts)
        private = bool(message.get("ephemeral"))
        container = {"type": "message", "message_ts": ts, "channel_id": channel,
                     "is_ephemeral": private}  # fmt: skip
        if message.get("thread_ts"):
            container["thread_ts"] = message["thread_ts"]
        place = self._space.channel(channel)
        return {
            "container": container,
            "channel": {"id": channel, "name": place.name or "directmessage"},
            "response_url": self._hook(channel, user, ts),
            **({} if private else {"message": message}),
        }

    def _private(self, channel: str, user: str, told: Json) -> None:
        content = {name: told[name] for name in ("text", "blocks") if told.get(name)}
        message = {"user": BOT_USER, "bot_id": BOT, "ephemeral": True, "only_to": user, **content}
        self._space.add(self._space.channel(channel), message)

    def _hook(self, channel: str, user: str, ts: str | None) -> str:
        return f"{self._url()}hook/{self._space.hook(channel, user, ts)}"


def _escaped(text: str) -> str:
    """As Slack hands text on: & < > as entities, but mentions as they are."""
    parts = re.split(r"(<@[A-Z0-9]+>)", text)
    return "".join(part if part.startswith("<@") else html.escape(part, quote=False)
                   for part in parts)  # fmt: skip


def _typed(text: str) -> list[Json]:
    elements: list[Json] = []
    for part in re.split(r"(<@[A-Z0-9]+>)", text):
        if part.startswith("<@"):
            elements.append({"type": "user", "user_id": part[2:-1]})
        elif part:
            elements.append({"type": "text", "text": part})
    return [{"type": "rich_text",
             "elements": [{"type": "rich_text_section", "elements": elements}]}]  # fmt: skip
