"""Names, births and keys: the text hazards of domain.md §9 and ecosystem.md D6 (10–13)."""

from __future__ import annotations

import random
import unicodedata
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.events.terms import SubjectKind
from shared.names import (
    BidiMark,
    DateRefused,
    LegacyFont,
    NameRefused,
    clean,
    clean_person,
    fold,
    nominee_key,
    read_birth,
    read_day,
    sort_key,
    without_honorific,
)

TODAY = date(2026, 8, 3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thuý Hoà", "THÚY HÒA"),
        ("Ông Nguyễn Văn A", "nguyễn văn a"),
        ("Bà  Đặng Thị Thùy Dương", "Ðặng Thị Thuỳ Dương"),
        ("đ/c Bùi Hữu Nghĩa", "BÙI HỮU NGHĨA"),
        ("đ/c: Bùi Hữu Nghĩa", "Bui Huu Nghia"),
        ("Ɖỗ Quyên", "đỗ quyên"),
        ("Lê Thị Ánh\u200b Tuyết", "Lê Thị Ánh\u00a0Tuyết"),
    ],
)
def test_two_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other) == fold(unicodedata.normalize("NFD", one))


def test_surnames_that_look_like_honorifics_stay() -> None:
    assert fold("Ong Văn Ba") == "ong van ba"
    assert fold("Ba Thị Lan") == "ba thi lan"


def test_clean_gives_nfc_single_spaces_and_a_true_d() -> None:
    assert clean(unicodedata.normalize("NFD", " Ðặng\u200d  Thị \ufeffMỷ ")) == "Đặng Thị Mỷ"


@pytest.mark.parametrize("text", ["Lê \u202eVăn A", "\u2066Lê\u2069", "Lê\u200f"])
def test_hidden_direction_marks_are_refused(text: str) -> None:
    with pytest.raises(BidiMark):
        clean(text)


@pytest.mark.parametrize("text", ["NguyÔn V¨n §øc", "TrÇn Hïng", "Nguyeãn Vaên Ñöùc", "Phaïm Quoác Baûo"])
def test_legacy_fonts_are_told_and_not_guessed(text: str) -> None:
    with pytest.raises(LegacyFont):
        clean(text)


@pytest.mark.parametrize(
    "text",
    [
        "Lê Thị Ánh Tuyết", "Mùa Thị Mỷ", "Giàng A Chứ", "Quàng Thị Dung", "Cà Thị Thơm", "Jürgen Müller-Lê",
        "Đạt giải Nobel hoà bình ở nước Đức cùng bà Müller và cô Peña vào năm 2024 – 100 % “tốt” § 12",
    ],
)  # fmt: skip
def test_sound_text_is_no_legacy_font(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x","Nguyễn Văn A")', "Nguyễn Văn A2", "<b>A</b>", "Нгуен", "", "A\x00B"]
)
def test_what_is_no_persons_name_is_refused(text: str) -> None:
    with pytest.raises(NameRefused):
        clean_person(text)


def test_honorific_goes_and_the_rest_stays_as_typed() -> None:
    assert without_honorific("Ông Hoàng Văn THỤ") == "Hoàng Văn THỤ"


def test_order_is_given_name_first_letters_before_tones() -> None:
    names = ["Trần An", "Lê Anh", "Lê Ánh", "Vũ Ăn", "Bùi Ân", "Đỗ Dao", "Ngô Đào", "Bùi Dao", "Đỗ Ảnh", "An"]
    ordered = ["An", "Trần An", "Lê Anh", "Đỗ Ảnh", "Lê Ánh", "Vũ Ăn", "Bùi Ân", "Bùi Dao", "Đỗ Dao", "Ngô Đào"]
    random.Random(7).shuffle(names)

    assert sorted(names, key=sort_key) == ordered


@pytest.mark.parametrize(
    ("value", "birth"),
    [
        ("1984", "1984"), (1984, "1984"), (1984.0, "1984"), ("năm 1984", "1984"),
        ("30/6/1983", "1983-06-30"), ("01-7-1990", "1990-07-01"), ("1.2.1990", "1990-02-01"),
        ("ngày 30 tháng 6 năm 1983", "1983-06-30"), ("1983-06-30", "1983-06-30"),
        (datetime(1980, 1, 2), "1980-01-02"), (date(1980, 1, 2), "1980-01-02"),  # noqa: DTZ001 (as a cell holds it)
    ],
)  # fmt: skip
def test_births_as_people_write_them(value: object, birth: str) -> None:
    assert read_birth(value, on=TODAY) == birth


@pytest.mark.parametrize(
    "value",
    ["31/02/1980", "06/30/1984", "tháng 3/1975", "1/2/80", 45678, 2568, "2568", "3/8/2027", "1880", "", "abc", True],
)
def test_doubtful_births_are_refused_with_words(value: object) -> None:
    with pytest.raises(DateRefused) as refused:
        read_birth(value, on=TODAY)
    assert refused.value.said.vi
    assert refused.value.said.en


def test_day_comes_before_month() -> None:
    assert (read_day("1/2/2026"), read_day("2/1/2026")) == (date(2026, 2, 1), date(2026, 1, 2))


def test_key_meets_spellings_and_parts_namesakes_and_teams() -> None:
    person, team = SubjectKind.INDIVIDUAL, SubjectKind.COLLECTIVE
    key = nominee_key(person, "Thuý Hoà", "1984")
    assert key == nominee_key(person, "BÀ THÚY HÒA", "1984")
    assert len(key) == 32
    assert len({
        key,
        nominee_key(person, "Thuý Hoà", "1985"),
        nominee_key(person, "Thuý Hoà", None),
        nominee_key(team, "Tổ May 3", None, within="a"),
        nominee_key(team, "Tổ May 3", None, within="b"),
    }) == 5  # fmt: skip


@given(st.text(max_size=60))
def test_folding_is_settled_after_once_and_blind_to_composition(text: str) -> None:
    assert fold(text) == fold(unicodedata.normalize("NFC", unicodedata.normalize("NFD", text)))
