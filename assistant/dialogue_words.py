"""Words -> their answer: a sentence of its own, or one that goes on from what was said before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant import dialogue_memory as memory
from assistant import dialogue_proposals as proposals
from assistant import dialogue_reading as reading
from assistant import loosely, render, understand
from assistant.dialogue_doubt import marked
from assistant.dialogue_follow import Heard as After
from assistant.dialogue_follow import follow, pointed, without_it
from assistant.dialogue_lessons import NOT_UNDERSTOOD
from assistant.dialogue_likely import did_you_mean
from assistant.dialogue_offers import values_of
from assistant.dialogue_proposals import QUESTION, Where
from assistant.dialogue_reading import Refused, Strict
from assistant.dialogue_running import Answer, asking, refusing, run, run_one
from assistant.dialogue_several import as_well, run_all
from assistant.frames import Frame
from assistant.understand import Match
from assistant.understanding import left_out, manners, remarks, repriced, scoring, stated
from assistant.understanding.clause import Clause
from assistant.understanding.tag_sheet import DOCUMENTS
from commands.kit import Asked, Command, Slot
from commands.slots_everywhere import is_all
from oms import actors
from oms.catalogue import UnknownChannel
from oms.errors import ShopError, UnknownLocation, UnknownOrder, UnknownSku
from oms.tables.messages import Proposal

LISTS = "find_orders"
WHOLE = frozenset({"address"})
"""Slots of which all of an answer is the word that was asked for."""
PARTS = re.compile(r"\d|,|\n")
"""With what an address is more than a word."""
SURELY = frozenset({"answer", "confirm", "clarify"})
MORE = re.compile(
    r"(?:(?:and )?(?:show|give|list)(?: me)? )?(?:the )?"
    r"(?:more|next(?: page| ones| ten| \d+)?|rest|others)(?: please| of them)?[?.!]*",
    re.IGNORECASE,
)
"""What asks for what a list left out."""


def completed(asked: Asked, where: Where, said: str, waiting: Sequence[Proposal]) -> Answer | None:
    """The answer to a sentence that was one word short, when `said` is that word and no more.

    `waiting`: what waited when it was said, the newest first.
    """
    questions = (one for one in waiting if proposals.is_question(one) and one.state == "open")
    question = next(questions, None)
    if question is None:
        return None
    question.state = "dropped"
    if question.command == QUESTION:
        return None
    command = understand.known()[question.command.removeprefix(QUESTION)]
    slot = command.slots[question.slots["slot"]]
    word = _answering(asked, command, slot, said)
    if not word:
        return respond(asked, where, said, question)
    actors.allow(asked.who, command.may)
    values = values_of(asked, command, question.slots["ids"])
    try:
        values[slot.name] = slot.read(asked, word)
    except ShopError:
        after = After(asked, memory.recall(asked, where, question), said)
        answered = _followed(where, after, Strict())
        if answered is not None and not answered.code:
            return answered  # “from Leeds” is no place, and says one
        if not any(isinstance(one, Frame) for one in _surely(after)):
            raise
        return None  # it was no answer but the next thing to ask
    return run(asked, where, Frame(command, values))


def _answering(asked: Asked, command: Command, slot: Slot, said: str) -> str:
    """What a message says of the one word that was asked for; nothing: it says something else."""
    word = understand.clean(said)
    if any(match.weight[0] > 0 for match in understand.understand(said)):
        return ""
    if slot.name in WHOLE:
        return word if _is_address(asked, command, said) else ""
    return word if re.fullmatch(slot.pattern, word, re.IGNORECASE) else ""


def _is_address(asked: Asked, command: Command, said: str) -> bool:
    """Whether all of a message is an address, and asks for nothing else: “how is 1042 doing”."""
    read = loosely.understood(asked, said)
    own = {name for name, one in scoring.speeches().items() if one.runs == command.name}
    asks = any(act.command not in own and act.verdict in SURELY for act in read.acts)
    # “1042: new address …” is of another order
    asks |= any(tag.kind in DOCUMENTS for tag in read.tags)
    return not asks and "?" not in said and bool(PARTS.search(said))


def respond(asked: Asked, where: Where, said: str, question: Proposal | None = None) -> Answer:
    """Answer what says all there is to know; else what goes on from what was said before.

    Args:
        asked: who asks, and the books.
        where: the conversation.
        said: the sentence.
        question: what was asked for just before, where it lacks a word.
    """
    said = loosely.righted(asked, said)
    strict = reading.strict(asked, said)
    own = strict.readings if strict.is_a_sentence else ()
    if own or (question is None and (own := _before_remark(asked, said))):
        return run_one(asked, where, own)
    after = After(asked, memory.recall(asked, where, question), said)
    answered = _stated(where, after) or _next_ones(where, after) or _of_all(where, after)
    answered = answered or _followed(where, after, strict)
    if answered is not None:
        return marked(asked, where, answered)
    if strict.readings:
        return run_one(asked, where, strict.readings)
    if strict.ambiguous is not None:
        return refusing(strict.ambiguous)
    found = reading.commands_of(pointed(after))
    if found:
        return run_one(asked, where, found, again=True)
    return _politely(after) or marked(asked, where, _loosely(where, after, strict))


def _before_remark(asked: Asked, said: str) -> tuple[Frame, ...]:
    """What is asked before a remark: “where is 1043, she's getting cross”; nothing: no question."""
    if not remarks.MARKS.intersection(said):
        return ()
    reader = loosely.reader(asked, said)
    read = reader.read(said)
    whole = Clause.of(read.text, 0, len(read.text.tokens), read.tags)
    for part in remarks.questions(whole, reader.judge.acting):
        strict = reading.strict(asked, read.text.between(part.first, part.past))
        if strict.is_a_sentence and all(one.command.write is None for one in strict.readings):
            return strict.readings
    return ()


def _stated(where: Where, after: After) -> Answer | None:
    """The answer to “system says 15, there are 12”, “too cheap, put it up”: what is lacking."""
    if not (stated.looks_so(after.said) or repriced.LOOKS.search(after.said)):
        return None
    if not (stated.is_so(after.with_it) or repriced.is_so(after.with_it)):
        return None
    found = next(iter(_surely(after)), None)
    if isinstance(found, Refused):
        return refusing(found)
    return None if found is None else run(after.asked, where, found)


def _next_ones(where: Where, after: After) -> Answer | None:
    """“more”, after a list of orders that went on."""
    focus = after.recalled.focus
    if focus is None or focus.command.name != LISTS or not MORE.fullmatch(after.said.strip()):
        return None
    page = int(focus.values.get("page", 1)) + 1
    return run(after.asked, where, Frame(focus.command, {**focus.values, "page": page}), again=True)


def _of_all(where: Where, after: After) -> Answer | None:
    """“and in all?”, after a question that was answered for one place."""
    focus = after.recalled.focus
    slot = "" if focus is None else focus.command.room_fills
    if focus is None or slot not in focus.values or not is_all(after.said):
        return None
    values = {name: value for name, value in focus.values.items() if name != slot}
    return run(after.asked, where, Frame(focus.command, values), again=True)


def _followed(where: Where, after: After, strict: Strict) -> Answer | None:
    """The answer to what changes the question, change or answer before it; None: it does not."""
    followed = follow(after)
    if followed is None:
        return None
    frame, words = followed.change.frame, followed.change.words
    others = any(one.command.name != frame.command.name for one in strict.readings)
    if strict.readings and (others or followed.is_about_pending) and not followed.opens:
        # “1044” by itself asks about 1044; “no, 1044” puts right
        return None
    found = reading.read(after.asked, Match(frame.command, words, loosely.UNSURE), frame.values)
    if isinstance(found, Refused):
        return refusing(found)
    # what stays of what was asked stays what it was: said, or the place of the channel
    found = replace(found, of_room=followed.change.frame.of_room)
    replaced = after.recalled.proposal if followed.replaces else None
    answered = run(after.asked, where, found, again=True, replaced=replaced)
    shown = after.recalled.proposal
    if shown is None or not followed.is_about_pending or followed.replaces:
        return answered
    return as_well(after.asked, where, answered, shown.token, said=after.said)


def _loosely(where: Where, after: After, strict: Strict) -> Answer:
    """Answer what no phrase accounts for word by word, when it is sure what is meant.

    Args:
        where: the conversation.
        after: the sentence, as the understanding reads it.
        strict: why the phrase that fits word by word could not be read, and what may have been
            meant. “any movement on 1043” names no product called “movement on 1043”.
    """
    asked, said, why = after.asked, after.said, strict.refused
    if left_out.said_of(after.read.acts):
        # “blue mugs outside Leeds” names no product
        return not_understood(after)
    is_vague = why is None or isinstance(why.refusal, UnknownSku)
    # “move 2 to York”, of the mugs that were counted: 2 is no order
    is_vague |= why is not None and isinstance(why.refusal, UnknownOrder) and after.is_pointed
    # “in York and how many in Leeds” is no place, but may be two questions
    may_be_several = is_vague or isinstance(why and why.refusal, UnknownLocation | UnknownChannel)
    several = _surely(after) if may_be_several else []
    if len(several) > 1:
        return run_all(asked, where, several)
    found = several[0] if several and is_vague else None
    if isinstance(found, Frame):
        replaced = after.recalled.proposal if after.is_turned else None
        return run(asked, where, found, again=after.is_pointed, replaced=replaced)
    stranger = _of_a_stranger(after) if is_vague else None
    # that no product is called so, the phrase itself says best
    if stranger is not None and (why is None or not isinstance(stranger.refusal, UnknownSku)):
        return refusing(stranger)
    if why is not None and is_vague:
        read, left = understand.partly(said)
        # “where is order 1043 mate”: that “order 1043 mate” is no product is not what went wrong
        why = None if left and len(read) > strict.refused_own else why
    why = why or found
    if why is not None:
        return refusing(why)
    bare = without_it(asked, said)
    asked_for = None if bare is None else asking(asked, where, bare)
    return asked_for or not_understood(after)


def _surely(after: After) -> list[Frame | Refused]:
    """What the things that a message surely asks for stand for, in order."""
    return [reading.read(after.asked, match) for match in loosely.matches(after.with_it)]


def _politely(after: After) -> Answer | None:
    """The answer to thanks, which ask for nothing and end nothing that waits."""
    thanks = manners.of(after.read.text.words()) == "thanks"
    return Answer(render.render("replies/welcome", {})) if thanks else None


def _of_a_stranger(after: After) -> Refused | None:
    """Why what a message asks about somebody or something cannot be said: it is not there."""
    told = after.reader.of_a_stranger(after.read)
    found = [reading.read(after.asked, match) for match in loosely.matches(told)] if told else []
    return next((one for one in found if isinstance(one, Refused)), None)


def not_understood(after: After, likely: Sequence[Frame] = ()) -> Answer:
    """The words for a sentence that was not understood, with what it may mean.

    Args:
        after: the sentence.
        likely: what it may mean before all else.
    """
    asked, said = after.asked, after.said
    mine = [one for one in understand.known().values() if one.is_for(asked.who)]
    turned = left_out.said_of(after.read.acts)
    read, left = _without(said, turned) if turned else understand.partly(said)
    if left.lower() in understand.NEGATIONS:
        # who says not to do it is not offered the doing of it
        mine = [one for one in mine if one.name == "hold_order"] or mine
    facts = {
        "said": understand.clean(said) or "nothing",
        "read": read,
        "left": left,
        "offers": did_you_mean(after, likely),
        "examples": understand.nearest_examples(said, mine),
    }
    return Answer(render.render("replies/not_understood", facts), code=NOT_UNDERSTOOD)


def _without(said: str, turned: str) -> tuple[str, str]:
    """What was said without the word that turns it, and that word."""
    rest = re.sub(rf"\b{re.escape(turned)}\b", "…", understand.clean(said), flags=re.IGNORECASE)
    return " ".join(rest.split()).strip("… "), turned
