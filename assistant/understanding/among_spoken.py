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


def called_so(reader: Reader, focus: Act | None, understood: Understood) -> Understood:
    """“put the brass one up to £20”: of what may be called so, what was spoken of."""
    spoken: tuple[str, ...] = focus.slots.get("product", ()) if focus else ()
    words = (*understood.text.words(), "")
    for tag in understood.tags:
        among = tuple(code for code in tag.value if code in spoken) if tag.kind == "product" else ()
        if words[tag.past] in {"one", "ones"} and 0 < len(among) < len(tag.value):
            whole = replace(tag, past=tag.past + 1, value=among, sure=True)
            others = [one for one in understood.tags if one.first not in {tag.first, tag.past}]
            found = sorted([*others, whole], key=lambda one: one.first)
            return reader.of_tags(understood.text, found)
    counted = taken_over.measured(spoken, understood) if len(spoken) == 1 else None
    if counted:
        tag, past = counted
        others = [one for one in understood.tags if one is not tag]
        whole = replace(tag, past=past, value=spoken, sure=True)
        found = sorted([*others, whole], key=lambda one: one.first)
        return reader.of_tags(understood.text, found)
    return understood


def titled_so(reader: Reader, held: Slots, understood: Understood) -> Understood | None:
    """“put the side up to 26”, after a side and slices of salmon: the one whose title says so."""
    spoken: Sequence[str] = held.get("product", ())
    act = understood.acts[0] if len(understood.acts) == 1 else None
    speech = reader.speeches.get(act.command) if act else None
    if not spoken or act is None or speech is None or not speech.writes:
        return None  # “how many big blues?” may be of anything
    if (
        "product" not in speech.takes
        or "product" in act.slots
        or any(tag.kind == "product" for tag in understood.tags)
    ):
        return None
    titles = {code: {*products.words_of(" ".join(reader.known.titles((code,))))} for code in spoken}
    taken = {at for tag in understood.tags for at in range(tag.first, tag.past) if tag.sure}
    for at, word in enumerate(understood.text.words()):
        found = (
            ()
            if at in taken or word in FUNCTION
            else tuple(
                code for code in spoken if singular(word) in titles[code] or word in titles[code]
            )
        )
        sized = word in candidates.SMALL | candidates.BIG and len(spoken) > 1
        found = found or (candidates.measured(reader, spoken, [word]) if sized else ())
        if len(found) == 1:
            ends = understood.text.words()[at + 1 : at + 2] in (("one",), ("ones",))
            named = Tag(at, at + 1 + ends, "product", found)
            # “the big one” counts nothing
            left = [one for one in understood.tags if one.past <= at or one.first >= named.past]
            return put(reader, replace(understood, tags=tuple(left)), named)
    return None
