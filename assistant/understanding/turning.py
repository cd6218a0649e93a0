"""A change of mind, and small talk: what a message asks for without what is before or behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding import around, gate_words, taken_over
from assistant.understanding.acts import Act, Understood
from assistant.understanding.asked_after import asked_after
from assistant.understanding.asked_of_it import of_the_first_part, of_what_is_told
from assistant.understanding.clause import QUESTIONS, Clause
from assistant.understanding.features import stem
from assistant.understanding.gate_words import TELLING
from assistant.understanding.meanings import REASONS, STAGES, phrases_in
from assistant.understanding.numbered_too import of_the_document
from assistant.understanding.on_shelf import changed
from assistant.understanding.parse import Reader
from assistant.understanding.pointing import bound
from assistant.understanding.price_to_be import repriced
from assistant.understanding.settling import GIVING_UP, settles
from assistant.understanding.slots import Slots
from assistant.understanding.state import State
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.talk_words import (
    AGAINST_WHY,
    AGREEING,
    HESITATING,
    INSTEAD,
    LAST,
    LETTING_GO,
    MARKS,
    NAMING,
    OPENING_ONLY,
    PARTING,
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
JOINING_ON = frozenset({"and", "also", "then", "plus", "ok", "great", ","})
RECEIVED, MOST_RECEIVED = (("received",), ("arrived",)), 5
"""How it is said that a return came; tokens of such a message."""
ORDERING = frozenset({"put", "just", "hold", "pop", "stick"})
STARTLED = listed("oops whoops oopsie argh sorry bugger damn crap shoot dang blast")
SAME_PLACE = (["same", "place"], ["there"], ["same"], ["same", "again"], ["same", "one"])
LONGEST = 20
LEAST_LED = 2
BEING = (["were"], ["was"], ["are"], ["is"])


def spoken(understood: Understood) -> list[str]:
    """The canonical words of a message."""
    return Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags).words


def in_context(reader: Reader, state: State, understood: Understood) -> Understood:
    """A message with what it points at, and without what is only talk around it."""
    understood = instead(reader, state, understood)
    found = bound(reader, state.focus, understood, state.place)
    same = taken_over.with_the_same(reader, state.focus, understood, found.acts)
    if same is not found.acts:
        return replace(found, acts=same)
    is_several = len(found.acts) > 1 and not understood.tags
    asked = _after_talk(reader, state, understood) if is_several else None
    asked = (
        asked
        or of_what_is_told(reader, found)
        or of_the_first_part(
            reader, found, lambda part: bound(reader, state.focus, part, state.place)
        )
    )
    if asked is not None:
        return asked
    if found.verdict == "clarify":
        if state.focus and (on_shelf := changed(reader, state.focus, understood)):
            return on_shelf
        return (
            _at_last(reader, state, found)
            or _bare(reader, state, understood)
            or _of_the_document(reader, state, found)
            or found
        )
    if found.verdict not in {"suggest", "none"} or _is_of_manners(found):
        return found
    focus = state.focus
    told_of = focus and (changed(reader, focus, understood) or repriced(reader, focus, understood))
    return (
        told_of
        or asked_after(reader, understood)
        or _joined_on(reader, state, understood)
        or _received(reader, state, understood)
        or _less(reader, state, understood)
        or _bare(reader, state, understood)
        or _after_talk(reader, state, understood)
        or _of_the_document(reader, state, found)
        or found
    )


def _is_of_manners(understood: Understood) -> bool:
    return any(act.stage == "phrase" for act in understood.acts)


def _joined_on(reader: Reader, state: State, understood: Understood) -> Understood | None:
    """“and the orders of her?”: what is asked behind the “and”."""
    words = understood.text.words()
    past = next((at for at, word in enumerate(words) if word not in JOINING_ON), len(words))
    if not past or past == len(words):
        return None
    later = reader.read(understood.text.between(past, len(words)))
    asked = bound(reader, state.focus, later, state.place)
    return asked if asked.verdict == "answer" else None


def _received(reader: Reader, state: State, understood: Understood) -> Understood | None:
    """“received, restock”, of a return that was spoken of: to take it in."""
    words, number = understood.text.words(), state.focus.slots.get("return") if state.focus else ""
    is_so = words[:1] in RECEIVED and len(words) <= MOST_RECEIVED and not understood.tags
    if not is_so or not isinstance(number, str) or not number:
        return None
    taken_in = reader.read(f"receive {number} {understood.text.between(1, len(words))}")
    # “received nothing” tells of no condition
    is_told = len(words) == 1 or "condition" in taken_in.acts[0].slots
    return taken_in if is_told and taken_in.verdict == "confirm" else None


def _less(reader: Reader, state: State, understood: Understood) -> Understood | None:
    """“hold it instead”, of what was spoken of: what it comes to without its last word."""
    said, times = LAST.subn("", understood.text.clean)
    if state.focus is None or not times or not said.strip():
        return None
    less = bound(reader, state.focus, reader.read(said), state.place)
    return less if less.verdict in {"confirm", "clarify"} else None


def _at_last(reader: Reader, state: State, found: Understood) -> Understood | None:
    """“it may as well go today, so send it with UPS”: of what it is, the last part points at."""
    act, words = found.acts[0], found.text.words()
    at = max((at for at, word in enumerate(words) if word in PARTING), default=0)
    if not at or len(found.acts) > 1 or act.asks not in DOCUMENTS:
        return None
    later = reader.read(found.text.between(at + 1, len(words)))
    asked = bound(reader, state.focus, later, state.place)
    is_same = [one.command for one in asked.acts] == [act.command]
    is_all = is_same and act.slots.items() <= asked.acts[0].slots.items()
    return asked if is_all and asked.verdict == "confirm" else None


def _bare(reader: Reader, state: State, understood: Understood) -> Understood | None:
    """“ok ship”, “please release”, of what was spoken of: to do it with that."""
    said, words = understood.text.words(), spoken(understood)
    if "?" in said or (words == ["hold"] and not {"please", "pls"}.isdisjoint(said)):
        return None  # “please hold” asks to wait
    if state.focus is None or len(words) != 1 or words[0] not in reader.judge.acting:
        return None
    done = bound(reader, state.focus, reader.read(f"{words[0]} it"), state.place)
    return done if done.verdict == "confirm" else None


def _of_the_document(reader: Reader, state: State, found: Understood) -> Understood | None:
    """“can go out DPD”, after an order was answered, where nothing waits: of that order."""
    act = found.acts[0] if len(found.acts) == 1 else None
    lacks_other = found.verdict == "clarify" and (act is None or act.asks not in DOCUMENTS)
    if state.focus is None or state.pending or state.question or lacks_other:
        return None
    return of_the_document(reader, state.focus, found)


def _after_talk(reader: Reader, state: State, understood: Understood) -> Understood | None:
    """“too slow. refund it”, “haha ok, what can you do then”: what is asked after small talk."""
    text = understood.text
    words = text.words()
    # behind a comma may stand who is spoken to: “Dave, can you cancel 1043”
    at = next((at for at, word in enumerate(words) if word in {".", "!"}), 0)
    before = Clause.of(text, 0, at, understood.tags)
    speaks = AGAINST_WHY | reader.judge.acting | QUESTIONS | gate_words.SPEAKING
    # “it's here already. book it in”
    speaks -= {"already"}
    no_talk = before.named(*NAMING) or not speaks.isdisjoint(before.plain)
    if not at or no_talk or settles(read(text.between(0, at))) == "no":
        return None
    after = reader.read(text.between(at + 1, len(text.tokens)))
    asked = bound(reader, state.focus, after, state.place)
    return asked if asked.verdict in {"confirm", "clarify", "answer"} else None


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
    counts = {tag.kind for tag in part.tags} <= {"units"} and words[:1] == ["<units>"]
    return cannot or (counts and words[1:2] in BEING)


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
