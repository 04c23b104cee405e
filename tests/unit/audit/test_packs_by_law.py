"""Packs of real cases the province decides by a law of its own, or by none: they hold, and their lies do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.audit.enclosed import vinhdanh_verify as enclosed
from shared.events.dossier import Nominee
from shared.events.envelope import Envelope
from shared.events.terms import AwardType, BallotMode, CouncilKind, PaperKind, SubjectKind
from shared.policy import load_policy_set
from shared.policy.marks import Mark
from shared.policy.votes import CouncilVote, PlanVote, VoteDenominator
from tests.unit.audit.walked import CASE, THREE_LEVELS, Asked, Lie, walk
from tests.unit.review import cases

WORK = Nominee(key="work/han cong nghe cao/2024", kind=SubjectKind.WORK, full_name="Nhà thực hành hàn công nghệ cao")
ALL_PAPERS = cases.papers(*PaperKind)
CERTIFICATE, DEED = "a certificate", "a good deed, by no law at all"
PLAQUE, CHANGED = "a plaque, by the law of a further level", "a certificate that was a title at first"
LEFT = "a certificate by a share of those present, of whom three have gone"
REAL = {
    CERTIFICATE: Asked(cases.dossier()),
    DEED: Asked(cases.dossier(award="good_deed", papers=ALL_PAPERS), mode=None),
    PLAQUE: Asked(
        cases.dossier(award="plaque_work", award_type=AwardType.THEMATIC, nominee=WORK, year=2024, papers=ALL_PAPERS),
        plan=cases.KHANH_HOA, road=THREE_LEVELS, at=cases.IN_2024, mode=BallotMode.OPEN,
    ),
    CHANGED: Asked(
        cases.dossier(papers=ALL_PAPERS), first=cases.dossier(award="title_fighter_province", papers=ALL_PAPERS)
    ),
    LEFT: Asked(
        cases.dossier(), mode=BallotMode.OPEN, stay=6,
        law={"threshold_percent": 80, "denominator": VoteDenominator.PRESENT_MEMBERS},
    ),
}  # fmt: skip


def claims_minutes(said: list[Envelope]) -> list[Envelope]:
    """As if no council had had to vote on it."""
    kept = [one for one in said if one.type != "review.council_voted"]
    return _with("review.sent_for_signature", lambda data: {**data, "session": None})(kept)


def never_sent(said: list[Envelope]) -> list[Envelope]:
    return [one for one in said if one.type != "review.sent_for_signature"]


def _with(kind: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Lie:
    return lambda said: [replace(one, data=change(one.data)) if one.type == kind else one for one in said]


def _by_a_third(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "tally": {**data["tally"], "threshold_percent": 33}, "evaluations": []}


def _of_who_stayed(data: dict[str, Any]) -> dict[str, Any]:
    """A share of those still there, of which eight of nine are more than all."""
    return {**data, "tally": {**data["tally"], "counted_of": 6}, "evaluations": []}


LIES = {
    "a vote that was due was skipped": (claims_minutes, [CERTIFICATE, PLAQUE, CHANGED]),
    "counted by a law nobody laid down": (_with("review.council_voted", _by_a_third), [CERTIFICATE, PLAQUE]),
    "counted by the law of another award": (_with("review.resumed", lambda data: {**data, "award": None}), [CHANGED]),
    "counted of those alone who stayed": (_with("review.council_voted", _of_who_stayed), [LEFT]),
    "nobody passed it on to the signer": (never_sent, [DEED]),
}


@pytest.mark.parametrize("what", sorted(REAL))
def test_a_decision_as_it_came_about_holds(what: str, tmp_path: Path) -> None:
    proved = walk(tmp_path, REAL[what])
    how = "8/9 phiếu đồng ý" if REAL[what].mode else "theo biên bản"

    for name in (CASE, proved.decision, proved.day, proved.day[:4]):
        assert [line.startswith(f"{CASE}: {how} | ") for line in proved.told(name) if CASE in line] == [True]


@pytest.mark.parametrize(("lie", "what"), [(lie, what) for lie, (_, told) in LIES.items() for what in told])
def test_a_lie_about_the_vote_is_called_so(lie: str, what: str, tmp_path: Path) -> None:
    """The ledger itself was told so from the beginning: every hash and signature holds."""
    proved = walk(tmp_path, REAL[what], LIES[lie][0])
    names = [CASE, proved.decision]
    if what != DEED:  # a period may begin after what is missing
        names.append(proved.day[:4])

    for name in names:
        with pytest.raises(enclosed.Refused) as refused:
            proved.told(name)
        assert refused.value.args[0] == enclosed.CONTRADICTORY


@pytest.mark.parametrize("plan", sorted(load_policy_set().plans))
def test_both_say_the_same_of_what_has_to_be_voted_on(plan: str) -> None:
    """Every award at every level, on the days around a law that the plan's owner lays down for a while."""
    policies = load_policy_set()
    day = policies.plan(plan).window.first
    policy = policies.bundle(plan, day)
    law = CouncilVote(
        council=CouncilKind.FEDERATION, threshold_percent=50, denominator=VoteDenominator.TOTAL_MEMBERS,
        ballot_mode=BallotMode.OPEN, quorum_numerator=2, quorum_denominator=3, absent_members_write=True,
        basis="QĐ 12/QĐ-LĐLĐ", mark=Mark.VERIFIED, first=date(2026, 3, 1), last=date(2026, 3, 31),
    )  # fmt: skip
    votes = (PlanVote(award="good_deed", law=law, source="QĐ 12", mark=Mark.DESIGN),)
    policy = replace(policy, plan=replace(policy.plan, votes=votes))
    document, days = policy.document(), [date(2026, month, at) for month, at in ((2, 28), (3, 1), (3, 31), (4, 1))]
    asked = [(award, level, on) for award in policy.rulebook.awards for level in award.levels for on in days]

    own = [policy.is_voted_on(award.decided_by(level), on) for award, level, on in asked]
    enclosed_says = [bool(enclosed.laws_for(award.code, document, level, str(on))) for award, level, on in asked]

    assert enclosed_says == own
    assert {True, False} == set(own)
