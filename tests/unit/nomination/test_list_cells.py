"""A cell of a list takes what the form over HTTP takes, and no more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.nomination.intake_rows import Sheet, read_row
from shared.events.terms import PersonClass, SimplifiedGround

SHEET = Sheet(
    awards={"lao dong tien tien": "title_advanced_worker", "title_fighter_base": "title_fighter_base"},
    year=2026,
    on=date(2026, 8, 3),
)
SOUND: dict[str, Any] = {"full_name": "Lê Văn An", "birth": "1980", "title": "Lao động tiên tiến"}
COLLECTIVE: dict[str, Any] = {**SOUND, "kind": "tập thể", "full_name": "Tổ May 3"}


def faults(cells: dict[str, Any]) -> list[tuple[str, str]]:
    dossier, found = read_row(cells, SHEET)
    assert (dossier is None) is bool(found)
    return [(fault.column, fault.code) for fault in found]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (COLLECTIVE | {"full_name": "Tổ " * 40}, "Họ và tên"),
        (SOUND | {"position": "a" * 201}, "Chức vụ"),
        (SOUND | {"workplace": "a" * 201}, "Tên đơn vị công tác"),
        (SOUND | {"department": "a" * 120, "workplace": "b" * 120}, "Tên đơn vị công tác"),
        (SOUND | {"prior_titles": "title_fighter_base:0999"}, "Danh hiệu đã đạt"),
        (SOUND | {"prior_titles": "title_fighter_base:2024:" + "9" * 201}, "Danh hiệu đã đạt"),
        (SOUND | {"prior_titles": ";".join(["title_fighter_base:2024"] * 51)}, "Danh hiệu đã đạt"),
        (SOUND | {"initiatives": "; 12/3/2025"}, "Sáng kiến"),
        (SOUND | {"initiatives": "a" * 401}, "Sáng kiến"),
        (SOUND | {"initiatives": "Gá kẹp; 12/3/2025; " + "b" * 201}, "Sáng kiến"),
        (SOUND | {"initiatives": "\n".join(["Gá kẹp"] * 51)}, "Sáng kiến"),
        (COLLECTIVE | {"members": -3}, "Số thành viên"),
        (COLLECTIVE | {"members": 10.0**30}, "Số thành viên"),
        (COLLECTIVE | {"women": "9" * 30}, "Số nữ"),
    ],
)
def test_a_cell_is_no_way_around_the_limits_of_the_form(cells: dict[str, Any], column: str) -> None:
    assert faults(cells) == [(column, "cell.refused")]


@pytest.mark.parametrize(
    "cells",
    [
        COLLECTIVE | {"full_name": "Tổ " * 33},
        SOUND | {"position": "a" * 200, "department": "b" * 98, "workplace": "c" * 100},
        SOUND | {"prior_titles": "title_fighter_base:1950:" + "9" * 200},
        SOUND | {"initiatives": "\n".join(["a" * 400] * 50)},
        COLLECTIVE | {"members": "1.000.000", "women": 0},
    ],
)
def test_what_the_form_takes_a_cell_takes(cells: dict[str, Any]) -> None:
    assert faults(cells) == []


@pytest.mark.parametrize(
    ("written", "ground"),
    [
        ("Đột xuất", SimplifiedGround.SUDDEN_ACHIEVEMENT),
        ("phục vụ nhiệm vụ chính trị", SimplifiedGround.URGENT_POLITICAL_TASK),
        ("Do người đứng đầu phát hiện", SimplifiedGround.DISCOVERED_BY_HEAD),
        ("Bí mật nhà nước", SimplifiedGround.STATE_SECRET),
        *((one.value, one) for one in SimplifiedGround),
    ],
)
def test_a_ground_of_the_simplified_procedure_is_read_and_says_that_it_is_the_simplified_one(
    written: str, ground: SimplifiedGround
) -> None:
    for said in ({}, {"is_simplified": "x"}):
        dossier, found = read_row(SOUND | {"simplified_ground": written} | said, SHEET)

        assert not found
        assert dossier is not None
        assert (dossier.is_simplified, dossier.simplified_ground) == (True, ground)


def test_a_row_without_the_column_states_no_ground() -> None:
    dossier, _ = read_row(SOUND | {"is_simplified": "x"}, SHEET)

    assert dossier is not None
    assert (dossier.is_simplified, dossier.simplified_ground) == (True, None)


def test_a_ground_beside_the_ordinary_procedure_or_one_nobody_knows_is_refused() -> None:
    for cells in (SOUND | {"is_simplified": "Không", "simplified_ground": "cống hiến"},
                  SOUND | {"simplified_ground": "quen biết"}):  # fmt: skip
        assert faults(cells) == [("Căn cứ thủ tục đơn giản", "cell.refused")]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Lãnh đạo cấp sở", PersonClass.DEPARTMENT_LEADER),
        ("DOANH NHÂN", PersonClass.ENTREPRENEUR),
        ("Người trực tiếp công tác, lao động", PersonClass.DIRECT_WORKER),
        *((one.value, one) for one in PersonClass),
    ],
)
def test_the_class_of_a_person_is_read(written: str, told: PersonClass) -> None:
    dossier, found = read_row(SOUND | {"person_class": written}, SHEET)

    assert not found
    assert dossier is not None
    assert (dossier.nominee.person_class, dossier.nominee.is_direct_worker) == (told, None)


def test_a_class_nobody_knows_is_refused_and_a_collective_has_none() -> None:
    assert faults(SOUND | {"person_class": "loại 3"}) == [("Mã phân loại cán bộ", "cell.refused")]
    dossier, _ = read_row(COLLECTIVE | {"person_class": "tập thể nhỏ"}, SHEET)
    assert dossier is not None
    assert dossier.nominee.person_class is None
