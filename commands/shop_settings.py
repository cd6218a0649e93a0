"""How the shop is set up as a whole.

Said: settings · show the shop's settings · set the digest time to 07:30
"""

from __future__ import annotations

from commands.kit import Asked, Reply, Slot, command
from commands.slot_kinds import one_of
from oms import settings
from oms.actors import MANAGE

SETTING = one_of(
    "setting",
    {said: name for name in settings.KNOWN for said in (name.replace("_", " "), name)},
    "digest time",
)
VALUE = Slot("value", r"\S.{0,199}?", lambda _asked, said: said, "07:30")


@command(
    phrases=[
        "[show] [me] [the] [shop|shop's|our] settings",
        "what (are|is) [the|our] [shop|shop's] settings",
        "(set|change|put) [the] {setting} [to] {value}",
        "(set|change) [the] {setting}",
        "(what is|what's|whats|show) [me] [the|our] {setting}",
        "change [the|a] (settings|setting)",
    ],
    slots=[SETTING, VALUE],
    may=MANAGE,
)
def shop_settings(asked: Asked, setting: str | None = None, value: str | None = None) -> Reply:
    """Say how the shop is set up, and where that is changed: nothing is changed by this."""
    if setting is not None and value is not None:
        settings.check(setting, value)
    shown = [setting] if setting else list(settings.KNOWN)
    rows = [
        {
            "name": name,
            "value": settings.value(asked.books, name),
            "means": settings.KNOWN[name].means,
        }
        for name in shown
    ]
    return Reply({"rows": rows, "setting": setting or "", "value": value or ""})
