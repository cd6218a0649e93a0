"""Bolt listeners, and nothing else: they hand on what came in, and acknowledge it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.internals import build_context
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant import slack_forms, slack_looking
from assistant.config import Config
from assistant.intake import Intake
from assistant.manifest import ABOUT, SCOPES
from assistant.slack_looking import Looked
from assistant.slack_names import CHANGES, HOME, OPENS, PROMPTS, REFRESH, dm_of
from assistant.slack_shape import TRIPPED
from assistant.slack_socket import WORKERS, Connection
from assistant.slack_workspaces import OURS, Alone, Workspaces, heard

if TYPE_CHECKING:
    from assistant.desk import Desk

log = logging.getLogger(__name__)
TIMEOUT = 30
CLOSING = 0.1
"""Seconds after which a connection that was just beginning is told again that it ends."""
UNFIT = re.compile("[\x00\ud800-\udfff]")
"""What no database keeps in a text."""
LONGEST = 3_000
"""Characters of an address, the longest of what is not written by people."""
LACKING = {"thread", "response_url"}
"""What some messages do not have."""
# of the subtypes of a message only these are somebody speaking to us
SPOKEN = {None, "file_share", "thread_broadcast"}


def client(config: Config) -> WebClient:
    """A client of Slack's Web API at the address the configuration names."""
    return Alone(token=config.slack_bot_token, base_url=config.slack_url, timeout=TIMEOUT)


def build(
    config: Config, desk: Callable[[], Desk], intake: Intake, known: Workspaces | None = None
) -> App:
    """The Bolt app: it starts although Slack is away, and asks Slack nothing before it answers.

    Args:
        config: with the token of the one workspace, where there is one.
        desk: where forms are opened and sent; loaded when the first is.
        intake: where all else that comes in is kept.
        known: the workspaces that let us in, each with its own token; None: there is one.
    """

    def who_we_are(context: BoltContext) -> AuthorizeResult | None:
        return context.get(OURS)

    logging.getLogger("slack_bolt.App").addFilter(_worth_saying)
    app = App(
        client=client(config),
        signing_secret=config.slack_signing_secret or "unused in Socket Mode",
        authorize=who_we_are,  # type: ignore[arg-type]  # it may be nobody
        listener_executor=ThreadPoolExecutor(WORKERS, thread_name_prefix="listener"),
        before_authorize=_prepared(known or Identity(client(config))),
    )
    app.use(_taker(intake))
    slack_forms.listen(app, desk)
    app.action(re.compile(".*"))(_acknowledge)
    if known is not None:
        known.listen(app)
    # what we do not use is acknowledged, or Slack would send it four times
    app.event(re.compile(".*"))(_nothing)
    app.view_submission(re.compile(".*"))(_acknowledge)
    app.view_closed(re.compile(".*"))(_acknowledge)
    app.shortcut(re.compile(".*"))(_acknowledge)
    return app


def _worth_saying(record: logging.LogRecord) -> bool:
    """Bolt warns that it leaves our token alone; it should, as we say ourselves who we are."""
    return "`token`" not in record.getMessage()


def connection(app: App, config: Config) -> Connection:
    """What connects: over this Slack reaches us without a public address. It has threads: one."""
    return Connection(app, config.slack_app_token, incoming)


def connect(handler: Connection) -> None:
    """Connect, or raise what stands in the way; it can be tried again."""
    handler.client.wss_uri = None  # an address is good once
    handler.connect()  # type: ignore[no-untyped-call]


def close(handler: Connection) -> None:
    """Close the connection, also one that just begins to receive.

    The SDK ends a session by a mark that a beginning one takes back, and then waits for it without
    an end: so it is marked until it has ended.
    """
    ours = handler.client
    ours.closed, ours.auto_reconnect_enabled = True, False
    receiving = ours.current_session_runner
    receiving.event.set()
    while receiving.is_alive():
        ours.current_session_state.terminated = True
        ours.disconnect()
        receiving.thread.join(CLOSING)
    handler.close()  # type: ignore[no-untyped-call]


def why_not(config: Config) -> str:
    """Why Slack does not know us; empty when it does."""
    try:
        client(config).auth_test()
    except SlackApiError as fault:
        return str(fault.response.get("error"))
    except OSError as fault:
        return str(fault)
    return ""


def lacking(config: Config) -> list[str]:
    """The scopes that we need and Slack did not give the token; empty where it does not say."""
    told = client(config).auth_test().headers
    given = next((told[name] for name in told if name.lower() == "x-oauth-scopes"), None)
    if given is None:
        return []
    return sorted(set(SCOPES) - {one.strip() for one in given.split(",")})


class Identity:
    """Who the bot is; asked of Slack once, and not needed to answer."""

    def __init__(self, web: WebClient) -> None:
        self._web = web
        self._known: AuthorizeResult | None = None

    def received(self, req: BoltRequest) -> BoltResponse | None:
        """Find whose a request is, as `heard` says; the workspace of our token is the shop's own.

        While Slack does not say which that is, it is the one that the request comes from.
        """
        if req.body.get("type") == "url_verification":
            return None
        ours, team = self.authorize(), req.context.team_id
        home = ours.team_id or team or ""
        return heard(req, ours if home == team else None, home)

    def authorize(self) -> AuthorizeResult:
        """The bot's identity as far as it is known now."""
        if self._known is None:
            try:
                told = self._web.auth_test()
            except (SlackApiError, OSError) as fault:
                log.warning("Slack does not say who we are: %s", fault)
                return self._result(None, None, None)
            # a token of a whole organisation is of no one workspace
            team = None if told.get("is_enterprise_install") else told["team_id"]
            self._known = self._result(team, told["user_id"], told.get("bot_id"))
        return self._known

    def _result(self, team: str | None, bot_user: str | None, bot: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=team,
            bot_token=self._web.token,
            bot_user_id=bot_user,
            bot_id=bot,
        )


class OddShape(ValueError):
    """Something that Slack would not send."""


def looking(body: dict[str, Any]) -> Looked | None:
    """Where somebody looks, as an event says it; None: it says nothing of it.

    Raises:
        OddShape: a part of it is missing, or is not of the type that it should be.
    """
    try:
        looked = slack_looking.looked(body)
    except (*TRIPPED, OverflowError, OSError) as fault:
        raise OddShape(type(fault).__name__) from fault
    if looked is not None and not _is_fit("user", looked.user):
        raise OddShape("user")
    return looked


def incoming(body: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Key and plain facts of what we act on; None for everything else.

    Raises:
        OddShape: a part of it is missing, or is not of the type that it should be.
    """
    try:
        told = _told(body)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as fault:
        raise OddShape(type(fault).__name__) from fault
    if told is not None and isinstance(told[1].get("text"), str):
        told[1]["text"] = UNFIT.sub("", told[1]["text"])
    for name, fact in told[1].items() if told is not None else ():
        if name != "files" and not _is_fit(name, fact):
            raise OddShape(name)
    return told


def _is_fit(name: str, fact: Any) -> bool:
    """Whether a fact is text; what people wrote may hold anything, all else is Slack's or ours."""
    if not isinstance(fact, str):
        return fact is None and name in LACKING
    return name == "text" or (not UNFIT.search(fact) and len(fact) <= LONGEST)


def _told(body: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    if body.get("type") == "event_callback":
        is_home = body["event"]["type"] == slack_looking.OPENED
        return _home(body["event"], body) if is_home else _message(body)
    if body.get("type") == "block_actions":
        return _action(body)
    if body.get("type") == "message_action" and body["callback_id"] == ABOUT:
        return _about(body)
    return _slash(body) if "command" in body else None


def _message(body: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    event = body["event"]
    if event.get("bot_id") or event.get("subtype") not in SPOKEN or not event.get("user"):
        return None
    is_dm = event["type"] == "message" and event.get("channel_type") == "im"
    if not is_dm and event["type"] != "app_mention":
        return _overheard(event)
    # a mention is answered in its thread, a DM where it was said
    thread = event.get("thread_ts") if is_dm else event.get("thread_ts") or event["ts"]
    # one message can come as two events, so what counts is where and when it was said
    key = f"{event['channel']}:{event['ts']}"
    return key, {
        "kind": "message",
        "text": event.get("text") or "",
        "user": event["user"],
        "target": event["channel"],
        "thread": thread,
        "ts": event["ts"],
        "files": _files(event),
    }


def _home(event: dict[str, Any], body: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """The tab of ours that somebody opened: the Home tab is drawn, beside messages we suggest."""
    kind = {"home": HOME, "messages": PROMPTS}.get(str(event.get("tab")))
    if kind is None:
        return None
    key = f"{event['channel']}:{body['event_id']}"
    return key, _drawing(event["user"], event["channel"], kind)


def _drawing(user: str, dm: str, kind: str = HOME) -> dict[str, Any]:
    return {"kind": kind, "user": user, "target": dm, "thread": None}


def _overheard(event: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Pictures that somebody posts in a thread without calling us; nothing else is ours to hear."""
    files = _files(event)
    if not files or not event.get("thread_ts"):
        return None
    # the same message comes as a mention too when it calls us: that one is answered
    return f"{event['channel']}:{event['ts']}:pictures", {
        "kind": "pictures",
        "text": event.get("text") or "",
        "user": event["user"],
        "target": event["channel"],
        "thread": event["thread_ts"],
        "files": files,
    }


def _files(event: dict[str, Any]) -> list[list[str]]:
    """Id, name and permalink of each file that is there; what was deleted has none."""
    return [
        [file["id"], file.get("name") or file["id"], file["permalink"]]
        for file in event.get("files") or ()
        if file.get("permalink") and file.get("mode") != "tombstone"
    ]


def _action(body: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    action, user = body["actions"][0], body["user"]["id"]
    if action["action_id"].partition(":")[0] in {OPENS, CHANGES}:
        return None  # it only opens a form
    container = body.get("container", {})
    if container.get("type") == "view":
        return _on_home(action, user, body["view"])
    message = container.get("message_ts", "")
    target = container.get("channel_id") or body.get("channel", {}).get("id", "")
    key = f"{target}:{message}:{action['action_id']}:{action.get('action_ts')}:{user}"
    return key, {
        "kind": "press",
        "action": action["action_id"],
        "value": action.get("value") or "",
        "user": user,
        "target": target,
        "thread": body.get("message", {}).get("thread_ts") or container.get("thread_ts"),
        "message": message,
        "response_url": body.get("response_url") if container.get("is_ephemeral") else None,
    }


def _on_home(
    action: dict[str, Any], user: str, view: dict[str, Any]
) -> tuple[str, dict[str, Any]] | None:
    """A button or menu of the Home tab: it is answered in the direct message."""
    dm = dm_of(view)
    if not dm:
        return None
    key = f"{view['id']}:{action['action_id']}:{action.get('action_ts')}:{user}"
    if action["action_id"].partition(":")[0] == REFRESH:
        return key, _drawing(user, dm)
    asks, value = action["action_id"], action.get("value") or ""
    if action.get("type") == "external_select":
        asks, value = slack_forms.found(action)
    return key, {
        "kind": "press",
        "action": asks,
        "value": value,
        "user": user,
        "target": dm,
        "thread": None,
        "message": "",
    }


def _about(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A message that somebody points at: it is answered in its thread."""
    message, channel, user = body["message"], body["channel"]["id"], body["user"]["id"]
    ts = body.get("message_ts") or message["ts"]
    return f"{channel}:{ts}:{ABOUT}:{body['action_ts']}:{user}", {
        "kind": "about",
        "text": message.get("text") or "",
        "user": user,
        "target": channel,
        "thread": message.get("thread_ts") or ts,
        "ts": ts,
        "private_url": body["response_url"],
    }


def _slash(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    # what Slack numbers is numbered in each workspace anew
    return f"{body['channel_id']}:{body['trigger_id']}:{body['user_id']}", {
        "kind": "slash",
        "text": body.get("text") or "help",
        "user": body["user_id"],
        "target": body["channel_id"],
        "thread": None,
        "response_url": body["response_url"],
    }


def _taker(intake: Intake) -> Callable[..., BoltResponse | None]:
    """Keep what came in before it is acknowledged; what is known already has no second effect."""

    def take(
        body: dict[str, Any],
        next: Callable[[], BoltResponse],  # noqa: A002
    ) -> BoltResponse | None:
        try:
            looked, told = looking(body), incoming(body)
        except OddShape as odd:
            # acknowledged: it would only come again as it is
            log.warning("Slack sent something of an odd shape: %s", odd)
            return BoltResponse(status=200, body="")
        if looked is not None:
            intake.looks(looked)
        if told is None:
            return next()
        intake.take_in(*told)
        return BoltResponse(status=200, body="")

    return take


def _nothing() -> None:
    """Nothing of ours hangs on this event."""


def _acknowledge(ack: Callable[[], None]) -> None:
    ack()


def _prepared(known: Workspaces | Identity) -> Callable[..., BoltResponse]:
    """What is done to a request before anything else is."""

    def prepare(req: BoltRequest, next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002
        _mend_slash_command(req)
        return known.received(req) or next()

    return prepare


def _mend_slash_command(req: BoltRequest) -> None:
    """Over HTTP Bolt loses a slash command whose text holds the word “payload”."""
    if req.mode == "http" and not req.body and "command=" in req.raw_body:
        req.body.update(dict(parse_qsl(req.raw_body, keep_blank_values=True)))
        build_context(req.context, req.body)
