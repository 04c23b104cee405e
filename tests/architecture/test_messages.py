"""Whatever a rule is told, what it says in Vietnamese holds no code: no snake_case, no word of a closed vocabulary.

Facts are made from the types a rule declares. Texts people write are Vietnamese here, so that a code in the words is
the rule's own; codes that come with a name (awards, titles, movements, units) are asked for one by one below.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import Enum, StrEnum
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from deploy.rule_finder import find_enforced_rules
from services.nomination.rules import eligibility, grounds, initiatives, lifecycle
from services.review.rules import clocks, intermediate, provincial_council, subject
from shared import cross_rules
from shared.acts import ACTS
from shared.events import terms
from shared.events.dossier import BasisAward, Initiative, PriorTitle
from shared.events.place_names import NAMES
from shared.events.terms import AwardType, InitiativeScope, Level, SimplifiedGround, SubjectKind
from shared.verdicts import Evaluation, Rule, replay
from shared.words import Words

RULES = [one.rule for one in find_enforced_rules()]
CODES = {
    member.value
    for kind in vars(terms).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
    for member in kind
}
_TEXTS = ("Trần Văn Đức", "CĐCS Trường Tiểu học Số 1", "12/QĐ-LĐLĐ")
_DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
_PLAIN: Mapping[Any, st.SearchStrategy[Any]] = {
    str: st.sampled_from(_TEXTS),
    int: st.integers(0, 12),
    bool: st.booleans(),
    date: _DAYS,
    datetime: _DAYS.map(lambda day: datetime.combine(day, time(8), UTC)),
    Words: st.just(Words("Bằng khen", "Merit certificate")),
}
_STATES = st.sampled_from([one.value for one in terms.CaseState])
_LEVELS = st.sampled_from([one.value for one in Level])
_CODED: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "P08": {"award_level": _LEVELS, "body_level": _LEVELS},
    "X01": {"action": st.sampled_from(sorted(ACTS)), "from_state": st.none() | _STATES, "to_state": _STATES},
    "X04": {"places": st.lists(st.sampled_from(["papers.0.name", "initiatives.1.title", *NAMES])).map(tuple)},
}
"""Texts that are codes by what they mean, where the rule has their names itself."""


def made(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type, built from plain ones."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if origin in (types.UnionType, typing.Union):
        return st.one_of(*(st.none() if one is type(None) else made(one) for one in inner))
    if origin is tuple:
        return st.lists(made(inner[0]), max_size=3).map(tuple)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return st.builds(kind, **{one.name: made(hints[one.name]) for one in dataclasses.fields(kind)})
    return st.from_type(kind)


def spoken_codes(said: str) -> list[str]:
    return [word for word in re.findall(r"\w+", said) if "_" in word or word in CODES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.id}-{rule.stage}")
def test_no_message_of_a_rule_holds_a_code(rule: Rule) -> None:
    hints = typing.get_type_hints(rule.check)
    coded = _CODED.get(rule.id, {})
    facts = {
        name: coded[name] if name in coded else made(kind) for name, kind in hints.items() if name != "return"
    }

    @settings(max_examples=80, deadline=None, derandomize=True, database=None)
    @given(st.fixed_dictionaries(facts))
    def ask(told: dict[str, Any]) -> None:
        try:
            said: Evaluation = rule(**told)
        except (ArithmeticError, LookupError, ValueError):
            reject()  # nobody could state these facts together
        assert spoken_codes(said.words.vi) == []
        assert replay(rule, said) == said

    ask()


SUBJECT: dict[str, Any] = {
    "award": "title_fighter_base", "is_in_catalogue": True, "is_in_plan": True, "kind": SubjectKind.INDIVIDUAL,
    "kinds": (SubjectKind.INDIVIDUAL,), "award_type": AwardType.MERIT, "award_types": (AwardType.MERIT,),
    "decided_at": None, "levels": (Level.GRASSROOTS,),
}  # fmt: skip
TITLES: dict[str, Any] = {
    "title": "title_fighter_base", "count": 3, "is_consecutive": True, "ends_year_before": True, "year": 2026,
}  # fmt: skip
FIGHTER = {"name": Words("Chiến sĩ thi đua cơ sở", "Emulation fighter at the base")}
HELD = (PriorTitle(award="title_fighter_base", year=2024, decision_number="1/QĐ"),)
UNPROVEN = tuple(PriorTitle(award="title_fighter_base", year=year) for year in (2023, 2024, 2025))
PROVEN = tuple(dataclasses.replace(one, decision_number="1/QĐ") for one in UNPROVEN)
SUDDEN = (BasisAward(award="merit_cert", year=2025, award_type=AwardType.SUDDEN),)
ROAD: dict[str, Any] = {"proposer": "cdcs_a", "road": ("cdcs_a", "cd_b"), "below": "cdcs_a", "body": "cd_b"}
BODIES = {"names": {"cdcs_a": "CĐCS A", "cd_b": "Công đoàn B"}}
NAMED: list[tuple[Rule, dict[str, Any], dict[str, Any]]] = [
    *(
        (eligibility.award_suits_subject, SUBJECT | wrong, FIGHTER)
        for wrong in (
            {"is_in_plan": False}, {"kind": SubjectKind.COLLECTIVE}, {"award_type": AwardType.SUDDEN},
            {"decided_at": Level.PROVINCIAL},
        )
    ),
    *((eligibility.prior_titles_suffice, TITLES | {"held": held}, FIGHTER) for held in ((), HELD, UNPROVEN, PROVEN)),
    (
        grounds.movement_was_launched_whole, {"movement": "good_labour", "is_in_plan": True, "stated": None},
        {"name": Words("Lao động giỏi", "Good labour")},
    ),
    (
        grounds.merit_rests_on_merit, {"award_type": AwardType.MERIT, "basis": SUDDEN},
        {"names": (grounds.Called(award="merit_cert", words=Words("Bằng khen", "Merit certificate")),)},
    ),
    (intermediate.unit_belongs_here, ROAD, BODIES),
    (intermediate.unit_belongs_here, ROAD | {"road": ("cdcs_a",)}, BODIES),
    (intermediate.unit_belongs_here, ROAD | {"below": "cd_b"}, BODIES),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "facts", "names"), NAMED, ids=[rule.id for rule, _, _ in NAMED])
def test_a_code_is_called_by_its_name(rule: Rule, facts: dict[str, Any], names: dict[str, Any]) -> None:
    """And an answer given before the rule was told names says again what it said."""
    said, before = rule(**facts, **names), rule(**facts)

    assert spoken_codes(said.words.vi) == []
    assert said.words != before.words
    assert (said.verdict, said.consequence) == (before.verdict, before.consequence)
    assert (replay(rule, said), replay(rule, before)) == (said, before)


DAY = date(2026, 8, 3)
ONCE: list[tuple[Rule, dict[str, Any], str]] = [
    (
        initiatives.initiative_suffices,
        {
            "minimum_scope": InitiativeScope.PROVINCE, "unless_rated": None, "rating": None, "first": DAY, "last": DAY,
            "initiatives": (Initiative(title="Gá kẹp", scope=InitiativeScope.BASE),),
        },
        "Không sáng kiến nào đạt phạm vi “province” trong 03/08/2026 – 03/08/2026.",
    ),
    (
        grounds.procedure_suits_type,
        {
            "is_simplified": True, "award_type": AwardType.SUDDEN, "permitted": (AwardType.SUDDEN,),
            "ground": SimplifiedGround.STATE_SECRET, "on_ground": grounds.OnGround(),
        },
        "Quy định không có căn cứ “state_secret” cho thủ tục đơn giản.",
    ),
    (
        lifecycle.chain_is_allowed,
        {
            "unit": "cdcs_a", "sent_on": DAY, "is_registered": False, "parents": (), "dissolved": (), "offers": (),
            "decided_at": None,
        },
        "Đơn vị cdcs_a chưa đăng ký hoặc đã giải thể vào ngày 03/08/2026.",
    ),
    (
        subject.subject_goes_on, {"subject": "cd_b", "last_day": DAY, "asked_on": date(2026, 8, 4)},
        "Tổ chức được đề nghị (cd_b) đã chấm dứt sau ngày 03/08/2026: tổ chức đã giải thể không được khen, đơn vị kế"
        " thừa là đối tượng khác.",
    ),
    (
        provincial_council.decision_is_in_order,
        {
            "award_level": "state", "body_level": "provincial", "number": 1, "is_number_free": True, "dated": DAY,
            "voted_on": DAY, "signed_on": DAY,
        },
        "Cấp provincial không có thẩm quyền; hình thức này do cấp state quyết định.",
    ),
    (
        clocks.appraisal_is_in_time,
        {"received_on": DAY, "due_on": DAY, "today": date(2026, 8, 4), "is_return": True},
        "Hồ sơ không đủ điều kiện phải trả lại trước hết ngày 03/08/2026.",
    ),
    (
        cross_rules.personal_data_is_by_need, {"places": ("papers.0.name", "nominee.position")},
        "Bỏ số định danh cá nhân khỏi: papers.0.name, nominee.position. Người được đề nghị đã rõ qua họ tên, ngày sinh"
        " và đơn vị.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "facts", "once"), ONCE, ids=[rule.id for rule, _, _ in ONCE])
def test_an_answer_in_the_words_of_before_is_given_again(rule: Rule, facts: dict[str, Any], once: str) -> None:
    said = rule(**facts)
    kept = dataclasses.replace(said, words=Words(once, said.words.en))

    assert said.words.vi != once
    assert spoken_codes(said.words.vi) == []
    assert replay(rule, kept) == kept
