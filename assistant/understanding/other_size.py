"""“swap the 20cm tin for the 23”, “no, she said 8s”: goods told by another size of the same.

Of the same are goods whose title says nothing else but for its figures: “Cake Tin 20cm” and “23cm”.
What goes or comes instead may be told by another word of its title, too: “instead of the navy”.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.understanding import sized
from assistant.understanding.acts import Act, Understood
from assistant.understanding.english import singular
from assistant.understanding.index import Known
from assistant.understanding.products import words_of
from assistant.understanding.slots import Slots
from assistant.understanding.tag_sheet import Sheet, Tag
from assistant.understanding.word_lists import listed

SAID = re.compile(
    r"(?P<from>\d+(?:\.\d+)?)(?:-(?P<to>\d+))?(?P<unit>(?!s$)[a-z]{1,2})?(?P<many>'?s)?"
)
"""“8”, “8s”, “3-6”, “23cm”."""
UNITS = frozenset({"month", "year", "size", "uk", "eu", "pack", "age", "cm", "mm", "ml", "kg", "g"})
"""What may stand beside the figure of a size in a title."""
CHANGING = listed("""
exchange exchanged exchanging swap swapped swapping change changed changing switch switched replace
replaced
""")
"""Only beside one of these is what stands behind a “for” the size of other goods."""
OTHERWISE = (("instead", "of"), ("rather", "than"), ("not", "the"))
"""Between what is wanted and what it is to come in place of."""
MOST = 40
"""Products that are looked at."""
FOR, BEFORE_SIZE = frozenset({"for", "to", "with"}), frozenset({"the", "a", "an", "size", "some"})
GIVEN_BACK = frozenset({"start_return", "receive_return", "refund"})
"""What goes back by these is on the order; what an exchange sends for it is not."""
BESIDE = listed("""
yes but yeah ok no nope nah oh ah sorry wait actually hang on hmm hm not size the a an some ones one
she he they i said says say saying meant mean wants want it its it's 's is should be make that now
please pls then customer in for
""")
"""Words of a message that says no more than another size."""


def of_same(known: Known, codes: Sequence[str], said: str) -> tuple[str, ...]:
    """The one product that is as these are, in the size that is said; empty: there is none.

    Args:
        known: with the titles of the goods.
        codes: what is spoken of; of several, nothing is told.
        said: the size as typed.
    """
    size = SAID.fullmatch(said)
    if size is None or len(codes) != 1:
        return ()
    own = _words(known, codes[0])
    called = [word for word in sorted(own - UNITS) if not SAID.fullmatch(word)]
    near = {code for word in called for code, _ in known.products.ranked([word], limit=MOST)}
    found = [code for code in sorted(near - {*codes}) if _is_of(known, code, own, size)]
    return (found[0],) if len(found) == 1 else ()


def recognise(sheet: Sheet, known: Known) -> None:
    """Name what goods are exchanged for, where only its size is said.

    Args:
        sheet: of the message, its products named by now.
        known: the shop's names.
    """
    goods = [one for one in sheet.tags if one.kind == "product"]
    if len(goods) != 1 or len(goods[0].value) != 1:
        return
    other = _instead(sheet, known, goods[0])
    if other is None and not CHANGING.isdisjoint(sheet.words):
        other = _for_a_size(sheet, known, goods[0])
    if other is not None:
        sheet.add(other)


def _for_a_size(sheet: Sheet, known: Known, goods: Tag) -> Tag | None:
    """“the 20cm tin for the 23”: what stands behind the “for”."""
    words = sheet.words
    for before in (at for at in range(goods.past, len(words)) if words[at] in FOR):
        at = next((at for at in range(before + 1, len(words)) if words[at] not in BEFORE_SIZE), 0)
        # “the 1000 piece” is a name by itself
        is_more = any(map(known.products.knows, map(singular, words[at + 1 : at + 2])))
        codes = _in_size(known, goods.value, words[at]) if at and sheet.free(at) else ()
        if codes and not is_more:
            return Tag(at, at + 1, "product", codes)
    return None


def _in_size(known: Known, codes: tuple[str, ...], said: str) -> tuple[str, ...]:
    """The same goods in the size that is said: in figures, “XL” or “the large”."""
    if said not in sized.SIZES:
        return of_same(known, codes, said)
    titles = [words_of(title) for title in known.titles(codes)]
    return known.products.other(titles, said, codes)


def _instead(sheet: Sheet, known: Known, goods: Tag) -> Tag | None:
    """“mustard aprons instead of the navy”: the other apron, by the one word that it is told by."""
    words = sheet.words
    pairs = pairwise(words)
    at = next((at for at, pair in enumerate(pairs) if pair in OTHERWISE), -1)
    if at < 0 or (words[at] == "not" and goods.past > at):
        return None
    behind = at + 2 + (words[at + 2 : at + 3] == ("the",))
    past = at - (words[at - 1] == ",")
    other = behind if goods.past == past else at - 1 if goods.first == behind else -1
    if not 0 <= other < len(words) or not sheet.free(other):
        return None
    said = [words_of(title) for title in known.titles(goods.value)]
    codes = known.products.other(said, singular(words[other]), goods.value)
    # “the 30cm skillet instead of the 26”
    codes = codes or _in_size(known, goods.value, words[other])
    return Tag(other, other + 1, "product", codes) if codes else None


def otherwise(known: Known, pending: Act, understood: Understood) -> Slots:
    """“no, she said 8s”, of a change of goods: the same in another size.

    Args:
        known: with the titles of the goods.
        pending: the change that waits.
        understood: the message.
    """
    words = [token.word for token in understood.text.tokens if token.is_word]
    said = [word for word in words if word not in BESIDE]
    size = SAID.fullmatch(said[0]) if len(said) == 1 else None
    if size is None or pending.command in GIVEN_BACK or "?" in understood.text.words():
        return {}
    name = "to_product" if "to_product" in pending.slots else "product"
    # a figure alone is how many
    is_size = size["to"] or size["unit"] or size["many"] or "size" in words
    if not is_size and (name == "product" or "units" in pending.slots):
        return {}
    codes: tuple[str, ...] = pending.slots.get(name, ())
    found = of_same(known, codes, said[0])
    # “8s”, where the size 9 is to go: not what goes itself
    return {name: found} if found and found != pending.slots.get("product") else {}


def _is_of(known: Known, code: str, own: set[str], size: re.Match[str]) -> bool:
    """Whether a product is called as another one is, and of that size."""
    for title in known.titles((code,)):
        words = [word for word in words_of(title) if word not in UNITS]
        figures = [found for word in words if (found := SAID.fullmatch(word))]
        rest = {word for word in words if not SAID.fullmatch(word)}
        told = [size["from"], *([size["to"]] if size["to"] else [])]
        is_that_size = [one["from"] for one in figures] == told
        units = {one["unit"] for one in figures} - {None}
        if rest and rest <= own and is_that_size and (not size["unit"] or size["unit"] in units):
            return True
    return False


def _words(known: Known, code: str) -> set[str]:
    return {word for title in known.titles((code,)) for word in words_of(title)}
