"""“not 1045”, “only the hold”: of several changes that wait together, some are let go of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant import dialogue_memory as memory
from assistant import dialogue_proposals as proposals
from assistant import dialogue_shown, frames, loosely
from assistant.dialogue_proposals import Where
from assistant.dialogue_running import Answer
from assistant.dialogue_several import run_all
from assistant.frames import Frame
from assistant.understanding.acts import Understood
from assistant.understanding.settling import CALLED
from assistant.understanding.several_orders import of_several
from commands.kit import Asked
from oms.tables.messages import Proposal

BY_NAME = re.compile(
    r"(?:(?:no|but|oh|ok|actually|sorry|wait|yes|yeah)\b,? *)*"
    r"(?:(?P<only>only|just)|not|without|skip|drop|scrap|forget|never ?mind|leave out)"
    r" the (?P<noun>\w+)(?: (?:please|pls|then|for now|yet))*[.! ]*",
    re.IGNORECASE,
)
"""“not the hold”, “just the shipment please”."""


def fewer(asked: Asked, where: Where, said: str, waiting: Sequence[Proposal]) -> Answer | None:
    """Those that stay of the changes that were shown together, each shown again; None: all do.

    Args:
        asked: who says it, and the books.
        where: the conversation, with what was shown together.
        said: the message.
        waiting: what waits, the newest first.
    """
    group = [one for one in waiting[::-1] if one.token in where.together]
    shown = [frame for one in group if (frame := _frame(asked, one)) is not None]
    if not 1 < len(shown) == len(group):
        return None
    stays = _by_name(shown, said) or _by_order(shown, loosely.understood(asked, said))
    if not stays:
        return None
    for one, frame in zip(group, shown, strict=True):
        stayed = frame in stays
        # what somebody confirmed meanwhile is not shown again
        if not proposals.drop(asked.books, where, one.token, replaced=stayed) and stayed:
            stays.remove(frame)
    return run_all(asked, where, stays) if stays else None


def _by_name(shown: Sequence[Frame], said: str) -> list[Frame]:
    """“not the hold”: those whose command is not called so."""
    told = BY_NAME.fullmatch(said.strip())
    called = [one for one in shown if told and told["noun"].lower() in _names(one.command.name)]
    if told is None or len(called) != 1:
        return []
    return called if told["only"] else [one for one in shown if one not in called]


def _by_order(shown: Sequence[Frame], understood: Understood) -> list[Frame]:
    """“leave 1045 out of it”: those of the other orders, where each is of another."""
    acts = [frames.act_of(one, "confirm") for one in shown]
    numbers = [number for act in acts if isinstance(number := act.slots.get("order"), str)]
    if len(set(numbers)) < len(shown):
        return []
    kept = of_several(replace(acts[0], slots={"order": tuple(numbers)}), understood).get("order")
    stays = [kept] if isinstance(kept, str) else [*(kept or ())]
    return [one for one, number in zip(shown, numbers, strict=True) if number in stays]


def _names(command: str) -> set[str]:
    return {*command.split("_"), *CALLED.get(command, ())} - {"order"}


def _frame(asked: Asked, proposal: Proposal) -> Frame | None:
    """What was shown under a proposal; None: it cannot be read any more."""
    kept = proposal.shown[dialogue_shown.SAID] if proposal.shown else None
    return memory.frame_of(asked, kept) if kept else None
