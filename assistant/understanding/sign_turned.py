"""“minus 4. not plus”: a change of stock that is shown, the other way."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.understanding.acts import Act, Understood
from assistant.understanding.slots import Slots

CHANGED = "adjust_stock"
SIGNED = re.compile(
    r"(?:(?:no|oh|sorry|wait|actually|i mean|i meant|should be|it's|its|make it|that's)\b[,.]* *)*"
    r"(?P<sign>minus|plus|off|take off|taken off|less|add|added)(?: *(?P<many>\d+))?"
    r"[,.;]? (?:and )?not (?:plus|minus|add(?:ed)?|up|on|off|down|less)\W*",
    re.IGNORECASE,
)
"""“minus 4. not plus”, of a change of stock."""


def turned_round(pending: Act, understood: Understood) -> Slots:
    """“minus 4, not plus”: the change of stock that is shown, the other way."""
    said, units = SIGNED.fullmatch(understood.text.clean.strip()), pending.slots.get("units")
    if said is None or pending.command != CHANGED or not isinstance(units, int):
        return {}
    many = int(said["many"]) if said["many"] else abs(units)
    return {"units": many if said["sign"].lower() in {"plus", "add", "added"} else -many}


def without_reason(pending: Act, otherwise: Slots) -> Act:
    """The change without why, where it turns round: why it was less is not why it is more."""
    before, now = pending.slots.get("units", 0), otherwise.get("units", 0)
    if pending.command != CHANGED or not before * now < 0:
        return pending
    slots = {name: value for name, value in pending.slots.items() if name != "reason"}
    return replace(pending, slots=slots)
