"""What stood beside a dossier when it was sent, for a draft that looks among other cases than were looked among then.

Owns: finding past cases and awards of the same subject (G06 once in life, G07 at other levels). Promises: reads only;
where a person ruled two spellings one, an erased case may be meant, or what is under the key may be a namesake's, that
is said and not guessed (X05).
Leaves to others: what had left by then (`queries_places`), judging it (`rules.exclusivity`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.nomination.models import IdentityRuling
from services.nomination.models_known import KnownAward
from services.nomination.queries_known import nominee_of
from services.nomination.queries_places import PastPlaces, SentVersion, had_left, other_of
from services.nomination.rules.asked import deciding_level
from services.nomination.rules.exclusivity import OfTheYear, Other
from services.nomination.rules.namesakes import Bearer
from shared.policy import Policy
from shared.rehearsal import FactsMissing


def cases_of_the_subject(tx: Session, places: PastPlaces, before: SentVersion) -> tuple[SentVersion, ...]:
    """Other cases of this very subject, under way or successful when the version was sent."""
    key = before.nomination.nominee_key
    same = or_(IdentityRuling.one == key, IdentityRuling.other == key)
    if tx.scalar(select(IdentityRuling.one).where(same, IdentityRuling.are_same)) is not None:
        raise FactsMissing("hai cách ghi tên được xác định là một người", "two spellings were ruled one person")
    own = [one for one in places.standing(before) if one.nomination.nominee_key == key]
    if any(one.is_erased for one in own):
        raise FactsMissing("có hồ sơ đã xóa dữ liệu cá nhân", "a case that may count has been erased")
    _refuse_namesakes(before, [nominee_of(one.nomination, one.unit_name).bearer for one in own])
    return tuple(one for one in own if not had_left(one, before))


def _refuse_namesakes(before: SentVersion, others: Iterable[Bearer]) -> None:
    """Which of them were known to be somebody else then, no row says."""
    nominee = nominee_of(before.nomination, before.unit_name)
    if not all(nominee.is_surely(one) for one in others):
        raise FactsMissing("có người cùng họ tên, cùng ngày hoặc năm sinh", "somebody has the same name and birth")


def same_award(tx: Session, places: PastPlaces, before: SentVersion, *, is_once: bool) -> tuple[Other, ...]:
    """G06: the same award in the period, or ever; awards of the register that no case here stands for come last."""
    award = before.dossier.award
    own = [
        one
        for one in cases_of_the_subject(tx, places, before)
        if one.dossier.award == award and (is_once or one.period == before.period)
    ]
    reached = {one.nomination.id for one in places.versions}
    return (*(other_of(one) for one in own), *_registered(tx, before, reached, is_once=is_once))


def _registered(tx: Session, before: SentVersion, reached: set[str], *, is_once: bool) -> Iterator[Other]:
    if "/" in before.period and not is_once:
        return  # the register tells the year of an award, not its phase
    known = select(KnownAward).where(
        KnownAward.nominee_key == before.nomination.nominee_key, KnownAward.award == before.dossier.award,
        KnownAward.dated <= before.first_sent_on,
    )  # fmt: skip
    for award in tx.scalars(known.order_by(KnownAward.dated, KnownAward.id)):
        if award.case_id not in reached and (is_once or award.year == before.dossier.year):
            _refuse_namesakes(
                before, [Bearer(key=award.nominee_key, name=award.nominee_name, unit_name=award.unit_name)]
            )  # fmt: skip
            yield Other(
                reference=award.decision_number, unit_name=award.unit_name, award=award.award, year=award.year,
                dated=award.dated,
            )  # fmt: skip


def of_the_year(
    tx: Session, places: PastPlaces, before: SentVersion, policy: Policy, *, same_level_only: bool
) -> tuple[OfTheYear, ...]:
    """G07: what else the subject was given or proposed for in the year, at the level the policy has for this award."""
    level = deciding_level(policy, before.dossier.award, before.dossier.decided_at)
    return tuple(
        OfTheYear(other=other_of(one), award_type=one.dossier.award_type, is_of_phase=one.dossier.for_phase is not None)
        for one in cases_of_the_subject(tx, places, before)
        if one.dossier.year == before.dossier.year
        and (
            not same_level_only
            or (level is not None and deciding_level(policy, one.dossier.award, one.dossier.decided_at) is level)
        )
    )
