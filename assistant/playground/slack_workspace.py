"""A Slack workspace: its people, conversations, messages, views and files."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]
TEAM, APP, BOT, BOT_USER = "T01SHOP", "A01BACKROOM", "B01BACKROOM", "U00BACKROOM"
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-local-bot", "xapp-local-app", "local-signing-secret"
FIRST, SECOND = (TEAM, "Marsh & Daughters"), ("T02DEPOT", "Marsh Depot")
"""Id and name of each workspace that there can be."""
PEOPLE = (
    ("U01OLIVE", "olive", "Olive Marsh"),
    ("U02SAM", "sam", "Sam Reed"),
    ("U03PRIYA", "priya", "Priya Nair"),
    ("U09NOBODY", "nobody", "Nobody Known"),
)
CHANNELS = (
    ("C01FLOOR", "shop-floor", "Ask anything, ship, take returns"),
    ("C02ORDERS", "orders", "What is going out"),
    ("C03DIGEST", "digest", "Every morning"),
)


class Refused(Exception):
    """Slack's answer `{"ok": false, "error": ...}`, with what else it says."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer: Json = {"ok": False, "error": error, **more}


@dataclass
class Channel:
    """A channel or a DM, and its messages in order."""

    id: str
    name: str
    topic: str = ""
    user: str | None = None
    """The person of a DM with the bot."""
    messages: list[Json] = field(default_factory=list)


class Workspace:
    """Everything the local Slack remembers; every access under its lock."""

    def __init__(
        self, store: Path | None = None, team: str = FIRST[0], name: str = FIRST[1]
    ) -> None:
        self.team, self.name = team, name
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.listeners: list[Callable[[Json], None]] = []
        self._store = store
        self._last_ts = 0.0
        self._numbers = itertools.count(1)
        self.users = {user: (name, real) for user, name, real in PEOPLE}
        self.clear()
        self._load()

    def clear(self) -> None:
        """Forget everything that was said and done."""
        with self.lock:
            self.channels = {one: Channel(one, name, topic) for one, name, topic in CHANNELS}
            for user in self.users:
                self.dm(user)
            self.views: dict[str, Json] = {}
            self.stacks: dict[str, list[str]] = {}
            self.triggers: dict[str, tuple[str, float]] = {}
            self.hooks: dict[str, Json] = {}
            self.files: dict[str, Json] = {}
            self.homes: dict[str, Json] = {}
            self.visitors: dict[str, str] = {}
            """Whoever is here by a channel that is shared, and the workspace that they are of."""
            self.prompts: dict[str, list[Json]] = {}
            self.calls: list[Json] = []
            self.deliveries: list[Json] = []

    def number(self, start: str) -> str:
        """A new id such as Ev00000012."""
        return f"{start}{next(self._numbers):08d}{int(time.time() * 1000) % 10_000:04d}"

    def ts(self) -> str:
        """The time as Slack names messages by it: always later than the last."""
        with self.lock:
            self._last_ts = max(time.time(), self._last_ts + 0.000_001)
            return f"{self._last_ts:.6f}"

    def dm(self, user: str) -> Channel:
        """The conversation of a person with the bot."""
        place = f"D{user[1:]}"
        return self.channels.setdefault(place, Channel(place, "", user=user))

    def channel(self, said: str) -> Channel:
        """A conversation by id, name or the person's id."""
        if said in self.channels:
            return self.channels[said]
        if said in self.users:
            return self.dm(said)
        named = [one for one in self.channels.values() if one.name and one.name == said.lstrip("#")]
        if not named:
            raise Refused("channel_not_found")
        return named[0]

    def message(self, channel: str, ts: str) -> Json:
        """A message of a conversation."""
        for one in self.channel(channel).messages:
            if one["ts"] == ts:
                return one
        raise Refused("message_not_found")

    def add(self, channel: Channel, message: Json) -> Json:
        """Put a message into a conversation, and tell everybody who watches."""
        with self.lock:
            message = {"type": "message", "ts": self.ts(), **message}
            channel.messages.append(message)
            thread = message.get("thread_ts")
            if thread:
                for root in channel.messages:
                    if root["ts"] == thread:
                        root["reply_count"] = root.get("reply_count", 0) + 1
                        root["latest_reply"] = message["ts"]
            self.tell({"type": "message", "channel": channel.id, **_who_sees(message)})
            return message

    def tell(self, event: Json) -> None:
        """Tell those who watch that something changed."""
        with self.lock:
            self.changed.notify_all()
            for listener in list(self.listeners):
                listener(event)
            self._save()

    def trigger(self, user: str) -> str:
        """A trigger id: good once, for three seconds."""
        made = self.number("trig")
        self.triggers[made] = (user, time.time())
        return made

    def hook(self, channel: str, user: str, ts: str | None) -> str:
        """The id of a response_url: five uses in thirty minutes."""
        made = self.number("hook")
        self.hooks[made] = {
            "channel": channel,
            "user": user,
            "ts": ts,
            "left": 5,
            "at": time.time(),
        }
        return made

    def _save(self) -> None:
        if self._store is None:
            return
        told = {one.id: one.messages for one in self.channels.values() if one.messages}
        self._save_files(self._store.with_suffix(".files"))
        draft = self._store.with_suffix(".new")
        draft.write_text(json.dumps(told), encoding="utf-8")
        draft.replace(self._store)

    def _save_files(self, folder: Path) -> None:
        """Keep what was uploaded, each file once; a message that shows it is kept after it."""
        folder.mkdir(exist_ok=True)
        for file in self.files.values():
            about = folder / f"{file['id']}.json"
            if file["bytes"] and not about.is_file():
                about.with_suffix(".bytes").write_bytes(file["bytes"])
                told = {name: value for name, value in file.items() if name != "bytes"}
                about.write_text(json.dumps(told), encoding="utf-8")

    def _load(self) -> None:
        if self._store is None or not self._store.is_file():
            return
        for place, messages in json.loads(self._store.read_text(encoding="utf-8")).items():
            self.channels[place].messages = messages
        for about in self._store.with_suffix(".files").glob("*.json"):
            file = json.loads(about.read_text(encoding="utf-8"))
            self.files[file["id"]] = {**file, "bytes": about.with_suffix(".bytes").read_bytes()}


def _who_sees(message: Json) -> Json:
    if message.get("only_to"):
        return {"ephemeral": True, "user": message["only_to"]}
    return {"user": message.get("user")}
