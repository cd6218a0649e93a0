"""“no he walked out”, “leave the address be”, “please do not raise an order”: a no in any words.

What was just shown is let go of where a message that is no request, and puts nothing right, says
no to it. Nothing is lost by that but what was only shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.understanding.acts import Act, Understood
from assistant.understanding.agreeing import is_shown
from assistant.understanding.beginning import opening
from assistant.understanding.calling_off import goes_back
from assistant.understanding.clause import QUESTIONS
from assistant.understanding.features import stem
from assistant.understanding.gate_words import TOLD
from assistant.understanding.given import AS_TYPED
from assistant.understanding.letting_go import HESITATIONS, narrows_to_goods
from assistant.understanding.naming_otherwise import PUT_RIGHT
from assistant.understanding.parse import Reader
from assistant.understanding.putting_right_openly import asks, asks_for_another
from assistant.understanding.settling import settles
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.talk_words import PARTING
from assistant.understanding.tokens import read
from assistant.understanding.word_lists import listed, phrases

NOS = listed("no nah nope naw na nay")
HESITATING = tuple(one for one in HESITATIONS if one not in NOS)
"""What may stand before a no."""
NO_OBJECTION = listed("""
problem problems worries worry rush objection objections doubt doubts hurry trouble bother idea clue
harm surprise wonder question questions
""")
"""Behind a “no” that agrees as well."""
DENYING = listed("""
don't dont not never needn't neednt won't wont nothing shouldn't shouldnt doesn't doesnt
""")
GENERIC = listed("do touch bother alter change go put proceed done changed altered start")
"""What is not to be done, whatever it is."""
WANTING = listed("want wants wanted need needs needed require required")
NEAR = 5
"""So many words behind a “not” stands what is not to be done."""
STAYING = listed("leave leaves keep keeps stay stays")
AS_IT_WAS = r"as (?:it|they|is|was|he|she)\b|alone\b|unchanged\b|untouched\b|(?:be|off|out)$"
AS_IT_IS = re.compile(
    rf"\b(?:{AS_IT_WAS}|where (?:it|they)|how (?:it|they))\b"
    r"|^(?:the|that|this) (?:order|note|price|stock|count|address|return|refund|tracking)$"
)
"""“leave the address as it was”, “keep the order”."""
AS_TYPED_IS = re.compile(rf"\b(?:{AS_IT_WAS})")
"""Of what is typed: “leave in the porch” may be what a note is to say."""
THOUGHT_BETTER = phrases("""
i've thought better of it | i thought better of it | wrong end of the stick | i was mistaken | let
's not | lets not | let us not | cancel that thought | ignore me | forget i asked | forget i said |
never mind | forget it | forget that | forget about it | scrap that | leave it off | leave that off
| leave it out | leave that out | no need | there 's no need | please refrain
""")
"""With what a part of a message begins that lets go."""
LET_GO = phrases("""
forget that | forget it | scrap that | never mind | leave it | ignore that | dont bother
| don't bother | do not bother | leave that
""")
"""With what a message ends that lets go."""
PLACING = listed("at with in on to as for from by under behind")
"""“no leave it with the neighbour” says where."""
KEEPING = listed("not never can't cant should must cannot didn't won't tell let")
"""With one of these it is the contrary, or told: “we can't ignore that”."""
NOT_YET = re.compile(
    r"(?:(?:oh|no|nah|nope|wait|hang on|actually|sorry|hm+|well)\b[,.! ]*)*"
    r"(?:not|don'?t|do not)(?: do (?:it|that))?(?: just)? (?:yet|till|until)\b",
    re.IGNORECASE,
)
"""“nah wait, not till Ewan's paid the rest”."""
OF_SOMETHING_ELSE = frozenset({"to", "for"})
"""“no need to rush”, “never mind the phone” are not of what is shown."""
WISHING = frozenset({"wants", "needs", "prefers"})
SPEAKING = listed(
    "he she they it that this there we i not don't thanks thank please sorry just leave"
)
"""With what goes on why nothing is to be done."""
WAITING = frozenset({"wait", "hang"})
WILL = frozenset({"'ll", "will", "won't"})
FIGURES = frozenset({*DOCUMENTS, "units", "money"})


def gives_up_openly(reader: Reader, waits: Act, understood: Understood) -> bool:
    """Whether a message, which neither asks for anything nor puts anything right, says no.

    Args:
        reader: with the verbs of the commands.
        waits: the change that is shown, or is asked about.
        understood: the message.
    """
    text = understood.text
    if asks(text.words()) or narrows_to_goods(understood):
        return False
    words = _bare([token.word for token in text.tokens if token.is_word])
    is_asked = bool(words) and words[0] in QUESTIONS and words[1:2] != ["not"]
    is_not_yet = NOT_YET.match(text.clean) is not None and reader.judge.acting.isdisjoint(
        text.words()
    )
    if not words or is_asked or (not WAITING.isdisjoint(words[:3]) and not is_not_yet):
        return False  # “no wait”
    if any(tag.kind in FIGURES and _is_otherwise(reader, waits, tag) for tag in understood.tags):
        return False  # “keep it at 10”: how it is to be
    speech = reader.speeches[waits.command]
    doing_it = [two for one, two in pairwise(words) if one == "just"]
    if any(stem(word) in speech.cue_stems for word in doing_it):
        return False  # “don't refund it just cancel it”
    if any(part[:1] and stem(part[0]) in speech.cue_stems for part in _parts(text.words())[1:]):
        return False  # “no, don't worry, hold it”
    doing = speech.cue_stems | {stem(word) for word in GENERIC}
    return (
        _begins_with_no(reader, waits, understood, words)
        or _is_refused_first(reader, waits, understood, words)
        or _ends_with_no(waits, words)
        or _denies(words, doing, is_wanted=not goes_back(waits.command))
        or (words[0] in STAYING and _stays(waits, words[1:]))
        or any(_thinks_better(part, doing) for part in _parts(text.words()))
        or _ends_in_letting_go(reader, understood) or is_not_yet
    )  # fmt: skip


def _bare(words: Sequence[str]) -> list[str]:
    """The words without what stands before a no: “oh well, sorry, …”."""
    left = list(words)
    while length := opening(left, HESITATING):
        left = left[length:]
    return left


def _parts(words: Sequence[str]) -> list[list[str]]:
    """What stands between marks, without what stands before a no."""
    parts: list[list[str]] = [[]]
    for word in words:
        if word in PARTING:
            parts.append([])
        else:
            parts[-1].append(word)
    return [_bare(part) for part in parts]


def _begins_with_no(
    reader: Reader, waits: Act, understood: Understood, words: Sequence[str]
) -> bool:
    """“no he walked out”; “no, she'll do it online” names no other channel."""
    if words[0] not in NOS or len(words) == 1 or words[1] in NO_OBJECTION:
        return False
    if settles(read(" ".join(words[1:]))) == "yes" or not WISHING.isdisjoint(words):
        return False  # “no, that's fine”, “no, she wants lamps”
    is_where = words[1] in {"leave", "put"} and not PLACING.isdisjoint(words[3:4])
    if AS_TYPED & {*waits.slots, waits.asks} and (words[1] not in SPEAKING or is_where):
        return False  # “no, Quay Road”, “no, leave it with Ann”: it may be to say that
    is_told = not WILL.isdisjoint(words)
    is_otherwise = any(_is_otherwise(reader, waits, tag) for tag in understood.tags)
    none = frozenset[str]()
    return (is_told or not is_otherwise) and not asks_for_another(reader, waits, understood, none)


def _is_refused_first(
    reader: Reader, waits: Act, understood: Understood, words: Sequence[str]
) -> bool:
    """“no leave it boss wants to look”: a no said twice over, and then why."""
    length = opening(words[1:], LET_GO) if words[0] in NOS else 0
    behind = words[1 + length : 2 + length]
    is_where = bool(behind) and behind[0] in PLACING
    is_otherwise = any(_is_otherwise(reader, waits, tag) for tag in understood.tags)
    is_other = asks_for_another(reader, waits, understood, frozenset())
    return length > 0 and not is_where and not is_otherwise and not is_other


def _ends_with_no(waits: Act, words: Sequence[str]) -> bool:
    """“she doesn't want the basil any more, so no”."""
    is_no = len(words) > 1 and words[-1] in NOS and settles(read(" ".join(words[:-1]))) != "yes"
    return is_no and not goes_back(waits.command)


def _ends_in_letting_go(reader: Reader, understood: Understood) -> bool:
    """“oh Lottie wants it after all, forget that”, “loads there. don't bother”."""
    *others, last = _parts(understood.text.words())
    named = {tag.kind for tag in understood.tags} - {"customer", "reason"}
    ends = next((one for one in LET_GO if last[-len(one.split()) :] == one.split()), "")
    before = last[: -len(ends.split())] if ends else []
    said = {word for part in (*others, before if ends else last) for word in part}
    asks_nothing = reader.judge.acting.isdisjoint(said)
    # “we can't ignore that”, “she asked me not to forget that”
    is_let_go = ends != "" and (KEEPING | TOLD).isdisjoint(understood.text.words())
    is_let_go = is_let_go and not {"to", "better"} & {*before}
    return asks_nothing and not named and is_let_go


def _thinks_better(words: Sequence[str], doing: frozenset[str]) -> bool:
    """“cancel that thought, he's happy with it”, “no need to ship it”."""
    length = opening(words, THOUGHT_BETTER)
    behind = words[length:]
    is_of_else = behind[:1] and behind[0] in OF_SOMETHING_ELSE | {"the", "my", "her", "his"}
    is_of_it = any(stem(word) in doing for word in behind[1:3]) or behind[1:2] == ["it"]
    return length > 0 and (not is_of_else or is_of_it)


def _stays(waits: Act, behind: Sequence[str]) -> bool:
    """“leave the address be”."""
    as_it_is = AS_TYPED_IS if AS_TYPED & {*waits.slots, waits.asks} else AS_IT_IS
    return as_it_is.search(" ".join(behind)) is not None


def _is_otherwise(reader: Reader, waits: Act, tag: Tag) -> bool:
    """“no, 3 and 5”: how it is to be is not clear, but it is to be."""
    if not tag.sure and tag.kind == "units":
        return False  # “I'll bundle it with the next one”
    takes = reader.speeches[waits.command].takes
    is_of = tag.kind in takes or tag.kind in FIGURES
    # “no, stolen” is another reason; “no, it's late” only says why not
    is_put_right = tag.kind in PUT_RIGHT and (tag.kind != "reason" or "reason" in waits.slots)
    return is_of and is_put_right and not is_shown(reader, waits, tag)


def _denies(words: Sequence[str], doing: frozenset[str], *, is_wanted: bool) -> bool:
    """“do not raise an order”, “it will not be needed”, “she doesn't want that sent”.

    Args:
        words: of the message.
        doing: stems of what is shown.
        is_wanted: what is shown is done because somebody wants it, not because they do not.
    """
    for at, word in enumerate(words):
        if word not in DENYING:
            continue
        behind = words[at + 1 : at + 1 + NEAR]
        wants = not WANTING.isdisjoint(behind[:2]) or not WANTING.isdisjoint(words[at - 1 : at])
        if wants and (is_wanted or words[0] in {"i", "we"}):
            return True
        is_order = at == 0 or words[at - 1] == "do"
        is_to_be = {"to", "be"} & {*behind[:2]} or word in {"nothing", "needn't", "won't", "wont"}
        if (is_order or is_to_be) and any(stem(one) in doing for one in behind):
            return True
    return False
