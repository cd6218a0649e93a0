"""A change of mind, and small talk: what a message asks for without what is before or behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding import around, taken_over
from assistant.understanding.acts import Act, Understood
from assistant.understanding.clause import QUESTIONS, Clause
from assistant.understanding.features import stem
from assistant.understanding.gate_words import TELLING
from assistant.understanding.meanings import REASONS, STAGES, phrases_in
from assistant.understanding.parse import Reader
from assistant.understanding.pointing import bound
from assistant.understanding.settling import GIVING_UP
from assistant.understanding.slots import Slots
from assistant.understanding.state import State
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.talk_words import (
    AGAINST_WHY,
    AGREEING,
    HESITATING,
    INSTEAD,
    LETTING_GO,
    MARKS,
    NAMING,
    OPENING_ONLY,
    REFUSING,
    SURELY,
    THE_WHOLE,
    TURNING,
)
from assistant.understanding.tokens import read
from assistant.understanding.word_lists import listed, phrases

SETTING = frozenset({"set", "count", "counted", "total"})
"""With what a number is what there is, and no difference."""
BETWEEN = listed("with by via at in from to the a an on for of")
"""What may stand between a “not” and what it denies."""

REASONED = re.compile(
    r"\b(?:(?:as|for|is) (?:the |a )?reason\b|reason (?:is|was|should be|:)|reason: "
    r"|(?:put|mark|log|book|record|note|write|have|make) (?:it|that|this|them)(?: down)?"
    r"(?: as|:)? )",
    re.IGNORECASE,
)
SPEAKERS = frozenset({"i", "we", "they", "she", "he"})
UNABLE = (["can't"], ["cant"], ["cannot"], ["couldn't"], ["couldnt"])
NOW = frozenset({"now", "then", "and", "back", "to"})
OTHER = (["other", "one"], ["other"], ["first", "one"], ["that", "one"], ["other", "order"])
WHOLE = phrases("""
all of it | all of them | whole lot | lot | whole thing | whole amount | full amount | in full |
all | everything | whole order | all of that | whole of it
""")
ORDERING = frozenset({"put", "just", "hold", "pop", "stick"})
STARTLED = listed("oops whoops oopsie argh sorry bugger damn crap shoot dang blast")
SAME_PLACE = (["same", "place"], ["there"], ["same"], ["same", "again"], ["same", "one"])
LONGEST = 20
LEAST_LED = 2
BEING = (["were"], ["was"], ["are"], ["is"])
TURNED_UP = re.compile(
    r"(?:(?:i|we|just|he|she|they|somebody)(?:'ve| have| has)? ?)*"
    r"(?:found|missed|spotted|forgot|overlooked) (?:another|one|1|an? |two|2|some|more|it|them)\b",
    re.IGNORECASE,
)
"""Why a count is another: “found one under the bench”."""


def spoken(understood: Understood) -> list[str]:
    """The canonical words of a message."""
    return Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags).words


def instead(reader: Reader, state: State, understood: Understood) -> Understood:
    """“no, ship it instead”, of what was spoken of: the request, without what is before it."""
    return (
        other_change(reader, state, understood)
        or _altogether(reader, state, understood)
        or _refused(reader, state, understood)
    )


def _altogether(reader: Reader, state: State, understood: Understood) -> Understood | None:
    """“tell you what, cancel the whole thing instead”: another change of what was just shown."""
    if state.focus is None or understood.tags or understood.verdict in {"confirm", "answer"}:
        return None
    # what waits is to be what was spoken of last: else it is not clear what is to be done instead
    if state.question is not None or (state.pending or state.focus) != state.focus:
        return None
    if "return" in state.focus.slots or len(understood.text.tokens) > LONGEST:
        return None  # “refund that order” is not of the return
    said = understood.text.clean.rstrip(" .!")
    opening, ending = TURNING.match(said), INSTEAD.search(said)
    request = _behind_talk(reader, said[opening.end() if opening else 0 :])
    bare, times = THE_WHOLE.subn("it", INSTEAD.sub("", request))
    is_turned = times or (opening and opening["turned"]) or (ending and ending["instead"])
    # “they cancel it every time” only tells
    asks = not reader.judge.acting.isdisjoint(bare.lower().split()[:1])
    if not is_turned or not asks or not MARKS.isdisjoint(bare):
        return None
    asked = bound(reader, state.focus, reader.read(bare), state.place)
    act = asked.acts[0] if len(asked.acts) == 1 else None
    speech = reader.speeches.get(act.command) if act is not None else None
    if speech is None or not speech.writes or asked.verdict != "confirm":
        return None
    is_same = state.pending is not None and asked.acts[0].command == state.pending.command
    # the words stay: “cancel it” by itself would be a no
    return None if is_same else replace(understood, acts=asked.acts)


def _behind_talk(reader: Reader, said: str) -> str:
    """“she's just emailed, can we put it on hold”: what is asked for behind what is only told."""
    told, mark, asked = said.rpartition(", ")
    begun = OPENING_ONLY.match(asked)
    words = asked[begun.end() if begun else 0 :].lower().split()
    speaks = AGAINST_WHY | reader.judge.acting | QUESTIONS
    is_told = speaks.isdisjoint(read(told).words()) and not MARKS.intersection(told)
    asks = not reader.judge.acting.isdisjoint(words[:1])
    return " ".join(words) if mark and is_told and asks else said


def other_change(reader: Reader, state: State, understood: Understood) -> Understood | None:
    """“forget that, cancel it instead”, “don't ship it, just hold it”: what is then asked for."""
    let_go = LETTING_GO.match(understood.text.clean)
    if let_go is None or state.pending is None:
        return None
    doing = reader.speeches[state.pending.command].cue_stems
    if let_go["verb"] and stem(let_go["verb"].lower()) not in doing | {"do", "bother"}:
        return None
    rest = understood.text.clean[let_go.end() :]
    # “start a return on it instead, we sent the wrong flavour”
    first, _, tail = rest.partition(", ")
    only_tells = reader.judge.acting.isdisjoint(read(tail).words())
    first = INSTEAD.sub("", first if only_tells else rest)
    for asked in map(reader.read, dict.fromkeys((rest, INSTEAD.sub("", rest), first))):
        of_it = bound(reader, state.focus, asked, state.place)
        other = taken_over.as_many(reader, state.pending, of_it)
        if other.verdict == "confirm":
            told = reader.read(rest)
            return replace(other, acts=taken_over.with_reason(reader, told, other.acts))
    # “not send. put on hold”: of the same
    said = rest.rstrip("?!. ")
    same = bound(reader, state.focus, reader.read(f"{said} it"), state.place)
    return next((one for one in (same, other) if one.verdict in {"confirm", "clarify"}), None)


def _refused(reader: Reader, state: State, understood: Understood) -> Understood:
    """“no, ship it”: the request behind the no."""
    tokens = understood.text.tokens
    at = next((at for at, one in enumerate(tokens) if one.word not in HESITATING), 0)
    waits = state.pending or state.question or state.focus
    before = REFUSING if state.pending else REFUSING | AGREEING
    breaks = MARKS if state.pending else MARKS | {"please"}
    refuses = len(tokens) > at + 3 and tokens[at].word in before
    begins = at + 2 if refuses and tokens[at + 1].word in breaks else at + 1
    orders = (reader.judge.acting | ORDERING) - GIVING_UP - {"stop", "cancel"}
    # “no put it on hold”, without a mark
    is_ordered = refuses and tokens[at].word in REFUSING and tokens[begins].word in orders
    refuses = refuses and (begins > at + 1 or is_ordered)
    if not waits or not refuses or understood.verdict in {"confirm", "answer", "clarify"}:
        return understood
    asked = reader.read(understood.text.clean[tokens[begins].start :])
    own = asked.acts[0] if asked.acts else None
    held = bound(reader, state.focus, asked, state.place)
    # “put it on hold” lacks only what it is
    is_own = own is not None and (own.verdict != "none" or own.score >= SURELY)
    is_other = state.pending is not None and held.acts[0].command != state.pending.command
    is_own |= is_ordered and is_other and held.verdict == "confirm"
    # “no, she changed her mind” says why not
    only_why = {tag.kind for tag in asked.tags} == {"reason"}
    tells = only_why and not TELLING.isdisjoint(spoken(asked)[:1])
    is_own = is_own and held.verdict in {"confirm", "clarify"} and not tells
    return held if is_own else understood


def says_why(part: Clause) -> bool:
    """“I can't carry 4”, “two were behind the box”: why it is not as it was said before."""
    words = [word for word in part.words if word not in SPEAKERS]
    cannot = words[:1] in UNABLE
    kinds = {tag.kind for tag in part.tags}
    counts = kinds <= {"units"} and words[:1] == ["<units>"]
    # “found one under the bench”
    told = TURNED_UP.match(part.text.between(part.first, part.past))
    turned_up = told is not None and kinds <= {"units", "reason"}
    return cannot or turned_up or (counts and words[1:2] in BEING)


def goes_back(aside: Act, understood: Understood) -> bool:
    """“now the other one”, “ok now the reorder point”: to the change that was to wait."""
    if understood.tags:
        return False
    words = [word for word in spoken(understood) if word not in NOW]
    begins = not NOW.isdisjoint(understood.text.words()[:3])
    return begins and (words in OTHER or words == aside.command.split("_")[-len(words) :] != [])


def means_all(words: Sequence[str]) -> bool:
    """“all of it”, “the whole lot”: how much is meant, where it was less."""
    return " ".join(word for word in words if word not in {"the", "please", "refund"}) in WHOLE


def tells_stage(understood: Understood, part: range | None = None) -> bool:
    """“1044 was cancelled”: how it stands with an order, which puts nothing right.

    Args:
        understood: the message.
        part: tokens of the part that is asked about; None: of all of it.
    """
    first, past = (part.start, part.stop) if part else (0, len(understood.text.tokens))
    said = Clause.of(understood.text, first, past, understood.tags).words
    return any(True for _ in phrases_in(said, STAGES))


def says_same_place(understood: Understood) -> bool:
    """“same place”, where it was asked in which."""
    words = [word for word in understood.text.words() if word not in {"in", "at", "the", "from"}]
    return words in SAME_PLACE


def denies_all(understood: Understood) -> bool:
    """“not with DHL”, “but not from York”: it says what it is not to be, and not what else."""
    words = understood.text.words()
    return bool(understood.tags) and all(
        _before(words, tag.first) in {"not", "without", "never"} for tag in understood.tags
    )


def _before(words: Sequence[str], at: int) -> str:
    """The word before a thing that is named, what joins them aside."""
    return next((word for word in reversed(words[:at]) if word not in BETWEEN), "")


def as_count(pending: Act, given: Slots, words: Sequence[str]) -> tuple[Act, Slots]:
    """“no, set it to 5”, “no, found 2”: what a number of a change of stock comes to.

    Args:
        pending: the change that waits.
        given: what a message puts right.
        words: of the message.

    Returns:
        The change as far as it stays, and what is put right.
    """
    if pending.command != "adjust_stock" or "units" not in given:
        return pending, given
    # “I count 3 ruined, make it 3”, of what is taken off
    is_taken_off = pending.slots.get("units", 0) < 0 and {"<reason>", "off"} & {*words}
    if not SETTING.isdisjoint(words) and not is_taken_off:
        slots = {name: value for name, value in pending.slots.items() if name != "units"}
        rest = {name: value for name, value in given.items() if name != "units"}
        return replace(pending, slots=slots), {**rest, "counted": abs(given["units"])}
    return pending, {**given, "units": abs(given["units"])} if "found" in words else given


def is_whole(pending: Act, understood: Understood) -> bool:
    """“write off 2 mugs in York”, where a count of them waits: a change of stock of its own."""
    if understood.verdict != "confirm" or len(understood.acts) != 1:
        return False
    [act] = understood.acts
    # “order 40 mugs from Mendip” is no correction of a delivery that waits
    is_another = act.command != pending.command and _is_led(act, spoken(understood))
    is_same = act.command == pending.command == "adjust_stock"
    return act.stage == "phrase" and (is_same or is_another)


def _is_led(act: Act, words: Sequence[str]) -> bool:
    """Whether a message begins with the verb of an act, and names more than that."""
    return words[:1] == ["order"] == [act.command.split("_")[0]] and len(words) > LEAST_LED


def is_startled(understood: Understood) -> bool:
    """“wrong item sorry, the blue one”: what was said is wrong, which is no reason for a change."""
    first, words = understood.tags[0] if understood.tags else None, understood.text.words()
    if first is None or first.kind != "reason" or len(understood.tags) == 1:
        return False
    before = HESITATING | REFUSING | MARKS | STARTLED
    return words[first.first] == "wrong" and before.issuperset(words[: first.first])


def only_tells_why(understood: Understood) -> bool:
    """“the customer says it was chipped”: a reason, and nothing that is asked, denied or named."""
    words = understood.text.words()
    is_told = understood.verdict in {"suggest", "none"} and AGAINST_WHY.isdisjoint(words)
    return is_told and [tag.kind for tag in understood.tags] == ["reason"]


def tells_reason(reader: Reader, pending: Act, understood: Understood) -> Slots:
    """“put late as the reason”, “not damaged: put it down as faulty”: another reason."""
    takes = "reason" in reader.speeches[pending.command].takes
    whole = Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags)
    told = [tag for tag in understood.tags if not around.is_denied(whole, tag)]
    says_so = REASONED.search(understood.text.clean) and "?" not in understood.text.words()
    if not takes or not says_so:
        return {}
    if [tag.kind for tag in told] == ["reason"]:
        return {"reason": told[0].value}
    words = understood.text.words()
    # “put late as the reason”: a word that is one only where it is said to be
    plain = {value for _, _, value in phrases_in(words, REASONS)}
    is_plain = not understood.tags and len(plain) == 1 and AGAINST_WHY.isdisjoint(words)
    return {"reason": plain.pop()} if is_plain else {}


def names_something(understood: Understood) -> bool:
    """“actually DPD is cheaper”: it is said of something how it should be, and asks nothing."""
    words = spoken(understood)
    asks = "?" in understood.text.words() or not QUESTIONS.isdisjoint(words[:1])
    # “it's freezing in here today” says nothing of when
    named = [tag for tag in understood.tags if not is_today(understood, tag)]
    return not asks and any(tag.kind in {*NAMING} for tag in named)


def is_today(understood: Understood, tag: Tag) -> bool:
    """Whether a day is named as “today”, which puts nothing off."""
    return tag.kind == "date" and understood.text.between(tag.first, tag.past).lower() == "today"
