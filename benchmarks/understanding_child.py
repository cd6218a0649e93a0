"""One size of `benchmarks.understanding`: makes the names, measures, prints one JSON document."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import sys
import time
from collections.abc import Callable, Sequence

import psutil
from rapidfuzz import fuzz, process

from assistant.understanding import scoring
from assistant.understanding.index import Known
from assistant.understanding.names import KnownOrder, Named, Names, Product
from assistant.understanding.parse import Reader
from assistant.understanding.products import ProductIndex, words_of
from assistant.understanding.word_lists import listed

THINGS = sorted(
    listed("""
mug teapot lantern candle cushion napkin apron jar tray bowl doormat clock frame basket vase
blanket towel bunting doorstop coaster trinket heart bird owl bottle lunchbox umbrella parasol
planter mirror
""")
)
MAKES = sorted(
    listed("""
enamel ceramic wicker glass linen cotton jute slate copper brass bamboo felt velvet marble zinc
resin
""")
)
STYLES = sorted(
    listed("""
vintage retro rustic regency polkadot paisley gingham floral nordic tartan botanical harlequin
""")
)
COLOURS = sorted(
    listed("""
red blue green ivory mustard teal charcoal blush sage cobalt amber lilac
""")
)
SIZES = ("small", "large", "")
PACKS = ("", "set of 4", "pack of 12", "with lid")
QUERIES, ROUNDS = 300, 3
TODAY = dt.date(2026, 11, 20)
SAID = (
    "how many {} have we got", "{} left in leeds?", "move 3 {} from leeds to york", "price of {}",
    "order 24 {} from harrow", "where is 1043", "ship 1043 with dpd 15501234567890",
    "take 2 {} off york, smashed", "sales of {} last month", "cancel 1044 she changed her mind",
    "lovely weather for a walk by the river", "refund 1043 and put a note on it saying sorry",
)  # fmt: skip


def names(size: int) -> list[str]:
    """So many different names, dense with near twins."""
    every = itertools.product(THINGS, MAKES, STYLES, COLOURS, SIZES, PACKS)
    made = [" ".join(f"{style} {size_} {colour} {make} {thing} {pack}".split())
            for thing, make, style, colour, size_, pack in every]  # fmt: skip
    random.Random(7).shuffle(made)
    return made[:size]


def spoilt(name: str, dice: random.Random) -> str:
    """A name as somebody would type it in a hurry."""
    words = name.split()
    way = dice.choice(("clean", "typo", "typo", "dropped", "turned", "plural", "two typos"))
    if way == "dropped" and len(words) > 3:
        words.pop(dice.randrange(len(words) - 1))
    if way == "turned":
        dice.shuffle(words)
    if way == "plural":
        words[-1] += "s"
    for _ in range({"typo": 1, "two typos": 2}.get(way, 0)):
        at = max(range(len(words)), key=lambda place: (len(words[place]), dice.random()))
        word = words[at]
        cut = dice.randrange(1, len(word) - 1)
        words[at] = word[:cut] + word[cut + 1 :] if len(word) > 4 else word
    return " ".join(words)


def timed(ask: Callable[[str], object], said: Sequence[str]) -> dict[str, float]:
    """CPU milliseconds of one question: the median and the 99th of a hundred."""
    spent = []
    for one in said:
        began = time.process_time()
        ask(one)
        spent.append((time.process_time() - began) * 1000)
    spent.sort()
    return {"p50": spent[len(spent) // 2], "p99": spent[int(len(spent) * 0.99)]}


def consistent(index: ProductIndex, said: str, name: str) -> bool:
    """Whether the first product found has all that the right one has of what was said."""
    read = [index.reading(word) or word for word in words_of(said)]
    ranked = index.ranked(read, 1)
    if not ranked:
        return False
    found, wanted = set(words_of(ranked[0][0])), set(words_of(name))
    return len(found & set(read)) >= len(wanted & set(read))


def main(size: int) -> None:
    """Measure and print."""
    titles = names(size)
    shop = Names(
        products=tuple(Product(title, title) for title in titles),
        places=(Named("LDS", ("Leeds",)), Named("YRK", ("York",))),
        carriers=(Named("dpd", ("dpd",)),),
        suppliers=(Named("S1", ("Harrow",)),),
        orders={number: KnownOrder(number, stage="open") for number in ("1043", "1044")},
    )
    before = psutil.Process().memory_info().rss
    known = Known(shop)
    index_mb = (psutil.Process().memory_info().rss - before) / 1e6
    reader = Reader(scoring.speeches(), scoring.scorer(), known, TODAY)
    dice = random.Random(11)
    wanted = [dice.choice(titles) for _ in range(QUERIES)]
    typed = [spoilt(name, dice) for name in wanted]
    messages = [dice.choice(SAID).format(one) for one in typed] * ROUNDS
    reader.read(messages[0])
    index = known.products
    link = timed(lambda said: index.ranked([index.reading(w) or w for w in words_of(said)]), typed)
    pairs = list(zip(typed, wanted, strict=True))
    right = sum(consistent(index, *pair) for pair in pairs) / len(pairs)
    some = pairs if size < 50_000 else pairs[:60]
    ratio = timed(lambda said: process.extractOne(said, titles, scorer=fuzz.token_sort_ratio),
                  [said for said, _ in some])  # fmt: skip
    hits = sum(
        process.extractOne(said, titles, scorer=fuzz.token_sort_ratio)[0] == name
        for said, name in some
    )
    understood = sum(reader.read(said).verdict != "none" for said in messages[:QUERIES]) / QUERIES
    parse = {**timed(reader.read, messages), "understood": understood}
    told = {"parse": parse, "link": {**link, "right": right},
            "rapidfuzz": {**ratio, "right": hits / len(some)}, "index_mb": index_mb}  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
