"""Messages as pages to look at: the blocks drawn as the page of `backroom try` draws them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from assistant import papers, render
from assistant.playground import blocks_view
from assistant.playground.page import STATIC
from assistant.playground.slack import DIGEST, FLOOR, ORDERS
from assistant.preview_talk import Seen
from oms.slips import Slip

STYLES = ("page.css", "message.css")
VIEWER = blocks_view.Viewer(
    channels={FLOOR: "shop-floor", ORDERS: "orders", DIGEST: "digest"},
    zone="Europe/London",
    now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
)
# what the frame of the page sets and a page of its own does not want
ALONE = "html, body { height: auto; } body { display: block; overflow: auto; padding: 24px; }\
 main { max-width: 720px; display: grid; gap: 8px; } article { background: var(--surface);\
 border: 1px solid var(--line); border-radius: 12px; padding: 14px 16px; }\
 article .message { display: block; padding: 0; } .message:hover { background: none; }\
 .after { color: var(--soft); font-size: 12.5px; } td { padding: 3px 14px 3px 0; }\
 .ends { display: flex; gap: 8px; justify-content: flex-end; padding-top: 12px; }"
PAGE = Markup(
    '<!doctype html>\n<html lang="en" data-theme="light"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
    "<style>{styles}</style></head><body><main>{inside}</main></body></html>\n"
)
MESSAGE = Markup(
    '<h1>{name}</h1><p class="after">{after}</p><article><div class="message">'
    '<div class="body">{drawn}</div></div></article>'
)
FORM = Markup(
    '<h2>{title}</h2><div class="view-body">{drawn}</div><footer class="ends">'
    '<button type="button" class="act">{close}</button>{submit}</footer>'
)
SUBMIT = Markup('<button type="button" class="act primary">{}</button>')
ROW = Markup('<tr><td><a href="{file}">{name}</a></td><td class="after">{after}</td></tr>')
INDEX = Markup(
    "<h1>Messages of Backroom</h1><p>{count}</p><table>{rows}</table>{missing}"
    "<h2>What they are made of</h2><table>{parts}</table>"
)
PART = Markup('<tr><td>{name}</td><td class="after">drawn in {users}</td></tr>')
PAPER = Markup('<p>{title}</p><p><a href="{file}">{file}</a></p>')
NAMED = 3
"""Of the templates that use a part, so many are named."""
MISSING = Markup('<p class="after">The example shop came to send none of these: {names}.</p>')


def write(
    folder: Path,
    found: Mapping[str, Seen],
    missing: Iterable[str],
    parts: Mapping[str, Sequence[str]],
) -> list[Path]:
    """A page for each message, and one that lists them all; gives the pages of the messages.

    Args:
        folder: where to; it is made where there is none.
        found: template -> its message. A paper is written beside its page.
        missing: templates of which there is none.
        parts: what the templates are made of -> those that use it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, seen in found.items():
        path = folder / f"{_file(name)}.html"
        path.write_text(_page(name, _message(name, seen)), encoding="utf-8")
        written.append(path)
        if seen.paper is not None:
            (folder / _paper(name, seen.paper)).write_bytes(papers.drawn(seen.paper))
    index = _index(found, missing, parts)
    (folder / "index.html").write_text(_page("Messages", index), encoding="utf-8")
    return written


def _message(name: str, seen: Seen) -> Markup:
    drawn = blocks_view.shown(seen.message.blocks, VIEWER)
    if seen.view is not None:
        words = {name: (seen.view.get(name) or {}).get("text", "")
                 for name in ("title", "close", "submit")}  # fmt: skip
        submit = SUBMIT.format(words["submit"]) if words["submit"] else ""
        drawn = FORM.format(title=words["title"], drawn=drawn, close=words["close"], submit=submit)
    if seen.paper is not None:
        title = render.unescape(seen.message.text)
        drawn = PAPER.format(title=title, file=_paper(name, seen.paper))
    return MESSAGE.format(name=name, after=f"After {_where(name, seen)}.", drawn=drawn)


def _index(
    found: Mapping[str, Seen], missing: Iterable[str], parts: Mapping[str, Sequence[str]]
) -> Markup:
    rows = [ROW.format(file=f"{_file(name)}.html", name=name, after=_where(name, seen))
            for name, seen in found.items()]  # fmt: skip
    names = ", ".join(missing)
    count = f"{len(found)} messages, as the example shop sends them."
    told = MISSING.format(names=names) if names else ""
    made_of = [PART.format(name=name, users=_users([one for one in users if one in found]))
               for name, users in parts.items()]  # fmt: skip
    join = Markup("").join
    return INDEX.format(count=count, rows=join(rows), missing=told, parts=join(made_of))


def _where(name: str, seen: Seen) -> str:
    """What a message came of; of what only stands above another, in which it is drawn."""
    inside = "" if seen.message.template == name else f", above {seen.message.template}"
    return f"{seen.after}{inside}"


def _users(users: Sequence[str]) -> str:
    """Those that use a part: the first of them by name."""
    more = f" and {len(users) - NAMED} more" if len(users) > NAMED else ""
    return f"{', '.join(users[:NAMED])}{more}" or "none"


def _page(title: str, inside: Markup) -> str:
    styles = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in STYLES)
    # style sheets of ours: in a style element nothing is unescaped
    return str(PAGE.format(title=title, styles=Markup(styles + ALONE), inside=inside))  # noqa: S704


def _paper(name: str, slip: Slip) -> str:
    return f"{_file(name)}.{papers.extension(slip)}"


def _file(name: str) -> str:
    return name.replace("/", "-")
