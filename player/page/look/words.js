// What the board itself says, in Vietnamese and English. Other languages borrow the Vietnamese.

const VI = {
  categories: {
    policy: "Chính sách", news: "Thời sự", projects: "Dự án", "know-how": "Sản xuất, đời sống",
    security: "An ninh, trật tự", emergency: "Khẩn cấp", "role-models": "Gương điển hình",
    market: "Thị trường", correction: "Tin đúng, tin sai",
  },
  scan: { market: "Quét mã để xem cả bảng giá", correction: "Quét mã để xem đầy đủ", other: "Quét mã để đọc toàn văn" },
  scanBold: "Quét mã", scanRest: " để đọc toàn văn trên điện thoại.",
  source: "Nguồn:", posted: "Đăng ngày", until: "Niêm yết đến", picture: "Ảnh:", sheet: "Trang",
  truth: "Sự thật", rumour: "Tin sai", same: "giữ giá",
  urgent: "CẢNH BÁO KHẨN CẤP", short: "CẢNH BÁO", supposed: "TÌNH HUỐNG GIẢ ĐỊNH", level: "CẤP", supposedLevel: "GIẢ ĐỊNH", levelOf: "Cấp",
  safe: "THÔNG BÁO AN TOÀN", remember: ["CẦN", "NHỚ"], now: ["LÀM", "NGAY"], practise: ["CÙNG", "TẬP"], till: "Đến", ends: "Kết thúc",
  drill: "DIỄN TẬP", notReal: "Không phải cảnh báo thật", calm: "Bà con yên tâm, cùng làm theo",
};
const EN = {
  categories: {
    policy: "Policy", news: "News", projects: "Projects", "know-how": "Know-how",
    security: "Safety and order", emergency: "Emergency", "role-models": "Role models",
    market: "Market", correction: "True or false",
  },
  scan: { market: "Scan for all prices", correction: "Scan for the details", other: "Scan for the full text" },
  scanBold: "Scan", scanRest: " to read the full text on your phone.",
  source: "Source:", posted: "Posted", until: "Posted until", picture: "Photo:", sheet: "Sheet",
  truth: "True", rumour: "False", same: "same",
  urgent: "EMERGENCY WARNING", short: "WARNING", supposed: "SUPPOSED SITUATION", level: "LEVEL", supposedLevel: "SUPPOSED", levelOf: "Level",
  safe: "SAFETY NOTICE", remember: ["PLEASE", "NOTE"], now: ["DO THIS", "NOW"], practise: ["PRACTISE", "THIS"], till: "Until", ends: "Ends",
  drill: "DIỄN TẬP", notReal: "Drill, not a real warning", calm: "Keep calm and take part",
};

export const LANGUAGE_NAMES = {
  vi: "Tiếng Việt", en: "English", hre: "Hrê", cua: "Co", sed: "Xơ Đăng", bdq: "Ba Na", jra: "Gia Rai", jeh: "Giẻ Triêng",
};

/** The board's words in a language (vi-VN counts as vi). */
export const wordsIn = (language) => (languageOf(language) === "en" ? EN : VI);

export const languageOf = (tag) => String(tag || "vi").toLowerCase().split("-")[0];

export const BOARD = {
  ticker: "Tin ưu tiên", news: "Tin tức", numbers: "Cần gọi", lunar: "Âm lịch", lunarLong: "Âm lịch:",
  lost: "Mất liên lạc từ", never: "Chưa liên lạc được", plain: "Chỉ phát khi có mạng (http)",
  boardOf: "Bảng tin", identify: "Bảng này là", touch: "Chạm để bật tiếng",
};

export const PAIRING = {
  title: "Bảng Tin", subtitle: "bảng mới, chưa ghép", left: "Mã này còn dùng được", renewed: "hết giờ sẽ tự đổi mã",
  minutes: "phút", enter: "Nhập mã này để ghép bảng vào xã", open: "Quét mã QR, hoặc mở",
  signIn: "Đăng nhập, nhập mã, chọn đơn vị, đặt tên bảng", compare: "So số đối chiếu, khớp mới bấm “Đúng, ghép”",
  scan: ["Quét bằng điện thoại", "của cán bộ kỹ thuật"], number: "Số đối chiếu",
  same: "Phải giống hệt số trên điện thoại.", stop: "Khác một chữ số: dừng lại.",
  waiting: "Đang chờ máy chủ…", waitingMore: "Bảng sẽ tự thử lại.", linked: "Đang ghép bảng này…",
  damaged: "Dữ liệu của bảng bị hỏng.", callTechnician: "Gọi kỹ thuật viên.",
  touch: "Chạm vào màn hình một lần để bật âm thanh",
};
