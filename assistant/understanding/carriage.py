"""Who carries parcels, where the shop sends with none of that name: “38404 out, hermes”.

A parcel is never shown as sent without the carrier that was named for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.understanding.calling import FRIENDS
from assistant.understanding.clause import Clause
from assistant.understanding.english import is_ordinary
from assistant.understanding.features import stem
from assistant.understanding.gate_words import BREAKS
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import DOCUMENTS
from assistant.understanding.word_lists import listed

CARRYING = frozenset({"ship_order", "add_tracking"})
CALLED = frozenset(FRIENDS.split("|")) | listed("luv asap thx plz pls ty tysm cheers")
"""What ends a message, and is no carrier."""


def strange(speech: Speech, clause: Clause) -> Iterator[str]:
    """A word of its own behind a mark that is no everyday one: a carrier's name, and no reason."""
    if speech.command not in CARRYING:
        return
    past = max((tag.past for tag in clause.named(*DOCUMENTS)), default=clause.past)
    behind = clause.free[past - clause.first :]
    begins = next((at for at, word in enumerate(behind) if word in BREAKS), len(behind))
    part: list[str] = []
    for word in [*behind[begins:], "."]:
        if word not in BREAKS:
            part.append(word)
            continue
        if len(part) == 1 and _is_name(speech, part[0]):
            yield f"no place for carrier: {part[0]}"
        part = []


def _is_name(speech: Speech, word: str) -> bool:
    is_ours = word in CALLED or word in speech.vocabulary or stem(word) in speech.stems
    return word.isalpha() and len(word) > 1 and not is_ours and not is_ordinary(word)
