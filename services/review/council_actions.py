"""Before the council meets: seating it, publishing the names for opinions.

Owns: councils and public notices. Promises: one transition and one event per case published; a council is never
changed, only followed by another. Leaves to others: the session (`session_actions`), whether the notice is over (P03).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from services.review.authority import take_cases
from services.review.case_rows import save_cases
from services.review.cases import move, policy_of, step_of, unit_of
from services.review.council_errors import CaseNotReady, ChairNotSeated, CouncilTooLarge, NoticeStands
from services.review.council_models import Council, CouncilMember, PublicNotice
from services.review.models import Case
from services.review.notices_outdated import outdated_notices
from services.review.permissions import PERMISSIONS
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import InvalidInput, Place
from shared.events.council import CouncilSeated
from shared.events.review import NoticePublished
from shared.events.terms import CaseState, CouncilKind, StageKind
from shared.permissions import authorize
from shared.policy import PolicySet
from shared.rows import insert_rows
from shared.words import Words
from shared.work import Work


def seat_council(
    desk: Desk,
    work: Work,
    *,
    kind: CouncilKind,
    body: str,
    members: Sequence[str],
    chair: str,
    secretary: str,
    valid_from: date,
    document: str,
) -> Council:
    """Seat a council at a body. `members` are token subjects in the order of the document, the chair among them."""
    authorize(PERMISSIONS, "seat_council", work.actor, holding_body=body)
    _refuse_composition(desk.policies.policies, kind, members, chair)
    council = Council(
        id=work.new_id(), kind=kind.value, body=body, chair=chair, secretary=secretary, valid_from=valid_from,
        document=document, version=1, changed_by=work.actor.subject, changed_at=work.now, change="seat_council",
    )  # fmt: skip
    work.tx.add(council)
    work.tx.add_all(CouncilMember(council_id=council.id, member=m, place=n) for n, m in enumerate(members, start=1))
    work.tx.flush()
    work.emit(
        council.id,
        CouncilSeated(
            council=council.id, kind=kind, body=body, members=tuple(members), chair=chair, secretary=secretary,
            valid_from=valid_from, document=document,
        ),
    )  # fmt: skip
    return council


def most_members(policies: PolicySet, kind: CouncilKind) -> int | None:
    """The largest council of this kind any plan allows; None where no plan says."""
    presets = (plan.find_council(StageKind.PROVINCIAL, kind) for plan in policies.plans.values())
    return max((preset.most_members for preset in presets if preset is not None), default=None)


def _refuse_composition(policies: PolicySet, kind: CouncilKind, members: Sequence[str], chair: str) -> None:
    if len(set(members)) != len(members):
        words = Words("Có ủy viên ghi hai lần.", "A member stands twice.")
        raise InvalidInput(places=[Place("members", words)])
    most = most_members(policies, kind)
    if most is not None and len(members) > most:
        raise CouncilTooLarge(
            f"Hội đồng có {len(members)} ủy viên, tối đa {most}.", f"{len(members)} members, {most} are allowed."
        )
    if chair not in members:
        raise ChairNotSeated()


def publish_notice(desk: Desk, work: Work, *, case_ids: Sequence[str], place: str) -> list[Case]:
    """Publish names for opinions today, each for the working days its award asks: ND152 Art 44(2).

    A notice that names what a supplement has changed since makes way for the new one.
    """
    cases = take_cases(work, case_ids, with_dossier=False)
    today = office_day(work.now)
    notices: list[dict[str, Any]] = []
    until_of: dict[tuple[str, str], date] = {}
    outdated = outdated_notices(work.tx, cases.values())
    # A case that was sent back from above keeps the notice it had, as long as it names the same.
    published = set(work.tx.scalars(select(PublicNotice.case_id).where(PublicNotice.case_id.in_(case_ids))))
    for case in cases.values():
        refuse_unready(work, "publish_notice", case)
        if case.id in published - outdated:
            raise NoticeStands()
        if (until := until_of.get((case.policy, case.award))) is None:
            policy = policy_of(desk, work.tx, case)
            until = desk.policies.calendar.add_working_days(today, policy.award(case.award).public_notice_days)
            until_of[case.policy, case.award] = until
        step = step_of(case)
        move(work, case, CaseState.PUBLIC_NOTICE, action="publish_notice", document=place)
        notices.append(
            {"case_id": case.id, "place": place, "published_on": today, "runs_from": today, "until": until,
             "published_by": work.actor.subject, "published_at": work.now}
        )  # fmt: skip
        work.emit(
            case.id,
            NoticePublished(
                case=case.id, unit=unit_of(case), step=step, where=place, published_on=today, until=until
            ),
            policy=case.policy,
        )
    save_cases(work.tx, cases.values())
    if outdated:
        work.tx.execute(delete(PublicNotice).where(PublicNotice.case_id.in_(outdated)))
    insert_rows(work.tx, PublicNotice.__table__, notices)
    return list(cases.values())


def refuse_unready(work: Work, action: str, case: Case) -> None:
    """Authority and state for a case that waits at the province; `CaseNotReady` at any other stage."""
    authorize(PERMISSIONS, action, work.actor, holding_body=case.body, state=case.is_in)
    if case.stage_kind != StageKind.PROVINCIAL.value:
        raise CaseNotReady(
            f"Hồ sơ {case.id} chưa qua thẩm định cấp tỉnh.", f"Case {case.id} has not passed the provincial appraisal."
        )
