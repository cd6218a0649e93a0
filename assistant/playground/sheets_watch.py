"""Push notifications of Drive: who asked to be told of a change is told by a POST to their address.

Google takes only HTTPS addresses, and its channels end; here any address is told, until it is
stopped or its time is over.
"""

from __future__ import annotations

import datetime as dt
import queue
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from assistant.playground.sheets_errors import BadRequest, Json

LONGEST = dt.timedelta(days=1)


@dataclass
class Channel:
    """One who wants to be told: of one file, or of every change (`file` is None)."""

    id: str
    by: str
    address: str
    token: str
    file: str | None
    ends: dt.datetime
    said: int = 0

    @property
    def resource(self) -> str:
        """What is watched, as the headers name it."""
        return f"local-{self.file or 'changes'}"

    def headers(self, state: str) -> dict[str, str]:
        """The headers of the next message."""
        self.said += 1
        path = f"files/{self.file}" if self.file else "changes"
        told = {
            "X-Goog-Channel-ID": self.id, "X-Goog-Message-Number": str(self.said),
            "X-Goog-Resource-ID": self.resource, "X-Goog-Resource-State": state,
            "X-Goog-Resource-URI": f"https://www.googleapis.com/drive/v3/{path}",
            "X-Goog-Channel-Expiration": self.ends.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        }  # fmt: skip
        return told | ({"X-Goog-Channel-Token": self.token} if self.token else {})


@dataclass
class Watchers:
    """Every channel, and the thread that tells them, begun with the first."""

    channels: list[Channel] = field(default_factory=list)
    _letters: queue.Queue[tuple[str, dict[str, str]]] = field(default_factory=queue.Queue)
    _thread: threading.Thread | None = None

    def watch(self, told: Json, by: str, file: str | None, now: dt.datetime) -> Json:
        """Begin a channel; its first message says `sync`.

        Raises:
            BadRequest: no id, no address, or an id that is in use.
        """
        name, address = str(told.get("id") or ""), str(told.get("address") or "")
        if not name or told.get("type") not in {"web_hook", "webhook"} or "://" not in address:
            raise BadRequest(
                "A channel needs an id, the type web_hook and an address.",
                reason={"reason": "required", "location": "channel", "locationType": "other"},
            )
        if any(one.id == name for one in self.channels):
            raise BadRequest(
                f"Channel id {name} not unique", reason={"reason": "channelIdNotUnique"}
            )
        ends = now + LONGEST
        if told.get("expiration"):
            wanted = dt.datetime.fromtimestamp(int(told["expiration"]) / 1000, dt.UTC)
            ends = min(ends, wanted)
        channel = Channel(name, by, address, str(told.get("token") or ""), file, ends)
        self.channels.append(channel)
        self._send(channel, "sync")
        shown: Json = {"kind": "api#channel", "id": name, "resourceId": channel.resource,
                       "resourceUri": f"https://www.googleapis.com/drive/v3/{file or 'changes'}",
                       "expiration": str(int(ends.timestamp() * 1000))}  # fmt: skip
        return shown | ({"token": channel.token} if channel.token else {})

    def stop(self, told: Json) -> None:
        """End a channel.

        Raises:
            BadRequest: 404, there is none such.
        """
        kept = [one for one in self.channels
                if (one.id, one.resource) != (told.get("id"), told.get("resourceId"))]  # fmt: skip
        if len(kept) == len(self.channels):
            raise BadRequest(f"Channel '{told.get('id')}' not found for project 'local'", 404,
                             reason={"reason": "notFound"})  # fmt: skip
        self.channels = kept

    def tell(self, file: str, now: dt.datetime) -> None:
        """Tell all who watch a file, or everything, that it changed."""
        self.channels = [one for one in self.channels if one.ends > now]
        for one in self.channels:
            if one.file in {None, file}:
                self._send(one, "update" if one.file else "change")

    def _send(self, channel: Channel, state: str) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._deliver, name="drive push", daemon=True)
            self._thread.start()
        self._letters.put((channel.address, channel.headers(state)))

    def _deliver(self) -> None:
        while True:
            address, headers = self._letters.get()
            request = urllib.request.Request(address, b"", headers)  # noqa: S310  told by who watches
            try:
                urllib.request.urlopen(request, timeout=5).close()  # noqa: S310
            except (urllib.error.URLError, OSError, ValueError):
                continue  # whoever does not listen is told again at the next change
