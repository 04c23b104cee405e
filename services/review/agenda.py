"""The agenda: calling the council together on cases that are ready, under the law each is counted by.

Owns: opening a session. Promises: nothing comes before the council before those consulted answered or had their time
(P02) and its notice is over (P03), and nothing before the wrong one of the two councils (domain.md §0.2); who is
concerned is recused as the session opens. Leaves to others: recusals (`recusals`), the meeting itself
(`session_actions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from services.review.authority import take_cases
from services.review.case_rows import save_cases
from services.review.cases import award_of, move, policy_of, record_many, step_of, unit_of
from services.review.council_actions import refuse_unready
from services.review.council_errors import (
    ChairVotesOpenly,
    CouncilReplaced,
    NotYetSeated,
    NoVoteLaw,
    SecrecyRequired,
    WrongCouncil,
)
from services.review.council_models import (
    AgendaItem,
    Council,
    CouncilSession,
    PublicNotice,
    SessionMember,
    SessionState,
)
from services.review.council_queries import council_and_successor, seated_in
from services.review.ended_unions import subjects_of
from services.review.models import Case, StageRun
from services.review.notices_outdated import outdated_notices
from services.review.queries_gates import consulted_about, notices_of
from services.review.recusal_queries import hands_of
from services.review.recusals import Interest, recuse
from services.review.rules import provincial_council as room
from services.review.rules.agenda_notice import AgendaNotice, VoteDays, days_of_vote
from services.review.rules.provincial_order import Consulted, consultation_is_over, flags_stay_within_share
from services.review.rules.subject import ask_subject
from services.review.rules.vote_law import Denominator, Law
from services.review.session_steps import Asked, refuse_blocked
from shared.clock import office_day
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.errors import InvalidInput, Place, RuleBlocked
from shared.events.codec import to_plain
from shared.events.review import Queued, SessionOpened
from shared.events.terms import BallotMode, CaseState, CouncilKind, StageKind
from shared.policy import Policy
from shared.policy.marks import Mark
from shared.policy.votes import VoteLaw
from shared.policy_book import PolicyBook
from shared.rows import insert_rows
from shared.verdicts import Consequence, Evaluation, Verdict
from shared.words import Words
from shared.work import Work

GOVERNMENT_FLAG = "flag_government"
_PROPOSED = (
    CaseState.COUNCIL_QUEUE, CaseState.COUNCIL_VOTED, CaseState.PENDING_DECISION, CaseState.AWARDED,
    CaseState.PUBLISHED, CaseState.PRESENTED,
)  # fmt: skip


def open_session(
    desk: Desk,
    work: Work,
    *,
    council_id: str,
    case_ids: Sequence[str],
    mode: BallotMode,
    interests: Sequence[Interest] = (),
    written_until: datetime | None = None,
    cluster_leaders: int | None = None,
) -> CouncilSession:
    """Call the council together on an agenda of cases that passed the province's appraisal and whose notice is over.

    Absent members may write until `written_until`, and before that the vote is closed only when none of them owes an
    opinion (P06); without it until the vote is closed. `cluster_leaders`: how many units satisfy the provincial flag,
    stated where Government flags are on the agenda (P12).
    """
    today = office_day(work.now)
    _refuse_past(written_until, work.now)
    council, newer = council_and_successor(work.tx, council_id, today)
    cases = take_cases(work, case_ids, with_dossier=False)
    agenda = [cases[case_id] for case_id in dict.fromkeys(case_ids)]
    policies = {case.id: policy_of(desk, work.tx, case) for case in agenda}
    asked = _refuse_agenda(work, council, mode, agenda, policies, desk.policies, today)
    _refuse_out_of_office(council, newer, today)
    _refuse_flags(work, agenda, policies, asked, cluster_leaders)
    members = seated_in(work.tx, council.id)
    session = _write_session(work, council, members, mode, today)
    session.written_until = written_until
    days = _days_of_vote(desk, council, agenda, policies, today)
    session.votes_from, session.no_vote_before = days.expected, days.earliest
    laws = _write_agenda(work, session.id, agenda, policies, CouncilKind(council.kind), today)
    record_many(work, [(case, asked[case.id]) for case in agenda], "open_session")
    _say_opened(work, council, session, members, agenda, asked, laws)
    recuse(work, session.id, hands_of(work.tx, cases.values(), members), members, interests)
    return session


def _refuse_agenda(
    work: Work, council: Council, mode: BallotMode, agenda: Sequence[Case], policies: Mapping[str, Policy],
    book: PolicyBook, today: date,
) -> Asked:  # fmt: skip
    """G02, P02 and P03 of every case; refuses the whole agenda for one case that has no place on it."""
    for case in agenda:
        refuse_unready(work, "open_session", case)
        vote = _vote_before(council, case, policies[case.id], today)
        if vote.ballot_mode is BallotMode.SECRET and mode is not BallotMode.SECRET:
            raise SecrecyRequired()
        if counted(vote).chair_must_agree and mode is not BallotMode.OPEN:
            raise ChairVotesOpenly()
    ids = [case.id for case in agenda]
    notices, consulted = notices_of(work.tx, ids), consulted_about(work.tx, ids)
    subjects, outdated = subjects_of(work.tx, agenda, today), outdated_notices(work.tx, agenda)
    asked: Asked = {
        case.id: (
            *ask_subject(subjects.get(case.id)),
            _ask_consulted(case, policies[case.id], consulted.get(case.id, ()), book, today),
            _ask_notice(case, policies[case.id], notices.get(case.id), book, today, is_outdated=case.id in outdated),
        )
        for case in agenda
    }
    refuse_blocked(asked)
    return asked


def _refuse_past(written_until: datetime | None, now: datetime) -> None:
    if written_until is not None and written_until <= now:
        words = Words("Hạn gửi ý kiến bằng văn bản đã qua.", "This time for written opinions has passed.")
        raise InvalidInput(places=[Place("written_until", words)])


def _refuse_out_of_office(council: Council, newer: Council | None, today: date) -> None:
    """Members who left with a council that was replaced do not vote, nor does its size count (P04, P05)."""
    if today < council.valid_from:
        raise NotYetSeated()
    if newer is not None:
        raise CouncilReplaced(
            f"Hội đồng này đã được thay bằng hội đồng theo {newer.document}, có hiệu lực từ"
            f" {newer.valid_from:%d/%m/%Y}: mở phiên họp với hội đồng {newer.id}.",
            f"The council seated by {newer.document} has taken this one's place from {newer.valid_from.isoformat()}"
            f" on: open the session with council {newer.id}.",
        )


def _refuse_flags(
    work: Work, agenda: Sequence[Case], policies: Mapping[str, Policy], asked: Asked, leaders: int | None
) -> None:
    """P12 for the Government flags on the agenda, with those the council proposed before in the same year."""
    flags = [case for case in agenda if case.award == GOVERNMENT_FLAG]
    if not flags:
        return
    years = {case.year for case in flags}
    # By the road and not by the holder: what was submitted lies with somebody else.
    through_here = select(StageRun.case_id).where(StageRun.body == flags[0].body)
    before = select(func.count()).select_from(Case).where(
        Case.award == GOVERNMENT_FLAG, Case.year.in_(years), Case.id.in_(through_here),
        Case.state.in_([state.value for state in _PROPOSED]),
    )  # fmt: skip
    said = flags_stay_within_share(
        proposed=len(flags) + (work.tx.scalar(before) or 0), qualified=leaders,
        percent=policies[flags[0].id].parameter("P12", "percent"),
    )  # fmt: skip
    if said.verdict is not Verdict.HOLDS:
        raise RuleBlocked(said.words.vi, said.words.en, places=[Place("cluster_leaders", said.words, said.rule)])
    asked.update({case.id: (*asked[case.id], said) for case in flags})


def _ask_consulted(
    case: Case, policy: Policy, consulted: tuple[Consulted, ...], book: PolicyBook, today: date
) -> Evaluation:
    return consultation_is_over(
        must_ask=policy.must_be_heard(case.award), consulted=consulted, today=today,
        **book.entered_since(policy, "P02", consulted=consulted),
    )  # fmt: skip


def _ask_notice(
    case: Case, policy: Policy, published: tuple[PublicNotice, int] | None, book: PolicyBook, today: date, *,
    is_outdated: bool,
) -> Evaluation:  # fmt: skip
    """P03, the period counted once more from its first day, by the holidays as they came: whatever the row says, it is
    not shorter than that."""
    notice, open_objections = published or (None, 0)
    days, runs_from = policy.award(case.award).public_notice_days, notice.runs_from if notice else None
    until = max(notice.until, book.calendar.add_working_days(notice.runs_from, days)) if notice else None
    return room.notice_is_finished(
        consequence=policy.plan.find_consequence("P03"),
        required_days=days,
        is_simplified=case.is_simplified,
        published_on=runs_from,
        until=until,
        meets_on=today,
        open_objections=open_objections,
        is_outdated=is_outdated,
        **book.entered_since(policy, "P03", published_on=runs_from, until=until),
    )


def _vote_before(council: Council, case: Case, policy: Policy, today: date) -> VoteLaw:
    """The law of this council for the award; `NoVoteLaw`, or `WrongCouncil` where only the other council has one."""
    award = award_of(policy, case)
    vote = policy.find_vote_law(case.award, CouncilKind(council.kind), today)
    if vote is None and award.vote is None:
        raise NoVoteLaw(f"{award.name.vi} không qua bỏ phiếu.", f"{award.name.en} is not decided by a vote.")
    if vote is None or case.body != council.body:
        raise WrongCouncil()
    return vote


def counted(vote: VoteLaw) -> Law:
    """A vote law of the policy as plain numbers."""
    return Law(
        threshold_percent=vote.threshold_percent,
        denominator=Denominator(vote.denominator.value),
        basis=vote.basis,
        quorum_numerator=vote.quorum_numerator,
        quorum_denominator=vote.quorum_denominator,
        absent_members_write=vote.absent_members_write,
        written_opinion_working_days=vote.written_opinion_working_days,
        chair_must_agree=vote.chair_must_agree,
        unverified=vote.mark is Mark.UNVERIFIED,
    )


def counted_law(policy: Policy, award: str, kind: CouncilKind, on: date) -> Law:
    """The vote law of an award as it is frozen on the agenda; P04 `recused_leave` 0 keeps the recused in the quorum.

    P06 `least_voters`: fewer secret papers than that do not let their split be told.
    """
    vote = policy.find_vote_law(award, kind, on)
    if vote is None:
        raise NoVoteLaw()
    stay = policy.rulebook.find_parameter("P04", "recused_leave") == 0
    least = policy.rulebook.find_parameter("P06", "least_voters") or 1
    return replace(counted(vote), recused_leave_quorum=not stay, least_voters=least)


def _days_of_vote(
    desk: Desk, council: Council, agenda: Sequence[Case], policies: Mapping[str, Policy], today: date
) -> VoteDays:
    """From the day they are told, by the plans of the agenda."""
    plans = {policies[case.id].plan.id: (policies[case.id].plan, case) for case in agenda if not case.is_simplified}
    presets = (
        plan.find_council(StageKind(case.stage_kind), CouncilKind(council.kind)) for plan, case in plans.values()
    )
    notices = [
        AgendaNotice(working_days=one.agenda_working_days, is_binding=one.if_told_late is Consequence.BLOCK)
        for one in presets
        if one is not None
    ]
    return days_of_vote(today, notices, desk.policies.calendar)


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


def _write_agenda(
    work: Work, session_id: str, agenda: Sequence[Case], policies: Mapping[str, Policy], kind: CouncilKind, today: date
) -> Mapping[tuple[str, str], Any]:
    laws = {_law_key(case): to_plain(counted_law(policies[case.id], case.award, kind, today)) for case in agenda}
    items = [
        {
            "session_id": session_id, "case_id": case.id, "number": number, "law": laws[_law_key(case)],
            "is_off": False,
        }
        for number, case in enumerate(agenda, start=1)
    ]  # fmt: skip
    insert_rows(work.tx, AgendaItem.__table__, items)
    return laws


def _law_key(case: Case) -> tuple[str, str]:
    return case.policy, case.award


def _say_opened(
    work: Work,
    council: Council,
    session: CouncilSession,
    members: Sequence[str],
    agenda: Sequence[Case],
    asked: Asked,
    laws: Mapping[tuple[str, str], Any],
) -> None:
    bound = {key: kept_hash(AgendaItem.__table__, law=law) for key, law in laws.items()}
    work.emit(
        session.id,
        SessionOpened(
            session=session.id, council=session.council_id, body=session.body, mode=BallotMode(session.mode),
            agenda=tuple(case.id for case in agenda), members=tuple(members), kind=CouncilKind(council.kind),
            written_until=session.written_until,
            votes_from=session.votes_from, no_vote_before=session.no_vote_before,
        ),
    )  # fmt: skip
    for case in agenda:
        case.session_id = session.id
        move(work, case, CaseState.COUNCIL_QUEUE, action="open_session", document=session.id)
        work.emit(
            case.id,
            Queued(
                case=case.id, unit=unit_of(case), step=step_of(case), session=session.id, evaluations=asked[case.id],
                law_sha256=bound[_law_key(case)],
            ),
            policy=case.policy,
        )
    save_cases(work.tx, agenda)
