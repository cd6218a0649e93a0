"""Whether a message plainly asks for what it is taken for, or only asks whether it happened."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding import gate_words
from assistant.understanding.asking import after_all, tells_who_did
from assistant.understanding.canonical import DROPPED
from assistant.understanding.clause import NAMED, Clause
from assistant.understanding.gate import NOT_NOW, SPOKEN_OF, WHY
from assistant.understanding.mood import bare_of_manners, requests_of_another, without_request
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import DOCUMENTS
from assistant.understanding.wording import unaccounted

SEVERAL = frozenset({"orders", "returns", "parcels", "ones", "customers", "others", "rest"})
NEWLY = frozenset({"now", "new", "please", "pls", "from", "today", "should", "make", "set"})
"""With what a figure that is told is a new one."""
WHETHER = {
    "receive_return": "return_status", "start_return": "return_status",
    "receive_delivery": "purchase_status", "order_from_supplier": "purchase_status",
    "ship_order": "order_status", "cancel_order": "order_status", "hold_order": "order_status",
    "release_order": "order_status", "refund": "refund_status",
}  # fmt: skip
"""A change -> the question that asks whether it happened."""
HAPPENED = frozenset({"has", "have", "did", "was", "were"})
"""With what a question begins that asks whether something happened."""


def is_plain(speech: Speech, clause: Clause) -> bool:
    """Whether a message asks for what it is taken for, if not by a verb of its own.

    “fig candle +3”, “the tracking for 1043: …”. It names something of ours; where the change is of
    nothing that has a name, the message asks for that alone. What tells, denies, asks, supposes or
    puts off with any word at all has to ask by its verb.
    """
    said = without_request([word for word in clause.spoken if word != NAMED])
    words = bare_of_manners([word for word in said if word not in DROPPED])
    begins = not {*said[:1], *words[:1]}.isdisjoint(gate_words.BEGINNINGS)
    is_whole = (clause.first, clause.past) == (0, len(clause.text.tokens))
    is_named = bool(clause.named(*SPOKEN_OF)) if speech.takes else is_whole
    if _only_says_how_it_is(clause, words) or _tells_a_figure(clause):
        return False
    if begins or not is_named or _is_said_of(clause) or requests_of_another(said, clause):
        return False
    if _is_of_somebody_else(speech, clause):
        return False
    if tells_who_did(clause) or _names_strange_goods(speech, clause):
        return False
    joined = f" {' '.join(words)} "
    speaking = gate_words.SPEAKING - (speech.allows - gate_words.NEGATIONS)
    if clause.named(*DOCUMENTS) and SEVERAL.isdisjoint(words):
        # all of an order is that order
        speaking -= gate_words.EVERYTHING
    return speaking.isdisjoint(words) and not any(
        f" {phrase} " in joined for phrase in (*NOT_NOW, *gate_words.ALWAYS)
    )


def asks_whether(reasons: Sequence[str], clause: Clause) -> bool:
    """Whether a change was only asked about: “PO-63, has the rest of it turned up?”."""
    if gate_words.MODAL.intersection(clause.free):
        return False
    begun = {one.removeprefix("question: ") for one in reasons if one.startswith("question: ")}
    return bool(begun & HAPPENED) or (not begun and "question mark" in reasons)


def _names_strange_goods(speech: Speech, clause: Clause) -> bool:
    """“six parrot swings” where there is parrot food: a word nothing accounts for beside it."""
    strange = {at for _, at in unaccounted(speech, clause)}
    return any({tag.first - 1, tag.past} & strange for tag in clause.named("product"))


def _is_of_somebody_else(speech: Speech, clause: Clause) -> bool:
    """“tesco charge honey for 12.50”: a name that nothing accounts for, and what that one does."""
    strange = {at for _, at in unaccounted(speech, clause)}
    first, second = [*clause.placed, ("", -1), ("", -1)][:2]
    return first[1] in strange and second[0] in speech.cues


def _only_says_how_it_is(clause: Clause, words: Sequence[str]) -> bool:
    """“1043 faulty”: an order, and what is wrong, with no word of what is to be done."""
    return not words and {tag.kind for tag in clause.tags} <= {"order", *WHY}


def _tells_a_figure(clause: Clause) -> bool:
    """“the minimum for mugs is 10”: how it is, with no word that it is to be so from now on."""
    begins = clause.words[:1] in (["the"], ["minimum"], ["reorder"])
    told = any(clause.before(tag) in {"is", "are"} for tag in clause.named("units"))
    return begins and told and NEWLY.isdisjoint(clause.free)


def _is_said_of(clause: Clause) -> bool:
    """“3 mugs from Bath to Frome is a long drive”; “is coming back” says what is to happen."""
    past = max((tag.past for tag in clause.tags), default=clause.past)
    following = clause.text.tokens[past + 1].word if past + 1 < clause.past else ""
    return after_all(clause) in gate_words.FINITE and not following.endswith("ing")
