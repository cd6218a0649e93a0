"""“44, there was two behind the door”, “it went to the Truro shop”: another value, in any words.

Right behind what is shown, a message that names one thing otherwise than it is shown, and asks for
nothing, is taken to put that right, whatever is told beside it. It is only shown once more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.understanding import around
from assistant.understanding.acts import Act, Understood
from assistant.understanding.agreeing import is_shown
from assistant.understanding.agreeing_openly import FIRMLY
from assistant.understanding.alike import of_its_kind
from assistant.understanding.beginning import opening
from assistant.understanding.clause import QUESTIONS
from assistant.understanding.features import stem
from assistant.understanding.gate_words import (
    CONDITIONS,
    MODAL,
    NEGATIONS,
    QUESTIONING,
    SUPPOSING,
)
from assistant.understanding.given import again
from assistant.understanding.given import given as slots_given
from assistant.understanding.naming_otherwise import (
    LEADING,
    MAKING,
    OWNING,
    begins_of_parts,
    beside_denied,
    is_no,
    meant_otherwise,
    named_otherwise,
    whole_of,
)
from assistant.understanding.parse import Reader
from assistant.understanding.putting_right import BECAME, adds_to_count, tells_what_was
from assistant.understanding.settling import is_doubtful
from assistant.understanding.slots import Slots
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.talk_words import ADDING, CORRECTING, PARTING
from assistant.understanding.turning import (
    as_count,
    denies_all,
    is_startled,
    is_today,
    spoken,
    tells_stage,
)
from assistant.understanding.word_lists import listed

LONGEST, FEW = 30, 5
PUTTING_STEMS = frozenset(
    {"put", "take", "send", "give", "get", "go", "move", "chang", "make", "set", "use"}
)
"""Stems of verbs that may stand for any other."""
TOLD_BY_ITSELF = frozenset({*DOCUMENTS, "customer"})
"""Named alone, these are asked about as often."""
IDENTIFYING = frozenset({"its", "'s", "is", "on", "onto"})
"""Right before a number that is meant."""
REASONED = listed("reason put down say enter as because not rather instead why use")
SUPPOSED = (CONDITIONS | SUPPOSING | MODAL) - listed("should can wish after hope")
"""Of what only may be."""
SPOILING = listed("""
also too another plus fewer less more extra besides first additionally wonder unless whether both
'll
""")
"""Of what is to be done besides, or may be, wherever they stand."""
ELSEWHEN = listed("""
again same next later tomorrow tonight yesterday ago check checking ask asking
""")
"""These say it of another time where they stand in the same part as what is meant."""
ADDS_MORE = listed("""
also plus besides additionally check checking ask asking tomorrow later was were last yesterday ago
""")
"""Whatever stands beside “3 not 2”, these ask for more, or put it off."""
ELSE = frozenset({*DOCUMENTS, "product"})
"""What is named besides makes it another change."""
POLITELY = re.compile(
    r" if (?:you please|you would|you could|you can|you don't mind|that 's ok|possible)(?= )"
    r"| too (?:many|much|few|little|big|small|high|low)(?= )"
    r"| the till(?= )"
    r"| better(?= (?:make|go|have|say|do|call|put|not) )"
    r"|(?: the)? same (?:number|tracking|address|amount|price|reason|place|day|date|order|customer)"
    r"(?= )"
)
"""What supposes and adds nothing."""
BEFORE_VERB = PARTING | listed("should to please pls and we i you can could then us will 's")
"""Behind these, and where a part begins, a verb is something that is done or is to be done."""
SPEAKING_UP = listed("shouting calling telling pinging warning asking ringing")
"""“he's shouting over the engine” asks for nothing."""
TO_BE = re.compile(r"\b(?:should|ought to) (?:be|read|say|have|go|of)\b")


def mended(reader: Reader, pending: Act, understood: Understood) -> Act | None:
    """The change that is shown with the one thing otherwise that a message names; None: nothing.

    Args:
        reader: with the shop's names.
        pending: the change that is shown, and was shown last.
        understood: the message, which is no request by itself.
    """
    contrasts = _contrasts(reader, pending, understood)
    beside = beside_denied(reader, pending, understood)
    chosen = [beside] if beside else meant_otherwise(reader, pending, understood)
    if _is_more(reader, pending, understood, chosen, is_beside=beside is not None):
        return None
    given = _as_it_reads(pending, understood) if _owns(understood, contrasts=contrasts) else {}
    if not given and chosen and _says_so(understood, chosen, contrasts=contrasts):
        given = slots_given(reader, pending, _only(understood, chosen), "")
    if "order" in given and "product" not in pending.slots:
        given.pop("product", None)
    given = _as_wanted(reader, pending, given)
    given = {name: value for name, value in given.items() if pending.slots.get(name) != value}
    if given.get("reason") == "found" and pending.slots.get("units", 0) < 0:
        # “found them” is no reason why they are taken off; “3 not 2, found another” says how many
        units = {"units": given["units"]} if beside and "units" in given else {}
        return again(reader, pending, units) if units else None
    if not given or given.keys() == {"condition"}:
        return None
    return again(reader, *as_count(pending, given, spoken(understood)))


def _is_more(
    reader: Reader, pending: Act, understood: Understood, chosen: Sequence[Tag], *, is_beside: bool
) -> bool:
    """Whether a message asks, supposes, adds, or tells of something else than how it is to be."""
    words = understood.text.words()
    is_open = asks(words) or is_doubtful(understood.text) or len(words) > LONGEST
    is_open |= not set(ADDING).isdisjoint(words[:1])
    said = POLITELY.sub(" ", f" {' '.join(words)} ").split()
    if is_open or not SUPPOSED.isdisjoint(said):
        return True
    near = POLITELY.sub(" ", _said_with(words, chosen)).split()
    if is_beside:
        # “3 not 2, and also 4 bowls”, “Royal Mail took 3 not 2”
        adds = not ADDS_MORE.isdisjoint(said) or any(one in BECAME for one in near)
        others = any(tag.kind in ELSE and not is_shown(reader, pending, tag)
                     for tag in understood.tags)  # fmt: skip
        return adds or others or asks_for_another(reader, pending, understood)
    adds = not SPOILING.isdisjoint(said) or not ELSEWHEN.isdisjoint(near)
    return adds or _tells(reader, pending, understood)


def _said_with(words: Sequence[str], chosen: Sequence[Tag]) -> str:
    """The parts of a message in which something is named otherwise; all of it, where nothing is.

    “parcelforce, evri missed us again”: why it is to be so is said elsewhere.
    """
    begins = [*begins_of_parts(words), len(words) + 1]
    parts = [words[one : two - 1] for one, two in pairwise(begins)
             if any(one <= tag.first < two for tag in chosen)]  # fmt: skip
    return f" {' '.join(word for part in parts or [words] for word in part)} "


def _only(understood: Understood, chosen: Sequence[Tag]) -> Understood:
    """The message as if it named no more than these, and what it denies."""
    whole = whole_of(understood)
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
    slots = dict(acts[0].slots)
    if is_startled(understood):
        slots.pop("reason", None)  # “wrong one, its 48219”
    is_whole = all(len(value) == 1 for value in slots.values() if isinstance(value, tuple))
    # “64, I transposed the figures”, where figures are sold, is of what was counted
    is_another = pending.slots.get("product") != slots.get("product") and "units" in slots
    return slots if is_whole and not is_another else {}


def asks(words: Sequence[str]) -> bool:
    """Whether a message asks something, in one of its parts."""
    begins = [words[at] for at in begins_of_parts(words) if at < len(words)]
    asked = begins[:1] and begins[0] in QUESTIONS | {"show"} and [*words[:2]] != ["do", "not"]
    how_much = any(one == "how" and two in {"much", "many"} for one, two in pairwise(words))
    return "?" in words or bool(asked) or how_much or not QUESTIONING.isdisjoint(begins)


def _tells(reader: Reader, pending: Act, understood: Understood) -> bool:
    """Whether it tells what became of something, or speaks of another deed than what is shown."""
    words = spoken(understood)
    part = _part_of_it(reader, pending, understood)
    dated = any(tag.kind == "date" and not is_today(understood, tag) and tag.first in part
                for tag in understood.tags)  # fmt: skip
    return (
        asks_for_another(reader, pending, understood)
        or dated or tells_stage(understood, part) or denies_all(understood)
        or tells_what_was(pending, words) or adds_to_count(pending, understood)
    )  # fmt: skip


def _part_of_it(reader: Reader, pending: Act, understood: Understood) -> range:
    """Tokens of the first part, where that names what is otherwise and no more; else all.

    “actually make it 15, Saturdays are mental there”: days of the rest put nothing off.
    """
    words = understood.text.words()
    ends = next((at for at, word in enumerate(words) if word in PARTING and at), len(words))
    rest = [word for word in words[ends:] if word not in PARTING]
    is_told = not rest or rest[0] not in BEFORE_VERB | set(ADDING)
    named = [tag for tag in named_otherwise(reader, pending, understood) if tag.past <= ends]
    return range(ends) if named and is_told else range(len(words))


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
    return any(stem(two) in others and one in BEFORE_VERB and two not in SPEAKING_UP
               for one, two in pairwise([".", *understood.text.words()]))  # fmt: skip


def _contrasts(reader: Reader, pending: Act, understood: Understood) -> bool:
    """“plant labels not twine”: what is shown is denied."""
    whole = whole_of(understood)
    return any(
        is_shown(reader, pending, tag) and (around.is_denied(whole, tag) or is_no(whole, tag))
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
        return any(_is_identified(words[: tag.first]) for tag in chosen)
    # “4, no room for six” tells why elsewhere
    near = _said_with(words, chosen).split()
    if not NEGATIONS.isdisjoint(near) or not FIRMLY.isdisjoint(words):
        return False  # “all three, yes, …” is rather a yes
    return any(_is_led(words, tag) for tag in chosen)


def _is_identified(before: Sequence[str]) -> bool:
    """“it's on …”, “that label's for …”: what stands before a number that is meant."""
    is_for = [*before[-1:]] == ["for"] and [*before[-2:-1]] in (["'s"], ["is"], ["was"])
    return is_for or not IDENTIFYING.isdisjoint(before[-1:])


def _owns(understood: Understood, *, contrasts: bool) -> bool:
    """Whether it is said that something is to be otherwise than it is shown."""
    words = understood.text.words()
    opens = opening(spoken(understood), CORRECTING) > 0
    is_to_be = TO_BE.search(understood.text.clean) is not None or words[:1] == ("or",)
    return contrasts or opens or is_to_be or not OWNING.isdisjoint(words)


def _is_led(words: Sequence[str], tag: Tag) -> bool:
    """“into Truro”, “kindly raise it to 100”: nothing stands before it but how it is meant."""
    begins = max(at for at in begins_of_parts(words) if at <= tag.first)
    before = words[begins : tag.first]
    return LEADING.issuperset(before) or tuple(before[-2:]) in MAKING
