"""“1043 needs its address changing”: what is to be done, in the order in which it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.features import stem
from assistant.understanding.word_lists import listed

NEEDING = listed("need needs want wants requires")
BESIDE = listed("i we still also just really do both")
"""Before the need, and no part of what it is the need of."""
TELLING = listed("""
who that which what if when because she he they customer client someone somebody nobody not don't
doesn't didn't no never would might may does did to and
""")
"""What makes it a question, a story or no need at all."""
VERBS = listed("""
add adjust alter amend attach book cancel change correct deduct deliver despatch dispatch drop
edit enter exchange fix hold increase issue log lower mark move open order pack pause pay post
process put raise readdress reduce refund release remove reorder reprice restock return send set
ship stop swap switch take transfer update
""")
# “open return” asks for those that are open
BASES = {**{stem(verb): verb for verb in VERBS}, stem("open"): "start"}
PARTICIPLES = {
    "put": "put", "begun": "start", "sent": "send", "held": "hold", "taken": "take", "set": "set",
    "shut": "close", "kept": "hold", "brought": "move",
} | {
    f"{stem}ed": verb
    for verb in sorted(VERBS | {"start"})
    for stem in (verb, verb.removesuffix("e"), verb + verb[-1])
}  # fmt: skip
"""Participle -> verb."""
POINTING = (["it"], ["them"], ["that"])
MOST_AFTER = 3


def turned(words: Sequence[str]) -> list[str]:
    """Canonical words with what is to be done first: “changing address 1043”.

    Words that tell of no need of ours stay as they are.
    """
    kept = list(words)
    at = next((at for at, word in enumerate(kept) if word in NEEDING), len(kept))
    done = max((i for i in range(at + 1, len(kept)) if base(kept[i])), default=0)
    if not done or len(kept) - done > MOST_AFTER + 1 or not TELLING.isdisjoint(kept):
        return kept
    of_what = [word for word in kept[:at] if word not in BESIDE]
    after = kept[done + 1 :]
    if of_what and after[-1:] in POINTING:
        after.pop()
    return [base(kept[done]), *kept[at + 1 : done], *after, *of_what]


def base(word: str) -> str:
    """The verb of “changing” and “changed”; nothing of other words."""
    said = f"{word}g" if word.endswith("in") else word
    return BASES.get(stem(said), "") if said.endswith(("ing", "ed")) else ""
