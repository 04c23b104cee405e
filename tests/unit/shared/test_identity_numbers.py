"""X04: nobody's identity number goes into a dossier, and other numbers are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.cross_rules import personal_data_is_by_need
from shared.identity_numbers import holds_identity_number, places_with_identity_numbers
from shared.verdicts import Consequence, Verdict


@pytest.mark.parametrize(
    "text",
    ["CCCD 033184001234", "số 033 184 001 234 cấp năm 2021", "(079.099.012.345)", "Căn cước:001301000001."],
)
def test_a_citizens_number_is_seen_however_it_is_grouped(text: str) -> None:
    assert holds_identity_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "làm lợi 345.000.000.000 đồng", "12/QĐ-CT ngày 05/01/2024", "điện thoại 0912 345 678", "mã vạch 8934567012345",
        "099184001234", "000184001234", "a033184001234f", "01a1fed1-956d-752b-be45-033184001234", "",
    ],
)  # fmt: skip
def test_money_decisions_phones_and_ids_are_not_taken_for_one(text: str) -> None:
    assert not holds_identity_number(text)


@given(st.integers(1, 96), st.integers(0, 3), st.integers(0, 99_999_999))
def test_every_number_of_the_form_is_seen(place: int, century: int, rest: int) -> None:
    assert holds_identity_number(f"số {place:03d}{century}{rest:08d}, cấp tại tỉnh")


def test_the_rule_names_the_place_and_never_the_number() -> None:
    places = places_with_identity_numbers({"achievement": "CCCD 033184001234", "nominee.position": "Thợ", "x": None})
    said = personal_data_is_by_need(places=places)
    assert (said.verdict, said.consequence) == (Verdict.FAILS, Consequence.BLOCK)
    assert said.words.vi.startswith("Bỏ số định danh cá nhân khỏi: Thành tích.")
    assert "achievement" in said.words.en
    assert "0331" not in f"{said.words.vi}{said.words.en}{said.facts}"
    assert personal_data_is_by_need(places=()).verdict is Verdict.HOLDS
