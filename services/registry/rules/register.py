"""How the register is kept: numbers of certificates and decisions, the order of names, when an award may be presented.

Owns: these few rules. Promises: pure. Leaves to others: rows (`services/registry/actions.py`).
"""

from __future__ import annotations

import re
from datetime import date

from shared.events.terms import SubjectKind
from shared.names import fold, sort_key
from shared.words import Words

_PADDED = re.compile("^([^0-9]*)0+(?=[0-9])")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def certificate_number(number: int, year: int) -> str:
    """The number in the golden book of the signing body (số vào sổ vàng), from 1 in each year."""
    return f"{number:05d}/{year}"


def order_of(kind: SubjectKind, name: str) -> str:
    """A key whose plain text order is the Vietnamese one: persons by given name, everything else by its first word.

    Digits only, so that every database's collation agrees.
    """
    words = name.split()
    # sort_key looks at the last word first, as one does with persons; turning the words undoes that.
    turned = name if kind is SubjectKind.INDIVIDUAL else " ".join(words[1:] + words[:1])
    return sort_key(turned).replace(" ", "00")


def fold_number(number: str) -> str:
    """What the number of a decision is found by: no marks, no case, no blanks, one dash for all, and none of the
    noughts that numbers below ten are padded with.

    >>> fold_number(" 05/QÐ–LÐLÐ") == fold_number("5/qd-ldld")
    True
    """
    return _PADDED.sub(r"\1", fold_as_written(number))


def fold_as_written(number: str) -> str:
    """The same with its noughts, as a release before 23 November 2026 folded it."""
    return "".join(fold(number).translate(_DASHES).split())


def reason_not_to_pause(*, is_presented: bool, complaints_open: int, is_remedy_open: bool) -> Words | None:
    """Why handing over cannot be made to wait; None while somebody complains or asks to correct or cancel."""
    if is_presented:
        return Words("Khen thưởng này đã được trao.", "This award has been presented already.")
    if complaints_open or is_remedy_open:
        return None
    return Words(
        "Không có khiếu nại hay đề nghị đính chính, hủy bỏ nào đang giải quyết.",
        "No complaint and no proposal to correct or cancel it is under way.",
    )


def reason_not_to_present(*, dated: date, presented_on: date, today: date) -> Words | None:
    """Why an award cannot have been presented on that day; None when it can."""
    if presented_on < dated:
        return Words(
            f"Ngày trao không thể trước ngày quyết định ({dated:%d/%m/%Y}).",
            f"It cannot have been presented before the decision ({dated.isoformat()}).",
        )
    if presented_on > today:
        return Words("Ngày trao chưa tới.", "That day has not come yet.")
    return None
