"""A question that goes on from the one before it: “and the small ones?”, “from Harrow”."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.understanding import around, otherwise, putting_right
from assistant.understanding.acts import Act, Understood
from assistant.understanding.beginning import narrows, opening, opens
from assistant.understanding.clause import QUESTIONS
from assistant.understanding.english import FUNCTION
from assistant.understanding.fragments import is_fragment
from assistant.understanding.given import again
from assistant.understanding.given import given as slots_given
from assistant.understanding.narrowing_by_state import narrowed_by_state
from assistant.understanding.parse import Reader
from assistant.understanding.report_again import of_the_report
from assistant.understanding.slots import Slots
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.talk_words import AGAIN, CORRECTING, FOLLOWING, GOING_ON
from assistant.understanding.turning import spoken

BARE_COUNT = frozenset({"<product>", "<units>", "<place>", "in", "at", ","})
"""“sketching pencils 11”, and where: one count after the other."""
ASKING = QUESTIONS - {"do"}
"""Words that ask, where “now do 61 too” does not."""
LIKE = {"courier": "carrier", "carrier": "carrier", "service": "carrier", "reason": "reason",
        "address": "address", "place": "place", "amount": "money", "number": "units",
        "quantity": "units", "note": "note"}  # fmt: skip
"""What somebody says is the same -> the slot that holds it."""
LIKEWISE = re.compile(
    r"(?: too| as well| also)?[ ,]+(?:and )?(?:with |by |via |for |at |to |from )?(?:the )?same "
    rf"(?P<like>{'|'.join(LIKE)})(?: as (?:before|that one|the last one))?[.!]*$",
    re.IGNORECASE,
)
SAME_ON = re.compile(
    rf"(?:(?:and|ok|now|then|put|add|the)\b,? *)*same (?P<like>{'|'.join(LIKE)}) (?:on|for|to|in) "
    r"(?P<rest>(?:order )?#?[\w-]*\d(?: (?:too|please|pls|as well|then))*)[.! ]*$",
    re.IGNORECASE,
)
"""“same note on 1044”."""
SAME_PRICE = re.compile(
    r"(?:(?:and|ok|now|then|put|the|do|also)\b,? *)*same price (?:on|for|to|as well for) "
    r"(?P<what>[^,;?]+?)(?: (?:too|please|pls|as well|then))*[.! ]*$",
    re.IGNORECASE,
)
"""“same price for the camembert”."""
AT_THE_SAME_PRICE = re.compile(
    r"(?:(?:and|ok|now|then|do|put|make|set|also|right)\b,? *)*(?P<what>\S.*?)"
    r"(?: too| as well| also)?[ ,]+(?:and )?(?:with |by |for |at |to )?(?:the )?same price"
    r"(?: as (?:before|that one|the last one))?(?: too| as well| also)?[.!]*",
    re.IGNORECASE,
)
"""“do the camembert at the same price too”."""
SIZE_LAST = re.compile(r"(\d+)(?= *$)")
WHOSE = frozenset({"order", "customer", "return"})
"""Of these one tells what is meant: “what about RET-62?”, after somebody's refund."""


def of_supplier(reader: Reader, focus: Act, understood: Understood) -> Act | None:
    """“from Harrow”: what was answered goes on with the supplier that is named.

    What the books cannot make is answered too: “order it yourself”, and then from whom.
    """
    speech = reader.speeches.get(focus.command)
    if speech is None or "supplier" not in speech.takes or focus.verdict != "answer":
        return None
    is_part = is_fragment(reader, understood, (*CORRECTING, *GOING_ON))
    if not is_part or not around.names_only(understood, "supplier"):
        return None
    # “and the Kestrel one”, after PO-207
    rest = {name: value for name, value in focus.slots.items() if name != "purchase"}
    return again(reader, replace(focus, slots=rest), {"supplier": understood.tags[0].value})


def likewise(reader: Reader, focus: Act, understood: Understood) -> Act | None:
    """“1044 too, same courier”, after a change: done again, with what it was done with."""
    on = SAME_ON.match(understood.text.clean)
    if on and focus.verdict == "execute" and LIKE[on["like"].lower()] in focus.slots:
        return narrowed(reader, focus, reader.read(f"{on['rest'].rstrip(' .!')} too"))
    said = LIKEWISE.search(understood.text.clean)
    if said is None or focus.verdict != "execute" or LIKE[said["like"].lower()] not in focus.slots:
        return None
    bare = reader.read(f"{understood.text.clean[: said.start()]} too")
    return narrowed(reader, focus, bare)


def at_the_same_price(reader: Reader, focus: Act, understood: Understood) -> Act | None:
    """“and the same price for the camembert”, after a price was set: of that one product."""
    goods = [tag for tag in understood.tags if tag.kind == "product"]
    if focus.command != "set_price" or focus.verdict != "execute" or len(goods) != 1:
        return None
    said = understood.text.clean
    found = SAME_PRICE.match(said) or AT_THE_SAME_PRICE.fullmatch(said)
    if found is None or _names_more(understood, goods[0]):
        return None
    # “the clear 750 at the same price”: no 750 of anything
    what = SIZE_LAST.sub(r"\1s", found["what"])
    same = narrowed(reader, focus, reader.read(f"{what} too"))
    return same if same is not None and same.slots.get("money") == focus.slots["money"] else None


def _names_more(understood: Understood, tag: Tag) -> bool:
    """Whether a joined word stands beside the goods that is none of them."""
    words = understood.text.words()
    return words[tag.past : tag.past + 1] in (("and",), ("or",), (",",), ("&",)) and any(
        word.isalpha() and word not in FUNCTION | {"same", "price"} for word in words[tag.past :]
    )


def of_theirs(reader: Reader, focus: Act, understood: Understood) -> Act | None:
    """“anything on hold?”, after somebody's orders were listed: of theirs."""
    slots = otherwise.of_theirs(focus, understood)
    return again(reader, focus, slots) if slots else None


def without_place(reader: Reader, focus: Act, understood: Understood) -> Act | None:
    """“and in total, everywhere”: the last question, of one place no more."""
    slots = otherwise.widened(focus, understood)
    return None if slots is None else again(reader, replace(focus, slots=slots), {})


def narrowed(reader: Reader, focus: Act, understood: Understood) -> Act | None:
    """The last question put again, with what the message names in place of what was named."""
    speech = reader.speeches.get(focus.command)
    if speech is None or not speech.keeps or not is_fragment(reader, understood, GOING_ON):
        return None
    if speech.writes and not _is_done_again(focus, understood):
        return None
    given = _named(reader, speech, focus, understood)
    whose = {"customer"} if "order" in speech.keeps else set()
    known = speech.keeps | whose | {"place", "date", "channel"}
    known |= {"counted"} if "counted" in focus.slots and focus.verdict == "execute" else set()
    if not given or not given.keys() <= known & (speech.takes | {"counted"}):
        return None
    kept = {name: value for name, value in focus.slots.items() if name in speech.keeps}
    if _asks_for_another(focus, understood) and given.keys().isdisjoint(kept):
        return None
    if "purchase" in given:
        kept.pop("supplier", None)  # “PO-122?”, after Tarn's
    if "supplier" in given:
        kept.pop("purchase", None)  # “and the Kestrel one”, after PO-207
    if WHOSE & given.keys():
        kept = {name: value for name, value in kept.items() if name not in WHOSE}
    return again(reader, replace(focus, slots=kept), given)


def _is_done_again(focus: Act, understood: Understood) -> bool:
    """“same for 1044”, after a change: a name by itself only asks about it."""
    words = spoken(understood)
    if not ASKING.isdisjoint(words):
        return False  # “and what's in 5204?”, after another order was put on hold
    # “and 5204 not”
    again_too = (opens(understood) or not AGAIN.isdisjoint(words)) and "not" not in words
    tells = putting_right.tells_what_was(focus, words)
    is_dropped = focus.verdict == "confirm" and len(understood.tags) > 1 and not tells
    # “sketching pencils 11”, where wax kits were counted
    is_bare = BARE_COUNT.issuperset(words) and {"<product>", "<units>"} <= {*words}
    counts = "counted" in focus.slots and is_bare and not any(tag.signed for tag in understood.tags)
    return is_dropped or (focus.verdict == "execute" and (again_too or counts))


def _named(reader: Reader, speech: Speech, focus: Act, understood: Understood) -> Slots:
    """What a message names for the question before it."""
    given = slots_given(reader, focus, understood, "")
    earlier = around.earlier(spoken(understood), focus.slots)
    # “the weekend before?”, which is a date by itself
    earlier = earlier or around.earlier(understood.text.words(), focus.slots)
    if earlier and given.get("units") == 1:
        del given["units"]  # “one week before this”
    if "customer" in given and "product" not in speech.takes - speech.unsaid:
        given.pop("product", None)  # “and Grace's baskets?”, of where an order is
    return given | earlier


def _asks_for_another(focus: Act, understood: Understood) -> bool:
    """Whether a message asks something else word for word, and goes on from nothing."""
    own = understood.acts[0] if understood.acts else None
    goes_on = opening(spoken(understood), FOLLOWING) or narrows(understood)
    is_other = own is not None and own.stage == "phrase" and own.command != focus.command
    return is_other and not goes_on


WAYS = (of_the_report, narrowed, likewise, at_the_same_price, of_theirs, of_supplier, without_place,
        narrowed_by_state)  # fmt: skip
"""Each takes the reader, the question before and the message, and gives the question anew."""
