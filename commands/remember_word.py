"""Teach a word of the shop: what its people say, and what it means.

Said: remember that "big blues" means MUG-BLU · M-3 means the blue mug
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots_words import HEARD, MEANING, MISS
from oms import misses, words
from oms.actors import MANAGE
from oms.errors import AlreadySo
from oms.misses import MissTold

EXAMPLE = 'remember that "big blues" means MUG-BLU'


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    changed = words.teach(asked.books, stored["said"], stored["means"], by=asked.who, key=key)
    misses.settle(asked.books, changed.said)
    facts = {"said": changed.said, "means": changed.after, "who": asked.who.name}
    return Done(facts, {"edit": changed.edit_id} if changed.edit_id is not None else None)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    back = words.untaught(asked.books, stored["edit"], by=asked.who, key=key)
    return {"said": back.said, "means": back.after}


@command(
    phrases=[
        "remember [that] [the] [word|words] {heard} (means|mean|stands for|is short for) {meaning}",
        "when (we|I|people|staff) say {heard} (we|I|they) mean {meaning}",
        "{miss} (means|is) {meaning}",
        "(teach|learn|remember) {miss}",
        "(remember|learn|teach you) a [new] word",
    ],
    slots=[HEARD, MEANING, MISS],
    may=MANAGE,
    write=Write(_do, _undo),
)
def remember_word(
    asked: Asked,
    heard: str | None = None,
    meaning: str | None = None,
    miss: MissTold | None = None,
) -> Preview:
    """Remember what a word of the shop means: a product, a location, a channel or a sentence."""
    said = words.folded(miss.unknown if miss is not None else heard or "")
    if not said:
        raise MissingWord("word, and what does it mean", EXAMPLE, slot="heard")
    if meaning is None:
        raise MissingWord(f"product, location, channel or sentence is “{said}”",
                          "MUG-BLU", slot="meaning")  # fmt: skip
    before = words.value(asked.books, said)
    found = words.check(asked.books, said, meaning)
    if found.shown == before:
        raise AlreadySo(f"“{said}” means {before}")
    facts = {"said": said, "means": found.shown, "kind": found.kind,
             "title": words.title_of(asked.books, found), "before": before}  # fmt: skip
    return Preview(facts, {"said": said, "means": found.shown})
