"""The Web API methods of the local Slack: what each answers, and with which error it refuses."""

from __future__ import annotations

import time
from collections.abc import Callable

from assistant.playground import slack_blocks
from assistant.playground.slack_files import shown_file
from assistant.playground.slack_grants import MOST_PROMPTS, is_prompt
from assistant.playground.slack_views import Views
from assistant.playground.slack_workspace import (
    APP,
    BOT,
    BOT_USER,
    Channel,
    Json,
    Refused,
    Workspace,
)

LONGEST_TEXT = 40_000
NO_HOME = "must be a home view [json-pointer:/view/type]"


class Methods:
    """Slack's methods over one workspace; `url` is where this server is reached."""

    def __init__(self, workspace: Workspace, url: Callable[[], str]) -> None:
        self._space, self._url = workspace, url
        views = Views(workspace)
        self.known: dict[str, Callable[[Json], Json]] = {
            "auth.test": self._auth_test,
            "apps.connections.open": self._connections_open,
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "chat.postEphemeral": self._ephemeral,
            "chat.delete": self._delete,
            "conversations.open": self._open,
            "conversations.info": self._info,
            "conversations.list": self._list,
            "conversations.members": self._members,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "users.info": self._user,
            "users.list": self._users,
            "views.open": lambda given: views.open(given, push=False),
            "views.push": lambda given: views.open(given, push=True),
            "views.update": views.update,
            "views.publish": self._view_publish,
            "reactions.add": self._react,
            "files.getUploadURLExternal": self._upload_url,
            "files.completeUploadExternal": self._upload_done,
            "files.info": self._file_info,
            "assistant.threads.setStatus": lambda _: {},
            "assistant.threads.setSuggestedPrompts": self._suggest,
            "blocks.validate": self._validate,
        }
        self.tickets: set[str] = set()

    def call(self, method: str, given: Json) -> Json:
        """Answer one call; refusals are raised."""
        if method not in self.known:
            raise Refused("unknown_method", req_method=method)
        with self._space.lock:
            return {"ok": True, **self.known[method](given)}

    def _auth_test(self, _given: Json) -> Json:
        return {"url": self._url(), "team": self._space.name, "team_id": self._space.team,
                "user": "backroom", "user_id": BOT_USER, "bot_id": BOT}  # fmt: skip

    def _connections_open(self, _given: Json) -> Json:
        ticket = self._space.number("ticket")
        self.tickets.add(ticket)
        socket = self._url().replace("http", "ws", 1)
        return {"url": f"{socket}link/?ticket={ticket}&app_id={APP}"}

    def _post(self, given: Json) -> Json:
        channel = self._space.channel(str(given.get("channel") or ""))
        content = self._content(given)
        message = {
            "user": BOT_USER,
            "bot_id": BOT,
            "app_id": APP,
            "team": self._space.team,
            **content,
        }
        if given.get("thread_ts"):
            message["thread_ts"] = str(given["thread_ts"])
        if given.get("metadata"):
            message["metadata"] = given["metadata"]
        added = self._space.add(channel, message)
        return {"channel": channel.id, "ts": added["ts"], "message": _without_metadata(added)}

    def _ephemeral(self, given: Json) -> Json:
        channel = self._space.channel(str(given.get("channel") or ""))
        user = str(given.get("user"))
        if user not in self._space.users or (channel.user not in (None, user)):
            raise Refused("user_not_in_channel")
        message = {"user": BOT_USER, "bot_id": BOT, "only_to": user, "ephemeral": True,
                   **self._content(given)}  # fmt: skip
        if given.get("thread_ts"):
            message["thread_ts"] = str(given["thread_ts"])
        return {"message_ts": self._space.add(channel, message)["ts"]}

    def _update(self, given: Json) -> Json:
        channel = self._space.channel(str(given.get("channel") or ""))
        message = self._space.message(channel.id, str(given.get("ts")))
        if message.get("bot_id") != BOT or message.get("ephemeral"):
            raise Refused("cant_update_message")
        message.pop("blocks", None)
        message |= self._content(given) | {"edited": {"user": BOT_USER, "ts": self._space.ts()}}
        self._space.tell({"type": "message_changed", "channel": channel.id, "ts": message["ts"]})
        return {"channel": channel.id, "ts": message["ts"], "text": message["text"]}

    def _delete(self, given: Json) -> Json:
        channel = self._space.channel(str(given.get("channel") or ""))
        message = self._space.message(channel.id, str(given.get("ts")))
        channel.messages.remove(message)
        self._space.tell({"type": "message_deleted", "channel": channel.id})
        return {"channel": channel.id, "ts": message["ts"]}

    def _content(self, given: Json) -> Json:
        """Text and blocks as Slack takes them, or its refusal."""
        text, blocks = str(given.get("text") or ""), given.get("blocks") or []
        if not text.strip() and not blocks:
            raise Refused("no_text")
        found = slack_blocks.problems(blocks)
        if found:
            messages = [f"[ERROR] {one}" for one in found]
            raise Refused("invalid_blocks", response_metadata={"messages": messages})
        if slack_blocks.too_long(blocks):
            raise Refused("msg_blocks_too_long")
        content: Json = {"text": text[:LONGEST_TEXT]}
        return content | ({"blocks": blocks} if blocks else {})

    def _open(self, given: Json) -> Json:
        user = str(given.get("users") or "").split(",")[0]
        if user not in self._space.users:
            raise Refused("user_not_found")
        return {"channel": {"id": self._space.dm(user).id}}

    def _info(self, given: Json) -> Json:
        return {"channel": _shown(self._space.channel(str(given.get("channel") or "")))}

    def _list(self, _given: Json) -> Json:
        channels = [_shown(one) for one in self._space.channels.values() if not one.user]
        return {"channels": channels, "response_metadata": {"next_cursor": ""}}

    def _members(self, given: Json) -> Json:
        channel = self._space.channel(str(given.get("channel") or ""))
        people = [channel.user] if channel.user else list(self._space.users)
        return {"members": [*people, BOT_USER], "response_metadata": {"next_cursor": ""}}

    def _history(self, given: Json) -> Json:
        channel = self._space.channel(str(given.get("channel") or ""))
        own = [one for one in channel.messages if not one.get("ephemeral")
               and one.get("thread_ts") in (None, one["ts"])]  # fmt: skip
        return self._page(list(reversed(own)), given)

    def _replies(self, given: Json) -> Json:
        channel = self._space.channel(str(given.get("channel") or ""))
        root = str(given.get("ts"))
        thread = [one for one in channel.messages if not one.get("ephemeral")
                  and root in (one["ts"], one.get("thread_ts"))]  # fmt: skip
        if not thread:
            raise Refused("thread_not_found")
        return self._page(thread, given)

    @staticmethod
    def _page(messages: list[Json], given: Json) -> Json:
        page = messages[: int(given.get("limit") or 100)]
        whole = str(given.get("include_all_metadata")).lower() in {"1", "true"}
        shown = page if whole else [_without_metadata(one) for one in page]
        return {"messages": shown, "has_more": len(messages) > len(page)}

    def _user(self, given: Json) -> Json:
        user = str(given.get("user"))
        if user not in self._space.users and user != BOT_USER:
            raise Refused("user_not_found")
        return {"user": self._person(user)}

    def _users(self, _given: Json) -> Json:
        people = [self._person(user) for user in (*self._space.users, BOT_USER)]
        return {"members": people, "response_metadata": {"next_cursor": ""}}

    def _person(self, user: str) -> Json:
        name, real = self._space.users.get(user, ("backroom", "Backroom"))
        return {"id": user, "team_id": self._space.team, "name": name, "real_name": real,
                "is_bot": user == BOT_USER, "tz": "Europe/London", "tz_offset": 0,
                "locale": "en-GB",
                "profile": {"real_name": real, "display_name": name}}  # fmt: skip

    def _view_publish(self, given: Json) -> Json:
        user = str(given.get("user_id"))
        if user not in self._space.users:
            raise Refused("user_not_found")
        if (given.get("view") or {}).get("type") != "home":
            raise Refused("invalid_arguments", response_metadata={"messages": [NO_HOME]})
        shown = self._space.homes.get(user) or {}
        if given.get("hash") and shown and given["hash"] != shown["hash"]:
            raise Refused("hash_conflict")
        found = slack_blocks.view_problems(given["view"])
        if found:
            raise Refused("invalid_arguments", response_metadata={"messages": found})
        # one Home tab a person: it changes, and stays the same view
        view_id = shown.get("id") or self._space.number("V")
        view = {**given["view"], "id": view_id, "app_id": APP, "bot_id": BOT,
                "team_id": self._space.team, "user": user, "hash": self._space.number("h"),
                "root_view_id": view_id,
                "previous_view_id": None, "state": {"values": {}}}  # fmt: skip
        self._space.views[view_id] = self._space.homes[user] = view
        self._space.tell({"type": "view", "user": user, "view": view})
        return {"view": view}

    def _suggest(self, given: Json) -> Json:
        channel = self._space.channel(str(given.get("channel_id") or ""))
        suggested = given.get("prompts")
        if not channel.user:
            raise Refused("channel_not_found")
        if not isinstance(suggested, list) or not 1 <= len(suggested) <= MOST_PROMPTS:
            raise Refused("invalid_arguments")
        if not all(map(is_prompt, suggested)):
            raise Refused("invalid_arguments")
        # with a thread Slack says yes to an agent, and shows nothing
        if not given.get("thread_ts"):
            self._space.prompts[channel.id] = suggested
        return {}

    def _react(self, given: Json) -> Json:
        message = self._space.message(str(given.get("channel")), str(given.get("timestamp")))
        reactions = message.setdefault("reactions", [])
        if given.get("name") in reactions:
            raise Refused("already_reacted")
        reactions.append(given.get("name"))
        return {}

    def _upload_url(self, given: Json) -> Json:
        file_id = self._space.number("F")
        self._space.files[file_id] = {
            "id": file_id, "name": str(given.get("filename")),
            "length": int(given.get("length", 0)),
            "alt_txt": given.get("alt_txt"), "bytes": b"", "user": BOT_USER,
            "created": int(time.time()),
        }  # fmt: skip
        return {"upload_url": f"{self._url()}upload/v1/{file_id}", "file_id": file_id}

    def _upload_done(self, given: Json) -> Json:
        made = []
        for told in given.get("files") or []:
            file = self._space.files.get(told["id"])
            if file is None or not file["bytes"]:
                raise Refused("file_not_found")
            file["title"] = told.get("title") or file["name"]
            made.append(shown_file(file, self._url()))
        if given.get("channel_id"):
            channel = self._space.channel(str(given["channel_id"]))
            message = {"user": BOT_USER, "bot_id": BOT, "files": made, "subtype": "file_share",
                       "text": str(given.get("initial_comment") or "")}  # fmt: skip
            if given.get("thread_ts"):
                message["thread_ts"] = str(given["thread_ts"])
            self._space.add(channel, message)
        return {"files": made}

    def _file_info(self, given: Json) -> Json:
        file = self._space.files.get(str(given.get("file")))
        if file is None:
            raise Refused("file_not_found")
        return {"file": shown_file(file, self._url())}

    @staticmethod
    def _validate(given: Json) -> Json:
        found = slack_blocks.problems(given.get("blocks"))
        return {"errors": [{"message": one} for one in found]}


def _shown(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.name, "is_im": bool(channel.user),
            "is_member": True, "user": channel.user, "topic": {"value": channel.topic}}  # fmt: skip


def _without_metadata(message: Json) -> Json:
    return {name: one for name, one in message.items() if name != "metadata"}
