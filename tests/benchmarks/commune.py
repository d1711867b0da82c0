"""People of one commune at the API of a benchmark's server: notices, and letting boards in."""

from typing import Any

from tests.benchmarks.crowd import COMMUNE, RunningServer, make_token

SENTENCES = (
    "Bà con đưa trâu, bò từ 2 tháng tuổi trở lên đến nhà văn hóa thôn để tiêm phòng.",
    "Thời gian từ 7 giờ đến 10 giờ 30 các ngày trong tuần.",
    "Mỗi hộ mang theo sổ tiêm và giữ chặt vật nuôi.",
    "Hộ nghèo, hộ cận nghèo được miễn phí tiền công và vắc xin.",
    "Ai cần hỏi thêm xin gọi cho cán bộ thú y xã.",
)


class Commune:
    """An author, an approver and a technician."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self._author, self._approver, self._technician = (
            make_token(server.resources, role, COMMUNE)
            for role in ("author", "approver", "technician")
        )

    def publish(self, number: int) -> str:
        """Write, send and approve a text; give its id."""
        notice = self.draft(number)
        self.approve(notice)
        return notice

    def draft(self, number: int) -> str:
        """Write a text and send it to be approved; give its id."""
        body = {
            "title": f"Thông báo số {number}: tiêm phòng trâu, bò đợt 2",
            "body": " ".join(SENTENCES[: 1 + number % len(SENTENCES)]),
            "category": "policy",
            "language": "vi",
            "unit": COMMUNE,
            "targets": {"subtrees": [COMMUNE]},
        }
        notice: dict[str, Any] = self.server.call("/api/v1/notices", body, self._author)
        self.server.call(f"/api/v1/notices/{notice['id']}/submit", {}, self._author)
        return str(notice["id"])

    def approve(self, notice: str) -> None:
        """Approve what was sent."""
        path = f"/api/v1/notices/{notice}"
        read = self.server.call(path, token=self._approver)
        yes = {"revision": read["revision"], "digest": read["digest"]}
        self.server.call(f"{path}/approve", yes, self._approver)

    def approve_board(self, code: str) -> Any:
        """Let a board in that shows this code."""
        place = {"unit": COMMUNE, "name": f"Bảng {code}"}
        return self.server.call(f"/api/v1/pairings/{code}/approve", place, self._technician)
