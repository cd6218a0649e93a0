"""May a change be prepared from these words? Every reason against it, by rule, not by likelihood.

A clause must ask for the change itself, now, of us, for things that exist. What is denied, asked,
supposed, told of others, put off, or meant for everything at once prepares nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.understanding import around_names, gate_words
from assistant.understanding.addressed import addressed
from assistant.understanding.asking import asks, without_aides
from assistant.understanding.clause import NAMED, Clause
from assistant.understanding.english import PAST
from assistant.understanding.features import stem
from assistant.understanding.hazards import hazards
from assistant.understanding.mood import bare_of_manners, only_asks, without_request
from assistant.understanding.revoking import revokes
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import DOCUMENTS
from assistant.understanding.wording import unaccounted

UNTIL = frozenset({"until", "till", "by", "for", "before"})
ARRIVING = frozenset({"arriving", "arrive", "due", "delivered", "delivery"})
"""Before the day on which goods that are ordered are to come."""
WAITS = frozenset({"hold on", "hang on"})
"""What asks to wait, and holds nothing, before a mark."""
SPEAKERS = frozenset({"i", "we", "let", "she", "he", "they", "while", "until", "till"})
ROOM = {
    "product": "to_product",
    # “the mugs from 2 to 3”: where goods change, their number does too
    "units": "to_product",
    "place": "from_place",
    "order": "order",
    "return": "return",
    "purchase": "purchase",
    "money": "",
    "tracking": "",
    "supplier": "",
    "channel": "",
    "address": "",
    "note": "",
}
"""Kind -> the second slot that can hold one; itself: a list of them."""
ANCHORS = frozenset({*DOCUMENTS, "product"})
"""What makes a request certain to be about us."""
WHY = ("reason", "condition")
"""What is named where it is said why."""
SPOKEN_OF = ANCHORS | {"customer"}
BESIDE_NOT = frozenset({",", "-", "and", "the", "a", "an"})
NEEDED = frozenset({"should", "need", "needs", "want", "wants", "prefer", "prefers", "rather"})
"""What stands before the goods that somebody wants instead of others."""
MOST_TOLD = 5
"""Words that may say why after a request."""
TOLD_BEFORE = ("no place for units", "no place for channel")
DENYING_ALL = frozenset({"don't", "dont", "not"})
LISTS = {
    "negation": gate_words.NEGATIONS,
    "supposed": gate_words.SUPPOSING,
    "told": gate_words.TOLD,
    "put off": gate_words.LATER,
    "everything": gate_words.EVERYTHING,
}
NOT_NOW = (*gate_words.NOT_YET, *gate_words.LATER_PHRASES)
TOLD_ANYHOW = frozenset({"yesterday", "already", "any", "all"})
"""What a question may say, too."""


def against(
    speech: Speech, clause: Clause, *, exact: bool, today: dt.date, why: Clause | None = None
) -> list[str]:
    """Every reason not to prepare the change; empty when it may be prepared.

    Args:
        speech: of the command.
        clause: that asks for it.
        exact: whether it is one of the command's own phrases, word for word.
        today: the day it is.
        why: another part of the message, which only says why.
    """
    words = [word for word in clause.spoken if word != NAMED]
    allowed = speech.allows | _of_the_whole(clause)
    if exact:
        allowed |= {word for said in speech.literals(clause.words) for word in (said, short(said))}
        # “don't send it yet” by itself asks to wait; “hold it” and “don't let it go” ask to hold
        holds = speech.cues | {"let"}
        allowed -= DENYING_ALL if holds.isdisjoint(clause.words) else frozenset()
    thanked = words[:2] if tuple(words[:2]) in gate_words.THANKING else []
    reasons = [
        *([f"told: {' '.join(thanked)}"] if thanked else []),
        *_said(without_request(_without_contrast(speech, clause)), allowed | _numbers_of(clause)),
        *addressed(speech, clause, allowed),
        *only_asks(clause, words, allowed),
        *_identifiers(speech, clause),
        *_strays(speech, clause),
        *_timed(speech, clause, today),
        *hazards(speech, clause),
        *(revokes(speech, why, allowed, follows=why.first >= clause.past) if why else ()),
    ]
    if not exact and not asks(speech, clause):
        reasons.append("no request")
    left, told = split_strange(speech, clause)
    if len(left) > (1 if exact else 0) + len(clause.tags) // 4 or len(told) > MOST_TOLD:
        reasons.append(f"unexplained: {' '.join([*left, *told])}")
    reasons += [f"put off: {word}" for word in told if word in gate_words.CONDITIONS - allowed]
    return reasons


def _of_the_whole(clause: Clause) -> frozenset[str]:
    """“refund all of 1043”: no more than the order that is named."""
    words = clause.text.words()
    behind = {words[tag.first - 2 : tag.first] for tag in clause.named("order")}
    return frozenset({"all"}) if ("all", "of") in behind else frozenset()


def _numbers_of(clause: Clause) -> frozenset[str]:
    """“get 5125 and 5117 both marked”: what means no more than the two that are named."""
    two = any(len(clause.named(kind)) == 2 for kind in DOCUMENTS)
    is_of_others = any(pair == ("both", "of") for pair in pairwise(clause.free))
    return frozenset({"both"}) if two and not is_of_others else frozenset()


def _without_contrast(speech: Speech, clause: Clause) -> list[str]:
    """The words, without the “not” of “she needs the red one, not the blue”."""
    goods, words = clause.named("product"), list(clause.spoken)
    if "to_product" in speech.takes and len(goods) > 1:
        wanted = words[: goods[0].first - clause.first]
        between = words[goods[0].past - clause.first : goods[1].first - clause.first]
        # “exchange the red one, do not send the blue” denies
        if NEEDED & set(wanted) and [one for one in between if one not in BESIDE_NOT] == ["not"]:
            words.remove("not")
    return [word for word in words if word != NAMED]


def misplaced(speech: Speech, asking: Clause, why: Clause, today: dt.date) -> list[str]:
    """What is named and cannot be told to the command, or is of a day that is to come.

    What people did, how many there were and where it was sold may be told before a request.
    """
    told = [tag for tag in _strays(speech, why) if not tag.startswith(TOLD_BEFORE)]
    ahead = [tag for tag in why.named("date") if tag.value[True].get("to", "") > today.isoformat()]
    late = [
        f"put off: {why.text.between(tag.first, tag.past)}"
        for tag in ahead
        if tag.value[False].get("from", "") >= today.isoformat() or not _is_past(why)
    ]
    return [*_identifiers(speech, asking), *_identifiers(speech, why), *_strays(speech, asking),
            *_timed(speech, asking, today), *told, *late]  # fmt: skip


def _is_past(why: Clause) -> bool:
    """Whether a part tells what has been: “rang yesterday”, “came in on friday”."""
    return any(word.endswith("ed") or word in PAST or word in gate_words.FINITE
               for word in why.free)  # fmt: skip


def short(word: str) -> str:
    """“doesn't” as it is typed in a hurry."""
    return word.replace("'", "")


def speaks_against(words: Sequence[str]) -> list[str]:
    """Every word that denies, supposes, tells of, puts off or asks about a change."""
    asked = [f"asked: {word}" for word in words[:1] if word in gate_words.ASKING]
    return [*asked, *_said(words, frozenset())]


def begins_otherwise(speech: Speech, clause: Clause, others: frozenset[str]) -> bool:
    """“cancel: ship 1043”, “hold on, ship 1043”: a verb of another change beside the own one.

    Args:
        speech: of the command that is asked for.
        clause: what was said.
        others: the verbs of other changes.
    """
    first, second, third, fourth = [*clause.free, "", "", "", ""][:4]
    if f"{first} {second}" in WAITS and third in gate_words.BREAKS:
        return fourth in others
    if f"{first} {second}" in WAITS and third in SPEAKERS:
        return True  # “hold on I'll ship 1043”
    if second == ":" and third in others:
        return True  # whichever of the two it is read as
    return first in others and second in gate_words.BREAKS | speech.cues


def offers_another(clause: Clause, others: frozenset[str]) -> bool:
    """“hold or ship 1043”: another change to choose from."""
    return any(first == "or" and second in others for first, second in pairwise(clause.free))


def waits(clause: Clause) -> bool:
    """“hold on”, “hang on a sec”: what asks to wait, and holds nothing."""
    return " ".join(clause.free[:2]) in WAITS


def doubts(clause: Clause, acts: frozenset[str]) -> bool:
    """Whether what looks like a question tells of something, or speaks of doing what is not asked.

    Args:
        clause: what was said.
        acts: the verbs of all changes, in the form in which they are asked for.
    """
    # what is told after the last thing that is named says why it is asked
    told = max((tag.past for tag in clause.tags if tag.kind in SPOKEN_OF), default=clause.past)
    words = [word for word in clause.free[: told - clause.first] if word != NAMED]
    start = without_aides(clause.words)
    if start and start[0] in acts:
        return True
    if clause.words and clause.words[0] in gate_words.TELLING and clause.words[1:2] != ["need"]:
        return True
    if not {stem(word) for word in words} & {stem(word) for word in acts}:
        return False
    joined = f" {' '.join(words)} "
    asks_whether = any(f" {phrase} " in joined for phrase in gate_words.UNSURE_ASKING)
    return asks_whether or bool(set(words) & gate_words.MODAL) or any(_said(words, TOLD_ANYHOW))


def unexplained(speech: Speech, clause: Clause) -> list[str]:
    """Words of a clause that nothing in the command's phrases accounts for."""
    return [word for word, _ in unaccounted(speech, clause)]


def split_strange(speech: Speech, clause: Clause) -> tuple[list[str], list[str]]:
    """Words that nothing accounts for: in the request itself, and in what is told after it.

    “scrap 1043, she found it elsewhere”: what follows the last thing that is named only says why.
    """
    strange = unaccounted(speech, clause)
    hard = [tag for tag in clause.tags if tag.known and tag.kind in ANCHORS]
    if not hard:
        return [word for word, _ in strange], []
    begins = _explanation(clause, max(tag.past for tag in clause.tags if tag.kind not in WHY))
    return (
        [word for word, at in strange if at < begins],
        [word for word, at in strange if at >= begins],
    )


def _explanation(clause: Clause, after: int) -> int:
    """Where it begins to say why: at a mark, “because”, who did what. “sideways” says how."""
    starts = gate_words.BREAKS | gate_words.REASONING | gate_words.SUBJECTS
    words = clause.text.tokens
    return next((at for at in range(after, clause.past) if words[at].word in starts), clause.past)


def _said(words: Sequence[str], allowed: frozenset[str]) -> Iterator[str]:
    joined = f" {' '.join(bare_of_manners(words))} "
    for name, against_it in LISTS.items():
        found = [word for word in joined.split() if word in against_it and word not in allowed]
        if found:
            yield f"{name}: {found[0]}"
    for phrase in gate_words.ALWAYS:
        if f" {phrase} " in joined and not allowed.issuperset(phrase.split()):
            yield f"doubt: {phrase}"
    for phrase in NOT_NOW:
        if f" {phrase} " in joined and not set(phrase.split()) & allowed:
            yield f"put off: {phrase}"


def _timed(speech: Speech, clause: Clause, today: dt.date) -> Iterator[str]:
    """A change is made now: what was done on a past day is told, what waits for another put off."""
    for tag in clause.named("date"):
        back, ahead = tag.value[False], tag.value[True]
        if today.isoformat() in {back.get("from"), back.get("to"), ahead.get("from")}:
            continue
        said = clause.text.between(tag.first, tag.past).lower()
        # “until Friday” and “by Friday” say how, “Friday” alone says when to do it
        says_how = said.split()[0] in UNTIL or clause.before(tag) in UNTIL | ARRIVING
        if not says_how or "date" not in speech.takes:
            yield f"put off: {said}"


def _identifiers(speech: Speech, clause: Clause) -> Iterator[str]:
    strange = {at for _, at in unaccounted(speech, clause)}
    for tag in clause.tags:
        if tag.kind == "product" and tag.sure and {tag.first - 1, tag.past} & strange:
            # “six parrot swings”, where parrots are all that there is
            yield f"unsure product: {' '.join(tag.value)}"
        if not tag.known:
            yield f"unknown {tag.kind}: {tag.value}"
        if tag.kind == "product" and not tag.sure:
            yield f"unsure product: {' '.join(tag.value)}"


def _strays(speech: Speech, clause: Clause) -> Iterator[str]:
    """What is named and has no place in the command: “add 3 mugs in Leeds and 1044”."""
    for kind, second in ROOM.items():
        room = (kind in speech.takes) + (second in speech.takes)
        stray = clause.named(kind)[room:] if second != kind or not room else []
        for tag in stray:
            if around_names.names_nothing(clause, tag):
                continue
            yield f"no place for {kind}: {clause.text.between(tag.first, tag.past)}"
