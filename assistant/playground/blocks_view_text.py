"""Text in a Slack message, shown as HTML: plain text, mrkdwn, rich text, dates, emoji."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

Json = Mapping[str, Any]

# The signs our messages and most people use; any other name is shown as it is written.
EMOJI = {
    "bar_chart": "📊",
    "bell": "🔔",
    "calendar": "📅",
    "clipboard": "📋",
    "eyes": "👀",
    "hourglass_flowing_sand": "⏳",
    "inbox_tray": "📥",
    "label": "🏷️",
    "mag": "🔍",
    "memo": "📝",
    "outbox_tray": "📤",
    "package": "📦",
    "point_right": "👉",
    "rocket": "🚀",
    "speech_balloon": "💬",
    "sunny": "☀️",
    "tada": "🎉",
    "thumbsup": "👍",
    "+1": "👍",
    "thumbsdown": "👎",
    "-1": "👎",
    "truck": "🚚",
    "wave": "👋",
}
# Drawn by the style sheet, so that they look the same on a machine without an emoji font.
BADGES = {
    "white_check_mark": ("ok", "✓"),
    "heavy_check_mark": ("ok", "✓"),
    "warning": ("warn", "!"),
    "x": ("bad", "✕"),
    "no_entry": ("bad", "–"),
    "exclamation": ("bad", "!"),
    "information_source": ("info", "i"),
    "question": ("info", "?"),
    "large_green_circle": ("ok dot", ""),
    "large_yellow_circle": ("warn dot", ""),
    "red_circle": ("bad dot", ""),
}
STYLE_TAGS = {
    "bold": "strong",
    "italic": "em",
    "strike": "s",
    "underline": "u",
    "code": "code",
}


@dataclass(frozen=True)
class Viewer:
    """What the reader of a message brings: the names of ids, a time zone, the time."""

    users: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    zone: str = "Europe/London"
    now: dt.datetime = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    files: str = ""
    """Where the picture of a Slack file is had: this, followed by the file's id."""


def emoji(name: str) -> Markup:
    """Show an emoji by its Slack name, without the colons and with an optional skin tone."""
    bare = name.split("::", maxsplit=1)[0]
    words = bare.replace("_", " ")
    if bare in BADGES:
        kind, sign = BADGES[bare]
        shape = Markup('<span class="badge {}" role="img" aria-label="{}">{}</span>')
        return shape.format(kind, words, sign)
    sign = EMOJI.get(bare, "")
    if not sign:
        return escape(f":{name}:")
    return Markup('<span class="emoji" role="img" aria-label="{}">{}</span>').format(words, sign)


def plain(text: str) -> Markup:
    """Show plain_text: nothing is mark-up in it but emoji names and line ends."""
    parts = re.split(r":([a-z0-9_+-]+(?:::skin-tone-\d)?):", text)
    shown = [emoji(part) if at % 2 else escape(part) for at, part in enumerate(parts)]
    return Markup("<br>").join(Markup("").join(shown).split("\n"))


def text_object(text: Json, viewer: Viewer) -> Markup:
    """Show a text object of either type."""
    if text.get("type") == "mrkdwn":
        return mrkdwn(str(text.get("text", "")), viewer)
    if text.get("emoji") is False:
        return Markup("<br>").join(escape(text.get("text", "")).split("\n"))
    return plain(str(text.get("text", "")))


# ---- mrkdwn ---------------------------------------------------------------------------------

ATOM = re.compile(
    r"```\n?(?P<fence>.*?)\n?```|`(?P<code>[^`\n]+)`|<(?P<token>[^<>\n]+)>|:(?P<emoji>[a-z0-9_+-]+):",
    re.DOTALL,
)
EMPHASIS = (("*", "strong"), ("_", "em"), ("~", "s"))


def mrkdwn(text: str, viewer: Viewer) -> Markup:
    """Show mrkdwn as Slack does: its own marks only, everything else as typed."""
    atoms: list[Markup] = []

    def put_aside(match: re.Match[str]) -> str:
        atoms.append(_atom(match, viewer))
        return f"\x00{len(atoms) - 1}\x00"

    rest = str(escape(html.unescape(ATOM.sub(put_aside, text.replace("\x00", "")))))
    for mark, tag in EMPHASIS:
        sign = re.escape(mark)
        rest = re.sub(
            rf"(?<![\w{sign}]){sign}(?=\S)([^{sign}\n]+?)(?<=\S){sign}(?![\w{sign}])",
            rf"<{tag}>\1</{tag}>",
            rest,
        )
    rest = "<br>".join(_quoted(line) for line in rest.split("\n"))
    # Everything in `rest` was escaped above; the tags in it are ours.
    return Markup(re.sub(r"\x00(\d+)\x00", lambda found: atoms[int(found[1])], rest))  # noqa: S704


def _quoted(line: str) -> str:
    if line.startswith("&gt;"):
        return f"<q>{line[4:].lstrip()}</q>"
    return line


def _atom(match: re.Match[str], viewer: Viewer) -> Markup:
    if match["fence"] is not None:
        return Markup("<pre>{}</pre>").format(html.unescape(match["fence"]))
    if match["code"] is not None:
        return Markup("<code>{}</code>").format(html.unescape(match["code"]))
    if match["emoji"] is not None:
        return emoji(match["emoji"])
    return _token(match["token"], viewer)


def _token(token: str, viewer: Viewer) -> Markup:
    """Show what stood between < and >: a mention, a date or a link."""
    target, _, label = token.partition("|")
    kind, rest = target[:1], target[1:]
    if kind == "@":
        return mention("user", "@" + viewer.users.get(rest, label or rest))
    if kind == "#":
        return mention("channel", "#" + viewer.channels.get(rest, label or rest))
    if kind == "!" and rest.startswith("date^"):
        _, stamp, pattern, *link = rest.split("^")
        return date(int(stamp), pattern, viewer, link[0] if link else "")
    if kind == "!":
        return mention("broadcast", "@" + rest.split("^")[0])
    return link_to(html.unescape(target), html.unescape(label))


def mention(kind: str, shown: str) -> Markup:
    """Show somebody or somewhere named in a message."""
    return Markup('<span class="mention {}">{}</span>').format(kind, shown)


def link_to(url: str, label: str = "") -> Markup:
    """Show a link; one that is not to the web or to mail stays text."""
    if not url.startswith(("http://", "https://", "mailto:")):
        return escape(label or url)
    shape = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')
    return shape.format(url, label or url.removeprefix("mailto:"))


# ---- dates ----------------------------------------------------------------------------------


def date(stamp: int, pattern: str, viewer: Viewer, url: str = "") -> Markup:
    """Show a moment in the reader's zone, by Slack's pattern of `{date_short} {time}` and so on."""
    at = dt.datetime.fromtimestamp(stamp, dt.UTC).astimezone(ZoneInfo(viewer.zone))
    words = re.sub(r"\{(\w+)\}", lambda found: _date_part(found[1], at, viewer), pattern)
    shown = Markup('<time datetime="{}" title="{}">{}</time>').format(
        at.isoformat(), at.strftime("%A %d %B %Y, %H:%M %Z"), words
    )
    return (
        Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(url, shown) if url else shown
    )


def _date_part(part: str, at: dt.datetime, viewer: Viewer) -> str:
    today = viewer.now.astimezone(at.tzinfo).date()
    if part.endswith("_pretty"):
        near = {0: "today", 1: "yesterday", -1: "tomorrow"}.get((today - at.date()).days)
        if near:
            return near
        part = part.removesuffix("_pretty")
    if part == "ago":
        return _ago(viewer.now - at)
    day = at.strftime("%d").lstrip("0")
    shapes = {
        "date_num": "%Y-%m-%d",
        "date": f"%B {day}, %Y",
        "date_short": f"{day} %b %Y",
        "date_long": f"%A, {day} %B %Y",
        "day_divider": f"%A, {day} %B",
        "time": "%H:%M",
        "time_secs": "%H:%M:%S",
    }
    return at.strftime(shapes[part]) if part in shapes else f"{{{part}}}"


def _ago(gap: dt.timedelta) -> str:
    seconds = int(gap.total_seconds())
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if abs(seconds) >= size:
            units = abs(seconds) // size
            many = "" if units == 1 else "s"
            return f"{units} {name}{many} ago" if seconds > 0 else f"in {units} {name}{many}"
    return "just now"


# ---- rich text ------------------------------------------------------------------------------


def rich_text(block: Json, viewer: Viewer) -> Markup:
    """Show a rich_text block: sections, lists (indented, numbered), quotes, code."""
    shown = Markup("").join(_rich(element, viewer) for element in block.get("elements", ()))
    return Markup('<div class="rich">{}</div>').format(shown)


def _rich(element: Json, viewer: Viewer) -> Markup:
    kind = element.get("type")
    if kind == "rich_text_list":
        return _rich_list(element, viewer)
    inside = Markup("").join(inline(part, viewer) for part in element.get("elements", ()))
    shapes = {
        "rich_text_section": Markup("<p>{}</p>"),
        "rich_text_quote": Markup("<blockquote>{}</blockquote>"),
        "rich_text_preformatted": Markup("<pre>{}</pre>"),
    }
    return shapes.get(str(kind), Markup("<p>{}</p>")).format(inside)


def _rich_list(element: Json, viewer: Viewer) -> Markup:
    tag = "ol" if element.get("style") == "ordered" else "ul"
    start = int(element.get("offset", 0)) + 1
    rows = Markup("").join(
        Markup("<li>{}</li>").format(
            Markup("").join(inline(part, viewer) for part in row.get("elements", ()))
        )
        for row in element.get("elements", ())
    )
    numbered = Markup(' start="{}"').format(start) if tag == "ol" and start > 1 else ""
    return Markup('<{0}{1} class="indent-{2}">{3}</{0}>').format(
        tag, numbered, int(element.get("indent", 0)), rows
    )


def inline(part: Json, viewer: Viewer) -> Markup:
    """Show one run of rich text with its styles."""
    shown = _bare_inline(part, viewer)
    for style, wanted in (part.get("style") or {}).items():
        if wanted and style in STYLE_TAGS:
            shown = Markup("<{0}>{1}</{0}>").format(STYLE_TAGS[style], shown)
    return shown


def _bare_inline(part: Json, viewer: Viewer) -> Markup:
    kind = str(part.get("type"))
    if kind in INLINE:
        return INLINE[kind](part, viewer)
    return Markup("<br>").join(escape(part.get("text", "")).split("\n"))


def _user(part: Json, viewer: Viewer) -> Markup:
    return mention("user", "@" + viewer.users.get(part["user_id"], part["user_id"]))


def _channel(part: Json, viewer: Viewer) -> Markup:
    return mention("channel", "#" + viewer.channels.get(part["channel_id"], part["channel_id"]))


def _date(part: Json, viewer: Viewer) -> Markup:
    return date(int(part["timestamp"]), str(part["format"]), viewer, str(part.get("url", "")))


INLINE: Mapping[str, Callable[[Json, Viewer], Markup]] = {
    "link": lambda part, _viewer: link_to(str(part["url"]), str(part.get("text", ""))),
    "emoji": lambda part, _viewer: emoji(str(part["name"])),
    "user": _user,
    "channel": _channel,
    "broadcast": lambda part, _viewer: mention("broadcast", f"@{part['range']}"),
    "date": _date,
}
