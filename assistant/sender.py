"""Outbox -> Slack: paced by channel, tried again, given up in the end, and never sent twice.

A message whose send may have arrived without our knowing (we died in between, or the connection
did) is first looked for in its channel by the key that every message carries in its metadata.
"""

from __future__ import annotations

import base64
import datetime as dt
import logging
import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from assistant import block_limits, block_rungs, home, papers, prompts, render, ways
from assistant.marks import Marks
from assistant.slack_names import DRAWN, HOME, PROMPTS
from oms import clock, exceptions, outbox
from oms.database import Database
from oms.outbox import Claimed

log = logging.getLogger(__name__)
BURST, PER_SECOND = 4, 1.0
TIMEOUT = 30
"""Seconds that an answer of Slack's may take."""
SLOWEST = dt.timedelta(minutes=5)
TICK = 1.0
LAST_ATTEMPT = 20
EVENT = "backroom_message"
UNSURE = "no answer:"
# Slack's words for what will not get better by itself
FOR_GOOD = frozenset().union(*ways.CLOSED.values()) | {
    "no_text", "msg_too_long", "user_not_found", "not_enabled",
}  # fmt: skip
WORD = re.compile("[a-z_]+")
GONE = (404, 410)
NO_JSON = "non-JSON"
"""In what the library says of an answer that is no answer of Slack's."""
BAD_BLOCKS = {"invalid_blocks", "msg_blocks_too_long", "invalid_blocks_format"}


class Pace:
    """At most a short burst, then one a second, for each channel; first come, first served."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._full: dict[str, float] = {}
        """Channel -> when its burst is used up, were nothing more sent."""
        self._turns: dict[int, float] = {}
        """Message that waits -> its turn."""
        self._held: dict[str, float] = {}
        """Channel -> until when Slack wants to hear nothing."""

    def wait_for(self, channel: str, message_id: int) -> float:
        """The seconds until the turn of a message, which stays the same; 0 when it is now."""
        with self._lock:
            now = time.monotonic()
            turn = self._turns.pop(message_id, None)
            if turn is None:
                full = max(self._full.get(channel, now), now)
                turn = max(now, full - (BURST - 1) / PER_SECOND)
                self._full[channel] = full + 1 / PER_SECOND
            turn = max(turn, self._held.get(channel, turn))
            if turn > now:
                self._turns[message_id] = turn
            return max(0.0, turn - now)

    def hold(self, channel: str, message_id: int, seconds: float) -> None:
        """Slack wants no message for so long; the one it refused stays the next."""
        with self._lock:
            self._held[channel] = self._turns[message_id] = time.monotonic() + seconds


class Sender:
    """Sends what is queued; `deliver` at once, a thread of its own for the rest."""

    def __init__(
        self, database: Database, web: WebClient, *, ledger_seen: home.Seen = lambda: None
    ) -> None:
        """What it sends, and with what.

        Args:
            database: of the shop.
            web: client of Slack.
            ledger_seen: when the ledger was last looked at, for the Home tab.
        """
        self._database, self._web, self._ledger_seen = database, web, ledger_seen
        self._pace = Pace()
        self._marks = Marks(database)
        self._drawing: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self.last_error: str | None = None

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()
        self._marks.start()

    def stop(self) -> None:
        """Finish the message at hand and end."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self._marks.stop()

    def wake(self) -> None:
        """Look at once whether something is due."""
        self._wake.set()

    def deliver(self, message: Claimed) -> None:
        """Send one message that the caller has queued as claimed."""
        self._send(message)

    def settle(self) -> None:
        """Keep now what was sent, for what hangs on it."""
        self._marks.settle()

    def send_due(self) -> int:
        """Send everything that is due now; gives how many were tried."""
        tried = 0
        while not self._stop.is_set():
            claimed = self._database.write(outbox.claim)
            for message in claimed:
                self._send(message)
            self._marks.settle()
            tried += len(claimed)
            if not claimed:
                break
        return tried

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.send_due()
            except Exception:
                log.exception("Sending failed; it is tried again")
            self._wake.wait(TICK)
            self._wake.clear()

    def _send(self, message: Claimed) -> None:
        pause = self._pace.wait_for(message.target, message.id)
        unsure = _may_have_arrived(message)
        if pause:
            why = "waiting for its turn"
            # what may have arrived may have after it waited too
            why = f"{UNSURE} {why}" if unsure else why
            self._put_off(message, dt.timedelta(seconds=pause), why)
            return
        try:
            sent_as = self._found_again(message) if unsure else None
            unsure = False
            if sent_as is None:
                sent_as = self._post(message)
        except SlackApiError as fault:
            self._refused(message, fault, unsure=unsure)
        except (OSError, SlackRequestError) as fault:
            self.last_error = str(fault)
            self._put_off(message, _patience(message), f"{UNSURE} {fault}")
        else:
            self.last_error = None
            self._marks.add(message.id, sent_as)
            if not _can_be_found_again(message):
                self._marks.settle()

    def _post(self, message: Claimed) -> str:
        message = _worded(message)
        if message.kind == "picture":
            self._picture(message)
        for blocks in _fitting(message):
            try:
                return self._call(message, blocks)
            except SlackApiError as fault:
                if fault.response.get("error") not in BAD_BLOCKS:
                    raise
                # it may not know the newest blocks here yet: plainer ones say the same
                why = (fault.response.get("response_metadata") or {}).get("messages")
                log.exception("Slack refused the blocks of %s: %s", message.key, why)
        return self._call(message, None)

    def _call(self, message: Claimed, blocks: list[dict[str, Any]] | None) -> str:
        if message.kind == HOME:
            return self._home(message)
        if message.kind == PROMPTS:
            return self._suggest(message)
        if message.kind == papers.KIND:
            return self._paper(message)
        *others, last = ways.ways(message.target, message.thread, message.payload)
        for way in others:
            try:
                return self._go(way, message, blocks)
            except SlackApiError as fault:
                error = str(fault.response.get("error"))
                if not way.is_closed_by(error):
                    raise
                log.info("%s goes another way than to %s: %s", message.key, way.kind, error)
        return self._go(last, message, blocks)

    def _go(self, way: ways.Way, message: Claimed, blocks: list[dict[str, Any]] | None) -> str:
        """Send a message on one way; gives the id that it has there."""
        told, text = message.payload, message.payload["text"]
        if way.kind == "respond":
            return _respond(way.to, told, text, blocks)
        if way.kind == "update":
            channel = message.target
            self._web.chat_update(channel=channel, ts=way.to, text=text, blocks=blocks or [])
            return way.to
        if way.kind == "whisper":
            answer = self._web.chat_postEphemeral(
                channel=message.target, user=way.to, text=text, blocks=blocks, thread_ts=way.thread
            )
            return str(answer["message_ts"])
        answer = self._web.chat_postMessage(
            channel=way.to,
            text=text,
            blocks=blocks,
            thread_ts=way.thread,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT, "event_payload": {"key": message.key}},
        )
        return str(answer["ts"])

    def _home(self, message: Claimed) -> str:
        """Draw the Home tab of somebody as things are now, and show it.

        One at a time for each person: an older drawing would else arrive after a newer one.
        """
        with self._drawing[message.target]:
            with self._database.reading() as books:
                view = home.view(books, message.target, message.payload["dm"], self._ledger_seen)
            answer = self._web.views_publish(user_id=message.target, view=view)
        return str(answer["view"]["id"])

    def _suggest(self, message: Claimed) -> str:
        """Suggest what is worth asking now; where Slack does not want it, nobody misses it."""
        with self._database.reading() as books:
            found = prompts.suggested(books, message.target)
        try:
            # without a thread: with one Slack says yes, and shows nothing
            self._web.assistant_threads_setSuggestedPrompts(
                channel_id=message.payload["dm"], prompts=found
            )
        except SlackApiError as fault:
            log.warning("Slack shows no suggestions: %s", fault.response.get("error"))
        return PROMPTS

    def _picture(self, message: Claimed) -> None:
        told = message.payload
        self._web.files_upload_v2(
            channel=message.target,
            content=base64.b64decode(told["picture"]),
            filename=told["file_name"],
            title=told["title"],
            alt_txt=told["alt"],
        )

    def _paper(self, message: Claimed) -> str:
        """Post a PDF or a CSV, made now: what stands on it was kept with the change it tells of."""
        told = message.payload
        answer = self._web.files_upload_v2(
            channel=message.target,
            thread_ts=message.thread,
            content=papers.file(told),
            filename=told["file_name"],
            title=told["text"],
            alt_txt=told["text"],
        )
        return str(answer["file"]["id"])

    def _found_again(self, message: Claimed) -> str | None:
        """The ts of the message when an earlier send did arrive; None when it did not."""
        if not _can_be_found_again(message):
            return None
        told = message.payload
        if message.thread:
            answer = self._web.conversations_replies(
                channel=message.target, ts=message.thread, limit=200, include_all_metadata=True
            )
        else:
            answer = self._web.conversations_history(
                channel=message.target, limit=200, include_all_metadata=True
            )
        for posted in answer.get("messages") or []:
            payload = posted.get("metadata", {}).get("event_payload", {})
            if payload.get("key") == message.key or _holds(posted, told.get("file_name")):
                return str(posted["ts"])
        return None

    def _refused(self, message: Claimed, fault: SlackApiError, *, unsure: bool) -> None:
        """Wait or give up; `unsure`: it may have arrived before, and could not be looked for."""
        response = fault.response
        error = str(response.get("error") or response.status_code)
        self.last_error = error
        why = f"{UNSURE} {error}" if unsure else error
        if response.status_code == 429 or error == "ratelimited":
            wait = float(response.headers.get("Retry-After", 1))
            self._pace.hold(message.target, message.id, wait)
            self._put_off(message, dt.timedelta(seconds=wait), why)
        elif response.status_code >= 500 or NO_JSON in error:
            self._put_off(message, _patience(message), f"{UNSURE} {error}")
        elif error in FOR_GOOD or message.attempts >= LAST_ATTEMPT:
            log.error("Message %s is given up: %s", message.key, error)
            with self._database.writing() as books:
                outbox.give_up(books, message.id, error)
                detail = f"A message to {message.target} could not be sent: {error}."
                exceptions.open_case(books, "message_not_sent", message.key, detail)
        else:
            self._put_off(message, _patience(message), why)

    def _put_off(self, message: Claimed, wait: dt.timedelta, error: str) -> None:
        until = clock.now() + wait
        self._database.write(lambda books: outbox.put_off(books, message.id, until, error))
        self._wake.set()


def _take_away(hook: WebhookClient) -> None:
    """Take away what only one person saw: it stands there for all. Where that fails, it stays."""
    try:
        hook.send(text="", delete_original=True)
    except OSError as fault:
        log.info("What was shared is still shown to one person, too: %s", fault)


def _respond(url: str, told: dict[str, Any], text: str, blocks: list[dict[str, Any]] | None) -> str:
    """Answer to a response_url.

    Raises:
        SlackApiError: it is refused, in the same words as by the Web API.
    """
    hook, is_shared = WebhookClient(url, timeout=TIMEOUT), bool(told.get("in_channel"))
    answer = hook.send(
        text=text,
        blocks=blocks,
        response_type="in_channel" if is_shared else "ephemeral",
        replace_original=bool(told.get("replace")),
    )
    if answer.status_code == 200:
        if is_shared:
            _take_away(hook)
        return "response_url"
    status, word = answer.status_code, answer.body.strip()
    if not WORD.fullmatch(word):
        word = "no_such_url" if status in GONE else f"response_url answered {status}"
    response = SlackResponse(
        client=None, http_verb="POST", api_url="response_url", req_args={}, status_code=status,
        data={"ok": False, "error": word}, headers=dict(answer.headers),
    )  # fmt: skip
    raise SlackApiError(word, response)  # type: ignore[no-untyped-call]


def _fitting(message: Claimed) -> Iterator[list[dict[str, Any]]]:
    """The blocks of a message in ever plainer ones, as far as Slack takes them."""
    for blocks in block_rungs.rungs(message.payload.get("blocks") or ()):
        faults = block_limits.faults(blocks)
        if faults:
            # what Slack would refuse is not sent: the text says the same
            log.error("The blocks of %s are not as Slack takes them: %s", message.key, faults)
        elif blocks:
            yield blocks


def _holds(posted: dict[str, Any], file_name: str | None) -> bool:
    """Whether a message carries that file; the name of a paper is its own."""
    files = posted.get("files") or []
    return bool(file_name) and any(one.get("name") == file_name for one in files)


def _can_be_found_again(message: Claimed) -> bool:
    """Whether a message can be looked for where it was sent to, by its key."""
    return message.kind not in DRAWN and not {
        "response_url",
        "update",
        "only_to",
    } & {name for name, value in message.payload.items() if value}


def _may_have_arrived(message: Claimed) -> bool:
    """Whether an earlier send ended without an answer."""
    unsure = message.error is None or message.error.startswith(UNSURE)
    return message.attempts > 1 and unsure


def _patience(message: Claimed) -> dt.timedelta:
    """Twice as long after each failure, up to five minutes."""
    return min(SLOWEST, dt.timedelta(seconds=2 ** min(message.attempts, 10)))


def _worded(message: Claimed) -> Claimed:
    """A notice is queued as template and facts; its words are found when it is sent."""
    told = message.payload
    if "template" in told:
        told = render.render(told["template"], told["facts"]).payload
    if faults := block_limits.text_faults(told["text"]):
        log.error("The text of %s is mended: %s", message.key, faults)
        told = {**told, "text": block_limits.mended(told["text"])}
    return replace(message, payload=told)
