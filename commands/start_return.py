"""Agree that goods come back: their units are spoken for, and the goods are awaited.

Said: start a return for 1043 · start a return for 2 blue mugs from 1043, faulty
"""

from __future__ import annotations

from collections.abc import Mapping

from commands.goods_back import goods_back
from commands.kit import (
    Asked,
    Done,
    Facts,
    Field,
    Form,
    MissingWord,
    Plain,
    Preview,
    Write,
    command,
)
from commands.returning import told_of
from commands.slot_kinds import one_of
from commands.slots import LOCATION, ORDER, SKU, UNITS
from commands.slots_returns import NOTE, WHY
from commands.slots_supply import SUPPLIER
from oms import (
    return_announcing,
    return_endings,
    return_picks,
    return_policy,
    returns,
    supplier_returns,
)
from oms.actors import AUTHORISE
from oms.order_card import card as order_card
from oms.records import Location, Order, Sku, Supplier
from oms.return_announcing import Terms
from oms.return_documents import place_for, place_name
from oms.return_policy import Announced
from oms.return_reasons import CHANGED_MIND

START = "(start|open|create|announce|authorise|authorize) [a|the] return (for|of)"
SENDS_BACK = "[the] customer (is sending back|is returning|will return)"
OF_GOODS = "{units} {sku} (from|of|on) [order] {order}"
WANTED = one_of(
    "wanted", {"refund": "refund", "store credit": "credit", "nothing": "nothing"}, "refund"
)
"""What the customer is to have for it."""


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    announced = [
        Announced(line, units, stored["why"], stored.get("wanted", "refund"))
        for line, units in stored["lines"]
    ]
    terms = Terms(
        stored["location"],
        supplier_id=stored["supplier"],
        decided=True,
        despite=stored["despite"],
        thread=asked.thread,
    )
    made = returns.authorise(asked.books, stored["order"], announced, terms, by=asked.who, key=key)
    return Done(told_of(asked, made), {"return": made})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    return_endings.cancel(asked.books, stored["return"], "undone", by=asked.who, key=key)
    return told_of(asked, stored["return"])


FORM = Form(
    title="Start a return",
    submit="Start the return",
    fields=(
        Field("why", "Why it comes back", is_needed=True, prefers=CHANGED_MIND),
        Field(
            "wanted",
            "What the customer gets for it",
            "For other goods there is “Exchange…”, below the order.",
            is_needed=True,
            prefers="refund",
        ),
        Field("location", "To", "Leave it empty for the place that takes returns."),
        Field("note", "Despite the policy, because", "Only where the policy refuses it."),
    ),
    goods=goods_back,
    faults={"not_returnable": "note", "over_limit": "note", "not_here": "location"},
    is_shown_first=False,
    doubts=lambda facts: bool(facts["concerns"]),
)


@command(
    phrases=[
        f"{START} [order] {{order}}",
        f"{START} [order] {{order}} [because] [it is|it was|they are] {{why}}",
        f"{START} [order] {{order}} despite policy {{note}}",
        f"{START} [order] {{order}} for [a] {{wanted}}",
        f"{START} [order] {{order}} {{why}} for [a] {{wanted}}",
        f"{START} {OF_GOODS}",
        f"{START} {OF_GOODS} for [a] {{wanted}}",
        f"{START} {OF_GOODS} {{why}} for [a] {{wanted}}",
        f"{START} {OF_GOODS} [because] [it is|it was|they are] {{why}}",
        f"{START} {OF_GOODS} to {{location}}",
        f"{START} {OF_GOODS} {{why}} to {{location}}",
        f"{START} {OF_GOODS} back to {{supplier}}",
        f"{START} {OF_GOODS} {{why}} back to {{supplier}}",
        f"{START} {OF_GOODS} despite policy {{note}}",
        f"{START} {OF_GOODS} {{why}} despite policy {{note}}",
        "(start|open|new) return [for] [order] {order}",
        f"{START} [order] {{order}} {{units}} {{sku}}",
        f"{START} [order] {{order}} {{units}} {{sku}} [because] [it is|it was|they are] {{why}}",
        "[the] customer wants to return [order] {order}",
        "[the] customer wants to return {units} {sku} (from|of|on) [order] {order}",
        f"{SENDS_BACK} [order] {{order}}",
        f"{SENDS_BACK} {OF_GOODS}",
        f"{SENDS_BACK} {OF_GOODS} [because] [it is|it was|they are] {{why}}",
        "expect {units} {sku} back from [order] {order}",
        "expect {units} {sku} back from [order] {order} {why}",
        "expect [order] {order} back",
        "expect [order] {order} back {why}",
        "(start|open|create|announce) [a] return",
    ],
    slots=[ORDER, UNITS, SKU, WHY, LOCATION, SUPPLIER, NOTE, WANTED],
    may=AUTHORISE,
    write=Write(_do, _undo),
    form=FORM,
)
def start_return(  # noqa: PLR0913  what can be said of a return
    asked: Asked,
    *,
    order: Order | None = None,
    units: int | None = None,
    sku: Sku | None = None,
    why: str | None = None,
    location: Location | None = None,
    supplier: Supplier | None = None,
    note: str | None = None,
    wanted: str = "refund",
    picked: Mapping[int, int] | None = None,
) -> Preview:
    """Agree to a return, so that its goods are awaited and nobody announces them twice."""
    if order is None:
        raise MissingWord("order", "start a return for 2 blue mugs from 1043, faulty")
    reason = why or CHANGED_MIND
    if picked:
        announced = return_picks.pick(asked.books, order, picked, reason=reason, wanted=wanted)
    else:
        announced = returns.choose(
            asked.books, order, sku_id=sku.id if sku else None, units=units, reason=reason
        )
    place = None if supplier else place_for(asked.books, location.id if location else None)
    if supplier is not None:
        supplier_returns.check(asked.books, supplier.id, announced)
    terms = Terms(place, decided=True, despite=note)
    verdict = return_policy.verdict(asked.books, order, announced)
    worth = return_announcing.worth(asked.books, announced)
    return_announcing.insist(order, verdict, terms, worth, by=asked.who)
    stored = {
        "order": order.id,
        "lines": [[one.line_id, one.units] for one in announced],
        "why": reason,
        "wanted": wanted,
        "location": place,
        "supplier": supplier.id if supplier else None,
        "despite": note,
    }
    facts = {
        "order": order_card(asked.books, order),
        "lines": returns.planned(asked.books, announced),
        "why": reason.replace("_", " ") + ("" if why else " (nobody said why)"),
        "wanted": wanted,
        "place": supplier.name if supplier else place_name(asked.books, place),
        "concerns": verdict.sentences,
        "despite": note or "",
        "ends_on": verdict.ends_on,
    }  # fmt: skip
    return Preview(facts, stored)
