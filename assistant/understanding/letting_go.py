"""A no with more beside it: “nah scrap that, I'll carry them over”, “actually don't hold it”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.understanding.acts import Act, Understood
from assistant.understanding.agreeing import is_shown
from assistant.understanding.beginning import opening
from assistant.understanding.features import stem
from assistant.understanding.given import AS_TYPED
from assistant.understanding.parse import Reader
from assistant.understanding.settling import GIVING_UP, settles
from assistant.understanding.speech import Speech
from assistant.understanding.state import State
from assistant.understanding.talk_words import REFUSING
from assistant.understanding.tokens import read
from assistant.understanding.word_lists import listed, phrases

TWICE, FEW = 2, 4
LEFT_SOMEWHERE = re.compile(
    r"(?:(?:no|oh|sorry|actually|wait),? )*(?:leave|put|pop) (?:it|them|that|this)"
    r" (?:with|at|in|on|by|under|behind|round|next)\b",
    re.IGNORECASE,
)
"""“leave it with the neighbour”: where, which a note may say."""
PARTED = re.compile(r"[,.;!–-]+\s+")
HESITATIONS = phrases("""
oh | ah | argh | aargh | ugh | gah | doh | damn | dang | shame | pity | blast | och | ay | well |
sorry | wait | hang on | hold on | hmm | hm | actually | ok | okay | right | no | nah | nope | but
| and | please | pray | so | just | now | then | eh | on second thoughts | on reflection | tell
you what | you know what | do you know what | come to think of it | thinking about it | let's |
lets | let us | we'd better | i'd better | we had better | i had better | better | best | we'll |
i'll | you can | you may | can you | could you
""")
"""What may stand before a no, and is more than one of them often: “oh no, actually just”."""
LEAVING = GIVING_UP | {"stop", "strike", "scrub"}
IT = phrases("""
about it all | about it | about that | about this | about them | it all | the lot | the whole thing
| the whole lot | all that | all of that | all of it | that one | this one | it | that | this |
them | those | about those
""")
ENDING = [
    one.split()
    for one in phrases("""
forget it | forget that | forget about it | leave it | leave that | leave it be | scrap that |
scrap it | never mind | nevermind | cancel that | drop it | skip it | don't bother | ignore that
""")
]
LAST_NO = frozenset(" ".join(one) for one in ENDING) | {"forget i asked", "as you were"}
"""With these as its last part a message lets go of what waits."""
BEHIND = listed("""
i i'm i'll i'd i've im ill he he's he'll hes she she's shes they they're they've theyre we we're
we'll we've it's its it there there's you cos cause coz because since as so not no now then please
thanks ta cheers mate for till until with alone be how there altogether after again today completely
entirely it'll too yet anyway when once either
""")
"""With what goes on why nothing is to be done, or until when."""
INSTEAD = frozenset({"instead", "rather", "make", "use", "but"})
"""With these it is to be otherwise."""
MY_MIND = re.compile(r"(?:i've |i have |ive |we've |we have |i |we )?changed (?:my|our) minds?\b")
NO_NEED = re.compile(
    r"(?:it's |its |that's )?(?:no longer|not|never) (?:needed|necessary|required)\b"
)
STILL_WANTED = re.compile(
    r"(?:she|he|they|the customer|customer|the client|we)(?: does| do|'s|'ve)?(?: still| now)?"
    r" (?:wants?|needs?|likes?|keeps?|keeping|decided to keep)(?: (?:it|them|that|one))?"
    r"(?: (?:after all|now|anyway|too))*"
)
"""“he still wants it”, of what was to be cancelled or sent back; not of a refund."""
KEPT_THEN = re.compile(r"cancel|return")
GOING_BACK = re.compile(r"cancel|return|refund|exchange")
"""Commands that may be wanted since something is no longer needed."""
DENYING = phrases("""
don't | do not | dont | not | never | won't | i won't | we won't | wont | no need to | no point |
no point in | no use | best not | better not | not to | rather not | i'd rather not | i would
rather not | shouldn't | we shouldn't | i shouldn't | don't bother | dont bother | no sense in |
don't you
""")
BESIDE_VERB = listed("""
anything nothing any one it that this them those on off out up down back in to over yet order the
""")


def refuses(understood: Understood) -> bool:
    """“no!! leave it alone, they've changed their mind again”: a no that is said twice over."""
    said = PARTED.split(understood.text.clean)
    begins = not REFUSING.isdisjoint(understood.text.words()[:1])
    if not begins or len(said) < TWICE or settles(read(said[0])) != "no":
        return False
    # “no sorry!! I mixed up the numbers, forget it”
    return any(settles(read(part)) == "no" for part in (said[1], said[-1]))


def lets_go_first(understood: Understood) -> bool:
    """“never mind that, where is 1043”: what waits is let go of, and something else asked."""
    said = PARTED.split(understood.text.clean, maxsplit=1)
    words = [token.word for token in read(said[0]).tokens]
    lets_go = words[:1] == ["nevermind"] or words[:2] == ["never", "mind"]
    lets_go |= not LEAVING.isdisjoint(words[:1])
    return len(said) == TWICE and lets_go and settles(read(said[0])) == "no"


def gives_up(state: State, understood: Understood) -> bool:
    """“nah scrap that, I'll carry them over myself”: a no, and what names nothing beside it."""
    said = PARTED.split(understood.text.clean)
    names = {tag.kind for tag in understood.tags} - {"reason"}
    if _has_another_reason(state, understood) or _is_noted_otherwise(state, understood):
        return False
    # “never mind, tomorrow will do”; “no don't, Friday instead” has it otherwise
    is_by_the_way = names <= {"customer", "date"} and INSTEAD.isdisjoint(understood.text.words())
    if (is_by_the_way and _is_plain_no(said)) or _ends_in_no(said):
        names = set()  # “oh that's Ingrid, she's a regular. scrap that”
    # “scrap that, not worth it” cancels no order where something waits; “no, ship it” ships one
    begins = not GIVING_UP.isdisjoint(understood.text.words()[:1])
    asks = understood.verdict == "clarify" and not (begins and state.pending)
    if names or asks or not (state.pending or state.question):
        return False
    parts = [part for part in (said[0], said[-1]) if part.strip()]
    return len(said) > 1 and any(settles(read(part)) == "no" for part in parts)


def _has_another_reason(state: State, understood: Understood) -> bool:
    """“no, stolen”, of goods that are shown as damaged."""
    told = [tag.value for tag in understood.tags if tag.kind == "reason"]
    shown = state.pending.slots.get("reason") if state.pending else None
    is_bare = len(understood.text.words()) <= FEW and len(understood.tags) == 1
    return bool(told) and shown is not None and told != [shown] and is_bare


def _is_plain_no(said: Sequence[str]) -> bool:
    """Whether a part by itself is a no, and more of one than the “no” that puts right."""
    bare = [part.strip().lower() for part in (said[0], said[-1])]
    return any(one not in REFUSING and settles(read(one)) == "no" for one in bare if one)


def _ends_in_no(said: Sequence[str]) -> bool:
    """“ah no she's already got one, never mind”: whatever was said before, it is let go of."""
    return said[-1].strip(" .!").lower() in LAST_NO


def lets_go(reader: Reader, state: State, understood: Understood) -> bool:
    """“scrap that I'll recount”, “ah forget the links”, “we won't hold it after all”.

    Whether one part of a message says not to do what waits, and none names anything else or asks
    for something.
    """
    waits = state.pending or state.question
    speech = reader.speeches.get(waits.command) if waits else None
    is_other = narrows_to_goods(understood) or _is_noted_otherwise(state, understood)
    if waits is None or speech is None or is_other or "?" in understood.text.words():
        return False
    said = PARTED.split(understood.text.clean)
    if state.question is not None and state.question.asks in AS_TYPED:
        # “leave it with the neighbour” is the note that was asked for
        return len(said) > 1 and _has_no_text(said)
    named = [tag for tag in understood.tags if tag.kind not in {"reason", "date"}]
    only_told = state.pending is not None and {tag.kind for tag in named} <= {"customer"}
    if only_told and len(said) > 1 and _ends_in_no(said):
        return True  # “let me ask Dave first. cancel that”
    if not all(is_shown(reader, waits, tag) for tag in named):
        return False
    parts = [list(_bare(part)) for part in said]
    asking = reader.judge.acting - LEAVING
    if any(words[-1][:1] and words[-1][0] in asking for words in parts):
        return False
    return any(
        _is_no(waits, speech, understood, words) or _ends(said[0], words)
        for said in parts
        for words in said
    )


def narrows_to_goods(understood: Understood) -> bool:
    """“don't cancel it, just the lamp”: less of what waits, and no no to it."""
    words = understood.text.words()
    goods = {tag.first for tag in understood.tags if tag.kind in {"product", "units"}}
    return any(
        word in {"just", "only"} and {at + 1, at + 2} & goods and words[at + 1] != "to"
        for at, word in enumerate(words[:-1])
    )


def _is_noted_otherwise(state: State, understood: Understood) -> bool:
    """“leave it with the neighbour”, of a note: what it is to say."""
    is_typed = state.pending is not None and bool(AS_TYPED & state.pending.slots.keys())
    return is_typed and LEFT_SOMEWHERE.match(understood.text.clean) is not None


def _has_no_text(said: Sequence[str]) -> bool:
    """“she hasn't sent it yet. never mind”, where an address was asked for: there is none."""
    ends = said[-1].strip(" .!").lower() in LAST_NO - {"leave it", "leave that", "leave it be"}
    return ends and not any(letter.isdigit() for part in said for letter in part)


def _bare(part: str) -> Iterator[list[str]]:
    """The words of a part, and those without each word more of what stands before a no."""
    said = [token.word for token in read(part).tokens if token.is_word]
    words = " ".join(said).replace(" '", "'").split()
    yield words
    while length := opening(words, HESITATIONS):
        words = words[length:]
        yield words


def _ends(said: Sequence[str], words: Sequence[str]) -> bool:
    """“actually no he's walked out forget it”: a no at both ends."""
    begins = not REFUSING.isdisjoint(said[: len(said) - len(words)])
    ending = next((one for one in ENDING if words[-len(one) :] == one), None)
    return begins and ending is not None


def _is_no(waits: Act, speech: Speech, understood: Understood, words: Sequence[str]) -> bool:
    said = " ".join(words)
    if MY_MIND.match(said):
        return True
    if STILL_WANTED.fullmatch(said):
        return KEPT_THEN.search(waits.command) is not None
    if NO_NEED.match(said):
        return GOING_BACK.search(waits.command) is None
    return _leaves(speech, understood, words) or _denies(speech, words)


def _leaves(speech: Speech, understood: Understood, words: Sequence[str]) -> bool:
    """“scrap that”, “forget the links”, “forget about freezing it”."""
    if words[:2] == ["never", "mind"]:
        rest = list(words[2:])
    elif words[:1] and words[0] in LEAVING:
        rest = list(words[1:])
    else:
        return False
    length = opening(rest, IT)
    if length:
        # “leave it moved”
        stays = words[0] == "leave" and len(rest) == length + 1 and rest[length].endswith("ed")
        return not rest[length:] or rest[length] in BEHIND or stays
    if rest[:1] == ["about"]:
        rest = rest[1:]
    if rest[:1] and rest[0].endswith("ing"):
        return _is_of(speech, rest)
    named = {one.word for tag in understood.tags for one in
             understood.text.tokens[tag.first : tag.past]}  # fmt: skip
    left = [word for word in rest if word not in named | {"the", "those", "them", "that", "it"}]
    return bool(rest) and bool(named.intersection(rest)) and not left


def _denies(speech: Speech, words: Sequence[str]) -> bool:
    """“don't hold it, he paid”, “not ship”."""
    length = opening(words, DENYING)
    return length > 0 and _is_of(speech, words[length:])


def _is_of(speech: Speech, words: Sequence[str]) -> bool:
    """“ship it yet”: the verb of what waits, and behind it only why not."""
    if not words or stem(words[0]) not in speech.cue_stems | {"do", "bother"}:
        return False
    at = 1
    while at < len(words) and (words[at] in BESIDE_VERB or stem(words[at]) in speech.cue_stems):
        at += 1
    return at == len(words) or words[at] in BEHIND
