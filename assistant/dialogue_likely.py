"""“Did you mean …?”: what a sentence that was not understood may be, as buttons to press.

Each button says in full what it asks, in a phrase that would be understood, and asks exactly that:
a change is shown first, like any other. Whoever denies, supposes or tells of a change is offered
none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from assistant import dialogue_memory as memory
from assistant import dialogue_reading as reading
from assistant import loosely, understand
from assistant.dialogue_follow import Heard
from assistant.dialogue_offers import Offer, one_of
from assistant.frames import Frame
from commands.kit import Asked, Command
from oms.periods import Days
from oms.records import Channel, Customer, Location, Order, Return, Sku, Supplier

MOST = 3
PUTS_RIGHT = {("no",), ("not",), ("nope",)}
"""How a message begins that is about the one before it, and asks for nothing of its own."""


def did_you_mean(heard: Heard, first: Iterable[Frame] = ()) -> list[Offer]:
    """Buttons of up to three things that a sentence may be; none where nothing comes near.

    Args:
        heard: the sentence.
        first: what comes before the others.
    """
    labelled: dict[str, Frame] = {}
    for frame in (*first, *_likely(heard)):
        labelled.setdefault(wording(heard.asked, frame), frame)
    readings = [(label, memory.carried(frame)) for label, frame in labelled.items() if label]
    return one_of(heard.asked, readings[:MOST])


def wording(asked: Asked, frame: Frame) -> str:
    """What a frame asks, in words that are read as just that; empty where there are none."""
    for name in (_title, _code):
        told = {slot: name(value) for slot, value in frame.values.items()}
        for words in _phrases(frame.command, told):
            read = reading.strict(asked, words).readings
            if memory.carried(frame) in map(memory.carried, read):
                return words
    return ""


def _phrases(command: Command, told: Mapping[str, str]) -> Iterator[str]:
    """The phrases that have room for just what is told, each as one would say it."""
    for phrase in command.phrases:
        parts = understand.PART.findall(phrase)
        slots = [part[1:-1] for part in parts if part.startswith("{")]
        own = [part for part in parts if part[0] not in "[{"]
        # a bare “R-1” would say nothing of what is asked of it
        if own and sorted(slots) == sorted(told):
            yield " ".join(_said(part, told) for part in parts if not part.startswith("["))


def _likely(heard: Heard) -> Iterator[Frame]:
    if heard.read.text.words()[:1] in PUTS_RIGHT:
        return
    for match in loosely.likely(heard.reader, heard.read):
        found = reading.read(heard.asked, match)
        if isinstance(found, Frame) and found.command.is_for(heard.asked.who):
            yield found


def _said(part: str, told: Mapping[str, str]) -> str:
    """A part of a phrase as one would say it: the first of several ways."""
    if part.startswith("{"):
        return told[part[1:-1]]
    return part.strip("()").split("|")[0]


def called(value: object) -> str:
    """What a thing is called in a menu: by its name, and a product by its code too."""
    return f"{value.title} ({value.code})" if isinstance(value, Sku) else _title(value)


def _title(value: object) -> str:
    """A value of the books as people call it."""
    match value:
        case Sku():
            return value.title
        case Order() | Return():
            return value.number
        case Location() | Channel() | Customer() | Supplier():
            return value.name
        case Days():
            return f"{value.first.isoformat()}..{value.last.isoformat()}"
    return str(value)


def _code(value: object) -> str:
    """A value of the books under a name that nothing else has."""
    match value:
        case Sku() | Location() | Channel():
            return value.code
        case Customer():
            return f"customer {value.id}"
    return _title(value)
