"""Every hard limit that is a number: what stands just within it, and just beyond.

Each entry makes a piece of a given size, and says the fewest and the most that Slack takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Block = dict[str, Any]
Limit = tuple[Callable[[int], Block], int, int]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def markup(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def words(length: int) -> Block:
    return plain("x" * length)


def section(**more: Any) -> Block:
    return {"type": "section", "text": plain("x"), **more}


def button(**more: Any) -> Block:
    return {"type": "button", "action_id": "a", "text": plain("Go"), **more}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def field(element: Block, **more: Any) -> Block:
    return {"type": "input", "label": plain("x"), "element": element, **more}


def option(number: int = 0, **more: Any) -> Block:
    return {"text": plain(f"{number}"), "value": f"{number}", **more}


def options(many: int) -> list[Block]:
    return [option(number) for number in range(many)]


def select(**more: Any) -> Block:
    return {"type": "static_select", "action_id": "s", "options": options(2), **more}


def choice(kind: str, **more: Any) -> Block:
    return {"type": kind, "action_id": "s", "options": options(2), **more}


def groups(many: int, label: int = 1, inside: int = 1) -> Block:
    made = [{"label": words(label), "options": options(inside)} for _ in range(many)]
    return {"type": "static_select", "action_id": "s", "option_groups": made}


def rich(*said: Block) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [*said]}]}


def bullets(indent: int) -> Block:
    inner = [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]
    part = {"type": "rich_text_list", "style": "bullet", "indent": indent, "elements": inner}
    return {"type": "rich_text", "elements": [part]}


def cell(text: str) -> Block:
    return {"type": "raw_text", "text": text}


def number(value: Any) -> Block:
    return {"type": "raw_number", "value": value, "text": f"{value}"}


def table(*rows: list[str], **more: Any) -> Block:
    return {"type": "table", "rows": [[cell(text) for text in row] for row in rows], **more}


def data_table(*rows: list[Block], **more: Any) -> Block:
    return {"type": "data_table", "caption": "Stock", "rows": [*rows], **more}


def stock_table(**more: Any) -> Block:
    return data_table([cell("Place"), cell("Units")], [cell("York"), number(3)], **more)


def chart(
    series: int = 1, points: int = 1, name: str = "n", category: str = "c", title: int = 1,
    **axes: Any,
) -> Block:  # fmt: skip
    """A bar chart of so many series with so many points each."""
    labels = [category] if points == 1 else [f"{at}" for at in range(points)]
    drawn = [{"name": name if series == 1 else f"{at}",
              "data": [{"label": label, "value": 1} for label in labels]}
             for at in range(series)]  # fmt: skip
    inner = {"type": "bar", "series": drawn, "axis_config": {"categories": labels, **axes}}
    return {"type": "data_visualization", "title": "x" * title, "chart": inner}


def pie(many: int = 1, label: str = "x", value: float = 1) -> Block:
    parts = [{"label": label, "value": value}] * many
    inner = {"type": "pie", "segments": parts}
    return {"type": "data_visualization", "title": "x", "chart": inner}


def card(**more: Any) -> Block:
    return {"type": "card", "title": plain("x"), **more}


def container(children: int = 1, **more: Any) -> Block:
    inner = [{"type": "divider"}] * children
    return {"type": "container", "title": plain("x"), "elements": inner, **more}


def feedback(label: int = 1, value: int = 1) -> Block:
    one = {"text": words(label), "value": "x" * value}
    return {"type": "feedback_buttons", "action_id": "fb", "positive_button": one,
            "negative_button": one}  # fmt: skip


def asked(**more: Any) -> Block:
    return actions(button(confirm={"title": plain("x"), "text": plain("x"), "confirm": plain("x"),
                                   "deny": plain("x"), **more}))  # fmt: skip


def image(**more: Any) -> Block:
    return {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "Sales fell", **more}


BLOCKS: dict[str, Limit] = {
    "block_id": (lambda n: {"type": "divider", "block_id": "x" * n}, 1, 255),
    "header": (lambda n: {"type": "header", "text": words(n)}, 1, 150),
    "section text": (lambda n: section(text=words(n)), 1, 3000),
    "fields": (lambda n: {"type": "section", "fields": [plain("x")] * n}, 1, 10),
    "field": (lambda n: {"type": "section", "fields": [words(n)]}, 1, 2000),
    "context": (lambda n: {"type": "context", "elements": [plain("x")] * n}, 1, 10),
    "context text": (lambda n: {"type": "context", "elements": [words(n)]}, 1, 3000),
    "actions": (lambda n: actions(*(button(action_id=f"{i}") for i in range(n))), 1, 25),
    "action_id": (lambda n: actions(button(action_id="x" * n)), 1, 255),
    "button text": (lambda n: actions(button(text=words(n))), 1, 75),
    "button value": (lambda n: actions(button(value="x" * n)), 1, 2000),
    "button url": (lambda n: actions(button(url="x" * n)), 1, 3000),
    "button label": (lambda n: actions(button(accessibility_label="x" * n)), 1, 75),
    "button prompt": (lambda n: actions(button(agent_prompt="x" * n)), 1, 4000),
    "placeholder": (lambda n: actions(select(placeholder=words(n))), 1, 150),
    "confirm title": (lambda n: asked(title=words(n)), 1, 100),
    "confirm text": (lambda n: asked(text=words(n)), 1, 300),
    "confirm yes": (lambda n: asked(confirm=words(n)), 1, 30),
    "confirm no": (lambda n: asked(deny=words(n)), 1, 30),
    "options": (lambda n: actions(select(options=options(n))), 1, 100),
    "option text": (lambda n: actions(select(options=[option(text=words(n))])), 1, 75),
    "option value": (lambda n: actions(select(options=[option(value="x" * n)])), 1, 75),
    "description": (lambda n: actions(select(options=[option(description=words(n))])), 1, 75),
    "groups": (lambda n: actions(groups(n)), 1, 100),
    "group label": (lambda n: actions(groups(1, label=n)), 1, 75),
    "group options": (lambda n: actions(groups(1, inside=n)), 1, 100),
    "overflow": (lambda n: actions(choice("overflow", options=options(n))), 1, 5),
    "overflow url": (lambda n: actions(choice("overflow", options=[option(url="x" * n)])), 1, 3000),
    "checkboxes": (lambda n: actions(choice("checkboxes", options=options(n))), 1, 10),
    "radio buttons": (lambda n: actions(choice("radio_buttons", options=options(n))), 1, 10),
    "selected": (lambda n: actions(choice("multi_static_select", max_selected_items=n)), 1, 99),
    "searched": (lambda n: actions({"type": "multi_external_select", "max_selected_items": n}),
                 1, 99),
    "image url": (lambda n: {"type": "image", "image_url": "x" * n, "alt_text": "x"}, 1, 3000),
    "alt text": (lambda n: image(alt_text="x" * n), 1, 2000),
    "image title": (lambda n: image(title=words(n)), 1, 2000),
    "indent": (bullets, 0, 8),
    "rich words": (lambda n: rich({"type": "text", "text": "x" * n}), 1, 12_000),
    "rich link": (lambda n: rich({"type": "link", "url": "x" * n}), 1, 3000),
    "markdown": (lambda n: {"type": "markdown", "text": "x" * n}, 1, 12_000),
    "rows": (lambda n: table(*[["x"]] * n), 1, 100),
    "columns": (lambda n: table(["x"] * n), 1, 20),
    "column settings": (lambda n: table(["x"], column_settings=[{}] * n), 0, 20),
    "cell": (lambda n: table(["x" * n]), 1, 10_000),
    "data rows": (lambda n: data_table(*[[cell("x")]] * n), 2, 101),
    "data columns": (lambda n: data_table(*[[cell("x")] * n] * 2), 1, 20),
    "caption": (lambda n: stock_table(caption="x" * n), 1, 3000),
    "page size": (lambda n: stock_table(page_size=n), 1, 100),
    "chart title": (lambda n: chart(title=n), 1, 50),
    "series": (lambda n: chart(series=n), 1, 6),
    "series name": (lambda n: chart(name="x" * n), 1, 20),
    "points": (lambda n: chart(points=n), 1, 20),
    "category": (lambda n: chart(category="x" * n), 1, 20),
    "x label": (lambda n: chart(x_label="x" * n), 1, 50),
    "y label": (lambda n: chart(y_label="x" * n), 1, 50),
    "segments": (pie, 1, 6),
    "segment label": (lambda n: pie(label="x" * n), 1, 20),
    "segment value": (lambda n: pie(value=n), 1, 99),
    "card title": (lambda n: card(title=words(n)), 1, 150),
    "card subtitle": (lambda n: card(subtitle=words(n)), 1, 150),
    "card body": (lambda n: card(body=words(n)), 1, 200),
    "card subtext": (lambda n: card(subtext=words(n)), 1, 200),
    "card buttons": (lambda n: card(actions=[button(action_id=f"{i}") for i in range(n)]), 1, 3),
    "carousel": (lambda n: {"type": "carousel", "elements": [card()] * n}, 1, 10),
    "container": (container, 1, 10),
    "container title": (lambda n: container(title=words(n)), 1, 150),
    "container subtitle": (lambda n: container(subtitle=words(n)), 1, 150),
    "feedback": (lambda n: {"type": "context_actions",
                            "elements": [{**feedback(), "action_id": f"{i}"} for i in range(n)]},
                 1, 5),
    "feedback text": (lambda n: {"type": "context_actions", "elements": [feedback(label=n)]},
                      1, 75),
    "feedback value": (lambda n: {"type": "context_actions", "elements": [feedback(value=n)]},
                       1, 2000),
    "icon": (lambda n: {"type": "context_actions", "elements": [
        {"type": "icon_button", "icon": "trash", "text": words(n)}]}, 1, 75),
    "alert": (lambda n: {"type": "alert", "text": words(n)}, 1, 200),
    "label": (lambda n: field({"type": "plain_text_input"}, label=words(n)), 1, 2000),
    "hint": (lambda n: field({"type": "plain_text_input"}, hint=words(n)), 1, 2000),
    "max length": (lambda n: field({"type": "plain_text_input", "max_length": n}), 1, 3000),
    "min length": (lambda n: field({"type": "plain_text_input", "min_length": n}), 0, 3000),
    "initial value": (lambda n: field({"type": "plain_text_input", "max_length": 9,
                                       "initial_value": "x" * n}), 0, 9),
    "files": (lambda n: field({"type": "file_input", "max_files": n}), 1, 10),
}  # fmt: skip
"""Name -> a block of that size, the fewest, the most."""


def modal(*blocks: Block, **more: Any) -> Block:
    return {"type": "modal", "title": plain("x"), "submit": plain("x"), "blocks": list(blocks),
            **more}  # fmt: skip


VIEWS: dict[str, Limit] = {
    "title": (lambda n: modal(title=words(n)), 1, 24),
    "submit": (lambda n: modal(submit=words(n)), 1, 24),
    "close": (lambda n: modal(close=words(n)), 1, 24),
    "private_metadata": (lambda n: modal(private_metadata="x" * n), 0, 3000),
    "callback_id": (lambda n: modal(callback_id="x" * n), 0, 255),
    "external_id": (lambda n: modal(external_id="x" * n), 0, 255),
    "view blocks": (lambda n: modal(*[{"type": "divider"}] * n), 0, 100),
}  # fmt: skip
