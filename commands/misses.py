"""What was not understood lately.

Said: what did you not understand? · misses
"""

from __future__ import annotations

import json

from commands.kit import Asked, Reply, command
from oms import misses as kept
from oms.actors import MANAGE

LISTED, BUTTONS = 10, 5


@command(
    phrases=[
        "what (did|do|could) you not understand [lately|today|yesterday]",
        "what (didn't|don't|couldn't) you understand [lately|today|yesterday]",
        "what (was|is) not understood [lately|today|yesterday]",
        "[show|list] [me] [the|your] (misses|misunderstandings)",
    ],
    slots=[],
    may=MANAGE,
)
def misses(asked: Asked) -> Reply:
    """List the sentences that were not understood, so that a word can be taught from each."""
    found = kept.newest(asked.books, LISTED)
    offers = [
        [f"Teach “{one.unknown}”", "ask",
         json.dumps({"c": "remember_word", "s": {"miss": one.number}}), ""]
        for one in found[:BUTTONS]
    ]  # fmt: skip
    return Reply({"found": found, "offers": offers, "total": kept.count(asked.books)})
