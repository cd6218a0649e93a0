"""The methods of Drive: files, copies, permissions, comments, changes, CSV in and out."""

from __future__ import annotations

import csv
import io
import re
import secrets
from typing import Any

from assistant.playground import sheets_accounts, sheets_export
from assistant.playground.sheets_api import Call
from assistant.playground.sheets_document import Document
from assistant.playground.sheets_errors import BadRequest, Json, no_such_file
from assistant.playground.sheets_fields import mask, masked
from assistant.playground.sheets_tab import Tab
from assistant.playground.sheets_typed import typed
from assistant.playground.sheets_values import put
from assistant.playground.sheets_work import owner

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
EMPTY_HERE = {
    "appProperties", "contentHints", "description", "driveId", "explicitlyTrashed", "fileExtension",
    "folderColorRgb", "fullFileExtension", "hasThumbnail", "headRevisionId", "iconLink",
    "lastModifyingUserName", "md5Checksum", "modifiedByMe", "modifiedByMeTime", "nextPageToken",
    "originalFilename", "ownedByMe", "permissionIds", "properties", "quotaBytesUsed",
    "sharedWithMeTime", "sharingUser", "size", "spaces", "starred", "thumbnailLink", "trashedTime",
    "trashingUser", "viewedByMe", "viewedByMeTime", "webContentLink", "writersCanShare",
}  # fmt: skip
"""Fields that Drive has, and that a spreadsheet here has nothing in; some are for other files."""
SHORT = ("kind", "id", "name", "mimeType")
QUERY = re.compile(
    r"""^\s*(?:(?P<field>mimeType|name|trashed|parents)\s*(?P<op>!=|=|contains|in)\s*(?P<value>"[^"]*"|'(?:[^'\\]|\\.)*'|true|false)|(?P<what>"[^"]*"|'[^']*')\s+in\s+(?P<of>parents|owners|writers|readers))\s*$"""
)


def file(document: Document) -> Json:
    """A file, as Drive tells it whole."""
    editor = document.editor or owner(document) or ""
    return {
        "kind": "drive#file", "id": document.id, "name": document.title, "mimeType": SPREADSHEET,
        "version": str(document.version), "createdTime": document.created,
        "modifiedTime": document.modified, "trashed": document.trashed,
        "parents": document.parents or ["root"], "owners": [_user(owner(document) or "")],
        "lastModifyingUser": _user(editor), "shared": len(document.permissions) > 1,
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{document.id}/edit",
        "permissions": document.permissions, "capabilities": {"canEdit": True},
    }  # fmt: skip


def _user(email: str) -> Json:
    return {"kind": "drive#user", "displayName": email.partition("@")[0], "emailAddress": email}


def _answer(call: Call, told: Json, short: tuple[str, ...] = SHORT) -> Json:
    """As much of an answer as `fields` asks for; without it, the few that Drive gives."""
    fields = call.query.get("fields")
    if fields:
        wanted: Json = masked(told, _known_fields(str(fields), told))
        return wanted
    return {key: told[key] for key in short if key in told}


def _known_fields(said: str, told: Json) -> Json:
    wanted = mask(said)
    for name in wanted:
        if name != "*" and name not in told and name not in EMPTY_HERE:
            raise BadRequest(
                f"Invalid field selection {name}",
                reason={"reason": "invalidParameter", "location": "fields",
                        "locationType": "parameter"},
            )  # fmt: skip
    return wanted


def _mine(call: Call, *, writing: bool = False) -> Document:
    document = call.shelf.documents.get(call.names["id"])
    if document is None or sheets_accounts.role(document, call.by) is None:
        raise no_such_file(call.names["id"])
    if writing and sheets_accounts.role(document, call.by) not in sheets_accounts.WRITERS:
        raise BadRequest(
            "The user does not have sufficient permissions for this file.", 403,
            reason={"reason": "insufficientFilePermissions"},
        )  # fmt: skip
    return document


def files_list(call: Call) -> Json:
    """files.list: with `q`, newest change first, in pages."""
    tests = _conditions(str(call.query.get("q") or ""))
    mine = [one for one in call.shelf.documents.values()
            if sheets_accounts.role(one, call.by) is not None]  # fmt: skip
    found = sorted(
        (one for one in map(file, mine) if all(_holds(one, test) for test in tests)),
        key=lambda one: str(one["modifiedTime"]), reverse=True,
    )  # fmt: skip
    size, start = int(call.query.get("pageSize") or 100), int(call.query.get("pageToken") or 0)
    told: Json = {"kind": "drive#fileList", "incompleteSearch": False}
    if start + size < len(found):
        told["nextPageToken"] = str(start + size)
    page = found[start : start + size]
    if call.query.get("fields"):
        return _answer(call, told | {"files": page})
    return told | {"files": [{key: one[key] for key in SHORT} for one in page]}


def _conditions(said: str) -> list[re.Match[str]]:
    tests = []
    for part in re.split(r"\s+and\s+", said) if said.strip() else []:
        # gspread writes `parents in "folder"`, Drive's own form is `'folder' in parents`
        test = QUERY.match(part)
        if test is None:
            raise BadRequest(
                "Invalid Value",
                reason={"reason": "invalid", "location": "q", "locationType": "parameter"},
            )
        tests.append(test)
    return tests


def _holds(told: Json, test: re.Match[str]) -> bool:
    if test["what"]:
        what = test["what"][1:-1]
        if test["of"] == "parents":
            return what in told["parents"]
        roles = {"owners": {"owner"}, "writers": sheets_accounts.WRITERS}.get(test["of"])
        return any(one.get("emailAddress") == what and (roles is None or one["role"] in roles)
                   for one in told["permissions"])  # fmt: skip
    value = re.sub(r"\\(.)", r"\1", test["value"].strip("\"'"))
    held = told[test["field"]]
    if test["field"] == "trashed":
        return bool(held == (value == "true")) == (test["op"] == "=")
    if test["op"] in {"contains", "in"}:
        return value in held if isinstance(held, list) else value.lower() in held.lower()
    return bool(held == value) == (test["op"] == "=")


def files_create(call: Call) -> Json:
    """files.create: an empty spreadsheet; a folder is only an id."""
    told = call.body or {}
    made = call.shelf.create(str(told.get("name") or "Untitled"), by=call.by)
    document = call.shelf.documents[made]
    document.parents = list(told.get("parents") or [])
    return _answer(call, file(document))


def files_get(call: Call) -> Json:
    """files.get."""
    return _answer(call, file(_mine(call)))


def files_update(call: Call) -> Json:
    """files.update: name, bin, folders."""
    document, told = _mine(call, writing=True), call.body or {}
    document.title = str(told.get("name") or document.title)
    document.trashed = bool(told.get("trashed", document.trashed))
    for key, keep in (("addParents", True), ("removeParents", False)):
        for parent in filter(None, str(call.query.get(key) or "").split(",")):
            document.parents = [one for one in document.parents if one != parent]
            document.parents += [parent] if keep else []
    call.shelf.changed(document, by=call.by)
    return _answer(call, file(document))


def files_delete(call: Call) -> None:
    """files.delete: for good; only its owner may."""
    document = _mine(call)
    if sheets_accounts.role(document, call.by) != "owner":
        raise BadRequest(
            "The user does not have sufficient permissions for this file.", 403,
            reason={"reason": "insufficientFilePermissions"},
        )  # fmt: skip
    del call.shelf.documents[document.id]
    call.shelf.changed(document, by=call.by)


def files_copy(call: Call) -> Json:
    """files.copy: another spreadsheet with the same content; who copies owns it."""
    source, told = _mine(call), call.body or {}
    made = call.shelf.create(str(told.get("name") or f"Copy of {source.title}"), by=call.by)
    document = call.shelf.documents[made]
    kept = source.copy()
    document.tabs, document.named, document.metadata = kept.tabs, kept.named, kept.metadata
    document.properties, document.next_tab = kept.properties, kept.next_tab
    document.next_id = kept.next_id
    document.parents = list(told.get("parents") or source.parents)
    call.shelf.changed(document, by=call.by)
    return _answer(call, file(document))


def files_export(call: Call) -> tuple[bytes, str]:
    """files.export: the content and its kind."""
    wanted = str(call.query.get("mimeType") or "")
    return sheets_export.export(_mine(call), wanted), wanted


def files_upload(call: Call) -> Json:
    """files.update of Drive v2 with a CSV: it becomes the only sheet."""
    document = _mine(call, writing=True)
    rows = list(csv.reader(io.StringIO(call.raw.decode("utf-8-sig"))))
    width = max((len(row) for row in rows), default=0)
    tab = Tab(0, "Sheet1", max(1, len(rows)), max(1, width))
    for down, row in enumerate(rows):
        for across, text in enumerate(row):
            put(tab, (down, across), typed(text, document.locale, call.shelf.now().date()))
    tab.title = document.title[:100] or "Sheet1"
    document.tabs, document.named, document.metadata = [tab], [], []
    document.recalculate()
    call.shelf.changed(document, by=call.by)
    return {"kind": "drive#file", "id": document.id, "title": document.title,
            "mimeType": SPREADSHEET, "modifiedDate": document.modified}  # fmt: skip


def permissions_list(call: Call) -> Json:
    """permissions.list."""
    told = {"kind": "drive#permissionList", "permissions": _mine(call).permissions}
    if call.query.get("fields"):
        return _answer(call, told)
    short = ("kind", "id", "type", "role")
    return told | {"permissions": [{key: one[key] for key in short}
                                   for one in _mine(call).permissions]}  # fmt: skip


def permissions_create(call: Call) -> Json:
    """permissions.create: share with a user, group, domain or everybody."""
    document, told = _mine(call, writing=True), call.body or {}
    kind, given = str(told.get("type") or ""), str(told.get("role") or "")
    _refuse_permission(told, kind, given, call)
    whom = told.get("domain") if kind == "domain" else told.get("emailAddress")
    made = sheets_accounts.permission(kind, whom, given, document.new_id())
    kept = [one for one in document.permissions if one["id"] != made["id"]]
    before = [one for one in document.permissions if one["id"] == made["id"]]
    if given == "owner":
        kept = [_demoted(one) for one in kept]
    elif before and before[0]["role"] == "owner":
        made = before[0]
    document.permissions = [*kept, made]
    call.shelf.changed(document, by=call.by)
    return _answer(call, made, ("kind", "id", "type", "role"))


def _refuse_permission(told: Json, kind: str, given: str, call: Call) -> None:
    def invalid(message: str, field: str) -> BadRequest:
        return BadRequest(message, reason={"reason": "invalid", "location": field,
                                           "locationType": "other"})  # fmt: skip

    if kind not in {"user", "group", "domain", "anyone"}:
        raise invalid("The permission type field is required.", "permission.type")
    if given not in {"owner", "organizer", "fileOrganizer", "writer", "commenter", "reader"}:
        raise invalid("The permission role field is required.", "permission.role")
    if kind in {"user", "group"} and "@" not in str(told.get("emailAddress") or ""):
        raise BadRequest(
            f"The specified emailAddress is invalid or not applicable for the given permission"
            f" type: {told.get('emailAddress')}",
            reason={"reason": "invalidSharingRequest"},
        )
    if given == "owner":
        _refuse_new_owner(call)


def _refuse_new_owner(call: Call) -> None:
    if str(call.query.get("transferOwnership", "")).lower() != "true":
        raise BadRequest(
            "The transferOwnership parameter must be enabled when the permission role is 'owner'.",
            403, reason={"reason": "forbidden", "location": "transferOwnership",
                         "locationType": "parameter"},
        )  # fmt: skip


def _demoted(one: Json) -> Json:
    return {**one, "role": "writer"} if one["role"] == "owner" else one


def _permission(call: Call, document: Document) -> Json:
    for one in document.permissions:
        if one["id"] == call.names["permission"]:
            return one
    raise BadRequest(
        f"Permission not found: {call.names['permission']}.", 404,
        reason={"reason": "notFound", "location": "permissionId", "locationType": "parameter"},
    )  # fmt: skip


def permissions_get(call: Call) -> Json:
    """permissions.get."""
    return _answer(call, _permission(call, _mine(call)), ("kind", "id", "type", "role"))


def permissions_update(call: Call) -> Json:
    """permissions.update: another role, an offer of ownership, or its acceptance."""
    document, told = _mine(call, writing=True), call.body or {}
    one = _permission(call, document)
    given = str(told.get("role") or one["role"])
    after = {**one, "role": given}
    if told.get("pendingOwner"):
        if one["type"] != "user":
            raise BadRequest(
                "Only a user can become an owner.", 403, reason={"reason": "forbidden"}
            )
        after["pendingOwner"] = True
    kept = document.permissions
    if given == "owner":
        _refuse_new_owner(call)
        if not one.get("pendingOwner") and sheets_accounts.role(document, call.by) != "owner":
            raise BadRequest(
                "The user is not a pending owner.", 403, reason={"reason": "forbidden"}
            )
        after["pendingOwner"] = False
        kept = [_demoted(held) for held in kept]
    document.permissions = [after if held["id"] == one["id"] else held for held in kept]
    call.shelf.changed(document, by=call.by)
    return _answer(call, after, ("kind", "id", "type", "role"))


def permissions_delete(call: Call) -> None:
    """permissions.delete; the owner cannot be taken out."""
    document = _mine(call, writing=True)
    one = _permission(call, document)
    if one["role"] == "owner":
        raise BadRequest("The owner of a file cannot be removed.", 403,
                         reason={"reason": "cannotRemoveOwner"})  # fmt: skip
    document.permissions = [held for held in document.permissions if held is not one]
    call.shelf.changed(document, by=call.by)


def comments_list(call: Call) -> Json:
    """comments.list; Drive insists on `fields`."""
    _refuse_without_fields(call)
    size, start = int(call.query.get("pageSize") or 20), int(call.query.get("pageToken") or 0)
    held = _mine(call).comments
    told: Json = {"kind": "drive#commentList", "comments": held[start : start + size]}
    if start + size < len(held):
        told["nextPageToken"] = str(start + size)
    return _answer(call, told)


def comments_create(call: Call) -> Json:
    """comments.create."""
    _refuse_without_fields(call)
    document, told = _mine(call), call.body or {}
    now = call.shelf.now().isoformat(timespec="milliseconds")
    made: Json = {"kind": "drive#comment", "id": secrets.token_urlsafe(8), "deleted": False,
                  "resolved": False, "createdTime": now, "modifiedTime": now, "replies": [],
                  "author": _user(call.by), **{key: told[key] for key in ("content", "anchor")
                                               if told.get(key)}}  # fmt: skip
    document.comments = [*document.comments, made]
    call.shelf.changed(document, by=call.by)
    return _answer(call, made)


def _refuse_without_fields(call: Call) -> None:
    if not call.query.get("fields"):
        raise BadRequest(
            "The 'fields' parameter is required for this method.",
            reason={"reason": "required", "location": "fields", "locationType": "parameter"},
        )


def changes_start(call: Call) -> Json:
    """changes.getStartPageToken."""
    return {"kind": "drive#startPageToken", "startPageToken": str(_newest(call) + 1)}


def changes_list(call: Call) -> Json:
    """changes.list: the files that changed since a token, each once, as it is now."""
    since = int(call.query.get("pageToken") or 1)
    told = [
        {"kind": "drive#change", "changeType": "file", "fileId": one.id, "removed": False,
         "time": one.modified, "file": {key: file(one)[key] for key in SHORT}}
        for one in sorted(call.shelf.documents.values(), key=lambda one: one.change)
        if one.change >= since and sheets_accounts.role(one, call.by) is not None
    ]  # fmt: skip
    return {
        "kind": "drive#changeList",
        "newStartPageToken": str(_newest(call) + 1),
        "changes": told,
    }


def files_watch(call: Call) -> Json:
    """files.watch: a POST at every change of one file."""
    document = _mine(call)
    return call.shelf.watchers.watch(call.body, call.by, document.id, call.shelf.now())


def changes_watch(call: Call) -> Json:
    """changes.watch: a POST at every change of any file."""
    return call.shelf.watchers.watch(call.body, call.by, None, call.shelf.now())


def channels_stop(call: Call) -> None:
    """channels.stop."""
    call.shelf.watchers.stop(call.body)


def _newest(call: Call) -> int:
    return max((one.change for one in call.shelf.documents.values()), default=0)


def about_get(call: Call) -> Json:
    """about.get."""
    told: dict[str, Any] = {"kind": "drive#about", "user": _user(call.by)}
    return _answer(call, told, ("kind", "user"))
