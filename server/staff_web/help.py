"""The staff guide: Vietnamese pages, a task each."""

from dataclasses import dataclass

from flask import render_template

from content.errors import NotFoundError
from server.staff_web.site import staff


@dataclass(frozen=True)
class Topic:
    """A page of the guide; its text is Vietnamese, as is its address."""

    key: str
    title: str
    gist: str

    @property
    def template(self) -> str:
        """Return the template that holds the text."""
        return f"help/{self.key}.html"


TOPICS = (
    Topic("dang-tin", "Đăng một tin", "Soạn, xem trước trên bảng, gửi duyệt."),
    Topic("duyet-tin", "Duyệt tin", "Duyệt hoặc trả lại trong hai lần chạm."),
    Topic("niem-yet", "Niêm yết văn bản", "Đủ số ngày, đúng quy định, có bằng chứng."),
    Topic("tu-cap-tren", "Tin từ cấp trên và kho tin", "Chọn, bỏ qua, lấy về, đăng ký nhận."),
    Topic("nguon-tin", "Nguồn tin chạy chữ", "Tiêu đề từ RSS ở chân bảng: thêm, ẩn, dừng."),
    Topic("canh-bao", "Phát cảnh báo", "Mẫu, nơi nhận, sổ phát, hủy."),
    Topic("so-phat", "Sổ phát cảnh báo", "Bảng nào đã hiện, bảng nào phải gọi."),
    Topic("nguon-ngoai", "Cảnh báo từ nguồn ngoài", "Bản tin chờ cán bộ trực, thêm nguồn CAP."),
    Topic("khoa-phe-duyet", "Khóa phê duyệt", "Tạo khóa, chạm khóa, mất điện thoại."),
    Topic("dien-tap", "Diễn tập và kiểm tra tuần", "Không ai nhầm với thật."),
    Topic("ghep-bang", "Ghép bảng mới", "Mã trên màn hình, số đối chiếu, thay máy hỏng."),
    Topic("lap-may", "Lắp máy cho bảng", "Cài máy, cập nhật, dùng USB ở nơi không có mạng."),
    Topic("bang-co-loi", "Khi bảng có lỗi", "Mất liên lạc, nội dung lạ, mất cắp."),
    Topic("nut-dung", "Nút dừng bảng", "Nội dung lạ, sai nghiêm trọng: dừng trước."),
    Topic("tai-khoan", "Tài khoản và quyền", "Mật khẩu, mất điện thoại, ai làm được gì."),
    Topic("le-khoa-goc", "Lễ khóa gốc", "Khóa ngoài mạng, nhiều người giữ: cả buổi lễ, để in."),
    Topic("nguoi-dung", "Người dùng", "Thêm người, phiếu mã, làm thay, khoá tài khoản."),
)


@staff.get("/help")
def help_index() -> str:
    """List the tasks."""
    return render_template("staff/help_index.html", topics=TOPICS)


@staff.get("/help/<topic>")
def help_topic(topic: str) -> str:
    """Show one task. Raises: NotFoundError."""
    for known in TOPICS:
        if known.key == topic:
            return render_template("staff/help_topic.html", topic=known)
    raise NotFoundError("There is nothing at this address.")
