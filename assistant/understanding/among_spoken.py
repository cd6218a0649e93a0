"""Which of the goods that were spoken of is meant: “the brass one”, “put the side up to 26”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding import candidates, products, taken_over
from assistant.understanding.acts import Act, Understood
from assistant.understanding.english import FUNCTION, singular
from assistant.understanding.parse import Reader
from assistant.understanding.slots import Slots
from assistant.understanding.standing import put
from assistant.understanding.tag_sheet import Tag

ONES = (("one",), ("ones",))


def called_so(reader: Reader, focus: Act | None, understood: Understood) -> Understood:
    """“put the brass one up to £20”: of what may be called so, what was spoken of."""
    spoken: tuple[str, ...] = focus.slots.get("product", ()) if focus else ()
    words = (*understood.text.words(), "")
    for tag in understood.tags:
        among = tuple(code for code in tag.value if code in spoken) if tag.kind == "product" else ()
        if words[tag.past] in {"one", "ones"} and 0 < len(among) < len(tag.value):
            return _with_goods(reader, understood, tag.first, tag.past + 1, among)
    counted = taken_over.measured(spoken, understood) if len(spoken) == 1 else None
    if counted:
        tag, past = counted
        return _with_goods(reader, understood, tag.first, past, spoken)
    return understood


def _with_goods(
    reader: Reader, understood: Understood, first: int, past: int, codes: tuple[str, ...]
) -> Understood:
    """The message in which these tokens are some goods, and nothing else."""
    named = Tag(first, past, "product", codes)
    left = [one for one in understood.tags if one.past <= first or one.first >= past]
    tags = sorted([*left, named], key=lambda one: one.first)
    return reader.of_tags(understood.text, tags)


def titled_so(reader: Reader, held: Slots, understood: Understood) -> Understood | None:
    """“put the side up to 26”, after a side and slices of salmon: the one whose title says so."""
    spoken: Sequence[str] = held.get("product", ())
    act = understood.acts[0] if len(understood.acts) == 1 else None
    speech = reader.speeches.get(act.command) if act else None
    if not spoken or act is None or speech is None or not speech.writes:
        return None  # “how many big blues?” may be of anything
    is_named = any(tag.kind == "product" for tag in understood.tags)
    if "product" not in speech.takes or "product" in act.slots or is_named:
        return None
    words = understood.text.words()
    taken = {at for tag in understood.tags for at in range(tag.first, tag.past) if tag.sure}
    for at, word in enumerate(words):
        found = _titled(reader, spoken, word) if at not in taken else ()
        if len(found) == 1:
            named = Tag(at, at + 1 + (words[at + 1 : at + 2] in ONES), "product", found)
            # “the big one” counts nothing
            left = [one for one in understood.tags if one.past <= at or one.first >= named.past]
            return put(reader, replace(understood, tags=tuple(left)), named)
    return None


def _titled(reader: Reader, spoken: Sequence[str], word: str) -> tuple[str, ...]:
    """Those of some goods whose title has a word, or of which there is least or most."""
    if word in FUNCTION:
        return ()
    either = {word, singular(word)}
    found = tuple(
        code for code in spoken
        if not either.isdisjoint(products.words_of(" ".join(reader.known.titles((code,)))))
    )  # fmt: skip
    is_size = word in candidates.SMALL | candidates.BIG and len(spoken) > 1
    return found or (candidates.measured(reader, spoken, [word]) if is_size else ())
