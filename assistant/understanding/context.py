"""A message after others: of what was spoken of, and without what is only talk around it."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding import gate_words, taken_over
from assistant.understanding.acts import Understood
from assistant.understanding.asked_after import asked_after
from assistant.understanding.asked_of_it import of_the_first_part, of_what_is_told
from assistant.understanding.clause import QUESTIONS, Clause
from assistant.understanding.goods_put_in import with_the_goods
from assistant.understanding.numbered_too import of_the_document
from assistant.understanding.on_shelf import changed
from assistant.understanding.parse import Reader
from assistant.understanding.pointing import bound
from assistant.understanding.price_to_be import in_money, repriced
from assistant.understanding.settling import settles
from assistant.understanding.state import State
from assistant.understanding.tag_sheet import DOCUMENTS
from assistant.understanding.taking_in import taken_in
from assistant.understanding.talk_words import AGAINST_WHY, LAST, NAMING, PARTING
from assistant.understanding.together import not_all_of_it
from assistant.understanding.tokens import read
from assistant.understanding.turning import instead, spoken

JOINING_ON = frozenset({"and", "also", "then", "plus", "ok", "great", ","})


def in_context(reader: Reader, state: State, understood: Understood) -> Understood:
    """A message with what it points at, and without what is only talk around it."""
    understood = instead(reader, state, understood)
    found = bound(reader, state.focus, understood, state.place)
    found = (
        _in_money(reader, state, understood)
        or _with_the_same(reader, state, understood, found)
        or _beside_what_is_told(reader, state, understood, found)
        or _lacking(reader, state, understood, found)
        or _unclear(reader, state, understood, found)
        or found
    )
    whole = Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags)
    acts = tuple(not_all_of_it(whole, found.acts))
    # whoever asks whether it points at anything asks whether it is still the message
    return found if acts == found.acts else replace(found, acts=acts)


def _in_money(reader: Reader, state: State, understood: Understood) -> Understood | None:
    """“make the oak 349”, after its price was told: a price."""
    amount = in_money(reader, state.focus, understood) if state.focus else None
    if amount is None:
        return None
    found = bound(reader, state.focus, amount, state.place)
    is_price = [(act.command, act.verdict) for act in found.acts] == [("set_price", "confirm")]
    return found if is_price else None


def _with_the_same(
    reader: Reader, state: State, understood: Understood, found: Understood
) -> Understood | None:
    """“1044, same courier”: what it was done with before."""
    same = taken_over.with_the_same(reader, state.focus, understood, found.acts)
    return None if same is found.acts else replace(found, acts=same)


def _beside_what_is_told(
    reader: Reader, state: State, understood: Understood, found: Understood
) -> Understood | None:
    """What one part asks for, where the others only tell."""
    is_several = len(found.acts) > 1 and not understood.tags
    return (
        (_after_talk(reader, state, understood) if is_several else None)
        or of_what_is_told(reader, found)
        or of_the_first_part(
            reader, found, lambda part: bound(reader, state.focus, part, state.place)
        )
    )


def _lacking(
    reader: Reader, state: State, understood: Understood, found: Understood
) -> Understood | None:
    """A request that lacks something, with what was spoken of in its place."""
    if found.verdict != "clarify":
        return None
    return (
        (changed(reader, state.focus, understood) if state.focus else None)
        or _at_last(reader, state, found)
        or _bare(reader, state, understood)
        or _of_the_document(reader, state, found)
    )


def _unclear(
    reader: Reader, state: State, understood: Understood, found: Understood
) -> Understood | None:
    """What is not understood by itself, as it is of what was spoken of."""
    focus = state.focus
    if focus and [act.asks for act in found.acts] == ["product"]:
        return with_the_goods(reader, focus, understood)  # “add 2 of them to 30867”
    if found.verdict not in {"suggest", "none"} or _is_of_manners(found):
        return None
    of_it = focus and (
        changed(reader, focus, understood)
        or repriced(reader, focus, understood)
        or with_the_goods(reader, focus, understood)
        or taken_in(reader, focus, understood)
    )
    return (
        of_it
        or asked_after(reader, understood)
        or _joined_on(reader, state, understood)
        or _less(reader, state, understood)
        or _bare(reader, state, understood)
        or _after_talk(reader, state, understood)
        or _of_the_document(reader, state, found)
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
    # “cleared. release”
    asked = _bare(reader, state, later) or asked
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
