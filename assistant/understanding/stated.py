"""“system says 15, there are 12”: the figure that is wrong, and the one that was counted.

What the system says is never what there is: where no other number is told, it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.acts import Act, Understood
from assistant.understanding.slots import Slots
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.tokens import Text

COMMAND, STAGE = "adjust_stock", "stated"
SYSTEM = (
    "system|computer|screen|till|sheet|ledger|app|books|backroom|software|stock ?list|website"
    "|shopify|spreadsheet"
)
"""What people call that which says how many there are."""
LOOKS = re.compile(rf"\b(?:{SYSTEM}|reads|shows|showing|says|should|ought|must)\b", re.IGNORECASE)
"""Without any of these a message says nothing of the kind."""
WHO = (
    rf"(?:(?:the|our|this|your|that) )?(?:{SYSTEM}|count|stock|figure"
    r"|stock count|stock level|stock figure|level|number|it|you|on hand)"
)
SAYING = (
    r"(?:(?:still|only|now|just) )*(?:says|say|shows|show|reads|read|thinks|reckons|has|have|claims"
    r"|tells me|lists|(?:is|are|'s) (?:showing|saying|reading)(?: as)?|showing(?: as)?)"
)
GETS = (
    r"(?:(?:that )?(?:there (?:are|is|'s)|there's|theres|we (?:have|'ve got|have got)|it is"
    r"|it's|has|at|as|:|=) )*(?:(?:only|just|still|actually|really|got|a|total|of) )*"
)
FALSE = rf"(?:{WHO} )?{SAYING} {GETS}(?P<false># )"
SEEN = (
    r"(?:there (?:are|is|'s)|there's|theres|(?:i|we) (?:(?:just|only|actually|can|have|'ve) )*"
    r"(?:count|counted|make it|see|find|found|have|got|get|'ve got)|i 've got|we 've got|it is|it's"
    r"|(?:it )?should (?:be|say|read|have)|(?:the )?(?:shelf|bin|box|rack) (?:has|says|holds)"
    r"|actual(?: count)?(?: is)?|physical count(?: is| says)?|counted|count(?: is)?"
    r"|in (?:reality|fact)|reality is|really|actually|only|just)"
)
TRUE = (
    rf"(?:{SEEN} )+(?:(?:only|just|actually|really|got|is|are|:) )*(?P<true>#) "
    r"(?:(?:left|here|there|on the shelf|on the shelves|on shelf|in the box|in the bin|in total"
    r"|actually|really|now|in my hand|in front of me|by hand|of them|when i counted|in reality) )*"
)
ASKED = r"(?:(?:so|and|please|pls|can you|could you|will you|would you|just|now|then) )*"
OUGHT = (
    r"(?:(?:i|we) (?:have |'ve )?(?:just )?(?:counted|checked) (?:, )?)?"
    r"(?:(?:it|that|they|which) )?"
    r"(?:should|ought to|must|has to|have to|needs to|need to) (?:say|be|read|show|have) (?:only )?"
)
THERE = r"(?:(?:in|on) (?:the )?(?:system|computer|screen|sheet|books|stocklist) )"
LYING = (
    rf"(?:{WHO} (?:is|'s) (?:wrong|out|lying|off|not right)(?: (?:again|as usual|there|still))* )"
)
"""What it is to say: “ought to say 17, fix it”, “computer's wrong, it should say 6”."""
MEND = (
    r"(?:(?:correct|fix|change|amend|adjust|update|sort|mend|put|set|make)"
    r"(?: (?:it|that|this|the count|the stock|the number|the figure|the system|them))?"
    r"(?: (?:right|out|up|to match|for me|please|pls|would you|will you|straight))*"
    r"(?: to (?P<to>#))? )"
)
WRONG = (
    r"(?:(?:(?:which|that|this|it) )?(?:(?:is|'s|must be|looks) (?:wrong|not right|off|out|nonsense"
    r"|rubbish|a mistake|not true)|(?:cannot|can't) be right) |(?:that )?(?:needs|wants)"
    r" (?:correcting|fixing|changing|sorting|putting right|adjusting|updating|amending) "
    r"|(?:which|that)'s wrong )"
)
JOIN = r"(?:(?:[,.;:!-]|but|and|so|though|yet|when|while|whereas|however|only) )*"
WHOLE = re.compile(
    rf"{JOIN}(?:{FALSE}(?:{JOIN}{TRUE})?|{TRUE.replace('true', 'first')}{JOIN}"
    rf"{FALSE.replace('false', 'last')})(?P<mend>(?:{JOIN}(?:{ASKED}{MEND}|{WRONG}))*){JOIN}",
)
PUT_RIGHT = rf"(?:{JOIN}(?:{ASKED}{MEND.replace('?P<to>', '?:')}|{WRONG}))"
RIGHT = re.compile(
    rf"{JOIN}(?:{LYING}{JOIN}{OUGHT}(?P<said>#) {THERE}?{PUT_RIGHT}*"
    rf"|{OUGHT}(?P<fixed>#) {THERE}?{PUT_RIGHT}|{OUGHT}(?P<there>#) {THERE}){JOIN}"
)
PLACING = frozenset({"in", "at", "on", "of", "for", "the", "our", "from", "over", "down"})
"""What may stand before goods or a place, and goes with them."""
NAMED = frozenset({"product", "place"})
MOST = 30


def looks_so(said: str) -> bool:
    """Whether a message may say what the system says."""
    return LOOKS.search(said) is not None


def act(text: Text, tags: Sequence[Tag]) -> Act | None:
    """The count that a message puts right; None: it says nothing of what the system says.

    Args:
        text: the message.
        tags: what it names.
    """
    if len(text.tokens) > MOST or not looks_so(text.clean):
        return None
    goods = [tag for tag in tags if tag.kind == "product"]
    places = [tag for tag in tags if tag.kind == "place"]
    others = {tag.kind for tag in tags} - NAMED - {"units"}
    if len(goods) > 1 or len(places) > 1 or others:
        return None
    units = [tag for tag in tags if tag.kind == "units"]
    words = _masked(text, tags)
    said = " ".join([*words, ""])
    found = WHOLE.fullmatch(said) or RIGHT.fullmatch(said)
    if found is None or any(tag.signed or not tag.sure for tag in units):
        return None
    count = _count(found, units)
    if _is_as_said(found, units) or _is_price(text):
        return None
    if count is None and not (found.groupdict().get("mend") or "").strip():
        return None  # “system says 15 blue mugs” only tells
    slots: Slots = {}
    if goods:
        slots["product"] = goods[0].value
    if places:
        slots["place"] = places[0].value
    if count is not None:
        slots["counted"] = count
    return decided(Act(COMMAND, slots, "none", stage=STAGE, score=1.0))


def is_so(understood: Understood) -> bool:
    """Whether that is what a message says."""
    return [one.stage for one in understood.acts] == [STAGE]


def decided(act: Act) -> Act:
    """The act with what is to be asked for: goods, their place, and then how many there are."""
    lacking = [kind for kind in ("product", "place", "counted") if kind not in act.slots]
    if len(act.slots.get("product", ())) > 1:
        lacking.insert(0, "product")
    asks = lacking[0] if lacking else ""
    return replace(act, verdict="clarify" if asks else "confirm", asks=asks)


def of_it(held: Slots, understood: Understood) -> Understood:
    """Such a message, of the goods and the place that are spoken of where it names no goods."""
    [own] = understood.acts
    if "product" in own.slots or "product" not in held:
        return understood
    known = {kind: held[kind] for kind in NAMED if kind in held}
    return replace(understood, acts=(decided(replace(own, slots={**known, **own.slots})),))


def _count(found: re.Match[str], units: Sequence[Tag]) -> int | None:
    """The number that is told to be there, of those in the message."""
    groups = found.groupdict()
    for name in ("to", "true", "first", "said", "fixed", "there"):
        if groups.get(name):
            at = found.string[: found.start(name)].count("#")
            return int(units[at].value)
    return None


def _is_as_said(found: re.Match[str], units: Sequence[Tag]) -> bool:
    """“there are 12 and the system says 12”: nothing is to be put right."""
    groups = found.groupdict()
    both = bool(groups.get("false") or groups.get("last")) and len(units) > 1
    return both and len({int(tag.value) for tag in units}) == 1


def _is_price(text: Text) -> bool:
    """“till says 15 for the mug”."""
    return {"till", "for"} <= set(text.words())


def _masked(text: Text, tags: Sequence[Tag]) -> list[str]:
    """The words without goods and places, and “#” for each number."""
    starts = {tag.first: tag for tag in tags}
    words: list[str] = []
    at = 0
    while at < len(text.tokens):
        tag = starts.get(at)
        if tag is None:
            words.append(text.tokens[at].word)
            at += 1
            continue
        if tag.kind in NAMED:
            while words and words[-1] in PLACING:
                words.pop()
        else:
            words.append("#")
        at = tag.past
    return words
