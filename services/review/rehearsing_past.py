"""What a rehearsal looks back on: past cases with their stages, sessions and counts, and each act they went through.

Owns: gathering it. Promises: reads only; a case is described as it was at the act (its award and dossier then), and
what the policy of then decides comes from the policy that was recorded with the act.
Leaves to others: asking (`rehearsing`, `rehearsing_lists`, `rehearsing_new`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.council_models import AgendaItem, Council, CouncilSession
from services.review.council_queries import papers_of
from services.review.judged_acts import Act, Vote
from services.review.migration_models import MigratedCase, Migration
from services.review.models import Case, EvaluationRow, HeardVersion, StageRun
from services.review.queries_explanation import HERE, ROOMS
from services.review.rules.chain import is_top
from services.review.rules.vote_law import Chair, Count
from shared.clock import office_day
from shared.events.codec import from_plain
from shared.events.review import Tally
from shared.events.terms import BallotChoice, CouncilKind, Level, SimplifiedGround, StageKind, SubjectKind
from shared.policy_book import PolicyBook
from shared.rehearsal import Answer, Asked, Draft, Rehearsed
from shared.replays import rules_of
from shared.words import Words


@dataclass(frozen=True)
class Past:
    """`cases` are those the rehearsal is about, `known` all of the plan; stages by case and index; `heirs` by case who
    answered for it before each move, oldest first."""

    policies: PolicyBook
    tx: Session
    draft: Draft
    known: Mapping[str, Case]
    cases: Mapping[str, Case]
    stages: Mapping[tuple[str, int], StageRun]
    sessions: Mapping[str, tuple[CouncilSession, CouncilKind, str]]
    items: Mapping[str, Sequence[AgendaItem]]
    recused_present: Mapping[tuple[str, datetime], int]
    supplements: Mapping[str, Sequence[HeardVersion]]
    achieved: Mapping[str, str | None]
    grounds: Mapping[str, str | None]
    heirs: Mapping[str, Sequence[tuple[datetime, str | None]]]
    phases: Mapping[str, str | None]
    chairs: dict[str, Mapping[str, BallotChoice]] = field(default_factory=dict)
    """What was asked for so far: by session, the papers of its chair."""

    def papers_of_chair(self, session_id: str, chair: str) -> Mapping[str, BallotChoice]:
        if session_id not in self.chairs:
            self.chairs[session_id] = papers_of(self.tx, session_id, chair)
        return self.chairs[session_id]

    def closed_at(self, item: AgendaItem) -> datetime | None:
        return self.sessions[item.session_id][0].closed_at if item.tally is not None else None

    def answering_at(self, case: Case, at: datetime) -> str:
        """The union that answered for the case at a moment."""
        moves = self.heirs.get(case.id, ())
        return next((heir for moved_at, heir in moves if at < moved_at), case.successor_id) or case.unit

    def version_at(self, case: Case, at: datetime) -> int:
        """The version the case was judged on at a moment: it cannot be, while one is on its way."""
        return next((heard.number for heard in self.supplements.get(case.id, ()) if heard.sent_at <= at), 1)

    def field_in(self, case: Case, name: str, version: int, latest: Any) -> Any:
        """A field of the dossier as it was in a version: each later supplement says what it changed."""
        for later in self.supplements.get(case.id, ()):
            if later.number > version:
                latest = next((one["before"] for one in later.changes if one["at"] == name), latest)
        return latest

    def award_in(self, case: Case, version: int) -> str:
        award: str = self.field_in(case, "award", version, case.award)
        return award


def gather(policies: PolicyBook, tx: Session, draft: Draft, plan: str | None, since: date | None) -> Past:
    """The cases of a plan (None: of all) first sent on `since` or later."""
    wanted = select(Case).order_by(Case.sent_at, Case.id)
    known = {case.id: case for case in tx.scalars(wanted if plan is None else wanted.where(Case.plan == plan))}
    held = select(CouncilSession, Council.kind, Council.chair).join(Council, Council.id == CouncilSession.council_id)
    items: dict[str, list[AgendaItem]] = defaultdict(list)
    for item in tx.scalars(select(AgendaItem).order_by(AgendaItem.session_id, AgendaItem.number)):
        items[item.case_id].append(item)
    quorums = select(EvaluationRow.case_id, EvaluationRow.at, EvaluationRow.facts).where(
        EvaluationRow.rule == "P04", EvaluationRow.action == "close_session"
    )
    supplements: dict[str, list[HeardVersion]] = defaultdict(list)
    for heard in tx.scalars(select(HeardVersion).where(HeardVersion.number > 1).order_by(HeardVersion.number.desc())):
        supplements[heard.case_id].append(heard)
    heirs: dict[str, list[tuple[datetime, str | None]]] = defaultdict(list)
    before = select(MigratedCase.case_id, Migration.at, MigratedCase.before["successor_id"].as_string())
    moves = before.join(Migration, Migration.id == MigratedCase.migration_id).order_by(Migration.at, Migration.id)
    for case_id, at, heir in tx.execute(moves):
        heirs[case_id].append((at, heir))
    stated = select(
        Case.id, Case.dossier["achieved_to"].as_string(), Case.dossier["simplified_ground"].as_string(),
        Case.dossier["for_phase"].as_string(),
    )  # fmt: skip
    dossiers = tx.execute(stated).all()
    return Past(
        policies=policies, tx=tx, draft=draft, known=known, items=items, supplements=supplements, heirs=heirs,
        achieved={case_id: day for case_id, day, _, _ in dossiers},
        grounds={case_id: ground for case_id, _, ground, _ in dossiers},
        phases={case_id: phase for case_id, _, _, phase in dossiers},
        cases={key: case for key, case in known.items() if since is None or office_day(case.sent_at) >= since},
        stages={(run.case_id, run.stage_index): run for run in tx.scalars(select(StageRun))},
        sessions={row.id: (row, CouncilKind(kind), chair) for row, kind, chair in tx.execute(held)},
        recused_present={(case_id, at): facts["recused_present"] for case_id, at, facts in tx.execute(quorums)},
    )  # fmt: skip


def act_of(
    past: Past,
    case: Case,
    row: EvaluationRow,
    *,
    passed: int | None = None,
    winners_over: Callable[[int], int] | None = None,
) -> Act:
    """The act an evaluation belongs to."""
    run, stages = past.stages.get((case.id, row.stage_index)), case.road["stages"]
    return Act(
        then=past.policies.pinned(past.tx, row.policy), calendar=past.policies.calendar,
        action=row.action, on=office_day(row.at),
        award=past.award_in(case, row.dossier_version), decided_at=Level(case.road["decided_at"]),
        is_simplified=past.field_in(case, "is_simplified", row.dossier_version, case.is_simplified),
        ground=_ground_in(past, case, row.dossier_version),
        kind=SubjectKind(past.field_in(case, "nominee.kind", row.dossier_version, case.nominee_kind)),
        sent_on=office_day(case.sent_at), chain=case.road["chain"],
        stage=StageKind(run.kind if run else case.stage_kind), stage_index=row.stage_index,
        is_top=is_top(row.stage_index, len(stages)), achieved_to=_achieved_to(past, case, row.dossier_version),
        for_phase=past.field_in(case, "for_phase", row.dossier_version, past.phases.get(case.id)),
        passed=passed, winners_over=winners_over,
    )  # fmt: skip


def _ground_in(past: Past, case: Case, version: int) -> SimplifiedGround | None:
    stated = past.field_in(case, "simplified_ground", version, past.grounds.get(case.id))
    return SimplifiedGround(stated) if stated else None


def _achieved_to(past: Past, case: Case, version: int) -> date | None:
    """Until when the achievement counts, as far as a rule may ask it: of works, and of what goes up."""
    day = past.field_in(case, "achieved_to", version, past.achieved.get(case.id))
    return date.fromisoformat(day) if day else None


def vote_on(past: Past, item: AgendaItem) -> Vote:
    session, kind, chair = past.sessions[item.session_id]
    tally = from_plain(Tally, item.tally)
    return Vote(
        council=kind, held_on=session.meets_on, chair=_chair(past, item, tally, chair),
        count=_find_count(past, item, tally),
    )  # fmt: skip


def _find_count(past: Past, item: AgendaItem, tally: Tally) -> Count | None:
    """The count as it was, None while its split waits; who was recused and in the room stands in P04 of the count."""
    if tally.yes is None or tally.no is None or tally.abstained is None or tally.invalid is None:
        return None
    session = past.sessions[item.session_id][0]
    here = past.recused_present.get((item.case_id, session.closed_at or session.opened_at), 0)
    return Count(
        total_members=tally.total_members, present=tally.present, recused=tally.recused, written=tally.written,
        yes=tally.yes, no=tally.no, abstained=tally.abstained, invalid=tally.invalid, recused_present=here,
        left=tally.left,
    )  # fmt: skip


def _chair(past: Past, item: AgendaItem, tally: Tally, chair: str) -> Chair | None:
    """Where the chair stood, as far as an open vote tells."""
    if tally.chair is not None:
        return Chair(tally.chair)
    cast = past.papers_of_chair(item.session_id, chair).get(item.case_id)
    if cast is None:
        return None
    return Chair.AGREES if cast is BallotChoice.YES else Chair.DOES_NOT_AGREE


def rehearsed(
    case: Case | None, rule: str, again: Asked, *, was: Answer | None, at: datetime, action: str,
    about: Words | None = None,
) -> Rehearsed:  # fmt: skip
    """One line of the report; `was` None where only the draft asks."""
    known = rules_of(*ROOMS).get(rule)
    return Rehearsed(
        case=case.id if case else None, receipt=case.receipt if case else None,
        person=case.nominee_name if case else None, at=at, action=action, asked_by=HERE, rule=rule,
        title=known.title if known else None, was=was, now=again.answer, obstacle=again.obstacle, why=again.why,
        about=about,
    )  # fmt: skip
