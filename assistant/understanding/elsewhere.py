"""Whether a message may be of something else than the change that waits.

Something else was answered since it was shown: “yes cancel that one”, “great, send it”.
"""

from __future__ import annotations

from assistant.understanding.acts import Understood
from assistant.understanding.agreeing_openly import FIRMLY
from assistant.understanding.state import State
from assistant.understanding.tag_sheet import OBJECTS
from assistant.understanding.tokens import Text


def is_of_another(state: State) -> bool:
    """Whether what was answered since is of another order, or of other goods, than what waits."""
    before, since = state.pending, state.focus
    if before is None or since is None:
        return False
    told = since.slots.get("order")
    others = {one for one in OBJECTS & before.slots.keys() & since.slots.keys()
              if before.slots[one] != since.slots[one]}  # fmt: skip
    if since.slots.get("product") == before.slots.get("to_product", ()):
        others -= {"product"}  # “do we even have hide glue?”, before a swap for it
    return bool(others) or (told is not None and told != before.slots.get("order"))


def points_at_another(state: State, text: Text) -> bool:
    """“great, send it”, after another order was looked at: without a yes it is of that one."""
    if state.pending is None or state.focus is None:
        return False
    order, shown = state.focus.slots.get("order"), state.pending.slots.get("order")
    points = not {"it", "that", "this"}.isdisjoint(text.words())
    return points and order not in {None, shown} and FIRMLY.isdisjoint(text.words())


def points_elsewhere(state: State, understood: Understood) -> bool:
    """“yes cancel that one”, where another order was shown since: it may be of that one."""
    words = understood.text.words()
    points = "one" in words and not {"that", "this"}.isdisjoint(words)
    return points and state.pending is not None and state.focus != state.pending
