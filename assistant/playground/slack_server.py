"""The HTTP and WebSocket surface of the local Slack: Web API, sockets, uploads, people's side."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from assistant.playground.serving import tell_news
from assistant.playground.slack_delivery import Delivery
from assistant.playground.slack_installs import ACCESS, Installs, Place
from assistant.playground.slack_workspace import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    Json,
    Refused,
)


class Slack(Place, Protocol):
    """What the surface needs of the local Slack behind it."""

    delivery: Delivery
    faults: list[Json]
    enforce_rates: bool
    rates: dict[str, tuple[float, float]]
    down: bool
    installs: Installs


NESTED = ("blocks", "attachments", "view", "metadata", "files", "prompts", "loading_messages")
BURST, PER_SECOND = 4, 1.0
HOOK = "response_url"
"""The name of a response_url in the journal of calls and among scripted troubles."""
ONLY_SLOW = {"method", "times", "delay", "until"}
"""A scripted trouble of no more than these is an answer that comes late."""


def application(slack: Slack) -> Starlette:
    """The application over one local Slack."""
    web, people = _Web(slack), _PeopleSide(slack)
    return Starlette(
        routes=[
            Route("/api/{method}", web.call, methods=["GET", "POST"]),
            WebSocketRoute("/link/", web.link),
            Route("/oauth/v2/authorize", slack.installs.page),
            Route("/oauth/v2/authorize", slack.installs.decided, methods=["POST"]),
            Route("/upload/v1/{file}", web.upload, methods=["POST"]),
            Route("/files-pri/{file}/{name}", web.file),
            Route("/hook/{hook}", web.hook, methods=["POST"]),
            Route("/client/users", people.users),
            Route("/client/channels", people.channels),
            Route("/client/messages", people.messages),
            Route("/client/files/{file}", people.file),
            Route("/client/shortcuts", people.shortcuts),
            Route("/client/shortcut", people.shortcut, methods=["POST"]),
            Route("/client/home", people.home),
            Route("/client/home_open", people.home_open, methods=["POST"]),
            Route("/client/look", people.look, methods=["POST"]),
            Route("/client/say", people.say, methods=["POST"]),
            Route("/client/slash", people.slash, methods=["POST"]),
            Route("/client/action", people.action, methods=["POST"]),
            Route("/client/options", people.options, methods=["POST"]),
            Route("/client/view_submit", people.view_submit, methods=["POST"]),
            Route("/client/view_close", people.view_close, methods=["POST"]),
            WebSocketRoute("/client/events", people.events),
        ],
        exception_handlers={Refused: _refused},
    )


def _refused(_request: Request, fault: Exception) -> Response:
    answer = fault.answer if isinstance(fault, Refused) else {"ok": False}
    return JSONResponse(answer)


class _Web:
    """What apps use."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._place: Place = slack

    async def call(self, request: Request) -> Response:
        """One call of the Web API."""
        method = request.path_params["method"]
        given, token = await _arguments(request)
        if self._slack.down:
            return PlainTextResponse("down", 503)
        fault = self._fault(method)
        if fault is not None:
            await _wait(fault)
            if not fault.keys() <= ONLY_SLOW:
                return self._troubled(method, given, fault)
        if self._slack.enforce_rates and method == "chat.postMessage":
            wait = self._over_rate(str(given.get("channel")))
            if wait:
                _journal(self._place, method, given, {"ok": False, "error": "ratelimited"})
                return _limited(wait)
        slack, installs = self._place, self._slack.installs
        try:
            if method == ACCESS:
                answer = installs.access(given, request.headers.get("authorization", ""))
            else:
                self._check_token(method, token)
                slack = installs.place_of(token) or slack
                slack.grants.check(method, lambda: _in_person(slack, given))
                taken_out = installs.taken_out(method, given, token)
                answer = taken_out or slack.methods.call(method, given)
        except Refused as refusal:
            answer = refusal.answer
        _journal(slack, method, given, answer)
        headers = {"x-oauth-scopes": slack.grants.header, "x-slack-req-id": "local"}
        return JSONResponse(answer, headers=headers)

    async def link(self, socket: WebSocket) -> None:
        """A Socket Mode connection, by a ticket that is good once."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._slack.methods.tickets or self._slack.down:
            await socket.close(4401)
            return
        self._slack.methods.tickets.discard(ticket)
        try:
            await self._slack.delivery.serve(socket)
        except WebSocketDisconnect:
            return

    async def upload(self, request: Request) -> Response:
        """The bytes of a file whose upload was announced."""
        file = self._slack.workspace.files.get(request.path_params["file"])
        body = await request.body()
        if file is None or len(body) != file["length"]:
            return PlainTextResponse("length differs from what was announced", 400)
        file["bytes"] = body
        return PlainTextResponse(f"OK - {len(body)}")

    async def file(self, request: Request) -> Response:
        """A private file; without the bot's token, a page to log in, as Slack does."""
        if request.headers.get("authorization") != f"Bearer {BOT_TOKEN}":
            return HTMLResponse("<html><title>Sign in to Slack</title></html>")
        file_id = request.path_params["file"].split("-", 1)[1]
        return Response(self._slack.workspace.files[file_id]["bytes"], media_type="image/png")

    async def hook(self, request: Request) -> Response:
        """A response_url."""
        told = json.loads(await request.body() or b"{}")
        fault = self._fault(HOOK)
        if fault is not None:
            await _wait(fault)
            if not fault.keys() <= ONLY_SLOW and fault.get("drop") != "after":
                return _scripted(fault)
        outcome = self._slack.people.respond(request.path_params["hook"], told)
        _journal(self._slack, HOOK, told, {"ok": outcome == "ok", "error": outcome})
        if fault is not None and fault.get("drop"):
            return _scripted(fault)
        return PlainTextResponse(outcome, 200 if outcome == "ok" else 404)

    def _check_token(self, method: str, token: str) -> None:
        if not token:
            raise Refused("not_authed")
        if self._slack.installs.is_over(token):
            raise Refused("account_inactive")
        if token not in {BOT_TOKEN, APP_TOKEN} and not self._slack.installs.place_of(token):
            raise Refused("invalid_auth")
        if (token == APP_TOKEN) != (method == "apps.connections.open"):
            raise Refused("not_allowed_token_type")

    def _fault(self, method: str) -> Json | None:
        for fault in self._slack.faults:
            if fault["method"] in {method, "*"} and fault.get("times", 1) > 0:
                fault["times"] = fault.get("times", 1) - 1
                return fault
        return None

    def _troubled(self, method: str, given: Json, fault: Json) -> Response:
        if fault.get("drop") == "after" or fault.get("arrived"):
            answer = self._slack.methods.call(method, given)
            _journal(self._slack, method, given, answer)
        if not fault.get("drop"):
            _journal(self._slack, method, given, {"ok": False, "fault": fault})
        return _scripted(fault)

    def _over_rate(self, channel: str) -> float:
        now = time.monotonic()
        left, since = self._slack.rates.get(channel, (float(BURST), now))
        left = min(float(BURST), left + (now - since) * PER_SECOND)
        if left < 1:
            return 1.0
        self._slack.rates[channel] = (left - 1, now)
        return 0.0


class _PeopleSide:
    """What people use, from a page or a test in another process."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._space = slack.workspace

    async def users(self, _request: Request) -> Response:
        """Everybody, the bot too."""
        people = [{"id": user, "name": name, "real_name": real, "is_bot": False}
                  for user, (name, real) in self._space.users.items()]  # fmt: skip
        bot = {"id": BOT_USER, "name": "backroom", "real_name": "Backroom", "is_bot": True}
        return JSONResponse({"users": [*people, bot]})

    async def channels(self, request: Request) -> Response:
        """The conversations of a person: the channels, and the DM with the bot."""
        user = request.query_params.get("user", "")
        with self._space.lock:
            found = [one for one in self._space.channels.values() if one.user in (None, user)]
        shown = [{"id": one.id, "name": one.name, "topic": one.topic, "is_im": bool(one.user),
                  "user": BOT_USER if one.user else ""} for one in found]  # fmt: skip
        return JSONResponse({"channels": shown})

    async def messages(self, request: Request) -> Response:
        """What a person sees in a conversation, or in one of its threads."""
        wanted = request.query_params
        user, thread = wanted.get("user", ""), wanted.get("thread_ts")
        with self._space.lock:
            place = self._space.channel(wanted["channel"])
            own = [one for one in place.messages if one.get("only_to") in (None, user)]
        if thread:
            own = [one for one in own if thread in (one["ts"], one.get("thread_ts"))]
        else:
            own = [one for one in own if one.get("thread_ts") in (None, one["ts"])]
        return JSONResponse({"messages": own})

    async def file(self, request: Request) -> Response:
        """A file's bytes."""
        file = self._space.files.get(request.path_params["file"])
        if file is None:
            return PlainTextResponse("no such file", 404)
        return Response(file["bytes"], media_type="image/png")

    async def shortcuts(self, _request: Request) -> Response:
        """The shortcuts that the app has on messages."""
        return JSONResponse({"shortcuts": self._slack.people.shortcuts})

    async def shortcut(self, request: Request) -> Response:
        """A person chooses one of them."""
        told = await request.json()
        seen = await self._slack.people.shortcut(
            told["user"], told["channel"], told["message_ts"], told["callback_id"]
        )
        return JSONResponse(seen)

    async def home(self, request: Request) -> Response:
        """The Home tab of a person, as the app drew it last; none: it never did."""
        with self._space.lock:
            return JSONResponse({"view": self._space.homes.get(request.query_params["user"])})

    async def home_open(self, request: Request) -> Response:
        """A person opens the Home tab, or the messages beside it."""
        told = await request.json()
        shown = await self._slack.people.open_home(
            told["user"], told.get("tab", "home"), told.get("beside")
        )
        return JSONResponse({"view": shown or None})

    async def look(self, request: Request) -> Response:
        """A person looks at another channel beside the app, or at none any more."""
        told = await request.json()
        await self._slack.people.look(told["user"], told.get("channel") or "")
        return JSONResponse({"ok": True})

    async def say(self, request: Request) -> Response:
        """A person posts a message."""
        told = await request.json()
        files = [(one["name"], base64.b64decode(one["base64"])) for one in told.get("files", ())]
        said = await self._slack.people.say(
            told["user"], told["channel"], told["text"], told.get("thread_ts"), files
        )
        return JSONResponse({"ts": said["ts"]})

    async def slash(self, request: Request) -> Response:
        """A person sends a slash command."""
        told = await request.json()
        seen = await self._slack.people.command(
            told["user"], told["channel"], told["command"], told.get("text", "")
        )
        return JSONResponse(seen)

    async def action(self, request: Request) -> Response:
        """A person presses something."""
        return JSONResponse(await self._slack.people.press(await request.json()))

    async def options(self, request: Request) -> Response:
        """A person types into an external menu."""
        return JSONResponse(await self._slack.people.suggest(await request.json()))

    async def view_submit(self, request: Request) -> Response:
        """A person sends a modal."""
        told = await request.json()
        return JSONResponse(
            await self._slack.people.submit(told["user"], told["view_id"], told["state"])
        )

    async def view_close(self, request: Request) -> Response:
        """A person closes a modal."""
        told = await request.json()
        return JSONResponse(await self._slack.people.close_view(told["user"], told["view_id"]))

    async def events(self, socket: WebSocket) -> None:
        """News of everything that changes."""
        await tell_news(socket, self._space.listeners)


def _journal(slack: Place, method: str, given: Json, answer: Json) -> None:
    slack.workspace.calls.append(
        {"method": method, "given": given, "answer": answer, "at": time.time()}
    )


def _in_person(slack: Place, given: Json) -> bool:
    """Whether a call is about a direct message."""
    return bool(slack.workspace.channel(str(given.get("channel"))).user)


async def _wait(fault: Json) -> None:
    """As long as a scripted trouble takes before its answer."""
    await asyncio.sleep(fault.get("delay", 0))
    while "until" in fault and not fault["until"].is_set():  # noqa: ASYNC110  of another thread
        await asyncio.sleep(0.005)


def _scripted(fault: Json) -> Response:
    """The answer of a scripted trouble."""
    if fault.get("drop"):
        raise ConnectionAbortedError("scripted")
    if fault.get("retry_after"):
        return _limited(fault["retry_after"])
    if fault.get("error"):
        return JSONResponse({"ok": False, "error": fault["error"]})
    return PlainTextResponse("trouble", int(fault.get("status", 500)))


def _limited(wait: float) -> Response:
    return JSONResponse(
        {"ok": False, "error": "ratelimited"},
        429,
        headers={"Retry-After": str(max(1, round(wait)))},
    )


async def _arguments(request: Request) -> tuple[Json, str]:
    """Query and body together, nested values decoded; and the token."""
    given: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        given |= json.loads(await request.body() or b"{}")
    else:
        given |= dict(await request.form())
    for name in NESTED:
        if isinstance(given.get(name), str) and given[name][:1] in "[{":
            given[name] = json.loads(given[name])
    header = request.headers.get("authorization", "")
    token = header.removeprefix("Bearer ").strip() or str(given.pop("token", ""))
    return given, token
