"""Names that the shop does not have: words that nothing accounts for, where a name would stand.

Nothing is known of what they name, so nothing can be done but to say that it is not there. They are
to be looked for only in a message that is not understood otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.understanding.english import FUNCTION, is_ordinary
from assistant.understanding.tags import DOCUMENTS, Tag, of_kind
from assistant.understanding.tokens import Text, Token
from assistant.understanding.word_lists import listed

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mister", "dr", "madam"})
FIRMS = listed("""
ltd limited plc inc llc gmbh co company works glassworks ironworks supplies supply imports trading
wholesale wholesalers traders brothers bros sons mills makers factory foundry pottery potteries
""")
LEADS = frozenset({"for", "from", "by", "called", "named", "customer", "of", "is", "has", "did"})
"""What a single name may follow; “in Bristol” and “at Bristol” are places."""
OPENS_GOODS = FUNCTION | frozenset({"of", "any", "many", "more", "some", "pair", "pairs", "stock"})
WHERE = frozenset({"place", "supplier", "channel"})
POINTING = frozenset({"it", "them", "those", "these", "that", "this", "they", "one", "ones"})
"""Who says “it” speaks of what was named before."""
ABOUT_GOODS = listed("many much any stock stocked price cost costs left count sell sold")
LONGEST = 3


def strangers(text: Text, found: Sequence[Tag]) -> Iterator[Tag]:
    """What may be the name of somebody or something that the shop does not have, one at a time.

    Args:
        text: the message.
        found: what it names of the shop's.
    """
    if of_kind(found, *DOCUMENTS, "customer"):
        return  # who else is named is spoken to, or of
    taken = [False] * len(text.tokens)
    for tag in found:
        taken[tag.first : tag.past] = [True] * (tag.past - tag.first)
    span = _person(text.tokens, taken)
    if span:
        is_firm = text.tokens[span[1] - 1].word in FIRMS
        yield _tag(text, *span, "supplier" if is_firm else "customer")
        return
    span = _goods(text.tokens, taken)
    if span and POINTING.isdisjoint(text.words()):
        yield _tag(text, *span, "product")


def holds_up(stranger: Tag, found: Sequence[Tag]) -> bool:
    """Whether a change is asked for so plainly that what is lacking may be told.

    “Order a taxi for six” is none; “6 tent pegs over to the kiosk” says how many and where.
    """
    kinds = {tag.kind for tag in found}
    return stranger.kind == "customer" or ("units" in kinds and not kinds.isdisjoint(WHERE))


def asks_for_goods(text: Text, stranger: Tag) -> bool:
    """Whether a question is so plainly about goods: “how many kayaks”, not “what is the wifi”."""
    return stranger.kind != "product" or not ABOUT_GOODS.isdisjoint(text.words())


def _tag(text: Text, first: int, past: int, kind: str) -> Tag:
    said = text.between(first, past)
    return Tag(first, past, kind, said if kind == "supplier" else (said,), known=False)


def _person(tokens: Sequence[Token], taken: Sequence[bool]) -> tuple[int, int] | None:
    """A name written large, or after a title; no name says anything where all is written large."""
    for at, token in enumerate(tokens[:-1]):
        if token.word in TITLES and not taken[at + 1] and tokens[at + 1].raw.isalpha():
            return at, at + 2
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
