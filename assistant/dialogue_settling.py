"""What a message says to the change that waits: yes, no, or the same once more."""

from __future__ import annotations

import re

from assistant import dialogue_memory as memory
from assistant import dialogue_proposals as proposals
from assistant import dialogue_which, frames, understand
from assistant.dialogue_follow import Heard as After
from assistant.dialogue_follow import follow
from assistant.dialogue_proposals import QUESTION, Waits, Where
from assistant.frames import Frame
from assistant.understanding import (
    calling_off,
    letting_go,
    openly,
    resuming,
    scoring,
    settling,
    talk_words,
    tokens,
    undoing,
)
from assistant.understanding.agreeing import agreed, is_contrary
from assistant.understanding.agreeing_openly import agrees_openly
from assistant.understanding.clause import QUESTIONS, SHOWING
from assistant.understanding.elsewhere import points_elsewhere
from assistant.understanding.named_change import agrees_by_name, lets_go_of, lets_go_of_another
from assistant.understanding.no_longer_wanted import is_why
from assistant.understanding.word_lists import listed
from commands.kit import Asked
from oms.return_arrivals import AS_TAKEN_IN
from oms.tables.messages import Proposal

ASKING = QUESTIONS | SHOWING
POINTING = frozenset({"it", "that", "this", "them"})
CORRECTING = listed("""
actually no nope nah sorry only just wait but oops rather except unless if not without and also plus
instead
""")
"""Begins what puts right, or adds to, what is shown."""
NUMBER_ALONE = re.compile(
    r"\*?(?:order )?#?(?:[a-z]{1,4}-)?\d+\*?(?:(?: and| or|,) #?\d+)*[.!]?", re.IGNORECASE
)
ALL_FINE = re.compile(
    r"(?:(?:no|oh|actually|sorry|wait|ok|okay|well|hang on)\b[,.! ]*)*"
    r"(?:(?:it's|its|they're|theyre|they are|it is) )?all (?:fine|good|ok|okay|mint|perfect)[.! ]*",
    re.IGNORECASE,
)
"""“actually all fine”."""
PLAIN = re.compile(
    r"(?:yes|yeah|yep|yup|aye|y)(?:,? (?:please|pls|do it|do that|go ahead|to both|both))*[.! ]*"
    r"|do it|go ahead|confirm",
    re.IGNORECASE,
)
"""A yes and nothing of praise: “yes please”, “do it”."""
NONE_OF = re.compile(
    r"(?:(?:no|nope|nah|actually|sorry)\b[,.! ]*)*"
    r"(?:neither|none|none of (?:them|those|these)|no to (?:both|all|all of them)"
    r"|(?:cancel|scrap|forget|drop|leave|skip)"
    r" (?:both|both of them|them both|them all|all of them))"
    r"(?: (?:please|pls|then|thanks|ta))*[.! ]*",
    re.IGNORECASE,
)
"""“neither”, “no to both”."""
ASKED_KINDLY = listed("please pls plz")
AGREEING = listed("yes yeah yep yup ya aye ok okay sure fine good great")


def settles(text: str) -> str:
    """“yes”, “no” or “undo” when the whole message is one; otherwise nothing."""
    cleaned = understand.clean(text)
    typed = tokens.read(text)
    if undoing.asks(scoring.speeches()[talk_words.UNDO], typed):
        return "undo"
    if settling.waits_or_doubts(typed):
        return ""
    word = settling.settles(typed)
    if word or cleaned == text.rstrip(" ?") or settling.is_doubtful(typed):
        return word
    word = settling.settles(tokens.read(cleaned))
    # “can you confirm” and “ok?” ask
    return "" if word == "yes" and {"you", "?"} & set(typed.words()) else word


def agrees_to_undo(text: str) -> bool:
    """“yes, put it back how it was”, where it was just asked whether to undo."""
    typed = tokens.read(text)
    doing = scoring.speeches()[talk_words.UNDO].cues | {"put"}
    return settling.settles(typed, doing) == "yes"


def only_acknowledges(asked: Asked, where: Where, text: str, waits: Waits) -> bool:
    """Whether a yes is no more than the word that an answer is taken in with.

    “ok” agrees to what was shown just before, and “ok thanks” never: a change that was shown
    earlier is not to be made by politeness.
    """
    typed = tokens.read(text)
    # after a button of several that were shown together, praise may be of what it did
    pressed = is_pressed(waits)
    if settling.is_grateful(typed) or (pressed and not PLAIN.fullmatch(text.strip())):
        return True
    if not settling.acknowledges(typed) or waits.undoes or not is_shown(waits.proposals):
        return False
    return pressed or not memory.recall(asked, where).is_shown


def is_pressed(waits: Waits) -> bool:
    """Whether a button settled some of what was shown together."""
    return not {one.token for one in waits.proposals}.issuperset(waits.together)


def calls_off(asked: Asked, where: Where, text: str) -> str:
    """“cancel the whole thing”, of a return: a no where it waits, and to be undone where done."""
    if not calling_off.is_said(tokens.read(text).clean):
        return ""
    recalled = memory.recall(asked, where)
    if recalled.pending is not None:
        return "no" if calling_off.goes_back(recalled.pending.command.name) else ""
    focus = recalled.focus
    is_back = focus is not None and calling_off.goes_back(focus.command.name)
    return "undo" if is_back and recalled.is_done else ""


def may_put_right(text: str) -> bool:
    """Whether a message may say how what waits is to be, though it was read as a question.

    “actually Tom Hale”, “only on etsy”, “yes and a teapot”; not “and where is 1044?”.
    """
    words = tokens.read(text).words()
    if "?" in words or not ASKING.isdisjoint(words):
        return False
    if NUMBER_ALONE.fullmatch(text.strip()):
        return True  # “1044”, of a change of 1042
    begins = not CORRECTING.isdisjoint(words[:1])
    agrees = not AGREEING.isdisjoint(words[:1]) and len(words) > 1
    # “1042 please”, of another order
    return begins or agrees or not ASKED_KINDLY.isdisjoint(words)


def asks_anew(asked: Asked, where: Where, text: str, waits: Waits) -> bool:
    """“cancel it”, of an order that was shown: where nothing waits, it is a request and no “no”."""
    if waits.proposals or waits.undoes or POINTING.isdisjoint(tokens.read(text).words()):
        return False
    after = After(asked, memory.recall(asked, where), text)
    is_of_it = after.recalled.focus is not None and not after.recalled.is_done
    return is_of_it and after.with_it.verdict in {"confirm", "clarify"}


def content(asked: Asked, where: Where, text: str, waits: Waits) -> str:
    """“perfect”: a yes to the one change that was shown just before, and to nothing else."""
    if waits.undoes or waits.asks_which or waits.together or len(waits.proposals) != 1:
        return ""
    if not settling.is_content(tokens.read(text)):
        return ""
    recalled = memory.recall(asked, where)
    return "yes" if recalled.is_shown and recalled.proposal is waits.proposals[0] else ""


def said_again(asked: Asked, where: Where, text: str, waiting: list[Proposal]) -> Frame | None:
    """The change that waits, where a message says it again in words that are no plain yes or no.

    It is shown again and says what to press: nobody is to think that it is done.
    """
    words = tokens.read(text)
    if len(words.tokens) > settling.LONGEST + 3 or not waiting:
        return None
    recalled = memory.recall(asked, where)
    pending = recalled.pending
    # “where is 1042”, and then “ok ship it”, is of another order
    if pending is None or recalled.focus is not pending:
        return None
    doing = frames.speech_of(pending.command).cues
    previews = [one for one in waiting if not proposals.is_question(one)]
    is_last = not proposals.is_question(waiting[0]) or waiting[0].command == QUESTION
    # “she doesn't want it any more”, of a cancellation: why, which lets go of nothing
    is_again = settling.says_again(words, doing) or is_why(pending.command.name, words.clean)
    if not is_last or not is_again:
        return None
    previews = proposals.without_repeats(previews)
    if len(previews) > 1:
        raise dialogue_which.ask(asked, where, previews)
    drop_marks(waiting)
    return pending


def agrees_to_it(asked: Asked, where: Where, text: str, waiting: list[Proposal]) -> bool:
    """“yes, send it”: a yes to the one change that was just shown, or before a moment's wait.

    After a wait a bare yes is too little, and “yes, go ahead” is enough.
    """
    is_paused = proposals.is_paused(waiting)
    previews = waiting[1:] if is_paused else waiting
    if len(previews) != 1 or proposals.is_question(previews[0]):
        return False
    recalled = memory.recall(asked, where)
    is_of_it = recalled.proposal is previews[0] and recalled.focus is recalled.pending
    if recalled.pending is None or not is_of_it or not (is_paused or recalled.is_shown):
        return False
    said, doing = tokens.read(text), frames.speech_of(recalled.pending.command).cues
    goes_on = is_paused and resuming.goes_ahead(said)
    return goes_on or resuming.agrees_to_it(said, doing)


def how_goods_are(asked: Asked, where: Where, text: str) -> str:
    """“actually all fine”, of goods that are shown as broken: that they are; nothing: no such word.

    It would be a yes anywhere else.
    """
    if not ALL_FINE.fullmatch(text.strip()):
        return ""
    pending = memory.recall(asked, where).pending
    found = pending.values.get("found") if pending is not None else None
    is_fine = not found or all(one.disposition == AS_TAKEN_IN for one in found)
    return "" if is_fine else "they're all fine"


def lets_go_of_all(text: str, waits: Waits) -> bool:
    """“neither”, “none of them”, of changes that were shown together."""
    return bool(waits.together) and NONE_OF.fullmatch(text.strip()) is not None


def drop_marks(waiting: list[Proposal]) -> None:
    """Forget that words came to nothing before: it is clear now to what a yes is."""
    for one in waiting:
        if one.command == QUESTION:
            one.state = "dropped"


def beside(asked: Asked, where: Where, text: str, waiting: list[Proposal]) -> str:
    """A yes or a no to the one change that waits, with more said beside it; else nothing.

    “yes, 36” where that is shown, “nah scrap that, I'll do it myself”.
    """
    after = _of_what_waits(asked, where, text, waiting)
    pending = after.state.pending if after is not None else None
    if after is None or pending is None:
        return ""
    if named := _by_its_name(after):
        return named
    # “confirm 1043” is a request of its own
    is_own = any(match.weight[0] > 0 for match in understand.understand(text))
    agrees = after.recalled.is_shown and agrees_openly(after.reader, pending, after.read)
    agrees = agrees or (not is_own and agreed(after.reader, pending, after.read, plainly=True))
    if agrees or is_own or after.is_turned:
        return "yes" if agrees else ""
    is_lost = after.read.verdict not in {"confirm", "answer"}
    is_no = letting_go.lets_go(after.reader, after.state, after.read)
    return "no" if is_no or (is_lost and letting_go.gives_up(after.state, after.read)) else ""


def _by_its_name(after: After) -> str:
    """“plenty. do the transfer”, “never mind the price change”: a yes or a no that names it."""
    pending, said = after.state.pending, after.read
    if pending is None:
        return ""
    if lets_go_of(said.text, pending.command, after.reader.judge.acting):
        return "no"
    return "yes" if agrees_by_name(after.state, said) else ""


def may_mean_another(asked: Asked, where: Where, text: str) -> bool:
    """Whether a yes, or a no, may be of something else than what waits.

    “yes that one” behind another order; “yes send it” of what is to be held; “never mind the move”
    of a cancellation.
    """
    after = After(asked, memory.recall(asked, where), text)
    pending, said = after.state.pending, after.read
    if pending is None:
        return False
    words = said.text.words()
    return (
        points_elsewhere(after.state, said)
        or is_contrary(pending, words)
        or lets_go_of_another(said.text, pending.command)
    )


def _of_what_waits(asked: Asked, where: Where, text: str, waiting: list[Proposal]) -> After | None:
    """A message behind the one change that waits; None: another, several or none waits."""
    if len(waiting) != 1 or proposals.is_question(waiting[0]):
        return None
    after = After(asked, memory.recall(asked, where), text)
    return after if after.recalled.proposal is waiting[0] else None


def lets_go_openly(asked: Asked, where: Where, text: str, waiting: list[Proposal]) -> bool:
    """“no, he walked out”: a no to the one change that waits, in words that put nothing right."""
    after = _of_what_waits(asked, where, text, waiting)
    if after is None or after.is_turned or follow(after) is not None:
        return False
    if after.state.pending is not None and is_why(
        after.state.pending.command, after.read.text.clean
    ):
        return False
    return openly.lets_go(after.reader, after.state, after.read)


def lets_go_first(asked: Asked, where: Where, text: str) -> bool:
    """“never mind that, where is 1043”: what waits is let go of, and the rest is asked."""
    after = After(asked, memory.recall(asked, where), text)
    asks = after.read.verdict in {"answer", "confirm"} and not after.is_turned
    return asks and letting_go.lets_go_first(after.read)


def is_shown(waiting: list[Proposal]) -> bool:
    """Whether a change waits for its yes, and not only a question for its word."""
    return any(not proposals.is_question(one) for one in waiting)
