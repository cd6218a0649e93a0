"""Change how the shop is set up.

Said: set the digest time to 08:00 · set the notice channel to #stock · clear the digest channel
"""

from __future__ import annotations

from collections.abc import Mapping

from commands.kit import (
    Asked,
    Done,
    Facts,
    Field,
    Form,
    MissingWord,
    Plain,
    Preview,
    Write,
    command,
)
from commands.slots_settings import EMPTYING, FIELDS, SETTING, VALUE, kept, label
from oms import ledger_edits, settings
from oms.actors import MANAGE
from oms.errors import AlreadySo, NoLongerPossible
from oms.ledger_edits import SETTING as PLACE
from oms.location_setup import ROOM as ROOM_ID


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    edits = []
    for one in stored["changes"]:
        ref = {"setting": one["name"]}
        done = ledger_edits.put(
            asked.books, PLACE, ref, one["after"], by=asked.who, key=f"{key}:{one['name']}"
        )
        if (done.before or "") != one["before"]:
            raise NoLongerPossible(f"{label(one['name'])} was changed since you were asked.")
        edits.append({"name": one["name"], "edit": done.edit_id})
    return Done(_facts(asked, stored["changes"]), {"edits": edits})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    changes = []
    for one in stored["edits"]:
        back = ledger_edits.undo(asked.books, one["edit"], by=asked.who, key=f"{key}:{one['name']}")
        changes.append(_change(one["name"], str(back.before or ""), str(back.after or "")))
    return _facts(asked, changes)


def _change(name: str, before: str, after: str) -> Plain:
    return {"name": name, "before": before, "after": after}


def _facts(asked: Asked, changes: list[Plain]) -> Facts:
    told = [
        {**one, "label": label(one["name"]), "means": settings.KNOWN[one["name"]].means,
         "is_room": one["name"] in settings.CHANNELS}
        for one in changes
    ]  # fmt: skip
    return {"changes": told, "who": asked.who.name}


def _as_they_are(asked: Asked) -> Mapping[str, str]:
    return {name: settings.value(asked.books, name) for name in settings.KNOWN}


def _starts(asked: Asked) -> Mapping[str, str]:
    """The settings as a form shows them, but for channels that Slack could not show there.

    Slack opens no form that names a channel by anything but its id, or one of another workspace.
    """
    return {name: value for name, value in _as_they_are(asked).items()
            if name not in settings.CHANNELS or ROOM_ID.fullmatch(value)}  # fmt: skip


FORM = Form(
    title="Settings of the shop",
    submit="Save",
    fields=tuple(
        Field(name, label(name), one.means, is_needed=name not in settings.EMPTY)
        for name, one in settings.KNOWN.items()
    ),
    slots=FIELDS,
    starts=_starts,
    clears=frozenset(settings.EMPTY),
)


@command(
    phrases=[
        "(set|change|put) [the] {setting} [to] {value}",
        "(set|change) [the] {setting}",
        "{emptying} [the] {setting}",
        "change [the|a] (settings|setting)",
    ],
    slots=[SETTING, VALUE, EMPTYING],
    may=MANAGE,
    write=Write(_do, _undo),
    form=FORM,
)
def change_setting(
    asked: Asked,
    setting: str | None = None,
    value: str | None = None,
    emptying: str = "",
    **told: str,
) -> Preview:
    """Change how the shop is set up: one setting in words, or any of them in a form."""
    told = {name: new for name, new in told.items() if new or name in _starts(asked)}
    if setting is not None:
        told = {setting: kept(asked, _said(setting, value, emptying), name=setting)}
    if not told:
        raise MissingWord("setting", "set the digest time to 08:00")
    now = _as_they_are(asked)
    changes = [_change(name, now[name], new) for name, new in told.items() if new != now[name]]
    if not changes:
        said = f"{label(setting)} is {now[setting] or 'empty'}" if setting else "It is so"
        raise AlreadySo(said)
    return Preview(_facts(asked, changes), {"changes": changes})


def _said(setting: str, value: str | None, emptying: str) -> str:
    """What a setting is to be, in the words in which it was said."""
    if emptying:
        return ""
    if value is None:
        words = f"set the {setting.replace('_', ' ')} to {settings.KNOWN[setting].default or '…'}"
        raise MissingWord("value", words, question=f"What is the {label(setting).lower()} to be?")
    return value
