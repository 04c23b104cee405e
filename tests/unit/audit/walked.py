"""A real case on its way to a decision: review's own acts, and a ledger that hears what they said.

Owns: the walk, the ledger, its packs. Promises: the events are those of the acts; only a `lie` changes them, before
anything is chained. Leaves to others: what the packs have to prove (the tests).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from services.audit.actions_pack import make_pack
from services.audit.checkpointing import sign_newest
from services.audit.enclosed import vinhdanh_verify as enclosed
from services.audit.service import DEFINITION
from services.audit.signing import read_public
from services.review import consumers
from services.review.actions_returns import return_for_supplement
from services.review.signing import sign
from shared.clock import office_day
from shared.desk import Desk
from shared.events import nomination
from shared.events.dossier import Dossier, Road
from shared.events.envelope import GENESIS, Actor, Envelope
from shared.events.review import FixItem
from shared.events.supplement import Answer
from shared.events.terms import BallotMode
from shared.policy import Policy
from shared.words import Words
from tests.support.desks import make_desk
from tests.support.logs import events_said
from tests.unit.audit.said import Speakers, hear
from tests.unit.review import cases
from tests.unit.review_council.stage import BODY, MEMBERS, SECRETARY, SIGNER, Stage
from tests.unit.review_council.test_law_in_use import under

CASE = "00000000-0000-7000-8000-0000000000e1"
PROVINCE = replace(cases.TOP, unit=BODY)
TWO_LEVELS = replace(cases.C4, stages=(cases.GRASSROOTS, PROVINCE), area_body=BODY)
THREE_LEVELS = replace(cases.C1, stages=(cases.GRASSROOTS, cases.BETWEEN, PROVINCE))
_WHO = {cases.UNIT: cases.HEAD, cases.DISTRICT: cases.REVIEWER, BODY: SECRETARY}
_AREA = replace(cases.AREA_OFFICER, unit=BODY)

Lie = Callable[[list[Envelope]], list[Envelope]]


@dataclass(frozen=True)
class Asked:
    """What is asked for, under which plan, on which road and day; `first` is what was asked for before a supplement,
    `law` what the plan's owner lays down for the certificate, `stay` how many are still there at the count."""

    dossier: Dossier
    plan: str = cases.HUNG_YEN
    road: Road = TWO_LEVELS
    at: datetime = cases.IN_2026
    mode: BallotMode | None = BallotMode.SECRET  # None: no council votes on it
    first: Dossier | None = None
    law: Mapping[str, Any] = field(default_factory=dict)
    stay: int = len(MEMBERS)


@dataclass(frozen=True)
class Proved:
    """What a ledger heard of one decided case, and the packs it gives."""

    desk: Desk
    decision: str
    day: str

    def told(self, name: str) -> list[str]:
        """What the enclosed verifier establishes of the pack of a case, a decision or a period; it may refuse."""
        key = enclosed.Key(read_public(self.desk.settings.ledger_key)[0].vkey())
        with self.desk.database.reading() as tx:
            archive = make_pack(self.desk, tx, name).archive
        return enclosed.verify(archive, [key], [])[0]


def walk(directory: Path, asked: Asked, lie: Lie = list) -> Proved:
    """One case from its submission to its decision, and a ledger that heard all of it."""
    stage = Stage(directory / "review", at=asked.at)
    stage.policy = stage.desk.policies.current(asked.plan, asked.at.date())
    with stage.desk.database.transaction() as tx:
        stage.desk.policies.keep(tx, stage.policy)
    if asked.law:
        under(stage, **asked.law)
    sent = _send(stage, asked)
    for body in asked.road.stages:
        _pass(stage, _WHO[body.unit], asked if body.unit == BODY else None, sent)
    session = _vote(stage, asked.mode, asked.stay) if asked.mode else None
    stage.clock.advance(hours=1)
    with stage.acting(SIGNER) as work:
        decision = sign(stage.desk, work, session_ids=[session] if session else [], case_ids=[CASE])
    with stage.reading() as tx:
        said = lie(events_said(tx))
    desk = make_desk(DEFINITION, directory, at=stage.clock.now())
    hear(desk, [*sent.told, *_chained(said)])
    sign_newest(desk)
    return Proved(desk, decision.id, f"{stage.clock.now():%Y-%m-%d}")


@dataclass
class _Nomination:
    """What nomination says of the case, chained; review hears each at once."""

    stage: Stage
    speakers: Speakers
    told: list[Envelope] = field(default_factory=list)

    def says(self, subject: str, fact: Any) -> Envelope:
        self.speakers.at = self.stage.clock.now()
        envelope = self.speakers.say(subject, fact, cases.OFFICER, policy=self.stage.policy.hash)
        self.told.append(envelope)
        return envelope


def _send(stage: Stage, asked: Asked) -> _Nomination:
    by = _Nomination(stage, Speakers())
    by.says(stage.policy.hash, _published(stage.policy))
    fact = cases.submitted(
        stage.desk, CASE, road=asked.road, plan=asked.plan, dossier=asked.first or asked.dossier, receipt="R-1"
    )
    envelope = by.says(CASE, fact)
    with stage.acting(cases.OFFICER) as work:
        consumers.hear(stage.desk, work, [envelope])
    return by


def _published(policy: Policy) -> nomination.PolicyPublished:
    return nomination.PolicyPublished(
        policy=policy.hash, plan=policy.plan.id, rulebook=policy.rulebook.id, document=policy.document()
    )


def _pass(stage: Stage, who: Actor, asked: Asked | None, by: _Nomination) -> None:
    """`asked`: of the province, which hears the area and returns what was asked for wrongly."""
    cases.receive(stage.desk, who, CASE)
    if asked and asked.first:
        _supplement(stage, asked, by)
        cases.receive(stage.desk, who, CASE)
    if asked and asked.road.area_body:
        cases.act(stage.desk, _AREA, lambda work: cases.actions_returns.comment(work, CASE, words="Đề nghị xét."))
    cases.pass_on(stage.desk, who, CASE)


def _supplement(stage: Stage, asked: Asked, by: _Nomination) -> None:
    items = [FixItem(part="award", words=Words("Ghi đúng hình thức.", "Name the award rightly."))]
    with stage.acting(SECRETARY) as work:
        return_for_supplement(
            stage.desk, work, CASE, seen=stage.case(CASE).version, reason="Ghi sai hình thức khen.", items=items,
            due_on=None,
        )  # fmt: skip
    fact = nomination.Resubmitted(
        case=CASE, dossier=asked.dossier, version=2, sent_at=stage.clock.now(), changed=("award",),
        answers=(Answer(part="award", is_mended=True),), evaluations=(),
    )  # fmt: skip
    envelope = by.says(CASE, fact)
    with stage.acting(cases.OFFICER) as work:
        consumers.on_resubmitted(stage.desk, work, fact, envelope)


def _vote(stage: Stage, mode: BallotMode, stay: int) -> str:
    """Eight of nine say yes, after the notice, and some go home; passed on to the signature."""
    stage.publish([CASE])
    stage.clock.advance(days=21)
    council = stage.seat(valid_from=office_day(stage.clock.now()))
    session = stage.voting([CASE], council=council, mode=mode)
    stage.vote_all(session.id, [CASE], yes=8)
    stage.attend(session.id, MEMBERS[:stay])
    stage.close(session.id)
    stage.send(session.id)
    return session.id


def _chained(said: Sequence[Envelope]) -> list[Envelope]:
    """At their places in review's log, without gaps, whatever a lie left out."""
    placed: list[Envelope] = []
    chain, counted = GENESIS, dict[str, int]()
    for position, event in enumerate(said, 1):
        counted[event.subject] = counted.get(event.subject, 0) + 1
        one = replace(event, sequence=counted[event.subject]).placed(position, chain)
        assert one.chain is not None
        chain = one.chain
        placed.append(one)
    return placed
