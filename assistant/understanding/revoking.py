"""What a part beside a request may not say: that it depends, is not to be, or is only told of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.understanding import gate_words
from assistant.understanding.addressed import SPOKEN_TO
from assistant.understanding.canonical import DROPPED
from assistant.understanding.clause import NAMED, Clause
from assistant.understanding.features import stem
from assistant.understanding.mood import bare_of_manners, without_request
from assistant.understanding.speech import Speech

OTHERS = frozenset({"others", "other", "rest", "another"})
UNLESS_TOLD = frozenset({"until", "till", "otherwise"})
MOST_OF_A_DAY = 4
"""Words of a part that only says when: “next week”, “on the first Monday”."""
DENIED_WITHIN = 5
"""Words behind a “not” that it may deny."""
NOT_ONE = frozenset({"nobody", "never"})
LIFTING = " the hold off "
"""“take the hold off” waits for nothing."""
ASKED_OF = frozenset({NAMED, "it", "they", "that", "this", "she", "he", "you", "we", "i", "the"})
"""Behind such a word at the beginning, it asks: “hasn't 1043 gone”."""
SUSPECTING = frozenset({
    "think", "might", "may", "maybe", "perhaps", "possibly", "could", "probably", "likely",
    "reckon",
})  # fmt: skip
"""Words of a suspicion, which is enough to hold an order."""
ASKED_FOR = re.compile(
    r"(?:(?:as|because|since|cos) )?(?:(?:the )?(?:customer|client|buyer)|she|he|they)"
    r"(?:'s|'ve| has| have| just| had)* asked (?:(?:us|me)(?: to)?|for|to)\b",
    re.IGNORECASE,
)
"""“hold 1043, the customer has asked us to wait”: who wants it, which is why."""
HELD_FOR = re.compile(
    r"(?:(?:as|because|since|cos) )?"
    r"(?:she|he|they|it|(?:(?:the|her|his|their|my|our) )?[a-z]+(?: [a-z]+)?)"
    r"(?:'s|'ve|'re| is| are| was| were| has| have| hasn't| haven't| isn't| aren't| won't| can't"
    r"| doesn't| didn't| says| said| reckons| thinks| keeps)"
    r" (?!(?:to|don't|no|it|its|it's|that|that's|this|so|we|you|i|yes|yeah|ok|fine)\b)\w+",
    re.IGNORECASE,
)
HELD_NOT = re.compile(
    r"\b(?:don't|dont|do not|not to|no need|never mind|needn't|need|needs|needed|leave|left|forget"
    r"|should|shouldn't|shouldnt|want|wants|wanted|let|hold|held|ship|send|sent|cancel|go|going"
    r"|if|unless|maybe|might|until|till)\b",
    re.IGNORECASE,
)
REPORTED = frozenset({"start_return", "exchange"})
"""What is asked for on what a customer reports of the goods."""


def revoked(speech: Speech, why: Clause) -> list[str]:
    """What in a part before a request speaks against it: it depends, is asked or is denied."""
    found = list(revokes(speech, why, speech.allows, follows=False))
    said = without_request([word for word in why.spoken if word != NAMED])
    doubting = (gate_words.SUPPOSING | gate_words.MODAL) - speech.allows
    said = bare_of_manners(said)
    return [*found, *(f"supposed: {word}" for word in said if word in doubting)]


def revokes(
    speech: Speech, why: Clause, allowed: frozenset[str], *, follows: bool
) -> Iterator[str]:
    """What a part may not say that says why: that it depends, is not to be, or is only told of.

    Args:
        speech: of what is asked for.
        why: what people did, and what things are like, may be denied there, and reported.
        allowed: words that the command itself may be put in.
        follows: whether it stands behind the request: “cancel 1043, she said” tells of it.
    """
    words = [word for word in why.free if word not in gate_words.BREAKS]
    spoken = [word for word in words if word not in DROPPED]
    revoking = gate_words.REVOKING | (gate_words.TELLING_OF if follows else frozenset())
    denied = not gate_words.NEGATIONS.isdisjoint(words)
    if why.named("reason") and speech.command in REPORTED and not denied:
        revoking -= gate_words.TOLD  # “start a return on 1043, she says it's faulty”
    if follows:
        revoking -= _told_anyhow(speech, why)
    begins = gate_words.REVOKING_FIRST | (gate_words.QUESTIONING if follows else gate_words.ASKING)
    if not follows and not denies(speech, why):
        # “no answer from her, cancel 1043”: what is not so is why
        revoking -= gate_words.NEGATIONS
        # “nobody told me we had sold out, so …”
        begins -= NOT_ONE
    if speech.command == "hold_order" and [tag.value for tag in why.named("reason")] == ["fraud"]:
        revoking -= SUSPECTING  # “hold 1043, I think it might be fraud”
    if not why.ends_in_question and spoken[1:2] and not {spoken[1]} & ASKED_OF:
        begins -= gate_words.UNABLE  # “can't fill 1043, cancel it” asks nothing
    found = [*(word for word in words if word in revoking), *({*spoken[:1]} & begins)]
    # “until you hear otherwise, hold 1043”
    found = [word for word in found if word not in allowed & UNLESS_TOLD]
    yield from (f"revoked: {word}" for word in found)
    joined = f" {' '.join(words)} ".replace(LIFTING, " ")
    later = (*gate_words.NOT_YET, *gate_words.ALWAYS)
    yield from (f"put off: {phrase}" for phrase in later if f" {phrase} " in joined)
    if why.named("date") and len(words) <= MOST_OF_A_DAY:
        yield f"put off: {' '.join(words)}"
    if follows and not OTHERS.isdisjoint(words) and gate_words.FINITE.isdisjoint(words):
        # “ship 1043, and all her others”
        yield f"more than is named: {' '.join(words)}"
    if why.ends_in_question:
        yield "question mark"
    if spoken[:1] and spoken[0] in SPOKEN_TO and spoken[1:2] not in (["me"], ["us"]):
        yield "said to somebody else"


def _told_anyhow(speech: Speech, why: Clause) -> frozenset[str]:
    """Words that may stand behind this request, whatever they say behind others."""
    found = frozenset({"asked"}) if _is_asked_for(speech, why) else frozenset()
    if speech.command == "hold_order" and tells_why_to_wait(speech, why):
        found |= gate_words.NEGATIONS | gate_words.TOLD
    return found


def tells_why_to_wait(speech: Speech, why: Clause) -> bool:
    """“…, he's not answering his phone”, “…, bank says the card was stolen”: why it is held.

    “she says leave it” and “he doesn't want it held” say something else.
    """
    told = why.text.between(why.first, why.past)
    return HELD_FOR.match(told) is not None and not (
        HELD_NOT.search(told) or denies(speech, why) or why.ends_in_question
    )


def _is_asked_for(speech: Speech, why: Clause) -> bool:
    """“…, the customer has asked us to wait”, of a hold; of others, that it is this they asked for.

    “cancel 1043, she asked us to keep it” asks for something else.
    """
    told = why.text.between(why.first, why.past)
    found = ASKED_FOR.match(told)
    if found is None:
        return False
    rest = told[found.end() :].lower().split()
    is_this = not rest or (rest[0] in {"to", "it", "that", "this"} and len(rest) == 1)
    return (
        speech.command == "hold_order"
        or is_this
        or any(stem(word.strip(".,!")) in speech.cue_stems for word in rest[:2])
    )


def denies(speech: Speech, why: Clause) -> bool:
    """Whether a part denies the change itself: “don't cancel it”, “nobody wants it shipped”."""
    words = why.words
    return any(
        word in gate_words.NEGATIONS
        and any(stem(one) in speech.cue_stems for one in words[at + 1 : at + DENIED_WITHIN])
        for at, word in enumerate(words)
    )
