"""A yes where several changes wait: which ones they are, and which of them is then named.

A change is told by its command and the one thing that it is about: “ship order 1044”. Whoever
agrees names that thing, with no word beside it that is not of that change: “the 1044 one”.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant import dialogue_proposals as proposals
from assistant import frames, understand
from assistant.dialogue_proposals import QUESTION, Waits, Where
from assistant.understanding import settling, settling_several, tokens
from assistant.understanding.features import stem
from assistant.understanding.word_lists import listed
from commands.kit import Asked
from oms.errors import NoLongerPossible
from oms.records import Location, Order, PurchaseOrder, Return, Sku, Transfer
from oms.tables.messages import Proposal

DOCUMENTS = {
    "order": Order, "return": Return, "transfer": Transfer, "purchase": PurchaseOrder,
}  # fmt: skip
"""What a change keeps that has a number, and what it is."""
YES = listed("yes yeah yep yup ya aye ok okay sure confirm")
BESIDE = listed("the to that one order return just only please first")
"""Words beside a name that say no more than that it is meant."""
LONGEST, MOST = 8, 5


def ask(asked: Asked, where: Where, previews: Sequence[Proposal]) -> NoLongerPossible:
    """Ask which change a yes is to; the answer may be no more than its name."""
    proposals.propose(asked.books, where, proposals.Change(proposals.WHICH, {}))
    told = [f"“{_told(asked, one)}”" for one in previews[:MOST]]
    more = f" and {len(previews) - MOST} more" if len(previews) > MOST else ""
    differ = len({_thing(asked, one) for one in previews}) == len(previews)
    return NoLongerPossible(
        f"{len(previews)} changes wait for you here: {', '.join(told)}{more}.",
        remedy=f"{'Say which one, or press' if differ else 'Press'} Confirm on the one meant.",
    )


def named(
    asked: Asked, text: str, waiting: Sequence[Proposal], *, is_asked: bool
) -> Proposal | None:
    """The change to which a message agrees by naming it; None: it agrees to none so.

    Args:
        asked: who says it, and the books.
        text: the message.
        waiting: what waits, the newest first.
        is_asked: it was just asked which one is meant; else nothing but a yes agrees.
    """
    previews = [one for one in waiting if not proposals.is_question(one)]
    words = tokens.read(text).words()
    agrees = bool(YES.intersection(words[:1]))
    if len(previews) < 2 or len(words) > LONGEST or "?" in words or not (agrees or is_asked):
        return None
    if proposals.is_question(waiting[0]) and waiting[0].command != QUESTION:
        return None  # “yes, 1044” may be the word that was asked for
    said = {stem(one) for one in words[agrees:] if one[0].isalnum()} - BESIDE
    previews = proposals.without_repeats(previews)
    fitting = [one for one in previews if _is_named(asked, one, said)]
    if is_asked and not fitting and said:
        # “the hold”, of a hold and a shipment
        fitting = [one for one in previews if said <= {*map(stem, one.command.split("_"))}]
    return fitting[0] if len(fitting) == 1 else None


def agreed(asked: Asked, text: str, waits: Waits, word: str) -> list[Proposal]:
    """The changes to which a message agrees of several: “yes, both”, “the 1044 one”.

    Args:
        asked: who says it, and the books.
        text: the message.
        waits: what waits.
        word: yes, no or undo, where the message is that by itself.

    Returns:
        The first that was shown first; empty where it agrees to none so.
    """
    if together := _told_together(text, waits, word):
        return together
    if both := _all_agreed(text, waits):
        return both
    which = named(asked, text, waits.proposals, is_asked=waits.asks_which)
    return [which] if which is not None and not word else []


def _told_together(text: str, waits: Waits, word: str) -> list[Proposal]:
    """What a plain yes is to, where it was just told that it is to each of several."""
    shown, said = [one for one in waits.proposals if one.token in waits.together], tokens.read(text)
    known = [understand.known().get(name) for name in {one.command for one in shown}]
    doing = [frames.speech_of(one).cues for one in known if one is not None]
    if word != "yes" and len(doing) == 1:
        word = settling.settles(said, doing[0])  # “yes, hold them”
    is_of_one = settling_several.points_at_one(said, frozenset().union(*doing))
    return proposals.without_repeats(shown)[::-1] if word == "yes" and not is_of_one else []


def _all_agreed(text: str, waits: Waits) -> list[Proposal]:
    words = tokens.read(text).words()
    is_told = waits.asks_which or bool(waits.together)
    says_yes = is_told or not YES.isdisjoint(words) or "do" in words
    word = settling_several.settles_several(tokens.read(text)) if says_yes else ""
    # after other words it is not clear to what a yes is, nor where something is asked
    is_asked = bool(waits.proposals) and proposals.is_question(waits.proposals[0])
    is_clear = waits.asks_which or not is_asked
    if not word or not is_clear:
        return []
    previews = [one for one in waits.proposals if not proposals.is_question(one)]
    if waits.together:
        previews = [one for one in previews if one.token in waits.together]
    previews = proposals.without_repeats(previews)
    shown = len(waits.together) if waits.together else len(previews)
    is_all = settling_several.is_of_so_many(word, shown)
    # nobody is to agree to what was shown long before, and is not thought of
    is_all &= word == "both" or (is_told and shown <= MOST)
    return previews[::-1] if is_all and (len(previews) > 1 or waits.together) else []


def _is_named(asked: Asked, one: Proposal, said: set[str]) -> bool:
    """Whether words name what a change is about, and say of it only what the change does."""
    thing = {stem(word) for word in tokens.read(_thing(asked, one)).words()}
    return bool(said & thing) and said <= thing | {*map(stem, one.command.split("_"))}


def _told(asked: Asked, one: Proposal) -> str:
    """A change in a few words: what is done, how many of what, and where."""
    place = one.slots.get("location")
    units = _goods(one)[1]
    where = f"in {asked.books.get_one(Location, place).name}" if isinstance(place, int) else ""
    parts = (one.command.replace("_", " "), str(units or ""), _thing(asked, one), where)
    return " ".join(filter(None, parts))


def _thing(asked: Asked, one: Proposal) -> str:
    """What a change is about: the number of a document, or else a product; empty where neither."""
    for name, kind in DOCUMENTS.items():
        if isinstance(one.slots.get(name), int):
            found: Any = asked.books.get_one(kind, one.slots[name])
            return str(found.number)
    sku = _goods(one)[0]
    return asked.books.get_one(Sku, sku).title if isinstance(sku, int) else ""


def _goods(one: Proposal) -> tuple[Any, Any]:
    """The one product that a change is about, and how many of it."""
    sku, units = one.slots.get("sku"), one.slots.get("units")
    if {"from", "to"} <= one.slots.keys() and isinstance(units, list) and len(units) == 1:
        return units[0][0], units[0][1]
    return sku, units if isinstance(units, int) else None
