"""Whether it is unclear, after a message, what a yes would be to.

Something was to be put right and it is not clear what: a yes after it is no yes to what was shown.
"""

from __future__ import annotations

import re

from assistant.understanding import letting_go, otherwise, putting_right, turning
from assistant.understanding.acts import Act, Understood
from assistant.understanding.beginning import begins
from assistant.understanding.elsewhere import points_elsewhere
from assistant.understanding.gate_words import NEGATIONS
from assistant.understanding.parse import Reader
from assistant.understanding.state import State
from assistant.understanding.tag_sheet import DOCUMENTS
from assistant.understanding.talk_words import DOUBTING, OBJECTING, REFUSED
from assistant.understanding.tokens import read

ASKED_BACK = re.compile(
    r",? (?:is|are|was|were|does|do|has|have|wo|ca|would|could)n'?t (?:it|they|he|she|that)[?.! ]*$"
    r"|,? innit[?.! ]*$",
    re.IGNORECASE,
)
"""“…, isn't it” denies nothing."""
LOST = frozenset({"suggest", "none"})


def leaves_unclear(reader: Reader, state: State, understood: Understood, action: str) -> bool:
    """Whether what waits is let go of, as a message may have been to put it right.

    Args:
        reader: with the shop's names.
        state: before the message.
        understood: the message.
        action: what it leads to.
    """
    if action == "answer":
        return _is_beside_answer(reader, state, understood)
    if action not in LOST:
        return False
    is_suggested = action == "suggest" and state.pending is not None
    if is_suggested or points_elsewhere(state, understood):
        return True  # a yes may be to what was suggested, or to what was shown since
    # “they are not mouldy at all” denies what was shown, too
    words = read(ASKED_BACK.sub("", understood.text.clean)).words()
    denies = begins(understood, OBJECTING) or not (NEGATIONS | DOUBTING).isdisjoint(words)
    pending = state.pending
    retypes = pending is not None and otherwise.may_retype(pending, understood)
    return denies or retypes or turning.names_something(understood)


def _is_beside_answer(reader: Reader, state: State, understood: Understood) -> bool:
    """Whether an answer may be beside the point: “yes, no, 1044”."""
    if begins(understood, REFUSED) or {"yes", "no"} <= {*understood.text.words()}:
        return True
    if letting_go.lets_go_first(understood):
        return True
    if state.pending is None:
        return False
    if _only_names_another(state.pending, understood):
        return True  # “1044”, of a change of 1042: it may be meant instead
    objects = begins(understood, OBJECTING) and not putting_right.asks(understood)
    return objects or putting_right.rivals(reader, state.pending, understood)


def _only_names_another(pending: Act, understood: Understood) -> bool:
    """Whether a message is the number of another order, return or purchase order, and no more."""
    tags = [tag for tag in understood.tags if tag.kind in DOCUMENTS]
    named = {at for tag in tags for at in range(tag.first, tag.past)}
    left = [token.word for at, token in enumerate(understood.text.tokens) if at not in named]
    is_bare = bool(tags) and set(left) <= {"*", "order", "and", "or", ".", "no"}
    return is_bare and any(pending.slots.get(tag.kind, tag.value) != tag.value for tag in tags)
