"""Closing a session: every case counted in one go, the minutes written, what passed and what did not.

Owns: tally, minutes and their consequences. Promises: nothing is closed on unsound ballots, or while somebody in the
room has cast none and is not named (P06), without a quorum (P04) or on minutes that say something else (P07); a failed
case is refused with the formula as its reason (P05). Leaves to others: the arithmetic (`rules.vote_law`), what of the
count is told (`publishing`), sending and signing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.review.box_rows import shake_in
from services.review.case_rows import save_cases
from services.review.cases import move, record_many, step_of, unit_of
from services.review.council_models import AgendaItem, CouncilSession, SessionMinutes, SessionState
from services.review.council_queries import law_of
from services.review.counting import Counted, ask_ballots, count_case, gather, unlike_the_room
from services.review.minutes import ask_minutes, lines_of, write_minutes
from services.review.models import Case
from services.review.publishing import Told, box_published, pool_splits, sealed_hash, tell
from services.review.quorums import ask_quorums, refuse_without_quorum
from services.review.rules import provincial_council as room
from services.review.rules import vote_tally
from services.review.rules.publication import tellable
from services.review.rules.vote_law import Chair, Count
from services.review.session_steps import Asked, authorized_session, refuse_blocked, refuse_step, touch
from services.review.ties import ask_ties
from shared.canonical import sha256_hex
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.errors import Place, RuleBlocked
from shared.events.codec import to_plain
from shared.events.review import CouncilVoted, Refused, SessionClosed, Tally
from shared.events.terms import BallotMode, CaseState
from shared.rows import update_rows
from shared.verdicts import Evaluation, Verdict
from shared.work import Work


def close_session(
    desk: Desk, work: Work, session_id: str, *, seen: int | None, without_paper: Sequence[str] = ()
) -> CouncilSession:
    """Count, write the minutes, refuse what failed. What was withdrawn meanwhile is left out uncounted.

    `without_paper`: exactly the members who are in the room and cast none; a ballot raises no version, so that only
    this says for whom the secretary still waits.
    """
    session = authorized_session(work, "close_session", session_id, seen=seen)
    refuse_step(session, SessionState.VOTING)
    counted = gather(work, session)
    sound = ask_ballots(desk, work, session, counted, without_paper)
    _refuse_unsound(sound, unlike_the_room(counted, without_paper))
    quorums = ask_quorums(counted.agenda, counted.members, counted.recused)
    refuse_without_quorum(quorums, "close_session")
    counts = {item.case_id: count_case(item, counted) for item in counted.agenda}
    tallies = {item.case_id: vote_tally.count(law_of(item.law), counts[item.case_id]) for item in counted.agenda}
    minutes = _keep_minutes(desk, work, session, counted, tallies)
    asked = _ask_results(counted, counts, tallies, quorums, minutes.text)
    told = {
        item.case_id: tell(session, item, tallies[item.case_id], counted.box.get(item.case_id, ()), work.new_salt)
        for item in counted.agenda
    }
    ties = ask_ties(desk, work, counted.cases, _yes_told(counts, told))
    passed, failed = _conclude(work, session_id, counted, told, asked)
    session.state, session.closed_at, session.closed_by = SessionState.CLOSED.value, work.now, work.actor.subject
    touch(work, session, "close_session", (sound, *ties))
    work.emit(
        session_id,
        SessionClosed(
            session=session_id, council=session.council_id, passed=tuple(passed), failed=tuple(failed),
            ballots=len(counted.voters), evaluations=(sound, *ties), papers=len(counted.papers),
            box=box_published(session, told), without_paper=tuple(counted.without_paper),
            **_minutes_bound(work, minutes, told),
        ),
    )  # fmt: skip
    if session.mode == BallotMode.SECRET:
        shake_in(work.tx, session_id)
    pool_splits(work, session)
    return session


def _refuse_unsound(sound: Evaluation, differing: Sequence[Place]) -> None:
    """Who is waited for is named to whoever would close; the record of the refusal keeps the rule alone."""
    if sound.verdict is not Verdict.HOLDS:
        whole = Place("ballots", sound.words, sound.rule)
        raise RuleBlocked(sound.words.vi, sound.words.en, places=[whole, *differing])


def _minutes_bound(work: Work, minutes: SessionMinutes, told: Mapping[str, Told]) -> dict[str, str]:
    """While a split waits few texts are possible, and a hash without a salt would tell which it is."""
    whole = {"text": minutes.text, "sha256": minutes.sha256}
    if all(one.sealed is None for one in told.values()):
        return {"kept_sha256": kept_hash(SessionMinutes.__table__, **whole)}
    minutes.salt = work.new_salt()
    return {"sealed_sha256": kept_hash(SessionMinutes.__table__, **whole, salt=minutes.salt)}


def _yes_told(counts: Mapping[str, Count], told: Mapping[str, Told]) -> dict[str, int]:
    """Yes votes of the passed cases, without those whose split waits."""
    return {case_id: counts[case_id].yes for case_id, one in told.items() if one.tally.passed and one.sealed is None}


def _keep_minutes(
    desk: Desk, work: Work, session: CouncilSession, counted: Counted, tallies: Mapping[str, Tally]
) -> SessionMinutes:
    lines = lines_of(desk, work.tx, counted.agenda, counted.cases, counted.recused, tallies)
    body_name = next((case.body_name for case in counted.cases.values()), session.body)
    text = write_minutes(
        session, counted.council, body_name, counted.members, counted.voters, lines, counted.cases_uncounted,
        counted.without_paper,
    )  # fmt: skip
    row = SessionMinutes(session_id=session.id, text=text, sha256=sha256_hex(text.encode()), written_at=work.now)
    work.tx.add(row)
    return row


def _ask_results(
    counted: Counted, counts: Mapping[str, Count], tallies: Mapping[str, Tally], quorums: Asked, text: str
) -> Asked:
    """P04, P05 and P07 of each case; refuses to close on minutes that do not state what was counted."""
    stated = [(counts[item.case_id].yes, tallies[item.case_id].counted_of) for item in counted.agenda]
    printed = ask_minutes(text, stated)
    ratios = {item.case_id: one for item, one in zip(counted.agenda, printed, strict=True)}
    refuse_blocked({case_id: (one,) for case_id, one in ratios.items()})
    return {
        case_id: (
            *quorums[case_id],
            room.yes_votes_suffice(
                yes=counts[case_id].yes, counted_of=tally.counted_of, percent=tally.threshold_percent,
                chair=Chair(tally.chair) if tally.chair else None,
            ),
            ratios[case_id],
        )
        for case_id, tally in tallies.items()
    }  # fmt: skip


def _conclude(
    work: Work, session_id: str, counted: Counted, told: Mapping[str, Told], asked: Asked
) -> tuple[list[str], list[str]]:
    """Write results and say them, case by case; (passed, failed) in the order of the agenda."""
    asked = {case_id: said if told[case_id].sealed is None else tellable(said) for case_id, said in asked.items()}
    passed: list[str] = []
    failed: list[str] = []
    for item in counted.agenda:
        case, one = counted.cases[item.case_id], told[item.case_id]
        _say_voted(work, session_id, case, one, asked[case.id])
        (passed if one.tally.passed else failed).append(case.id)
        if not one.tally.passed:
            _refuse(work, case, one.tally, asked[case.id])
    save_cases(work.tx, counted.cases.values())
    rows = [
        {
            "session_id": session_id, "case_id": case_id, "tally": to_plain(one.tally), "passed": one.tally.passed,
            "sealed": None if one.sealed is None else to_plain(one.sealed), "salt": one.salt,
        }
        for case_id, one in told.items()
    ]  # fmt: skip
    update_rows(work.tx, AgendaItem.__table__, rows, key=("session_id", "case_id"))
    record_many(work, [(counted.cases[case_id], said) for case_id, said in asked.items()], "close_session")
    return passed, failed


def _say_voted(work: Work, session_id: str, case: Case, told: Told, asked: tuple[Evaluation, ...]) -> None:
    move(work, case, CaseState.COUNCIL_VOTED, action="close_session", document=session_id)
    voted = CouncilVoted(
        case=case.id, unit=unit_of(case), step=step_of(case), session=session_id, tally=told.tally, evaluations=asked,
        papers=told.papers, sealed_sha256=sealed_hash(told),
    )  # fmt: skip
    work.emit(case.id, voted, policy=case.policy)


def _refuse(work: Work, case: Case, tally: Tally, asked: tuple[Evaluation, ...]) -> None:
    """The council said no: the reason is the vote itself (X02)."""
    reason = f"Hội đồng không thông qua: {tally.formula.vi}."
    case.refusal_reason = reason
    move(work, case, CaseState.NOT_AWARDED, action="close_session", reason=reason)
    refused = Refused(case=case.id, unit=unit_of(case), step=step_of(case), reason=reason, evaluations=asked)
    work.emit(case.id, refused, policy=case.policy)
