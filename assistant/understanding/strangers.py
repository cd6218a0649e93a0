"""Names that the shop does not have: words that nothing accounts for, where a name would stand.

Nothing is known of what they name, so nothing can be done but to say that it is not there. They are
to be looked for only in a message that is not understood otherwise.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from assistant.understanding.english import FUNCTION, is_ordinary
from assistant.understanding.tag_sheet import DOCUMENTS, Tag, of_kind
from assistant.understanding.tokens import Text, Token
from assistant.understanding.word_lists import listed

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mister", "dr", "madam", "messrs"})
FIRMS = listed("""
ltd limited plc inc llc gmbh co company works glassworks ironworks supplies supply imports trading
wholesale wholesalers traders brothers bros sons mills makers factory foundry pottery potteries
""")
LEADS = frozenset({"for", "from", "by", "called", "named", "customer", "of", "is", "has", "did"})
"""What a single name may follow; “in Bristol” and “at Bristol” are places."""
OPENS_GOODS = FUNCTION | frozenset({"of", "any", "many", "more", "some", "pair", "pairs", "stock"})
TO_PLACES = frozenset({"to", "in", "at", "from", "into"})
MARKETS = listed("""
etsy ebay amazon shopify faire vinted depop notonthehighstreet folksy wayfair onbuy bol allegro
zalando walmart tiktok instagram facebook woocommerce
""")
"""Where goods are sold, whether or not the shop does."""
SOLD_ON = frozenset({"on", "from", "via", "through", "off", "at"})
WHOSE = listed("order orders parcel parcels return returns refund package account")
OF_WHOM = frozenset({"for", "from", "of", "by"})
WHERE = frozenset({"place", "supplier", "channel"})
POINTING = frozenset({"it", "them", "those", "these", "that", "this", "they", "one", "ones"})
"""Who says “it” speaks of what was named before."""
ABOUT_GOODS = listed(
    "many much any stock stocked price cost costs left count sell sold charge charged"
)
LONGEST = 3
SEVERAL = frozenset({"customer", "product"})
"""Kinds of which a name may fit several."""


def strangers(text: Text, found: Sequence[Tag], takes: Container[str] = ()) -> Iterator[Tag]:
    """What may be the name of somebody or something that the shop does not have, one at a time.

    Args:
        text: the message.
        found: what it names of the shop's.
        takes: kinds that what is likely asked for can be told.
    """
    if of_kind(found, *DOCUMENTS, "customer"):
        return  # who else is named is spoken to, or of
    taken = [False] * len(text.tokens)
    for tag in found:
        taken[tag.first : tag.past] = [True] * (tag.past - tag.first)
    span = _market(text.tokens, taken) if "channel" in takes else None
    if span:
        yield _tag(text, *span, "channel")
        return
    # who is ordered from is rather a firm
    is_placed = "place" in takes and "customer" not in takes and "supplier" not in takes
    span = _site(text.tokens, taken) if is_placed else None
    if span:
        yield _tag(text, *span, "place")
        return
    span = _person(text.tokens, taken)
    if span:
        yield from (_tag(text, *span, kind) for kind in _kinds(text, span, found, takes))
        return
    span = _goods(text.tokens, taken)
    if span and POINTING.isdisjoint(text.words()):
        yield _tag(text, *span, "product")


def _kinds(
    text: Text, span: tuple[int, int], found: Sequence[Tag], takes: Container[str]
) -> Sequence[str]:
    """Whether a name is a firm's or somebody's, the likelier first."""
    if text.tokens[span[1] - 1].word in FIRMS:
        return ("supplier",)
    buys = "supplier" in takes and "customer" not in takes
    if buys and of_kind(found, "product", "units"):
        return ("supplier",)
    return ("customer", "supplier") if buys else ("customer",)


def holds_up(stranger: Tag, found: Sequence[Tag]) -> bool:
    """Whether a change is asked for so plainly that what is lacking may be told.

    “Order a taxi for six” is none; “6 tent pegs over to the kiosk” says how many and where.
    """
    kinds = {tag.kind for tag in found}
    if stranger.kind in {"supplier", "place"}:
        return {"units", "product"} <= kinds
    return stranger.kind == "customer" or ("units" in kinds and not kinds.isdisjoint(WHERE))


def asks_for_goods(text: Text, stranger: Tag) -> bool:
    """Whether a question is so plainly about goods: “how many kayaks”, not “what is the wifi”."""
    return stranger.kind != "product" or not ABOUT_GOODS.isdisjoint(text.words())


def _tag(text: Text, first: int, past: int, kind: str) -> Tag:
    said = text.between(first, past)
    return Tag(first, past, kind, (said,) if kind in SEVERAL else said, known=False)


def _market(tokens: Sequence[Token], taken: Sequence[bool]) -> tuple[int, int] | None:
    """“how did we do on etsy”."""
    for at in range(1, len(tokens)):
        if not taken[at] and tokens[at].word in MARKETS and tokens[at - 1].word in SOLD_ON:
            return at, at + 1
    return None


def _site(tokens: Sequence[Token], taken: Sequence[bool]) -> tuple[int, int] | None:
    """“to the Penzance depot”, “in Bristol”: at the end of a part, where a place would stand."""
    for at in range(1, len(tokens)):
        if tokens[at - 1].word not in TO_PLACES or taken[at]:
            continue
        first = at + (tokens[at].word in {"the", "our"})
        past = first
        while past < len(tokens) and not taken[past] and tokens[past].raw.isalpha():
            past += 1
        named = [one for one in tokens[first:past] if not is_ordinary(one.word)]
        ends = past == len(tokens) or not tokens[past].is_word
        if named and ends and past - first <= LONGEST:
            return first, past
    return None


def _person(tokens: Sequence[Token], taken: Sequence[bool]) -> tuple[int, int] | None:
    """A name written large, or after a title; no name says anything where all is written large."""
    for at, token in enumerate(tokens[:-1]):
        if token.word in TITLES and not taken[at + 1] and tokens[at + 1].raw.isalpha():
            return at, _past_names(tokens, taken, at + 2)
    span = _written_small(tokens, taken)
    if span:
        return span
    if not any(token.raw.islower() for token in tokens):
        return None
    for at in range(len(tokens)):
        past = at
        while past < len(tokens) and not taken[past] and tokens[past].is_name:
            past += 1
        if past - at > LONGEST or all(is_ordinary(one.word) for one in tokens[at:past]):
            continue
        if past - at > 1 or _stands_alone(tokens, at):
            return at, past
    return None


def _past_names(tokens: Sequence[Token], taken: Sequence[bool], past: int) -> int:
    """The token behind further names: “Mr Grzegorz Zielinski”, “Messrs Hobbs & Daughter”."""
    while past < len(tokens) and not taken[past]:
        joins = tokens[past].word == "&" and past + 1 < len(tokens) and tokens[past + 1].is_name
        if not joins and not tokens[past].is_name:
            break
        past += 1
    return past


def _written_small(tokens: Sequence[Token], taken: Sequence[bool]) -> tuple[int, int] | None:
    """“an order for margaret thistlewood”: two words at the end that are no everyday ones."""
    first = len(tokens) - 2
    while first > 0 and not tokens[first + 1].is_word:
        first -= 1
    said = tokens[first : first + 2]
    if first < 2 or any(taken[first : first + 2]) or tokens[first - 1].word not in OF_WHOM:
        return None
    is_owned = any(token.word in WHOSE for token in tokens[:first])
    are_names = all(one.raw.isalpha() and len(one.word) > 2 for one in said)
    is_strange = are_names and not is_ordinary(said[1].word) and said[0].word not in FUNCTION
    return (first, first + 2) if is_owned and is_strange else None


def _stands_alone(tokens: Sequence[Token], at: int) -> bool:
    """Whether a name of one word stands where a person would: “for Zebedee”, “Zebedee's order”."""
    owns = at + 1 < len(tokens) and tokens[at + 1].word == "'s"
    return owns or (at > 0 and tokens[at - 1].word in LEADS)


def _goods(tokens: Sequence[Token], taken: Sequence[bool]) -> tuple[int, int] | None:
    """Words that are no everyday ones; with those before them, back to what opens a name."""
    strange = [
        at for at, token in enumerate(tokens)
        if not taken[at] and token.raw.isalpha() and not is_ordinary(token.word)
    ]  # fmt: skip
    if not strange or strange[-1] - strange[0] >= LONGEST:
        return None
    first, past = strange[0], strange[-1] + 1
    if any(taken[first:past]) or any(tokens[at].word in FUNCTION for at in range(first, past)):
        return None
    while first > 0 and past - first < LONGEST and not _opens(tokens, taken, first - 1):
        first -= 1
    opened = first == 0 or _opens(tokens, taken, first - 1)
    return (first, past) if opened else (strange[0], past)


def _opens(tokens: Sequence[Token], taken: Sequence[bool], at: int) -> bool:
    """Whether a name may begin behind a token."""
    return taken[at] or not tokens[at].is_word or tokens[at].word in OPENS_GOODS
