"""A file as Slack shows it to apps and people: its id, its permalink, and never its bytes."""

from __future__ import annotations

import mimetypes

from assistant.playground.slack_workspace import TEAM, Json


def shown_file(file: Json, url: str) -> Json:
    """The file object of an event or an answer; `url` is where this server is reached.

    The bytes are behind `url_private`, for those who send the bot's token along.
    """
    ending = file["name"].rpartition(".")[2].lower()
    private = f"{url}files-pri/{TEAM}-{file['id']}/{file['name']}"
    return {
        "id": file["id"], "created": file["created"], "timestamp": file["created"],
        "name": file["name"], "title": file.get("title"),
        "mimetype": mimetypes.guess_type(file["name"])[0] or "text/plain",
        "filetype": ending, "pretty_type": ending.upper(), "user": file["user"],
        "user_team": TEAM, "editable": False, "size": len(file["bytes"]), "mode": "hosted",
        "is_external": False, "external_type": "", "is_public": False,
        "public_url_shared": False, "display_as_bot": False, "username": "",
        "alt_txt": file.get("alt_txt"), "url_private": private,
        "url_private_download": f"{private}?download",
        "permalink": f"{url}files/{file['user']}/{file['id']}/{file['name']}",
        "has_rich_preview": False, "file_access": "visible",
    }  # fmt: skip
