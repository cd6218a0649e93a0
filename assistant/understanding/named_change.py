"""“plenty. do the transfer”, “never mind the price change”: a yes or a no that names what waits.

It says which change is meant, so it counts also behind a question that was answered in between.
"""

from __future__ import annotations

import re

from assistant.understanding.acts import Act, Understood
from assistant.understanding.agreeing_beside import is_beside
from assistant.understanding.elsewhere import is_of_another
from assistant.understanding.letting_go import BEHIND
from assistant.understanding.settling import CALLED, is_doubtful, settles
from assistant.understanding.state import State
from assistant.understanding.tokens import Text, read
from assistant.understanding.word_lists import phrases

GOING_ON = re.compile(
    r"(?:(?:yes|yeah|yep|aye|ok|okay|right|so|then|and|please|now|let's|lets|just|you can"
    r"|we can) )*(?:do|make|place|confirm|put"
    r"|(?:go ahead|carry on|crack on|get on|go on|continue|proceed|press on) with)"
    r" (?:the|that|this) (?P<noun>\w+)(?: change)?(?: (?:on|through|in))?"
    r"(?: (?:then|now|please|pls|yes|thanks|ta|as it is|as shown|as planned))*"
)
"""“carry on with the return then”."""
LETTING_GO = re.compile(
    r"(?:(?:oh|ok|okay|no|nah|actually|well|right|hm+|sorry|let's|lets|just)\b[,.]? *)*"
    r"(?:never ?mind|forget|scrap|drop|bin|ditch|skip|scrub|don't bother with|hold off on)"
    r"(?: about)? the (?P<noun>\w+)(?: change)?(?= *(?:$|[,.;!–-]))",
    re.IGNORECASE,
)
"""“never mind the price change, …”."""
GOODS = "goods"
"""In place of the goods of what waits."""
OPENING = re.compile(
    r"(?:(?:ok|okay|right|good|great|yes|yeah|yep|so|well|and|lovely|fine|grand|super|cool|brill"
    r"|perfect|champion|magic|smashing|cheers|ta|thanks)(?: |$))+"
)
TAKEN_IN = frozenset(phrases("""
thought not | thought so | as i thought | plenty there | enough then | good to know | that's enough
| that's plenty | that 's enough | that 's plenty
"""))  # fmt: skip
"""How the answer to a question in between is taken in."""


def agrees_by_name(state: State, understood: Understood) -> bool:
    """Whether a message says to do the change that waits, by its name.

    Args:
        state: before the message.
        understood: the message; one that names goods or an order asks for more than a yes.
    """
    if state.pending is None or is_of_another(state):
        return False
    text = _with_its_goods(state.pending, understood) if understood.tags else understood.text
    return text is not None and _goes_on_with(text, state.pending.command)


def _with_its_goods(pending: Act, understood: Understood) -> Text | None:
    """“yes go ahead with the mats”, with another word for them; None: it names something else."""
    shown, named = pending.slots.get("product", ()), understood.tags
    is_it = len(named) == 1 and named[0].kind == "product" and {*shown} <= {*named[0].value}
    if not (is_it and shown):
        return None
    said, at = understood.text, named[0]
    before, behind = said.between(0, at.first), said.between(at.past, len(said.tokens))
    return read(f"{before} {GOODS} {behind}")


def _goes_on_with(text: Text, command: str) -> bool:
    if "?" in text.words() or is_doubtful(text):
        return False
    parts = [" ".join(one.word for one in read(part).tokens if one.is_word)
             for part in re.split(r"[,.;!–-]+(?:\s+|$)", text.clean)]  # fmt: skip
    others = [part for part in parts if not _goes_on(part, command)]
    return len(parts) - len(others) == 1 and all(map(_only_takes_in, others))


def _goes_on(part: str, command: str) -> bool:
    """“do the transfer then”."""
    found = GOING_ON.fullmatch(part)
    return found is not None and found["noun"] in _nouns(command) | {GOODS}


def lets_go_of(text: Text, command: str, acting: frozenset[str]) -> bool:
    """Whether a message begins by letting go of the change of this command, by its name.

    Args:
        text: the message.
        command: of the change that waits.
        acting: the verbs of all changes; “forget the address, ship it” asks for another.
    """
    found = LETTING_GO.match(text.clean)
    if found is None or found["noun"].lower() not in _nouns(command) or "?" in text.words():
        return False
    behind = [one.word for one in read(text.clean[found.end() :]).tokens if one.is_word]
    is_told = not behind or behind[0] in BEHIND
    return is_told and acting.isdisjoint(behind) and not any(word.isdigit() for word in behind)


def lets_go_of_another(text: Text, command: str) -> bool:
    """“never mind the transfer”, where a cancellation waits: nothing of what waits."""
    found = LETTING_GO.match(text.clean)
    noun = found["noun"].lower() if found else ""
    return noun in ALL_NOUNS - _nouns(command)


def _nouns(command: str) -> frozenset[str]:
    """What a change is called; “the order” is so only of what is ordered."""
    return frozenset(CALLED.get(command, ()))


ALL_NOUNS = frozenset(noun for command in CALLED for noun in _nouns(command)) - {"order", "stock"}


def _only_takes_in(part: str) -> bool:
    """Whether a part beside it says nothing of what is to be done."""
    opening = OPENING.match(part)
    part = part[opening.end() :] if opening else part
    is_said = not part or part in TAKEN_IN or is_beside(part.split())
    # what may stand beside a yes says nothing: “very well”
    return is_said or settles(read(f"yes {part}")) == "yes"
