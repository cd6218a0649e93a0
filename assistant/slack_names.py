"""By what Slack knows things of ours: what is shown, and actions of buttons and menus. Pure.

Whatever takes in what comes from Slack needs no more of what is shown, and is there before it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

HOME = "home"
"""The Home tab, and of a message in the outbox that is no message but one."""
PROMPTS = "prompts"
"""Of a message in the outbox that is no message but what is suggested beside the messages."""
DRAWN = {HOME, PROMPTS}
"""What is queued as no more than for whom: it is made when it is sent."""
REFRESH = "home"
"""The action of the button that draws the Home tab again."""
OPENS, CHANGES = "form", "change"
"""Begin the actions of buttons that open a form: a new one, and that of a change that is shown."""
SEARCH = "find"
"""Begins the action of a menu whose options we are asked for; the command and slot follow."""
FORM = "form"
"""Our forms."""


def dm_of(shown: Mapping[str, Any]) -> str:
    """The direct message that a Home tab carries; empty when it is none of ours."""
    try:
        carried = json.loads(shown.get("private_metadata") or "{}")
    except json.JSONDecodeError:
        return ""
    return str(carried.get("dm") or "") if isinstance(carried, dict) else ""
