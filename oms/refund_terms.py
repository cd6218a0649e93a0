"""Each term of a refund with its sentence, so that a person sees why the amount is what it is."""

from __future__ import annotations

from oms.refund_values import LineAmount, LineMoney, RefundAmount, Term
from oms.values import money

GOODS, FEE, DEDUCTION, LABEL, POSTAGE, LIMIT, LOWERED, GOODWILL = (
    "goods", "fee", "deduction", "label", "postage", "limit", "lowered", "goodwill",
)  # fmt: skip
WHY_FREE = {
    "faulty": "the goods were faulty",
    "wrong_item": "the wrong item was sent",
    "not_as_described": "the goods were not as described",
    "damaged_in_post": "they were damaged in the post",
    "late": "they came late",
}


def of_line(currency: str, line: LineMoney, part: LineAmount, reason: str | None) -> list[Term]:
    """The goods with their tax, the fee and the loss of value of one line."""
    of = f"{part.units} of {line.units}" if part.units < line.units else f"{part.units}"
    taxed = f", with {money(part.tax_minor, currency)} tax" if part.tax_minor else ""
    terms = [Term(GOODS, part.worth_minor, f"{of} × {line.title}{taxed}")]
    rate = f"{line.fee_bps / 100:g} %"
    if part.fee_minor:
        says = f"Restocking fee of {rate} on {line.title}"
        terms.append(Term(FEE, -part.fee_minor, says))
    elif line.fee_bps:
        why = WHY_FREE.get(reason or "", "the customer has a right to withdraw")
        terms.append(Term(FEE, 0, f"No restocking fee on {line.title}: {why}"))
    if part.deduction_minor:
        says = f"Loss of value by handling of {line.title}"
        terms.append(Term(DEDUCTION, -part.deduction_minor, says))
    return terms


def of_label(charged_minor: int, asked_minor: int) -> list[Term]:
    """The return label: charged, or let off; nothing where the shop charges none."""
    if charged_minor:
        return [Term(LABEL, -charged_minor, "Return label, once for this return")]
    if asked_minor:
        return [Term(LABEL, 0, "The shop pays the return label")]
    return []


def of_postage(given_minor: int, left_minor: int, goods: bool) -> list[Term]:
    """The postage that goes back; or that it does not, where there was some."""
    if given_minor:
        part = "" if given_minor == left_minor else ", at the standard rate"
        says = f"Postage{part}: nothing of the order is kept" if goods else "Postage"
        return [Term(POSTAGE, given_minor, says)]
    return [Term(POSTAGE, 0, "Postage stays as it was paid")] if left_minor and goods else []


def floor(raw_minor: int) -> Term:
    """What is taken off is more than the goods are worth: the customer pays nothing for that."""
    return Term(LIMIT, -raw_minor, "Fees come to more than the goods: nothing is asked for")


def cap(raw_minor: int, allowed_minor: int, currency: str) -> Term:
    """There is less left of what was paid than would come out."""
    left = money(allowed_minor, currency)
    return Term(LIMIT, allowed_minor - raw_minor, f"Only {left} of what was paid is left")


def instead(made: RefundAmount, reason: str, *, goodwill: bool) -> Term:
    """What a person changed, and why."""
    change = made.amount_minor - made.computed_minor
    if goodwill and not made.computed_minor:
        return Term(GOODWILL, change, f"Goodwill, no tax in it: {reason}")
    computed = money(made.computed_minor, made.currency)
    kind = GOODWILL if change > 0 else LOWERED
    return Term(kind, change, f"Instead of {computed}: {reason}")


def comes_to(payout_minor: int, released_minor: int, currency: str) -> str:
    """What goes back with a refund and, beside it, what was never paid and is owed no more."""
    released = f" ({money(released_minor, currency)} owed no more)" if released_minor else ""
    return f"{money(payout_minor, currency)}{released}"
