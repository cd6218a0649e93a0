"""Bolt listeners of forms: a form opens, its menus are filled, and it is sent.

Opening only reads, and comes first of all: Slack takes a form for three seconds after the click.
What is sent is done before it is acknowledged, since the answer stands in the acknowledgement.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.form_asked import Opening, Sent
from assistant.manifest import FIND, FORMS
from assistant.slack_names import CHANGES, FORM, OPENS, SEARCH, dm_of

if TYPE_CHECKING:
    from assistant.desk import Desk

log = logging.getLogger(__name__)
UNFIT = re.compile("[\x00\ud800-\udfff]")
TRIPPED = (KeyError, TypeError, AttributeError, IndexError, ValueError)
Json = dict[str, Any]
Ack = Callable[..., Any]
Told = TypeVar("Told")
LONGEST_TYPED = 200


def listen(app: App, desk: Callable[[], Desk]) -> None:
    """Have forms opened, filled and sent, at the desk, which is first loaded when it is needed."""

    def late(wanted: Opening, key: str) -> None:
        desk().deliver(desk().too_late(wanted, key))

    def form(wanted: Opening) -> Json:
        return desk().form(wanted)

    for opens in (OPENS, CHANGES):
        app.action(re.compile(rf"^{opens}:"))(_opener(pressed, form, late))
    for shortcut in FORMS:
        app.message_shortcut(shortcut)(_opener(pointed, form, late))
    app.global_shortcut(FIND)(_opener(sought, lambda wanted: desk().finder(wanted.user)))
    app.options(re.compile(rf"^{SEARCH}:"))(_suggester(desk))
    app.options(re.compile(".*"))(_no_options)
    app.view(FORM)(_taker(desk))


def pressed(body: Json) -> Opening:
    """The form that a button of a message opens."""
    told = json_of(body["actions"][0]["value"])
    container = body["container"]
    if container.get("type") == "view":
        return _on_home(body, str(told["c"]))
    message, target = container["message_ts"], container["channel_id"]
    thread = body.get("message", {}).get("thread_ts") or container.get("thread_ts")
    is_private = bool(container.get("is_ephemeral"))
    where = Opening(
        command="",
        user=body["user"]["id"],
        target=target,
        thread=thread,
        root=thread or (None if is_private else message),
        url=body.get("response_url") if is_private else None,
        message=message,
    )
    if body["actions"][0]["action_id"].partition(":")[0] == CHANGES:
        return replace(where, changes=told["t"])
    return replace(where, command=str(told["c"]), order=told["s"].get("order"))


def _on_home(body: Json, command: str) -> Opening:
    """A button of the Home tab: what comes of its form is told in the direct message."""
    dm = dm_of(body["view"])
    if not dm:
        raise ValueError("view")
    return Opening(command, body["user"]["id"], dm, None)


def pointed(body: Json) -> Opening:
    """The form that a shortcut on a message opens, about the order that the message names."""
    message = body["message"]
    thread = message.get("thread_ts") or body.get("message_ts") or message["ts"]
    return Opening(
        command=FORMS[body["callback_id"]],
        user=body["user"]["id"],
        target=body["channel"]["id"],
        thread=thread,
        root=thread,
        url=body["response_url"],
        text=UNFIT.sub("", message.get("text") or ""),
    )


def sought(body: Json) -> Opening:
    """The search that a shortcut opens from anywhere: it is nowhere but with that person."""
    user = body["user"]["id"]
    return Opening(command="", user=user, target=user, thread=None)


def found(action: Json) -> tuple[str, str]:
    """What is chosen in a menu outside a form asks of that thing: as a button that says so."""
    _, command, slot = action["action_id"].split(":")
    chosen = int(action["selected_option"]["value"])
    return f"ask:{SEARCH}", json.dumps({"c": command, "s": {slot: chosen}})


def submitted(body: Json) -> Sent:
    """A form that was sent."""
    view = body["view"]
    values = fit(view["state"]["values"])
    if not isinstance(values, Mapping):
        raise TypeError("values")
    return Sent(body["user"]["id"], view.get("private_metadata"), values)


def json_of(text: object) -> Json:
    """What a button carries.

    Raises:
        ValueError, TypeError: it is none of ours.
    """
    told = json.loads(str(text))
    if not isinstance(told, dict):
        raise TypeError("value")
    return told


def fit(value: Any) -> Any:
    """What was filled in, without what no database keeps."""
    if isinstance(value, str):
        return UNFIT.sub("", value)
    if isinstance(value, list):
        return [fit(one) for one in value]
    if isinstance(value, dict):
        return {fit(name): fit(one) for name, one in value.items()}
    return value


def _opener(
    read: Callable[[Json], Opening],
    view: Callable[[Opening], Json],
    late: Callable[[Opening, str], None] | None = None,
) -> Callable[..., None]:
    """What opens a form.

    Args:
        read: what is wanted, of what came from Slack.
        view: the form of that.
        late: tells of one that could not be opened, once for each key; None: there is no place to
            tell it, and whoever asked sees that nothing opens.
    """

    def open_it(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        wanted = _told(read, body)
        if wanted is None:
            return
        try:
            client.views_open(trigger_id=body["trigger_id"], view=view(wanted))
        except (SlackApiError, OSError) as fault:
            log.warning("A form could not be opened: %s", fault)
            if late is not None:
                late(wanted, f"late:{body['user']['id']}:{body['trigger_id']}")

    return open_it


def _suggester(desk: Callable[[], Desk]) -> Callable[..., None]:
    def suggest(ack: Ack, body: Json) -> None:
        told = _told(lambda it: _texts(it["user"]["id"], it["action_id"], it["value"]), body)
        ack(options=[] if told is None else desk().options(*told))

    return suggest


def _taker(desk: Callable[[], Desk]) -> Callable[..., None]:
    def take(ack: Ack, body: Json) -> None:
        sent = _told(submitted, body)
        if sent is None:
            ack()
            return
        answer, queued = desk().fill_in(sent)
        ack(answer or "")
        desk().deliver(queued)

    return take


def _told(read: Callable[[Json], Told], body: Json) -> Told | None:
    """What something says; None: Slack would not send it so, and it would only come again."""
    try:
        told = read(body)
        _all_text(told)
    except TRIPPED as fault:
        log.warning("Slack sent something of an odd shape: %s", type(fault).__name__)
        return None
    return told


def _texts(*given: object) -> tuple[str, str, str]:
    user, action, typed = (UNFIT.sub("", one) for one in given if isinstance(one, str))
    return user, action, typed[:LONGEST_TYPED]


def _all_text(told: object) -> None:
    """Refuse what should be text and is none, or is none that a database keeps."""
    named: tuple[object, ...] = ()
    if isinstance(told, Opening):
        named = (told.user, told.target, told.command, told.thread, told.root, told.url,
                 told.changes, told.message)  # fmt: skip
    if isinstance(told, Sent):
        named = (told.user,)
    if not all(one is None or (isinstance(one, str) and not UNFIT.search(one)) for one in named):
        raise TypeError("text")


def _no_options(ack: Ack) -> None:
    """No menu of ours."""
    ack(options=[])
