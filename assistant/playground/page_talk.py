"""The local Slack as one person sees it: conversations, messages drawn as HTML, deeds."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Mapping
from typing import Any

import httpx

from assistant.playground import page_values
from assistant.playground.blocks_view import Viewer, message, shown
from assistant.playground.page_news import Follower, News

Json = dict[str, Any]


class Refused(Exception):
    """A local server would not do it; the words are for whoever tried."""


class Talk:
    """Asks a local Slack over its `/client/` paths, and follows its news on `/client/events`."""

    def __init__(self, url: str, *, zone: str, news: News) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=30)
        self._zone = zone
        self._news = news
        self._people: dict[str, Json] = {}
        self._places: dict[str, str] = {}
        self._follower = Follower(f"{url.rstrip('/')}/client/events", self._heard)

    # ---- reading ----------------------------------------------------------------------------

    def people(self) -> list[Json]:
        """Everybody who can be played: people, not apps."""
        return [one for one in self._known_people().values() if not one["bot"]]

    def _known_people(self) -> dict[str, Json]:
        if not self._people:
            self._people = {
                one["id"]: {
                    "id": one["id"],
                    "name": one.get("real_name") or one["name"],
                    "bot": bool(one.get("is_bot")),
                }
                for one in self._get("users")["users"]
            }
        return self._people

    def channels(self, user: str) -> list[Json]:
        """The conversations of a person, channels first."""
        found = self._get("channels", user=user)["channels"]
        self._places |= {one["id"]: one.get("name", "") for one in found if not one.get("is_im")}
        return [self._channel(one) for one in found]

    def _channel(self, one: Json) -> Json:
        direct = bool(one.get("is_im"))
        other = self._known_people().get(one.get("user", ""), {})
        return {
            "id": one["id"],
            "name": other.get("name", "Backroom") if direct else one["name"],
            "direct": direct,
            "topic": one.get("topic", ""),
            "unread": False,
        }

    def messages(self, user: str, channel: str, thread: str | None = None) -> list[Json]:
        """What the person sees in a conversation or thread, oldest first, drawn."""
        people = self._known_people()
        viewer = Viewer(
            users={one["id"]: one["name"] for one in people.values()},
            channels=self._places,
            zone=self._zone,
            now=dt.datetime.now(dt.UTC),
            files="file/",
        )
        found = self._get("messages", channel=channel, user=user, thread_ts=thread)["messages"]
        return [self._drawn(one, viewer, people) for one in found]

    def _drawn(self, one: Json, viewer: Viewer, people: Mapping[str, Json]) -> Json:
        by = one.get("user", "")
        return {
            "key": one["ts"],
            "ts": one["ts"],
            "by": people.get(by, {"id": by, "name": one.get("username", "Slack"), "bot": False}),
            "html": message(one, viewer),
            "only_you": bool(one.get("ephemeral")),
            "edited": bool(one.get("edited")),
            "replies": int(one.get("reply_count", 0)),
            "last_reply": one.get("latest_reply"),
            "sees": one.get("user_sees"),
        }

    def shortcuts(self) -> Json:
        """What the app can be asked to do with a message: callback_id and name of each."""
        return self._get("shortcuts")

    def home(self, user: str) -> Json:
        """The Home tab of a person, drawn; its `id` is empty while the app drew none."""
        view = self._get("home", user=user).get("view")
        return self._view(view) if view else {"id": "", "html": ""}

    def file(self, file_id: str) -> tuple[bytes, str]:
        """A picture's bytes and media type."""
        answer = self._http.get(f"/client/files/{file_id}")
        answer.raise_for_status()
        return answer.content, answer.headers.get("content-type", "application/octet-stream")

    # ---- doing ------------------------------------------------------------------------------

    def say(self, said: Mapping[str, Any]) -> Json:
        """Post what somebody typed: a slash command or a message; @Backroom becomes a mention."""
        place = {"user": said["user"], "channel": said["channel"]}
        text = str(said["text"])
        if text.startswith("/"):
            command, _, rest = text.partition(" ")
            return self._post("slash", {**place, "command": command, "text": rest})
        for one in self._known_people().values():
            if one["bot"]:
                called = re.compile(rf"@{re.escape(one['name'])}\b", re.IGNORECASE)
                text = called.sub(f"<@{one['id']}>", text)
        return self._post("say", {**place, "text": text, "thread_ts": said.get("thread")})

    def press(self, said: Mapping[str, Any]) -> Json:
        """Use a button, menu or input of a message or modal."""
        at = time.time()
        made = page_values.action(
            said["action"], said["block"], said.get("chosen"), at=at, zone=self._zone
        )
        state = page_values.state(said.get("values", ()), zone=self._zone)
        return self._post(
            "action",
            {
                "user": said["user"],
                "channel": said.get("channel"),
                "message_ts": said.get("ts"),
                "view_id": said.get("view"),
                "action": made,
                "state": {"values": state},
            },
        )

    def shortcut(self, said: Mapping[str, Any]) -> Json:
        """Choose one of the app's shortcuts on a message."""
        body = {
            "user": said["user"],
            "channel": said["channel"],
            "message_ts": said["ts"],
            "callback_id": said["callback_id"],
        }
        return self._post("shortcut", body)

    def open_home(self, said: Mapping[str, Any]) -> Json:
        """Open the Home tab, of which the app hears; gives it as it stood before."""
        view = self._post("home_open", {"user": said["user"], "tab": "home"}).get("view")
        return self._view(view) if view else {"id": "", "html": ""}

    def suggest(self, said: Mapping[str, Any]) -> Json:
        """Ask the app for the options of an external menu."""
        return self._post("options", dict(said))

    def submit(self, said: Mapping[str, Any]) -> Json:
        """Send a modal; the answer has `errors` by block, and `closed` when it is done with."""
        state = page_values.state(said["values"], zone=self._zone)
        body = {"user": said["user"], "view_id": said["view"], "state": {"values": state}}
        return self._post("view_submit", body)

    def dismiss(self, said: Mapping[str, Any]) -> Json:
        """Close a modal without sending it."""
        return self._post("view_close", {"user": said["user"], "view_id": said["view"]})

    # ---- news -------------------------------------------------------------------------------

    def follow(self) -> None:
        """Pass on what happens, from now until `close`."""
        self._follower.start()

    def close(self) -> None:
        """Stop following."""
        self._follower.close()
        self._http.close()

    def _heard(self, event: Json) -> None:
        view = event.get("view")
        if view and view.get("type") == "home":
            self._news.tell("chat", user=event.get("user"), home=True)
            return
        if event.get("type") == "view":
            drawn = self._view(view) if view else {"id": ""}
            self._news.tell("chat", user=event.get("user"), view=drawn)
            return
        self._news.tell(
            "chat",
            channel=event.get("channel"),
            user=event.get("user") if event.get("ephemeral") else None,
            message=event.get("type") == "message",
            says=event.get("user_sees"),
        )

    def _view(self, view: Json) -> Json:
        title = {
            part: (view.get(part) or {}).get("text", "") for part in ("title", "submit", "close")
        }
        viewer = Viewer(zone=self._zone, now=dt.datetime.now(dt.UTC), files="file/")
        return {"id": view["id"], **title, "html": str(shown(view.get("blocks", ()), viewer))}

    # ---- the wire ---------------------------------------------------------------------------

    def _get(self, path: str, **words: str | None) -> Json:
        given = {name: word for name, word in words.items() if word is not None}
        answer = self._http.get(f"/client/{path}", params=given)
        answer.raise_for_status()
        found: Json = answer.json()
        return found

    def _post(self, path: str, body: Mapping[str, Any]) -> Json:
        answer = self._http.post(f"/client/{path}", json=dict(body))
        answer.raise_for_status()
        found: Json = answer.json()
        if found.get("ok") is False:
            raise Refused(f"Slack refuses: {found.get('error')}.")
        return found
