"""What a draft of the law would have said of past cases: rules of the stages, votes counted again, the signature.

Owns: review's part of a rehearsal, and asking again what was asked of a case. Promises: reads only; each evaluation
meets the parameters of the draft for its own case; what the draft no longer asks is told with what it had said.
Leaves to others: what belongs to several cases (`rehearsing_lists`), what only the draft asks (`rehearsing_new`), the
parameters (`rule_parameters`, `session_parameters`), asking (`shared.rehearsal`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review import rehearsing_lists, rehearsing_new
from services.review.agenda import counted_law
from services.review.cases import award_of, evaluation_of
from services.review.council_models import AgendaItem
from services.review.council_queries import law_of
from services.review.judged_acts import About
from services.review.models import Case, EvaluationRow, Transition
from services.review.models_after import ENDED_WITHOUT_AWARD, CancelledAward
from services.review.queries_explanation import ROOMS
from services.review.rehearsing_new import TITLE_OF_VOTE, Moment
from services.review.rehearsing_past import Past, act_of, gather, rehearsed, vote_on
from services.review.rehearsing_winners import winners_over
from services.review.rule_parameters import count_under, given_by
from services.review.rules.vote_tally import count as tally_of
from shared.clock import office_day
from shared.errors import VinhDanhError
from shared.events.codec import from_plain
from shared.events.review import Tally
from shared.policy_book import PolicyBook
from shared.rehearsal import (
    VOTE,
    Answer,
    Asked,
    Draft,
    FactsMissing,
    Given,
    NotAsked,
    Obstacle,
    Rehearsed,
    answer_of,
    ask_under,
)
from shared.replays import rules_of
from shared.verdicts import Consequence, Verdict
from shared.words import Words

WITHOUT_A_VOTE = Words("bản dự thảo không để hội đồng biểu quyết", "under the draft no council votes on it")


def rehearse(
    policies: PolicyBook, tx: Session, draft: Draft, *, plan: str | None = None, since: date | None = None
) -> Iterator[Rehearsed]:
    """Every evaluation and vote of cases first sent on `since` or later, and what only the draft asks of them."""
    past = gather(policies, tx, draft, plan, since)
    moments: dict[tuple[object, ...], Moment] = {}
    yield from _at_stages(past, moments)
    yield from rehearsing_new.at_stages(past, list(moments.values()))
    yield from _votes(past)
    yield from rehearsing_lists.in_sessions(past)
    yield from rehearsing_lists.at_signing(past)
    yield from rehearsing_new.unjudged_by_anybody(past)


def _at_stages(past: Past, moments: dict[tuple[object, ...], Moment]) -> Iterator[Rehearsed]:
    """Each kept evaluation asked again; the acts they belong to are left in `moments`."""
    rules, passed = rules_of(*ROOMS), _Passed(past)
    for row in past.tx.scalars(select(EvaluationRow).order_by(EvaluationRow.id)):
        before = passed.before(row)
        case = past.cases.get(row.case_id)
        if case is None:
            continue
        won = partial(winners_over, past, case, row) if row.rule == "M07" else None
        said, act = evaluation_of(row), act_of(past, case, row, passed=before, winners_over=won)
        key = (case.id, row.at, row.action, row.stage_index)
        here = Moment(case=case, at=row.at, act=act, version=row.dossier_version, asked=set())
        moments.setdefault(key, here).asked.add(row.rule)
        item = next((one for one in past.items.get(case.id, ()) if past.closed_at(one) == row.at), None)
        about = About(said=said, act=act, vote=vote_on(past, item) if item is not None else None)
        again = ask_under(past.draft, rules, said, partial(_bind, past, case, about))
        yield rehearsed(case, said.rule, again, was=answer_of(said), at=row.at, action=row.action)


class _Passed:
    """M05 counted from the rows: each was written as its case was passed, in the order in which they were."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._passed: dict[tuple[str, ...], dict[str, Case]] = defaultdict(dict)
        ends = select(Transition.case_id, func.min(Transition.at)).where(Transition.to_state.in_(ENDED_WITHOUT_AWARD))
        self._ended = dict(past.tx.execute(ends.group_by(Transition.case_id)).all())
        gone = select(CancelledAward.case_id, func.min(CancelledAward.dated)).group_by(CancelledAward.case_id)
        self._cancelled = dict(past.tx.execute(gone).all())

    def before(self, row: EvaluationRow) -> int | None:
        """How many other cases of the award and unit the body had passed before this row was written, without those
        that had given their place back by then."""
        case, run = self._past.known.get(row.case_id), self._past.stages.get((row.case_id, row.stage_index))
        if row.rule != "M05" or case is None or run is None:
            return None
        like = self._passed[case.plan, self._past.award_in(case, row.dossier_version), case.answering, run.body]
        others = sum(
            self._keeps_its_place(one.id, row.at) for one in like.values()
            if one.id != case.id and self._past.answering_at(one, row.at) == self._past.answering_at(case, row.at)
        )  # fmt: skip
        like[case.id] = case
        return others

    def _keeps_its_place(self, case: str, at: datetime) -> bool:
        ended, cancelled = self._ended.get(case), self._cancelled.get(case)
        return (ended is None or at < ended) and (cancelled is None or office_day(at) < cancelled)


def _bind(past: Past, case: Case, about: About) -> Given:
    return given_by(past.draft.policy_for(case.plan, office_day(case.sent_at)), about)


def _votes(past: Past) -> Iterator[Rehearsed]:
    """Every vote counted again under the draft's vote law."""
    for case in past.cases.values():
        for item in past.items.get(case.id, ()):
            closed = past.closed_at(item)
            if closed is None:
                continue
            now, again = _count_under_draft(past, case, item)
            line = rehearsed(
                case, VOTE, again, was=_of_tally(from_plain(Tally, item.tally)), at=closed, action="close_session"
            )
            yield replace(line, title=TITLE_OF_VOTE, now=_of_tally(now) if now else None)


def _count_under_draft(past: Past, case: Case, item: AgendaItem) -> tuple[Tally | None, Asked]:
    try:
        return _count_again(past, case, item), Asked()
    except NotAsked:
        return None, Asked(why=WITHOUT_A_VOTE)
    except FactsMissing as missing:
        return None, Asked(obstacle=Obstacle.FACTS_MISSING, why=missing.words)
    except VinhDanhError as unknown:
        return None, Asked(obstacle=Obstacle.PARAMETER_UNKNOWN, why=unknown.said)


def _count_again(past: Past, case: Case, item: AgendaItem) -> Tally:
    vote, policy = vote_on(past, item), past.draft.policy_for(case.plan, office_day(case.sent_at))
    if not policy.is_voted_on(award_of(policy, case), vote.held_on):
        raise NotAsked
    law = counted_law(policy, case.award, vote.council, vote.held_on)
    if vote.count is None and law == law_of(item.law):
        return from_plain(Tally, item.tally)  # not counted again, and nothing it rests on changed
    return tally_of(law, count_under(law, vote))


def _of_tally(tally: Tally) -> Answer:
    """Who is not passed is refused by the vote itself."""
    verdict, follows = (Verdict.HOLDS, Consequence.NONE) if tally.passed else (Verdict.FAILS, Consequence.BLOCK)
    return Answer(verdict=verdict.value, consequence=follows.value, words=tally.formula)
