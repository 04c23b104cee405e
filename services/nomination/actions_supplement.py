"""Supplementing a returned dossier, and asking beforehand what sending one would find.

Owns: resubmit, check. Promises: a supplement differs from what was sent only where the return names a place, and
answers every item; it is judged by the day and policy of its first submission, by the tree as it was told then, keeps
its places, and by changing its award neither slips past a limit nor leaves its road; a check writes nothing and asks
the same way. Leaves to others: the first submission (`actions_submission`), what the rules say (`actions_judging`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.nomination import ledger
from services.nomination.actions_judging import Judgement, judge, refuse_unready
from services.nomination.actions_submission import Sent, as_other, authorized, claims_held_by, places_of, say
from services.nomination.errors import AnswerAstray, AwardOffRoad, ItemUnanswered, WithdrawalPending
from services.nomination.judging_exclusivity import hold_subjects
from services.nomination.judging_quotas import Tallies, limits_on, open_tallies
from services.nomination.models import Claim, DossierVersion, Nomination
from services.nomination.nominee_contacts import state_contact
from services.nomination.queries_dossier import assemble
from services.nomination.queries_known import Known, gather
from services.nomination.queries_overrides import OfPlan
from services.nomination.queries_policies import in_force
from services.nomination.queries_units import PathUp
from services.nomination.return_contract import last_sent, named_in
from services.nomination.rules.achieved import days_of
from services.nomination.rules.lifecycle import ChainOverride
from services.nomination.rules.quotas import Limit, Standing
from services.nomination.rules.routes import carries
from services.nomination.rules.supplement import answers_to, keep_untouched, titles_that_stand
from services.nomination.sending import Sending, send
from shared.canonical import canonical_json
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import Place
from shared.events.codec import from_plain, to_plain
from shared.events.dossier import Dossier, Road
from shared.events.nomination import Resubmitted
from shared.events.place_names import name_of
from shared.events.places import changed_places
from shared.events.supplement import Answer
from shared.events.terms import CaseState
from shared.verdicts import Evaluation, carry_over
from shared.words import Words
from shared.work import Work


def resubmit(
    desk: Desk, work: Work, nomination_id: str, *, seen: int | None, answers: Mapping[str, str] | None = None
) -> Sent:
    """Send the supplement a return asked for: a new version under the policy of the first; the old one is kept.

    `answers` are words by item of the return; an item without words must have been mended.
    """
    nomination = authorized(work, nomination_id, "resubmit", seen)
    if nomination.withdrawal_asked_at is not None:
        raise WithdrawalPending()  # review lets it go when it hears of it, and nothing sent after that arrives
    again = _judge_again(desk, work.tx, nomination, is_final=True)
    judgement = again.judgement
    changed = changed_places(again.sent.dossier, to_plain(judgement.dossier))
    answered = _answered(nomination, changed, answers or {})
    refuse_unready(judgement)
    _refuse_off_road(nomination, again)
    work.tx.execute(delete(Claim).where(Claim.case_id == nomination.id))
    claims = claims_held_by(nomination, again.known, judgement.policy)
    said = say(
        work,
        Resubmitted(
            case=nomination.id,
            dossier=judgement.dossier,
            version=nomination.dossier_version + 1,
            sent_at=work.now,
            changed=changed,
            answers=answered,
            evaluations=judgement.evaluations,
            must_hold=judgement.must_hold,
            claims=claims,
            places=places_of(again.limits),
        ),
        judgement.policy.hash,
    )
    items = nomination.return_items or ()
    held = {"must_hold": judgement.must_hold}
    send(work, [Sending(nomination, said, judgement.policy.hash, held, claims, items)], change="resubmit")
    state_contact(work, nomination)
    again.tallies.take(nomination.id, again.limits, as_other(nomination, again.known, work.now))
    if {account for _, account in again.tallies.places} != again.tallies.own[nomination.id]:
        # Another award or period: its places are others now.
        ledger.give_back(work.tx, [nomination.id])
        ledger.take(work.tx, again.tallies.places)
    return Sent(nomination, again.tallies.standings(again.limits))


def check(desk: Desk, tx: Session, nomination: Nomination, *, now: datetime) -> tuple[Judgement, tuple[Standing, ...]]:
    """What submitting (or resubmitting) now would find, and how its limits stand; nothing is written."""
    if nomination.state == CaseState.RETURNED:
        again = _judge_again(desk, tx, nomination, is_final=False)
        _refuse_off_road(nomination, again)
        return again.judgement, again.tallies.standings(again.limits)
    sent_on = office_day(now)
    known = gather(tx, [nomination], sent_on)[nomination.id]
    policy = in_force(desk.policies, tx, nomination.plan, sent_on)
    limits = limits_on(policy, nomination, known.path)
    tallies = open_tallies(tx, limits, is_final=False)
    quotas, dossier = tallies.ask(nomination.id, limits), assemble(nomination, known)
    judgement = judge(
        nomination, dossier, known, policy, sent_on=sent_on, quotas=quotas,
        names_scanner=desk.settings.scanner is not None,
    )  # fmt: skip
    return judgement, tallies.standings(limits)


def _answered(nomination: Nomination, changed: tuple[str, ...], said: Mapping[str, str]) -> tuple[Answer, ...]:
    """The answer to each item; `ItemUnanswered`, or `AnswerAstray` for words about something else."""
    parts = named_in(nomination)
    if astray := [part for part in said if part not in parts]:
        raise AnswerAstray(places=[Place(part, _about(part)) for part in astray])
    answered = tuple(answers_to(parts, changed, said))
    if silent := [answer.part for answer in answered if not answer.is_mended and answer.words is None]:
        raise ItemUnanswered(places=[Place(part, _is_silent(part)) for part in silent])
    return answered


def _refuse_off_road(nomination: Nomination, again: _Again) -> None:
    """`AwardOffRoad`: the bodies of the road, and the law of who votes and signs at its end, are those of an award."""
    sent, wanted = again.sent.dossier["award"], again.judgement.dossier.award
    if sent == wanted or carries(again.judgement.policy, from_plain(Road, nomination.road), sent, wanted):
        return
    award = again.judgement.policy.award(wanted).name
    words = Words(
        f"“{award.vi}” do cấp khác quyết định: hãy giữ hình thức đã trình, hoặc rút hồ sơ và trình mới.",
        f"“{award.en}” is decided elsewhere: keep the award as it was sent, or take the case back and send it anew.",
    )
    raise AwardOffRoad(places=[Place("award", words)])


def _about(part: str) -> Words:
    name = name_of(part)
    return Words(f"{name.vi} không nằm trong yêu cầu bổ sung.", f"{name.en} is not named in the return.")


def _is_silent(part: str) -> Words:
    name = name_of(part)
    return Words(
        f"{name.vi} chưa sửa: hãy sửa, hoặc giải trình vì sao giữ nguyên.",
        f"{name.en}: nothing has changed; mend it, or say why it stays.",
    )


@dataclass(frozen=True, slots=True)
class _Again:
    """`sent` is the version before."""

    sent: DossierVersion
    judgement: Judgement
    known: Known
    limits: tuple[Limit, ...]
    tallies: Tallies


def _judge_again(desk: Desk, tx: Session, nomination: Nomination, *, is_final: bool) -> _Again:
    """Judge a supplement by the day and policy of the first submission (design D9); it keeps the places it holds."""
    if nomination.policy is None or nomination.submitted_at is None:
        raise AssertionError(f"nomination {nomination.id} is returned but was never submitted")
    policy = desk.policies.pinned(tx, nomination.policy)
    sent_on = office_day(nomination.submitted_at)
    if is_final:
        hold_subjects(tx, [(nomination.nominee_key, policy)])
    known = gather(tx, [nomination], sent_on)[nomination.id]
    limits = limits_on(policy, nomination, known.path)
    own = {nomination.id: ledger.accounts_of(tx, nomination.id)}
    tallies = open_tallies(tx, limits, is_final=is_final, own=own)
    sent = last_sent(tx, nomination)
    known = replace(
        known, path=_as_told_when_sent(known.path, sent), overrides=_overrides_then(nomination.plan, sent)
    )
    named = named_in(nomination)
    standing = titles_that_stand(sent.dossier, nomination.draft, named)
    now = to_plain(assemble(nomination, known, standing=standing))
    dossier = from_plain(Dossier, keep_untouched(sent.dossier, now, named))
    quotas = tallies.ask(nomination.id, limits, came_by_merger=nomination.successor_id is not None)
    judgement = judge(
        nomination, dossier, known, policy, sent_on=sent_on, quotas=quotas,
        names_scanner=desk.settings.scanner is not None, asks_period=_asks_period(dossier, sent),
        asks_days=_asks_days(dossier, sent),
    )  # fmt: skip
    return _Again(sent, _with_what_stands(judgement, sent), known, limits, tallies)


def _as_told_when_sent(path: PathUp, sent: DossierVersion) -> PathUp:
    """The path as G02 was told of it. The end of a union, or of a body above, that was entered since then may lie on
    the very day of sending or before it; the road was laid over what stood, and a succession passes it on.
    """
    told = next(one["facts"] for one in sent.evaluations if one["rule"] == "G02")
    return replace(
        path, is_registered=told["is_registered"], parents=tuple(told["parents"]), dissolved=tuple(told["dissolved"])
    )


def _asks_period(dossier: Dossier, sent: DossierVersion) -> bool:
    """Whether G01 asks for year and phase: not where an older release sent just these without asking, for a return
    that does not name them leaves nobody a way to mend them."""
    told = next(one["facts"] for one in sent.evaluations if one["rule"] == "G01")
    before = from_plain(Dossier, sent.dossier)
    return "year" in told or (dossier.year, dossier.for_phase) != (before.year, before.for_phase)


def _asks_days(dossier: Dossier, sent: DossierVersion) -> bool:
    """As `_asks_period`, of the days of the achievement."""
    told = next(one["facts"] for one in sent.evaluations if one["rule"] == "G01")
    return bool({"achieved_from", "achieved_to"} & told.keys()) or days_of(dossier) != days_of(
        from_plain(Dossier, sent.dossier)
    )


def _overrides_then(plan: str, sent: DossierVersion) -> tuple[OfPlan, ...]:
    """What kept a closed chain open to the unit then: the road was laid by it, whatever has become of it since."""
    told = next(one["facts"] for one in sent.evaluations if one["rule"] == "G02")
    return tuple((plan, from_plain(ChainOverride, one)) for one in told.get("overrides", ()))


def _with_what_stands(judgement: Judgement, sent: DossierVersion) -> Judgement:
    """What was checked in the version before and was told the same stays checked, with the time of that."""
    before = (from_plain(Evaluation, plain) for plain in sent.evaluations)
    given = {(one.rule, canonical_json(one.facts)): (one, sent.sent_at) for one in before}
    stands = tuple(carry_over(one, given.get((one.rule, canonical_json(one.facts)))) for one in judgement.evaluations)
    return replace(judgement, evaluations=stands)
