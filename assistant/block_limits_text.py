"""What is wrong with the pieces of a Block Kit block: texts, options, buttons, inputs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Piece = Mapping[str, Any]
PLAIN = ("plain_text",)
ANY_TEXT = ("plain_text", "mrkdwn")
TOKEN = re.compile(r"\b(?:xox[a-z]|xapp|xwfp)-[\w-]{6,}", re.IGNORECASE)
"""Of Slack's: whoever reads it could speak as us."""
LONG_IN_BUTTON = (
    ("value", 2000), ("url", 3000), ("accessibility_label", 75), ("agent_prompt", 4000),
)  # fmt: skip
DATE_FORMATS = {
    "datepicker": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "timepicker": re.compile(r"\d{2}:\d{2}"),
    "datetimepicker": re.compile(r"\d{10}"),
}


@dataclass
class Faults:
    """What was found, each with a pointer to where."""

    found: list[str] = field(default_factory=list)

    def add(self, at: str, what: str) -> None:
        """Note one fault."""
        self.found.append(f"{at}: {what}")

    def needs(self, at: str, is_so: object, what: str) -> None:
        """Note a fault unless it is so."""
        if not is_so:
            self.add(at, what)

    def words(self, at: str, value: object, longest: int, *, shortest: int = 1) -> None:
        """A bare string of so many characters."""
        if not isinstance(value, str):
            self.add(at, "must be text")
        elif not shortest <= len(value) <= longest:
            self.add(at, f"has {len(value)} characters, {shortest} to {longest} are allowed")

    def size(self, at: str, value: object, fewest: int, most: int) -> list[Any]:
        """A list of so many entries; the list itself, empty when it is none."""
        if not isinstance(value, list):
            self.add(at, "must be a list")
            return []
        if not fewest <= len(value) <= most:
            self.add(at, f"has {len(value)} entries, {fewest} to {most} are allowed")
        return value


def text(faults: Faults, at: str, value: object, longest: int, kinds: Iterable[str]) -> None:
    """A text object: of an allowed kind, not empty, not too long, calling out to nobody."""
    if not isinstance(value, dict):
        faults.add(at, "must be a text object")
        return
    kind = str(value.get("type"))
    if kind not in kinds:
        faults.add(at, f"cannot be {kind}")
    faults.needs(at, kind != "plain_text" or "verbatim" not in value, "plain_text has no verbatim")
    faults.needs(at, kind != "mrkdwn" or "emoji" not in value, "mrkdwn has no emoji")
    faults.words(f"{at}/text", value.get("text"), longest)
    if kind == "mrkdwn":
        quiet(faults, f"{at}/text", value.get("text"))


def quiet(faults: Faults, at: str, value: object) -> None:
    """What Slack reads as markup names nobody and leads nowhere: rich text does that for us."""
    faults.needs(at, "<" not in str(value), "holds a mention, a link or a call to everybody")
    faults.needs(at, not TOKEN.search(str(value)), "holds a token")


def confirm(faults: Faults, at: str, value: object) -> None:
    """The question before a dangerous button: all four texts."""
    if not isinstance(value, dict):
        faults.add(at, "must be a confirm object")
        return
    text(faults, f"{at}/title", value.get("title"), 100, PLAIN)
    text(faults, f"{at}/text", value.get("text"), 300, ANY_TEXT)
    text(faults, f"{at}/confirm", value.get("confirm"), 30, PLAIN)
    text(faults, f"{at}/deny", value.get("deny"), 30, PLAIN)


def element(faults: Faults, at: str, piece: object, allowed: Iterable[str]) -> None:
    """One interactive element, or an image or text beside them."""
    if not isinstance(piece, dict):
        faults.add(at, "must be an element")
        return
    kind = str(piece.get("type"))
    if kind not in allowed:
        faults.add(at, f"{kind} is not allowed here")
        return
    if "action_id" in piece:
        faults.words(f"{at}/action_id", piece["action_id"], 255)
    if "placeholder" in piece:
        text(faults, f"{at}/placeholder", piece["placeholder"], 150, PLAIN)
    if "confirm" in piece:
        confirm(faults, f"{at}/confirm", piece["confirm"])
    rule = _ELEMENTS.get(kind)
    if rule is not None:
        rule(faults, at, piece)


def image(faults: Faults, at: str, piece: Piece) -> None:
    """An image has one source and words for those who do not see it."""
    sources = [name for name in ("image_url", "slack_file") if name in piece]
    faults.needs(at, len(sources) == 1, "needs exactly one of image_url and slack_file")
    if "image_url" in piece:
        faults.words(f"{at}/image_url", piece["image_url"], 3000)
    if "slack_file" in piece:
        named = piece["slack_file"]
        one = isinstance(named, dict) and len({"id", "url"} & named.keys()) == 1
        faults.needs(f"{at}/slack_file", one, "needs exactly one of id and url")
    faults.words(f"{at}/alt_text", piece.get("alt_text"), 2000)
    if "title" in piece:
        text(faults, f"{at}/title", piece["title"], 2000, PLAIN)


def _button(faults: Faults, at: str, piece: Piece) -> None:
    text(faults, f"{at}/text", piece.get("text"), 75, PLAIN)
    for name, longest in LONG_IN_BUTTON:
        if name in piece:
            faults.words(f"{at}/{name}", piece[name], longest)
    if "style" in piece:
        faults.needs(f"{at}/style", piece["style"] in {"primary", "danger"}, "is not a style")


def _icon_button(faults: Faults, at: str, piece: Piece) -> None:
    faults.needs(f"{at}/icon", piece.get("icon") == "trash", "is not an icon")
    text(faults, f"{at}/text", piece.get("text"), 75, PLAIN)


def _options(faults: Faults, at: str, piece: Piece, most: int) -> None:
    if "option_groups" in piece:
        faults.needs(at, "options" not in piece, "has both options and option_groups")
        for index, group in enumerate(
            faults.size(f"{at}/option_groups", piece["option_groups"], 1, 100)
        ):
            text(faults, f"{at}/option_groups/{index}/label", group.get("label"), 75, PLAIN)
            _option_list(faults, f"{at}/option_groups/{index}/options", group.get("options"), most)
        return
    _option_list(faults, f"{at}/options", piece.get("options"), most)


def _option_list(
    faults: Faults, at: str, options: object, most: int, *, is_overflow: bool = False
) -> None:
    values = []
    for index, option in enumerate(faults.size(at, options, 1, most)):
        if not isinstance(option, dict):
            faults.add(f"{at}/{index}", "must be an option")
            continue
        text(faults, f"{at}/{index}/text", option.get("text"), 75, ANY_TEXT)
        faults.words(f"{at}/{index}/value", option.get("value"), 75)
        if "description" in option:
            text(faults, f"{at}/{index}/description", option["description"], 75, ANY_TEXT)
        if "url" in option:
            faults.needs(f"{at}/{index}/url", is_overflow, "stands in an overflow menu only")
            faults.words(f"{at}/{index}/url", option["url"], 3000)
        values.append(option.get("value"))
    faults.needs(at, len(set(map(str, values))) == len(values), "has a value twice")


def _select(faults: Faults, at: str, piece: Piece) -> None:
    _options(faults, at, piece, 100)
    _first(faults, at, piece)
    _most_selected(faults, at, piece)


def _first(faults: Faults, at: str, piece: Piece) -> None:
    """What is chosen at first is one of what is offered, to the letter."""
    offered = [one for one in piece.get("options", []) if isinstance(one, dict)]
    for group in piece.get("option_groups", []):
        offered += group.get("options", [])
    first = piece.get("initial_options", [piece["initial_option"]] if "initial_option" in piece
                      else [])  # fmt: skip
    for option in first:
        faults.needs(at, option in offered, "starts with an option it does not offer")


def _external(faults: Faults, at: str, piece: Piece) -> None:
    _most_selected(faults, at, piece)


def _most_selected(faults: Faults, at: str, piece: Piece) -> None:
    if "max_selected_items" in piece:
        faults.needs(at, piece["max_selected_items"] >= 1, "max_selected_items is 1 or more")


def _conversations(faults: Faults, at: str, piece: Piece) -> None:
    if "initial_conversation" in piece:
        faults.words(f"{at}/initial_conversation", piece["initial_conversation"], 255)
    kept = piece.get("filter", {}).get("include", ["public"])
    is_known = bool(kept) and set(kept) <= {"im", "mpim", "private", "public"}
    faults.needs(f"{at}/filter", is_known, "includes im, mpim, private or public")


def _overflow(faults: Faults, at: str, piece: Piece) -> None:
    _option_list(faults, f"{at}/options", piece.get("options"), 5, is_overflow=True)


def _few(faults: Faults, at: str, piece: Piece) -> None:
    _options(faults, at, piece, 10)
    _first(faults, at, piece)


def _typed(faults: Faults, at: str, piece: Piece) -> None:
    least, most = piece.get("min_length", 0), piece.get("max_length", 3000)
    faults.needs(at, 0 <= least <= 3000 and 1 <= most <= 3000, "lengths are 0 to 3000")
    faults.needs(at, least <= most, "min_length is above max_length")
    if "initial_value" in piece:
        faults.words(f"{at}/initial_value", piece["initial_value"], most, shortest=0)


def _number(faults: Faults, at: str, piece: Piece) -> None:
    faults.needs(at, isinstance(piece.get("is_decimal_allowed"), bool), "says no decimal or not")
    for name in ("min_value", "max_value", "initial_value"):
        faults.needs(f"{at}/{name}", isinstance(piece.get(name, ""), str), "must be text")


def _picked_time(faults: Faults, at: str, piece: Piece) -> None:
    shape = DATE_FORMATS[piece["type"]]
    for name in ("initial_date", "initial_time", "initial_date_time"):
        if name in piece:
            well = shape.fullmatch(str(piece[name]))
            faults.needs(f"{at}/{name}", well, "is not written as Slack wants it")


def _file_input(faults: Faults, at: str, piece: Piece) -> None:
    faults.needs(at, 1 <= piece.get("max_files", 10) <= 10, "takes 1 to 10 files")


def _feedback(faults: Faults, at: str, piece: Piece) -> None:
    for name in ("positive_button", "negative_button"):
        one = piece.get(name)
        if not isinstance(one, dict):
            faults.add(f"{at}/{name}", "is needed")
            continue
        text(faults, f"{at}/{name}/text", one.get("text"), 75, PLAIN)
        faults.words(f"{at}/{name}/value", one.get("value"), 2000)


def _text_element(faults: Faults, at: str, piece: Piece) -> None:
    text(faults, at, piece, 3000, ANY_TEXT)


_ELEMENTS: dict[str, Callable[[Faults, str, Piece], None]] = {
    "button": _button,
    "static_select": _select,
    "multi_static_select": _select,
    "external_select": _external,
    "multi_external_select": _external,
    "conversations_select": _conversations,
    "overflow": _overflow,
    "checkboxes": _few,
    "radio_buttons": _few,
    "plain_text_input": _typed,
    "number_input": _number,
    "datepicker": _picked_time,
    "timepicker": _picked_time,
    "datetimepicker": _picked_time,
    "file_input": _file_input,
    "feedback_buttons": _feedback,
    "icon_button": _icon_button,
    "image": image,
    "plain_text": _text_element,
    "mrkdwn": _text_element,
}
