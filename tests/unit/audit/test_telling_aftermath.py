"""What an auditor reads of complaints and of erasures: words, and no code of a policy."""

from __future__ import annotations

from datetime import date

from services.audit.rules.telling import lines_of
from shared.events.catalog import data_of
from shared.events.erasure import ErasureAsked
from shared.events.registry_complaints import ComplaintLodged
from shared.events.terms import Complainant, ComplaintLevel
from shared.policy.load import load_policy_set
from tests.support.children import REPOSITORY


def test_every_ground_the_policy_has_is_told_in_its_words() -> None:
    grounds = load_policy_set(REPOSITORY / "policy").personal_data.grounds
    assert grounds
    for ground in grounds:
        asked = ErasureAsked(erasure="x1", basis=ground.code, document="Đơn số 12", cases=("c1",))
        told = lines_of("nomination.erasure_asked", data_of(asked))[0]
        vi, en = (name[0].lower() + name[1:] for name in (ground.name.vi, ground.name.en))
        assert (told.vi, told.en) == (f"Căn cứ: {vi}; theo Đơn số 12", f"Ground: {en}; by Đơn số 12")


def test_a_ground_nobody_knows_is_told_as_it_stands() -> None:
    asked = ErasureAsked(erasure="x1", basis="new_ground", document="Đơn số 12", cases=("c1",))
    assert lines_of("nomination.erasure_asked", data_of(asked))[0].vi == "Căn cứ: new_ground; theo Đơn số 12"


def test_a_late_complaint_says_when_it_came_and_what_it_missed() -> None:
    lodged = ComplaintLodged(
        complaint="k1", level=ComplaintLevel.SECOND, complainant=Complainant.UNIT, decision="d1", authority=None,
        award_id="a1", case="c1", lodged_on=date(2026, 11, 9), last_day=date(2026, 11, 1), is_late=True,
        answer_by=date(2026, 11, 23), basis="Luật Khiếu nại Đ.33",
    )  # fmt: skip
    told = lines_of("registry.complaint_lodged", data_of(lodged))[0]
    assert told.vi == "Lần hai, đơn vị, nộp ngày 09/11/2026, hạn cuối 01/11/2026; đã quá thời hiệu"
    assert told.en == "Second, by a unit, on 2026-11-09; the last day was 2026-11-01; late"
