"""What a draft of the law would have said of the dossiers sent: each rule of the proposing side asked again under it.

Owns: nomination's part of a rehearsal. Promises: reads only; a draft that would look among other cases than were looked
among then is said to be not replayable. Leaves to others: parameters (`rules.parameters`), asking (`shared.rehearsal`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.nomination.models import DossierVersion, Nomination
from services.nomination.queries_explanation import ROOMS
from services.nomination.rules import asked, exclusivity
from services.nomination.rules.parameters import About, given_by
from shared.clock import office_day
from shared.events.codec import from_plain
from shared.events.dossier import Dossier
from shared.events.terms import AwardType, Level
from shared.policy import Policy
from shared.policy.rulebook_items import ExclusionKind
from shared.policy_book import PolicyBook
from shared.rehearsal import Draft, FactsMissing, Given, Rehearsed, answer_of, ask_under
from shared.replays import rules_of
from shared.verdicts import Evaluation
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """One version as it was judged: under which policy, sent first on which day."""

    nomination: Nomination
    dossier: Dossier
    policy: Policy
    sent_on: date
    fits: Mapping[str, bool]


def rehearse(
    policies: PolicyBook, tx: Session, draft: Draft, *, plan: str | None = None, since: date | None = None
) -> Iterator[Rehearsed]:
    """Every evaluation of every version of dossiers first sent on `since` or later, oldest dossier first."""
    rules = rules_of(*ROOMS)
    wanted = select(DossierVersion, Nomination).join(Nomination, Nomination.id == DossierVersion.nomination_id)
    wanted = wanted.order_by(Nomination.submitted_at, Nomination.id, DossierVersion.number)
    for version, nomination in tx.execute(wanted if plan is None else wanted.where(Nomination.plan == plan)):
        sent_on = office_day(nomination.submitted_at or version.sent_at)
        if since is not None and sent_on < since:
            continue
        said = [from_plain(Evaluation, plain) for plain in version.evaluations]
        sent = _Sent(
            nomination=nomination, dossier=from_plain(Dossier, version.dossier), sent_on=sent_on,
            policy=policies.pinned(tx, version.policy), fits=_fits_then(said),
        )  # fmt: skip
        for one in said:
            again = ask_under(rules, one, partial(_bind, draft, sent, one))
            yield Rehearsed(
                case=nomination.id, receipt=nomination.receipt, person=nomination.nominee_name, at=version.sent_at,
                action="submit" if version.number == 1 else "resubmit", asked_by="nomination", rule=one.rule,
                title=_title(rules, one.rule), was=answer_of(one), now=answer_of(again.now) if again.now else None,
                obstacle=again.obstacle, why=again.why,
            )  # fmt: skip


def _title(rules: Mapping[str, Any], rule: str) -> Words | None:
    return rules[rule].title if rule in rules else None


def _fits_then(said: list[Evaluation]) -> dict[str, bool]:
    return {offer["chain"]: offer["fits"] for one in said if one.rule == "G02" for offer in one.facts["offers"]}


def _bind(draft: Draft, sent: _Sent, said: Evaluation) -> Given:
    policy = draft.policy_for(sent.nomination.plan, sent.sent_on)
    if said.rule == "M05":
        return _limit(policy, sent, said)
    known = {
        chain: fits
        for chain, fits in sent.fits.items()
        if (now := policy.find_chain(chain)) and (then := sent.policy.find_chain(chain)) and now.stages == then.stages
    }
    given = given_by(policy, said.rule, About(dossier=sent.dossier, sent_on=sent.sent_on, fits=known))
    if said.rule == "G06":
        return _once(policy, sent, said)
    if said.rule == "G07" and _looked_among(policy) != _looked_among(sent.policy):
        raise FactsMissing(
            "bản dự thảo so với các đợt khen khác", "the draft compares with other awards of the year than then"
        )
    return given


def _once(policy: Policy, sent: _Sent, said: Evaluation) -> Given:
    """G06: once in a life or once in a period decides among which cases was looked."""
    award = sent.nomination.award
    if asked.is_once_in_life(policy, award) != asked.is_once_in_life(sent.policy, award):
        raise FactsMissing("bản dự thảo so với các năm khác", "the draft looks into other years than then")
    same = tuple(from_plain(exclusivity.Other, one) for one in said.facts["same"])
    return Given(consequence=exclusivity.consequence_of_duplicates(same=same))


def _looked_among(policy: Policy) -> tuple[bool, Mapping[str, Sequence[Level]]]:
    both = asked.find_exclusion(policy, ExclusionKind.FULL_YEAR_AND_THEMATIC)
    return (
        both is None or both.same_level_only,
        {award.code: award.levels for award in policy.rulebook.awards},
    )


def _limit(policy: Policy, sent: _Sent, said: Evaluation) -> Given:
    """M05: the same limit in the draft; its places were counted then, the base of a percentage was not kept."""
    row = sent.nomination
    limits = partial(
        asked.limits_of, award=row.award, award_type=AwardType(row.award_type), unit=row.unit_id, province="",
        period=row.period, theme=sent.dossier.movement or "",
    )  # fmt: skip
    words = from_plain(Words, said.facts["limit"])
    then = next((one for one in limits(sent.policy) if one.words == words), None)
    now = next((one for one in limits(policy) if then is not None and one.id == then.id), None)
    if then is None or now is None:
        raise FactsMissing("bản dự thảo không có chỉ tiêu này", "the draft sets no such limit")
    if now.base is None:
        return Given({"limit": now.words, "most": now.most}, now.consequence)
    if replace(now, consequence=then.consequence, words=then.words, source=then.source) != then:
        raise FactsMissing("không lưu số liệu gốc của tỷ lệ", "the base of the percentage was not kept")
    return Given({"limit": now.words}, now.consequence)
