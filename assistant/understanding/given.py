"""What a later message names, in the slots of the act that it goes on from."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding import around, candidates, other_size, otherwise
from assistant.understanding import slots as slot_names
from assistant.understanding.acts import Act, Understood
from assistant.understanding.clause import Clause
from assistant.understanding.parse import Reader
from assistant.understanding.slots import Slots
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.word_lists import listed

COUNTING = frozenset({"units", "money"})
AROUND = frozenset({"category", "reason", "condition"})
"""Kinds that say no more of what is meant than the words around them."""
AS_TYPED = frozenset({"note", "address"})
"""What is kept as it was typed, when it was asked for."""
TOLD = {
    "reason": slot_names.reason_of,
    "condition": slot_names.condition_of,
    "stage": slot_names.stage_of,
}
"""What the words around the names tell."""
LEADING = frozenset({"from", "of", "to", "into", "for", "with", "in", "at"})
"""Words that say which of two things of a kind is meant."""
MANY = 2
POINTERS, MOST_BEFORE = frozenset({"the", "that", "this", "other", "which", "same"}), 3
"""One of these so many words before “one” points at what is called so."""
CONTAINERS = listed("""
bottle bottles box boxes case cases tin tins jar jars bag bags pack packs tub tubs can cans roll
rolls crate crates unit units
""")
"""In what goods are counted, whatever they are."""
BESIDE_SIZE = listed("the a s 's size one ones please , . in oh um only just then")
"""Beside a size that tells which of several is meant."""
ROLES = {
    "place": ("place", "from_place"),
    "units": ("units", "counted"),
    "product": ("product", "to_product"),
}
"""Kinds of things that can be told in one of two slots."""


def given(reader: Reader, act: Act, understood: Understood, asked: str) -> Slots:
    """What the message names, in the slots of an act; nothing when there is no room for it all."""
    if asked in AS_TYPED:
        return _as_typed(understood, asked)
    speech = reader.speeches[act.command]
    whole = Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags)
    if sized := _of_a_size(reader, act, understood, whole, asked):
        return sized
    given = _named(reader, act, whole, asked)
    if given is None:
        return {}
    if "product" not in given and "product" in speech.takes:
        other = around.by_attribute(reader, act, whole)
        if other:
            # “she's saying XL now”, of what is to be sent for it
            is_goal = asked == "to_product" or "to_product" in act.slots
            given["to_product" if is_goal else "product"] = other
            if any(_says_one(whole, tag) for tag in whole.named("units")):
                given.pop("units", None)  # “small one?”
    counts = "units" in act.slots or act.command in slot_names.OF_SOME
    if counts and "product" in given and "units" not in given and slot_names.is_single(whole):
        given["units"] = -1 if act.slots.get("units", 0) < 0 else 1
    for name, told in TOLD.items():
        if name in speech.takes and (value := told(whole)):
            given.setdefault(name, value)
    return given


def _of_a_size(
    reader: Reader, act: Act, understood: Understood, whole: Clause, asked: str
) -> Slots:
    """“the 9s”, where it was asked which, or of what was answered: that size, and no units."""
    if act.verdict == "answer" and not asked:
        return _of_those(reader, act, whole, "product") or other_size.otherwise(
            reader.known, act, understood
        )
    return _of_those(reader, act, whole, asked)


def _of_those(reader: Reader, act: Act, whole: Clause, asked: str) -> Slots:
    """Of several candidates the one of the size that is told."""
    among: tuple[str, ...] = act.slots.get(asked, ()) if asked in ROLES["product"] else ()
    if len(among) < MANY or whole.named("product", "order", "place", "money"):
        return {}
    words = candidates.as_sizes(
        [token.word for token in whole.text.tokens if token.word not in BESIDE_SIZE]
    )
    found = candidates.sized(reader, among, words) if len(words) == 1 else ()
    found = found or candidates.measured(reader, among, words)
    return {asked: found} if found else {}


def _named(reader: Reader, act: Act, whole: Clause, asked: str) -> Slots | None:
    """What is named, in the slots of the act; None: there is no room for it all."""
    speech, given = reader.speeches[act.command], Slots()
    for tag in whole.tags:
        if around.is_denied(whole, tag) or is_pronoun(whole, tag) or _is_a_measure(act, whole, tag):
            continue
        if number := _of_a_document(reader, act, whole, tag, asked):
            given |= number
            continue
        name = _place_of(speech, act, tag, asked, whole)
        if name == "units" and (price := around.amount(act, tag, asked)):
            # “refund £15”, “no, 10”: the amount, no number of units
            given |= price
            continue
        if tag.kind == "product" and _denies_the_other(act, whole):
            name = "to_product"
        # “by 2” is a difference, which the act does not hold
        if tag.kind in COUNTING and whole.before(tag) == "by" and asked != tag.kind:
            return None
        if not name and (number := around.number(reader, act, tag)):
            given |= number
        elif (not name or name in given) and tag.sure and tag.kind not in AROUND:
            return None
        elif name:
            given[name] = _narrowed(reader, act, whole, tag) or _value(reader, act, tag)
    return given


def _of_a_document(reader: Reader, act: Act, whole: Clause, tag: Tag, asked: str) -> Slots:
    """“not 45, 54”, of order 30845; “now do 61 too”, after RT-60; “and the 26”, of a 30 cm pan."""
    if asked in around.NUMBERED:
        return around.numbered(reader, asked, tag)
    found = {} if asked else _instead_of(reader, act, whole, tag)
    found = found or ({} if asked else otherwise.ending(reader, act, whole, tag))
    if not asked and act.verdict == "answer":
        found = found or around.sized(reader, act, whole, tag)
    return found or (around.document(reader, act, tag) if act.verdict == "execute" else {})


def _is_a_measure(act: Act, whole: Clause, tag: Tag) -> bool:
    """“£12 a bottle”, “its 2 bottles”, of a wine: in what it is counted."""
    said = [token.word for token in whole.text.tokens[tag.first : tag.past]]
    is_one = len(act.slots.get("product", ())) == 1
    return tag.kind == "product" and is_one and len(said) == 1 and said[0] in CONTAINERS


def _instead_of(reader: Reader, act: Act, whole: Clause, tag: Tag) -> Slots:
    """“not 61, 62”, of PO-61: the other number of that kind."""
    denied = {str(one.value) for one in whole.named("units") if around.is_denied(whole, one)}
    for kind in around.NUMBERED:
        held = act.slots.get(kind)
        if isinstance(held, str) and any(held.endswith(one) for one in denied):
            return around.numbered(reader, kind, tag)
    return {}


def is_pronoun(whole: Clause, tag: Tag) -> bool:
    """“the big one, 459”: that counts nothing."""
    others = [one for one in whole.tags if one is not tag]
    is_behind = any(one.past == tag.first for one in others)
    counts = any(one.kind in COUNTING for one in others)
    # “the red one”, “that blue one”: which of them
    told = whole.text.words()[max(0, tag.first - MOST_BEFORE) : tag.first]
    is_told = not POINTERS.isdisjoint(told)
    return tag.kind == "units" and _says_one(whole, tag) and (is_behind or counts or is_told)


def _says_one(whole: Clause, tag: Tag) -> bool:
    return [token.word for token in whole.text.tokens[tag.first : tag.past]] == ["one"]


def _denies_the_other(act: Act, whole: Clause) -> bool:
    """“not storm, coral”: what is wanted instead is another than was said."""
    other = act.slots.get("to_product", ())
    denied = (one for one in whole.named("product") if around.is_denied(whole, one))
    return any(set(one.value) & set(other) for one in denied)


def _narrowed(reader: Reader, act: Act, whole: Clause, tag: Tag) -> tuple[str, ...]:
    """Of several products that are called so, the one that is meant after the last."""
    other = around.among(reader, act, whole, tag) if tag.kind == "product" else ()
    return other if len(other) == 1 < len(tag.value) and other[0] in tag.value else ()


def _as_typed(understood: Understood, asked: str) -> Slots:
    """A note or an address: what is known for one, else the whole message."""
    named = [tag.value for tag in understood.tags if tag.kind == asked]
    return {asked: named[0] if len(named) == 1 else understood.text.clean}


def _place_of(speech: Speech, act: Act, tag: Tag, asked: str, whole: Clause) -> str:
    """The slot of an act that holds a thing; nothing when none does."""
    roles = ROLES.get(tag.kind, ())
    for name in roles or (tag.kind,):
        if name in speech.takes and (name == asked or not asked or asked not in roles):
            return _role(speech, act, tag, name, asked, whole)
    return asked if asked in roles else ""


def _role(speech: Speech, act: Act, tag: Tag, name: str, asked: str, whole: Clause) -> str:
    """Which of two slots of a kind is meant: the one that is asked for, or that the words say."""
    before = whole.before(tag)
    from_there = tag.kind == "place" and before == "from"
    if asked in ROLES.get(tag.kind, ()) and not (from_there and asked == "place"):
        return asked
    if act.given in ROLES.get(tag.kind, ()) and before not in LEADING:
        return act.given
    is_from = tag.kind == "place" and (before in {"from", "of"} or _is_left(whole, tag))
    if is_from and "from_place" in speech.takes:
        return "from_place"
    if tag.kind == "units" and "counted" in act.slots:
        return "counted"
    if tag.kind == "product" and "to_product" in act.slots and before in {"for", "to", "with"}:
        return "to_product"
    return name


def _is_left(whole: Clause, tag: Tag) -> bool:
    """“York to Leeds”: where the goods are taken from."""
    words = [token.word for token in whole.text.tokens]
    goal = tag.past + 1 + (words[tag.past + 1 : tag.past + 2] == ["the"])
    goes = words[tag.past : tag.past + 1] == ["to"]
    return goes and any(one.first in {tag.past + 1, goal} for one in whole.named("place"))


def _value(reader: Reader, act: Act, tag: Tag) -> object:
    if tag.kind == "units":
        return -int(tag.value) if act.slots.get("units", 0) < 0 < tag.value else int(tag.value)
    if tag.kind == "money":
        return around.as_money(tag)
    if tag.kind == "date":
        speech, days = reader.speeches[act.command], tag.value
        days = days[speech.looks_ahead]
        # “till Monday the 15th”, of what is to be so until a day
        return {"from": days["to"], **days} if speech.writes and "to" in days else days
    if tag.kind == "product" and len(tag.value) > 1:
        asked = act.slots.get("product", ()) if act.asks == "product" else ()
        among = tuple(code for code in asked if code in tag.value)
        return among or candidates.on_order(reader, act.slots, tag.value) or tag.value
    return tag.value


def again(reader: Reader, act: Act, given: Slots) -> Act:
    """The same act with other slots; what it names is sure, for it was understood before."""
    slots = {**act.slots, **given}
    if "order" in given:
        slots.pop("customer", None)
    speech = reader.speeches[act.command]
    # a question about several products is answered about each
    lacking = (*speech.missing(frozenset(slots)), "")[0]
    asks = reader.judge.asks(speech, slots) if speech.writes else lacking
    if not speech.writes and len(slots.get("customer", ())) > 1:
        asks = "customer"
    unknown = [name for name in given if name == "order" and not reader.judge.is_known(given[name])]
    verdict = "confirm" if speech.writes else "answer"
    if asks or unknown:
        verdict, asks = "clarify", asks or unknown[0]
    return replace(act, slots=slots, verdict=verdict, asks=asks, stage="talk", against=())
