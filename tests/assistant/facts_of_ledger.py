"""What the templates about the ledger are given, with any word in it.

Which blocks are made depends on nothing of the word but whether its length is odd.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from oms.ledger_edits import EditTold
from oms.ledger_notices import Asked

Filled = Callable[..., Any]
Facts = Callable[[str], dict[str, Any]]
KINDS = {"conflict": "conflict", "held": "held", "new_row": "new_row", "rename": "rename",
         "rows_gone": "gone_rows"}  # fmt: skip
"""Notice -> kind of the questions in it."""


def of_ledger(filled: Filled) -> dict[str, Facts]:
    """The facts by template.

    Args:
        filled: a value of a type in which every text is the word.
    """

    def asked(word: str, kind: str, several: int) -> list[Asked]:
        cells = tuple((word, word) for _ in range(8))
        one: Asked = filled(Asked, word, 5)
        return [dataclasses.replace(one, kind=kind, cells=cells)] * several

    def listed(word: str, kind: str) -> dict[str, Any]:
        several = 1 if _odd(word) else 5
        return {"asked": asked(word, kind, several), "total": 1 if _odd(word) else 99,
                "of": [2**31, 2**31, 99]}  # fmt: skip

    def changed(word: str) -> dict[str, Any]:
        several = 1 if _odd(word) else 5
        edits = [filled(EditTold, word)] * several
        return {"changed": edits, "total": 1 if _odd(word) else 99, "counts": [[word, 9]] * 8,
                "first": 3, "last": 99, **({} if _odd(word) else {"ended": 9})}  # fmt: skip

    def answered(word: str) -> dict[str, Any]:
        one = asked(word, "conflict", 1)[0] if _odd(word) else None
        more = listed("", "held") | {"asked": []} if _odd(word) else listed(word, "held")
        return {"answer": "sheet", "said": word, "one": one, "done": 9, "refused": 2, "why": word,
                "who": word, "token": "t" * 16 if _odd(word) else "", **more}  # fmt: skip

    def undone(word: str) -> dict[str, Any]:
        rest = changed(word)
        return {"undone": [filled(EditTold, word)] * 5, "total": 99, "refused": 2, "why": word,
                "changed": rest["changed"][:4], "first": 3, "last": 9, "who": word}  # fmt: skip

    def waiting(word: str) -> dict[str, Any]:
        if _odd(word):
            return {"counts": [], "asked": [], "total": 0, "of": []}
        kinds = ("conflict", "held", "new_row", "rename", "gone_rows")
        mixed = [asked(word, kind, 1)[0] for kind in kinds]
        return {"counts": [[kind, word, 9] for kind in kinds], "asked": mixed, "total": 99,
                "of": []}  # fmt: skip

    def passed(word: str) -> dict[str, Any]:
        return {"away": word if _odd(word) else "", "busy": False, "booked": 9, "written": 9,
                "problems": 2, "waiting": 3, "paused": [word] * 3}  # fmt: skip

    def put_back(word: str) -> dict[str, Any]:
        cell = {"title": word, "heading": word, "typed": word, "books": word}
        return {"cells": [cell] * 5, "total": 5 if _odd(word) else 99,
                "counts": 0 if _odd(word) else 99}  # fmt: skip

    notices: dict[str, Facts] = {
        f"notices/ledger_{name}": _of_kind(listed, kind) for name, kind in KINDS.items()
    }
    return notices | {
        "notices/ledger_changed": changed,
        "notices/ledger_put_back": put_back,
        "notices/ledger_rows_back": _rows_back,
        "notices/ledger_displaced": _displaced,
        "notices/ledger_paused": _paused,
        "notices/ledger_stopped": lambda word: {"why": word, "remedy": word},
        "notices/ledger_passed": passed,
        "replies/answer_ledger_done": answered,
        "replies/answer_ledger_undone": lambda word: _taken_back(filled(EditTold, word), word),
        "replies/undo_ledger_edit_done": undone,
        "replies/ledger_questions": waiting,
        "replies/ledger_value": lambda word: {
            "one": asked(word, "conflict", 1)[0],
            "value": word,
            "token": "t" * 16,
        },
        "replies/ledger_value_done": lambda word: {
            "edit": filled(EditTold, word) if _odd(word) else None,
            "who": word,
            "token": "t" * 16 if _odd(word) else "",
        },
        "replies/ledger_value_undone": lambda word: {"undone": filled(EditTold, word)},
        "replies/sync_now": lambda word: {"waits": _odd(word), "told_here": len(word) % 3 == 0},
    }


def _of_kind(listed: Callable[[str, str], dict[str, Any]], kind: str) -> Facts:
    return lambda word: listed(word, kind)


def _odd(word: str) -> bool:
    return len(word) % 2 == 1


def _taken_back(edit: EditTold, word: str) -> dict[str, Any]:
    several = 1 if _odd(word) else 5
    return {"undone": [edit] * several, "total": 1 if _odd(word) else 99,
            "refused": 0 if _odd(word) else 2, "why": word}  # fmt: skip


def _rows_back(word: str) -> dict[str, Any]:
    row = {"title": word, "why": word}
    return {"tab": word, "rows": [row] * 5, "total": 5 if _odd(word) else 99}


def _displaced(word: str) -> dict[str, Any]:
    cell = {"title": word, "heading": word, "typed": word}
    return {"cells": [cell] * 5, "total": 5 if _odd(word) else 99}


def _paused(word: str) -> dict[str, Any]:
    pause = {"tab": word, "heading": word if _odd(word) else "", "why": word, "remedy": word}
    return {"pauses": [pause] * 5, "total": 5 if _odd(word) else 99}
