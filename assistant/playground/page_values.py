"""What somebody chose in a control of a message or modal, in the words of Slack's payloads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

Json = Mapping[str, Any]

# element type -> the key that carries what was chosen
CARRIED = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
}
BUTTONS = ("button", "workflow_button", "icon_button", "feedback_buttons")


def action(element: Json, block_id: str, chosen: Any, *, at: float, zone: str) -> dict[str, Any]:
    """One entry of `actions` for an element somebody used.

    Args:
        element: as the app sent it.
        block_id: of the block it stands in.
        chosen: an option, a list of options, a text, or None (a button has nothing to choose).
        at: now, in seconds since 1970.
        zone: of the person, to read a date and time typed without one.
    """
    kind = str(element["type"])
    made: dict[str, Any] = {
        "type": kind,
        "action_id": element.get("action_id", ""),
        "block_id": block_id,
        "action_ts": f"{at:.6f}",
    }
    if kind in BUTTONS:
        made |= {key: element[key] for key in ("text", "value", "style") if key in element}
        return made
    return made | _carried(kind, chosen, zone)


def state(values: Iterable[Json], *, zone: str) -> dict[str, dict[str, Any]]:
    """`state.values` of a message or view: every input, empty ones as Slack sends them."""
    gathered: dict[str, dict[str, Any]] = {}
    for one in values:
        element = one["action"]
        kind = str(element["type"])
        if kind not in CARRIED:
            continue
        block = gathered.setdefault(str(one["block"]), {})
        carried = _carried(kind, one.get("chosen"), zone)
        block[str(element.get("action_id", ""))] = {"type": kind, **carried}
    return gathered


def _carried(kind: str, chosen: Any, zone: str) -> dict[str, Any]:
    key = CARRIED.get(kind, "value")
    if chosen in (None, "", []):
        return {key: [] if key.endswith("s") else None}
    if key.startswith("selected_option"):
        return {key: chosen}
    if key == "selected_date_time":
        typed = dt.datetime.fromisoformat(str(chosen)).replace(tzinfo=ZoneInfo(zone))
        return {key: int(typed.timestamp())}
    if isinstance(chosen, list):
        return {key: [option["value"] for option in chosen]}
    return {key: chosen["value"] if isinstance(chosen, Mapping) else str(chosen)}
