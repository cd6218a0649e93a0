"""Field masks: which parts of an answer are wanted, which parts of a thing are changed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from assistant.playground.sheets_errors import BadRequest, Json

Mask = dict[str, Any]
"""Field -> mask of what is within; an empty mask is all of it."""
WORD = re.compile(r"[A-Za-z_]\w*|\*|[(),./]")


@lru_cache(maxsize=512)
def mask(said: str) -> Mask:
    """A mask such as `sheets(properties.title,data/rowData)` or `*`.

    Raises:
        BadRequest: it is not one.
    """
    words = WORD.findall(said.replace(" ", ""))
    if "".join(words) != said.replace(" ", ""):
        raise BadRequest(f"Invalid field mask: {said}")
    found: Mask = {}
    rest = _paths(words, 0, found)
    if rest != len(words):
        raise BadRequest(f"Invalid field mask: {said}")
    return found


def change_mask(said: Any) -> Mask:
    """The mask of a change, which must name at least one field.

    Raises:
        BadRequest: it names none.
    """
    if not said:
        raise BadRequest(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    return mask(said)


def _paths(words: list[str], at: int, into: Mask) -> int:
    while at < len(words) and words[at] != ")":
        at = _path(words, at, into)
        if at < len(words) and words[at] == ",":
            at += 1
    return at


def _path(words: list[str], at: int, into: Mask) -> int:
    while True:
        name = words[at]
        if not (name == "*" or name[0].isalpha() or name[0] == "_"):
            raise BadRequest(f"Invalid field mask: {''.join(words)}")
        known = name in into
        inner = into.setdefault(name, {})
        at += 1
        following = words[at] if at < len(words) else ""
        if following in {".", "/"} and at + 1 < len(words):
            at += 1
            if known and not inner:
                inner = {}  # all of it was wanted already
            into = inner
        elif following == "(":
            at = _paths(words, at + 1, inner)
            return at + 1
        else:
            inner.clear()
            return at


def masked(held: Any, wanted: Mask) -> Any:
    """What a mask leaves of an answer."""
    if not wanted or "*" in wanted:
        return held
    if isinstance(held, list):
        return [masked(one, wanted) for one in held]
    if not isinstance(held, dict):
        return held
    left = {}
    for name, inner in wanted.items():
        if name in held:
            left[name] = masked(held[name], inner)
    return left


def changed(before: Json, told: Json, wanted: Mask) -> Json:
    """A thing after a change: the fields of the mask as told, gone where nothing is told."""
    if "*" in wanted:
        everything: Json = _filled(told)
        return everything
    after = dict(before)
    for name, inner in wanted.items():
        new = told.get(name)
        if inner and "*" not in inner:
            part = changed(before.get(name) or {}, new or {}, inner)
            after[name] = part
            if not part:
                del after[name]
        elif new is None:
            after.pop(name, None)
        else:
            after[name] = _filled(new)
    return after


def _filled(held: Any) -> Any:
    """JSON without what is null, as the API reads it."""
    if isinstance(held, dict):
        return {key: _filled(one) for key, one in held.items() if one is not None}
    return [_filled(one) for one in held] if isinstance(held, list) else held
