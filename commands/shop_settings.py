"""How the shop is set up as a whole.

Said: settings · show the shop's settings · what is the digest time
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots_settings import SETTING
from oms import settings
from oms.actors import MANAGE


@command(
    phrases=[
        "[show] [me] [the] [shop|shop's|our] settings",
        "what (are|is) [the|our] [shop|shop's] settings",
        "(what is|what's|whats|show) [me] [the|our] {setting}",
    ],
    slots=[SETTING],
    may=MANAGE,
)
def shop_settings(asked: Asked, setting: str | None = None) -> Reply:
    """Say how the shop is set up, and how that is changed."""
    shown = [setting] if setting else list(settings.KNOWN)
    rows = [
        {
            "name": name,
            "value": settings.value(asked.books, name),
            "means": settings.KNOWN[name].means,
        }
        for name in shown
    ]
    return Reply({"rows": rows, "setting": setting or ""})
