"""How review's rows follow from what was said, and what of them no event tells.

Owns: the list of both. Promises: a table or column is compared, or stands here with the reason. Leaves to others: what
each event writes (`told_cases`, `told_clocks`, `told_council`, `told_decisions`, `told_reform`,
`told_unions`), comparing (`shared.accounts`).
"""

from __future__ import annotations

from services.review.told_cases import CASES, HEARD, supplements_that_wait
from services.review.told_clocks import CLOCKS
from services.review.told_council import COUNCIL, PAPER, unlike_its_receipt
from services.review.told_decisions import DECISIONS, later_entered, later_signed
from services.review.told_reform import POLICY, REFORM
from services.review.told_steps import EVALUATION
from services.review.told_unions import UNIONS
from shared.accounts import Silent, Told
from shared.policy_book import unlike_its_hash

_EARLIER = "of an act said by a release before 22 November 2026 no event tells it; nor of an erased person"
_BOUND = "bound by a hash in the event since 22 November 2026; not of an erased person"
_MOVED = "after a reform moved a case no event tells who had it in hand before"

SILENT: Silent = {
    EVALUATION: {"id": "a running number"},
}

PARTLY = {
    "agenda_item": {
        "law": _EARLIER,
        **dict.fromkeys(("salt", "sealed"), "of a split that has waited since before 22 November 2026"),
    },
    "ballot_paper": dict.fromkeys(
        ("receipt", "case_id", "choice", "number"),
        "before a secret vote is counted, and of an open one of an earlier release, it is known how many papers there "
        "are, and that each is what its receipt commits to: a paper put in the place of another is not seen",
    ),
    "declaration": dict.fromkeys(
        ("salt", "about", "about_year"),
        f"{_BOUND}; once somebody was erased, one emptied like theirs is not told from theirs",
    ),
    "council_session": {"written_until": _EARLIER},
    "session_minutes": dict.fromkeys(
        ("sha256", "text"),
        "bound by the event's hash, but where somebody on the agenda was erased, or a split has waited since before "
        "22 November 2026",
    ),
    "objection": {"reason": _BOUND},
    "consultation": {"opinion": _BOUND},
    "migrated_case": {"before": "not of an erased person"},
    "transition": {
        "at": "of a supplement that came while the case was held",
        "reason": _EARLIER,
        "document": _EARLIER,
        "document_sha256": "not of an erased person",
    },
    "case_file": {
        "changed_at": "not of a supplement that came while the case was held",
        **dict.fromkeys(
            ("award", "award_type", "year", "is_simplified", "nominee_key", "nominee_name", "nominee_folded",
             "nominee_kind", "nominee_birth", "is_direct_worker", "is_leader"),
            "where a supplement that came while the case was held changed it",
        ),
        **dict.fromkeys(
            ("hold_kind", "hold_document", "held_at"),
            "of a case taken back while it was held, a release before 23 November 2026 left them standing",
        ),
        "due_on": "of a case that was with its unit when a reform moved it the event tells the unit's last day",
        **dict.fromkeys(
            ("received_by", "received_at", "clock_stopped_on", "resume_state", "stage_since", "sent_up_by"), _MOVED
        ),
    },
    "heard_version": {"former_key": "of a supplement that came while the case was held; nor of an erased person"},
    "stage_run": {
        "minutes": _EARLIER,
        "warning_reason": _EARLIER,
        **dict.fromkeys(
            ("opened_at", "received_by", "received_at", "passed_by", "passed_at", "opinion", "missed_due_on",
             "missed_return_on", "near_due_on", "near_days", "closed_at", "outcome"), _MOVED,
        ),
    },
    "outside_answer": {
        "document": _EARLIER,
        "dated": _EARLIER,
        "reason": _EARLIER,
    },
}  # fmt: skip

TOLD = Told(
    own={**CASES, **CLOCKS, **COUNCIL, **DECISIONS, **REFORM},
    heard={
        **HEARD, **UNIONS, "registry.later_decision_signed": later_signed,
        "registry.later_decision_entered": later_entered,
    },
    silent=SILENT,
    partly=PARTLY,
    bags=frozenset({EVALUATION}),
    ends=supplements_that_wait,
    within={PAPER: unlike_its_receipt, POLICY: unlike_its_hash},
)
