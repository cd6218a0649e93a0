"""Whether a part of a message asks for a change by its verb, or tells of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.understanding import gate_words
from assistant.understanding.canonical import canonical
from assistant.understanding.clause import Clause
from assistant.understanding.features import stem
from assistant.understanding.speech import Speech
from assistant.understanding.word_lists import listed
from assistant.understanding.wording import is_explained

WHO = frozenset(
    {"she", "he", "they", "customer", "client", "lady", "chap", "guy", "bloke", "buyer"}
)
AIDES = {
    first: [parts for aide in gate_words.AIDES if (parts := aide.split())[0] == first]
    for first in {aide.split()[0] for aide in gate_words.AIDES}
}
"""What stands before the verb of a request, by its first word."""
PLEAS = frozenset({"please", "pls", "plz"})
FINISHING = listed("""
sort do fix log add change set put mark amend update get process action note arrange alter correct
adjust book
""")
"""Verbs that ask for whatever was spoken of."""
WISHING = frozenset({"want", "need"})
DID = frozenset({"sent", "took", "gave", "brought", "lost", "broke", "made", "put", "found"})
"""What somebody did, in forms that no ending tells."""
DONE, DONE_WITHIN = frozenset({"set", "sent", "put", "done"}), 5
"""Participles that no ending tells; among how many words one of them stands."""
COLLECTED = listed("took taken collected picked got")
COLLECTING = COLLECTED | listed("man driver lad lass bloke guy van has have 've 's just up now the")
BEHIND = listed(
    "just now mark it log that sent shipped number tracking ref is this morning today as"
)
"""Around what a carrier took, and nothing that happened to it."""
POINTING = frozenset(
    {"it", "that", "this", "one", "them", "those", "these", "him", "her", "me", "so"}
)
"""What a request behind a comma may be about, besides what it names."""
ABOUT = listed("""
order return refund parcel package money cash payment lot thing hold minimum reorder stock price
tracking number address note exchange move transfer delivery po purchase shipping count line label
""")
"""What a change is made to, where it is not named."""
POINTED = POINTING | listed("""
hers theirs mine
in on up off out back down right straight through done again order now there over away rid of for
to the a an with both today first
""")
"""What may stand behind them."""


def asks(speech: Speech, clause: Clause) -> bool:
    """Whether the clause's main verb asks for the command."""
    if speech.command == "ship_order" and _is_collected(clause):
        return True
    if _is_judged(clause) or tells_who_did(clause):
        return False
    if leads(speech, clause.words):
        return not _is_told_of(clause.words)
    if any(_pleads(speech, part) for part in _parts(clause)):
        return True
    return any(
        leads(speech, part, plain=True) and not _is_told_of(part)
        # “1043 looks lovely, send me a photo” asks for no parcel
        and all(is_explained(speech, word) for word in part)
        and not any(map(speech.only_heard, part))
        and (len(part) == 1 or not (POINTING | ABOUT).isdisjoint(part)
             or any(map(_is_named, part)))
        for part in _later_parts(clause)
    )  # fmt: skip


def leads(speech: Speech, said: Sequence[str], *, plain: bool = False) -> bool:
    """Whether words begin with a verb of the command, or with a known thing and then the verb.

    Args:
        speech: of the command.
        said: canonical words.
        plain: only as it is asked for: “book it in”, not “booked”.
    """
    words = without_aides(said)
    if len(words) > 1 and (words[0] in WISHING or words[0] == "some"):
        # “i want change price of …”, “i need some lamps moved”
        words = words[1:]
    if words and _is_cue(speech, words[0]) and not (plain and words[0].endswith("ed")):
        return True
    if _has_it_done(speech, words):
        return True
    # “1043 is packed and gone”, “for 1043, add …”: a known thing and then the verb
    rest = words
    while rest and (rest[0].startswith("<") or rest[0] in gate_words.LINKS):
        rest = rest[1:]
    # “1043 was returned, she found it elsewhere” tells what became of it
    if plain or {"was", "were", "had"} & set(words[: len(words) - len(rest)]):
        return False
    wants = _after_wanting(words)
    return (bool(rest) and len(rest) < len(words) and _is_cue(speech, rest[0])) or (
        bool(wants) and _is_cue(speech, wants[0])
    )


def _is_collected(clause: Clause) -> bool:
    """“dpd man has just took 1043, number …”: who collects parcels did, and no more is told."""
    carriers, orders = clause.named("carrier"), clause.named("order")
    words = clause.text.words()
    if len(carriers) != 1 or not orders or set(words[clause.first : carriers[0].first]) - {"the"}:
        return False
    between = words[carriers[0].past : orders[0].first]
    behind = {word for word in words[orders[-1].past : clause.past] if word.isalpha()}
    taken = {tag.first for tag in clause.named("tracking")}
    numbers = {words[at] for at in taken}
    return (
        not COLLECTED.isdisjoint(between)
        and COLLECTING.issuperset(between)
        and BEHIND.issuperset(behind - numbers)
    )


def _has_it_done(speech: Speech, words: Sequence[str]) -> bool:
    """“get a return set up”, “get 1043 refunded”."""
    done = [word for word in words[1:DONE_WITHIN] if word in DONE or word.endswith("ed")]
    return words[:1] == ["get"] and any(_is_cue(speech, word) for word in done)


def _after_wanting(words: Sequence[str]) -> Sequence[str]:
    """“St Brides want to send …”, “she'd like to swap …”: what somebody wants of us."""
    for at in range(1, min(len(words), 4)):
        named = words[at - 1].startswith("<") or words[at - 1] in WHO
        for wanting in gate_words.WANTING:
            parts = wanting.split()
            if named and list(words[at : at + len(parts)]) == parts:
                return words[at + len(parts) :]
    return ()


def _is_told_of(words: Sequence[str]) -> bool:
    """“ship 1043 was late”: what looks like the verb is the name of something."""
    bare = without_aides(words)
    return len(bare) > 2 and bare[1].startswith("<") and bare[2] in gate_words.FINITE


def _is_judged(clause: Clause) -> bool:
    """“move 6 mugs to York was a mistake”: what is named ends before a verb of its own."""
    begins = clause.words[0] if clause.words else "<"
    return after_all(clause) in gate_words.FINITE and not begins.startswith("<")


def after_all(clause: Clause) -> str:
    """The word after the last thing that is named; nothing where that ends the clause."""
    past = max((tag.past for tag in clause.tags), default=clause.past)
    return clause.text.tokens[past].word if past < clause.past else ""


def tells_who_did(clause: Clause) -> bool:
    """“Rose returned her candle himself”, “they shipped it”: somebody, and what they did."""
    said = clause.text.tokens
    people = {tag.past for tag in clause.tags
              if tag.kind == "customer" or said[tag.first].word in WHO}  # fmt: skip
    return any(at in people and (word.endswith("ed") or word in DID)
               for at, word in enumerate(clause.free, start=clause.first))  # fmt: skip


def _pleads(speech: Speech, part: Sequence[str]) -> bool:
    """“full refund please”: what is asked for by its name, and nothing else."""
    words = canonical(part)
    begins = without_aides(words)[:1]
    return (
        not PLEAS.isdisjoint(part)
        and any(_is_cue(speech, word) for word in words)
        and all(is_explained(speech, word) for word in words)
        and gate_words.BEGINNINGS.isdisjoint(begins)
    )


def _parts(clause: Clause) -> Iterator[list[str]]:
    """The words between marks."""
    part: list[str] = []
    for said, _ in [*clause.masked, (".", 0)]:
        if said in gate_words.BREAKS:
            yield part
            part = []
        else:
            part.append(said)


def is_closing(speech: Speech, clause: Clause) -> bool:
    """Whether a part only asks to do what was spoken of: “cancel it”, “sort it”, “log it pls”."""
    words = without_aides(clause.words)
    is_asked = bool(words) and (_is_cue(speech, words[0]) or words[0] in FINISHING)
    is_plain = gate_words.NEGATIONS.isdisjoint(clause.plain) and not words[0].endswith("ed")
    return is_asked and is_plain and POINTED.issuperset(words[1:])


def is_about(clause: Clause) -> bool:
    """Whether a request names what an order has, or points: “send the money back”, no “door”."""
    said = clause.words[1:]
    is_known = all(_is_named(word) or word in POINTED | ABOUT for word in said)
    return is_known and not (POINTING | ABOUT).isdisjoint(said)


def _later_parts(clause: Clause) -> Iterator[list[str]]:
    """The words after each comma, full stop, “so” or “then”, as far as the next."""
    part: list[str] = []
    is_later = False
    for said, _ in [*clause.masked, (".", 0)]:
        if said in gate_words.BREAKS or said in gate_words.REASONING:
            if is_later and part:
                yield part
            # “cancel: ship 1043” and “no, ship 1043” begin with more than a reason
            is_later = is_later or len(part) > 1
            part = []
        else:
            part += canonical([said])


def _is_named(word: str) -> bool:
    return word.startswith("<")


def _is_cue(speech: Speech, word: str) -> bool:
    is_of = word in speech.cues or stem(word) in speech.cue_stems
    # “moved”, of which the stem is no verb
    return is_of or (word.endswith("ed") and word[:-1] in speech.cues)


def begins_with(clause: Clause, verbs: frozenset[str]) -> bool:
    """Whether a part begins with one of some verbs, “could you” and the like aside.

    “Return RT-14 has arrived” begins with a name.
    """
    return not _is_told_of(clause.words) and not verbs.isdisjoint(without_aides(clause.words)[:1])


def without_aides(words: Sequence[str]) -> list[str]:
    """Canonical words without what stands before the verb of a request."""
    left, changed = list(words), True
    while changed:
        changed = False
        for parts in AIDES.get(left[0], ()) if left else ():
            if left[: len(parts)] == parts and len(left) > len(parts):
                left, changed = left[len(parts) :], True
                break
    return left
