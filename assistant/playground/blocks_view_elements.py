"""Buttons, menus and inputs of a Slack message or modal, shown as HTML form controls.

Every control carries `data-action`, the element as the app sent it, and `data-block`, its block:
the page hands both back with what was chosen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from markupsafe import Markup

from assistant.playground.blocks_view_text import Json, Viewer, plain, text_object

CHOICES = {"static_select", "external_select", "users_select", "conversations_select"}
CHOICES |= {"channels_select"}
MANY = {f"multi_{kind}" for kind in CHOICES}
PICKERS = {"datepicker": "date", "timepicker": "time", "datetimepicker": "datetime-local"}
TYPED = {"plain_text_input": "text", "email_text_input": "email", "url_text_input": "url"}
TYPED |= {"number_input": "number"}


def element(part: Json, block_id: str, viewer: Viewer) -> Markup:
    """Show one interactive element, or the text or picture that stands among them."""
    kind = str(part.get("type"))
    if kind in {"plain_text", "mrkdwn"}:
        return Markup("<span>{}</span>").format(text_object(part, viewer))
    return KINDS.get(kind, _input)(part, block_id, viewer)


def _wiring(part: Json, block_id: str) -> Markup:
    sent = json.dumps(dict(part), ensure_ascii=False)
    return Markup('data-action="{}" data-block="{}"').format(sent, block_id)


def _button(part: Json, block_id: str, viewer: Viewer) -> Markup:
    style = part.get("style", "")
    text = part.get("text") or {"type": "plain_text", "text": str(part.get("icon", ""))}
    said = part.get("accessibility_label")
    return Markup('<button type="button" class="act {}"{} {}>{}</button>').format(
        style,
        Markup(' aria-label="{}"').format(said) if said else "",
        _wiring(part, block_id),
        text_object(text, viewer),
    )


def _feedback(part: Json, block_id: str, _viewer: Viewer) -> Markup:
    shown = Markup("")
    for which, sign in (("positive_button", "👍"), ("negative_button", "👎")):
        if choice := part.get(which):
            shape = Markup('<button type="button" class="act quiet" aria-label="{}" {}>{}</button>')
            sent = {**part, "value": choice.get("value", "")}
            shown += shape.format(choice["text"]["text"], _wiring(sent, block_id), sign)
    return shown


def _overflow(part: Json, block_id: str, _viewer: Viewer) -> Markup:
    rows = Markup("").join(
        Markup('<button type="button" role="menuitem" data-option="{}">{}</button>').format(
            json.dumps(option, ensure_ascii=False), plain(option["text"]["text"])
        )
        for option in part.get("options", ())
    )
    shape = Markup(
        '<details class="overflow" {}><summary aria-label="More">⋯</summary>'
        '<div role="menu">{}</div></details>'
    )
    return shape.format(_wiring(part, block_id), rows)


def _options(options: Iterable[Json], chosen: Iterable[Json]) -> Markup:
    values = {option.get("value") for option in chosen}
    return Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            json.dumps(dict(option), ensure_ascii=False),
            Markup(" selected") if option.get("value") in values else "",
            option["text"]["text"],
        )
        for option in options
    )


def _menu(part: Json, block_id: str, viewer: Viewer) -> Markup:
    placeholder = (part.get("placeholder") or {}).get("text", "Choose…")
    many = str(part["type"]).startswith("multi_")
    if str(part["type"]).endswith("external_select"):
        shape = Markup(
            '<input class="menu external" role="combobox" autocomplete="off" '
            'placeholder="{0}" aria-label="{0}" value="{1}" data-option="{2}" {3}>'
        )
        first = part.get("initial_option")
        shown, sent = ("", "") if first is None else (first["text"]["text"], json.dumps(first))
        return shape.format(placeholder, shown, sent, _wiring(part, block_id))
    chosen = part.get("initial_options") or [part.get("initial_option") or {}, *_first(part)]
    rows = _options(part.get("options") or _people(part, viewer), chosen)
    for group in part.get("option_groups", ()):
        rows += Markup('<optgroup label="{}">{}</optgroup>').format(
            group["label"]["text"], _options(group["options"], chosen)
        )
    first = Markup("") if many else Markup('<option value="">{}</option>').format(placeholder)
    return Markup('<select class="menu" aria-label="{}" {}{}>{}{}</select>').format(
        placeholder, Markup("multiple ") if many else "", _wiring(part, block_id), first, rows
    )


def _first(part: Json) -> list[Json]:
    """What stands in a menu of people or channels at first, as its options."""
    one = str(part["type"]).removeprefix("multi_").removesuffix("s_select")
    first = part.get(f"initial_{one}s") or [part.get(f"initial_{one}")]
    return [{"value": known} for known in first if known]


def _people(part: Json, viewer: Viewer) -> list[Json]:
    """The options of a menu of people or channels, which Slack fills itself."""
    names = viewer.users if "users" in str(part["type"]) else viewer.channels
    return [{"text": {"text": name}, "value": known} for known, name in names.items()]


def _ticks(part: Json, block_id: str, viewer: Viewer) -> Markup:
    kind = "checkbox" if part["type"] == "checkboxes" else "radio"
    chosen = part.get("initial_options") or [part.get("initial_option") or {}]
    values = {option.get("value") for option in chosen}
    shape = Markup('<label><input type="{}" name="{}" value="{}"{}> <span>{}</span></label>')
    rows = Markup("").join(
        shape.format(
            kind,
            f"{block_id}.{part.get('action_id', '')}",
            json.dumps(option, ensure_ascii=False),
            Markup(" checked") if option.get("value") in values else "",
            text_object(option["text"], viewer),
        )
        for option in part.get("options", ())
    )
    return Markup('<div class="ticks" role="group" {}>{}</div>').format(
        _wiring(part, block_id), rows
    )


def _input(part: Json, block_id: str, _viewer: Viewer) -> Markup:
    kind = str(part.get("type"))
    placeholder = (part.get("placeholder") or {}).get("text", "")
    initial = part.get("initial_value") or part.get("initial_date") or part.get("initial_time")
    if part.get("multiline"):
        shape = Markup('<textarea rows="3" placeholder="{}" {}>{}</textarea>')
        return shape.format(placeholder, _wiring(part, block_id), initial or "")
    if kind not in PICKERS | TYPED:
        return Markup('<span class="unknown">{}</span>').format(kind)
    limits = Markup("")
    for ours, theirs in (("min", "min_value"), ("max", "max_value"), ("maxlength", "max_length")):
        if part.get(theirs) is not None:
            limits += Markup(' {}="{}"').format(ours, part[theirs])
    return Markup('<input type="{}" placeholder="{}" value="{}"{} {}>').format(
        (PICKERS | TYPED)[kind], placeholder, initial or "", limits, _wiring(part, block_id)
    )


def picture(part: Json, viewer: Viewer, style: str) -> Markup:
    """Show an image by its address or its Slack file; its alt text is always there."""
    url = str(part.get("image_url", ""))
    if stored := part.get("slack_file"):
        url = viewer.files + str(stored.get("id") or stored.get("url", "")).rsplit("/", 1)[-1]
    shape = Markup('<img class="{}" src="{}" alt="{}">')
    return shape.format(style, url, part.get("alt_text", ""))


KINDS: Mapping[str, Callable[[Json, str, Viewer], Markup]] = {
    "image": lambda part, _block_id, viewer: picture(part, viewer, "small-picture"),
    "button": _button,
    "workflow_button": _button,
    "icon_button": _button,
    "feedback_buttons": _feedback,
    "overflow": _overflow,
    "checkboxes": _ticks,
    "radio_buttons": _ticks,
    **dict.fromkeys(CHOICES | MANY, _menu),
}
