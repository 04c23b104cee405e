"""What a draft of the law would have said of the dossiers sent: each rule of the proposing side asked under it.

Owns: nomination's part of a rehearsal. Promises: reads only; a limit that only the draft has is counted from what was
sent, one it takes away is told with whom it had warned; a draft that looks among other cases is asked with those that
stood there then. Leaves to others: parameters (`rules.parameters`), asking (`shared.rehearsal`),
counting past places (`queries_places`), who stood beside (`queries_beside`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from services.nomination.queries_beside import of_the_year, same_award
from services.nomination.queries_explanation import ROOMS
from services.nomination.queries_places import PastPlaces, SentVersion, named
from services.nomination.rules import asked
from services.nomination.rules.parameters import About, given_by
from services.nomination.rules.quotas import Limit, quota_leaves_room
from shared.errors import VinhDanhError
from shared.events.codec import from_plain
from shared.events.terms import AwardType, Level
from shared.policy import Policy
from shared.policy.rulebook_items import ExclusionKind
from shared.policy_book import PolicyBook
from shared.rehearsal import Asked, Draft, FactsMissing, Given, NotAsked, Rehearsed, answer_of, ask_under, ask_with
from shared.replays import rules_of
from shared.verdicts import Evaluation
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """One version as it was judged: under which policy, with which answers, beside which places."""

    version: SentVersion
    policy: Policy
    said: Sequence[Evaluation]
    fits: Mapping[str, bool]
    places: PastPlaces
    tx: Session


def rehearse(
    policies: PolicyBook, tx: Session, draft: Draft, *, plan: str | None = None, since: date | None = None
) -> Iterator[Rehearsed]:
    """Every evaluation of every version of dossiers first sent on `since` or later, oldest first; then what only the
    draft asks of it.
    """
    places = PastPlaces(tx, draft.policy_for)
    for version in places.versions:
        if plan not in (None, version.nomination.plan) or (since is not None and version.first_sent_on < since):
            continue
        said = [from_plain(Evaluation, plain) for plain in version.row.evaluations]
        sent = _Sent(
            version=version, policy=policies.pinned(tx, version.row.policy), said=said, fits=_fits_then(said),
            places=places, tx=tx,
        )
        yield from _again(draft, sent)
        yield from _for_the_first_time(draft, sent)


def _again(draft: Draft, sent: _Sent) -> Iterator[Rehearsed]:
    rules = rules_of(*ROOMS)
    for one in sent.said:
        limit = _find_limit(sent, one) if one.rule == "M05" else None
        now = ask_under(draft, rules, one, partial(_bind, draft, sent, one))
        yield _rehearsed(sent, one.rule, one, now, _about(limit) if limit else None)


def _for_the_first_time(draft: Draft, sent: _Sent) -> Iterator[Rehearsed]:
    """M05 of limits that nobody counted then."""
    if not sent.said or not draft.states("M05"):
        return  # erased: nothing is known of it any more
    try:
        limits = sent.places.limits_on(sent.version)
    except VinhDanhError:
        return  # a plan or day the draft does not govern: every rule that was asked says so already
    counted = {limit.id for one in sent.said if one.rule == "M05" and (limit := _find_limit(sent, one))}
    for limit in limits:
        if limit.id not in counted:
            now = ask_with(quota_leaves_room, partial(_places_under, sent, limit))
            yield _rehearsed(sent, "M05", None, now, _about(limit))


def _rehearsed(sent: _Sent, rule: str, was: Evaluation | None, now: Asked, about: Words | None) -> Rehearsed:
    row, known = sent.version.nomination, rules_of(*ROOMS).get(rule)
    return Rehearsed(
        case=row.id, receipt=row.receipt, person=row.nominee_name, at=sent.version.sent_at,
        action="submit" if sent.version.row.number == 1 else "resubmit", asked_by="nomination", rule=rule,
        title=known.title if known else None, was=answer_of(was) if was else None, now=now.answer,
        obstacle=now.obstacle, why=now.why, about=about,
    )  # fmt: skip


def _about(limit: Limit) -> Words:
    return Words(f"{limit.words.vi} ({limit.source})", f"{limit.words.en} ({limit.source})")


def _fits_then(said: Sequence[Evaluation]) -> dict[str, bool]:
    return {offer["chain"]: offer["fits"] for one in said if one.rule == "G02" for offer in one.facts["offers"]}


def _bind(draft: Draft, sent: _Sent, said: Evaluation) -> Given:
    policy = draft.policy_for(sent.version.nomination.plan, sent.version.first_sent_on)
    if said.rule == "M05":
        return _limit(policy, sent, said)
    known = {
        chain: fits
        for chain, fits in sent.fits.items()
        if (now := policy.find_chain(chain)) and (then := sent.policy.find_chain(chain)) and now.stages == then.stages
    }
    about = About(dossier=sent.version.dossier, sent_on=sent.version.first_sent_on, fits=known)
    given = given_by(policy, said.rule, about)
    if said.rule == "G10":
        before, basis = (asked.basis_report(one, sent.version.dossier) for one in (sent.policy, policy))
        if basis is not None and (before is None or before.id != basis.id):
            raise FactsMissing("lúc ấy không xét báo cáo này của đơn vị", "this report was not asked after then")
    if said.rule == "G06":
        return _once(policy, sent, said, given)
    if said.rule == "G07" and _looked_among(policy) != _looked_among(sent.policy):
        same_level_only, _ = _looked_among(policy)
        others = of_the_year(sent.tx, sent.places, sent.version, policy, same_level_only=same_level_only)
        return Given({**given.facts, "others": others}, given.consequence)
    return given


def _once(policy: Policy, sent: _Sent, said: Evaluation, given: Given) -> Given:
    """G06: from how alike on a name is near, and once in a life or in a period, decide among which cases was looked."""
    now, then = asked.fuzzy_percent(policy), asked.fuzzy_percent(sent.policy)
    looks_wider = now is not None and (then is None or now < then)
    if looks_wider or (now != then and said.facts["alike"]):
        raise FactsMissing("họ tên nay được so theo mức khác", "names are compared by another measure now")
    award = sent.version.dossier.award
    is_once = asked.is_once_in_life(policy, award)
    if is_once != asked.is_once_in_life(sent.policy, award):
        found = same_award(sent.tx, sent.places, sent.version, is_once=is_once)
        return Given({**given.facts, "same": found})
    return given


def _looked_among(policy: Policy) -> tuple[bool, Mapping[str, Sequence[Level]]]:
    both = asked.find_exclusion(policy, ExclusionKind.FULL_YEAR_AND_THEMATIC)
    return (
        both is None or both.same_level_only,
        {award.code: award.levels for award in policy.rulebook.awards},
    )


def _limit(policy: Policy, sent: _Sent, said: Evaluation) -> Given:
    """M05: the places that were counted then, where the draft counts the same; otherwise they are counted again."""
    then = _find_limit(sent, said)
    if then is None:
        raise FactsMissing("không rõ chỉ tiêu lúc ấy", "which limit was asked then is not known")
    now = next((one for one in _limits(policy, sent) if one.id == then.id), None)
    if now is None:
        raise NotAsked
    if now.account != then.account or (now.percent, now.base) != (then.percent, then.base):
        limits = sent.places.limits_on(sent.version)
        return _places_under(sent, next(one for one in limits if one.id == then.id))
    most = said.facts["most"] if now.percent is not None else now.most
    return Given({"limit": now.words, "most": most}, now.consequence)


def _places_under(sent: _Sent, limit: Limit) -> Given:
    """M05 of a limit nobody counted then."""
    known = sent.places.counted(limit, sent.version)
    holders = sent.places.holders(limit, sent.version)
    facts = {"limit": known.words, "most": known.most, "taken": len(holders), "holders": named(holders, known)}
    return Given(facts, limit.consequence)


def _find_limit(sent: _Sent, said: Evaluation) -> Limit | None:
    """The limit of then that an answer of M05 is about; a limit is told by its words."""
    words = from_plain(Words, said.facts["limit"])
    return next((one for one in _limits(sent.policy, sent) if one.words == words), None)


def _limits(policy: Policy, sent: _Sent) -> tuple[Limit, ...]:
    """The limits of a policy as far as no province has to be known: to tell which are the same."""
    version, dossier = sent.version, sent.version.dossier
    return asked.limits_of(
        policy, award=dossier.award, award_type=AwardType(dossier.award_type), unit=version.nomination.unit_id,
        province="", period=version.period, theme=dossier.movement or "",
    )  # fmt: skip
