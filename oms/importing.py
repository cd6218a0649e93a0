"""Taking orders, credit notes and corrections from a channel's file, exactly and once.

Each chunk of documents is one transaction: what is killed half way is done again from the last
chunk, and a document that is known is left as it is, so a second run changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from oms.actors import Who
from oms.database import Database
from oms.importing_documents import Chunk
from oms.importing_known import Lookup
from oms.importing_plan import Outcome, Plan
from oms.order_in import OrderIn, Rejected

CHUNK = 1_000
CHUNK_LINES = 20_000


def take_documents(
    database: Database,
    documents: Iterable[OrderIn | Rejected],
    plan: Plan,
    *,
    by: Who,
    rejected: Callable[[Rejected], None],
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Take every document, chunk by chunk.

    Args:
        database: open, at the present schema.
        documents: as the file gives them.
        plan: where they go.
        by: who imports.
        rejected: told of each line that cannot be taken.
        progress: told the lines read so far.

    Returns:
        What became of every line.
    """
    outcome, lookup = Outcome(), Lookup(plan)
    for chunk in _chunks(documents, outcome, rejected):
        with database.writing() as books:
            Chunk(books, plan, lookup, outcome, by).take(chunk)
        for document in chunk:
            outcome.tally.count(document)
        if progress is not None:
            progress(outcome.tally.lines_read)
    return outcome


def _chunks(
    documents: Iterable[OrderIn | Rejected], outcome: Outcome, rejected: Callable[[Rejected], None]
) -> Iterable[list[OrderIn]]:
    chunk: list[OrderIn] = []
    lines = 0
    for document in documents:
        if isinstance(document, Rejected):
            outcome.tally.reject(document)
            rejected(document)
            continue
        chunk.append(document)
        lines += len(document.lines)
        if len(chunk) >= CHUNK or lines >= CHUNK_LINES:
            yield chunk
            chunk, lines = [], 0
    if chunk:
        yield chunk
