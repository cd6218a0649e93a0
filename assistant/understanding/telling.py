"""What only tells: that something need not be, should have been, or was done by somebody.

“Mags already refunded 5302 yesterday, so that's done” asks nothing; “…, right?” does.
"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.understanding.clause import QUESTIONS, Clause
from assistant.understanding.english import is_ordinary
from assistant.understanding.gate_words import NEGATIONS
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.tokens import Text
from assistant.understanding.word_lists import listed

NO_NEED = re.compile(
    r"^(?:(?:oh|ok|and|so|there(?: is|'s)?|theres|honestly|thanks) (?:, )?)*no need (?:for|to|of)\b"
)
NOTHING_TO_DO = re.compile(
    r"\b(?:nothing (?:else )?(?:for (?:you|us) )?to (?:do|sort|action)"
    r"|no action (?:needed|required|necessary)|nothing (?:needs|needed)(?: doing| to be done)?"
    r"|you (?:don't|do not|needn't) (?:need to|have to) do anything)(?: now| here| about it| yet)*"
    r"(?=[ .!]*$)"
)
"""How somebody ends who only lets it be known."""
LAMENT = re.compile(
    r"^(?:(?:oh|well|and|honestly|it|it'd|that) (?:, )?)*"
    r"(?:(?:would|'d|might|could) (?:of|have|'ve)|woulda|would've) been (?:\w+ )?"
    r"(?:nice|good|great|handy|helpful|useful|better|kind|lovely|easier|polite) (?:if|to|of)\b"
    r"|^(?:oh )?if only \w+"
)
WERE_IT_SO = re.compile(
    r"^(?:(?:oh|well|and|honestly|in truth|to be (?:honest|fair)) (?:, )?)*"
    r"(?:had (?:i|we|he|she|they|it|you|anyone|anybody|somebody|someone|\w+)"
    r" (?:not |only )?(?:\w+ed|gone|sent|held|been|known|let|put|taken|made|given|got|done|lost"
    r"|sold|kept|left|had)"
    r"|were (?:i|we|he|she|they|it|you|anyone|\w+) to)\b"
    r".*\b(?:should|would|might|could|'d|wouldn't|shouldn't|mightn't|couldn't)\b"
    r"|^\w+ing\b.*\b(?:would|might|could)(?:n't)? (?:have|of|'ve) (?:been|saved|cost|made|lost)\b"
)
"""“Had I cancelled it, we should have lost her”: what did not happen, and what would have."""
RIDDLE = re.compile(
    r"^(?:(?:here|one|joke|ok|right|so|hey) (?:[,:] )?)*"
    r"(?:why (?:did|do|does|is|are|was|were|has|have|can't|couldn't|don't|didn't|won't|wouldn't)"
    r" [^?]*\? (?:(?:because|cos|cause|'cause|so|well|to|as|,) )*"
    r"(?:(?:it|they|he|she) (?:was|were|had|wanted|couldn't|didn't|felt|got|is|are|has|have|'s|'re)"
    r"|to get to)\b.*\b(?:too|2|two|to)\b [^\W\d]"
    r"|why (?:did|do|does|is|are|was|were|can't|couldn't|don't|didn't|won't|wouldn't)"
    r" [^?]*\? (?:(?:because|cos|cause|'cause) (?:it|they|he|she|of)|to get to)\b(?!.*\d)"
    r"|what (?:do|did|would) you (?:call|get)\b[^?]*\? [^\W\d]"
    r"|what did the [^?]* say to [^?]*\?|what 's the difference between [^?]*\? [^\W\d]"
    r"|how many [^?]* (?:does it take|do you need) to (?:change|screw)|knock knock\b)"
)
"""A question that its own answer follows: “why did the bike fall over? it was 2 tyred”."""
DEED = (
    r"(?:refunded|shipped|despatched|dispatched|cancelled|held|released|moved|counted|exchanged"
    r"|packed|credited|reshipped)"
)
DONE = re.compile(
    r"^(?:(?:fyi|just so you know|btw|oh|and|well|ok) (?:, )?)*"
    r"(?:our )?(?P<who>\w+)(?: (?:'ve|'s|has|have|had|just|only|already))*"
    rf" {DEED}\b"
)
"""Who did what, from the beginning."""
SINCE = re.compile(
    r"\b(?:already|yesterday|ages ago|earlier|last (?:night|week|month|time)"
    r"|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|this morning|myself|himself|herself"
    r"|themselves|(?:so )?that ?'?s (?:that|done|sorted))\b"
)
"""That it is done, and when."""
ASKING = listed("""
can could please pls plz check show tell look find right correct yeah yes or whether confirm log
mark record note book put list which
""")
PEOPLE = frozenset({"i", "we", "he", "she", "they", "boss", "somebody", "someone"})
MARKS = frozenset({",", ".", ";", "-", "!", ":", "and", "but", "so"})


def only_tells(text: Text, tags: tuple[Tag, ...]) -> bool:
    """Whether a message wants nothing, and is not asked in any part of it."""
    said = " ".join(text.words())
    if RIDDLE.search(said) or (WERE_IT_SO.search(said) and "?" not in said):
        return True
    told = bool(NO_NEED.search(said) or LAMENT.search(said) or NOTHING_TO_DO.search(said))
    deed = DONE.search(said)
    done = not told and deed and SINCE.search(said) and _is_somebody(deed["who"], text, tags)
    if not (told or done) or _asks(Clause.of(text, 0, len(text.tokens), tags)):
        return False
    words = text.words()
    # “no need …, I've put a note on it”: what is told may be in any words
    return told or (words[0] not in QUESTIONS and ASKING.isdisjoint(words))


def _is_somebody(word: str, text: Text, tags: tuple[Tag, ...]) -> bool:
    """Whether that is who did it: “I”, “Mags”; “stuff refunded yesterday” asks what was."""
    at = text.words().index(word)
    is_thing = any(tag.first <= at < tag.past and tag.kind != "customer" for tag in tags)
    return word in PEOPLE or not (is_thing or is_ordinary(word))


def _asks(whole: Clause) -> bool:
    """Whether any part begins as a question does, or ends in its mark or “didn't she”."""
    words = [token.word for token in whole.text.tokens]
    begins = any(word in QUESTIONS and before in MARKS for before, word in pairwise(words))
    at_end = [word for word in words if word.isalpha() or "'" in word][-2:]
    tagged = bool(NEGATIONS.intersection(at_end[:1])) and len(at_end[-1]) <= len("they")
    return begins or tagged or "?" in words or words[-1:] == ["right"]
