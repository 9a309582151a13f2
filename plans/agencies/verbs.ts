/** What a body does in a plan's sentence. A name followed by one of these is the sentence's subject. */
const VERBS =
  `chủ trì|phối hợp|tham mưu|chỉ đạo|tổ chức|xây dựng|thực hiện|triển khai|chịu trách nhiệm|có trách nhiệm|có nhiệm vụ|căn cứ|tăng cường|hướng dẫn|đẩy mạnh|rà soát|
kiểm tra|giám sát|đôn đốc|theo dõi|tổng hợp|báo cáo|ban hành|tiếp tục|chủ động|kịp thời|khẩn trương|thường xuyên|nghiêm túc|tích cực|định kỳ|hằng năm|hàng năm|hằng tháng|hàng tháng|hằng quý|hàng quý|phải|cần|sẽ|là|làm|bố trí|bảo đảm|đảm bảo|
cung cấp|tuyên truyền|vận động|phát động|phát huy|quán triệt|đề xuất|đề nghị|nghiên cứu|thành lập|kiện toàn|nâng cao|quản lý|cụ thể hóa|lồng ghép|ưu tiên|phân công|giao|giúp|hoàn thành|hoàn thiện|
tiếp nhận|xử lý|phát hiện|đấu tranh|tập trung|tập huấn|đào tạo|bồi dưỡng|mở|đăng tải|phản ánh|gửi|lập|cập nhật|thống kê|đánh giá|sơ kết|tổng kết|công bố|công khai|khai thác|ứng dụng|duy trì|nhân rộng|
trình|thẩm định|phê duyệt|cân đối|phân bổ|cấp|tham gia|đưa|nắm|dự báo|hỗ trợ|tạo|huy động|quan tâm|đầu tư|thanh tra|tuần tra|kiểm soát|ngăn chặn|phòng ngừa|khảo sát|thu thập|kết nối|tích hợp|số hóa|chuẩn bị|
chấp hành|tự|nêu|thông báo|phổ biến|ký|yêu cầu|vận hành|bám sát|chấn chỉnh|khắc phục|giải quyết|chăm sóc|tư vấn|khám|điều tra|truy tố|xét xử|áp dụng|đổi mới|đa dạng|xác định|lựa chọn|đăng ký|quyết liệt|trực tiếp|nhanh chóng|nghiêm|cử|giới thiệu|sử dụng|mời|tổng rà soát|lên|đề ra|dành|in|cấp phát|
chuyển|thu|quy định|sửa đổi|bổ sung|khen thưởng|biểu dương|gương mẫu|chia sẻ|tiến hành|hưởng ứng|thiết lập|tạm|treo|phát|phát sóng|sản xuất|biên soạn|đảm nhận|đầu mối|lãnh đạo|vào cuộc|ra quân|rút|kiến nghị|hủy|niêm yết|đo|kiểm kê|thúc đẩy|khuyến khích|quy hoạch|đối thoại|tổng duyệt|nộp|đón|trang bị|xem xét|chi|thanh quyết toán|tranh thủ|củng cố|gắn|cùng|đồng thời|trên cơ sở|theo|dựa|lấy|coi|tận dụng|quản trị|nhập|xác minh|bóc gỡ|triệt phá|truy quét|tiếp cận|khám phá|có kế hoạch|có biện pháp|có giải pháp|có văn bản|có chính sách|có hình thức|có phương án|có|chấm|bình xét|tiếp thu|giải trình|thành công|được giao|được|chuyển giao|tính toán|cắm|lắp đặt|sắp xếp|di dời|tháo dỡ|thông tin|xúc tiến|tập hợp|phân tích|mua|tăng|giảm|mở rộng|đề cao|thí điểm|hoạt động|gia hạn|chốt|sớm|tiên phong|đi đầu|kêu gọi|tuyển|định hướng|nhắc|giải thích|lan tỏa|giáo dục|trao đổi|khởi công|hạn chế|bảo vệ|gìn giữ|tặng|thăm|viết|vẽ|ký kết|ký cam kết|cam kết|đảm đương|thay|nhận|quay|ghi|xuất bản|đưa tin`.replace(
    /\n/g,
    '',
  );

export const VERB = `(?:${VERBS})`;

const atStart = new RegExp(`^\\s*(?:(?:đã|đang|cũng|đều|còn|vẫn|không|chưa)\\s+)?${VERB}(?![\\p{L}\\p{N}])`, 'u');

/** Whether the key begins with a verb from `from` on. */
export function startsWithVerb(key: string, from = 0): boolean {
  return atStart.test(key.slice(from, from + 60));
}
