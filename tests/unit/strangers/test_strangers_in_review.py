"""Review: every row of its permissions refuses whoever it does not name, and leaves nothing but the refusal."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from services.review import migrating, objections
from services.review.council_models import CouncilSession
from services.review.migration_record import Grounds
from services.review.rerouting import Wanted
from services.review.service import DEFINITION
from shared.errors import Forbidden
from shared.permissions import Jurisdiction
from tests.support.doors import Doors
from tests.unit.review_council.stage import BODY, MEMBERS, Stage
from tests.unit.review_council.test_escalation import at_the_confederation
from tests.unit.review_council.test_gates import HEAD, REASON, ROAD

UNION = "cdcs-may"
NOT_HERE = "the role {role} does not act at a provincial stage"
AT_STAGE = (
    "receive", "pass_stage", "return_for_supplement", "refuse", "extend_deadline", "hold", "release",
    "settle_objection", "ask_opinion", "record_opinion",
)  # fmt: skip

READ = "read_case read_every_case"
ROUTES = {
    "POST /cases/{case_id}/receive": "receive",
    "POST /cases/{case_id}/pass": "pass_stage",
    "POST /cases/{case_id}/return": "return_for_supplement",
    "POST /cases/{case_id}/refuse": "refuse",
    "POST /cases/{case_id}/archive": "archive_case",
    "POST /cases/{case_id}/extend": "extend_deadline",
    "POST /cases/{case_id}/hold": "hold",
    "POST /cases/{case_id}/release": "release",
    "POST /cases/{case_id}/comment": "comment",
    "POST /declarations": "declare_relation",
    "POST /declarations/{declaration_id}/withdrawal": "withdraw_declaration",
    "POST /mandates": "give_mandate",
    "POST /mandates/{mandate_id}/revocation": "revoke_mandate",
    "POST /councils": "seat_council",
    "POST /notices": "publish_notice",
    "POST /cases/{case_id}/objections": "lodge_objection",
    "POST /cases/{case_id}/objections/{objection_id}/settlement": "settle_objection",
    "POST /cases/{case_id}/consultations": "ask_opinion",
    "POST /cases/{case_id}/consultations/{number}/answer": "record_opinion",
    "POST /sessions": "open_session",
    "POST /sessions/{session_id}/attendance": "record_attendance",
    "POST /sessions/{session_id}/recusals": "decide_recusal",
    "POST /sessions/{session_id}/adjournment": "adjourn_session",
    "POST /sessions/{session_id}/deferrals": "defer_cases",
    "POST /sessions/{session_id}/voting": "open_voting",
    "POST /sessions/{session_id}/ballots": "cast_ballot",
    "POST /sessions/{session_id}/closing": "close_session",
    "POST /sessions/{session_id}/sending": "send_for_signature",
    "POST /decisions": "sign",
    "POST /cases/{case_id}/refuse-signature": "refuse_signature",
    "POST /cases/{case_id}/consent-to-withdrawal": "consent_to_withdrawal",
    "POST /submissions": "escalate_upward",
    "POST /submissions/{submission_id}/answers": "enter_answer",
    "POST /submissions/{submission_id}/cases/{case_id}/hold": "hold_beyond",
    "POST /submissions/{submission_id}/cases/{case_id}/release": "release_beyond",
    "POST /submissions/{submission_id}/cases/{case_id}/withdraw": "withdraw_with_consent",
    "GET /cases/{case_id}": READ,
    "GET /cases/{case_id}/history": READ,
    "GET /cases/{case_id}/explanation": READ,
    "GET /cases/{case_id}/versions/{number}/changes": READ,
    "GET /cases/{case_id}/notice": READ,
    "GET /cases/{case_id}/consultations": READ,
    "GET /councils/{council_id}": READ,
    "GET /sessions/{session_id}": READ,
    "GET /sessions/{session_id}/outlook": READ,
    "GET /sessions/{session_id}/tallies": READ,
    "GET /sessions/{session_id}/minutes": READ,
    "GET /sessions/{session_id}/lists-to-sign": READ,
    "GET /sessions/{session_id}/papers": READ,
    "GET /submissions/{submission_id}": READ,
    "GET /decisions/{decision_id}": READ,
    "GET /lists-to-sign": READ,
    "GET /cases": READ,
    "GET /closed-files": READ,
    "POST /cases/receive": "receive",
    "POST /cases/pass": "pass_stage",
    "POST /cases/archive": "archive_case",
}
AT_HOME = frozenset({"GET /lists-to-sign", "GET /cases", "GET /closed-files"})

ONES_OWN = "lists what is the reader's own and nothing else"
LISTS = ("work", "councils", "sessions", "decisions", "submissions", "declarations", "mandates")
OPEN = {
    **{f"GET /{name}": ONES_OWN for name in LISTS},
    "GET /receipts/{receipt}": "public: whoever voted counts again",
    "GET /sessions/{session_id}/box": "public: whoever voted counts again",
}  # fmt: skip

HEARD = "asked of nomination, which refuses it, and heard here"
IN_PASSING = "part of `pass_stage`, never asked by itself"
BY_A_REFORM = "reached by `migrate` alone, whose row names the same hand"
SHUT = {
    "submit": HEARD, "resubmit": HEARD, "withdraw": HEARD,
    "appraise": IN_PASSING, "escalate": IN_PASSING, "send_to_signer": IN_PASSING,
    "move_case": BY_A_REFORM, "move_case_back": BY_A_REFORM, "pass_to_successor": BY_A_REFORM,
    "release_brought": "the door of `release`, of a case a submission put on hold: `test_holds_brought`",
}  # fmt: skip
CALLS = {
    "migrate": lambda desk, work: migrating.migrate(
        desk, work, Wanted(plan="hung_yen_2026", bodies={}, chain="C4"), Grounds(reason="Sáp nhập", document="QĐ 1")
    ),
}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """A province with a published case under objection, a session, and a letter at the confederation."""
    directory: Path = tmp_path_factory.mktemp("doors")
    stage = Stage(directory)
    decision = stage.sign(*stage.ready_to_sign())
    letter, beyond = at_the_confederation(stage)
    case, queued = stage.plant(2, road=ROAD)
    council = stage.seat()
    stage.publish([case, queued])
    with stage.acting(HEAD) as work:
        objection = objections.lodge_objection(stage.desk, work, case, reason=REASON).id
    stage.clock.advance(days=21)
    session = stage.open([queued], council=council)
    with stage.reading() as tx:
        version = tx.scalars(select(CouncilSession.version).where(CouncilSession.id == session.id)).one()
    listed = [{"case": case, "version": stage.case(case).version}]
    beyond_it = {"case_id": beyond[0]}
    at_letter = "POST /submissions/{submission_id}"
    yield Doors(
        desk=dataclasses.replace(stage.desk, definition=DEFINITION), directory=directory,
        routes=ROUTES, open=OPEN, shut=SHUT, calls=CALLS, of_oneself=AT_HOME,
        behind=dict.fromkeys(AT_STAGE, NOT_HERE) | {
            "archive_case": Forbidden.words.en, "read_case": "the role {role} reads no cases",
        },
        at={Jurisdiction.HOLDING_BODY: BODY, Jurisdiction.OWN_UNIT: UNION, Jurisdiction.AREA: BODY},
        known={
            "case_id": case, "case": case, "cases": [case], "session_id": session.id, "sessions": [session.id],
            "submission_id": letter.id, "objection_id": objection, "decision_id": decision.id,
            "council": council.id, "council_id": council.id,
            "body": BODY, "number": 1, "members": list(MEMBERS), "chair": MEMBERS[0], "plan": "hung_yen_2026",
        },
        known_at={
            **{f"POST /cases/{act}": {"cases": listed} for act in ("receive", "pass", "archive")},
            **{f"{at_letter}/cases/{{case_id}}/{act}": beyond_it for act in ("hold", "release", "withdraw")},
            "POST /decisions": {"cases": [queued]}, "POST /submissions": {"cases": [queued]},
        },
        body_at={
            "POST /declarations": {"person": MEMBERS[0], "kind": "unit", "unit": UNION},
            f"{at_letter}/answers": {
                "cases": beyond, "office": "confederation", "answer": "granted", "document": "QĐ 1520",
                "dated": "2026-08-24",
            },
            "POST /sessions": {"council": council.id, "cases": [case]},
        },
        seen={session.id: version, **{one: stage.case(one).version for one in (case, queued, *beyond)}},
    )  # fmt: skip
    stage.desk.database.close()


def test_every_row_has_its_door(doors: Doors) -> None:
    doors.all_are_there()


@pytest.mark.parametrize("door", [*ROUTES, *CALLS])
def test_whoever_a_row_does_not_name_is_refused(doors: Doors, door: str) -> None:
    doors.refuse_strangers(door)
