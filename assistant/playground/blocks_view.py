"""What a Slack message or modal looks like: Block Kit in, HTML out.

Everything that came from people is escaped here, once; the page puts the answer in as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from markupsafe import Markup

from assistant.playground.blocks_view_elements import element, picture
from assistant.playground.blocks_view_tables import chart, table
from assistant.playground.blocks_view_text import (
    Json,
    Viewer,
    mrkdwn,
    plain,
    rich_text,
    text_object,
)

__all__ = ["Viewer", "message", "shown"]


def message(sent: Json, viewer: Viewer) -> str:
    """The body of a message: its blocks, else its text, then its attachments and files."""
    body = shown(sent["blocks"], viewer) if sent.get("blocks") else ""
    if not body and sent.get("text"):
        body = Markup('<div class="rich"><p>{}</p></div>').format(mrkdwn(sent["text"], viewer))
    for attachment in sent.get("attachments") or ():
        body += Markup('<div class="attachment">{}</div>').format(
            Markup(message(attachment, viewer))  # noqa: S704 - made by this function
        )
    for stored in sent.get("files") or ():
        body += _file(stored, viewer)
    return str(body)


def shown(blocks: Iterable[Json], viewer: Viewer) -> Markup:
    """The HTML of blocks in order, each in a `div.block` of its type."""
    parts = []
    for at, block in enumerate(blocks):
        kind = str(block.get("type"))
        inside = KINDS[kind](block, viewer) if kind in KINDS else _unknown(block, viewer)
        shape = Markup('<div class="block {}" data-block-id="{}">{}</div>')
        parts.append(shape.format(kind, block.get("block_id", f"b{at}"), inside))
    return Markup("").join(parts)


def _header(block: Json, viewer: Viewer) -> Markup:
    return Markup("<h3>{}</h3>").format(text_object(block["text"], viewer))


def _section(block: Json, viewer: Viewer) -> Markup:
    text = Markup("")
    if block.get("text"):
        text = Markup('<div class="text">{}</div>').format(text_object(block["text"], viewer))
    if block.get("fields"):
        cells = (
            Markup("<div>{}</div>").format(text_object(part, viewer)) for part in block["fields"]
        )
        text += Markup('<div class="fields">{}</div>').format(Markup("").join(cells))
    if not block.get("accessory"):
        return text
    shape = Markup('<div class="beside"><div>{}</div><div class="accessory">{}</div></div>')
    return shape.format(text, element(block["accessory"], _id(block), viewer))


def _elements(block: Json, viewer: Viewer) -> Markup:
    parts = (element(part, _id(block), viewer) for part in block.get("elements", ()))
    return Markup("").join(parts)


def _image(block: Json, viewer: Viewer) -> Markup:
    title = block.get("title")
    caption = Markup("<figcaption>{}</figcaption>").format(plain(title["text"])) if title else ""
    shape = Markup(
        '<figure>{}<button type="button" class="zoom" aria-label="Open picture">'
        "{}</button></figure>"
    )
    return shape.format(caption, picture(block, viewer, "picture"))


def _input(block: Json, viewer: Viewer) -> Markup:
    hint = block.get("hint")
    return Markup(
        '<label class="field"><span>{}{}</span>{}{}<span class="error" role="alert"></span></label>'
    ).format(
        plain(block["label"]["text"]),
        Markup(" <i>(optional)</i>") if block.get("optional") else "",
        element(block["element"], _id(block), viewer),
        Markup("<small>{}</small>").format(plain(hint["text"])) if hint else "",
    )


def _alert(block: Json, viewer: Viewer) -> Markup:
    shape = Markup('<div class="said {}" role="note">{}</div>')
    return shape.format(block.get("level", "default"), text_object(block["text"], viewer))


def _markdown(block: Json, viewer: Viewer) -> Markup:
    # Slack's own Markdown block: shown with the marks both know; ours never uses it.
    text = str(block.get("text", "")).replace("**", "*")
    return Markup('<div class="text">{}</div>').format(mrkdwn(text, viewer))


def _unknown(block: Json, viewer: Viewer) -> Markup:
    del viewer
    return Markup(
        '<span class="unknown">A “{}” block, which this page does not draw.</span>'
    ).format(block.get("type"))


def _file(stored: Json, viewer: Viewer) -> Markup:
    if str(stored.get("mimetype", "")).startswith("image/"):
        part = {
            "slack_file": {"id": stored["id"]},
            "alt_text": stored.get("alt_txt") or stored["name"],
        }
        return Markup('<div class="block image">{}</div>').format(
            _image({**part, "title": {"text": stored.get("title") or stored["name"]}}, viewer)
        )
    shape = Markup('<a class="file" href="{}{}" download="{}">{}</a>')
    return shape.format(viewer.files, stored["id"], stored["name"], stored["name"])


def _id(block: Json) -> str:
    return str(block.get("block_id", ""))


KINDS: Mapping[str, Callable[[Json, Viewer], Markup]] = {
    "header": _header,
    "section": _section,
    "rich_text": rich_text,
    "context": _elements,
    "context_actions": _elements,
    "actions": _elements,
    "divider": lambda _block, _viewer: Markup("<hr>"),
    "image": _image,
    "input": _input,
    "table": table,
    "data_table": table,
    "data_visualization": lambda block, _viewer: chart(block),
    "alert": _alert,
    "markdown": _markdown,
}
