"""What nomination's rows of council sessions must be by what review said.

Owns: what each of these events writes. Promises: as the consumer wrote it. Leaves to others: cases (`told_mirror`).
"""

from __future__ import annotations

from shared.accounts import Books
from shared.events.envelope import Envelope


def session_opened(books: Books, said: Envelope) -> None:
    for member in said.data["members"]:
        books.put("council_seat", session_id=said.data["session"], member=member)
    for case in said.data["agenda"]:
        books.put("council_case", session_id=said.data["session"], case_id=case)


def recusal(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(
        "council_kept_out", session_id=data["session"], case_id=data["case"], member=data["member"],
        decided=data["decided"],
    )  # fmt: skip


COUNCIL = {
    "review.session_opened": session_opened,
    "review.member_recused": recusal,
    "review.recusal_decided": recusal,
}
