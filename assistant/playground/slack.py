"""A local Slack: a real server on loopback that unmodified Slack apps and people talk to.

    slack = LocalSlack()                      # port 0: any free one
    slack.start()
    WebClient(BOT_TOKEN, base_url=slack.api_url)
    slack.dm(OLIVE, "where is order 1043?")   # what a person does
    slack.wait_message(lambda m: "1043" in m["text"])   # what the app posted
    slack.press(OLIVE, message, "Confirm")
    slack.stop()

`calls` and `deliveries` are journals; `faults` are scripted troubles: {"method", "times", and one
of "status", "error", "retry_after", "delay", "drop", and "until", an event to wait for}, with
"arrived" where it was done all the same; a response_url is the method "response_url". People in
other processes use `/client/`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from assistant.playground import slack_grants
from assistant.playground.serving import Served
from assistant.playground.slack_delivery import Delivery
from assistant.playground.slack_grants import Grants
from assistant.playground.slack_installs import CLIENT_ID, CLIENT_SECRET, Installs
from assistant.playground.slack_methods import Methods
from assistant.playground.slack_people import MENTION, People
from assistant.playground.slack_server import application
from assistant.playground.slack_workspace import (
    APP_TOKEN,
    BOT,
    BOT_TOKEN,
    BOT_USER,
    FIRST,
    SECOND,
    SIGNING_SECRET,
    Json,
    Workspace,
)

OLIVE, SAM, PRIYA, NOBODY = "U01OLIVE", "U02SAM", "U03PRIYA", "U09NOBODY"
FLOOR, ORDERS, DIGEST = "C01FLOOR", "C02ORDERS", "C03DIGEST"
Result = TypeVar("Result")

__all__ = [
    "APP_TOKEN", "BOT", "BOT_TOKEN", "BOT_USER", "CLIENT_ID", "CLIENT_SECRET", "DIGEST", "FLOOR",
    "MENTION", "NOBODY", "OLIVE", "ORDERS", "PRIYA", "SAM", "SECOND", "SIGNING_SECRET",
    "LocalSlack", "run",
]  # fmt: skip


class LocalSlack(Served):
    """The server and its workspace; safe to use from any thread."""

    def __init__(
        self,
        port: int = 0,
        *,
        store: Path | None = None,
        time_scale: float = 1.0,
        enforce_rates: bool = False,
        request_url: str | None = None,
        beside: LocalSlack | None = None,
    ) -> None:
        """Take a port of loopback.

        Args:
            port: 0 is any free one.
            store: the file in which the workspace is kept.
            time_scale: of the pauses before something is brought again.
            enforce_rates: whether Slack's limits hold.
            request_url: where events go as signed requests; None: over sockets.
            beside: the Slack at which this is a second workspace; an app is let into it there, and
                calls that one's Web API with a token of this.
        """
        super().__init__(port, "local slack")
        self.workspace = Workspace(store, *(FIRST if beside is None else SECOND))
        self.delivery = Delivery(self.workspace)
        self.delivery.time_scale = time_scale
        self.delivery.request_url = request_url
        self.api_url = f"{self.base_url}api/"
        self.methods = Methods(self.workspace, lambda: self.base_url)
        self.people = People(self.workspace, self.delivery, lambda: self.base_url)
        self.grants = Grants()
        self.faults: list[Json] = []
        self.enforce_rates = enforce_rates
        self.rates: dict[str, tuple[float, float]] = {}
        """Channel -> how many messages it still takes at once, and since when."""
        self.down = False
        self.installs: Installs = Installs() if beside is None else beside.installs
        self.installs.places[self.workspace.team] = self
        if beside is not None:
            # nobody has let the app in here
            self.people.subscribed, self.people.commands = set(), set()
        self.serve(application(self))

    @property
    def calls(self) -> list[Json]:
        """Every call of the Web API: method, arguments, answer."""
        return self.workspace.calls

    @property
    def deliveries(self) -> list[Json]:
        """Everything brought to the app: kind, attempt, payload, outcome."""
        return self.workspace.deliveries

    def install(self, app: Json) -> None:
        """Install the app by its manifest: it may do and hears what that says, and no more.

        Raises:
            ValueError: Slack would not take it; says why.
        """
        if wrong := slack_grants.faults(app):
            raise ValueError(f"Slack refuses the manifest: {'; '.join(wrong)}.")
        self.installs.app = app
        self.installs.scopes = frozenset(app["oauth_config"]["scopes"]["bot"])
        self.installs.redirects = slack_grants.redirects(app)
        self.let_in(set(self.installs.scopes))

    def let_in(self, scopes: set[str]) -> None:
        """Let the app in with that much: it hears what its manifest says."""
        app = self.installs.app
        self.grants.scopes = frozenset(scopes)
        self.people.subscribed = set(app["settings"]["event_subscriptions"]["bot_events"])
        self.people.commands = slack_grants.commands(app)
        self.people.shortcuts = slack_grants.shortcuts(app)
        self.people.anywhere_shortcuts = slack_grants.anywhere(app)

    def take_out(self) -> None:
        """Take the app out of the workspace: its token ends, and it is told; on the server's loop.

        From elsewhere: `uninstall`.
        """
        self.people.uninstalled()
        self.people.subscribed, self.people.commands = set(), set()
        self.people.shortcuts = []
        self.installs.end(self.workspace.team)

    def uninstall(self) -> None:
        """A person takes the app out of the workspace."""

        async def take_out() -> None:
            self.take_out()

        self.on_loop(take_out())

    def reset(self) -> None:
        """Forget what was said and done; connections stay."""
        self.workspace.clear()
        self.faults.clear()
        self.rates.clear()
        self.installs.clear()
        self.down = False
        self.delivery.lost_acks = 0
        self.people.subscribed = {"message.im", "app_mention"}
        self.people.commands, self.grants.scopes, self.people.shortcuts = None, None, []

    def say(
        self,
        user: str,
        channel: str,
        text: str,
        thread: str | None = None,
        files: Iterable[tuple[str, bytes]] = (),
    ) -> str:
        """A person posts a message, with files (name, bytes) or none; gives its ts."""
        return str(self.on_loop(self.people.say(user, channel, text, thread, files))["ts"])

    def dm(self, user: str, text: str, thread: str | None = None) -> str:
        """A person writes to the bot; gives the ts."""
        return self.say(user, self.workspace.dm(user).id, text, thread)

    def mention(self, user: str, channel: str, text: str, thread: str | None = None) -> str:
        """A person calls the bot in a channel; gives the ts."""
        return self.say(user, channel, f"{MENTION} {text}", thread)

    def slash(self, user: str, channel: str, command: str, text: str) -> Json:
        """A person sends a slash command; gives what became of it."""
        return self.on_loop(self.people.command(user, channel, command, text))

    def open_home(self, user: str, tab: str = "home", beside: str | None = None) -> Json:
        """A person opens a tab of the app; gives the Home tab as it stands before the app acts."""
        return self.on_loop(self.people.open_home(user, tab, beside))

    def look(self, user: str, channel: str) -> None:
        """A person looks at another channel beside the app; empty: at none any more."""
        self.on_loop(self.people.look(user, channel))

    def home(self, user: str) -> Json:
        """The Home tab of a person; empty: the app drew none."""
        with self.workspace.lock:
            return dict(self.workspace.homes.get(user) or {})

    def prompts(self, user: str) -> list[Json]:
        """What the app suggests in the direct message of a person; empty: nothing."""
        with self.workspace.lock:
            return list(self.workspace.prompts.get(self.workspace.dm(user).id, ()))

    def wait_home(self, user: str, wanted: Callable[[Json], bool], timeout: float = 60.0) -> Json:
        """The Home tab of a person, as soon as it is as wanted."""
        return self._wait(
            lambda: found if (found := self.home(user)) and wanted(found) else None, timeout
        )

    def press(self, user: str, message: Json, label: str) -> Json:
        """A person presses the button of a message, or of their Home tab, that has that label."""
        for block in message.get("blocks", []):
            beside = [block["accessory"]] if block.get("accessory") else []
            for button in (*block.get("elements", []), *beside):
                if button.get("type") == "button" and button["text"]["text"] == label:
                    action = {
                        "type": "button", "action_id": button["action_id"],
                        "block_id": block.get("block_id", "b"), "value": button.get("value", ""),
                        "text": button["text"],
                    }  # fmt: skip
                    on = (
                        {"view_id": message["id"]}
                        if message.get("type") == "home"
                        else {"channel": message["channel"], "message_ts": message["ts"]}
                    )
                    return self.on_loop(self.people.press({"user": user, "action": action, **on}))
        raise LookupError(f"no button {label!r} on {message.get('text')!r}")

    def shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Json:
        """A person chooses a shortcut of the app on a message; gives what became of it."""
        return self.on_loop(self.people.shortcut(user, channel, ts, callback_id))

    def anywhere(self, user: str, callback_id: str) -> Json:
        """A person chooses a shortcut of the app from anywhere; gives what became of it."""
        return self.on_loop(self.people.anywhere(user, callback_id))

    def submit(self, user: str, view_id: str, values: Json) -> Json:
        """A person sends a modal, with what stands in the fields that they touched."""
        return self.on_loop(self.people.submit(user, view_id, {"values": values}))

    def close_view(self, user: str, view_id: str, *, clear: bool = False) -> Json:
        """A person closes a modal; with `clear` all that are open."""
        return self.on_loop(self.people.close_view(user, view_id, clear=clear))

    def suggest(self, user: str, view_id: str, block_id: str, typed: str) -> Json:
        """A person types into an external menu of a modal; gives the `options` that it shows."""
        view = self.workspace.views[view_id]
        block = next(one for one in view["blocks"] if one["block_id"] == block_id)
        told = {"user": user, "view": view_id, "block": block_id, "action": block["element"]}
        return self.on_loop(self.people.suggest({**told, "typed": typed}))

    def modal(self, user: str) -> Json:
        """The modal that a person sees; empty: none is open."""
        with self.workspace.lock:
            stack = self.workspace.stacks.get(user)
            return dict(self.workspace.views[stack[-1]]) if stack else {}

    def wait_modal(self, user: str, wanted: Callable[[Json], bool], timeout: float = 60.0) -> Json:
        """The modal that a person sees, as soon as it is as wanted."""
        return self._wait(
            lambda: found if (found := self.modal(user)) and wanted(found) else None, timeout
        )

    def messages(self, channel: str) -> list[Json]:
        """Messages of a conversation, oldest first, each with its channel."""
        with self.workspace.lock:
            place = self.workspace.channel(channel)
            return [{**one, "channel": place.id} for one in place.messages]

    def all_messages(self) -> list[Json]:
        """Every message of every conversation, in the order of time."""
        with self.workspace.lock:
            found = [one for place in self.workspace.channels for one in self.messages(place)]
        return sorted(found, key=lambda one: float(one["ts"]))

    def bot_messages(self) -> list[Json]:
        """What the bot said, in the order of time."""
        return [one for one in self.all_messages() if one.get("bot_id") == BOT]

    def wait_message(self, wanted: Callable[[Json], bool], timeout: float = 60.0) -> Json:
        """The first message of the bot that fits, now or as soon as it comes."""
        return self._wait(
            lambda: next((one for one in self.bot_messages() if wanted(one)), None), timeout
        )

    def wait_until(self, so: Callable[[], bool], timeout: float = 60.0) -> None:
        """Wait until something is so; it is looked at whenever something changes."""
        self._wait(lambda: {"so": True} if so() else None, timeout)

    def wait_connected(self, timeout: float = 60.0) -> None:
        """Wait until an app is connected."""
        self.wait_until(lambda: self.delivery.connected > 0, timeout)

    def disconnect(self) -> None:
        """Ask the connected apps to come again."""
        self.on_loop(self.delivery.disconnect())

    def _wait(self, look: Callable[[], Json | None], timeout: float) -> Json:
        until = time.monotonic() + timeout
        with self.workspace.changed:
            while (found := look()) is None:
                left = until - time.monotonic()
                if left <= 0:
                    said = [one["text"] for one in self.bot_messages()][-5:]
                    raise TimeoutError(f"not seen in {timeout} s; the bot's last words: {said}")
                self.workspace.changed.wait(min(left, 0.25))
        return found


def run(
    port: int, ready: Callable[[str], None], store: Path | None = None, *, app: Json | None = None
) -> None:
    """Serve until interrupted.

    Args:
        port: on loopback; 0: any free one.
        ready: is told the base URL.
        store: the file in which the workspace is kept.
        app: the manifest of the app that is installed.
    """
    slack = LocalSlack(port, store=store)
    if app is not None:
        slack.install(app)
    slack.start()
    ready(slack.base_url)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        slack.stop()


def described(slack: LocalSlack) -> str:
    """What a program needs to know to use it, as environment settings."""
    settings = {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    }
    return json.dumps(settings)
