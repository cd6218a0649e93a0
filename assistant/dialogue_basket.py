"""“and a teapot”, “make the mugs 3”, “no, for Tom Hale”: an order by telephone, as it is shown.

The order waits for its yes; what is said of it shows it anew, and nothing is written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant import loosely
from assistant.frames import Frame
from commands.kit import Asked
from commands.slots_orders import Items
from oms.errors import ShopError
from oms.records import Sku

NEW = "new_order"
BEFORE = (
    r"(?:(?:ok|okay|yes|yeah|yep|oh|ah|sorry|no|wait|actually|please|so|can you|could you)[,.! ]+)*"
)
ADDED = re.compile(
    BEFORE + r"(?:and|plus|also|add|with)\b[, ]*(?:also |add |put |on |in )*(?P<goods>\S.*?)"
    r"(?: too| as well| please| pls| then| (?:on|to|onto) (?:it|that|there|the order))*[.! ]*",
    re.IGNORECASE,
)
TAKEN_OFF = re.compile(
    BEFORE + r"(?:take off|take out|remove|drop|without|minus|leave out|scrap|not)\b[, ]*"
    r"(?:the |any )?(?P<goods>[^\d\s][^\d]*?)"
    r"(?: please| pls| then| (?:off|from) (?:it|that|the order))*[.! ]*",
    re.IGNORECASE,
)
SET = re.compile(
    BEFORE
    + r"(?:make|change|set)(?: (?:it|that))?(?: (?:the )?(?P<goods>\S.*?))??(?: (?:to|into))?"
    r" (?P<units>\d{1,5}|one|two|three|four|five|six|seven|eight|nine|ten)[.! ]*",
    re.IGNORECASE,
)
FOR = re.compile(
    BEFORE + r"(?:(?:it'?s|it is|that'?s|for|make it for|make that for)[, ]+)*"
    r"(?P<who>[^\d\s,?][^\d,?]*?)[.! ]*",
    re.IGNORECASE,
)
NUMBERS = r"(?:\d{1,5}|one|two|three|four|five|six|seven|eight|nine|ten)"
COUNTED = re.compile(rf"^(?:another|an?|some|the|one more) (?={NUMBERS}\b)", re.IGNORECASE)
BEGINS_WITH_NUMBER = re.compile(rf"{NUMBERS}\b", re.IGNORECASE)
BARE = re.compile(rf"{NUMBERS}(?: \d+)*", re.IGNORECASE)
MORE = re.compile(r"^(?:another|an?|some|one more|the) ", re.IGNORECASE)


def values(asked: Asked, pending: Frame, said: str) -> Iterator[dict[str, Any]]:
    """What a message changes of the order that is shown, the likeliest first.

    Args:
        asked: who says it, and the books.
        pending: the order.
        said: the message.
    """
    before: Items = pending.values["items"]
    if (told := ADDED.fullmatch(said)) and (more := _items(asked, pending, told["goods"])):
        yield {"items": _together(before, more)}
    if told := SET.fullmatch(said):
        goods = (told["goods"] or "").strip()
        if not goods and len(before) == 1:
            goods = asked.books.get_one(Sku, before[0][0]).code
        if goods and (one := _items(asked, pending, f"{told['units']} {goods}")):
            yield {"items": tuple((dict(before) | dict(one)).items())}
    if (told := TAKEN_OFF.fullmatch(said)) and (gone := _items(asked, pending, told["goods"])):
        left = tuple(item for item in before if item[0] != gone[0][0])
        if left and len(left) < len(before):
            yield {"items": left}
    if (told := FOR.fullmatch(said)) and (who := _known(asked, told["who"])):
        yield {"buyer": who}


def _items(asked: Asked, pending: Frame, goods: str) -> Items:
    """What is named, with its number; nothing: it is no goods of ours."""
    said = COUNTED.sub("", goods.strip().replace(",", " ")).replace(" more ", " ")
    said = MORE.sub("1 ", said)
    if BARE.fullmatch(said):
        return ()  # “and 1” is no product whose code has a 1
    for one in (said,) if BEGINS_WITH_NUMBER.match(said) else (f"1 {said}",):
        try:
            found: Items = pending.command.slots["items"].read(asked, one)
        except ShopError:
            continue
        return found
    return ()


def _together(before: Items, more: Items) -> Items:
    units = dict(before)
    for sku_id, added in more:
        units[sku_id] = units.get(sku_id, 0) + added
    return tuple(units.items())


def _known(asked: Asked, who: str) -> str:
    """The customer that all of the words name; nothing: they name none, or several."""
    read = loosely.understood(asked, who)
    kinds = [tag.kind for tag in read.tags]
    if kinds != ["customer"] or len(read.tags[0].value) != 1:
        return ""
    named = read.text.between(read.tags[0].first, read.tags[0].past)
    return str(read.tags[0].value[0]) if named.lower() == who.strip().lower() else ""
