"""What the operator's dashboard shows, row by row: questions, and the queries that answer them.

Owns: titles, units, queries. Promises: gauges read from a database are taken once, however many replicas report them.
Leaves to others: Grafana's file format (`draw_dashboard.py`), what to do about a reading (`deploy/runbook.md`).
"""

from __future__ import annotations

from dataclasses import dataclass

OF = 'service=~"$service"'


@dataclass(frozen=True, slots=True)
class Query:
    """`legend` in Grafana's own notation: `{{service}}`."""

    promql: str
    legend: str


@dataclass(frozen=True, slots=True)
class Panel:
    """`unit` by Grafana's name; `kind` is a panel type of Grafana; `width` of 24."""

    title: str
    words: str
    unit: str
    queries: tuple[Query, ...]
    kind: str = "timeseries"
    width: int = 8


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    panels: tuple[Panel, ...]


def quantiles(metric: str, by: str = "service") -> tuple[Query, ...]:
    """Median and 99th percentile of a histogram."""
    rate = f"sum by (le, {by}) (rate({metric}_bucket{{{OF}}}[$__rate_interval]))"
    legend = " ".join(f"{{{{{label.strip()}}}}}" for label in by.split(","))
    return tuple(Query(f"histogram_quantile({q}, {rate})", f"{legend} p{q * 100:.0f}") for q in (0.5, 0.99))


def per_second(metric: str, by: str = "service", where: str = OF) -> Query:
    legend = " ".join(f"{{{{{label.strip()}}}}}" for label in by.split(","))
    return Query(f"sum by ({by}) (rate({metric}{{{where}}}[$__rate_interval]))", legend)


def once(metric: str, by: str = "service", where: str = OF) -> Query:
    """A gauge that every replica reads from the same database."""
    legend = " ".join(f"{{{{{label.strip()}}}}}" for label in by.split(","))
    return Query(f"max by ({by}) ({metric}{{{where}}})", legend)


OVERVIEW = Row(
    "Có ổn không? · Is it well?",
    (
        Panel("Processes up", "Tiến trình đang chạy, theo dịch vụ.", "none",
              (Query(f'sum by (service) (up{{job="vinhdanh", {OF}}})', "{{service}}"),), "stat", 6),
        Panel("Consumers ready", "Số tiến trình đang nhận sự kiện.", "none",
              (Query(f"sum by (service) (vinhdanh_consumer_ready{{{OF}}})", "{{service}}"),), "stat", 6),
        Panel("Relays leading", "Mỗi dịch vụ đúng một tiến trình gửi sự kiện.", "none",
              (Query(f"sum by (service) (vinhdanh_relay_leading{{{OF}}})", "{{service}}"),), "stat", 6),
        Panel("Dead events", "Sự kiện không áp dụng được, chờ người xử lý. See runbook: events-dead.", "none",
              (once("vinhdanh_inbox_waiting", where=f'status="dead", {OF}'),), "stat", 6),
        Panel("Version and policy", "Phiên bản và chính sách của từng dịch vụ.", "none",
              (Query(f"count by (service, version, build, policy) (vinhdanh_build_info{{{OF}}})",
                     "{{service}} {{version}} {{build}} · policy {{policy}}"),), "table", 24),
    ),
)  # fmt: skip

FLOW = Row(
    "Sự kiện đi và đến · The flow of events",
    (
        Panel("Published", "Sự kiện broker đã xác nhận.", "ops", (per_second("vinhdanh_relay_published_total"),)),
        Panel("Settled, by outcome", "Sự kiện đã ghi nhận, theo kết quả.", "ops",
              (per_second("vinhdanh_inbox_events_total", "service, outcome"),)),
        Panel("Heard and not stored", "Bao lâu chưa ghi được những gì đã nghe. See runbook: batch-waits.", "s",
              (once("vinhdanh_batch_waits_seconds"),)),
        Panel("Unroutable", "Broker không có hàng đợi. See runbook: events-unroutable.", "ops",
              (per_second("vinhdanh_relay_unroutable_total"),)),
        Panel("Lag, from the act to its effect", "Độ trễ từ hành vi đến tác dụng ở dịch vụ nhận.", "s",
              quantiles("vinhdanh_event_lag_seconds")),
        Panel("Time to apply a batch", "Thời gian áp dụng một lô.", "s", quantiles("vinhdanh_handler_seconds")),
        Panel("Events per batch", "Số sự kiện trong một giao dịch.", "none",
              quantiles("vinhdanh_inbox_batch_events")),
    ),
)  # fmt: skip

WAITING = Row(
    "Cái gì đang chờ, từ bao giờ? · What waits, since when?",
    (
        Panel("Outbox: unpublished", "Sự kiện chưa gửi.", "none", (once("vinhdanh_outbox_waiting"),), width=6),
        Panel("Outbox: age of the oldest", "Tuổi sự kiện chưa gửi lâu nhất.", "s",
              (once("vinhdanh_outbox_oldest_seconds"),), width=6),
        Panel("Inbox: retry, parked, dead", "Sự kiện thử lại, chờ sự kiện trước, không áp dụng được.", "none",
              (once("vinhdanh_inbox_waiting", "service, status"),), width=6),
        Panel("Inbox: age of the oldest", "Tuổi sự kiện chưa áp dụng lâu nhất.", "s",
              (once("vinhdanh_inbox_oldest_seconds", "service, status"),), width=6),
        Panel("Databases that answer", "Cơ sở dữ liệu đang trả lời. See runbook: database-away.", "none",
              (once("vinhdanh_database_up"),), width=6),
        Panel("Broker: messages per queue", "Thông điệp nằm ở broker.", "none",
              (Query('sum by (queue) (rabbitmq_detailed_queue_messages{queue=~".*\\\\.inbox"})', "{{queue}}"),),
              width=12),
        Panel("Broker: consumers per queue", "Không có ai nhận thì hàng đợi chỉ đầy thêm.", "none",
              (Query('sum by (queue) (rabbitmq_detailed_queue_consumers{queue=~".*\\\\.inbox"})', "{{queue}}"),),
              width=12),
    ),
)  # fmt: skip

PEOPLE = Row(
    "Người dùng thấy gì? · What people feel",
    (
        Panel("Requests, by status", "Yêu cầu HTTP theo nhóm mã trả lời.", "reqps",
              (per_second("vinhdanh_request_seconds_count", "service, status"),), width=6),
        Panel("Time to answer", "Thời gian trả lời.", "s", quantiles("vinhdanh_request_seconds"), width=6),
        Panel("Server errors", "Tỷ lệ lỗi hệ thống. See runbook: requests-fail.", "percentunit",
              (Query(f'sum by (service) (rate(vinhdanh_request_seconds_count{{status="5xx", {OF}}}[$__rate_interval]))'
                     f" / sum by (service) (rate(vinhdanh_request_seconds_count{{{OF}}}[$__rate_interval]))",
                     "{{service}}"),), width=6),
        Panel("Commands refused", "Lệnh bị từ chối: không có quyền, sai phiên bản, chưa đạt quy định.", "ops",
              (per_second("vinhdanh_refused_commands_total", "service, action"),), width=6),
    ),
)  # fmt: skip

FIELD = Row(
    "Mùa khen thưởng · The season",
    (
        Panel("Nominations by state", "Hồ sơ theo trạng thái, như nơi đề nghị thấy.", "none",
              (once("vinhdanh_nominations", "state", ""),)),
        Panel("Cases by stage and state", "Hồ sơ theo khâu và trạng thái.", "none",
              (once("vinhdanh_review_cases", "stage, state", ""),)),
        Panel("Overdue cases", "Hồ sơ quá hạn theo khâu. See runbook: cases-overdue.", "none",
              (once("vinhdanh_review_overdue_cases", "stage", ""),)),
        Panel("Days the most overdue case is late", "Số ngày trễ nhiều nhất.", "none",
              (once("vinhdanh_review_overdue_oldest_days", "stage", ""),)),
        Panel("Overdue answers", "Ý kiến được hỏi, phản ánh quá hạn trả lời. See runbook: answers-overdue.", "none",
              (once("vinhdanh_review_overdue_answers", "waits_for", ""),)),
        Panel("Rules that did not hold", "Quy tắc không đạt khi nộp và khi xét, theo mã.", "none",
              (Query("sum by (service, rule, verdict) (increase(vinhdanh_rules_not_held_total[$__range]))",
                     "{{service}} {{rule}} {{verdict}}"),), "bargauge"),
        Panel("List rows, by outcome", "Dòng danh sách đã nhập.", "none",
              (Query("sum by (outcome) (increase(vinhdanh_nomination_list_rows_total[$__range]))", "{{outcome}}"),),
              "bargauge", 6),
        Panel("Sessions without quorum", "Phiên họp không đủ thành viên.", "none",
              (Query("sum by (step) (increase(vinhdanh_sessions_without_quorum_total[$__range]))", "{{step}}"),),
              "stat", 6),
        Panel("Ballots cast", "Phiếu đã bỏ.", "none",
              (Query("sum by (way) (increase(vinhdanh_ballots_cast_total[$__range]))", "{{way}}"),), "stat", 6),
        Panel("Holds open", "Đối tượng đang được xác minh.", "none",
              (once("vinhdanh_nomination_holds_open", "service", ""),), "stat", 6),
        Panel("A virus scanner is named", "1 khi đã cấu hình máy quét mã độc.", "none",
              (Query("min(vinhdanh_nomination_scanner_named)", "scanner"),), "stat", 6),
        Panel("Files scanned, by outcome", "Tệp tải lên đã hỏi máy quét, theo kết quả.", "none",
              (Query("sum by (outcome) (increase(vinhdanh_nomination_scans_total[$__range]))", "{{outcome}}"),),
              "bargauge", 6),
        Panel("Files not scanned", "Tệp đã lưu, chưa máy quét nào xem. See runbook: files-not-scanned.", "none",
              (once("vinhdanh_nomination_files_unscanned", "service", ""),), "stat", 6),
        Panel("Files with malware", "Tệp phát hiện mã độc sau khi đã lưu. See runbook: malware-in-a-kept-file.", "none",
              (once("vinhdanh_nomination_files_infected", "service", ""),), "stat", 6),
    ),
)  # fmt: skip

RECORD = Row(
    "Sổ và chứng cứ · Register and evidence",
    (
        Panel("Awards in the register", "Khen thưởng trong sổ, theo kế hoạch.", "none",
              (once("vinhdanh_registry_awards", "plan, presented", ""),), width=6),
        Panel("Decisions in the register", "Quyết định trong sổ.", "none",
              (once("vinhdanh_registry_decisions", "service", ""),), width=6),
        Panel("Events in the ledger", "Sự kiện trong sổ kiểm toán.", "none",
              (once("vinhdanh_audit_leaves", "service", ""),), width=6),
        Panel("Events the witness misses", "Sự kiện sổ kiểm toán còn thiếu. See runbook: witness-misses-events.",
              "none", (once("vinhdanh_audit_not_arrived", "source", ""),), width=6),
        Panel("Events that came late", "Sự kiện đến muộn hơn một giờ. See runbook: late-arrivals.", "none",
              (once("vinhdanh_audit_late_arrivals", "source", ""),), width=6),
        Panel("Alterations found", "Sai lệch sổ chứng tự tìm thấy. See runbook: ledger-altered.", "none",
              (once("vinhdanh_audit_faults", "service", ""),), "stat", 6),
        Panel("Since the ledger checked itself", "Từ lần sổ chứng tự kiểm tra. See runbook: ledger-not-checked.", "s",
              (Query("time() - max(vinhdanh_audit_checked_timestamp_seconds)", "audit"),), "stat", 6),
        Panel("Witnesses named", "Bên chứng đang được cấu hình.", "none",
              (once("vinhdanh_audit_witness_named", "witness", ""),), "stat", 6),
        Panel("Leaves signed and cosigned", "Số lá đã ký, đã được bên chứng ký.", "none",
              (once("vinhdanh_audit_checkpoint_size", "service", ""),
               once("vinhdanh_audit_witnessed_size", "witness", "")), width=6),
        Panel("Waiting for a signature", "Lá chờ ký, chờ bên chứng. See runbook: ledger-not-signed.", "s",
              (once("vinhdanh_audit_unsigned_seconds", "service", ""),
               once("vinhdanh_audit_unwitnessed_seconds", "witness", "")), width=6),
        Panel("Age of the last cosignature", "Tuổi chữ ký cuối của bên chứng.", "s",
              (once("vinhdanh_audit_witnessed_age_seconds", "witness", ""),), width=6),
        Panel("Answers of witnesses", "Bên chứng trả lời. See runbook: witness-refuses.", "none",
              (Query("sum by (witness, answer) (increase(vinhdanh_audit_witness_answers_total[$__range]))",
                     "{{witness}} {{answer}}"),), "bargauge", 6),
        Panel("Checkpoints refused", "Điểm chốt không ký vì cây không chỉ lớn thêm.", "none",
              (Query("sum(increase(vinhdanh_audit_checkpoints_refused_total[$__range]))", "refused"),), "stat", 6),
        Panel("Age of the newest tree head", "Tuổi của gốc cây băm mới nhất.", "s",
              (once("vinhdanh_audit_head_age_seconds", "service", ""),), width=12),
        Panel("Last position heard", "Vị trí cuối đã nghe, theo nguồn.", "none",
              (once("vinhdanh_audit_last_position", "source", ""),), width=12),
        Panel("Corrections and cancellations", "Đính chính, hủy bỏ theo bước.", "none",
              (once("vinhdanh_registry_remedies", "kind, state", ""),), width=6),
        Panel("Prizes to be given back", "Thu hồi theo bước. See runbook: after-a-decision-overdue.", "none",
              (once("vinhdanh_registry_recoveries", "state, overdue", ""),), width=6),
        Panel("Bonus not given back yet, đồng", "Tiền thưởng chưa thu hồi, đồng.", "none",
              (once("vinhdanh_registry_money_to_recover_dong", "service", ""),), width=6),
        Panel("Complaints", "Khiếu nại theo bước. See runbook: after-a-decision-overdue.", "none",
              (once("vinhdanh_registry_complaints", "level, state, overdue", ""),), width=6),
        Panel("Awards handed over late", "Khen thưởng chưa trao dù đã hết hạn.", "none",
              (once("vinhdanh_registry_presentations_late", "service", ""),), width=6),
    ),
)  # fmt: skip

NOTICES = Row(
    "Thông báo · Notices",
    (
        Panel("Notices, by channel and status", "Thông báo theo kênh và trạng thái.", "none",
              (once("vinhdanh_notification_notices", "channel, status", ""),), width=6),
        Panel("Oldest not yet sent", "Thông báo chờ gửi lâu nhất. See runbook: mail-waits.", "s",
              (once("vinhdanh_notification_oldest_waiting_seconds", "service", ""),), width=6),
        Panel("Oldest mail never tried", "Thư chờ lâu nhất chưa gửi thử lần nào. See runbook: mail-not-taken.", "s",
              (once("vinhdanh_notification_oldest_untried_seconds", "service", ""),), width=6),
        Panel("Mail attempts, by result", "Các lần gửi thư, theo kết quả.", "ops",
              (per_second("vinhdanh_notification_mail_attempts_total", "result", ""),), width=6),
        Panel("Mail server takes mail", "Lần quét gần nhất máy chủ thư có nhận thư không.", "bool_yes_no",
              (once("vinhdanh_notification_mail_server_up", "service", ""),), "stat", 6),
    ),
)  # fmt: skip

ROWS = (OVERVIEW, FLOW, WAITING, PEOPLE, FIELD, NOTICES, RECORD)
