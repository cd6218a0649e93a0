"""Words at the end of a phrase that are to be why, or a note: whether they are, or ask for more.

A phrase of a change may end in words of any kind, “hold 1043 the address is wrong”. What goes on
with something else there, takes back, asks, supposes or puts off is no reason: “hold 1042 and
1043” holds neither of them because of the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from assistant.understanding import settling, tokens
from assistant.understanding.word_lists import listed, phrases

MARKS = listed("because since as for with by ref saying reading says policy")
"""Words before what is a reason or a note, however it begins."""
QUOTING = re.compile(r"[:\"“'‘–—-]\s*$")
TAKEN_BACK = phrases("""
i mean | or rather | scrap that | forget that | just kidding | only kidding | kidding | jk | in your
dreams | only joking | just joking
""")
"""What takes a request back, behind it."""
GOING_ON = listed("""
and also plus & + then or nor but instead rather besides except excluding apart minus without
unlike
""")
"""With what it begins where something else is asked for as well, or instead."""
TAKING_BACK = phrases("""
sorry | oops | whoops | actually | i mean | wait no | wait up | wait a | hang on | hold on | lol |
haha | jk | scrap | forget | ignore | never mind | nevermind | no wait | no sorry | no hang | no
hold | no not | no don't | no dont | no i | no actually | no scrap | no forget | no number | no
that | no it | no the | not that | not this | not it | not the | not number | not order | bar the |
bar a | bar one | only the | just the
""")
QUESTIONS = listed("what when where how why who which whose")
AIDES = listed("is are was were am has have had do does did can could would will should shall may")
ASKED_OF = listed("it that this she he they you we i there the")
"""Behind an aide they ask: “has it gone”, “can you”."""
TELLING = phrases("""
was a mistake | is a mistake | was wrong | was my mistake | was our mistake | was an error | is
what | isn't what | isnt what | is not what | was what | wasn't what | wasnt what | was not what |
was done | is done | was me | was us | if | unless | provided | assuming | supposing | maybe |
perhaps | possibly | probably | once | whenever | said | says | apparently | allegedly
""")
"""With what it begins where the change is told of, or supposed: “hold 1042 was a mistake”."""
DAYS = "mondays? tuesdays? wednesdays? thursdays? fridays? saturdays? sundays?".replace(" ", "|")
PUT_OFF = re.compile(
    rf"later(?: on| today)?|tomorrow|tonight|soon|afterwards|eventually|someday|after lunch"
    rf"|(?:tomorrow )?(?:morning|afternoon|evening|night)|in (?:a|an|\d+) \w+"
    rf"|(?:(?:on|this|next|first thing) )*(?:tomorrow|{DAYS}|week|month|year)"
)
"""A day alone says when to do it; “until friday” says how long."""
DENYING = listed("no not nope nah")
"""With what it ends where it is taken back: “or maybe not”."""
NUMBER = re.compile(r"#?[a-z]{0,3}-?\d[\w-]*")
LONG_NUMBER = re.compile(r"#?[a-z]{0,3}-?\d{3,}[\w-]*")
JOINING = GOING_ON | listed("""
to as well both too the order number no one other ones for now asap quick quickly urgent urgently
ta love mate thanks please pls today
""")
"""Of which alone nothing is said: “hold 1043 for now”."""
DOING = listed("ship send cancel hold refund release return unhold pack pick move exchange")
CHANGING = DOING | listed("add change put write mark log set take remove track")
TO = listed("to on for of from off")
"""Between what is done and what it is done to: “add tracking … to 1043”."""
OF_OTHERS = listed("it that them both all everything")
BEFORE_IT = listed("the order return refund")


def is_told(reason: str, said: str) -> bool:
    """Whether words at the end of a phrase of a change are why, or what is to be noted.

    Args:
        reason: the words.
        said: the message, which they stand in.
    """
    words = [word for word in re.split(r"[\s,.;!?]+", reason.casefold()) if word]
    begins = said.casefold().rfind(" ".join(reason.casefold().split()[:2]))
    before = said[: max(begins, 0)].rstrip()
    if QUOTING.search(before):
        return True
    if all(word in JOINING or NUMBER.fullmatch(word) for word in words):
        return False
    if " ".join(words) in TAKING_BACK or settling.settles(tokens.read(reason)) == "no":
        return False
    is_marked = not MARKS.isdisjoint(before.casefold().split()[-1:])
    return is_marked or not _is_more(words)


def _is_more(words: Sequence[str]) -> bool:
    """Whether it asks for more than the change before it, or takes that back."""
    first, second = [*words, "", ""][:2]
    return (
        first in GOING_ON | QUESTIONS
        or (first in {"no", "not"} and bool(NUMBER.fullmatch(second)))
        or (first in AIDES and second in ASKED_OF)
        or words == ["wait"]
        or words[-1] in DENYING
        or _begins(words, (*TAKING_BACK, *TELLING))
        or bool(PUT_OFF.fullmatch(" ".join(words)))
        or any(f" {one} " in f" {' '.join(words)} " for one in TAKEN_BACK)
        or _asks_for_another(words)
    )


def _begins(words: Sequence[str], said: Collection[str]) -> bool:
    joined = f"{' '.join(words)} "
    return any(joined.startswith(f"{one} ") for one in said)


def _asks_for_another(words: Sequence[str]) -> bool:
    """“ship 1043”, “call first and hold 1042”; at the beginning “ship it”, too."""
    for at, word in enumerate(words):
        rest = list(words[at + 1 :])
        while rest and rest[0] in BEFORE_IT:
            rest = rest[1:]
        if not rest or (at and words[at - 1] not in GOING_ON):
            continue
        if word in CHANGING and any(
            one in TO and LONG_NUMBER.fullmatch(two) for one, two in pairwise(rest)
        ):
            return True
        if word not in DOING:
            continue
        if LONG_NUMBER.fullmatch(rest[0]) or (at == 0 and rest[0] in OF_OTHERS):
            return True
    return False
