"""“knock the lamp's price down a bit”, “too cheap, put it up”: a new price, which is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.understanding.acts import Act, Understood
from assistant.understanding.slots import Slots
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.tokens import Text

COMMAND, STAGE = "set_price", "repriced"
LOOKS = re.compile(r"\b(?:price[ds]?|pricing|cheap|dear|go up|come down|go down)\b", re.IGNORECASE)
"""Without any of these a message says nothing of the kind."""
PRICES = frozenset({"product_info", "set_price"})
"""After which what is to go up or down is a price."""
ASKED = (
    r"(?:(?:please|pls|can you|could you|will you|would you|can we|could we|just|now|then|so|ok|and"
    r"|right|let's|we need to|i need to|need to|want to|we want to|i want to) )*"
)
VERB = (
    r"(?:put|knock|bring|whack|drop|raise|take|bump|push|move|shove|stick|pop|get|lower|reduce|cut"
    r"|increase|change|nudge|hike|mark)"
)
WAY = r"(?:up|down)"
BIT = r"(?:(?:a (?:wee |little )?(?:bit|touch|little|tad|smidge|notch)|slightly|somewhat) )?"
PRICE = (
    r"(?:(?:the|its|their|his|her|our) )?(?:(?:selling )?price|prices|pricing) (?:(?:of|on|for) )?"
)
IT = r"(?:(?:it|that|them|this|those|these|that one|this one|the) )?"
MUST = (
    r"(?:(?:has|have|needs?|wants?|ought|is|are|'s) to|must|should|could do with|needs?|wants?)"
    r" (?:(?:go|come|be put|be brought|be moved|going|coming|putting|bringing|taking|moving) )?"
)
END = r"(?:(?:please|pls|will you|would you|for me|now|today|again|a bit|mate|love|ta) )*"
CHEAP = (
    r"(?:(?:it|that|they|those|these|this|which) )?(?:(?:is|are|'s|'re|looks?|seems?) )?"
    r"(?:(?:way|far|much|a bit|really|just) )*too (?:cheap|dear|low|expensive|pricey)"
    r"(?: (?:hey|that|now|mate))* (?:[,.;!-] )?(?:(?:so|and) )?"
)
MARK = r"(?:[,.;!-] )*"
CHANGED = (
    r"(?:(?:(?:has|have|had|needs?|wants?|requires?|ought|is) (?:to be )?|must be |should be"
    r" |to be )"
    r"(?:chang(?:ing|ed)|updat(?:ing|ed)|alter(?:ing|ed)|correct(?:ing|ed)|adjust(?:ing|ed)"
    r"|amend(?:ing|ed)|fix(?:ing|ed)|redo(?:ing|ne)|review(?:ing|ed))"
    r"|(?:has|needs?|wants?|ought) to change) "
)
ANOTHER = (
    r"(?:needs?|wants?|requires?|could do with) (?:an? )?(?:new|different|another|other) price "
)
DO_SO = (
    r"(?:, )?(?:(?:you can|can you|could you|will you) (?:put|change|do|set|fix|sort) (?:it|that) "
    r"(?:\? )?)?"
)
WITH_PRICE = re.compile(
    rf"(?:{CHEAP})?{ASKED}(?:{VERB} {PRICE}{IT}{WAY} {BIT}|{VERB} {WAY} {PRICE}{IT}{BIT}"
    rf"|{VERB} {IT}{WAY} {BIT}in price {BIT}|{VERB} {WAY} in price "
    rf"|{IT}{PRICE}{IT}{MUST}{WAY} {BIT}|{VERB} {IT}'s price {WAY} {BIT}"
    rf"|{VERB} 's price {WAY} {BIT}|{IT}'s price {MUST}{WAY} {BIT}"
    rf"|{PRICE}{IT}{CHANGED}|{IT}{PRICE}{CHANGED}|{IT}'s price {CHANGED}|'s price {CHANGED}"
    rf"|{IT}{ANOTHER}|{IT}{MUST}{WAY} {BIT}in (?:the )?price {BIT})"
    rf"{DO_SO}{END}{MARK}"
)
"""It speaks of a price."""
OF_IT = re.compile(
    rf"(?:{CHEAP}{MARK}{ASKED}{VERB} {IT}{WAY} {BIT}|{IT}{MUST}(?:go |come ){WAY} {BIT}){END}{MARK}"
)
"""It is of a price only where goods are called cheap or dear, or their price was told."""
AMOUNT = (
    r"(?:[£$€] ?)?(?:\d+(?:\.\d+)?|a|one|two|three|four|five|ten|fifty)"
    r" ?(?:%|percent|per cent|p|pence|quid|pounds?|fiver|tenner|euros?|dollars?|bucks)?"
)
BY = re.compile(
    rf"{ASKED}(?:{VERB} {IT}(?:{WAY} )?by {AMOUNT}|{VERB} {WAY} {IT}by {AMOUNT}"
    rf"|(?:knock|take|get|cut) {AMOUNT} off(?: (?:it|that|them|this|those))?"
    rf"|(?:add|put|stick|whack|pop) {AMOUNT} (?:on|onto|on to|to)(?: (?:it|that|them|this))?)"
    rf"(?: {END})?[ .!]*"
)
"""By how much it is to go up or down, where a price was told."""
UP_TO = re.compile(
    rf"{ASKED}(?:(?:put|bring|drop|knock|nudge|whack|mark|pop|stick|hike|price) )?"
    rf"(?:(?:the|our|all|those|these) )*<goods> (?:{WAY} )?to <price>"
    r"(?: each)?(?: (?:please|pls|plz|then|now|today|mate|ta|thanks|from today))*"
    r"(?: for (?:the |a )?(?:[a-z]+ )?(?:<day>|[a-z]+))?[ .!]*"
)
"""“put the lamp up to £265”, “laces to 5.50”: goods, and what they are put to."""
FIGURES = frozenset({"units", "money", "percent"})
PLACING = frozenset({"of", "on", "for", "the", "our", "those", "these"})
MOST = 22


def act(text: Text, tags: Sequence[Tag]) -> Act | None:
    """The price that a message wants changed, without saying to what; None: it wants none.

    Args:
        text: the message.
        tags: what it names.
    """
    if len(text.tokens) > MOST or not LOOKS.search(text.clean):
        return None
    goods = [tag for tag in tags if tag.kind == "product"]
    if len(goods) != len(tags) or len(goods) > 1 or not all(tag.sure for tag in goods):
        return None
    said = " ".join([*_bare(text, goods), ""])
    cheap = re.search(r"\btoo (?:cheap|dear|low|expensive|pricey)\b", said)
    if not WITH_PRICE.fullmatch(said) and not (OF_IT.fullmatch(said) and (cheap or not goods)):
        return None
    if not WITH_PRICE.fullmatch(said) and not cheap:
        return Act(COMMAND, {}, "none", stage=STAGE, score=1.0)
    slots: Slots = {"product": goods[0].value} if goods else {}
    return decided(Act(COMMAND, slots, "none", stage=STAGE, score=1.0))


def asked(text: Text, tags: Sequence[Tag]) -> Act | None:
    """Such a price, where the message itself says that it is one."""
    found = act(text, tags)
    return found if found is not None and found.verdict == "clarify" else None


def to_a_price(text: Text, tags: Sequence[Tag]) -> Act | None:
    """“linen shade down to £29”, “laces to 5.50”: a price. A bare figure may as well be a count."""
    goods = [tag for tag in tags if tag.kind == "product" and tag.sure]
    figures = [tag for tag in tags if tag.kind == "money" and tag.sure and tag.value > 0]
    if len(goods) != 1 or len(figures) != 1:
        return None
    # “for Black Friday”: what for, and no day from which
    days = [tag for tag in tags if tag.kind == "date" and tag.first > figures[0].past]
    is_all = len(tags) == len(goods) + len(figures) + len(days)
    if not is_all or not UP_TO.fullmatch(_marked(text, goods[0], figures[0], days)):
        return None
    price = Decimal(figures[0].value).quantize(Decimal("0.01"))
    slots = {"product": goods[0].value, "money": price}
    found = Act(COMMAND, slots, "confirm", stage="phrase", score=1.0)
    is_clear = len(goods[0].value) == 1
    return found if is_clear else replace(found, verdict="clarify", asks="product")


def _marked(text: Text, goods: Tag, figure: Tag, days: Sequence[Tag]) -> str:
    """The words, with marks in place of what is named."""
    marks = {
        goods.first: "<goods>",
        figure.first: "<price>" if figure.kind == "money" else "<figure>",
    }
    marks |= {tag.first: "<day>" for tag in days}
    within = {at for tag in (goods, figure, *days) for at in range(tag.first + 1, tag.past)}
    return " ".join(marks.get(at, token.word) for at, token in enumerate(text.tokens)
                    if at not in within)  # fmt: skip


def decided(act: Act) -> Act:
    """The act with what is to be asked for: the goods, where they are not clear, or the price."""
    is_clear = len(act.slots.get("product", ())) == 1
    return replace(act, verdict="clarify", asks="money" if is_clear else "product")


def is_so(understood: Understood) -> bool:
    """Whether that is what a message says."""
    return [one.stage for one in understood.acts] == [STAGE]


def of_it(held: Slots, understood: Understood) -> Understood:
    """Such a message, of the goods that are spoken of where it names none."""
    if (by := _by_so_much(held, understood)) is not None:
        return by
    own = understood.acts[0] if is_so(understood) else act(understood.text, understood.tags)
    if own is None or "product" in own.slots or "product" not in held:
        return understood
    known = {"product": held["product"]}
    return replace(understood, acts=(decided(replace(own, slots=known)),))


def _by_so_much(held: Slots, understood: Understood) -> Understood | None:
    """“put it up by 2”, “knock a fiver off it”, after a price was told: the price is asked for."""
    if any(tag.kind not in FIGURES for tag in understood.tags):
        return None
    if not BY.fullmatch(f"{understood.text.clean.lower()} "):
        return None
    known: Slots = {"product": held["product"]} if "product" in held else {}
    asked_for = decided(Act(COMMAND, known, "none", stage=STAGE, score=1.0))
    return replace(understood, acts=(asked_for,))


def _bare(text: Text, goods: Sequence[Tag]) -> list[str]:
    """The words without the goods."""
    words: list[str] = []
    for at, token in enumerate(text.tokens):
        if any(tag.first <= at < tag.past for tag in goods):
            if any(tag.first == at for tag in goods):
                while words and words[-1] in PLACING:
                    words.pop()
            continue
        words.append(token.word)
    return words
