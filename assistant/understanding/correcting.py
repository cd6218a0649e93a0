"""What a message puts right of the change that waits: “no, 3”, “no wait, it's R-66”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding import (
    candidates,
    going_on,
    other_size,
    otherwise,
    putting_right,
    several_orders,
    sign_turned,
    taken_over,
    turning,
)
from assistant.understanding.acts import Act, Understood
from assistant.understanding.answering import moved
from assistant.understanding.beginning import begins, opened, opening
from assistant.understanding.clause import QUESTIONS, SHOWING
from assistant.understanding.features import stem
from assistant.understanding.fragments import is_fragment
from assistant.understanding.given import again
from assistant.understanding.given import given as slots_given
from assistant.understanding.no_longer_wanted import is_why, with_why
from assistant.understanding.parse import Reader
from assistant.understanding.slots import Slots
from assistant.understanding.tag_sheet import DOCUMENTS
from assistant.understanding.talk_words import (
    AGAINST_WHY,
    CORRECTING,
    FOLLOWING,
    HESITATING,
    PARTLY,
    REFUSED,
)
from assistant.understanding.turning import spoken

PROPOSING = ("what about", "how about", "what if")
"""How it is asked to have it otherwise."""


def corrected(reader: Reader, pending: Act, understood: Understood) -> Act | None:
    """The change that waits, with what the message puts right."""
    words = spoken(understood)
    # “show me 1044” looks at another one, and leaves alone what waits
    looks = words[:1] == ["show"]
    looks |= putting_right.tells_what_was(pending, words) or _only_asks(understood, words)
    looks |= putting_right.is_without(pending, understood)
    looks |= several_orders.is_of_more(understood)
    looks |= putting_right.tells_what_will_be(words)
    looks |= turning.denies_all(understood) or turning.is_whole(pending, understood)
    several = several_orders.of_several(pending, understood)
    is_reason = is_why(pending.command, understood.text.clean)
    if is_reason or (looks and not several):
        return with_why(reader, pending) if is_reason else None
    is_part = is_fragment(reader, understood, (*CORRECTING, *FOLLOWING))
    turned = otherwise.swapped(words, pending)
    other = candidates.other(reader, pending, words[opened(words, CORRECTING) :])
    another = several or _names_another(reader, pending, understood)
    # “wrong way round, it goes TO the shop”
    another = another or (turned if otherwise.turns_to(turned, understood) else {}) or other
    another = another or candidates.other_called(reader, pending, understood)
    another = another or otherwise.delivered(reader, pending, understood)
    another = another or moved(pending, understood)
    another = another or otherwise.amended(pending, understood)
    another = another or sign_turned.turned_round(pending, understood)
    another = another or other_size.otherwise(reader.known, pending, understood)
    another = another or turning.tells_reason(reader, pending, understood)
    if another:
        return again(reader, sign_turned.without_reason(pending, another), another)
    # “that's all” ends what is said
    ends = words[:2] == ["that", "is"] or words[:1] == ["thats"]
    if not ends and turning.means_all(words[opened(words, CORRECTING) :]):
        return _in_full(reader, pending)
    tells_stage = turning.tells_stage(understood) and not pending.slots.get("stage")
    if tells_stage or (not is_part and not turning.only_tells_why(understood)):
        return None
    given = slots_given(reader, pending, understood, "") or turned
    if turning.is_startled(understood):
        given.pop("reason", None)
    if {"order", "product"} <= given.keys() and "product" not in pending.slots:
        given.pop("product")  # “the saison one I mean, 31223”: which order it is
    why_not = given.keys() == {"reason"} and begins(understood, REFUSED)
    takes_off = given.get("units", 0) < 0 and pending.command != "adjust_stock"
    if not given or takes_off or (why_not and "reason" not in pending.slots):
        # “no, she changed her mind” says why not
        return None
    found = again(reader, *turning.as_count(pending, given, words))
    # “only 20”, of a refund for an order of three things; “12 of them” are things
    return found if "of" in understood.text.words() else taken_over.as_amount(reader, found)


def _only_asks(understood: Understood, words: Sequence[str]) -> bool:
    """“what's in 1044”, while a change of another order waits: it puts nothing right."""
    begins = words[opened(words, (*CORRECTING, *HESITATING, "and")) :][:1]
    proposes = opening(words, PROPOSING) or opening(words[1:], PROPOSING)
    asks = understood.verdict in {"answer", "clarify"} and not proposes
    return asks and not going_on.ASKING.isdisjoint(begins)


def _in_full(reader: Reader, pending: Act) -> Act | None:
    """“actually all of it”: the change without how much of it."""
    slots = {name: value for name, value in pending.slots.items() if name not in PARTLY}
    needs = reader.speeches[pending.command].missing(frozenset(slots))
    return None if needs else again(reader, replace(pending, slots=slots), {})


def _names_another(reader: Reader, pending: Act, understood: Understood) -> Slots:
    """“no wait it's R-66 I've got in my hand”: a number of the kind that the change is of."""
    words = list(spoken(understood))
    begun_by = opened(words, CORRECTING)
    [*tags] = understood.tags
    if not begun_by or len(tags) != 1 or tags[0].kind not in DOCUMENTS or not tags[0].known:
        return {}
    is_same = pending.slots.get(tags[0].kind) in {None, tags[0].value}
    after = frozenset(words[begun_by:])
    # “no need to ship 1044” asks for nothing
    does = {stem(word) for word in after} & {stem(word) for word in reader.judge.acting}
    does -= {"hold"} if "holding" in after else set()  # “I'm holding RET-21”
    asks_of_it = understood.verdict == "answer" and not after.isdisjoint(QUESTIONS | SHOWING)
    if is_same or does or asks_of_it or after & AGAINST_WHY or understood.verdict == "confirm":
        return {}
    return {tags[0].kind: tags[0].value}
