"""How review's rows follow from what was said, and what of them no event tells.

Owns: the list of both. Promises: a table or column is compared, or stands here with the reason. Leaves to others: what
each event writes (`told_cases`, `told_clocks`, `told_council`, `told_decisions`, `told_reform`,
`told_unions`), comparing (`shared.accounts`).
"""

from __future__ import annotations

from services.review.told_cases import CASES, HEARD, supplements_that_wait
from services.review.told_clocks import CLOCKS
from services.review.told_council import COUNCIL
from services.review.told_decisions import DECISIONS, later_entered, later_signed
from services.review.told_reform import REFORM
from services.review.told_steps import EVALUATION
from services.review.told_unions import UNIONS
from shared.accounts import Silent, Told

_POLICY = "follows from the policy of the case, which is named by its hash"
_STAYS = "stays in review: the event says that it was written, not what"
_MOVED = "after a reform moved a case no event tells who had it in hand before"

SILENT: Silent = {
    "ballot_paper": "a paper is told when it is counted, and never by whom; the published papers recount",
    "session_minutes": "written from what is told of the session; their hash is checked before a signature",
    EVALUATION: {"id": "a running number"},
    "objection": {"reason": _STAYS},
    "consultation": {"opinion": "its words stand in the document the event names"},
    "council_session": {"written_until": _STAYS},
    "agenda_item": {"law": _POLICY, "sealed": "the split of a secret vote that would expose somebody"},
    "declaration": {"about": "whose kin somebody is stays in review"},
}

PARTLY = {
    "migrated_case": {"before": "not of an erased person"},
    "policy_version": dict.fromkeys(
        ("rulebook", "document"),
        "of a policy no dossier was sent under, which only a migration chose, the events name plan and hash",
    ),
    "transition": {
        "at": "of a supplement that came while the case was held",
        "reason": "of a receipt, a passing or an answer from beyond no event tells it",
        "document": "of a receipt, a passing or an answer from beyond no event tells it",
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
        "minutes": "of a stage that was passed no event tells them",
        "warning_reason": "of a stage that was passed no event tells it",
        **dict.fromkeys(
            ("opened_at", "received_by", "received_at", "passed_by", "passed_at", "opinion", "missed_due_on",
             "missed_return_on", "near_due_on", "near_days", "closed_at", "outcome"), _MOVED,
        ),
    },
    "outside_answer": {
        "document": "of a refusal no event tells it",
        "dated": "of a refusal or a return no event tells it",
        "reason": "told with the case's own step",
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
)
