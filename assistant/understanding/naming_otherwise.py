"""What a message names otherwise than it is shown: “44, there was two behind the door”.

Of each kind one thing, or none where it is unclear: what is denied, only told of, or a number of
something else is not meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.understanding import around
from assistant.understanding.acts import Act, Understood
from assistant.understanding.agreeing import is_shown
from assistant.understanding.beginning import opening
from assistant.understanding.clause import Clause
from assistant.understanding.gate_words import FINITE
from assistant.understanding.given import is_pronoun
from assistant.understanding.parse import Reader
from assistant.understanding.putting_right import BECAME
from assistant.understanding.slots import OF_SOME
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.talk_words import CORRECTING, PARTING
from assistant.understanding.word_lists import listed

FEWEST = 3
"""Tokens between what is meant and the “not” behind it."""
PUT_RIGHT = frozenset({*DOCUMENTS, "carrier", "place", "product", "units", "money", "reason",
                       "customer", "supplier", "channel", "tracking"})  # fmt: skip
"""Kinds of what can be named otherwise."""
MEASURED = frozenset({"units", "money", "carrier"})
"""Kinds of what is shown as “6 not 4”."""
OWNING = listed("""
meant mean misheard misread mistyped mistake typo wrong sorry bad oops actually
rather backwards mixed transposed apologies pardon misspoke muddled dim fingers whoops correct
correction reverse opposite nay nah naw no bugger damn crap shoot dang blast bother argh whoopsie
""")
"""Of which any one says that something is to be otherwise than it is shown."""
LEADING = listed("""
make it its theyre they that thats 's is are be to into in at by with via on onto goes go going put
use set say for from belongs read just only the a an our please pls kindly must should raise send
get take ship she he i we wants want means oh ah ooh aye ok but well ought can them those one this
and do move shift count call no so you could mm mmm hmm hm tbh lol erm um er eh fine actually great
then right yeah me
""")
"""Before what is named: that it is to be this."""
MEANING = frozenset({"make", "to", "be", "it", "is", "'s", "with", "that"})
"""Right before what is meant."""
VERBS = BECAME | FINITE | {"needs", "need", "wants", "want", "will", "would", "can", "have"}
"""Of what begins a part these tell something."""
TAKING_IT = re.compile(
    r"(?:(?:is|are|'s|'re|will be|'ll be) )?(?:taking|takes|collecting|collects|carrying|doing"
    r"|having|got|has|have) (?:it|this|that|them|these)\b"
)
"""Behind a carrier: “nope, DPD are taking it”."""
SAYING = frozenset({"says", "say", "said", "wants"})
SPEAKERS = (["she"], ["he"], ["they"], ["i"], ["we"], ["customer"], ["boss"])
"""“he says 2”: who says how it is to be; a computer does not."""
MAKING = [("make", "it"), ("make", "that"), ("make", "them"), ("make", "those")]
"""Right before a figure that is meant, whatever stands behind it."""
LETTING = frozenset({"lets", "let", "us", "'s", "'ll", "better", "just"})
"""“let's have 50”."""
BESIDE_FIGURES = listed("""
copies of please pls then instead actually sorry not no now rather mate lol will there it that we i
she he they said says ones them those these this for from to in at on and or only is was should too
were even enough quid pounds packs boxes bags tins jars pairs sets pieces
""")
"""What may stand behind a figure that is meant."""


def meant_otherwise(reader: Reader, pending: Act, understood: Understood) -> list[Tag]:
    """What is named otherwise than it is shown, one of each kind; none where it is unclear."""
    takes = reader.speeches[pending.command].takes
    found: dict[str, list[Tag]] = {}
    for tag in _as_made(understood, [*named_otherwise(reader, pending, understood)]):
        found.setdefault(tag.kind, []).append(tag)
    if "order" in found and "product" not in pending.slots:
        found.pop("product", None)
    if "order" in found:
        found.pop("customer", None)
    if any(_comes_back(reader, pending, understood, tags) for tags in found.values()):
        return []
    known = all(tag.known for tags in found.values() for tag in tags)
    meant = [_meant(understood, tags) for tags in found.values()]
    is_clear = known and all(_has_room(pending, takes, kind) for kind in found) and all(meant)
    # “we counted 3 watering cans” is of another thing altogether
    is_one_thing = not {"product", "units"} <= found.keys()
    return [tag for tag in meant if tag is not None] if is_clear and is_one_thing else []


def _as_made(understood: Understood, tags: Sequence[Tag]) -> Sequence[Tag]:
    """“festival season innit, make it 60”: what is named where it is said how to make it."""
    words = understood.text.words()
    made = [tag for tag in tags if words[: tag.first][-2:] in MAKING]
    if not made:
        return tags
    begins = max(at for at in begins_of_parts(words) if at <= made[0].first)
    ends = next((at for at in begins_of_parts(words) if at > made[0].first), len(words) + 1)
    return [tag for tag in tags if begins <= tag.first < ends]


def _comes_back(reader: Reader, pending: Act, understood: Understood, tags: Sequence[Tag]) -> bool:
    """“7, no, 8”, of 8 that are shown: what is said last is what is shown."""
    whole = whole_of(understood)
    behind = [one for one in whole.named(tags[0].kind) if one.first > tags[-1].first]
    return any(
        is_shown(reader, pending, one) and not around.is_denied(whole, one)
        and not is_no(whole, one)
        for one in behind
    ) and tags[0].kind in {"units", "money"}  # fmt: skip


def named_otherwise(reader: Reader, pending: Act, understood: Understood) -> Iterator[Tag]:
    """What a message names and does not deny, and is not shown."""
    whole = whole_of(understood)
    for tag in understood.tags:
        is_meant = tag.kind in PUT_RIGHT and not _counts_nothing(whole, tag)
        is_meant = is_meant and not _is_told_of(whole, tag) and not is_no(whole, tag)
        if not is_meant or is_shown(reader, pending, tag) or around.is_denied(whole, tag):
            continue
        if tag.kind != "product" or _is_of_it(reader, pending, whole, tag):
            yield tag


def _is_of_it(reader: Reader, pending: Act, whole: Clause, tag: Tag) -> bool:
    """Whether goods are meant, and not the fig candle of an order without one."""
    if len(tag.value) > 1 and not _is_first_said(whole, tag):
        return False  # “the garden centre”, in a shop of garden hoses
    there = around.goods(reader, pending) if pending.command in OF_SOME else ()
    return not there or not {*tag.value}.isdisjoint(there)


def _has_room(pending: Act, takes: frozenset[str], kind: str) -> bool:
    if kind == "units":
        return bool({"units", "counted", "money"} & {*takes})
    if kind == "customer":
        return "customer" in pending.slots and "order" not in pending.slots
    return kind in takes


def _meant(understood: Understood, tags: Sequence[Tag]) -> Tag | None:
    """Of several of one kind the one that is said to be meant; None: it is not clear which."""
    words = understood.text.words()
    values = {tag.value for tag in tags}
    beside = {at for tag in tags for at in (tag.first - 1, tag.past) if 0 < at < len(words)}
    if any(words[at] == "or" for at in beside):
        return None  # “two or three”; “or 3, yes, 3” is otherwise
    led = [tag for tag in tags if tag.first and words[tag.first - 1] in MEANING]
    if len(values) == 1 or len(led) == 1:
        return led[0] if led else tags[0]
    # “royal mail, she says yodel never finds her”
    is_parted = not PARTING.isdisjoint(words[tags[0].past : tags[1].first])
    is_listed = not {"and", "or", "&", "/"}.isdisjoint(words[tags[0].past : tags[1].first])
    return tags[0] if is_parted and not is_listed else None


def _counts_nothing(whole: Clause, tag: Tag) -> bool:
    """“one of them”, “at 3 o'clock”, “we've 2 left”."""
    if tag.kind != "units":
        return False
    behind = [token.word for token in whole.text.tokens[tag.past : tag.past + 2]]
    is_weak = not tag.sure or is_pronoun(whole, tag)
    said = [token.word for token in whole.text.tokens[tag.first : tag.past]]
    is_some = behind[:1] == ["of"] and whole.before(tag) not in MEANING  # “3 of them look broken”
    is_sum = tag.signed or whole.before(tag) in {"minus", "plus", "up", "down", "by"}
    return is_weak or is_some or is_sum or said == ["one"] or not _stands_alone(whole, tag)


def _stands_alone(whole: Clause, tag: Tag) -> bool:
    """Whether a number is of nothing else: not “shelf 3”, “3 kids”, “6 per box”."""
    words = ["", *(token.word for token in whole.text.tokens), ""]
    before, behind = words[tag.first], words[tag.past + 1]
    named = {one.first for one in whole.tags}
    is_plain = not behind.isalpha() or behind in BESIDE_FIGURES or tag.past in named
    is_plain |= whole.text.words()[: tag.first][-2:] in MAKING
    is_led = not before.isalpha() or before in LEADING | OWNING | {"seems", "was"}
    is_led |= before == "or" and tag.first == 1
    is_led |= before == "have" and words[tag.first - 1] in LETTING
    # “he says 2”, and not “the computer says 9”
    is_led |= before in SAYING and words[tag.first - 1 : tag.first] in SPEAKERS
    return is_plain and is_led


def _is_told_of(whole: Clause, tag: Tag) -> bool:
    """“Wells looks so busy”, “DHL lost the last one”: what begins a part, and then a verb."""
    words = [token.word for token in whole.text.tokens]
    first = tag.first - (words[tag.first - 1 : tag.first] in (["the"], ["our"]))
    begins = first in begins_of_parts(words) or opening(words[:first], CORRECTING) == first
    behind = " ".join(words[tag.past :])
    if tag.kind == "carrier" and TAKING_IT.match(behind):
        return False  # “nope, DPD are taking it”
    return begins and words[tag.past : tag.past + 1] != [] and words[tag.past] in VERBS


def _is_first_said(whole: Clause, tag: Tag) -> bool:
    """Whether nothing but what opens a message stands before what is named."""
    before = list(whole.free[: tag.first])
    return opening(before, CORRECTING) == len(before) or {*before} <= {"the", "no", "not", ","}


def is_no(whole: Clause, tag: Tag) -> bool:
    """“no Yodel”, “there are no kneeling pads”, behind what is meant."""
    before = whole.text.tokens[tag.first - 1].word if tag.first else ""
    # “no 36, it flies out”: a no, and then how many
    behind = [token.word for token in whole.text.tokens[tag.past : tag.past + 1]]
    ends = (
        not behind or behind[0] in PARTING or behind[0] in {"please", "sorry", "actually", "then"}
    )
    refuses = before == "no" and tag.first == 1 and tag.kind in {"units", "money"} and ends
    # “4, no room for six”
    lacks = before == "for" and [one.word for one in whole.text.tokens[: tag.first]][-3:-2] == [
        "no"
    ]
    return lacks or (before in {"no", "not", "never"} and not refuses)


def beside_denied(reader: Reader, pending: Act, understood: Understood) -> Tag | None:
    """“theres two more behind, 6 not 4”, of 4 that are shown: right before it stands what is meant.

    Whatever else is told, that is how it is to be.
    """
    whole = whole_of(understood)
    denied = [tag for tag in whole.tags if tag.kind in MEASURED and is_no(whole, tag)
              and is_shown(reader, pending, tag)]  # fmt: skip
    found = [tag for one in denied for tag in whole.tags
             if tag.kind == one.kind and 0 <= one.first - tag.past <= FEWEST]  # fmt: skip
    return found[-1] if found else None


def whole_of(understood: Understood) -> Clause:
    """A message as one clause."""
    return Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags)


def begins_of_parts(words: Sequence[str]) -> list[int]:
    """Where the parts of a message begin."""
    return [0, *(at + 1 for at, word in enumerate(words) if word in PARTING)]
