"""May a change be prepared from these words? Every reason against it, by rule, not by likelihood.

A clause must ask for the change itself, now, of us, for things that exist. What is denied, asked,
supposed, told of others, put off, or meant for everything at once prepares nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.understanding import around_names, gate_words
from assistant.understanding.addressed import SPOKEN_TO, addressed
from assistant.understanding.asking import asks, without_aides
from assistant.understanding.canonical import DROPPED
from assistant.understanding.clause import Clause
from assistant.understanding.english import PAST
from assistant.understanding.features import stem
from assistant.understanding.hazards import hazards
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import DOCUMENTS
from assistant.understanding.wording import unaccounted

NAMED = "\0"
"""Stands for a word that names something."""
OTHERS = frozenset({"others", "other", "rest", "another"})
UNTIL = frozenset({"until", "till", "by", "for", "before"})
ARRIVING = frozenset({"arriving", "arrive", "due", "delivered", "delivery"})
"""Before the day on which goods that are ordered are to come."""
UNLESS_TOLD = frozenset({"until", "till", "otherwise"})
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
NEEDED = frozenset({"should", "need", "needs", "want", "wants", "prefer", "prefers"})
"""What stands before the goods that somebody wants instead of others."""
MOST_OF_A_DAY = 4
"""Words of a part that only says when: “next week”, “on the first Monday”."""
MOST_TOLD = 5
"""Words that may say why after a request."""
JOINS = frozenset({"and", "so", "but", "or", "then"})
ASKS_WHETHER = tuple([one] for one in ("has", "have", "did", "does", "is", "are", "was", "were"))
"""With what it is asked whether something happened, and then of what."""
OF_IT = tuple([one] for one in ("it", "they", "that", "this", "she", "he", "those", "these"))
TOLD_BEFORE = ("no place for units", "no place for channel")
DENIED_WITHIN = 5
"""Words behind a “not” that it may deny."""
NOT_ONE = frozenset({"nobody", "never"})
LIFTING = " the hold off "
"""“take the hold off” waits for nothing."""
DENYING_ALL = frozenset({"don't", "dont", "not"})
ASKED_OF = frozenset({NAMED, "it", "they", "that", "this", "she", "he", "you", "we", "i", "the"})
"""Behind such a word at the beginning, it asks: “hasn't 1043 gone”."""
SUSPECTING = frozenset({
    "think", "might", "may", "maybe", "perhaps", "possibly", "could", "probably", "likely",
    "reckon",
})  # fmt: skip
"""Words of a suspicion, which is enough to hold an order."""
REPORTED = frozenset({"start_return", "exchange"})
"""What is asked for on what a customer reports of the goods."""
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
        *_mood(clause, words, allowed),
        *_identifiers(speech, clause),
        *_strays(speech, clause),
        *_timed(speech, clause, today),
        *hazards(speech, clause),
        *(_revoked(speech, why, allowed, follows=why.first >= clause.past) if why else ()),
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


def revoked(speech: Speech, why: Clause) -> list[str]:
    """What in a part before a request speaks against it: it depends, is asked or is denied."""
    found = list(_revoked(speech, why, speech.allows, follows=False))
    said = without_request([word for word in why.spoken if word != NAMED])
    doubting = (gate_words.SUPPOSING | gate_words.MODAL) - speech.allows
    said = bare_of_manners(said)
    return [*found, *(f"supposed: {word}" for word in said if word in doubting)]


def _revoked(
    speech: Speech, why: Clause, allowed: frozenset[str], *, follows: bool
) -> Iterator[str]:
    """What a part may not say that says why: that it depends, is not to be, or is only told of.

    Args:
        speech: of what is asked for.
        why: what people did, and what things are like, may be denied there, and reported.
        allowed: words that the command itself may be put in.
        follows: whether it stands behind the request: “cancel 1043, she said” tells of it.
    """
    words = [word for word in why.free if word not in gate_words.BREAKS]
    spoken = [word for word in words if word not in DROPPED]
    revoking = gate_words.REVOKING | (gate_words.TELLING_OF if follows else frozenset())
    denied = not gate_words.NEGATIONS.isdisjoint(words)
    if why.named("reason") and speech.command in REPORTED and not denied:
        revoking -= gate_words.TOLD  # “start a return on 1043, she says it's faulty”
    begins = gate_words.REVOKING_FIRST | (gate_words.QUESTIONING if follows else gate_words.ASKING)
    if not follows and not denies(speech, why):
        # “no answer from her, cancel 1043”: what is not so is why
        revoking -= gate_words.NEGATIONS
        # “nobody told me we had sold out, so …”
        begins -= NOT_ONE
    if speech.command == "hold_order" and [tag.value for tag in why.named("reason")] == ["fraud"]:
        revoking -= SUSPECTING  # “hold 1043, I think it might be fraud”
    if not why.ends_in_question and spoken[1:2] and not {spoken[1]} & ASKED_OF:
        begins -= gate_words.UNABLE  # “can't fill 1043, cancel it” asks nothing
    found = [*(word for word in words if word in revoking), *({*spoken[:1]} & begins)]
    # “until you hear otherwise, hold 1043”
    found = [word for word in found if word not in allowed & UNLESS_TOLD]
    yield from (f"revoked: {word}" for word in found)
    joined = f" {' '.join(words)} ".replace(LIFTING, " ")
    later = (*gate_words.NOT_YET, *gate_words.ALWAYS)
    yield from (f"put off: {phrase}" for phrase in later if f" {phrase} " in joined)
    if why.named("date") and len(words) <= MOST_OF_A_DAY:
        yield f"put off: {' '.join(words)}"
    if follows and not OTHERS.isdisjoint(words) and gate_words.FINITE.isdisjoint(words):
        # “ship 1043, and all her others”
        yield f"more than is named: {' '.join(words)}"
    if why.ends_in_question:
        yield "question mark"
    if spoken[:1] and spoken[0] in SPOKEN_TO and spoken[1:2] not in (["me"], ["us"]):
        yield "said to somebody else"


def denies(speech: Speech, why: Clause) -> bool:
    """Whether a part denies the change itself: “don't cancel it”, “nobody wants it shipped”."""
    words = why.words
    return any(
        word in gate_words.NEGATIONS
        and any(stem(one) in speech.cue_stems for one in words[at + 1 : at + DENIED_WITHIN])
        for at, word in enumerate(words)
    )


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


def without_request(words: Sequence[str]) -> Sequence[str]:
    """The words without “could you”, which asks and supposes nothing."""
    bare = [word for word in words if word not in DROPPED]
    for request in gate_words.REQUESTS:
        parts = request.split()
        if bare[: len(parts)] == parts:
            return bare[len(parts) :]
    return words


def bare_of_manners(words: Sequence[str]) -> list[str]:
    """“sort it would you”, “the minimum should be 6”: without words that suppose nothing there."""
    joined = f" {' '.join(words)} "
    for manner in gate_words.MANNERS:
        joined = joined.replace(f" {manner} ", " ")
    return joined.split()


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


def _mood(clause: Clause, words: Sequence[str], allowed: frozenset[str]) -> Iterator[str]:
    """A question that is no request."""
    bare = [word for word in clause.free if word not in DROPPED]
    while bare and bare[0] in JOINS:
        bare = bare[1:]
    start = f"{' '.join(bare)} "
    is_request = any(start.startswith(f"{one} ") for one in gate_words.REQUESTS)
    # “Beatrix would like 3 sets, could you set that up?”
    is_request = is_request or _requests_later(clause)
    if bare and bare[0] in gate_words.ASKING - allowed and not is_request:
        yield f"question: {bare[0]}"
    if not is_request and any(map(_asks_whether, _tails(clause))):
        yield "question: has"
    said = clause.text.words()
    if clause.ends_in_question and not is_request and not {"please", "pls"} & set(said):
        yield "question mark"
    if gate_words.POSSIBLE & set(words):
        yield "question: possible"


def _tails(clause: Clause) -> Iterator[list[str]]:
    """The words after each comma or dash, and after what a message names first."""
    words = list(clause.free)
    named = next((at for at, word in enumerate(words) if word != NAMED), len(words))
    if named:
        yield words[named:]
    for at, word in enumerate(words):
        if word in {",", "-", "."}:
            yield words[at + 1 :]


def _asks_whether(part: Sequence[str]) -> bool:
    """“PO-88, has it shown up”."""
    return part[:1] in ASKS_WHETHER and part[1:2] in OF_IT


def requests_of_another(said: Sequence[str], clause: Clause) -> bool:
    """“Sam can you release 1043”: a request that neither begins the message nor follows a mark."""
    joined = f" {' '.join(said)} "
    is_there = any(f" {one} " in joined for one in gate_words.REQUESTS)
    return is_there and not _requests_later(clause)


def _requests_later(clause: Clause) -> bool:
    """Whether “could you” stands behind a mark."""
    said = " ".join(token.word for token in clause.text.tokens[clause.first : clause.past])
    return any(
        f"{mark} {one} " in said for mark in (",", "-", ".", ";") for one in gate_words.REQUESTS
    )


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
