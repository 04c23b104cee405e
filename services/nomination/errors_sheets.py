"""What is refused about workbooks of lists.

Owns: these errors with their stable codes. Promises: a code never changes its meaning. Leaves to others: the other
errors of this service (`errors`), what a row is told (`intake_lines`).
"""

from __future__ import annotations

from shared.errors import Conflict, InvalidInput, UnsupportedType
from shared.words import Words


class SheetUnsupported(UnsupportedType):
    code = "list.unsupported_type"
    words = Words("Chỉ nhận tệp Excel .xlsx.", "Only .xlsx workbooks are taken.")


class SheetRefused(InvalidInput):
    """The workbook is dangerous or unreadable; the words say why."""

    code = "list.refused"
    words = Words("Không đọc được danh sách.", "The list cannot be read.")


class SheetTooLarge(InvalidInput):
    code = "list.too_large"
    status = 413
    words = Words("Danh sách quá lớn.", "The list is too large.")


class SheetTooSlow(InvalidInput):
    code = "list.too_slow"
    words = Words("Đọc danh sách quá lâu hoặc tốn bộ nhớ.", "Reading the list took too long or too much memory.")


class NoHeader(InvalidInput):
    code = "list.no_header"
    words = Words(
        "Không tìm thấy dòng tiêu đề (cần cột “Họ và tên” hoặc “Tên đơn vị/tập thể” và một cột quen thuộc nữa).",
        "No header row was found (“Họ và tên” or “Tên đơn vị/tập thể”, and one more known column, are needed).",
    )


class NobodyListed(InvalidInput):
    """The template unfilled, or another file than was meant: a list of nobody would be sent up as if all were well."""

    code = "list.nobody"
    words = Words(
        "Dưới dòng tiêu đề không có ai được đề nghị; hãy kiểm tra lại tệp.",
        "No nominee stands under the header; look whether it is the right file.",
    )


class SeveralLists(InvalidInput):
    """Rows of another sheet would be passed over in silence."""

    code = "list.several"
    words = Words(
        "Tệp có nhiều trang đều có danh sách; hãy gửi mỗi trang trong một tệp riêng.",
        "Several sheets of the file hold a list; send each in a file of its own.",
    )


class ListPaperSent(Conflict):
    """Cases under way were sent with it; it is taken out once they ended or their returns name it."""

    code = "list.paper_sent"
    words = Words(
        "Tài liệu này đã nộp kèm hồ sơ đang được giải quyết.", "Cases under way were sent with this paper."
    )


class ListOfOtherYear(Conflict):
    """The list of a file stands for the year it was first read for."""

    code = "list.other_year"
