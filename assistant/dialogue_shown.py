"""What was shown is what is done: a change is looked at again at its Confirm.

Between a preview and its yes goods move, prices change, somebody else says the same. What a command
knows to be in the way it refuses by itself; here a change waits for another yes where it would be
shown otherwise by now, whatever it is that differs.
"""

from __future__ import annotations

import hashlib
import json

from assistant import render
from assistant.dialogue_offers import values_of
from commands.kit import Asked, Command, Plain, Preview

SIGN, SAID = "sign", "asked"
LENGTH = 16


def kept(command: Command, said: Plain, preview: Preview) -> Plain:
    """What is remembered of a preview, to see at Confirm whether it still stands.

    Args:
        command: whose it is.
        said: its name and its slots, as a button carries them.
        preview: what was shown.
    """
    return {SAID: said, SIGN: sign(command, preview)}


def is_otherwise(asked: Asked, command: Command, remembered: Plain) -> bool:
    """Whether a change would be shown otherwise than it was.

    Raises:
        ShopError: it cannot be done any more at all.
    """
    values = values_of(asked, command, remembered[SAID]["s"])
    preview = command.run(asked, **values)
    return not isinstance(preview, Preview) or sign(command, preview) != remembered[SIGN]


def sign(command: Command, preview: Preview) -> str:
    """Another whenever what would be done is another, or looks otherwise."""
    seen: object = preview.agreed
    if seen is None:
        seen = render.render(command.template, {**preview.facts, "token": ""}).blocks
    told = json.dumps([preview.stored, seen], sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:LENGTH]
