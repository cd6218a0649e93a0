"""What looks like a name beside others and names nothing more: “an exchange, open one”."""

from __future__ import annotations

from assistant.understanding.clause import Clause
from assistant.understanding.english import singular
from assistant.understanding.gate_words import BREAKS
from assistant.understanding.measures import MEASURES
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.word_lists import listed

PLEAS = listed("please pls plz for would will then")
SPANS = listed("day week month minute hour bit")
BESIDE = listed("behind under underneath beneath beside")
PER = frozenset({"a", "per", "each", "the"})


def names_nothing(clause: Clause, tag: Tag) -> bool:
    """Whether a thing has no place in a request because it is none."""
    if tag.kind == "units":
        return _is_one(clause, tag) or _is_about(clause, tag)
    looks = (_is_same, _is_measure, _is_where)
    return tag.kind == "product" and any(look(clause, tag) for look in looks)


def _is_one(clause: Clause, tag: Tag) -> bool:
    """“open one please”, “his etsy one 1043”: a pronoun, and no number."""
    words = clause.text.words()
    following = words[tag.past] if tag.past < clause.past else "."
    is_number = any(one.first == tag.past for one in clause.named(*DOCUMENTS))
    return words[tag.first : tag.past] == ("one",) and (
        following in BREAKS or following in PLEAS or is_number
    )


def _is_about(clause: Clause, tag: Tag) -> bool:
    """“for a day or two”."""
    words = clause.text.words()[: tag.first]
    return words[-1:] == ("or",) and not SPANS.isdisjoint(words[-2:-1])


def _is_same(clause: Clause, tag: Tag) -> bool:
    """“un-do sprays”, “sets of fenders”: two names of the same goods, side by side."""
    words = clause.text.words()
    return any(
        set(one.value) & set(tag.value) and words[one.past : tag.first] in {(), ("of",)}
        for one in clause.named("product")
        if one.past <= tag.first
    )


def _is_where(clause: Clause, tag: Tag) -> bool:
    """“found 5 straps behind the bench”, in a shop that sells bench hooks: where they lay."""
    words = clause.text.words()[clause.first : tag.first]
    lay = words[-1:] == ("the",) and not BESIDE.isdisjoint(words[-2:-1])
    return lay and any(one.past <= tag.first for one in clause.named("product"))


def _is_measure(clause: Clause, tag: Tag) -> bool:
    """“10.25 a metre”."""
    words = clause.text.words()
    [*said] = words[tag.first : tag.past]
    is_per = words[tag.first - 1] in PER
    is_price = any(one.past == tag.first - 1 for one in clause.named("money"))
    return (
        is_per and is_price and len(said) == 1 and singular(said[0]) in MEASURES | {"pack", "pair"}
    )
