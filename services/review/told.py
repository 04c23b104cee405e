"""How review's rows follow from what was said, and what of them no event tells.

Owns: the list of both. Promises: a table or column is compared, or stands here with the reason. Leaves to others: what
each event writes (`told_cases`, `told_clocks`, `told_council`, `told_decisions`, `told_reform`,
`told_unions`), comparing (`shared.accounts`).
"""

from __future__ import annotations

from services.review.told_cases import CASES, HEARD, supplements_that_wait
from services.review.told_clocks import CLOCKS
from services.review.told_council import COUNCIL, COUNTED
from services.review.told_decisions import DECISIONS, later_entered, later_signed
from services.review.told_reform import REFORM
from services.review.told_steps import EVALUATION
from services.review.told_unions import UNIONS
from shared.accounts import Silent, Told

_POLICY = "follows from the policy of the case, which is named by its hash"
_EARLIER = "of an act said by a release before 22 November 2026 no event tells it; nor of an erased person"
_BOUND = "bound by a hash in the event since 22 November 2026; not of an erased person"
_MOVED = "after a reform moved a case no event tells who had it in hand before"

SILENT: Silent = {
    EVALUATION: {"id": "a running number"},
    "agenda_item": {"law": _POLICY, "sealed": "the split of a secret vote that would expose somebody"},
    "declaration": {"about": "whose kin somebody is stays in review"},
}

PARTLY = {
    "ballot_paper": dict.fromkeys(("choice", "number"), "not while the split waits: the event tells the receipt alone"),
    "council_session": {"written_until": _EARLIER},
    "session_minutes": dict.fromkeys(
        ("sha256", "text"), "bound by the event's hash, but where a split waits or somebody on the agenda was erased"
    ),
    "objection": {"reason": _BOUND},
    "consultation": {"opinion": _BOUND},
    "migrated_case": {"before": "not of an erased person"},
    "policy_version": dict.fromkeys(
        ("rulebook", "document"),
        "of a policy no dossier was sent under, which only a migration chose, the events name plan and hash",
    ),
    "transition": {
        "at": "of a supplement that came while the case was held",
        "reason": _EARLIER,
        "document": _EARLIER,
        "document_sha256": "not of an erased person",
    },
    "case_file": {
        "changed_at": "not of a supplement that came while the case was held",
        "due_on": "of a case that was with its unit when a reform moved it the event tells the unit's last day",
        **dict.fromkeys(
            ("received_by", "received_at", "clock_stopped_on", "resume_state", "stage_since", "sent_up_by"), _MOVED
        ),
    },
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
    spoken={"ballot_paper": COUNTED},
)
