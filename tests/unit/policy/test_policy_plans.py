"""The plans of Hưng Yên and Khánh Hòa say what the signed plans say."""

from __future__ import annotations

from datetime import date

import pytest

from shared.events.terms import Block, CouncilKind, InitiativeScope, StageKind
from shared.policy import PolicySet, UnknownPlan
from shared.policy.marks import Mark
from shared.policy.plan_items import BasisKind, Limit, RecipientPurpose
from shared.policy.plans import Plan
from shared.policy.targets import Comparator, Denominator, Numerator, TargetUnit
from shared.verdicts import Consequence


@pytest.fixture
def hung_yen(policy_set: PolicySet) -> Plan:
    return policy_set.plan("hung_yen_2026")


@pytest.fixture
def khanh_hoa(policy_set: PolicySet) -> Plan:
    return policy_set.plan("khanh_hoa_2024")


def test_all_five_plans_are_packaged(policy_set: PolicySet) -> None:
    assert list(policy_set.plans) == [
        "dien_bien_2020", "gia_lam_2023", "hung_yen_2026", "khanh_hoa_2024", "ninh_binh_2017",
    ]  # fmt: skip


def test_an_unknown_plan_is_refused(policy_set: PolicySet) -> None:
    with pytest.raises(UnknownPlan) as refused:
        policy_set.plan("ninh_binh_2018")

    assert refused.value.code == "policy.unknown_plan"


def test_hung_yen_paperwork(hung_yen: Plan) -> None:
    paper = hung_yen.paperwork

    assert (paper.number, paper.dated, paper.signer) == ("28/KH-LĐLĐ", date(2026, 6, 24), "Phạm Thị Thắng")
    assert paper.signer_position.vi == "Phó Chủ tịch"
    assert paper.issuer.vi == "Ban Thường vụ LĐLĐ tỉnh Hưng Yên"


def test_hung_yen_rests_on(hung_yen: Plan) -> None:
    assert [(document.name, document.dated) for document in hung_yen.based_on] == [
        ("KH 211/KH-UBND", date(2026, 6, 5)),
        ("Chỉ thị 34-CT/TW năm 2014", None),
        ("Luật Thi đua khen thưởng 06/2022/QH15", date(2022, 6, 15)),
        ("Nghị định 152/2025/NĐ-CP", None),
    ]
    assert hung_yen.regime == "law2022_nd152"


def test_hung_yen_is_the_whole_year_without_phases(hung_yen: Plan) -> None:
    assert (hung_yen.window.first, hung_yen.window.last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert [(phase.id, phase.first, phase.last) for phase in hung_yen.phases] == [
        ("year", date(2026, 1, 1), date(2026, 12, 31))
    ]


def test_hung_yen_goes_two_levels(hung_yen: Plan) -> None:
    assert [chain.id for chain in hung_yen.chains] == ["C4"]


def test_hung_yen_blocks_movement_and_campaigns(hung_yen: Plan) -> None:
    assert [block.block for block in hung_yen.blocks] == [Block.ENTERPRISE, Block.PUBLIC_SERVICE]
    assert [movement.name.vi for movement in hung_yen.movements] == ["Lao động giỏi - Lao động sáng tạo"]
    assert [campaign.name.vi for campaign in hung_yen.campaigns] == [
        "Trung thành, sáng tạo, tận tụy, gương mẫu",
        "Tham mưu giỏi, phục vụ tốt",
        "Cán bộ, công chức, viên chức nói không với tiêu cực",
    ]
    assert {campaign.blocks for campaign in hung_yen.campaigns} == {(Block.PUBLIC_SERVICE,)}


def test_hung_yen_initiatives_are_more_than_5000(hung_yen: Plan) -> None:
    target = hung_yen.targets[0]

    assert (target.comparator, target.worded, target.value) == (Comparator.MORE_THAN, "trên", 5000)
    assert (target.numerator, target.unit) == (Numerator.INITIATIVES_RECOGNISED, TargetUnit.COUNT)
    assert (target.is_reached(5000), target.is_reached(5001)) == (False, True)


def test_hung_yen_diplomas_are_three_to_five(hung_yen: Plan) -> None:
    target = hung_yen.targets[1]

    assert (target.comparator, target.value, target.upper) == (Comparator.BETWEEN, 3, 5)
    assert (target.numerator, target.award) == (Numerator.PERSONS_AWARDED, "creative_labour_diploma")
    assert [target.is_reached(count) for count in (2, 3, 5, 6)] == [False, True, True, False]


def test_hung_yen_public_service_has_at_least_five_percent(hung_yen: Plan) -> None:
    target = hung_yen.targets[2]

    assert (target.comparator, target.value, target.unit) == (Comparator.AT_LEAST, 5, TargetUnit.PERCENT)
    assert (target.numerator, target.denominator) == (Numerator.PERSONS_WITH_INITIATIVE, Denominator.HEADCOUNT)
    assert (target.blocks, target.scope) == ((Block.PUBLIC_SERVICE,), InitiativeScope.BASE)
    assert [target.is_reached(count, 1000) for count in (49, 50)] == [False, True]


def test_a_percentage_without_headcount_is_not_computable(hung_yen: Plan) -> None:
    assert [hung_yen.targets[2].is_reached(10, headcount) for headcount in (None, 0)] == [None, None]


def test_hung_yen_report_is_due_strictly_before_15_december(hung_yen: Plan) -> None:
    report = hung_yen.reports[0]

    assert (report.limit, report.due, report.last_day) == (Limit.BEFORE, date(2026, 12, 15), date(2026, 12, 14))
    assert [report.is_late(date(2026, 12, day)) for day in (14, 15)] == [False, True]
    assert (report.owed_by, report.owed_to) == ((StageKind.GRASSROOTS,), StageKind.PROVINCIAL)


def test_hung_yen_publicity_recipients_occasion(hung_yen: Plan) -> None:
    assert hung_yen.publicity[0].channels == (
        "Facebook",
        "Zalo",
        "Trang thông tin điện tử Công đoàn Hưng Yên",
        "Phương tiện thông tin đại chúng",
    )
    assert [recipient.name.vi for recipient in hung_yen.recipients] == [
        "UBND tỉnh",
        "Ban TĐKT tỉnh",
        "Lãnh đạo, các ban LĐLĐ tỉnh",
        "Cán bộ phụ trách địa bàn",
        "CĐCS trực thuộc",
        "Lưu: VT, CSPL",
    ]
    assert (hung_yen.occasions[0].first, hung_yen.occasions[0].last) == (date(1929, 7, 28), date(2026, 7, 28))


def test_hung_yen_priorities_and_duties(hung_yen: Plan) -> None:
    assert [priority.id for priority in hung_yen.priorities] == ["direct_workers", "good_deeds"]
    assert [duty.id for duty in hung_yen.duties] == [
        "area_officer_helps", "grassroots_acts", "reviews_merged", "problems_to",
    ]  # fmt: skip


def test_khanh_hoa_paperwork_and_basis(khanh_hoa: Plan) -> None:
    paper = khanh_hoa.paperwork

    assert (paper.number, paper.dated, paper.signer) == ("22/KH-LĐ", date(2024, 1, 26), "Bùi Đăng Thành")
    assert (khanh_hoa.based_on[0].name, khanh_hoa.based_on[0].dated) == ("KH 09/KH-TLĐ", date(2023, 12, 27))
    assert khanh_hoa.based_on[0].kind is BasisKind.EXECUTES
    assert khanh_hoa.based_on[1].slip is not None
    assert khanh_hoa.regime == "law2022_nd98"


def test_khanh_hoa_has_two_phases_that_touch(khanh_hoa: Plan) -> None:
    assert [(phase.first, phase.last) for phase in khanh_hoa.phases] == [
        (date(2024, 1, 1), date(2024, 7, 31)),
        (date(2024, 8, 1), date(2024, 12, 31)),
    ]
    found = [khanh_hoa.find_phase(day) for day in (date(2024, 7, 31), date(2024, 8, 1), date(2025, 1, 1))]
    assert [phase and phase.id for phase in found] == ["phase_1", "phase_2", None]


def test_khanh_hoa_allows_three_chains(khanh_hoa: Plan) -> None:
    assert [chain.id for chain in khanh_hoa.chains] == ["C1", "C2", "C3"]


def test_khanh_hoa_has_no_numeric_target_and_no_dated_report(khanh_hoa: Plan) -> None:
    report = khanh_hoa.reports[0]

    assert khanh_hoa.targets == ()
    assert (report.due, report.last_day, report.is_late(date(2030, 1, 1))) == (None, None, False)


def test_khanh_hoa_movements_campaigns_and_plaques(khanh_hoa: Plan) -> None:
    assert [movement.id for movement in khanh_hoa.movements] == [
        "good_creative_labour",
        "good_advice_good_service",
        "infrastructure_and_thrift",
    ]
    assert [campaign.name.vi for campaign in khanh_hoa.campaigns] == [
        "Đoàn kết cùng đoàn viên, người lao động vượt khó",
        "Nói không với tiêu cực",
        "Trung thành, trách nhiệm, liêm chính, sáng tạo",
    ]
    assert khanh_hoa.leads_to("plaque_work")


def test_khanh_hoa_reports_to_three_bodies(khanh_hoa: Plan) -> None:
    to_report = [r.name.vi for r in khanh_hoa.recipients if r.purpose is RecipientPurpose.TO_REPORT]

    assert to_report == ["Tổng LĐLĐ Việt Nam", "Ban Dân vận Tỉnh ủy", "Sở Nội vụ"]


def test_list_deadlines_follow_stage_and_phase(khanh_hoa: Plan) -> None:
    spring = khanh_hoa.find_list_deadline(StageKind.PROVINCIAL, date(2024, 7, 31))
    autumn = khanh_hoa.find_list_deadline(StageKind.SECTOR, date(2024, 9, 1))

    assert (spring and spring.last_day, autumn and autumn.last_day) == (date(2024, 7, 20), date(2024, 11, 30))
    assert khanh_hoa.find_list_deadline(StageKind.GRASSROOTS, date(2024, 9, 1)) is None


def test_local_rule_settings_differ_between_plans(hung_yen: Plan, khanh_hoa: Plan) -> None:
    assert (hung_yen.find_consequence("M03"), khanh_hoa.find_consequence("M03")) == (
        Consequence.WARN,
        Consequence.BLOCK,
    )
    assert hung_yen.find_consequence("M05") is Consequence.WARN
    assert hung_yen.find_consequence("G01") is None


def test_councils_are_two_and_never_the_same(hung_yen: Plan) -> None:
    federation = hung_yen.find_council(StageKind.PROVINCIAL, CouncilKind.FEDERATION)
    state = hung_yen.find_council(StageKind.PROVINCIAL, CouncilKind.STATE)

    assert federation is not None
    assert state is not None
    assert (federation.most_members, federation.chair.vi) == (9, "Chủ tịch LĐLĐ tỉnh")
    assert (state.chair.vi, state.office.vi) == ("Chủ tịch UBND tỉnh", "Sở Nội vụ")
    assert {federation.mark, state.mark} == {Mark.UNVERIFIED}


@pytest.mark.parametrize("plan_id", ["hung_yen_2026", "khanh_hoa_2024"])
def test_settings_of_ours_are_never_marked_as_the_plans(policy_set: PolicySet, plan_id: str) -> None:
    plan = policy_set.plan(plan_id)

    assert {item.mark for item in (*plan.list_deadlines, *plan.rules)} == {Mark.DESIGN}
