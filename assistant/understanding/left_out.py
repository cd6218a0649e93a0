"""Words that turn what a question asks for into something else: “excluding Etsy”, “outside Leeds”.

An answer that goes by such a word gives the very figure that was to be left out. What can be asked
for in such words is a phrase of its own; what no phrase accounts for is not answered at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from assistant.understanding.acts import Act
from assistant.understanding.clause import Clause
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.word_lists import listed, phrases

NAMED = ("product", "place", "channel", "customer", "supplier", "date")
"""Kinds of things that narrow what is asked for."""
ALWAYS = phrases("""
except | excepting | excluding | excl | exclude | apart from | aside from | other than
| not counting | not including | leaving out | everything but | anything but | all but
""")
"""What leaves out whatever stands behind it, also what the shop does not have."""
DENIALS = listed("not no never")
EXCLUDING = (*ALWAYS, *DENIALS, *phrases("""
besides | bar | minus | without | outside | everywhere but | anywhere but | but not | ignoring
| away from | elsewhere than | rather than
"""))  # fmt: skip
"""What leaves out the thing that stands behind it."""
LEADING = listed("the our any a an those these my in on at from of for by via with to")
"""Words between that and the thing."""
DENYING = DENIALS | listed("""
isn't aren't wasn't weren't don't doesn't didn't haven't hasn't
isnt arent wasnt werent dont doesnt didnt havent hasnt
""")
STATES = listed("""
late overdue behind delayed low out running short sold sell selling sells held hold cancelled
canceled returned refunded
""")
"""What a list is of, and not of when it is denied."""
DONE = listed("shipped dispatched despatched sent gone left delivered packed picked paid posted")
OPEN = frozenset({"unfulfilled", "unpaid"})
"""Lists that are of what was not done."""
BETWEEN = listed("been being yet any very we have on the did do")
CLOCK = listed("hour hours hr hrs minute minutes min mins")
"""The days of a figure are whole."""
WORKED_OUT = listed("median percentage percent growth margin profit per")
"""Figures that are no sum."""
COMPARED = listed("compared versus vs than against compare comparison")
LEAVING = listed("ship ships shipped shipping dispatch dispatched despatched posted posting")
"""Sales are of the day on which they were made, and not of when they left."""
SALES = "sales_report"
FIGURES = frozenset({"sales_report", "returns_report"})
STOCK = "stock_level"
"""“Have we got no mugs?” is answered by how many there are."""
LEFT_OUT = "left out: "
"""With what such a reason begins."""


def left_out(speech: Speech, act: Act, clause: Clause) -> Iterator[str]:
    """Every such word of a question, each as a reason not to answer it.

    Args:
        speech: of the command that would answer.
        act: what it would be told.
        clause: what was said; of what has a number of its own it is asked as it is.
    """
    if clause.named(*DOCUMENTS):
        return
    is_stock = speech.command == STOCK
    named = {at for tag in clause.named(*NAMED) for at in range(tag.first, tag.past)}
    words = [clause.text.tokens[at].word for at in range(clause.first, clause.past)
             if at not in named]  # fmt: skip
    states = STATES if act.slots.get("stage") in OPEN else STATES | DONE
    found = [] if is_stock else [*_denied(words, states)]
    if act.stage != "phrase":
        for tag in clause.named(*NAMED):
            asks_whether = is_stock and tag.kind == "product"
            said_before = _excluded(clause, tag)
            if said_before and not (asks_whether and said_before in DENIALS):
                found.append(said_before)
        said = f" {' '.join(words)} "
        found += [one for one in ALWAYS if f" {one} " in said and one not in found]
        wrong = CLOCK if "date" in speech.takes else frozenset()
        wrong |= WORKED_OUT | COMPARED if speech.command in FIGURES else frozenset()
        wrong |= LEAVING if speech.command == SALES else frozenset()
        found += [word for word in words if word in wrong]
    yield from (f"{LEFT_OUT}{one}" for one in found)


def said_of(acts: Iterable[Act]) -> str:
    """The word for which a question is not answered; nothing: it is none of those."""
    reasons = (one for act in acts for one in act.against)
    return next((one.removeprefix(LEFT_OUT) for one in reasons if one.startswith(LEFT_OUT)), "")


def _excluded(clause: Clause, tag: Tag) -> str:
    """“excluding” of “excluding the Etsy”; nothing: it is not left out."""
    words = [token.word for token in clause.text.tokens[clause.first : tag.first]]
    while words:
        said = f" {' '.join(words)}"
        found = [one for one in EXCLUDING if said.endswith(f" {one}")]
        if found or words.pop() not in LEADING:
            return max(found, key=len, default="")
    return ""


def _denied(words: Sequence[str], states: Collection[str]) -> Iterator[str]:
    """“not late”, “did not sell”."""
    for at, word in enumerate(words):
        if word not in DENYING:
            continue
        following = next((one for one in words[at + 1 :] if one not in BETWEEN), "")
        if following in states:
            yield f"{word} {following}"
