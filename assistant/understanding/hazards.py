"""What turns the words of a request into something else: its contrary, another's, a part, a joke.

Each is said with the verb of the change and with what the shop has, so that nothing else speaks
against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.understanding import carriage
from assistant.understanding.clause import NAMED, Clause
from assistant.understanding.contraries import contraries
from assistant.understanding.english import is_ordinary
from assistant.understanding.gate_words import BREAKS, REQUESTS
from assistant.understanding.inexact import inexact
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.told import TAKEN_BACK, is_told
from assistant.understanding.word_lists import listed, phrases

BETWEEN = listed("""
, and & + plus also then / ; . the order orders number no # nr both too as well please with for by
via on ones one another
""")
"""What may stand between orders that are all meant."""
STOPPING = listed("stop prevent avoid stops")
STOPPED_WITHIN = 5
"""Words behind a “stop” that may say what is to stop."""
IRREGULAR = {"held": "hold", "sent": "send"}
LEAST = 4
"""Letters of a verb that another form of it begins with."""
CONTRARY = phrases("""
last thing | far be it | far from | mistake to | wrong to | silly to | mad to | too late to | over
my dead | no way | all but | all except | everything but | everything except | anything but |
nothing but | as paid | copy of | same customer | same person | same as | other than | hardly the |
as if | other way | instead of cancelling | out of it | leave it alone | leave that alone | leave
them alone | make a new one | do a new one | set up a new one | new one with
""")
"""Phrases with which a change is the last that somebody wants, or is of something else."""
NOT_THERE = phrases(
    "out of stock | out of date | out of order | out of them | out of it | out of those"
)
"""“1043 is out of stock” has gone nowhere."""
UNDO, LAST_THING = "undo_last", "last thing"
UNWANTED = phrases("""
last thing we need | last thing i need | last thing we want | last thing i want | last thing she
| last thing he | last thing they | last thing anyone | last thing to do | last thing but | last but
one | the one before
""")
"""“Undo the last thing” is one; “the last thing we want is to undo it” is none."""
BESIDE = listed("before after than like as except not")
"""What stands before an order from which another one is pointed at."""
NAMING = listed("order number no the return parcel")
PARCELS = listed("parcels boxes packages parcel box people days")
OFF_COUNT = phrases("too many | too few | too much | over | under | out by")
"""How a count is off, which tells neither the count nor what to add."""
TOO = phrases("too high | too low | too dear | too cheap | too much | too little")
"""How a figure is wrong that stands."""
DIFFERENCE = listed("cheaper dearer off more less extra")
"""What stands behind an amount by which a price changes."""
DIFFERING = frozenset({"set_price", "set_reorder_point", "receive_delivery", "refund"})
"""What takes a figure, and not by how much it differs."""
TELLING = listed("note remember remind fyi")
STATED = listed("reads shows says is at was are has read showed said were")
MENDING = listed("fix correct wrong change alter mend adjust amend sort")
ADDING = listed("""
add added adding plus found find extra more another back in into received arrived came come
delivered got made restock return returned up increase increased raise put bring brought turned
spare gained new here gain book booked
""")
"""With what goods become more."""
FIGURED = frozenset({"adjust_stock", "set_price", "set_reorder_point"})
MEANT = listed("should must ought really actually count counted")
KIN = {
    "hers": listed("wife mum mother sister daughter girlfriend aunt gran nan"),
    "his": listed("husband dad father brother son boyfriend uncle grandad"),
}
"""“Sam's wife wants hers cancelled”: whose it is then is not the one who is named."""
HAVING = frozenset({"have", "has", "sell", "sells", "charge", "charges", "do", "does"})
OURS = frozenset({"we", "you", "please", "and", "can", "could", "to", "i", "let's", "now", NAMED})
"""“Tesco have honey at 9 quid”: what others ask for it."""
WAITING = "wait"
"""Last of all it takes back what was said: “ship 1043, oh wait”."""
WHO_WAITS = frozenset({"can", "can't", "cant", "cannot", "to", "won't", "wont", "will", "must"})
"""Before it: somebody does, or does not, which is why."""
JOINTS = frozenset({"and", "&", "plus", ",", "+", "'s"})


def hazards(speech: Speech, clause: Clause) -> Iterator[str]:
    """Every such reason against a change that a clause asks for."""
    words = clause.free
    joined = f" {' '.join(words)} "
    is_last = speech.command == UNDO and not any(f" {one} " in joined for one in UNWANTED)
    allowed = {LAST_THING} if is_last else set()
    yield from (f"contrary: {one}" for one in CONTRARY
                if f" {one} " in joined and one not in allowed)  # fmt: skip
    yield from (f"taken back: {one}" for one in TAKEN_BACK if joined.find(f" {one} ") > 0)
    said = [word for word in words if word.isalnum() or word == NAMED]
    takes_back = said[1:] and said[-1] == WAITING and said[-2] not in WHO_WAITS
    if takes_back and WAITING not in speech.allows | speech.cues:
        yield f"taken back: {WAITING}"
    if speech.command == "ship_order" and any(f" {one} " in joined for one in NOT_THERE):
        yield "contrary: out of stock"
    if _is_stopped(speech, words):
        yield "contrary: stop"
    # “order no” is read as “order number”
    no_more = " no more " in joined or " number more " in joined
    if speech.command == "order_from_supplier" and no_more:
        yield "contrary: no more"
    if speech.command == "set_price" and words[1:2] and words[1] in HAVING and words[0] not in OURS:
        yield f"told: {words[0]} {words[1]}"
    yield from _from_a_stranger(speech, clause)
    if words[:1] and words[0] in TELLING - speech.cues:
        yield f"told: {words[0]}"
    if any(word == "?" for word in words[:-1]) and not any(
        f" {one} " in joined for one in REQUESTS
    ):
        yield "question mark"
    yield from _several(speech, clause)
    yield from _apart(clause)
    for tag in clause.tags:
        yield from _misnamed(speech, clause, tag)
    yield from _not_noted(clause)
    yield from carriage.strange(speech, clause)
    yield from _figures(speech, clause, joined)
    yield from inexact(speech, clause)
    yield from contraries(speech, clause)


def _from_a_stranger(speech: Speech, clause: Clause) -> Iterator[str]:
    """“PO for 30 capes, supplier Zorbex”: of whom the shop knows nothing."""
    if "supplier" not in speech.takes or clause.named("supplier"):
        return
    # “20 pendants from Zorbex, raise a PO”
    before = {"supplier", "from"} if speech.command == "order_from_supplier" else {"supplier"}
    for one, following in pairwise(clause.free):
        if one in before and following.isalpha() and not is_ordinary(following):
            yield f"unknown supplier: {following}"


def _not_noted(clause: Clause) -> Iterator[str]:
    """“note on 1042 and 1043 call first”, “note on 1043 no wait”: more than is to be noted."""
    for tag in clause.named("note"):
        noted = clause.text.between(tag.first, tag.past)
        if not is_told(noted, clause.text.clean):
            yield f"another request: {noted}"


def _is_stopped(speech: Speech, words: list[str]) -> bool:
    """“stop 1043 being cancelled”."""
    for at, word in enumerate(words):
        said = words[at + 1 : at + STOPPED_WITHIN] if word in STOPPING else []
        done = [IRREGULAR.get(one, one) for one in said
                if one.endswith(("ing", "ed")) or one in IRREGULAR]  # fmt: skip
        if any(one.startswith(cue) for one in done for cue in speech.cues if len(cue) >= LEAST):
            return True
    return False


def _apart(clause: Clause) -> Iterator[str]:
    """“cancel 1043, duplicate of 1044”: of two orders, one is only spoken of."""
    orders = clause.named("order")
    for one, two in pairwise(orders):
        taken = {at for tag in clause.tags for at in range(tag.first, tag.past)}
        apart = [
            clause.text.tokens[at].word for at in range(one.past, two.first) if at not in taken
        ]
        if one.value != two.value and not BETWEEN.issuperset(apart):
            yield f"orders apart: {' '.join(apart)}"


def _several(speech: Speech, clause: Clause) -> Iterator[str]:
    """Several of what only one can be: carriers, people, orders of which “it” is one."""
    for kind in ("carrier", "customer"):
        named = {tag.value for tag in clause.named(kind)}
        if kind in speech.takes and len(named) > 1 and "not" not in clause.free:
            yield f"no place for {kind}: several"
    for kind in DOCUMENTS:
        several = len({tag.value for tag in clause.named(kind)}) > 1
        # a parcel is of one order: “hold 1042 add tracking … to 1043” asks for two things
        if several and ("it" in clause.free or clause.named("tracking")):
            yield f"no place for {kind}: several"


def _misnamed(speech: Speech, clause: Clause, tag: Tag) -> Iterator[str]:
    """Something that is named, and is not what the change is to be of."""
    words, at = clause.free, tag.first - clause.first
    before = next((one for one in reversed(words[:at]) if one not in NAMING), "")
    after = words[tag.past - clause.first : tag.past - clause.first + 1]
    said = clause.text.between(tag.first, tag.past)
    is_other = before in BESIDE or words[max(at - 2, 0) : at] == ["instead", "of"]
    if tag.kind in DOCUMENTS and is_other and at:
        yield f"another than {said}"
    if tag.kind == "place" and speech.command == "ship_order" and words[at - 1 : at] == ["to"]:
        yield f"no place for place: {said}"
    if tag.kind == "units" and speech.command == "ship_order" and not PARCELS.isdisjoint(after):
        yield f"no place for units: {said}"
    if tag.kind in {"customer", "units"} and _is_added(clause, tag):
        yield f"no place for {tag.kind}: {said}"
    if tag.kind == "customer" and _is_of_kin(words, words[tag.past - clause.first :][:2]):
        yield f"another than {said}"


def _is_of_kin(words: list[str], after: list[str]) -> bool:
    """“Sam's wife wants hers cancelled”."""
    return any(whose in words and not kin.isdisjoint(after) for whose, kin in KIN.items())


def _is_added(clause: Clause, tag: Tag) -> bool:
    """“cancel 1043 and Ann's”, “RET-12 and 15”: somebody or something beside a document."""
    earlier = [one for one in clause.tags if one.past <= tag.first and one.kind in DOCUMENTS]
    between = clause.text.tokens[earlier[-1].past : tag.first] if earlier else ()
    joints = [token.word for token in between]
    follows = any(one.kind == "product" and one.first >= tag.past for one in clause.tags)
    is_joined = bool(joints) and JOINTS.issuperset(joints) and not BREAKS.issuperset(joints)
    return is_joined and not (tag.kind == "units" and follows)


def _figures(speech: Speech, clause: Clause, joined: str) -> Iterator[str]:
    """A figure that is the wrong one, or of which it is not said what it is."""
    if "counted" in speech.takes and clause.named("units"):
        yield from (f"off: {one}" for one in OFF_COUNT if f" \0 {one} " in joined)
    for tag in clause.named("units", "money"):
        said = clause.text.between(tag.first, tag.past)
        after = clause.free[tag.past - clause.first :]
        is_stated = clause.before(tag) in STATED and not _is_meant(clause, tag)
        is_mended = not MENDING.isdisjoint(after) or any(f" {one} " in joined for one in TOO)
        if speech.command in FIGURED and is_stated and is_mended:
            yield f"wrong: {said}"
        if speech.command in DIFFERING and _is_difference(speech, clause, tag):
            yield f"difference: {said}"


def _is_difference(speech: Speech, clause: Clause, tag: Tag) -> bool:
    """“raise it by 5”, “40p off”, “£5 cheaper”, “refund it less 5”."""
    before, after = clause.before(tag), clause.free[tag.past - clause.first :][:1]
    if speech.command == "refund":
        return before in {"minus", "less"} or tag.signed
    return before == "by" or (speech.command == "set_price" and not DIFFERENCE.isdisjoint(after))


def _is_meant(clause: Clause, tag: Tag) -> bool:
    """“should say 17”, “is 17 now”: the figure as it is to be."""
    said = clause.free[: tag.first - clause.first]
    after = clause.free[tag.past - clause.first : tag.past - clause.first + 1]
    return not MEANT.isdisjoint(said) or after == ["now"]
