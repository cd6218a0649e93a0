"""What parts of one message are to each other: a question, a wish, more of the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.understanding.acts import Act
from assistant.understanding.asking import WHO, is_closing
from assistant.understanding.asking import asks as asks_for
from assistant.understanding.beside import HARD, adds
from assistant.understanding.clause import QUESTIONS, SHOWING, Clause
from assistant.understanding.english import FUNCTION, singular
from assistant.understanding.hazards import ADDING
from assistant.understanding.index import Known
from assistant.understanding.judge import Judge
from assistant.understanding.revoking import revoked
from assistant.understanding.slots import Slots, fill
from assistant.understanding.speech import Speech
from assistant.understanding.word_lists import listed

WHICH = listed("what where who whose how when which why")
"""Words of a question wherever they stand in it."""
SHARED = ("order", "return", "customer", "product", "place")
"""What a second request may take over from the first."""
SHARED_GOODS = frozenset({"place", "from_place", "supplier", "order", "customer"})
SHARED_ALIKE = SHARED_GOODS | {"money", "units", "counted", "percent", "reason", "date"}
"""What the next goods share with the last, where it is said that they are to be alike."""
LEAVING = listed("packed boxed gone going went off sent shipped posted dispatched collected")
"""With one of these a parcel's number says that it leaves."""
PACKING = listed("tube bottle box bag tin tub jar packet pack carton case lid cap plate seal tray")
"""In what goods are, though other goods may be called so."""
SENDING = listed("ship send post dispatch pack despatch courier mail fulfil")
"""With none of these an order that “is good to go” is not sent by that."""
ENDING = ("date", "place", "channel")
"""What may stand once, behind several goods."""
TWO = 2
OF_GOODS = frozenset({"start_return"})
"""Changes that may be of all that an order has, or of some goods that are named behind them."""
BARE_GOODS = frozenset({"<units>", "<product>", "of", "the", "a", "please", "x"})
ALIKE = listed("too same likewise ditto well")
BEHIND = listed("got left stock late today now please week month yesterday")
JOINING = listed("and or plus than versus vs in at on the how many much what about & , /")
"""Between places that something is asked of alike."""
ONLY_SOME = re.compile(r"\b(?:but|and) (?:only|just)\b|\bshort\b|\bonly half\b", re.IGNORECASE)
"""Beside a delivery these say that some of it came."""
TOPIC_ENDS = ((",",), (":",), ("-",), (".",), ("–",))
"""Between a number and what is asked of it."""


def is_a_wish(part: Clause) -> bool:
    """“she needs it by Friday”: what somebody wants, of something that is not named."""
    return bool(WHO & set(part.words[:1])) and not part.named(*HARD)


def asks(part: Clause) -> bool:
    """Whether a part is a question: “how many”, “any left”, “show me”, or with its mark."""
    return part.ends_in_question or asks_anew(part)


def asks_anew(part: Clause) -> bool:
    """“…, how many lamps?”: not only by the mark at the end, which is of all parts."""
    begins = not (QUESTIONS | SHOWING).isdisjoint(part.words[:1])
    return begins or not WHICH.isdisjoint(part.words)


def likelihood(acts: Sequence[Act]) -> float:
    """How likely several acts are together, to compare ways to part a message."""
    return sum(act.score for act in acts)


def says_again(acts: Sequence[Act], act: Act) -> bool:
    """“8806 is good to go, so release it and ship it UPS”: ships one parcel, and not two."""
    return any(
        one.command == act.command
        and (one.slots.items() <= act.slots.items() or _names_its_kind(one, act))
        for one in acts
    )


def as_meant(judge: Judge, known: Known, whole: Clause, acts: list[Act]) -> list[Act]:
    """What the parts of a message ask for together: some belong to one another, or to each place.

    Args:
        judge: by which is known what a shipment lacks.
        known: the names of the shop.
        whole: the message.
        acts: what its parts ask for.
    """
    acts = of_each(whole, of_its_topic(whole, acts))
    acts = as_one_return(known, with_why(whole, not_all_of_it(whole, acts)))
    acts = as_one_release(whole, acts)
    return as_shipment(known, whole, as_one_parcel(judge, acts))


def not_all_of_it(whole: Clause, acts: Sequence[Act]) -> list[Act]:
    """“PO-7 came but only 30 of the 40 torches, book it in”: not all of it is booked in."""
    is_part = ONLY_SOME.search(whole.text.clean) is not None and bool(whole.named("product"))
    return [
        replace(act, verdict="suggest")
        if is_part and act.command == "receive_delivery" and "product" not in act.slots
        else act
        for act in acts
    ]


def with_why(whole: Clause, acts: list[Act]) -> list[Act]:
    """“take 3 off, the tubes have split”: one change of stock, and why; not another of tubes.

    “…, the bowls are smashed”, of mugs, is another.
    """
    if [act.command for act in acts] != ["adjust_stock", "adjust_stock"]:
        return acts
    change, why = acts
    same = change.slots.get("reason") in {None, why.slots.get("reason")}
    is_change = "units" in change.slots and same
    only_tells = "reason" in why.slots and not {"units", "counted"} & why.slots.keys()
    named = whole.named("product")
    said = whole.text.between(named[-1].first, named[-1].past).lower() if named else ""
    is_same = why.slots.get("product") in {None, change.slots.get("product")}
    is_of_it = is_same or singular(said) in PACKING
    if not is_change or not only_tells or not is_of_it:
        return acts
    return [replace(change, slots={**change.slots, "reason": why.slots["reason"]})]


def as_one_return(known: Known, acts: list[Act]) -> list[Act]:
    """“the print on 1043 is coming back, it's too big for their wall”: no wall lamp comes back.

    Args:
        known: with what each order has.
        acts: what a message asks for.

    Returns:
        The return of what is on the order, and why; else what it was.
    """
    if [act.command for act in acts] != ["start_return", "start_return"]:
        return acts
    one, other = acts
    order = known.names.orders.get(str(one.slots.get("order", "")).upper())
    is_same = order is not None and other.slots.get("order") == one.slots["order"]
    on_it = set() if order is None else {*order.products}
    is_why = is_same and "reason" in other.slots and "reason" not in one.slots
    is_why = is_why and on_it.isdisjoint(other.slots.get("product", ()))
    if not is_why or on_it.isdisjoint(one.slots.get("product", ())):
        return acts
    return [replace(one, slots={**one.slots, "reason": other.slots["reason"]})]


def as_one_release(whole: Clause, acts: list[Act]) -> list[Act]:
    """“1043 is good to go, take the hold off”: it can go since the hold is off, and is not sent."""
    if [act.command for act in acts] != ["ship_order", "release_order"]:
        return acts
    ship, release = acts
    is_same = ship.slots == {"order": release.slots.get("order")}
    return [release] if is_same and SENDING.isdisjoint(whole.words) else acts


def as_shipment(known: Known, whole: Clause, acts: list[Act]) -> list[Act]:
    """“that's packed, gone DPD, 15503399881200”: an order that had not left leaves with it."""
    act = acts[0] if len(acts) == 1 else None
    if (
        act is None
        or act.command != "add_tracking"
        or not {"carrier", "tracking"} <= act.slots.keys()
    ):
        return acts
    order = known.names.orders.get(str(act.slots.get("order", "")).upper())
    is_here = order is not None and order.stage in {"unfulfilled", "open", "late", "unpaid"}
    goes = not LEAVING.isdisjoint(whole.text.words())
    return [replace(act, command="ship_order")] if is_here and goes else acts


def of_its_topic(whole: Clause, acts: list[Act]) -> list[Act]:
    """“41224, what did he get”: the number that it begins with is what the question is of.

    Args:
        whole: the message.
        acts: what its parts ask for.

    Returns:
        The question alone; else what it was.
    """
    number = whole.named("order")[:1]
    begins = bool(number) and number[0].first <= whole.first + 1
    is_apart = begins and whole.text.words()[number[0].past : number[0].past + 1] in TOPIC_ENDS
    is_two = [act.verdict for act in acts] == ["answer", "answer"]
    is_bare = is_two and acts[0].command == "order_status" and acts[0].slots.keys() == {"order"}
    is_same = is_bare and acts[1].slots.get("order") == acts[0].slots["order"]
    return acts[1:] if is_apart and is_same else acts


def of_each(whole: Clause, acts: list[Act]) -> list[Act]:
    """“any honey in Bath, Wells or Frome”, “late on Etsy and eBay”: the same question of each.

    Args:
        whole: the message.
        acts: what its parts ask for.

    Returns:
        The question once for each place or channel; else what it was.
    """
    if not acts or any(act.verdict != "answer" for act in acts):
        return acts
    for kind in ("place", "channel"):
        each = _listed(whole, kind)
        bare = all(act.slots.keys() <= {kind} for act in acts[1:])
        if len(each) >= TWO and bare and acts[0].slots.get(kind) == each[0]:
            return [replace(acts[0], slots={**acts[0].slots, kind: one}) for one in each]
    return acts


def _listed(whole: Clause, kind: str) -> list[str]:
    """What stands in one row: “Bath, Wells or Frome”; none where other words part it."""
    named, words = whole.named(kind), whole.text.words()
    rest = words[named[-1].past : whole.past] if named else ()
    if any(word.isalpha() and word not in FUNCTION | BEHIND for word in rest):
        return []  # “in Leeds, York and on order”
    in_a_row = all(
        JOINING.issuperset(words[one.past : two.first]) and one.past < two.first
        for one, two in pairwise(named)
    )
    return list(dict.fromkeys(str(one.value) for one in named)) if in_a_row else []


def as_one_parcel(judge: Judge, acts: list[Act]) -> list[Act]:
    """“ship it DPD, tracking 1550…”: the number is of the parcel that leaves.

    Args:
        judge: by which is known what a shipment lacks.
        acts: what a message asks for.

    Returns:
        The shipment with its number; else what it was.
    """
    if [act.command for act in acts] != ["ship_order", "add_tracking"]:
        return acts
    ship, number = acts
    is_same = number.slots.get("order") in {None, ship.slots.get("order")}
    if not is_same or "tracking" in ship.slots or isinstance(ship.slots.get("order"), tuple):
        return acts
    speech, slots = judge.speeches[ship.command], {**number.slots, **ship.slots}
    asks = judge.asks(speech, slots)
    return [replace(ship, slots=slots, asks=asks, verdict="clarify" if asks else "confirm")]


def _names_its_kind(one: Act, act: Act) -> bool:
    """“any fiddle tunes left? the book”: of what was asked about it says what that is."""
    goods, kind = {*one.slots.get("product", ())}, {*act.slots.get("product", ())}
    rest = {name: value for name, value in act.slots.items() if name != "product"}
    return bool(goods) and goods < kind and rest.items() <= one.slots.items()


def without_reasons(
    speeches: Mapping[str, Speech], acts: Sequence[Act], parts: Sequence[Clause]
) -> list[Act]:
    """“We keep running out of decaf, set its minimum to 40” asks for no stock level."""
    both = list(zip(acts, parts, strict=True))
    if both and not speeches[acts[0].command].writes:
        # “has it come back? he wants his money”: the wish is why it is asked
        both = both[:1] + [pair for pair in both[1:] if not is_a_wish(pair[1])]
    both = without_whys(speeches, both)
    writes = [(act, part) for act, part in both if speeches[act.command].writes]
    told = [part for act, part in both if not speeches[act.command].writes]
    if len(writes) != 1 or not told or any(map(asks, told)):
        return [act for act, _ in both]
    [(act, asking)] = writes
    speech = speeches[act.command]
    # “Ann might have paid, release it”, “2 broke in York, 3 in Leeds, write them off”
    is_revoked = any(revoked(speech, part) or adds(asking, part) for part in told)
    return [] if is_revoked else [act]


def without_whys(
    speeches: Mapping[str, Speech], both: Sequence[tuple[Act, Clause]]
) -> list[tuple[Act, Clause]]:
    """“Lucia changed her mind, start a return”: of who and why, and one request, the request."""
    whys = [one for one in both if _only_tells_why(speeches[one[0].command], one[1])]
    left = [one for one in both if one not in whys]
    if len(whys) != 1 or len(left) != 1:
        return list(both)
    [(act, part)], speech = left, speeches[left[0][0].command]
    told = {name: held for name, held in whys[0][0].slots.items() if name in speech.takes}
    return [(replace(act, slots={**told, **act.slots}), part)] if speech.writes else list(both)


def _only_tells_why(speech: Speech, part: Clause) -> bool:
    kinds = {tag.kind for tag in part.tags}
    is_why = "reason" in kinds and kinds <= {"reason", "customer"} and not part.is_asked
    return is_why and speech.writes and not asks_for(speech, part)


def only_closes(speeches: Mapping[str, Speech], acts: Sequence[Act], part: Clause) -> bool:
    """“PO-122 is here, book it in”: a part asks for the change that the one before it tells."""
    if not acts or part.tags:
        return False
    before = speeches[acts[-1].command]
    return before.writes and is_closing(before, part)


def with_goods(judge: Judge, act: Act, rest: Sequence[Clause]) -> Act | None:
    """“new order for Ann, 3 lamps”, “a return on 1043, 1 mug, it's chipped”: with what follows.

    Args:
        judge: by which is known what a change lacks.
        act: the change as the first part asks for it, which lacks its goods.
        rest: the parts behind it: its goods, and perhaps why.

    Returns:
        The change; None: what follows is more than that.
    """
    speech, (goods, *whys) = judge.speeches.get(act.command), rest
    is_bare = {*goods.words} <= BARE_GOODS and "<product>" in goods.words
    lacks = act.verdict == "clarify" and act.asks in {"product", "customer"}
    lacks |= bool(whys) and act.verdict == "confirm" and act.command in OF_GOODS
    if speech is None or not is_bare or not lacks or act.slots.get("product"):
        return None
    only_tells = all({tag.kind for tag in why.tags} == {"reason"} for why in whys)
    if not speech.writes or not {"product", "units"} <= speech.takes or not only_tells:
        return None
    slots = {**fill(speech, goods, judge.known), **act.slots}
    for why in whys:
        told = fill(speech, why, judge.known)
        slots |= {"reason": told["reason"]} if "reason" in told else {}
    asks = judge.asks(speech, slots)
    return replace(act, slots=slots, asks=asks, verdict="clarify" if asks else "confirm")


def has_a_bare_name(
    speeches: Mapping[str, Speech], clauses: Sequence[Clause], acts: Sequence[Act]
) -> bool:
    """“ship 1043 with DPD and 1044”: that name is no question beside the change."""
    if not any(speeches[act.command].writes for act in acts):
        return False
    return any(
        not speeches[act.command].writes and all(word.startswith("<") for word in clause.words)
        for clause, act in zip(clauses, acts, strict=True)
    )


def goes_on_taking_off(before: Act, slots: Slots, clause: Clause) -> bool:
    """“write off 2 mugs and 3 plates”: what is not said otherwise goes the same way."""
    last, units = before.slots.get("units", 0), slots.get("units", 0)
    is_signed = any(tag.signed for tag in clause.named("units"))
    is_same = before.command == "adjust_stock" and last < 0 < units
    return is_same and not is_signed and ADDING.isdisjoint(clause.free)


def with_ending(acts: Sequence[Act], last: Act) -> list[Act]:
    """“sales of teapots and lamps yesterday”: what ends it is said of those before it as well.

    Args:
        acts: in order.
        last: what only goes on with them, and names its goods and no more.
    """
    ending = {name: last.slots[name] for name in ENDING if name in last.slots}
    return [
        replace(one, slots={**ending, **one.slots})
        if one.command == last.command and one.verdict == "answer"
        else one
        for one in acts
    ]


def is_alike(clause: Clause) -> bool:
    """“…, white ones as well”."""
    return not ALIKE.isdisjoint(clause.free)
