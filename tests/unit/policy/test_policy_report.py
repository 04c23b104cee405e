"""What `vinhdanh policy validate` has to show."""

from __future__ import annotations

from shared.policy import PolicySet, describe


def test_every_part_has_one_row(policy_set: PolicySet) -> None:
    assert [(row.kind, row.id) for row in describe(policy_set)] == [
        *(
            ("plan", plan)
            for plan in ("dien_bien_2020", "gia_lam_2023", "hung_yen_2026", "khanh_hoa_2024", "ninh_binh_2017")
        ),
        *(("rulebook", book) for book in ("law2003_nd91", "law2022_nd152", "law2022_nd98", "law2026")),
        *(("chain", chain) for chain in ("C1", "C1d", "C2", "C3", "C4", "C5")),
        *(("extension", road) for road in ("E1", "S1", "S2", "TLD")),
        ("calendar", "vietnam"),
        ("salaries", "salaries"),
        ("after_decision", "after_decision"),
    ]


def test_rows_have_hashes_and_counts(policy_set: PolicySet) -> None:
    rows = {row.id: row for row in describe(policy_set)}

    assert len({row.hash for row in rows.values()}) == len(rows)
    assert {len(row.hash) for row in rows.values()} == {64}
    assert rows["hung_yen_2026"].counts["targets"] == 3
    assert rows["law2022_nd152"].counts["awards"] == 28


def test_unverified_items_are_listed_by_path(policy_set: PolicySet) -> None:
    rows = {row.id: row for row in describe(policy_set)}

    assert rows["salaries"].unverified == tuple(
        f"base[{day}]" for day in ("2016-05-01", "2017-07-01", "2018-07-01", "2019-07-01")
    )
    assert rows["C5"].unverified == (".",)
    assert rows["C4"].unverified == ()
    assert "awards[merit_cert_federation].vote" in rows["law2022_nd152"].unverified
    assert "awards[title_fighter_national].vote" not in rows["law2022_nd152"].unverified
    assert "awards[title_fighter_national].vote" in rows["law2022_nd98"].unverified


def test_the_whole_of_2027_is_unverified(policy_set: PolicySet) -> None:
    unverified = {row.id: row for row in describe(policy_set)}["vietnam"].unverified
    year = next(year for year in policy_set.calendar.years if year.year == 2027)

    assert len([path for path in unverified if path.startswith("years[2027].holidays")]) == len(year.holidays)
