"""Rows to which we gave the key that their product has now: what they showed is known by it. Pure.

The base has such a row by the key that it had. That we wrote another there is a patch of that key.
"""

from __future__ import annotations

from collections.abc import Mapping

from sheets.merge import Base
from sheets.originals import ours


def followed(base: Base | None) -> Mapping[str, str]:
    """The key that a row had -> the one that we gave it, where that is written since the read."""
    if base is None or base.frame.tab.renamed is None:
        return {}
    tab = base.frame.tab
    found = {}
    for key, cells in base.patches.items():
        if key in base.frame.places and tab.key[0] in cells:
            named = tab.key_of({heading: base.cell(key, heading) for heading in tab.key})
            if named not in {"", key}:
                found[key] = named
    return found


def with_followed(base: Base, keys: Mapping[str, str]) -> Base:
    """The base in which these rows show under their new key what they showed under the former.

    Args:
        base: what the tab showed.
        keys: the key that a row had -> the one that we gave it.
    """
    new = {key: {**ours(base, former), **base.patches.get(key, {})}
           for former, key in keys.items() if key not in base.frame.places}  # fmt: skip
    return Base(base.frame, {**base.patches, **new}) if new else base
