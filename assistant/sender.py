"""Outbox -> Slack: paced by channel, tried again, given up in the end, and never sent twice.

A message whose send may have arrived without our knowing (we died in between, or the connection
did) is first looked for in its channel by the key that every message carries in its metadata.
"""

from __future__ import annotations

import base64
import datetime as dt
import logging
import threading
import time
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from assistant import block_limits, render
from oms import clock, exceptions, outbox
from oms.database import Database
from oms.tables.messages import OutboxMessage

log = logging.getLogger(__name__)
BURST, PER_SECOND = 4, 1.0
SLOWEST = dt.timedelta(minutes=5)
TICK = 1.0
LAST_ATTEMPT = 20
EVENT = "backroom_message"
UNSURE = "no answer:"
# Slack's words for what will not get better by itself
FOR_GOOD = {
    "channel_not_found", "is_archived", "not_in_channel", "user_not_in_channel", "no_text",
    "message_not_found", "cant_update_message", "msg_too_long", "restricted_action",
    "used_url", "expired_url", "user_not_found",
}  # fmt: skip
BAD_BLOCKS = {"invalid_blocks", "msg_blocks_too_long", "invalid_blocks_format"}


@dataclass(frozen=True)
class Parcel:
    """A claimed message, copied out of the books."""

    id: int
    key: str
    kind: str
    target: str
    thread: str | None
    payload: dict[str, Any]
    attempts: int
    error: str | None

    @property
    def may_have_arrived(self) -> bool:
        """Whether an earlier send ended without an answer."""
        return self.attempts > 1 and (self.error is None or self.error.startswith(UNSURE))


class Pace:
    """At most a short burst, then one a second, for each channel."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def wait_for(self, channel: str) -> float:
        """Take a turn: 0 when it is now, else the seconds until there is one."""
        with self._lock:
            now = time.monotonic()
            left, since = self._left.get(channel, (float(BURST), now))
            left = min(float(BURST), left + (now - since) * PER_SECOND)
            if left < 1:
                return (1 - left) / PER_SECOND
            self._left[channel] = (left - 1, now)
            return 0.0


class Sender:
    """Sends what is queued; `deliver` at once, a thread of its own for the rest."""

    def __init__(self, database: Database, web: WebClient) -> None:
        self._database, self._web = database, web
        self._pace = Pace()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self.last_error: str | None = None

    def start(self) -> None:
        """Begin to send; what a former program claimed and left is due at once."""
        with self._database.writing() as books:
            outbox.requeue(books)
        self._thread.start()

    def stop(self) -> None:
        """Finish the message at hand and end."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def wake(self) -> None:
        """Look at once whether something is due."""
        self._wake.set()

    def deliver(self, message_id: int) -> None:
        """Send one message that the caller has queued as claimed."""
        with self._database.reading() as books:
            row = books.get_one(OutboxMessage, message_id)
            parcel = _copied(row)
        self._send(parcel)

    def send_due(self) -> int:
        """Send everything that is due now; gives how many were tried."""
        tried = 0
        while not self._stop.is_set():
            with self._database.writing() as books:
                parcels = [_copied(row) for row in outbox.claim(books)]
            for parcel in parcels:
                self._send(parcel)
            tried += len(parcels)
            if not parcels:
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

    def _send(self, parcel: Parcel) -> None:
        pause = self._pace.wait_for(parcel.target)
        if pause:
            self._put_off(parcel, dt.timedelta(seconds=pause), "waiting for its turn")
            return
        try:
            sent_as = self._found_again(parcel) if parcel.may_have_arrived else None
            if sent_as is None:
                sent_as = self._post(parcel)
        except SlackApiError as fault:
            self._refused(parcel, fault)
        except OSError as fault:
            self.last_error = str(fault)
            self._put_off(parcel, _patience(parcel), f"{UNSURE} {fault}")
        else:
            self.last_error = None
            with self._database.writing() as books:
                outbox.sent(books, parcel.id, sent_as)

    def _post(self, parcel: Parcel) -> str:
        parcel = _worded(parcel)
        told = parcel.payload
        blocks = told.get("blocks") or None
        if blocks and block_limits.faults(blocks):
            log.error("Blocks of %s refused: %s", parcel.key, block_limits.faults(blocks))
            blocks = None
        try:
            return self._call(parcel, blocks)
        except SlackApiError as fault:
            if blocks is None or fault.response.get("error") not in BAD_BLOCKS:
                raise
            log.exception("Slack refused the blocks of %s; sending its text", parcel.key)
            return self._call(parcel, None)

    def _call(self, parcel: Parcel, blocks: list[dict[str, Any]] | None) -> str:
        told, text = parcel.payload, parcel.payload["text"]
        if told.get("response_url"):
            return self._respond(told, text, blocks)
        if told.get("update"):
            self._web.chat_update(
                channel=parcel.target, ts=told["update"], text=text, blocks=blocks or []
            )
            return str(told["update"])
        if told.get("only_to"):
            answer = self._web.chat_postEphemeral(
                channel=parcel.target, user=told["only_to"], text=text, blocks=blocks,
                thread_ts=parcel.thread,
            )  # fmt: skip
            return str(answer["message_ts"])
        if parcel.kind == "picture":
            self._picture(parcel)
        answer = self._web.chat_postMessage(
            channel=parcel.target,
            text=text,
            blocks=blocks,
            thread_ts=parcel.thread,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT, "event_payload": {"key": parcel.key}},
        )
        return str(answer["ts"])

    def _picture(self, parcel: Parcel) -> None:
        told = parcel.payload
        self._web.files_upload_v2(
            channel=parcel.target,
            content=base64.b64decode(told["picture"]),
            filename=told["file_name"],
            title=told["title"],
            alt_txt=told["alt"],
        )

    def _respond(self, told: dict[str, Any], text: str, blocks: list[dict[str, Any]] | None) -> str:
        answer = WebhookClient(told["response_url"]).send(
            text=text,
            blocks=blocks,
            response_type="ephemeral",
            replace_original=bool(told.get("replace")),
        )
        if answer.status_code != 200:
            raise OSError(f"response_url answered {answer.status_code}: {answer.body[:100]}")
        return "response_url"

    def _found_again(self, parcel: Parcel) -> str | None:
        """The ts of the message when an earlier send did arrive; None when it did not."""
        told = parcel.payload
        if told.get("response_url") or told.get("update") or told.get("only_to"):
            return None
        if parcel.thread:
            answer = self._web.conversations_replies(
                channel=parcel.target, ts=parcel.thread, limit=200, include_all_metadata=True
            )
        else:
            answer = self._web.conversations_history(
                channel=parcel.target, limit=200, include_all_metadata=True
            )
        for message in answer.get("messages") or []:
            payload = message.get("metadata", {}).get("event_payload", {})
            if payload.get("key") == parcel.key:
                return str(message["ts"])
        return None

    def _refused(self, parcel: Parcel, fault: SlackApiError) -> None:
        error = str(fault.response.get("error") or fault.response.status_code)
        self.last_error = error
        if fault.response.status_code == 429 or error == "ratelimited":
            wait = float(fault.response.headers.get("Retry-After", 1))
            self._put_off(parcel, dt.timedelta(seconds=wait), "ratelimited")
        elif error in FOR_GOOD or parcel.attempts >= LAST_ATTEMPT:
            log.error("Message %s is given up: %s", parcel.key, error)
            with self._database.writing() as books:
                outbox.give_up(books, parcel.id, error)
                detail = f"A message to {parcel.target} could not be sent: {error}."
                exceptions.open_case(books, "message_not_sent", parcel.key, detail)
        else:
            self._put_off(parcel, _patience(parcel), error)

    def _put_off(self, parcel: Parcel, wait: dt.timedelta, error: str) -> None:
        with self._database.writing() as books:
            outbox.put_off(books, parcel.id, clock.now() + wait, error)
        self._wake.set()


def _patience(parcel: Parcel) -> dt.timedelta:
    """Twice as long after each failure, up to five minutes."""
    return min(SLOWEST, dt.timedelta(seconds=2 ** min(parcel.attempts, 10)))


def _worded(parcel: Parcel) -> Parcel:
    """A notice is queued as template and facts; its words are found when it is sent."""
    told = parcel.payload
    if "template" not in told:
        return parcel
    return replace(parcel, payload=render.render(told["template"], told["facts"]).payload)


def _copied(row: OutboxMessage) -> Parcel:
    return Parcel(
        row.id,
        row.key,
        row.kind,
        row.target,
        row.thread,
        dict(row.payload),
        row.attempts,
        row.error,
    )
