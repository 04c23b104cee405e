"""What an operator looks at holds together: metrics, alerts, dashboard, runbook.

Owns: these cross-checks. Promises: a renamed metric, alert, section or command fails here, and not at night.
Leaves to others: the compose file (`test_deploy_compose`).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from prometheus_client import REGISTRY

import shared.metrics  # noqa: F401  (importing it fills the registry)
from deploy.commands.root import root
from deploy.grafana.draw_dashboard import FILE as DASHBOARD
from deploy.grafana.draw_dashboard import dashboard, text
from shared.topology import SERVICES

HOUSE = Path(__file__).parents[2]
DEPLOY = HOUSE / "deploy"
PROMETHEUS = DEPLOY / "prometheus"
RUNBOOK = (DEPLOY / "runbook.md").read_text(encoding="utf-8")


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


ALERTS = [rule for group in _yaml(PROMETHEUS / "alerts.yaml")["groups"] for rule in group["rules"]]
ALERT_TESTS = [case for test in _yaml(PROMETHEUS / "alerts_test.yaml")["tests"] for case in test["alert_rule_test"]]
QUERIES = [target["expr"] for panel in dashboard()["panels"] for target in panel.get("targets", ())]


# --- Prometheus


def _objections_of_promtool(*arguments: str | Path) -> str:
    """What it says against these files; empty when it accepts them."""
    tool = shutil.which("promtool")
    assert tool is not None, "promtool is missing: run `make servers` (Debian's package prometheus)"
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)
    return f"{done.returncode}: {done.stdout}{done.stderr}" if done.returncode else ""


def test_prometheus_accepts_configuration_and_rules() -> None:
    assert _objections_of_promtool("check", "config", PROMETHEUS / "prometheus.yaml") == ""


def test_alerts_fire_when_they_should_and_only_then() -> None:
    assert _objections_of_promtool("test", "rules", PROMETHEUS / "alerts_test.yaml") == ""


@pytest.mark.parametrize("alert", ALERTS, ids=lambda rule: rule["alert"])
def test_alert_is_tested_both_ways(alert: Mapping[str, Any]) -> None:
    cases = [case for case in ALERT_TESTS if case["alertname"] == alert["alert"]]
    assert any(case["exp_alerts"] for case in cases), "no test in which it fires"
    assert any(not case["exp_alerts"] for case in cases), "no test in which it stays silent"


@pytest.mark.parametrize("alert", ALERTS, ids=lambda rule: rule["alert"])
def test_alert_says_what_and_leads_to_its_page_of_the_runbook(alert: Mapping[str, Any]) -> None:
    assert alert["labels"]["severity"] in ("page", "ticket", "info")
    assert set(alert["annotations"]) == {"summary", "symptom", "impact", "runbook"}
    file, anchor = alert["annotations"]["runbook"].split("#")
    assert file == "deploy/runbook.md"
    assert f"`{alert['alert']}`" in _sections()[anchor]


def _sections() -> dict[str, str]:
    """The sections of the runbook by the anchor Markdown gives their heading."""
    parts = re.split(r"^#{1,3} (.+)$", RUNBOOK, flags=re.MULTILINE)
    return {_anchor(heading): body for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


# --- metric names


def _registered() -> dict[str, Any]:
    """Every metric of the code by each of its names on the wire."""
    for path in sorted(HOUSE.glob("services/*/*metrics.py")):
        import_module(".".join(path.relative_to(HOUSE).with_suffix("").parts))
    return REGISTRY._names_to_collectors


@pytest.mark.parametrize("promql", sorted({*QUERIES, *(rule["expr"] for rule in ALERTS)}))
def test_query_names_metrics_and_labels_of_the_code(promql: str) -> None:
    """A label must be one of the metric's own; `le`, `job`, `instance` and `service` come with a scrape."""
    registered = _registered()
    names = set(re.findall(r"\bvinhdanh_\w+", promql))
    assert names <= set(registered), names - set(registered)
    own = {label for name in names for label in registered[name]._labelnames}
    if names:
        assert _labels_of(promql) <= own | {"le", "job", "instance", "service"}


def _labels_of(promql: str) -> set[str]:
    chosen = {label for inside in re.findall(r"\{([^}]*)\}", promql) for label in re.findall(r"(\w+)\s*[=!]~?", inside)}
    grouped = {label.strip() for inside in re.findall(r"\bby\s*\(([^)]*)\)", promql) for label in inside.split(",")}
    return chosen | grouped


def test_every_metric_of_the_house_is_on_the_dashboard() -> None:
    """A figure nobody sees is not worth counting."""
    shown = {name for query in QUERIES for name in re.findall(r"\bvinhdanh_\w+", query)}
    ours = {name: collector for name, collector in _registered().items() if name.startswith("vinhdanh_")}
    seen = {collector for name, collector in ours.items() if name in shown}
    assert {name for name, collector in ours.items() if collector not in seen} == set()


# --- the dashboard


def test_dashboard_file_is_what_the_panels_draw() -> None:
    assert DASHBOARD.read_text(encoding="utf-8") == text(), "run: python -m deploy.grafana.draw_dashboard"


def test_prometheus_can_read_every_query_of_the_dashboard(tmp_path: Path) -> None:
    plain = [
        query.replace("$__rate_interval", "5m").replace("$__range", "3h").replace("$service", ".*") for query in QUERIES
    ]
    rules = [{"record": f"panel:{index}", "expr": promql} for index, promql in enumerate(plain)]
    file = tmp_path / "panels.json"
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}), encoding="utf-8")
    assert _objections_of_promtool("check", "rules", file) == ""


def test_panels_have_distinct_titles_fit_the_grid_and_keep_the_time_range() -> None:
    panels = [panel for panel in dashboard()["panels"] if panel["type"] != "row"]
    assert len({panel["title"] for panel in panels}) == len(panels)
    for panel in panels:
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24
        assert "${__url_time_range}" in panel["links"][0]["url"]


def test_descriptions_lead_to_sections_of_the_runbook() -> None:
    named = re.findall(r"See runbook: ([\w-]+)", DASHBOARD.read_text(encoding="utf-8"))
    assert named
    assert set(named) <= set(_sections())


# --- the runbook


def _quoted_commands() -> Iterator[str]:
    """Every `vinhdanh …` of the runbook, in a line of code or between backticks."""
    for block in re.findall(r"^```sh\n(.*?)^```", RUNBOOK, flags=re.DOTALL | re.MULTILINE):
        yield from (line.partition("#")[0].strip() for line in block.splitlines() if line.startswith("vinhdanh "))
    prose = re.sub(r"^```.*?^```", "", RUNBOOK, flags=re.DOTALL | re.MULTILINE)
    yield from (quoted for quoted in re.findall(r"`(vinhdanh [^`…]+)`", prose))


_STANDS_FOR = {"SERVICE": "review", "ROLE": "provincial_reviewer", "COPY": ".", "DATE": "2026-08-03"}


def _parse(command: click.Command, words: Sequence[str]) -> None:
    """Click's own reading of a command line, down to the last group, without running it."""
    context = command.make_context(command.name, list(words))
    while isinstance(command, click.Group):
        name, found, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert found is not None
        command, context = found, found.make_context(name, rest, parent=context)


def _objection_to(line: str) -> str:
    """What the command line itself says against this command; empty when it would run it."""
    try:
        _parse(root, [_STANDS_FOR.get(word, word) for word in line.split()[1:]])
    except click.ClickException as error:
        return error.format_message()
    return ""


@pytest.mark.parametrize("line", sorted(set(_quoted_commands())))
def test_command_of_the_runbook_exists(line: str) -> None:
    assert _objection_to(line) == ""


def test_metrics_of_the_runbook_are_counted_by_the_code() -> None:
    databases = {f"vinhdanh_{service}" for service in SERVICES}
    named = set(re.findall(r"`(vinhdanh_[a-z_]+)", RUNBOOK)) - databases
    assert named
    assert named <= set(_registered())


def test_links_inside_the_runbook_lead_somewhere() -> None:
    linked = set(re.findall(r"\]\(#([\w-]+)\)", RUNBOOK))
    assert linked
    assert linked <= set(_sections())


# --- environments


def test_only_linters_need_what_is_left_out_for_the_tests() -> None:
    script = (DEPLOY / "make_venv.sh").read_text(encoding="utf-8")
    left_out = set(re.findall(r'^LINTERS="(.+)"$', script, re.MULTILINE)[0].split())
    lock = (HOUSE / "requirements" / "lock.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([a-z0-9-]+)==(.*\n(?:[ ].*\n?)*)", lock, re.MULTILINE))
    needed_by = {name: set(re.findall(r"# +(?:via )?([a-z][a-z0-9-]*)", rest)) - {"via"} for name, rest in pins.items()}
    assert left_out <= set(pins)
    assert {name: needed_by[name] - left_out - {"vinhdanh"} for name in left_out} == {name: set() for name in left_out}
