"""“44, there was two behind the door”, “it went to the Truro shop”: another value, in any words.

Right behind what is shown, a message that names one thing otherwise than it is shown, and asks for
nothing, is taken to put that right, whatever is told beside it. It is only shown once more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.understanding import around
from assistant.understanding.acts import Act, Understood
from assistant.understanding.agreeing import is_shown
from assistant.understanding.agreeing_openly import FIRMLY
from assistant.understanding.alike import of_its_kind
from assistant.understanding.beginning import opening
from assistant.understanding.clause import QUESTIONS, Clause
from assistant.understanding.features import stem
from assistant.understanding.gate_words import (
    CONDITIONS,
    FINITE,
    MODAL,
    NEGATIONS,
    QUESTIONING,
    SUPPOSING,
)
from assistant.understanding.given import again, is_pronoun
from assistant.understanding.given import given as slots_given
from assistant.understanding.parse import Reader
from assistant.understanding.putting_right import BECAME, adds_to_count, tells_what_was
from assistant.understanding.settling import is_doubtful
from assistant.understanding.slots import OF_SOME, Slots
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.talk_words import ADDING, CORRECTING, PARTING
from assistant.understanding.turning import as_count, denies_all, is_today, spoken, tells_stage
from assistant.understanding.word_lists import listed

LONGEST, FEW = 30, 5
PUTTING_STEMS = frozenset(
    {"put", "take", "send", "give", "get", "go", "move", "chang", "make", "set"}
)
"""Stems of verbs that may stand for any other."""
PUT_RIGHT = frozenset({*DOCUMENTS, "carrier", "place", "product", "units", "money", "reason",
                       "customer", "supplier", "channel", "tracking"})  # fmt: skip
"""Kinds of what can be named otherwise."""
TOLD_BY_ITSELF = frozenset({*DOCUMENTS, "customer"})
"""Named alone, these are asked about as often."""
OWNING = listed("""
meant mean misheard misread mistyped mistake typo wrong sorry bad oops actually
rather backwards mixed transposed apologies pardon misspoke muddled dim fingers whoops correct
correction reverse opposite nay nah naw no
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
IDENTIFYING = frozenset({"its", "'s", "is", "on", "onto"})
"""Right before a number that is meant."""
REASONED = listed("reason put down say enter as because not rather instead why")
SPOILING = (
    CONDITIONS
    | SUPPOSING
    | MODAL
    | listed("""
    also too another plus fewer less more extra besides first additionally again next later tomorrow
    tonight yesterday
    check checking ask asking wonder unless whether both same ago 'll
    """)
) - listed("should can wish after hope")
"""Of what may be, or is to be done besides."""
POLITELY = re.compile(
    r" if (?:you please|you would|you could|you can|you don't mind|that 's ok|possible)(?= )"
    r"| too (?:many|much|few|little|big|small|high|low)(?= )"
)
"""What supposes and adds nothing."""
BEFORE_VERB = PARTING | listed("should to please pls and we i you can could then us will 's")
"""Behind these, and where a part begins, a verb is something that is done or is to be done."""
VERBS = BECAME | FINITE | {"needs", "need", "wants", "want", "will", "would", "can", "have"}
"""Of what begins a part these tell something."""
TO_BE = re.compile(r"\b(?:should|ought to) (?:be|read|say|have|go|of)\b")
SAYING = frozenset({"says", "say", "said", "wants"})
SPEAKERS = (["she"], ["he"], ["they"], ["i"], ["we"], ["customer"], ["boss"])
BESIDE_FIGURES = listed("""
copies of please pls then instead actually sorry not no now rather mate lol will there it that we i
she he they said says ones them those these this for from to in at on and or only is was should too
were even enough quid pounds packs boxes bags tins jars pairs sets pieces
""")
"""What may stand behind a figure that is meant."""


def mended(reader: Reader, pending: Act, understood: Understood) -> Act | None:
    """The change that is shown with the one thing otherwise that a message names; None: nothing.

    Args:
        reader: with the shop's names.
        pending: the change that is shown, and was shown last.
        understood: the message, which is no request by itself.
    """
    words = understood.text.words()
    is_open = asks(words) or is_doubtful(understood.text) or len(words) > LONGEST
    is_open |= not set(ADDING).isdisjoint(words[:1])
    said = POLITELY.sub(" ", f" {' '.join(words)} ").split()
    if is_open or not SPOILING.isdisjoint(said) or _tells(reader, pending, understood):
        return None
    contrasts = _contrasts(reader, pending, understood)
    given = _as_it_reads(pending, understood) if _owns(understood, contrasts=contrasts) else {}
    chosen = _chosen(reader, pending, understood)
    if not given and chosen and _says_so(understood, chosen, contrasts=contrasts):
        given = slots_given(reader, pending, _only(understood, chosen), "")
    if "order" in given and "product" not in pending.slots:
        given.pop("product", None)
    given = _as_wanted(reader, pending, given)
    given = {name: value for name, value in given.items() if pending.slots.get(name) != value}
    # “found them” is no reason why they are taken off
    is_found = given.get("reason") == "found" and pending.slots.get("units", 0) < 0
    if not given or given.keys() == {"condition"} or is_found:
        return None
    return again(reader, *as_count(pending, given, spoken(understood)))


def _whole(understood: Understood) -> Clause:
    return Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags)


def _only(understood: Understood, chosen: Sequence[Tag]) -> Understood:
    """The message as if it named no more than these, and what it denies."""
    whole = _whole(understood)
    tags = [tag for tag in understood.tags if tag in chosen or around.is_denied(whole, tag)]
    return replace(understood, tags=tuple(tags))


def _as_wanted(reader: Reader, pending: Act, given: Slots) -> Slots:
    """Goods that an order does not have are those that are wanted instead."""
    goods, there = given.get("product", ()), around.goods(reader, pending)
    if goods and there and "to_product" in pending.slots and {*goods}.isdisjoint(there):
        rest = {name: value for name, value in given.items() if name != "product"}
        given = {**rest, "to_product": goods}
    if "to_product" not in given:
        return given
    narrowed = of_its_kind(reader.known, {**pending.slots, **given})
    return {**given, "to_product": narrowed["to_product"]}


def only_differs_in(before: Act, after: Act, names: Collection[str]) -> bool:
    """Whether nothing but some slots of a change are otherwise."""
    both = {*before.slots, *after.slots}
    return all(name in names for name in both
               if before.slots.get(name) != after.slots.get(name))  # fmt: skip


def _as_it_reads(pending: Act, understood: Understood) -> Slots:
    """“it's the opposite, from Truro to Cardiff”: what the same change would be by itself."""
    acts = [act for act in understood.acts if act.verdict == "suggest"]
    if len(acts) != 1 or acts[0].command != pending.command:
        return {}
    slots = acts[0].slots
    is_whole = all(len(value) == 1 for value in slots.values() if isinstance(value, tuple))
    # “64, I transposed the figures”, where figures are sold, is of what was counted
    is_another = pending.slots.get("product") != slots.get("product") and "units" in slots
    return dict(slots) if is_whole and not is_another else {}


def asks(words: Sequence[str]) -> bool:
    """Whether a message asks something, in one of its parts."""
    begins = [words[at] for at in _begins(words) if at < len(words)]
    asked = begins[:1] and begins[0] in QUESTIONS | {"show"} and [*words[:2]] != ["do", "not"]
    how_much = any(one == "how" and two in {"much", "many"} for one, two in pairwise(words))
    return "?" in words or bool(asked) or how_much or not QUESTIONING.isdisjoint(begins)


def _begins(words: Sequence[str]) -> list[int]:
    """Where the parts of a message begin."""
    return [0, *(at + 1 for at, word in enumerate(words) if word in PARTING)]


def _tells(reader: Reader, pending: Act, understood: Understood) -> bool:
    """Whether it tells what became of something, or speaks of another deed than what is shown."""
    words = spoken(understood)
    dated = any(tag.kind == "date" and not is_today(understood, tag) for tag in understood.tags)
    return (
        asks_for_another(reader, pending, understood)
        or dated or tells_stage(understood) or denies_all(understood)
        or tells_what_was(pending, words) or adds_to_count(pending, understood)
    )  # fmt: skip


def asks_for_another(
    reader: Reader, waits: Act, understood: Understood, any_verb: frozenset[str] = PUTTING_STEMS
) -> bool:
    """Whether another deed than what waits stands where a verb asks for it: “no, ship it”.

    Args:
        reader: with the verbs of the commands.
        waits: the change that is shown, or is asked about.
        understood: the message.
        any_verb: stems of verbs that may stand for the deed that waits.
    """
    doing = reader.speeches[waits.command].cue_stems
    others = {stem(verb) for verb in reader.judge.acting} - doing - any_verb
    return any(stem(two) in others and one in BEFORE_VERB
               for one, two in pairwise([".", *understood.text.words()]))  # fmt: skip


def _chosen(reader: Reader, pending: Act, understood: Understood) -> list[Tag]:
    """What is named otherwise than it is shown, one of each kind; none where it is unclear."""
    takes = reader.speeches[pending.command].takes
    found: dict[str, list[Tag]] = {}
    for tag in _otherwise(reader, pending, understood):
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


def _comes_back(reader: Reader, pending: Act, understood: Understood, tags: Sequence[Tag]) -> bool:
    """“7, no, 8”, of 8 that are shown: what is said last is what is shown."""
    whole = _whole(understood)
    behind = [one for one in whole.named(tags[0].kind) if one.first > tags[-1].first]
    return any(
        is_shown(reader, pending, one) and not around.is_denied(whole, one)
        and not _is_no(whole, one)
        for one in behind
    ) and tags[0].kind in {"units", "money"}  # fmt: skip


def _otherwise(reader: Reader, pending: Act, understood: Understood) -> Iterator[Tag]:
    """What a message names and does not deny, and is not shown."""
    whole = _whole(understood)
    for tag in understood.tags:
        is_meant = tag.kind in PUT_RIGHT and not _counts_nothing(whole, tag)
        is_meant = is_meant and not _is_told_of(whole, tag) and not _is_no(whole, tag)
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
    if any("or" in (words[tag.first - 1 : tag.first] + words[tag.past : tag.past + 1])
           for tag in tags):  # fmt: skip
        return None  # “two or three”
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
    is_led = not before.isalpha() or before in LEADING | OWNING | {"seems", "was"}
    # “he says 2”, and not “the computer says 9”
    is_led |= before in SAYING and words[tag.first - 1 : tag.first] in SPEAKERS
    return is_plain and is_led


def _is_told_of(whole: Clause, tag: Tag) -> bool:
    """“Wells looks so busy”, “DHL lost the last one”: what begins a part, and then a verb."""
    words = [token.word for token in whole.text.tokens]
    first = tag.first - (words[tag.first - 1 : tag.first] in (["the"], ["our"]))
    begins = first in _begins(words) or opening(words[:first], CORRECTING) == first
    return begins and words[tag.past : tag.past + 1] != [] and words[tag.past] in VERBS


def _is_first_said(whole: Clause, tag: Tag) -> bool:
    """Whether nothing but what opens a message stands before what is named."""
    before = list(whole.free[: tag.first])
    return opening(before, CORRECTING) == len(before) or {*before} <= {"the", "no", "not", ","}


def _is_no(whole: Clause, tag: Tag) -> bool:
    """“no Yodel”, “there are no kneeling pads”, behind what is meant."""
    return tag.first > 0 and whole.text.tokens[tag.first - 1].word in {"no", "not", "never"}


def _contrasts(reader: Reader, pending: Act, understood: Understood) -> bool:
    """“plant labels not twine”: what is shown is denied."""
    whole = _whole(understood)
    return any(
        is_shown(reader, pending, tag) and (around.is_denied(whole, tag) or _is_no(whole, tag))
        for tag in understood.tags
    )


def _says_so(understood: Understood, chosen: Sequence[Tag], *, contrasts: bool) -> bool:
    """Whether it is said that it is to be otherwise, and not only spoken of."""
    words = understood.text.words()
    if {tag.kind for tag in chosen} == {"reason"}:
        # “4 of those are cracked” tells, too; “no, stolen” does not
        return not REASONED.isdisjoint(words) or (words[0] == "no" and len(words) <= FEW)
    if _owns(understood, contrasts=contrasts):
        return True
    if any(tag.kind in TOLD_BY_ITSELF for tag in chosen):
        return any(words[tag.first - 1] in IDENTIFYING for tag in chosen if tag.first)
    if not NEGATIONS.isdisjoint(words) or not FIRMLY.isdisjoint(words):
        return False  # “all three, yes, …” is rather a yes
    return any(_is_led(words, tag) for tag in chosen)


def _owns(understood: Understood, *, contrasts: bool) -> bool:
    """Whether it is said that something is to be otherwise than it is shown."""
    words = understood.text.words()
    opens = opening(spoken(understood), CORRECTING) > 0
    is_to_be = TO_BE.search(understood.text.clean) is not None
    return contrasts or opens or is_to_be or not OWNING.isdisjoint(words)


def _is_led(words: Sequence[str], tag: Tag) -> bool:
    """“into Truro”, “kindly raise it to 100”: nothing stands before it but how it is meant."""
    begins = max(at for at in _begins(words) if at <= tag.first)
    before = words[begins : tag.first]
    return LEADING.issuperset(before)
