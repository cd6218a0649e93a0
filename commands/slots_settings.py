"""Words -> a setting of the shop, and what is kept of what people say of it."""

from __future__ import annotations

import re
from functools import partial

from commands.kit import Asked, Choice, Slot
from commands.slot_kinds import one_of, words
from commands.slots_setup import ROOM
from oms import settings

CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d))? ?(am|pm)?", re.IGNORECASE)
NOON = 12


def label(name: str) -> str:
    """What people call a setting: “Digest time”."""
    return name.replace("_", " ").capitalize()


def kept(asked: Asked, said: str, *, name: str) -> str:
    """What is kept of what somebody says that a setting is to be.

    Raises:
        BadSetting, BadSetup: it cannot be that.
    """
    said = " ".join(said.split())
    if name in settings.CHANNELS and said:
        said = ROOM.read(asked, said)
    elif name in settings.CHOICES:
        said = said.lower().replace(" ", "_")
    elif name == "digest_time":
        said = _clock(said)
    elif name == "currency":
        said = said.upper()
    settings.check(name, said)
    return said


def _clock(said: str) -> str:
    """“8.15”, “8 am” as HH:MM; what is no time stays as it is, to be refused as it was said."""
    match = CLOCK.fullmatch(said)
    if match is None or not (match[2] or match[3]):
        return said
    hour, half = int(match[1]), (match[3] or "").lower()
    if half and not 1 <= hour <= NOON:
        return said
    hour = hour % NOON + (NOON if half == "pm" else 0) if half else hour
    return f"{hour:02}:{match[2] or '00'}"


def _of_form(name: str) -> Slot:
    """A setting as a field of its own."""
    read, example = partial(kept, name=name), settings.KNOWN[name].default or "…"
    choices = tuple(Choice(label(one), one) for one in settings.CHOICES.get(name, ()))
    is_room = name in settings.CHANNELS
    pattern = r"\w{1,40}" if is_room else r"\S.{0,199}"
    return Slot(name, pattern, read, example, choices=choices, is_room=is_room)


SETTING = one_of(
    "setting",
    {said: name for name in settings.KNOWN for said in (name.replace("_", " "), name)},
    "digest time",
)
VALUE = Slot("value", r"\S.{0,199}?", lambda _asked, said: said, "07:30")
EMPTYING = Slot("emptying", r"clear|empty|remove|unset", words, "clear")
"""There is to be none."""
FIELDS = tuple(_of_form(name) for name in settings.KNOWN)
