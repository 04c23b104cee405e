"""Who may be one subject, and why: the ways Vietnamese offices write one name twice."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.nomination.rules import likeness
from services.nomination.rules.likeness import NONE, Described, Likeness
from services.nomination.rules.spelling import bare_unit, name_key
from shared.events.terms import Sex, SubjectKind
from shared.names import fold, spoken

compare = partial(likeness.compare, fuzzy_percent=90)
PERSON, TEAM = SubjectKind.INDIVIDUAL, SubjectKind.COLLECTIVE
HUONG = Described(
    kind=PERSON, full_name="Nguyễn Thị Thúy Hòa", birth="1984-06-30", sex=Sex.FEMALE, unit="a",
    unit_name="CĐCS Công ty TNHH May Minh Anh",
)  # fmt: skip


def like(**changes: Any) -> Likeness:
    return compare(HUONG, replace(HUONG, **({"unit": "b", "unit_name": "CĐCS Trường THPT Phù Cừ"} | changes)))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, ["name.same", "birth.same"]),
        ({"full_name": "NGUYỄN THỊ THUÝ HOÀ"}, ["name.same", "birth.same"]),
        ({"full_name": "Bà Nguyễn Thị Thúy Hòa"}, ["name.same", "birth.same"]),
        ({"full_name": unicodedata.normalize("NFD", "Nguyễn\u200b Thị Thúy Hòa")}, ["name.same", "birth.same"]),
        ({"full_name": "Nguyen Thi Thuy Hoa"}, ["name.marks", "birth.same"]),
        ({"full_name": "Thúy Hòa Nguyễn Thị"}, ["name.order", "birth.same"]),
        ({"full_name": "Nguyễn Thị Thúy Hoàn"}, ["name.nearly", "birth.same"]),
        ({"birth": "1984"}, ["name.same", "birth.year"]),
        ({"birth": None}, ["name.same", "birth.unknown"]),
        ({"birth": "1984-06-30", "sex": Sex.MALE}, ["name.same", "birth.same", "sex.differs"]),
        ({"unit": "a"}, ["name.same", "birth.same", "unit.same"]),
        ({"unit_name": "Công đoàn cơ sở Cty May Minh Anh"}, ["name.same", "birth.same", "unit.form"]),
    ],
)
def test_what_speaks_for_one_person(changes: dict[str, Any], codes: list[str]) -> None:
    found = like(**changes)

    assert [reason.code for reason in found.reasons] == codes
    assert found.is_worth_asking
    assert all(reason.words.vi and reason.words.en for reason in found.reasons)


def test_the_rulebook_says_from_how_alike_on_a_name_is_near() -> None:
    """G06.fuzzy_percent; a rulebook without it asks of names of the same letters or words only."""
    other = replace(HUONG, full_name="Nguyễn Thị Thúy Hoàn")

    assert likeness.compare(HUONG, other, fuzzy_percent=97).reasons
    assert [likeness.compare(HUONG, other, fuzzy_percent=least) for least in (98, None)] == [NONE, NONE]
    assert likeness.compare(HUONG, replace(HUONG, full_name="Nguyen Thi Thuy Hoa"), fuzzy_percent=None).reasons


def test_day_and_month_that_change_places_are_told() -> None:
    one = replace(HUONG, birth="1984-06-05")

    assert [reason.code for reason in compare(one, replace(one, birth="1984-05-06")).reasons][1] == "birth.swapped"


@pytest.mark.parametrize(
    "changes",
    [
        {"birth": "1985-06-30"},
        {"birth": "1984-07-01"},
        {"birth": "1985"},
        {"full_name": "Trần Văn Đức"},
        {"full_name": "Lê Thị Thúy Hòa"},
        {"kind": TEAM},
    ],
)
def test_what_rules_one_person_out(changes: dict[str, Any]) -> None:
    assert like(**changes) == NONE


def test_a_weak_hint_alone_is_not_worth_asking() -> None:
    """Another order of words and no birth: too many such people."""
    assert not like(full_name="Hòa Nguyễn Thị Thúy", birth=None).is_worth_asking
    assert not like(full_name="Nguyễn Thị Thúy Hoàn", birth="1984", sex=Sex.MALE).is_worth_asking


@pytest.mark.parametrize("written", ["Đặng", "Ðặng", "Ɖặng", "đặng", "ĐẶNG"])
def test_every_sign_that_looks_like_d_with_stroke_is_one(written: str) -> None:
    one = replace(HUONG, full_name="Đặng Thị Lan")

    assert compare(one, replace(one, full_name=f"{written} Thị Lan")).reasons[0].code == "name.same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CĐCS Công ty TNHH May Minh Anh", "Công đoàn cơ sở Cty May Minh Anh"),
        ("Công ty Cổ phần Gốm Xây dựng", "CTCP Gốm Xây Dựng"),
        ("CÔNG TY TNHH MỘT THÀNH VIÊN Hoà Bình", "Cty TNHH MTV Hòa Bình"),
        ("Công ty TNHH Hai Thành Viên Trở Lên Sao Khuê", "Doanh nghiệp Sao Khuê"),
        ("Tổng công ty cổ phần May 10", "TCT May 10"),
        ("HTX Điện Phú", "Hợp tác xã Điện Phú"),
        ("CĐCS Trường THPT Phù Cừ", "Trường Trung học phổ thông Phù Cừ"),
        ("LĐLĐ huyện Điện Biên Đông", "Liên đoàn Lao động huyện Điện Biên Đông"),
    ],
)
def test_units_that_differ_in_legal_form_only(one: str, other: str) -> None:
    assert bare_unit(one) == bare_unit(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CĐCS Trường THPT Phù Cừ", "CĐCS Trường THCS Phù Cừ"),
        ("Công ty TNHH May Minh Anh", "Công ty TNHH May Minh Anh 2"),
        ("Công đoàn cơ sở", "Công ty TNHH"),
    ],
)
def test_units_that_are_two(one: str, other: str) -> None:
    assert bare_unit(one) != bare_unit(other)


def test_a_team_of_one_name_elsewhere_is_another_team() -> None:
    team = Described(kind=TEAM, full_name="Tổ May 3", unit="a", unit_name="CĐCS Công ty TNHH May Minh Anh")

    assert not compare(team, replace(team, unit="b", unit_name="CĐCS Dệt Phố Nối")).is_worth_asking
    assert compare(team, replace(team, full_name="TỔ MAY 3")).is_worth_asking


def test_a_union_named_twice_with_its_legal_form_is_worth_asking() -> None:
    named = Described(kind=TEAM, full_name="CĐCS Công ty TNHH May Minh Anh", unit="tren", unit_name="LĐLĐ tỉnh")
    own = replace(named, full_name="Cty May Minh Anh", unit="a", unit_name="CĐCS Công ty TNHH May Minh Anh")

    assert [reason.code for reason in compare(named, own).reasons] == ["name.unit_form", "unit.named"]
    assert compare(named, own).is_worth_asking


LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵAĐÊÔƠƯÐƉ \u200b'-"
names = st.text(LETTERS, min_size=1, max_size=24)
births = st.none() | st.sampled_from(["1984", "1984-06-05", "1984-05-06", "1990", "1990-01-02"])
described = st.builds(
    Described, kind=st.sampled_from([PERSON, TEAM]), full_name=names, birth=births,
    sex=st.none() | st.sampled_from(list(Sex)), unit=st.sampled_from(["a", "b", None]),
    unit_name=st.sampled_from(["", "CĐCS Công ty TNHH May", "Cty May", "CĐCS Trường THPT A"]),
)  # fmt: skip


@given(names)
def test_every_compared_form_is_its_own_form(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert name_key(name_key(name)) == name_key(name)
    assert bare_unit(bare_unit(name)) == bare_unit(name)
    assert spoken(spoken(name)) == spoken(name)


@given(names)
def test_composed_and_decomposed_letters_are_one_name(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)

    assert (fold(decomposed), name_key(decomposed), spoken(decomposed)) == (fold(name), name_key(name), spoken(name))


@given(described, described)
def test_likeness_is_mutual(one: Described, other: Described) -> None:
    assert compare(one, other) == compare(other, one)


@given(st.lists(st.sampled_from(["Nguyễn", "Thị", "Hòa", "Văn", "Đức", "Mỹ"]), min_size=2, max_size=5), st.randoms())
def test_the_order_of_words_never_hides_a_person(words: list[str], chance: Any) -> None:
    mixed = list(words)
    chance.shuffle(mixed)
    one = Described(kind=PERSON, full_name=" ".join(words), birth="1984-06-30")

    assert compare(one, replace(one, full_name=" ".join(mixed))).is_worth_asking
