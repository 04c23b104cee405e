"""A name that leaves the minutes leaves the line it was proposed by, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime

from services.review.rules import minutes, vote_tally
from services.review.rules.vote_law import Count, Denominator, Law
from shared.events.terms import BallotMode

HUONG, FINANCE, SCHOOL = "Nguyễn Thị Hương", "CĐCS Sở Tài chính", "CĐCS Trường THPT Phù Cừ"
LAW = Law(threshold_percent=80, denominator=Denominator.TOTAL_MEMBERS, basis="Điều 33")
BOX = Count(total_members=9, present=9, recused=0, written=0, yes=8, no=1, abstained=0)


def minutes_of(*people: tuple[str, str]) -> str:
    cases = [
        minutes.MinutesCase(name=name, unit=unit, award="Bằng khen", tally=vote_tally.count(LAW, BOX))
        for name, unit in people
    ]
    return minutes.minutes_text(
        minutes.MinutesFacts(
            session="s", body_name="LĐLĐ tỉnh Hưng Yên", document="QĐ 12", held_at=datetime(2026, 8, 3, 2, tzinfo=UTC),
            mode=BallotMode.SECRET, chair="c", secretary="s", members=("c", "s"), present=("c",), written=(),
            cases=tuple(cases),
        )
    )  # fmt: skip


def left(people: tuple[tuple[str, str], ...], unit: str = FINANCE) -> list[str]:
    text = minutes.without_name(minutes_of(*people), HUONG, unit, put="(đã xóa)")
    return [line.split(". ", 1)[1].rsplit(":", 1)[0] for line in text.splitlines() if line[:1].isdigit()]


def test_a_longer_name_and_a_namesake_of_another_union_stay() -> None:
    people = ((HUONG, FINANCE), (f"{HUONG} Giang", FINANCE), (HUONG, SCHOOL), (f"Trần {HUONG}", FINANCE))

    assert left(people) == [
        f"(đã xóa) ({FINANCE})", f"{HUONG} Giang ({FINANCE})", f"{HUONG} ({SCHOOL})", f"Trần {HUONG} ({FINANCE})",
    ]  # fmt: skip


def test_both_lines_of_one_person_lose_the_name() -> None:
    assert left(((HUONG, FINANCE), (HUONG, FINANCE))) == [f"(đã xóa) ({FINANCE})"] * 2


def test_where_the_union_is_called_otherwise_by_now_the_name_goes_all_the_same() -> None:
    assert left(((HUONG, SCHOOL), (HUONG, "CĐCS khác"))) == [f"(đã xóa) ({SCHOOL})", "(đã xóa) (CĐCS khác)"]


def test_nothing_else_of_the_minutes_changes() -> None:
    before = minutes_of((HUONG, FINANCE), ("Lê Văn Ấn", SCHOOL))

    after = minutes.without_name(before, HUONG, FINANCE, put="(đã xóa)")

    assert after == before.replace(HUONG, "(đã xóa)")
    assert minutes.printed_ratios(after) == minutes.printed_ratios(before)
