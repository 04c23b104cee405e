"""The agenda: calling the council together on cases that are ready, under the law each is counted by.

Owns: opening a session, recusals. Promises: nothing comes before the council before its notice is over (P03); a member
with a hand in a case is recused from it before voting opens. Leaves to others: the meeting itself (`session_actions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from services.review.case_rows import save_cases
from services.review.cases import lock_cases, move, policy_of, record_many, step_of, unit_of
from services.review.council_actions import refuse_unready
from services.review.council_errors import NotYetSeated, NoVoteLaw, SecrecyRequired, WrongCouncil
from services.review.council_models import (
    AgendaItem,
    Council,
    CouncilSession,
    PublicNotice,
    Recusal,
    SessionMember,
    SessionState,
)
from services.review.council_queries import get_council, hands_of, seated_in
from services.review.models import Case
from services.review.rules import provincial_council as room
from services.review.rules.recusal import Ground, Hands, recused_from
from services.review.rules.vote_law import Denominator, Law
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import InvalidInput, Place, RuleBlocked
from shared.events.codec import to_plain
from shared.events.review import Queued, SessionOpened
from shared.events.terms import BallotMode, CaseState
from shared.policy import Policy
from shared.rows import insert_rows
from shared.verdicts import Consequence, Evaluation, worst
from shared.words import Words
from shared.work import Work

Asked = dict[str, tuple[Evaluation, ...]]
"""What the rules said, by case id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """A relation a member declares to one case: `Ground.RELATED` or `Ground.BENEFITS`."""

    member: str
    case: str
    ground: Ground


def open_session(
    desk: Desk,
    work: Work,
    *,
    council_id: str,
    case_ids: Sequence[str],
    mode: BallotMode,
    interests: Sequence[Interest] = (),
) -> CouncilSession:
    """Call the council together on an agenda of cases that passed the province's appraisal and whose notice is over."""
    council, today = get_council(work.tx, council_id), office_day(work.now)
    cases = lock_cases(work.tx, case_ids, with_dossier=False)
    agenda = [cases[case_id] for case_id in dict.fromkeys(case_ids)]
    policies = {case.id: policy_of(desk, work.tx, case) for case in agenda}
    asked = _refuse_agenda(work, council, mode, agenda, policies, today)
    members = seated_in(work.tx, council.id)
    session = _write_session(work, council, members, mode, today)
    _write_agenda(work, session.id, agenda, policies)
    recuse(work, session.id, hands_of(work.tx, cases.values()), members, interests)
    record_many(work, [(case, asked[case.id]) for case in agenda], "open_session")
    _say_opened(work, session, members, agenda, asked)
    return session


def _refuse_agenda(
    work: Work, council: Council, mode: BallotMode, agenda: Sequence[Case], policies: Mapping[str, Policy], today: date
) -> Asked:
    """P03 of every case; refuses the whole agenda for one case that has no place on it."""
    for case in agenda:
        refuse_unready(work, "open_session", case)
        award = policies[case.id].award(case.award)
        if award.vote is None:
            raise NoVoteLaw(f"{award.name.vi} không qua bỏ phiếu.", f"{award.name.en} is not decided by a vote.")
        if award.council is None or award.council.value != council.kind or case.body != council.body:
            raise WrongCouncil()
        if award.vote.ballot_mode is BallotMode.SECRET and mode is not BallotMode.SECRET:
            raise SecrecyRequired()
    if today < council.valid_from:
        raise NotYetSeated()
    wanted = select(PublicNotice).where(PublicNotice.case_id.in_([case.id for case in agenda]))
    notices = {notice.case_id: notice for notice in work.tx.scalars(wanted)}
    asked: Asked = {case.id: (_ask_notice(case, policies[case.id], notices.get(case.id), today),) for case in agenda}
    refuse_blocked(asked)
    return asked


def _ask_notice(case: Case, policy: Policy, notice: PublicNotice | None, today: date) -> Evaluation:
    return room.notice_is_finished(
        consequence=policy.plan.find_consequence("P03"),
        required_days=policy.award(case.award).public_notice_days,
        is_simplified=case.is_simplified,
        published_on=notice.published_on if notice else None,
        until=notice.until if notice else None,
        meets_on=today,
    )


def counted_law(policy: Policy, award: str) -> Law:
    """The vote law of an award as it is frozen on the agenda."""
    vote = policy.award(award).vote
    if vote is None:
        raise NoVoteLaw()
    leave = any((p.rule, p.name, p.value) == ("P04", "recused_leave", 1) for p in policy.rulebook.rules)
    return Law(
        threshold_percent=vote.threshold_percent,
        denominator=Denominator(vote.denominator.value),
        basis=vote.basis,
        quorum_numerator=vote.quorum_numerator,
        quorum_denominator=vote.quorum_denominator,
        recused_leave_quorum=leave,
        absent_members_write=vote.absent_members_write,
    )


def _write_session(
    work: Work, council: Council, members: Sequence[str], mode: BallotMode, today: date
) -> CouncilSession:
    session = CouncilSession(
        id=work.new_id(), council_id=council.id, body=council.body, mode=mode.value, state=SessionState.OPENED.value,
        meets_on=today, opened_at=work.now, evaluations=[], version=1,
        changed_by=work.actor.subject, changed_at=work.now, change="open_session",
    )  # fmt: skip
    work.tx.add(session)
    work.tx.flush()
    rows = [
        {"session_id": session.id, "member": member, "place": place, "is_present": False}
        for place, member in enumerate(members, start=1)
    ]
    insert_rows(work.tx, SessionMember.__table__, rows)
    return session


def _write_agenda(work: Work, session_id: str, agenda: Sequence[Case], policies: Mapping[str, Policy]) -> None:
    laws = {_law_key(case): to_plain(counted_law(policies[case.id], case.award)) for case in agenda}
    items = [
        {"session_id": session_id, "case_id": case.id, "number": number, "law": laws[_law_key(case)]}
        for number, case in enumerate(agenda, start=1)
    ]
    insert_rows(work.tx, AgendaItem.__table__, items)


def _law_key(case: Case) -> tuple[str, str]:
    return case.policy, case.award


def _say_opened(
    work: Work,
    session: CouncilSession,
    members: Sequence[str],
    agenda: Sequence[Case],
    asked: Asked,
) -> None:
    work.emit(
        session.id,
        SessionOpened(
            session=session.id, council=session.council_id, body=session.body, mode=BallotMode(session.mode),
            agenda=tuple(case.id for case in agenda), members=tuple(members),
        ),
    )  # fmt: skip
    for case in agenda:
        case.session_id = session.id
        move(work, case, CaseState.COUNCIL_QUEUE, action="open_session", document=session.id)
        work.emit(
            case.id,
            Queued(
                case=case.id, unit=unit_of(case), step=step_of(case), session=session.id, evaluations=asked[case.id]
            ),
            policy=case.policy,
        )
    save_cases(work.tx, agenda)


def recuse(
    work: Work, session_id: str, hands: Mapping[str, Hands], members: Sequence[str], interests: Sequence[Interest]
) -> None:
    """Write down who does not vote on what; a ground already known stands."""
    refuse_foreign(interests, hands, members)
    rows = []
    for case_id, known in hands.items():
        declared = [one for one in interests if one.case == case_id]
        all_hands = Hands(
            submitted_by=known.submitted_by,
            received_by=known.received_by,
            passed_by=known.passed_by,
            related=frozenset(one.member for one in declared if one.ground is Ground.RELATED),
            beneficiaries=frozenset(one.member for one in declared if one.ground is Ground.BENEFITS),
        )
        for member, ground in recused_from(members, all_hands).items():
            rows.append({"session_id": session_id, "case_id": case_id, "member": member, "ground": ground.value})
    insert_rows(work.tx, Recusal.__table__, rows)


def refuse_foreign(interests: Sequence[Interest], cases: Iterable[str], members: Iterable[str]) -> None:
    known_cases, known_members, places = set(cases), set(members), []
    for index, one in enumerate(interests):
        if one.case not in known_cases:
            words = Words("Hồ sơ này không có trong chương trình.", "This case is not on the agenda.")
            places.append(Place(f"interests[{index}].case", words))
        if one.member not in known_members:
            words = Words("Người này không phải ủy viên.", "This person is not a member.")
            places.append(Place(f"interests[{index}].member", words))
    if places:
        raise InvalidInput(places=places)


def refuse_blocked(asked: Mapping[str, Sequence[Evaluation]]) -> None:
    """`RuleBlocked` with one place per case and rule that blocks; `asked` is by case id (or list name)."""
    places = [
        Place(at, one.words, one.rule)
        for at, evaluations in asked.items()
        for one in evaluations
        if worst((one,)) is Consequence.BLOCK
    ]
    if places:
        raise RuleBlocked(places[0].words.vi, places[0].words.en, places=places)
