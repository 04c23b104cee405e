"""What claims and quota places must be, and which policy governs from when, by what was said.

Owns: what each version sent holds, what ends that, the decisions on policy. Promises: as `sending`, `ledger` and
`actions_policies` wrote it. Leaves to others: the nominations themselves (`told`), hearing of their ends
(`told_mirror`).
"""

from __future__ import annotations

from typing import Any

from services.nomination.rules.asked import account_after_merger, account_of_now
from shared.accounts import Books
from shared.events.envelope import Envelope
from shared.policy_book import policy_told

_ACCOUNT, _PLACE, _CLAIM = "quota_account", "quota_place", "claim"


def hold(books: Books, said: Envelope) -> None:
    """A version was sent: from now on the case holds what this one says, and nothing of what one before said."""
    data = said.data
    if "plan" in data:  # a supplement stays with the plan its case was sent under
        books.note("plan_of_places", data["case"], value=data["plan"])
    plan = books.noted("plan_of_places", data["case"])
    books.note("places", data["case"], value=[account_of_now(one, plan) for one in data["places"]])
    books.note("claims", data["case"], value={"key": data["dossier"]["nominee"]["key"], "what": data["claims"]})


def free(books: Books, case: str) -> None:
    """It ended without an award or lost it."""
    books.note("freed", case, value=True)


def use(books: Books, case: str) -> None:
    """It was awarded."""
    books.note("used", case, value=True)


def hand_over(books: Books, said: Envelope) -> None:
    """The union it counts for changed: places within a union's limit pass with it."""
    data = said.data
    former, heir = _answering(data["from_unit"]), _answering(data["unit"])
    if former != heir:
        passed = books.noted("passed", data["case"]) or []
        books.note("passed", data["case"], value=[*passed, [former, heir]])


def _answering(unit: Any) -> Any:
    return (unit["successor"] or unit)["id"]


def settle(books: Books) -> None:
    """Who holds what once everything was heard. Of an erased person no event tells what is held alone."""
    for (case,) in books.noted_keys("places"):
        if books.noted("freed", case):
            continue
        for account in books.noted("places", case):
            _place(books, case, account)
        held = books.noted("claims", case)
        for what in () if case in books.erased else held["what"]:
            books.put(_CLAIM, nominee_key=held["key"], what=what, case_id=case)


def _place(books: Books, case: str, account: str) -> None:
    is_used = bool(books.noted("used", case))
    for former, heir in books.noted("passed", case) or ():
        account = account_after_merger(account, former, heir)
    books.put(_PLACE, case_id=case, account_id=account, is_used=is_used)
    counted = books.find(_ACCOUNT, account) or {"reserved": 0, "used": 0}
    books.put(
        _ACCOUNT, id=account, reserved=counted["reserved"] + (not is_used), used=counted["used"] + is_used
    )


def policy_activated(books: Books, said: Envelope) -> None:
    by = {"activated_by": said.actor.subject, "activated_at": said.time}
    books.put("policy_activation", **said.data, **by)


POLICIES = {
    "nomination.policy_published": policy_told,
    "nomination.policy_activated": policy_activated,
}
CLAIMS_COMPARED = "case_id NOT IN (SELECT record FROM erased_record)"
"""Which claims events tell of, in SQL: not those of an erased person."""
ACCOUNTS_COMPARED = "reserved <> 0 OR used <> 0"
"""Which accounts events tell of, in SQL: not those opened only to look."""
