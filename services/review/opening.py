"""Opening cases: what nomination submitted lies at the first stage of its road, on hold where something is verified.

Owns: the rows of a new case. Promises: a case opens once, under a policy that is kept here; a batch takes as many
statements as one case. Leaves to others: hearing of submissions (`consumers`), everything that happens to a case later.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from services.review.actions_holds import set_on_hold
from services.review.cases import step_of, transition_of, unit_of
from services.review.errors import CaseKnown, HoldUnexplained
from services.review.models import Case, HeardVersion, StageRun, Transition, searchable
from shared.canonical import content_hash
from shared.desk import Desk
from shared.events.catalog import read
from shared.events.codec import to_plain
from shared.events.dossier import Dossier
from shared.events.envelope import Envelope, Trace
from shared.events.nomination import Resubmitted, Submitted
from shared.events.review import StageOpened
from shared.events.supplement import Change
from shared.events.terms import CaseState, HoldKind, Via
from shared.policy_book import PolicyNotKnown
from shared.rows import among, insert_all
from shared.verdicts import Verdict
from shared.work import Work

_COLUMNS = tuple(column.key for column in Case.__table__.columns)
_OPENED = select(Case.id).where(among(Case.id, "cases"))


def open_cases(desk: Desk, work: Work, envelopes: Sequence[Envelope]) -> None:
    """Open the case of each `nomination.submitted`; `PolicyNotKnown` or `CaseKnown` opens none of them."""
    if not envelopes:
        return
    events = [_read(envelope) for envelope in envelopes]
    if work.tx.scalars(_OPENED, {"cases": {event.case for event in events}}).first() is not None:
        raise CaseKnown()
    cases: list[dict[str, Any]] = []
    runs: list[dict[str, Any]] = []
    for event, envelope in zip(events, envelopes, strict=True):
        case = _opened(desk, _by(work, envelope), event, envelope.policy)
        cases.append({name: getattr(case, name) for name in _COLUMNS})
        keep_version(work, case, event, envelope)
        runs.extend(_stages_of(work, event))
    # The dossier's row first: transitions and stages point at it.
    insert_all(work.tx, [(Case.__table__, cases), (StageRun.__table__, runs)])


def take_dossier(case: Case, dossier: Dossier, version: int) -> None:
    """Make this version the one the case is judged on, and the case what it says: everything past the stages (agenda,
    vote law, recusal, decision) reads the columns."""
    plain = to_plain(dossier)
    case.dossier, case.dossier_version, case.dossier_sha256 = plain, version, content_hash(plain)
    for column, value in columns_of(dossier).items():
        setattr(case, column, value)


def columns_of(dossier: Dossier) -> dict[str, Any]:
    """What a case says of its dossier outside it: whom it names, for what, by which procedure."""
    nominee = dossier.nominee
    return {
        "award": dossier.award, "award_type": dossier.award_type.value, "year": dossier.year,
        "is_simplified": dossier.is_simplified, "nominee_key": nominee.key, "nominee_name": nominee.full_name,
        "nominee_folded": searchable(nominee.full_name), "nominee_kind": nominee.kind.value,
        "nominee_birth": nominee.birth, "is_direct_worker": nominee.is_direct_worker,
        "is_leader": nominee.is_leader, "subject_unit": nominee.subject_unit,
    }  # fmt: skip


def keep_version(
    work: Work, case: Case, event: Submitted | Resubmitted, envelope: Envelope, changes: Sequence[Change] = (),
    *, key_before: str | None = None,
) -> None:  # fmt: skip
    """Put what the proposing side's rules said into the file, word for word as it came: it is explained for good.

    Called while the case still has the fix list that a supplement answers; `changes` are those it made, `key_before`
    is the key the nominee had until it came.
    """
    kept = {
        "case_id": case.id, "number": event.version, "sent_at": event.sent_at, "sent_by": envelope.actor.subject,
        "dossier_sha256": case.dossier_sha256, "policy": case.policy, "evaluations": envelope.data["evaluations"],
        "items": case.return_items or [], "answers": envelope.data.get("answers", []), "changes": to_plain(changes),
        "former_key": key_before if key_before != case.nominee_key else None,
    }  # fmt: skip
    work.record(HeardVersion.__table__, kept)


def _read(envelope: Envelope) -> Submitted:
    """The submission. What nomination's rules said is read only where it keeps the case on hold: it is most of it."""
    if not envelope.data.get("must_hold"):
        envelope = dataclasses.replace(envelope, data={**envelope.data, "evaluations": []})
    event: Submitted = read(envelope)
    return event


def _by(work: Work, envelope: Envelope) -> Work:
    """The same transaction in the hand of whoever submitted this one."""
    trace = Trace(Via.EVENT, envelope.trace.correlation, envelope.id, envelope.trace.traceparent)
    return dataclasses.replace(work, actor=envelope.actor, trace=trace)


def _opened(desk: Desk, work: Work, event: Submitted, policy: str | None) -> Case:
    if policy is None:
        raise PolicyNotKnown()
    desk.policies.pinned(work.tx, policy)
    case = _case_of(work, event, policy)
    opened = StageOpened(
        case=case.id, receipt=case.receipt, plan=case.plan, award=case.award, unit=unit_of(case),
        step=step_of(case), submitted_by=case.submitted_by, area_body=event.road.area_body,
    )  # fmt: skip
    work.emit(case.id, opened, policy=case.policy)
    if event.must_hold:
        set_on_hold(work, case, **what_is_verified(event))
        case.state = CaseState.ON_HOLD.value
    step = transition_of(work, case, None, case.is_in, action="submit", document=case.hold_document)
    work.record(Transition.__table__, step)
    return case


def _case_of(work: Work, event: Submitted, policy: str) -> Case:
    first = event.road.stages[0]
    case = Case(
        id=event.case, receipt=event.receipt, plan=event.plan, policy=policy, list_id=event.list,
        unit=event.unit.id, unit_name=event.unit.name, unit_block=event.unit.block.value,
        state=CaseState.SUBMITTED.value, stage_index=0, stage_kind=first.kind.value, body=first.unit,
        body_name=first.unit_name, road=to_plain(event.road), sent_at=event.sent_at, opened_at=work.now,
        submitted_by=work.actor.subject, sent_up_by=work.actor.subject, stage_since=event.sent_at, version=1,
        changed_by=work.actor.subject, changed_at=work.now, change="submit",
    )  # fmt: skip
    take_dossier(case, event.dossier, event.version)
    return case


def _stages_of(work: Work, event: Submitted) -> list[dict[str, Any]]:
    return [
        {
            "case_id": event.case, "stage_index": index, "kind": stage.kind.value, "body": stage.unit,
            "body_name": stage.unit_name, "opened_at": work.now if index == 0 else None,
        }
        for index, stage in enumerate(event.road.stages)
    ]  # fmt: skip


def what_is_verified(event: Submitted | Resubmitted) -> dict[str, Any]:
    """Kind and document of the first open verification G08 found; both are facts of that evaluation."""
    for said in event.evaluations:
        if said.rule == "G08" and said.verdict is Verdict.FAILS:
            first = said.facts["open_holds"][0]
            return {"kind": HoldKind(first["kind"]), "document": first["document"]}
    raise HoldUnexplained()
