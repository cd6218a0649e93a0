"""“no he walked out”, “leave the address be”, “please do not raise an order”: a no in any words.

What waits is let go of where a message that is no request, and puts nothing right, says no to it.
Nothing is lost by that but what was only shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understanding.acts import Act, Understood
from assistant.understanding.agreeing import is_shown
from assistant.understanding.calling_off import goes_back
from assistant.understanding.clause import QUESTIONS
from assistant.understanding.features import stem
from assistant.understanding.given import AS_TYPED
from assistant.understanding.parse import Reader
from assistant.understanding.putting_right_openly import PUT_RIGHT, asks, asks_for_another
from assistant.understanding.settling import settles
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.tokens import read
from assistant.understanding.word_lists import listed, phrases

NOS = listed("no nah nope naw na nay nae")
NO_OBJECTION = listed("""
problem problems worries worry rush objection objections doubt doubts hurry trouble bother idea clue
harm surprise wonder question questions
""")
"""Behind a “no” that agrees as well."""
BEFORE = listed("""
oh ah ooh ach och well sorry please pls kindly actually hmm hm right ok okay so look listen argh ugh
eh er um just hold your horses you know what d'you do
""")
DENYING = listed("don't dont not dinnae never needn't neednt won't wont nothing shouldn't shouldnt")
GENERIC = listed("""
do touch add bother alter change raise go put write sent shipped moved cancelled changed altered
added done needed wanted required necessary refunded booked entered released held noted proceed
""")
"""What is not to be done, whatever it is."""
WAITING = frozenset({"wait", "hang"})
WILL = frozenset({"'ll", "will", "won't"})
NONE = frozenset[str]()
FIGURES = frozenset({*DOCUMENTS, "units", "money"})
WANTING = listed("want wants wanted need needs needed require required")
STAYING = listed("leave keep stay stays stay leaves")
AS_IT_IS = re.compile(
    r"\b(?:as (?:it|they|is|was|he|she)\b|alone\b|be\b[.! ]*$|unchanged|untouched|where (?:it|they)"
    r"|off\b|out\b|open\b|on hold|held\b|how (?:it|they)|the way|well alone|for now|in\b|at\b|the"
    r" (?:order|note|price|stock|count|address|return|refund|tracking|date|twine|pots?|old)\b)"
)
AS_IT_WAS = re.compile(r"\b(?:as (?:it|they|is|was)|alone|unchanged|untouched|off|out)\b|\bbe$")
THOUGHT_BETTER = phrases("""
thought better of it | wrong end of the stick | my mistake entirely | i was mistaken | let's not |
lets not | let us not | cancel that thought | ignore me | forget i asked | forget i said | never
mind | forget it | forget that | forget the | scrap that | not wanted | no longer | leave it off |
leave that off | leave that out | leave it out | there's no need | no need | not required
""")


def gives_up_openly(reader: Reader, waits: Act, understood: Understood) -> bool:
    """Whether a message, which neither asks for anything nor puts anything right, says no.

    Args:
        reader: with the verbs of the commands.
        waits: the change that is shown, or is asked about.
        understood: the message.
    """
    words = [token.word for token in understood.text.tokens if token.is_word]
    if not words or asks(understood.text.words()):
        return False
    bare = list(words)
    while bare and bare[0] in BEFORE:
        del bare[0]
    if not bare or bare[0] in QUESTIONS or not WAITING.isdisjoint(bare[:3]):
        return False  # “no wait”
    speech = reader.speeches[waits.command]
    doing = speech.cue_stems | {stem(word) for word in GENERIC}
    begins = bare[0] in NOS and bare[1:2] != [] and bare[1] not in NO_OBJECTION
    # “no, she'll do it online” is no other channel
    is_told = not WILL.isdisjoint(words)
    has_it_otherwise = any(_has_it_otherwise(reader, waits, tag) for tag in understood.tags)
    begins = begins and (is_told or not has_it_otherwise)
    begins = begins and not asks_for_another(reader, waits, understood, NONE)
    ends = bare[-1] in NOS and settles(read(" ".join(bare[:-1]))) != "yes"
    return (
        begins
        or (ends and not goes_back(waits.command))
        or _denies(bare, doing, third=not goes_back(waits.command))
        or (bare[0] in STAYING and _stays(waits, " ".join(bare[1:])))
        or any(f" {said} " in f" {' '.join(bare)} " for said in THOUGHT_BETTER)
    )


def _stays(waits: Act, said: str) -> bool:
    """“leave the address be”; “leave in the porch” may be what a note is to say."""
    as_it_is = AS_IT_WAS if AS_TYPED & {*waits.slots, waits.asks} else AS_IT_IS
    return as_it_is.search(said) is not None


def _has_it_otherwise(reader: Reader, waits: Act, tag: Tag) -> bool:
    """“no, 3 and 5”: how it is to be is not clear, but it is to be."""
    takes = reader.speeches[waits.command].takes
    is_of = tag.kind in takes or tag.kind in FIGURES
    return is_of and tag.kind in PUT_RIGHT - {"reason"} and not is_shown(reader, waits, tag)


def _denies(words: Sequence[str], doing: frozenset[str], *, third: bool) -> bool:
    """“do not raise an order”, “it will not be needed”, “I don't want that sent”."""
    for at, word in enumerate(words):
        if word not in DENYING:
            continue
        behind = words[at + 1 : at + 6]
        is_order = at == 0 or words[:at] in (["do"], ["please", "do"]) or words[at - 1] == "do"
        is_told = {"to", "be"} & {*behind[:2]} or word in {"nothing", "needn't", "neednt"}
        wants = not WANTING.isdisjoint(behind[:2])
        mine = words[at - 1 : at] in (["i"], ["do"], ["we"]) and words[:1] in (["i"], ["we"])
        if wants and (mine or third):
            return True
        if (is_order or is_told or word in {"won't", "wont"}) and any(
            stem(one) in doing for one in behind
        ):
            return True
    return False
