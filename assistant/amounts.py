"""An amount in a sentence -> the words of the price that it surely is; nothing for a difference.

“To £9” is a price. “By £1”, “£2 off” and “put £2 on it” are differences, which nobody may take for
one; nor is it guessed which of two amounts is meant.
"""

from __future__ import annotations

from decimal import Decimal

from assistant.understanding.acts import Understood
from assistant.understanding.clause import Clause
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.word_lists import listed

LEADS = frozenset({"to", "at", "is", "now", "be", "=", ":", "for", "as", "cost"})
"""Words right before a price."""
SETS = frozenset({"make", "set", "price", "reprice", "change", "update", "new"})
"""Words with which a price may stand right behind the product: “make the mug £9”."""
DIFFERENCE = listed("""
by off knock extra more less cheaper dearer discount discounted half
""")
TRADE = frozenset({"sell", "charge"})
"""“Sell the mug for £9” may be a sale to somebody, and is not taken for a price of all of them."""
MARKS = {
    "£": "£", "pound": "£", "pounds": "£", "quid": "£", "gbp": "£",
    "$": "$", "dollar": "$", "dollars": "$", "usd": "$", "bucks": "$",
    "€": "€", "euro": "€", "euros": "€", "eur": "€",
}  # fmt: skip


def price(read: Understood) -> str:
    """The one amount of a sentence, when it is a price; empty otherwise.

    Returns:
        Its sign, where one was typed, and the figure, as “£9.50” or “9.50”.
    """
    whole = Clause.of(read.text, 0, len(read.text.tokens), read.tags)
    found, words = whole.named("money"), set(whole.free)
    if len(found) != 1 or words & (DIFFERENCE | TRADE):
        return ""
    (tag,) = found
    before = whole.before(tag)
    follows = any(one.past == tag.first for one in whole.named("product")) or before == "price"
    return corrected(read) if before in LEADS or (follows and words & SETS) else ""


def corrected(read: Understood) -> str:
    """The one amount with which a price is put right: “no, 9.50”, “no, 9”; a difference is none.

    Returns:
        As `price`.
    """
    whole = Clause.of(read.text, 0, len(read.text.tokens), read.tags)
    found = whole.named("money") or whole.named("units")
    if len(found) != 1 or set(whole.free) & (DIFFERENCE | TRADE):
        return ""
    return f"{_mark(read, found[0])}{_figure(Decimal(found[0].value))}"


def _mark(read: Understood, tag: Tag) -> str:
    """The sign of the currency that was typed: a dollar is not to become a pound."""
    said = [token.word for token in read.text.tokens[tag.first : tag.past]]
    return next((MARKS[word] for word in said if word in MARKS), "")


def _figure(value: Decimal) -> str:
    return f"{value:.2f}" if value != value.to_integral_value() else f"{value:.0f}"
