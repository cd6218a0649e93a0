"""What is told beside a request, and means that it is not wanted, or not of what is named.

“Cancel 1043, she wants to keep the lamp” cancels no lamp; “changed my mind about cancelling 1043”
cancels nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.understanding.clause import Clause
from assistant.understanding.features import stem
from assistant.understanding.gate_words import NEGATIONS
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import DOCUMENTS
from assistant.understanding.word_lists import phrases

GIVEN_UP = frozenset({"cancel_order", "start_return"})
"""Commands that let go of goods, or get them back."""
GOODS, UNITS = "<goods>", "<units>"
WHICH = rf"(?: (?:the|a|an|her|his|their|our|that|this|just|only|all|of|for|{UNITS}))*"
KEPT = re.compile(
    rf"\b(?:keep|keeps|keeping|kept|leave|leaving|loves?|likes?|still (?:wants?|needs?|likes?)"
    rf"|(?:only|just) (?:wants?|needs?|likes?)|after){WHICH} {GOODS}"
    rf"|\b(?:though|although|yet) (?:[\w']+ ){{0,6}}{GOODS}"
    rf"|{GOODS} (?:she|he|they) (?:'ll|will|wants?|would|still)\b"
    rf"|{GOODS} (?:can |should |to |must |will )?(?:stays?|is fine|are fine|is ok|is wanted)\b"
)
"""What is wanted of goods that would be let go of."""
EXCEPTED = re.compile(
    rf"\b(?:except|except for|excepting|apart from|aside from|bar|minus|excluding|excl|but not|but"
    rf"|besides|save for|other than|exception of|without|not){WHICH} {GOODS}"
    rf"|\b(?:except|except for|apart from|bar|minus|excluding|other than){WHICH} {UNITS}$"
    rf"|\bbut (?!(?:only|just)\b)(?:[\w']+ ){{0,6}}{GOODS}"
    rf"|\bkeep(?:s|ing)? {UNITS}(?: of (?:them|these|those))?$"
)
"""What a change is not to be of: “all of 1043 bar the lamp”."""
MORE = phrases("""
and the other | and the others | and another | and everything | and every | and the rest | and all
the | and all her | and all his | and all their | and any other | and her other | and his other |
and their other | and both | plus the other | plus the rest | plus everything | as well as the
""")
"""With which more is meant than is named."""
ALONE = re.compile(rf"\b(?:only|just) (?:the |a )?{GOODS}")
"""A hold is of a whole order."""
OF_MANY = frozenset({"exchange", "change_order", "set_price", "adjust_stock"})
"""Where goods behind a “not” are what was wrong."""
AWAITED = re.compile(rf"\bwait(?:s|ing)? for{WHICH} {GOODS}|{GOODS} (?:to|will|can) follow\b")
HELD_BACK = re.compile(
    r"\bwants? (?:it|them|that|this) (?:held|cancelled|canceled|stopped|paused|kept|on hold)\b"
)
WANTED = re.compile(
    r"(?<!n't )(?<!not )(?<!never )\bwants? (?:it|them)"
    r"(?: (?:after all|now|again|back))?(?= [,.;-]|$)"
)
CHANGED = re.compile(r"\bmind(?:s)?(?: about| on| to)? (?P<what>\w+ing)\b")
"""“changed my mind about cancelling”, “never mind cancelling”."""
AT_LAST = re.compile(
    r"\b(?:then|but) (?:\w+ )?(?:(?:has|have|had|'s|'ve|then) )*changed \w+ minds?\b"
)
TAGS = frozenset({"it", "they", "she", "he", "there", "we", "i"})
"""Behind a “shouldn't” at the end: it is asked whether it is so."""
DENYING = re.compile(
    r"(?:n't|\bnot|\bnever|\bnobody|\bno one) (?:wants?|needs?|likes?) (?:\S+ )?"
    r"(?P<what>\w+ed|held)\b"
)
"""“doesn't want 1043 cancelled”."""
ARRIVING = frozenset({"receive_delivery", "receive_return"})
BUT_ONLY = re.compile(r" but (?:only|just) ")
"""“PO-210 came but only 30 of the lamps”: how many came of what is named."""
LEAST = 4
"""Letters of a verb that another form of it begins with."""
PRICED = frozenset({"price", "prices", "priced"})


def contraries(speech: Speech, clause: Clause) -> Iterator[str]:
    """Every such reason against a change that a clause asks for."""
    words = clause.free
    said = " ".join(_masked(clause))
    yield from _of_part(speech, clause, said)
    if speech.command == "cancel_order" and WANTED.search(said):
        yield "contrary: wanted"
    if speech.command == "ship_order" and (AWAITED.search(said) or HELD_BACK.search(said)):
        yield "contrary: waits"
    if speech.command == "adjust_stock" and not PRICED.isdisjoint(words):
        yield "contrary: a price"
    if any(_is_of(speech, one["what"]) for one in CHANGED.finditer(said)):
        yield "contrary: changed mind"
    if any(_is_of(speech, one["what"]) for one in DENYING.finditer(said)):
        yield "contrary: not wanted"
    if AT_LAST.search(said):
        yield "contrary: then changed mind"
    if _asks_at_last(words):
        yield "question: is it not"


def _of_part(speech: Speech, clause: Clause, said: str) -> Iterator[str]:
    """What leaves something out of what is named, or means more than that."""
    if speech.command in GIVEN_UP and KEPT.search(said):
        yield "contrary: kept"
    if not clause.named(*DOCUMENTS):
        return
    if speech.command in ARRIVING and BUT_ONLY.search(said):
        if len(clause.named("units")) != 1:
            yield "contrary: a part"
        said = BUT_ONLY.sub(" ", said)
    if speech.command not in OF_MANY and EXCEPTED.search(said):
        yield "contrary: all but"
    if speech.command == "hold_order" and ALONE.search(said):
        yield "contrary: a part"
    if means_more(clause):
        yield "contrary: more than is named"


def means_more(clause: Clause) -> bool:
    """“1043 and the other one”."""
    joined = f" {' '.join(clause.free)} "
    return any(f" {one} " in joined for one in MORE)


def _is_of(speech: Speech, word: str) -> bool:
    """Whether “cancelling” or “held” is a form of a verb of the command."""
    verb = "hold" if word == "held" else word
    is_longer = any(verb.startswith(cue) for cue in speech.cues if len(cue) >= LEAST)
    return is_longer or stem(verb) in speech.cue_stems


def _asks_at_last(words: Sequence[str]) -> bool:
    """“should read 17, shouldn't it”."""
    said = [word for word in words if word.isalpha() or "'" in word]
    return len(said) > 2 and said[-1] in TAGS and said[-2] in NEGATIONS and "n" in said[-2]


def _masked(clause: Clause) -> list[str]:
    """The words, with marks in place of goods and numbers."""
    starts = {tag.first: tag for tag in clause.tags if tag.kind in {"product", "units"}}
    words: list[str] = []
    at = clause.first
    while at < clause.past:
        tag = starts.get(at)
        if tag is None:
            words.append(clause.text.tokens[at].word)
        else:
            words.append(GOODS if tag.kind == "product" else UNITS)
        at = tag.past if tag else at + 1
    return words
