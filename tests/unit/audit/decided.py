"""A small decision, told to the ledger as the services would tell it: who voted, what the rules said, who signed.

Three cases of one session: two awarded by one decision, one voted down. Evaluations are asked of the real rules, the
count is made by the real vote law of the policy in use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from services.review.decision_list import list_hash
from services.review.rules import provincial_council as room
from services.review.rules import vote_law, vote_tally
from services.review.rules.competence import level_of
from shared.desk import Desk
from shared.events import council, nomination, notification, registry, review
from shared.events.envelope import Actor, Envelope
from shared.events.terms import Channel, CouncilKind, Role, StageKind, SubjectKind
from shared.policy import Policy
from shared.policy.votes import VoteLaw
from tests.unit.audit.said import (
    AWARD_NAME,
    CASE,
    HEAD,
    MORNING,
    OFFICER,
    OTHER_CASE,
    PROVINCE,
    SECRETARY,
    SIGNER,
    TOP_STEP,
    UNIT,
    Speakers,
    award_item,
    hear,
    received,
    stage_opened,
    submitted,
)

DAY = date(2026, 8, 3)
SESSION = "00000000-0000-7000-8000-00000000005e"
DECISION = "00000000-0000-7000-8000-0000000000d1"
AWARD_ID = "00000000-0000-7000-8000-0000000000a{}"
FAILED_CASE = "00000000-0000-7000-8000-0000000000c3"
MEMBERS = tuple(f"uy-vien-{number}" for number in range(1, 10))
NAMES = {CASE: "Nguyễn Thị Hương", OTHER_CASE: "Trần Văn Bình", FAILED_CASE: "Lê Thị Cúc"}
BIRTHS = {CASE: "1984-05-02", OTHER_CASE: "1979-11-23", FAILED_CASE: "1990-01-30"}
YES = {CASE: 9, OTHER_CASE: 8, FAILED_CASE: 5}
NUMBER = "05/QĐ-LĐLĐ"
SELF = Actor("service:registry", Role.SERVICE, "registry")
POST = Actor("service:notification", Role.SERVICE, "notification")


def decide(
    desk: Desk,
    speakers: Speakers | None = None,
    *,
    told_of_vote: Callable[[review.CouncilVoted], review.CouncilVoted | None] = lambda voted: voted,
    awarded: tuple[str, ...] = (CASE, OTHER_CASE),
    told_of_entry: Callable[[registry.AwardRecorded], registry.AwardRecorded] = lambda entry: entry,
) -> list[Envelope]:
    """Everything from the first dossier to the register and the notices, heard by the ledger in one batch.

    `told_of_vote` (None: nothing is told of it), `awarded` and `told_of_entry` let the services lie.
    """
    policy = desk.policies.current("hung_yen_2026", DAY)
    speakers = speakers or Speakers()
    told = [_published(speakers, policy)]
    for number, case in enumerate(NAMES, 1):
        told += _road(speakers, policy, case, f"HY-2026-{number:04}")
    told += _session(speakers, policy, told_of_vote)
    told += _signed(speakers, policy, awarded, told_of_entry)
    told += _notices(speakers, told)
    hear(desk, told)
    return told


def _published(speakers: Speakers, policy: Policy) -> Envelope:
    fact = nomination.PolicyPublished(
        policy=policy.hash, plan=policy.plan.id, rulebook=policy.rulebook.id, document=policy.document()
    )
    return speakers.say(policy.hash, fact, OFFICER)


def _road(speakers: Speakers, policy: Policy, case: str, receipt: str) -> list[Envelope]:
    sent = submitted(case, receipt=receipt)
    nominee = replace(sent.dossier.nominee, key=f"key-{case[-2:]}", full_name=NAMES[case], birth=BIRTHS[case])
    sent = replace(sent, dossier=replace(sent.dossier, nominee=nominee), evaluations=())
    passed = review.StagePassed(case=case, unit=UNIT, step=TOP_STEP, opinion="Đồng ý.", evaluations=(), next_step=None)
    opened = stage_opened(case, receipt=receipt)
    facts = ((sent, OFFICER), (opened, OFFICER), (received(case), HEAD), (passed, SECRETARY))
    return [speakers.say(case, fact, actor, policy=policy.hash) for fact, actor in facts]


def _session(
    speakers: Speakers, policy: Policy, told_of_vote: Callable[[review.CouncilVoted], review.CouncilVoted | None]
) -> list[Envelope]:
    opened = review.SessionOpened(
        session=SESSION, council="hd", body=PROVINCE, agenda=tuple(NAMES), members=MEMBERS,
        mode=_law(policy).ballot_mode,
    )  # fmt: skip
    said = [speakers.say(SESSION, opened, SECRETARY)]
    there = council.AttendanceRecorded(session=SESSION, present=MEMBERS, evaluations=())
    said.append(speakers.say(SESSION, there, SECRETARY))
    for member in MEMBERS:
        cast = review.BallotCast(session=SESSION, member=member, cases=len(NAMES), in_writing=False)
        said.append(speakers.say(SESSION, cast, Actor(member, Role.COUNCIL_MEMBER, PROVINCE)))
    for case in NAMES:
        voted = told_of_vote(_voted(policy, case))
        if voted is not None:
            said.append(speakers.say(case, voted, SECRETARY, policy=policy.hash))
        after = (
            review.SentForSignature(case=case, unit=UNIT, step=TOP_STEP, session=SESSION if voted else None)
            if voted is None or voted.tally.passed
            else review.Refused(case=case, unit=UNIT, step=TOP_STEP, reason="Không đủ phiếu.", evaluations=())
        )
        said.append(speakers.say(case, after, SECRETARY, policy=policy.hash))
    closed = review.SessionClosed(
        session=SESSION, council="hd", passed=(CASE, OTHER_CASE), failed=(FAILED_CASE,), ballots=9, evaluations=()
    )
    return [*said, speakers.say(SESSION, closed, SECRETARY)]


def _law(policy: Policy) -> VoteLaw:
    found = policy.find_vote_law("merit_cert_federation", CouncilKind.FEDERATION, DAY)
    assert found is not None
    return found


def _voted(policy: Policy, case: str) -> review.CouncilVoted:
    found = _law(policy)
    law = vote_law.Law(
        threshold_percent=found.threshold_percent, denominator=vote_law.Denominator(found.denominator.value),
        basis=found.basis, quorum_numerator=found.quorum_numerator, quorum_denominator=found.quorum_denominator,
    )  # fmt: skip
    box = vote_law.Count(
        total_members=9, present=9, recused=0, written=0, yes=YES[case], no=9 - YES[case], abstained=0
    )
    tally = vote_tally.count(law, box)
    quorum = room.quorum_is_reached(
        present=9, total=9, recused=0, recused_present=0, recused_leave=True, numerator=2, denominator=3
    )
    enough = room.yes_votes_suffice(yes=tally.yes, counted_of=tally.counted_of, percent=tally.threshold_percent)
    return review.CouncilVoted(
        case=case, unit=UNIT, step=TOP_STEP, session=SESSION, tally=tally, evaluations=(quorum, enough)
    )


def _signed(
    speakers: Speakers, policy: Policy, cases: tuple[str, ...],
    told_of_entry: Callable[[registry.AwardRecorded], registry.AwardRecorded],
) -> list[Envelope]:  # fmt: skip
    items = [award_item(case, NAMES[case], key=f"key-{case[-2:]}", nominee_birth=BIRTHS[case]) for case in cases]
    whole = room.list_is_the_voted_list(voted_yes=cases, left_out_with_reason=(), listed=cases)
    in_order = room.decision_is_in_order(
        award_level="provincial", body_level=level_of(StageKind.PROVINCIAL), number=5, is_number_free=True,
        dated=DAY, voted_on=DAY, signed_on=DAY,
    )  # fmt: skip
    signed = review.DecisionSigned(
        decision=DECISION, number=NUMBER, dated=DAY, signed_at=MORNING, signed_by=SIGNER.subject, body=PROVINCE,
        body_name=TOP_STEP.body_name, plan="hung_yen_2026", sessions=(SESSION,), items=tuple(items),
        list_sha256=list_hash(items), evaluations=(whole, in_order),
    )  # fmt: skip
    said = [speakers.say(DECISION, signed, SIGNER)]
    for number, case in enumerate(cases, 1):
        awarded = review.Awarded(
            case=case, unit=UNIT, step=TOP_STEP, decision=DECISION, number=NUMBER, dated=DAY, evaluations=(in_order,)
        )
        said.append(speakers.say(case, awarded, SIGNER, policy=policy.hash))
        entered = registry.AwardRecorded(
            award_id=AWARD_ID.format(number), case=case, decision=DECISION, number=NUMBER, dated=DAY,
            nominee_key=f"key-{case[-2:]}", nominee_kind=SubjectKind.INDIVIDUAL, nominee_name=NAMES[case], unit=UNIT,
            award="merit_cert_federation", award_name=AWARD_NAME, year=2026, certificate=f"HY-{number:05}",
        )  # fmt: skip
        said.append(speakers.say(AWARD_ID.format(number), told_of_entry(entered), SELF, policy=policy.hash))
    return said


def _notices(speakers: Speakers, told: list[Envelope]) -> list[Envelope]:
    """One bundle that tells of two cases, and a mail about the first."""
    awarded = [event for event in told if event.type == "review.awarded"]
    tellings = tuple(
        notification.Telling(cause=event.id, case=event.subject, template="awarded", recipients=(OFFICER.subject,))
        for event in awarded
    )
    mail = notification.Delivered(
        notice="n1", recipient=OFFICER.subject, channel=Channel.EMAIL, template="awarded", cause=awarded[0].id,
        case=CASE, attempts=1,
    )  # fmt: skip
    bundle = notification.Told(channel=Channel.IN_APP, tellings=tellings)
    return [speakers.say("b1", bundle, POST), speakers.say("n1", mail, POST)]
