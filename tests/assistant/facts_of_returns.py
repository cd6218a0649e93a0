"""What the templates about returns are given, with any word in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assistant.dialogue_photos import Kept
from oms.approvals import Asked
from oms.order_card import OrderCard
from oms.return_cards import Found, LineCard, ReturnCard, ReturnFound
from oms.return_findings import Finding
from oms.returns import PlannedReturn

Facts = Callable[[str], dict[str, Any]]
TODAY = dt.date(2026, 11, 24)
TOKEN = "t" * 16
MANY = 30
WRITES = (
    "start_return", "agree_return", "receive_return", "inspect_return", "cancel_return",
    "close_return", "no_refund", "blind_return", "supplier_credited", "supplier_takes_returns",
)  # fmt: skip


def of_returns(filled: Callable[..., Any], card: Callable[[str], OrderCard]) -> dict[str, Facts]:
    """The facts by template.

    Args:
        filled: a value of a type in which every text is the word.
        card: an order whose words are all the word.
    """

    def coming_back(word: str) -> ReturnCard:
        return return_card(filled, word)

    def changed(word: str) -> dict[str, Any]:
        return {"card": coming_back(word), "findings": findings(filled, word), "note": word,
                "became": [word] * MANY if len(word) % 2 else [],
                "units": 3, "missing": 3, "supplier": word, "takes": len(word) % 2 == 0,
                "waits": filled(Asked, word) if len(word) % 2 else None,
                "who": word, "token": TOKEN}  # fmt: skip

    def preview(word: str) -> dict[str, Any]:
        return changed(word) | {
            "place": word, "reject": len(word) % 2 == 0, "before": len(word) % 2 == 1,
            "despite": word, "concerns": (word,) * MANY, "shelves": {7: 4},
            "second": len(word) % 2 == 0, "worth": word,
        }  # fmt: skip

    def started(word: str) -> dict[str, Any]:
        lines = [filled(PlannedReturn, word)] * MANY
        return preview(word) | {"order": card(word), "lines": lines, "why": word,
                                "wanted": "credit",
                                "ends_on": TODAY if len(word) % 2 else None}  # fmt: skip

    def inspected(word: str) -> dict[str, Any]:
        # what is judged anew cannot be undone: there is no token
        return changed(word) | {"token": TOKEN if len(word) % 2 else ""}

    def listed(word: str) -> dict[str, Any]:
        one = replace(filled(ReturnFound, word), state="authorised")
        returns = [one, replace(one, waiting=0), replace(one, waiting=0, received=0)] * 3
        return {"returns": returns, "total": 99, "to_inspect": len(word) % 2 == 0}

    facts: dict[str, Facts] = {}
    for name in WRITES:
        facts |= {name: preview, f"{name}_done": changed, f"{name}_undone": changed}
    facts |= {
        "start_return": started,
        "inspect_return_done": inspected,
        "receive_return": lambda word: preview(word) | {"rows": goods(word)},
        "blind_return": lambda word: preview(word) | {"rows": goods(word)},
        "return_status": lambda word: {"card": coming_back(word), "today": TODAY},
        "open_returns": listed,
        "photos_kept": lambda word: {"kept": Kept(word, 2, len(word) % 2)},
    }
    told = {f"replies/{name}": given for name, given in facts.items()}
    return told | {"notices/return_expires": reminded, "notices/return_expired": reminded}


def return_card(filled: Callable[..., Any], word: str) -> ReturnCard:
    """A return whose words are all the word, with units that wait, are judged and never came."""
    made: ReturnCard = filled(ReturnCard, word)
    line: LineCard = filled(LineCard, word)
    found = (Found(1, 2, word, "restock"), Found(2, 1, word, "write_off"))
    line = replace(line, inspected=3, found=found, is_announced=len(word) % 2 == 0)
    photos = tuple((word, f"https://photos.example/{place}") for place in range(MANY))
    noted = word or "–"  # a return without a note has a block less
    return replace(made, currency="GBP", lines=(line,) * MANY, photos=photos, ledger_note=noted)


def findings(filled: Callable[..., Any], word: str) -> list[Finding]:
    """What was seen of as many lines as a return can have, and more than are listed."""
    made: Finding = filled(Finding, word)
    return [replace(made, disposition="restock"), replace(made, disposition="write_off")] * MANY


def goods(word: str) -> list[dict[str, Any]]:
    """Goods that are counted in: fewer than awaited, more, and some at a place of no stock."""
    row = {"sku": word, "title": word, "units": 2, "awaited": 2, "came": 3, "on_hand": 5}
    return [row, row | {"came": 1}] * MANY + [row | {"on_hand": None}]


def reminded(word: str) -> dict[str, Any]:
    """A return of which nothing came."""
    return {"number": word, "order": word, "customer": word, "left": len(word) % 3,
            "lines": [[2, word]] * MANY}  # fmt: skip
