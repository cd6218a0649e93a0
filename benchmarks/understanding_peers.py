"""hassil and adapt-parser over the sentences of `benchmarks.understanding`: one JSON document.

Both are given the same dozen ways to ask, written in their own form, and the names of all products.
They are an extra of the benchmarks (`requirements-bench.lock`), left out where it is missing.
"""

from __future__ import annotations

import importlib.util
import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

import psutil

from benchmarks.understanding_child import SAID, names, spoilt, timed

QUERIES, FEWER, LARGE = 120, 30, 50_000
SENTENCES = {
    "stock_level": ["how many {product} have we got", "{product} left in {place}"],
    "transfer_stock": ["move {number} {product} from {place} to {place}"],
    "product_info": ["price of {product}"],
    "create_po": ["order {number} {product} from harrow"],
    "order_status": ["where is {number}"],
    "ship_order": ["ship {number} with dpd {number}"],
    "adjust_stock": ["take {number} {product} off {place} [smashed]"],
    "sales_report": ["sales of {product} last month"],
    "cancel_order": ["cancel {number} [she changed her mind]"],
    "refund_order": ["refund {number} [and put a note on it saying sorry]"],
}
KEYWORDS = {
    "stock_level": "how many|left", "transfer_stock": "move", "product_info": "price",
    "create_po": "order", "order_status": "where is", "ship_order": "ship", "adjust_stock": "take",
    "sales_report": "sales", "cancel_order": "cancel", "refund_order": "refund",
}  # fmt: skip
PLACES = ("leeds", "york")


def hassil(titles: list[str]) -> Callable[[str], object]:
    """Its strict matching over its own templates."""
    intents_of, recognising = _module("hassil.intents"), _module("hassil.recognize")
    intents = intents_of.Intents.from_dict({
        "language": "en",
        "intents": {name: {"data": [{"sentences": said}]} for name, said in SENTENCES.items()},
        "lists": {"number": {"range": {"from": 0, "to": 9_999}}},
    })  # fmt: skip
    lists = {
        "product": intents_of.TextSlotList.from_strings(titles),
        "place": intents_of.TextSlotList.from_strings(list(PLACES)),
    }
    return lambda said: recognising.recognize(said, intents, slot_lists=lists)


def adapt(titles: list[str]) -> Callable[[str], object]:
    """Its keywords, with every name an entity."""
    engine = _module("adapt.engine").IntentDeterminationEngine()
    builder = _module("adapt.intent").IntentBuilder
    for title in titles:
        engine.register_entity(title, "Product")
    for place in PLACES:
        engine.register_entity(place, "Place")
    for intent, words in KEYWORDS.items():
        for word in words.split("|"):
            engine.register_entity(word, f"{intent}Word")
        one = builder(intent).require(f"{intent}Word").optionally("Product").optionally("Place")
        engine.register_intent_parser(one.build())
    return lambda said: list(engine.determine_intent(said))


def _module(name: str) -> Any:
    return importlib.import_module(name)


def main(size: int) -> None:
    """Measure those that are installed and print."""
    titles = names(size)
    dice = random.Random(11)
    count = QUERIES if size < LARGE else FEWER
    messages = [dice.choice(SAID).format(spoilt(dice.choice(titles), dice)) for _ in range(count)]
    told: dict[str, Any] = {}
    for name, make in (("hassil", hassil), ("adapt", adapt)):
        if importlib.util.find_spec(name) is None:
            continue
        before, began = psutil.Process().memory_info().rss, time.process_time()
        ask = make(titles)
        ready = time.process_time() - began
        ask(messages[0])
        understood = sum(bool(ask(said)) for said in messages) / len(messages)
        told[name] = {**timed(ask, messages), "ready_s": ready, "understood": understood,
                      "mb": (psutil.Process().memory_info().rss - before) / 1e6}  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
