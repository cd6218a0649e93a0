"""Whether goods may come back: a list of checks, each with its finding and its sentence.

Pure: facts in, findings out. The findings are stored with the return, so that a later change of
policy changes nothing for a customer who was told yes.

Not legal advice. The floor that no policy may go under is the United Kingdom's: 14 days from the
receipt of the last item of a distance sale (Consumer Contracts Regulations 2013, reg. 29-30), and
goods that are our fault come back whatever the policy says (Consumer Rights Act 2015, s. 20-24).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from oms import return_reasons
from oms.return_reasons import WITHDRAWAL
from oms.values import short_day

LEGAL_DAYS = 14


class Outcome(StrEnum):
    """What a check says; the worst of them is what the list says."""

    OK = "ok"
    ASK = "ask"
    """A person decides."""
    REFUSE = "refuse"


@dataclass(frozen=True)
class Sale:
    """The order that goods would come back from, and the policy of its channel."""

    number: str
    state: str
    today: dt.date
    last_shipped_on: dt.date | None
    last_delivered_on: dt.date | None
    """When the last item arrived; None while the carrier has not said so of every parcel."""
    still_to_come: bool
    """Units of the order have not been shipped yet: the clock has not begun."""
    transit_days: int
    """Days a parcel takes, where nobody says when it arrived."""
    window_days: int
    """Days that the channel's policy gives."""
    is_distance: bool
    """Sold without the customer in the shop: the legal minimum applies."""
    customer_watched: bool
    """Somebody flagged the customer for abusing returns."""


@dataclass(frozen=True)
class Goods:
    """Units of one line that would come back, and what is special about them."""

    title: str
    units: int
    shipped: int
    returnable: int
    """Units that went out and neither came back, are announced, nor were refunded without it."""
    returnless: int
    """Units refunded that the customer was let keep."""
    reason: str
    lost: int = 0
    """Units lost in the post: with nobody, and so with nobody who could send them back."""
    may_return: bool = True
    """The owner takes this product back at all."""
    window_days: int | None = None
    """Days that this product has beyond its channel's policy; None: no more."""
    hygiene: bool = False
    """Sealed for hygiene: not back once opened."""
    personalised: bool = False
    """Made to the customer's wish."""
    part_of: str = ""
    """The kit of which it would be taken out, where kits come back only whole."""


@dataclass(frozen=True)
class Finding:
    """What one check says of some goods, in a sentence for staff."""

    check: str
    outcome: Outcome
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """All findings of a return, and the days they were made by."""

    findings: tuple[Finding, ...]
    window_days: int
    """The longest window of any of the goods."""
    began_on: dt.date | None
    """The day the clock began; None: it has not."""
    ends_on: dt.date | None
    """The last day on which the goods may be announced."""
    statutory: bool
    """A withdrawal within the legal days of a distance sale: no fee may be taken."""

    @property
    def outcome(self) -> Outcome:
        """The worst of the findings."""
        found = {one.outcome for one in self.findings}
        return next(one for one in (Outcome.REFUSE, Outcome.ASK, Outcome.OK) if one in found)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What stands in the way, refusals first; empty when nothing does."""
        worse = [one for one in self.findings if one.outcome is not Outcome.OK]
        ranked = sorted(worse, key=lambda one: one.outcome is not Outcome.REFUSE)
        return tuple(dict.fromkeys(one.sentence for one in ranked))

    def snapshot(self) -> dict[str, Any]:
        """The verdict as plain values, to be kept with the return."""
        return {
            "outcome": self.outcome.value,
            "window_days": self.window_days,
            "began_on": self.began_on.isoformat() if self.began_on else None,
            "ends_on": self.ends_on.isoformat() if self.ends_on else None,
            "statutory": self.statutory,
            "findings": [[one.check, one.outcome.value, one.sentence] for one in self.findings],
        }


def judge(sale: Sale, goods: tuple[Goods, ...]) -> Verdict:
    """Put every check to every line of goods.

    Args:
        sale: the order and its policy.
        goods: one for each order line that would come back, at least one.
    """
    findings = [check(sale, one) for one in goods for check in CHECKS]
    began = clock_began(sale)
    days = max(window(sale, one) for one in goods)
    legal_end = began + dt.timedelta(days=LEGAL_DAYS) if began else None
    in_legal_days = legal_end is None or sale.today <= legal_end
    return Verdict(
        findings=tuple(dict.fromkeys(findings)),
        window_days=days,
        began_on=began,
        ends_on=began + dt.timedelta(days=days) if began else None,
        statutory=sale.is_distance
        and in_legal_days
        and all(one.reason in WITHDRAWAL for one in goods),
    )


def clock_began(sale: Sale) -> dt.date | None:
    """The day the last item arrived, or would have by the usual time; None: not all has left."""
    if sale.still_to_come or sale.last_shipped_on is None:
        return None
    return sale.last_delivered_on or sale.last_shipped_on + dt.timedelta(days=sale.transit_days)


def window(sale: Sale, goods: Goods) -> int:
    """Days in which these goods may be announced: the longest of product, channel and law."""
    legal = LEGAL_DAYS if sale.is_distance else 0
    return max(goods.window_days or 0, sale.window_days, legal)


def _placed(sale: Sale, _goods: Goods) -> Finding:
    if sale.state == "draft":
        sentence = f"Order {sale.number} is a draft: nothing was sold."
        return Finding("order", Outcome.REFUSE, sentence)
    return Finding("order", Outcome.OK, f"Order {sale.number} was placed.")


def _went_out(_sale: Sale, goods: Goods) -> Finding:
    if goods.shipped == 0:
        return Finding("shipped", Outcome.REFUSE, f"{goods.title} has not been shipped.")
    return Finding("shipped", Outcome.OK, f"{goods.shipped} × {goods.title} went out.")


def _still_there(_sale: Sale, goods: Goods) -> Finding:
    if goods.units > goods.returnable:
        sentence = f"Only {goods.returnable} × {goods.title} can still come back."
        if goods.lost:
            lost = f"{goods.lost} × {goods.title}"
            sentence = f"Lost in the post: {lost}; {goods.returnable} can still come back."
        elif goods.returnless:
            kept = f"{goods.returnless} × {goods.title} were refunded and the customer keeps them"
            sentence = f"{kept}; {goods.returnable} can still come back."
        return Finding("returnable units", Outcome.REFUSE, sentence)
    sentence = f"{goods.returnable} × {goods.title} can come back."
    return Finding("returnable units", Outcome.OK, sentence)


def _product(_sale: Sale, goods: Goods) -> Finding:
    if goods.may_return:
        return Finding("product", Outcome.OK, f"{goods.title} may be returned.")
    if return_reasons.is_ours(goods.reason):
        sentence = f"{goods.title} is not taken back, but this is our fault: you decide."
        return Finding("product", Outcome.ASK, sentence)
    return Finding("product", Outcome.REFUSE, f"{goods.title} is not taken back.")


def _in_time(sale: Sale, goods: Goods) -> Finding:
    began, days = clock_began(sale), window(sale, goods)
    if began is None:
        sentence = f"The days of {goods.title} have not begun: not all of the order has left."
        return Finding("window", Outcome.OK, sentence)
    ends = began + dt.timedelta(days=days)
    said = f"The {days} days of {goods.title} end{'ed' if ends < sale.today else ''} on"
    sentence = f"{said} {short_day(ends)}"
    if sale.today <= ends:
        return Finding("window", Outcome.OK, f"{sentence}.")
    if return_reasons.is_ours(goods.reason):
        return Finding("window", Outcome.ASK, f"{sentence}, but this is our fault: you decide.")
    return Finding("window", Outcome.REFUSE, f"{sentence}.")


def _hygiene(_sale: Sale, goods: Goods) -> Finding:
    if not goods.hygiene or return_reasons.is_ours(goods.reason):
        return Finding("hygiene", Outcome.OK, f"No seal keeps {goods.title} from coming back.")
    sentence = f"{goods.title} is sealed for hygiene: take it back only if the seal is whole."
    return Finding("hygiene", Outcome.ASK, sentence)


def _made_to_order(_sale: Sale, goods: Goods) -> Finding:
    if not goods.personalised or return_reasons.is_ours(goods.reason):
        return Finding("personalised", Outcome.OK, f"{goods.title} could be sold to anybody.")
    sentence = f"{goods.title} was made to the customer's wish."
    return Finding("personalised", Outcome.REFUSE, sentence)


def _whole_kit(_sale: Sale, goods: Goods) -> Finding:
    if not goods.part_of or return_reasons.is_ours(goods.reason):
        return Finding("kit", Outcome.OK, f"{goods.title} can come back by itself.")
    sentence = f"{goods.title} is a part of {goods.part_of}, which comes back only whole."
    return Finding("kit", Outcome.REFUSE, sentence)


def _customer(sale: Sale, _goods: Goods) -> Finding:
    if sale.customer_watched:
        sentence = "This customer is flagged for abusing returns: you decide."
        return Finding("customer", Outcome.ASK, sentence)
    return Finding("customer", Outcome.OK, "Nothing is held against the customer.")


CHECKS: tuple[Callable[[Sale, Goods], Finding], ...] = (
    _placed, _went_out, _still_there, _product, _in_time, _hygiene, _made_to_order, _whole_kit,
    _customer,
)  # fmt: skip
