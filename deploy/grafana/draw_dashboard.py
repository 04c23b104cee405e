"""Draws `dashboard.json` from `panels.py`: python -m deploy.grafana.draw_dashboard

Owns: Grafana's file format. Promises: the same panels give the same bytes; every panel has a link that carries the
time range. Leaves to others: what is shown (`panels.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from deploy.grafana.panels import ROWS, Panel, Row

FILE = Path(__file__).with_name("dashboard.json")

_UID = "vinhdanh"
_COLUMNS = 24
_HEIGHT = 8
_SOURCE = {"type": "prometheus", "uid": "${source}"}
_BUCKETS_OF_TIME = ["10s", "30s", "1m", "5m", "15m"]


def dashboard(rows: Iterable[Row] = ROWS) -> dict[str, Any]:
    """The dashboard as Grafana imports it."""
    return {
        "uid": _UID,
        "title": "Vinh Danh – vận hành",
        "description": "The operator's first view. What to do about a reading: deploy/runbook.md.",
        "tags": ["vinhdanh"],
        "schemaVersion": 39,
        "version": 1,
        "editable": False,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "timepicker": {"refresh_intervals": _BUCKETS_OF_TIME},
        "timezone": "browser",
        "graphTooltip": 1,
        "templating": {"list": [_source_variable(), _service_variable()]},
        "links": [],
        "panels": _panels(rows),
    }


def text(rows: Iterable[Row] = ROWS) -> str:
    return json.dumps(dashboard(rows), ensure_ascii=False, indent=1) + "\n"


def _source_variable() -> dict[str, Any]:
    return {"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus", "hide": 0}


def _service_variable() -> dict[str, Any]:
    labels = "label_values(vinhdanh_build_info, service)"
    return {
        "name": "service",
        "label": "Dịch vụ",
        "type": "query",
        "datasource": _SOURCE,
        "definition": labels,
        "query": {"query": labels, "refId": "services"},
        "refresh": 2,
        "sort": 1,
        "multi": True,
        "includeAll": True,
        "allValue": ".*",
        "current": {"text": ["All"], "value": ["$__all"]},
    }


def _panels(rows: Iterable[Row]) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = []
    top = 0
    for row in rows:
        drawn.append(_heading(len(drawn) + 1, row.title, top))
        top += 1
        left = 0
        for panel in row.panels:
            if left + panel.width > _COLUMNS:
                left, top = 0, top + _HEIGHT
            drawn.append(_panel(len(drawn) + 1, panel, left, top))
            left += panel.width
        top += _HEIGHT
    return drawn


def _heading(number: int, title: str, top: int) -> dict[str, Any]:
    place = {"x": 0, "y": top, "w": _COLUMNS, "h": 1}
    return {"id": number, "type": "row", "title": title, "collapsed": False, "gridPos": place, "panels": []}


def _panel(number: int, panel: Panel, left: int, top: int) -> dict[str, Any]:
    # A table and the figures of today want one value; lines want the whole range.
    instant = panel.kind != "timeseries"
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.words,
        "datasource": _SOURCE,
        "gridPos": {"x": left, "y": top, "w": panel.width, "h": _HEIGHT},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "options": _options(panel.kind),
        "links": [
            {
                "title": "Chỉ ô này, cùng khoảng thời gian",
                "url": f"/d/{_UID}?viewPanel={number}&${{__url_time_range}}&${{source:queryparam}}"
                "&${service:queryparam}",
            }
        ],
        "targets": [
            {
                "refId": chr(ord("A") + index),
                "datasource": _SOURCE,
                "expr": query.promql,
                "legendFormat": query.legend,
                "instant": instant,
                "range": not instant,
                "format": "table" if panel.kind == "table" else "time_series",
            }
            for index, query in enumerate(panel.queries)
        ],
    }


def _options(kind: str) -> dict[str, Any]:
    if kind == "timeseries":
        return {
            "legend": {"displayMode": "table", "placement": "bottom", "calcs": ["lastNotNull", "max"]},
            "tooltip": {"mode": "multi", "sort": "desc"},
        }
    if kind == "table":
        return {"showHeader": True}
    figure: dict[str, Any] = {"reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    return figure | ({"displayMode": "basic", "orientation": "horizontal"} if kind == "bargauge" else {})


def main() -> None:
    FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
