"""What a request takes over from what was just spoken of, though no word of it points there.

“how many in the shop?” – “set it to 30” is of that place; “how much is it?” – “make it 30” of a
price.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.understanding import around
from assistant.understanding.acts import Act, Understood
from assistant.understanding.clause import Clause
from assistant.understanding.english import singular
from assistant.understanding.gate_words import NEGATIONS
from assistant.understanding.given import again
from assistant.understanding.measures import MEASURES
from assistant.understanding.parse import Reader
from assistant.understanding.slots import SWAPS, Slots
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.word_lists import listed

PRICED = re.compile(
    r"\b(?:price[ds]?|pricing|cost|costs|how much|charge|charging|worth|sell(?:ing)? for|going for"
    r"|dear|cheap|rrp|retail|(?:do|are|should) we (?:ask|asking|get|getting)(?: for)?"
    r"|(?:sell|selling|sells) (?:[\w'-]+ ){1,5}(?:at|for)(?= ?\W*$))\b|[£$€]",
    re.IGNORECASE,
)
"""Whether it is the price that is asked for, of all that is told of a product."""
PRODUCT, HISTORY = "product_info", "explain_stock"
OF_STOCK = frozenset({"adjust_stock", "set_reorder_point", "change_order"})
"""As what “put it up to 30” is read where no price was spoken of."""
UNCLEAR, BEING_SO = "unclear", frozenset({"it", "its", "there", "theres", "they", "theyre"})
COUNTS = frozenset({"stock_level", "adjust_stock", "explain_stock"})
"""After which what is set to a number is the stock."""
OF_LEVELS = listed("reorder order minimum min level levels point threshold alert low warn")
UP_TO = frozenset({"to", "at", "it", "them", "one"})
"""Before a price that something is put to: “up to 30”, “make it 30”."""
WHO = "customer"
"""What tells of somebody."""
LISTS = {"open_returns": "return", "purchase_status": "purchase"}
"""Questions that list documents -> of which kind."""
UNIT_WORDS = MEASURES | listed("pack pair piece box kilo kg yard")
FOR_THOSE = re.compile(
    r"\b(?:for|with|to) (?:one of |a pair of |some of )?(?:those|these|that|this|them|it)"
    r"(?: ones?)?(?: (?:instead|please|pls|then))*[.!]*$", re.IGNORECASE
)  # fmt: skip
LEFT_OUT = listed("excluded except excluding without swapped already besides apart")
"""Words with which goods are left out of what is asked for."""
THOSE = frozenset({"it", "them", "those", "these", "that", "this"})

SAME_KINDS = {"courier": "carrier", "carrier": "carrier", "reason": "reason",
              "supplier": "supplier", "place": "place", "amount": "money"}  # fmt: skip
SAME_AS = re.compile(rf"\bsame (?P<kind>{'|'.join(SAME_KINDS)})\b", re.IGNORECASE)


def where(reader: Reader, focus: Act, held: Slots, act: Act) -> Act:
    """What was just counted in a place is taken from there, or put right there."""
    speech = reader.speeches.get(act.command)
    place = held.get("place")
    if (
        speech is None
        or not speech.writes
        or act.verdict not in {"clarify", "confirm"}
        or not place
    ):
        return act
    if act.asks == "place" and "from_place" in act.slots:
        # “how many on the stall?” – “bring 6 over from York”: to where they were asked for
        is_here = focus.command == "stock_level" and _is_of_it(focus, act)
        is_other = focus.slots.get("place") not in {None, act.slots["from_place"]}
        return again(reader, act, {"place": place}) if is_here and is_other else act
    if "from_place" in speech.takes:
        lacks = "from_place" not in act.slots and _is_of_it(focus, act)
        is_there = focus.slots.get("place") not in {None, act.slots.get("place")}
        has_more = len(reader.known.names.places) > 2 or act.asks == "from_place"
        return again(reader, act, {"from_place": place}) if lacks and is_there and has_more else act
    # of goods that were to be moved, either place may be meant
    is_moved = "from_place" in focus.slots
    lacks = act.asks == "place" and "place" not in act.slots and not is_moved
    goes_on = focus.command == act.command and focus.verdict == "execute"
    is_same = goes_on or _is_of_it(focus, act)
    return again(reader, act, {"place": place}) if lacks and is_same else act


def as_sent(reader: Reader, act: Act) -> Act:
    """“he wants the red one instead”, of an order that was spoken of: sent or not, it says."""
    if act.command not in SWAPS or not act.slots.get("to_product"):
        return act
    return replace(act, command=reader.swap_of(act.slots, act.command))


def which(held: Slots, act: Act) -> Act:
    """“base layers at Leeds?” – “move 5”: of the goods that were spoken of, it is asked which."""
    goods: Sequence[str] = held.get("product", ())
    lacks = act.verdict == "clarify" and act.asks == "product" and "product" not in act.slots
    return replace(act, slots={**act.slots, "product": goods}) if lacks and len(goods) > 1 else act


def for_those(reader: Reader, focus: Act | None, understood: Understood) -> Understood | None:
    """“exchange the size 8 on 1043 for those”: for the goods that were spoken of."""
    act = understood.acts[0] if len(understood.acts) == 1 else None
    goods: Sequence[str] = focus.slots.get("product", ()) if focus else ()
    if act is None or act.asks != "to_product" or len(goods) != 1:
        return None
    found = FOR_THOSE.search(understood.text.clean)
    ends = {understood.text.tokens[tag.past - 1].end for tag in understood.tags}
    # “… on 1043, she isn't happy with them”: right behind what is sent back
    if found is None or found.start() - 1 not in ends or goods == act.slots.get("product"):
        return None
    return replace(understood, acts=(again(reader, act, {"to_product": goods}),))


def as_amount(reader: Reader, act: Act) -> Act:
    """“give her 239 back”, of an order of two things: an amount, and no number of them."""
    units, customers = act.slots.get("units"), act.slots.get("customer", ())
    if act.command != "refund" or not units or "product" in act.slots or "money" in act.slots:
        return act
    numbers = [act.slots["order"]] if isinstance(act.slots.get("order"), str) else []
    if len(customers) == 1:
        closed = reader.speeches[act.command].closed
        numbers = numbers or list(reader.known.orders_for(customers[0], closed, ()))
    orders = [reader.known.names.orders.get(number.upper()) for number in numbers]
    if not orders or not all(order and 0 < order.units < units for order in orders):
        return act
    slots = {name: value for name, value in act.slots.items() if name != "units"}
    return replace(act, slots={**slots, "money": Decimal(units).quantize(Decimal("0.01"))})


def with_reason(reader: Reader, understood: Understood, acts: tuple[Act, ...]) -> tuple[Act, ...]:
    """“cancel it. defo fraud”: the one change with the reason that is told beside it."""
    told = [tag for tag in understood.tags if tag.kind == "reason"]
    act = acts[0] if len(acts) == 1 else None
    speech = reader.speeches.get(act.command) if act else None
    if act is None or speech is None or len(told) != 1 or not speech.writes:
        return acts
    denied = NEGATIONS & set(understood.text.words())
    if denied or "reason" not in speech.takes or "reason" in act.slots:
        return acts
    return (replace(act, slots={**act.slots, "reason": told[0].value}),)


def by_number(reader: Reader, act: Act) -> Act:
    """“Meera's paid, so let it go”, of order 1043 of hers: which it is, and no more whose.

    Of a delivery: its number, and no more from whom.
    """
    speech = reader.speeches.get(act.command)
    order, supplier = act.slots.get("order"), act.slots.get("supplier")
    left = ""
    if speech is not None and speech.finds == "order" and isinstance(order, str):
        known = reader.known.names.orders.get(order.upper())
        is_theirs = known is not None and act.slots.get("customer") == (known.customer,)
        left = "customer" if is_theirs else ""
    if act.command == "receive_delivery" and supplier is not None:
        bought = reader.known.names.purchases.get(str(act.slots.get("purchase", "")))
        left = "supplier" if bought == supplier else left
    if not left:
        return act
    return replace(act, slots={name: one for name, one in act.slots.items() if name != left})


def of_the_order(reader: Reader, focus: Act | None, understood: Understood, act: Act) -> Act:
    """“Mr Whitlock rang, you can release it”, of his order that was spoken of: of that one."""
    speech, number = reader.speeches.get(act.command), focus.slots.get("order") if focus else None
    known = reader.known.names.orders.get(number.upper()) if isinstance(number, str) else None
    if known is None or speech is None or not speech.writes or speech.finds != "order":
        return act
    is_theirs = "order" not in act.slots and act.slots.get("customer") == (known.customer,)
    points = not {"it", "that", "this"}.isdisjoint(understood.text.words())
    return replace(act, slots={**act.slots, "order": known.number}) if is_theirs and points else act


def with_goods_told(reader: Reader, understood: Understood, act: Act) -> Act:
    """“open a return for 41221, the Tempo 9s are too small”: of the goods that are told of."""
    goods = [tag for tag in understood.tags if tag.kind == "product" and tag.sure]
    number = act.slots.get("order")
    known = reader.known.names.orders.get(number.upper()) if isinstance(number, str) else None
    if act.command != "start_return" or "product" in act.slots or len(goods) != 1 or known is None:
        return act
    whole = Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags)
    there = tuple(code for code in goods[0].value if code in known.products)
    is_denied = around.is_denied(whole, goods[0]) or not NEGATIONS.isdisjoint(whole.plain)
    # of goods of which it is told what is wrong with them; “she swapped the bowl already” is not
    is_denied |= "reason" not in act.slots or not LEFT_OUT.isdisjoint(whole.plain)
    is_it = len(there) == 1 and not is_denied
    return replace(act, slots={**act.slots, "product": there}) if is_it else act


def as_said(reader: Reader, focus: Act, held: Slots, act: Act) -> Act:
    """The act, of an order told by whose it is as long as nobody said its number, and back."""
    speech = reader.speeches.get(act.command)
    told = focus.slots.keys() & {"order", "customer"}
    # of orders that were listed, the one that there is was shown with its number
    # “what's his email?”, of an order, is of him
    if speech is None or len(told) != 1 or focus.command == around.LISTING or act.command == WHO:
        return act
    [said] = told
    [other] = {"order", "customer"} - told
    follows = other in act.slots and act.slots[other] == held.get(other)
    if said in act.slots or not follows or said not in speech.takes:
        return act
    slots = {name: value for name, value in act.slots.items() if name != other}
    return replace(act, slots={said: focus.slots[said], **slots})


def numbered(reader: Reader, focus: Act | None, understood: Understood) -> Understood:
    """“118 has turned up”, after PO-119: a number of the kind that is spoken of, if it is one."""
    if focus is None:
        return understood
    listed_kind = LISTS.get(focus.command, "")
    kinds = [kind for kind in around.NUMBERED if kind in {*focus.slots, listed_kind}]
    named = {tag.kind for tag in understood.tags}
    if not kinds or not named.isdisjoint({*around.NUMBERED, "order", "product", "customer"}):
        return understood
    for tag in understood.tags:
        number = around.numbered(reader, kinds[0], tag).get(kinds[0])
        if number and number != focus.slots.get(kinds[0]):
            whole = replace(tag, kind=kinds[0], value=number, sure=True)
            tags = [whole if one is tag else one for one in understood.tags]
            read = reader.of_tags(understood.text, tags)
            is_sure = read.verdict in {"confirm", "answer"}
            return read if is_sure and len(read.acts) == 1 else understood
    return understood


def as_many(reader: Reader, pending: Act, understood: Understood) -> Understood:
    """“don't write them off, move them to York”: as many of them as were to be written off."""
    act = understood.acts[0] if len(understood.acts) == 1 else None
    units = pending.slots.get("units")
    if act is None or act.asks != "units" or not units or not _is_of_it(pending, act):
        return understood
    return replace(understood, acts=(again(reader, act, {"units": abs(units)}),))


def _is_of_it(focus: Act, act: Act) -> bool:
    """Whether both are of the same goods."""
    goods = act.slots.get("product", ())
    return bool(goods) and set(goods) <= set(focus.slots.get("product", ()))


def with_the_same(
    reader: Reader, focus: Act | None, understood: Understood, acts: tuple[Act, ...]
) -> tuple[Act, ...]:
    """“ship 1044, same courier”: with the courier of what was spoken of last.

    Args:
        reader: with the commands.
        focus: what was spoken of last.
        understood: the message.
        acts: what it asks for.
    """
    said = SAME_AS.search(understood.text.clean)
    if said is None or focus is None or [act.verdict for act in acts] != ["confirm"]:
        return acts
    kind = SAME_KINDS[said["kind"].lower()]
    has_room = kind in reader.speeches[acts[0].command].takes and kind not in acts[0].slots
    if not has_room or kind not in focus.slots:
        return acts
    return (again(reader, acts[0], {kind: focus.slots[kind]}),)


def of_price(answered: Act, said: str) -> Act:
    """An answer about a product, as one about its price where that was asked for."""
    is_told = answered.command in {PRODUCT, HISTORY}  # “who changed the price of the oak?”
    is_price = is_told and "product" in answered.slots and PRICED.search(said) is not None
    return replace(answered, given="money") if is_price else answered


def of_whose_order(reader: Reader, before: Act | None, answered: Act, said: str) -> Act:
    """“5201?” – “her email?” – “ok ship it”: an answer about whose order was spoken of, with it.

    Args:
        reader: with the shop's orders.
        before: what was spoken of before.
        answered: what is spoken of now.
        said: the message that it answers.
    """
    number = before.slots.get("order") if before else None
    known = reader.known.names.orders.get(number.upper()) if isinstance(number, str) else None
    if known is None or answered.command != WHO or "order" in answered.slots:
        return answered
    is_theirs = answered.slots.get("customer") == (known.customer,)
    # “Owen's email?” names him, whatever was spoken of
    if not is_theirs or any(tag.kind == "customer" for tag in reader.read(said).tags):
        return answered
    return replace(answered, slots={**answered.slots, "order": known.number})


def priced(reader: Reader, focus: Act, understood: Understood) -> Understood | None:
    """“drop that one to 219”, of what a price was just asked for: to that price."""
    act = understood.acts[0] if len(understood.acts) == 1 else None
    units = [tag for tag in understood.tags if tag.kind == "units"]
    # of all that was told of a product, its price was asked for
    of_price = focus.command == "set_price" or focus.given == "money"
    if act is None or not of_price or act.command not in OF_STOCK or not units:
        return None
    whole = Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags)
    number = units[-1]
    is_price = whole.before(number) in UP_TO and "place" not in act.slots and number.value > 0
    if not is_price or "order" in act.slots:
        return None
    tags = [replace(tag, kind="money") if tag is number else tag for tag in understood.tags]
    read = reader.of_tags(understood.text, tags)
    return read if [one.command for one in read.acts] == ["set_price"] else None


def counted(focus: Act, understood: Understood) -> Understood | None:
    """“set it to 30”, of what was just counted: so many there are, wherever that is."""
    act = understood.acts[0] if len(understood.acts) == 1 else None
    units = [tag for tag in understood.tags if tag.kind == "units"]
    words = understood.text.words()
    if act is not None and act.asks == UNCLEAR and focus.command in COUNTS and words[0] in BEING_SO:
        # “it's 6 at central, I've just been and looked”
        return replace(understood, acts=(_as_counted(act),))
    is_level = act is not None and act.command == "set_reorder_point" and "product" in act.slots
    if act is None or not is_level or focus.command not in COUNTS or len(units) != 1:
        return None
    if words[units[0].first - 1] not in UP_TO or not OF_LEVELS.isdisjoint(words):
        return None
    slots = {"product": act.slots["product"], "counted": int(units[0].value)}
    there = replace(act, command="adjust_stock", slots=slots, verdict="clarify", asks="place")
    return replace(understood, acts=(there,))


def _as_counted(act: Act) -> Act:
    """A change of stock of which it was not clear whether so many more, as what there is."""
    rest = {name: value for name, value in act.slots.items() if name != "units"}
    asks = "" if "place" in rest else "place"
    slots = {**rest, "counted": act.slots["units"]}
    return replace(act, slots=slots, asks=asks, verdict="clarify" if asks else "confirm")


def measured(spoken: Sequence[str], understood: Understood) -> tuple[Tag, int] | None:
    """“how many metres of it”: the goods that are only told by what they are counted in.

    Args:
        spoken: codes of the goods that were spoken of.
        understood: the message.

    Returns:
        What is taken for goods, and the token past it and past “of it”.
    """
    words = [*understood.text.words(), "", ""]
    for tag in understood.tags:
        said = words[tag.first : tag.past]
        if tag.kind != "product" or len(said) != 1 or singular(said[0]) not in UNIT_WORDS:
            continue
        of_it = words[tag.past] == "of" and words[tag.past + 1] in THOSE
        if of_it or set(spoken) <= set(tag.value):
            return tag, tag.past + 2 * of_it
    return None
