"""What “it”, “them” and “there” stand for, after something was spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.understanding import (
    around,
    asked_of,
    of_somebody,
    others,
    parting,
    picking,
    repriced,
    stated,
    taken_over,
)
from assistant.understanding.acts import Act, Understood
from assistant.understanding.among_spoken import called_so, titled_so
from assistant.understanding.asking import without_aides
from assistant.understanding.clause import Clause
from assistant.understanding.contraries import means_more
from assistant.understanding.english import FUNCTION
from assistant.understanding.gate import unexplained
from assistant.understanding.given import MANY, again
from assistant.understanding.parse import Reader
from assistant.understanding.pronouns import there_at, tokens_of
from assistant.understanding.slots import Slots
from assistant.understanding.speech import Speech
from assistant.understanding.standing import SURE, at_place, goods_of_the_order, put
from assistant.understanding.tag_sheet import DOCUMENTS, Tag

JOINING = frozenset({"and", "then", "also", "plus", "&"})
FROM = frozenset({"from", "with", "by", "off"})
IN_STOCK = (
    r"(?: left| in stock| in| then| there| now| still| at the moment| right now| currently"
    r"| at present| spare| atm)*\s*[?.!]*$"
)
COUNTING = re.compile(
    r"\b(how (?:many|much))(?:'s|s)?"
    r"(?= (?:have|do|does|did|left|in|on)\b"
    r"| (?:are|were|is|was)\b(?! (?:they|those|these|it|that)\b))"
    rf"|\b(?:(?<=have )|(?<=have we )|(?<=got ))any(?={IN_STOCK})"
    r"|^any(?=(?: left| in stock)\s*[?.!]*$)"
    r"|\b(?<!any )(?<!no )(more)(?=\s*$|[.,!]| (?:from|to|in|at|please)\b)",
    re.IGNORECASE,
)
"""“how many”, “some more”, and then no word for what."""
CHANGING_STOCK = frozenset({"adjust_stock", "transfer_stock"})
FIGURES = frozenset({"units", "counted", "money"})
"""What a change puts goods to: “change the price to 42”, after they were spoken of."""
COUNTED_WITH = frozenset({"place", "date", "channel", "supplier", "units"})
BY_EITHER = {"order", "customer"}
ABOUT_PEOPLE = frozenset({"email", "phone", "number", "mobile", "name", "contact", "details"})
"""What is asked of somebody, and of no order."""
ABOUT_SUPPLIERS = frozenset({"lead", "minimum", "moq", "terms"})
"""What is asked of a supplier: “what's their lead time?”."""
OF_PURCHASE = frozenset({"off", "from", "on", "against"})
TAKING_IN = frozenset({"book", "receive", "check", "log", "accept", "received", "booked"})
"""Verbs with which goods come in."""
SUPPLYING = "list_suppliers"
TAKING = re.compile(
    r"(?:(?:and|oh|ok|so|wait|hang on),? )*how long (?:do|will|would) they (?:\w+ )?take\b",
    re.IGNORECASE,
)
"""“how long do they take?”, of whom goods are bought."""
PLACES = frozenset({"place", "from_place"})
SOME = frozenset({"half", "some", "few", "rest", "all", "everything"})
"""How many, where no number is told."""
GOING_ON = frozenset({"then", "now", "so"})
"""With what such a change begins that names nothing at all."""
POINTED = (*DOCUMENTS, "product", "customer", "supplier", "place")


def bound(reader: Reader, focus: Act | None, understood: Understood, place: str = "") -> Understood:
    """The message with what “it” is, where it says “it” and one thing was just spoken of.

    Args:
        reader: with the shop's names.
        focus: what was spoken of last.
        understood: the message by itself.
        place: that was told last, where what was spoken of last names none.
    """
    understood = called_so(reader, focus, understood)
    understood = taken_over.numbered(reader, focus, understood)
    found = taken_over.for_those(reader, focus, understood) or _joined(reader, understood)
    return found or _spoken_of(reader, focus, understood, place)


def _joined(reader: Reader, understood: Understood) -> Understood | None:
    """“where is 1043, and put a note on it: …”: the later part is about what the earlier names."""
    text = understood.text
    if len(understood.acts) > 1 or not understood.tags or tokens_of(understood) is None:
        return None
    whole = Clause.of(text, 0, len(text.tokens), understood.tags)
    found = [] if means_more(whole) else parting.parts(whole)
    for (_, past), (first, _) in pairwise(found):
        if JOINING.isdisjoint(text.words()[past:first]):
            continue
        one = reader.read(text.between(0, past))
        if len(one.acts) != 1 or one.verdict not in {"answer", "confirm"}:
            continue
        other = reader.read(text.between(first, len(text.tokens)))
        two = _spoken_of(reader, one.acts[0], other)
        if two is not other and _is_another(reader, one, two):
            return replace(understood, acts=(*one.acts, *two.acts))
    return None


def _is_another(reader: Reader, one: Understood, two: Understood) -> bool:
    """Whether a part asks for something by itself: a change by its verb, at its beginning."""
    if len(two.acts) != 1 or two.verdict not in {"answer", "confirm", "clarify"}:
        return False
    act, speech = two.acts[0], reader.speeches[two.acts[0].command]
    words = without_aides(Clause.of(two.text, 0, len(two.text.tokens), two.tags).words)
    begins = not speech.writes or words[:1] in [[cue] for cue in speech.cues]
    return begins and act.command != one.acts[0].command


def _spoken_of(
    reader: Reader, focus: Act | None, understood: Understood, place: str = ""
) -> Understood:
    named = {tag.kind for tag in understood.tags}
    # “the first one” is one of several, and not what was spoken of last
    is_placed = picking.PLACED.search(understood.text.clean) is not None
    if focus is None or is_placed or not named.isdisjoint(DOCUMENTS):
        return understood
    held = around.held(reader, focus)
    if place:
        held.setdefault("place", place)
    if repriced.is_so(understood) or focus.command in repriced.PRICES:
        # “that wants to go up” may be of anything where no price was told
        understood = repriced.of_it(held, understood)
        if repriced.is_so(understood):
            return understood
    if stated.is_so(understood):
        return stated.of_it(held, understood)
    if said := of_somebody.as_he(understood):
        understood = reader.read(said)
    found = others.wanted(reader, focus, understood)
    found = found or asked_of.of_what_was_told(focus, understood)
    found = found or _in_other_words(reader, held, understood)
    found = found or titled_so(reader, held, understood)
    if found is None and named <= COUNTED_WITH:
        found = _counted(reader, focus, held, understood)
    pointing = tokens_of(understood)
    if found is None and pointing:
        found = _supplied(reader, held, understood, pointing)
        found = found or _delivered(reader, held, understood, pointing)
        found = found or _stood_for(reader, focus, held, understood, pointing)
        found = _and_the_goods(reader, held, found or understood) or found
    elif found is None:
        found = _of_the_same(reader, held, understood)
        found = found or _lacking_only(reader, focus, held, understood)
    return _taken_over(reader, focus, held, found or understood, named)


def _taken_over(
    reader: Reader, focus: Act, held: Slots, found: Understood, named: set[str]
) -> Understood:
    """The message with what no word of it points at, and is of what was spoken of."""
    if priced := taken_over.priced(reader, focus, found):
        found = _of_the_same(reader, held, priced) or priced
    else:
        found = taken_over.counted(focus, found) or found
    acts = tuple(taken_over.where(reader, focus, held, act) for act in found.acts)
    acts = tuple(taken_over.as_amount(reader, act) for act in acts)
    acts = tuple(taken_over.as_sent(reader, act) for act in acts)
    acts = taken_over.with_reason(reader, found, acts)
    acts = tuple(taken_over.which(held, act) for act in acts)
    if named.isdisjoint(BY_EITHER):
        acts = tuple(taken_over.as_said(reader, focus, held, act) for act in acts)
    return _there(reader, held, found if acts == found.acts else replace(found, acts=acts))


def _in_other_words(reader: Reader, held: Slots, understood: Understood) -> Understood | None:
    """“what else has she bought?”, “any others?”: what no “it” points at, and is of it."""
    ways = (of_somebody.bought_else, others.other_order, asked_of.others, _called,
            others.of_another_kind, asked_of.of_that, asked_of.of_same_days)  # fmt: skip
    found = (way(reader, held, understood) for way in ways)
    return next((one for one in found if one is not None), None)


def _lacking_only(
    reader: Reader, focus: Act, held: Slots, understood: Understood
) -> Understood | None:
    """“then send with DPD”, after an order was spoken of: a change that lacks just that."""
    act = understood.acts[0] if len(understood.acts) == 1 else None
    speech = reader.speeches.get(act.command) if act else None
    if act is None or speech is None:
        return None
    if not speech.writes:
        found = _of_the_goods(speech, held, understood, act)
        return found or asked_of.shortly(held, understood, act)
    if act.asks not in DOCUMENTS:
        return None
    goes_on = bool(act.slots) or not GOING_ON.isdisjoint(understood.text.words()[:1])
    if act.verdict != "clarify" or not goes_on:
        return None
    order = focus.slots.get("order")
    if act.asks == "order" and isinstance(order, str):
        said = understood.text.clean.rstrip("?!. ")
        whole = reader.read(f"{said} on {order}")
        if whole.verdict == "confirm" and len(whole.acts) == 1:
            return whole
    return _filled(reader, focus, held, understood)


def _of_the_goods(
    speech: Speech, held: Slots, understood: Understood, act: Act
) -> Understood | None:
    """“how many in the loft?”: of the product that is spoken of, where only that is lacking."""
    product = held.get("product", ())
    whole = Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags)
    lacks = act.verdict == "clarify" and act.asks == "product" and len(product) == 1
    # “how many big blues in Leeds” names something, whatever it is
    names = any(speech.only_heard(word) and word not in FUNCTION for word in whole.plain)
    if not lacks or names or unexplained(speech, whole):
        return None
    asked = replace(act, slots={**act.slots, "product": product}, verdict="answer", asks="")
    return replace(understood, acts=(asked,))


def _and_the_goods(reader: Reader, held: Slots, understood: Understood) -> Understood | None:
    """“how many there now”: of the place, and of the product that is spoken of."""
    act = understood.acts[0] if len(understood.acts) == 1 else None
    speech = reader.speeches.get(act.command) if act else None
    if act is None or speech is None or speech.writes:
        return None
    return _of_the_goods(speech, held, understood, act)


def _called(reader: Reader, held: Slots, understood: Understood) -> Understood | None:
    """“order 24 white ones”: of the products that are spoken of, those that are called so."""
    words, before = understood.text.words(), held.get("product", ())
    if (
        not before
        or words.count("ones") != 1
        or any(tag.kind == "product" for tag in understood.tags)
    ):
        return None
    at = words.index("ones")
    codes = reader.known.products.called(
        words[max(0, at - 1) : at], before, reader.known.titles(before[:3])
    )
    return put(reader, understood, Tag(at - 1, at + 1, "product", codes)) if codes else None


def _counted(reader: Reader, focus: Act, held: Slots, understood: Understood) -> Understood | None:
    """“how many have we left?”: of the product that is spoken of."""
    said, times = COUNTING.subn(r"\g<0> of them", understood.text.clean)
    if times != 1 or len(held.get("product", ())) != 1:
        return None
    read = reader.read(said)
    at = read.text.words().index("them")
    found = put(reader, read, Tag(at, at + 1, "product", held["product"]))
    return found and _where_it_changed(focus, found)


def _where_it_changed(focus: Act, found: Understood) -> Understood:
    """“how many left”, after some were taken off: left where those were."""
    there = focus.slots.get("from_place") or focus.slots.get("place")
    act = found.acts[0]
    is_open = [one.command for one in found.acts] == ["stock_level"] and "place" not in act.slots
    if not (there and is_open and focus.command in CHANGING_STOCK):
        return found
    return replace(found, acts=(replace(act, slots={**act.slots, "place": there}),))


def _of_the_same(reader: Reader, held: Slots, understood: Understood) -> Understood | None:
    """“move two to York”: a number and no word for what, of the product that is spoken of."""
    act = understood.acts[0] if len(understood.acts) == 1 else None
    speech = reader.speeches.get(act.command) if act else None
    if act is None or speech is None or len(held.get("product", ())) != 1:
        return None
    words = understood.text.words()
    counts = not FIGURES.isdisjoint(act.slots) or not SOME.isdisjoint(words)
    counts &= "product" not in act.slots
    whole = Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags)
    strange = [word for word in unexplained(speech, whole) if word not in SOME]
    # “bring 6 over from York” lacks the place as well
    if act.asks not in {"product", *PLACES} or not counts or strange:
        return None
    slots = {**act.slots, "product": held["product"]}
    decided = reader.judge.decide(speech, replace(act, slots=slots, asks=""), whole)
    return replace(understood, acts=(decided,))


def _supplied(
    reader: Reader, held: Slots, understood: Understood, pointing: tuple[int, int]
) -> Understood | None:
    """“get 10 mugs from them”: from the supplier who is spoken of."""
    words, at = understood.text.words(), pointing[0]
    is_named = any(tag.kind == "supplier" for tag in understood.tags)
    is_asked = [act.command for act in understood.acts] == [SUPPLYING] and words[at] == "they"
    is_asked |= TAKING.match(understood.text.clean) is not None
    is_from = words[at] == "them" and words[at - 1] in FROM
    if is_named or "supplier" not in held or not (is_asked or is_from):
        return None
    return put(reader, understood, Tag(*pointing, "supplier", held["supplier"]))


def _delivered(
    reader: Reader, held: Slots, understood: Understood, pointing: tuple[int, int]
) -> Understood | None:
    """“book in 3 of the mixers off that”: of the purchase order that is spoken of."""
    words, at = understood.text.words(), pointing[0]
    is_of_it = words[at - 1] in OF_PURCHASE and not TAKING_IN.isdisjoint(words[:at])
    if "purchase" not in held or not is_of_it:
        return None
    return put(reader, understood, Tag(*pointing, "purchase", held["purchase"]))


def _stood_for(
    reader: Reader, focus: Act, held: Slots, understood: Understood, pointing: tuple[int, int]
) -> Understood | None:
    """The message with the first thing that is spoken of and that “it” can be; None: none can."""
    said = understood.text.words()
    is_told = said[pointing[1] - 1] in DOCUMENTS
    # “refund that order”, of a return: of the order
    filled = None if is_told else _filled(reader, focus, held, understood)
    if filled is not None or understood.verdict == "confirm":
        return filled
    if understood.verdict == "answer" and not _is_of_it(reader, understood, pointing):
        return None
    if said[pointing[0]] == "each" and len(held.get("product", ())) < MANY:
        return None
    goods = goods_of_the_order(reader, held, understood, pointing)
    if goods is not None:
        return goods
    whose = _is_whose(reader, focus)
    for kind in _in_order(focus, said, pointing, whose=whose):
        found = None
        if kind in held and (kind == "place") == (said[pointing[0]] == "there"):
            tag = Tag(*pointing, kind, held[kind])
            found = _standing_for(reader, understood, tag, whose=whose)
        if found is not None:
            return _of_the_same(reader, held, found) or found
    return None


def _standing_for(
    reader: Reader, understood: Understood, tag: Tag, *, whose: bool
) -> Understood | None:
    """The message with one thing in place of “it”; None: it cannot be that."""
    kind = tag.kind
    named = [one for one in understood.tags if one.kind == kind]
    is_person = around.names_a_person(understood)
    # “send 10 there from Leeds” names one place of two
    if len(named) > (kind == "place") or (kind == "customer" and not (whose or is_person)):
        return None
    found = put(reader, understood, tag)
    if kind == "place":
        return found or at_place(reader, understood, tag)
    if kind == "customer" and not is_person and found is not None:
        return found if _is_of_an_order(reader, *found.acts) else None
    return found


def _in_order(
    focus: Act, said: Sequence[str], pointing: tuple[int, int], *, whose: bool
) -> list[str]:
    """What a word may stand for, the likeliest first."""
    first, past = pointing
    # what was spoken of itself is meant before what only belongs to it, but for “that order”
    kinds = sorted(POINTED, key=lambda one: (one != said[past - 1], one not in focus.slots))
    # “his email?”, “the orders of her” are of them, whatever was spoken of
    about = said[past : past + 3]
    is_own = said[first] in around.PERSONAL and not ABOUT_PEOPLE.isdisjoint(about)
    is_own |= said[max(0, first - 2) : first] == ("orders", "of")
    if said[first] in around.PERSONAL and not ABOUT_SUPPLIERS.isdisjoint(about):
        return ["supplier", *kinds]
    # “ship it” of what a customer ordered, whose order was never named
    return ["customer", *kinds] if whose or is_own else kinds


def _is_of_it(reader: Reader, understood: Understood, pointing: tuple[int, int]) -> bool:
    """“how many of it were sold in April”: a question about the goods that are spoken of."""
    act = understood.acts[0]
    speech = reader.speeches.get(act.command)
    of_it = pointing[0] > 0 and understood.text.words()[pointing[0] - 1] == "of"
    # “who do we get them from”
    of_it |= act.command == SUPPLYING and not act.slots
    takes = speech is not None and "product" in speech.takes and "product" not in act.slots
    return of_it and takes and len(understood.acts) == 1


def _is_whose(reader: Reader, focus: Act) -> bool:
    """Whether an order was spoken of by whose it is."""
    of_whose = "customer" in focus.slots and "order" not in focus.slots
    # “Piotr's orders?” – “anything shipped?” – “cancel it”: of those that were listed
    of_whose &= focus.command != around.LISTING or focus.slots.keys() <= {"customer", "product"}
    return of_whose and _is_of_an_order(reader, focus)


def _is_of_an_order(reader: Reader, *acts: Act) -> bool:
    """Whether one thing is asked for, of an order told by its number or by whose it is."""
    speech = reader.speeches.get(acts[0].command) if len(acts) == 1 else None
    return speech is not None and {kind for need in speech.needs for kind in need} >= BY_EITHER


def _there(reader: Reader, held: Slots, understood: Understood) -> Understood:
    """“any mugs there?”: in the place or channel that is spoken of, if the act has room for it."""
    kind = "place" if "place" in held else "channel"
    if len(understood.acts) != 1 or kind not in held or there_at(understood) is None:
        return understood
    act = understood.acts[0]
    speech = reader.speeches.get(act.command)
    there = there_at(understood) or 0
    is_to = act.asks == "place" and kind == "place" and act.slots.get("from_place") != held[kind]
    if is_to and understood.text.words()[there - 1] != "from":
        # “send 4 of those there from the barn”
        return replace(understood, acts=(again(reader, act, {"place": held[kind]}),))
    is_read = speech is not None and not speech.writes and act.verdict == "answer"
    if not is_read or speech is None or kind not in speech.takes or kind in act.slots:
        return understood
    return replace(understood, acts=(replace(act, slots={**act.slots, kind: held[kind]}),))


def _filled(reader: Reader, focus: Act, held: Slots, understood: Understood) -> Understood | None:
    """The one act of a message that is sure, with what it still lacks from what is spoken of."""
    if len(understood.acts) != 1:
        return None
    act = understood.acts[0]
    speech = reader.speeches.get(act.command)
    if speech is None or (act.stage != "phrase" and act.score < SURE):
        return None
    whose = _is_whose(reader, focus) and _is_of_an_order(reader, act)
    kinds = around.lacking(speech, act, understood, held, focus.slots, whose=whose)
    if not kinds:
        return None
    whole = Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags)
    slots = {**act.slots, **{kind: held[kind] for kind in kinds}}
    decided = reader.judge.decide(speech, replace(act, slots=slots, asks="", against=()), whole)
    return (
        replace(understood, acts=(decided,)) if decided.verdict in {"confirm", "answer"} else None
    )
