"""The summary as tables: Vietnamese with English beside it.

Owns: how the outcome is shown. Promises: every number comes from the summary, none is computed anew.
Leaves to others: the numbers (`rehearsal`, `outcome`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.demo.people import Player
from deploy.demo.story import CAMPAIGNS

Summary = Mapping[str, Any]


def show_summary(console: Console, summary: Summary) -> None:
    """All tables, then whether everything held."""
    campaigns: Mapping[str, Any] = summary["actual"]["campaigns"]
    plans = sorted(campaigns, key=CAMPAIGNS.index)
    console.print()
    console.print(_table("Danh sách / lists", plans, [*_rows_of_lists(campaigns, plans)]))
    console.print(_table("Hồ sơ / cases", plans, [*_rows_of_cases(campaigns, plans)]))
    for plan in plans:
        console.print(_votes(plan, campaigns[plan], summary["votes"][plan]))
    awards = _rows_of_awards(summary, campaigns, plans)
    console.print(_table("Khen thưởng, thông báo / awards and notices", plans, awards))
    console.print(_targets(campaigns, plans))
    console.print(_house(summary))
    _show_verdict(console, summary)


def _table(title: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", min_width=90)
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(*row)
    return table


def _row(words: str, plans: Sequence[str], look: Any) -> tuple[str, ...]:
    return (words, *(str(look(plan)) for plan in plans))


def _rows_of_lists(campaigns: Mapping[str, Any], plans: Sequence[str]) -> list[tuple[str, ...]]:
    rows = [
        _row("công đoàn cơ sở / grassroots unions", plans, lambda plan: campaigns[plan]["unions"]),
        *_rows_of_launches(campaigns, plans),
        _row("dòng đã đọc / rows read", plans, lambda plan: campaigns[plan]["rows"]["read"]),
        _row("dòng nhận / accepted", plans, lambda plan: campaigns[plan]["rows"]["accepted"]),
    ]
    refused = {plan: campaigns[plan]["rows"]["refused"] for plan in plans}
    kept_back = {plan: campaigns[plan]["kept_back"] for plan in plans}
    rows += _counted("dòng loại / refused", plans, refused)
    rows += _counted("giữ lại khi trình / kept back", plans, kept_back)
    rows.append(_row("tệp gửi hai lần / file sent twice", plans, lambda plan: campaigns[plan]["same_file_again"]))
    return rows


def _rows_of_launches(campaigns: Mapping[str, Any], plans: Sequence[str]) -> list[tuple[str, ...]]:
    told = {plan: campaigns[plan]["launched"] for plan in plans}
    return [
        _row("phát động phong trào / movements launched", plans, lambda plan: told[plan]["launches"]),
        _row("phát động điểm / pilot launches", plans, lambda plan: told[plan]["pilots"]),
        *_counted("không được phát động / not launched", plans, {plan: told[plan]["refused"] for plan in plans}),
        _row("kế hoạch đơn vị / plans of units", plans, lambda plan: told[plan]["unit_plans"]["registered"]),
        _row("thiếu nội dung / too few contents", plans, lambda plan: told[plan]["unit_plans"]["short"]),
        _row("đã đăng ký giao ước / pledged", plans, lambda plan: told[plan]["unit_plans"]["pledged"]),
        _row("chưa đăng ký giao ước / not pledged", plans, lambda plan: told[plan]["unit_plans"]["not_pledged"]),
    ]


def _rows_of_cases(campaigns: Mapping[str, Any], plans: Sequence[str]) -> list[tuple[str, ...]]:
    rows = _counted("trạng thái / state", plans, {plan: campaigns[plan]["cases"] for plan in plans})
    for name, words in (
        ("late_blocked", "nộp muộn, chặn đến khi có ý kiến / late, blocked until consent (M03)"),
        ("without_quorum", "phiên họp thiếu người, chưa bỏ phiếu / no quorum, no vote (P04)"),
        ("short_lists_refused", "danh sách ký thiếu tên, bị chặn / short list not signed (P09)"),
        ("refused_attempts", "vượt quyền, bị từ chối và ghi lại / refused attempts on record"),
    ):
        rows.append(_row(words, plans, lambda p, n=name: campaigns[p][n]))
    return rows


def _counted(words: str, plans: Sequence[str], counted: Mapping[str, Mapping[str, int]]) -> list[tuple[str, ...]]:
    """A row for every name any plan counted."""
    names = sorted({name for one in counted.values() for name in one})
    return [(f"{words}: {name}", *(str(counted[plan].get(name, 0)) for plan in plans)) for name in names]


def _votes(plan: str, campaign: Mapping[str, Any], close: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(title=f"Phiếu / votes: {plan}", title_justify="left", title_style="bold", min_width=90)
    table.add_column("")
    table.add_column("đạt / passed", justify="right")
    table.add_column("không / failed", justify="right")
    table.add_column("công thức / formula")
    for award, row in sorted(campaign["votes"].items()):
        least = f"≥ {row['percent']} % tổng số ủy viên / of all members"
        table.add_row(award, str(row["passed"]), str(row["failed"]), least)
    for one in close:
        table.add_row(f"  {one['name']}", "", "", f"{one['formula']['vi']}\n[dim]{one['formula']['en']}[/]")
    return table


def _rows_of_awards(summary: Summary, campaigns: Mapping[str, Any], plans: Sequence[str]) -> list[tuple[str, ...]]:
    numbers = {
        plan: ", ".join(f"{one['number']} ({one['names']})" for one in summary["decisions"][plan]) for plan in plans
    }
    return [
        _row("quyết định / decisions", plans, lambda plan: numbers[plan]),
        _row("vào sổ / register entries", plans, lambda plan: campaigns[plan]["register"]),
        _row("đã trao / presented", plans, lambda plan: campaigns[plan]["presented"]),
        _row("tiền thưởng / bonus (đồng)", plans, lambda plan: f"{campaigns[plan]['bonus']:,}".replace(",", ".")),
        _row("lãnh đạo được khen / leaders awarded", plans, lambda plan: campaigns[plan]["leaders_awarded"]),
        _row("thông báo / notices: in_app", plans, lambda plan: campaigns[plan]["notices"].get("in_app", 0)),
        _row("thông báo / notices: email", plans, lambda plan: campaigns[plan]["notices"].get("email", 0)),
    ]


def _targets(campaigns: Mapping[str, Any], plans: Sequence[str]) -> Table:
    table = Table(title="Chỉ tiêu kế hoạch / plan targets", title_justify="left", title_style="bold", min_width=90)
    for name in ("kế hoạch / plan", "chỉ tiêu / target", "tử số / part", "mẫu số / whole", "kết quả / outcome"):
        table.add_column(name)
    for plan in plans:
        # A plan that sets a figure for the share has it among its targets; the others show it all the same.
        measured = {"direct_workers": campaigns[plan]["direct_workers"], **campaigns[plan]["targets"]}
        for name, reached in measured.items():
            part, whole = _or_dash(reached["numerator"]), _or_dash(reached["denominator"])
            table.add_row(plan, name, part, whole, reached["outcome"])
    return table


def _or_dash(number: int | None) -> str:
    return "–" if number is None else str(number)


def _house(summary: Summary) -> Table:
    house, ledger = summary["actual"]["house"], summary["ledger"]
    state = "nguyên vẹn / intact" if house["ledger_intact"] else "CÓ LỖI / FAULTY"
    rows = [
        ("sổ chứng / ledger", f"{state}, {ledger['leaves']} lá / leaves, {ledger['gaps']} thiếu / gaps"),
        ("gốc cây / root", ledger["root"][:32] + "…"),
        ("sự kiện / events", str(summary["events"])),
        ("chờ gửi, chờ xử lý, hỏng / outbox, inbox, dead",
         f"{house['outbox_waiting']}, {house['inbox_waiting']}, {house['inbox_dead']}"),
        ("thư máy chủ nhận / mails received", str(summary["mails_received"])),
        ("bất biến bị vi phạm / invariants broken", str(house["invariants_broken"])),
        ("yêu cầu HTTP / HTTP requests", str(summary["requests"])),
        ("thời gian / wall time", f"{summary['wall_seconds']} s"),
    ]  # fmt: skip
    return _table("Hệ thống / the house", [""], rows)


def _show_verdict(console: Console, summary: Summary) -> None:
    if summary["ok"]:
        console.print("[bold green]Mọi kết quả đúng như dự kiến / everything expected held.[/]")
        return
    console.print(f"[bold red]{len(summary['differences'])} điểm khác dự kiến / differences:[/]")
    for line in summary["differences"]:
        console.print(f"  {line}", markup=False, highlight=False)


def show_ways_on(console: Console, summary: Summary, directory: Path) -> None:
    """Where to read on: the summary as a file, and one case's whole story."""
    *_, newest = summary["stories"].values()
    console.print(f"\n{directory / 'summary.json'}", highlight=False, soft_wrap=True)
    console.print("Chuyện của một hồ sơ bị trả lại / the story of a case that was returned:", highlight=False)
    console.print(
        f"  VINHDANH_DATA_DIR={directory / 'home'} .venv/bin/vinhdanh audit trace {newest['returned_once']}",
        highlight=False,
        soft_wrap=True,
    )


def show_doors(console: Console, port: int, services: Sequence[str], players: Sequence[tuple[Player, str]]) -> None:
    """Who can sign in, where the pages are, how to stop."""
    address = f"http://127.0.0.1:{port}"
    console.print(f"\n[bold]Đang phục vụ / serving on {address}[/]", highlight=False)
    for service in services:
        console.print(f"  {address}/api/{service}/docs", highlight=False)
    console.print(f"  {address}/api/registry/v1/public/awards   (sổ công khai / the public register)", highlight=False)
    console.print(f"  {address}/readyz   {address}/metrics", highlight=False)
    console.print("\n[bold]Có thể đăng nhập bằng / who can sign in[/] (Authorization: Bearer …, 8 giờ / hours)")
    for player, token in players:
        console.print(f"  [bold]{player.role.value}[/] · {player.name} · {player.unit_name}", highlight=False)
        console.print(f"    {token}", style="dim", highlight=False, soft_wrap=True)
