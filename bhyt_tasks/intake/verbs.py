"""Which words order, which begin the work that is ordered, and which tell of what was done already?"""

from bhyt_tasks.intake.tokens import Phrases, words

ORDERS = Phrases(
    {
        # with the one who is told behind them
        "ask": (
            "yêu cầu | đề nghị | kiến nghị | lưu ý | nhắc nhở | yêu cầu đối với | đề nghị đối với"
            " | kết luận yêu cầu | quyết định giao | thống nhất giao | thống nhất đề nghị"
            " | thống nhất yêu cầu | đồng ý giao | nhấn mạnh yêu cầu | nhắc | phê bình và yêu cầu"
            " | lưu ý thêm"
        ),
        "give": (
            "giao | giao nhiệm vụ cho | giao trách nhiệm cho | giao cho | phân công | phân công nhiệm vụ cho"
            " | giao nhiệm vụ | phân công cho | giao trách nhiệm | ủy quyền cho | ủy quyền | giao việc cho"
            " | giao thêm cho | giao bổ sung cho"
        ),
        "direct": "chỉ đạo | quán triệt | hướng dẫn | triển khai đến | phát động | phân giao",
        # with a colon behind them
        "say": (
            "kết luận | nhấn mạnh | thống nhất | quyết nghị | phát biểu | chỉ rõ | kết luận chỉ đạo"
            " | phát biểu chỉ đạo | thống nhất thực hiện | quyết định | thống nhất triển khai"
            " | thống nhất một số nội dung | thống nhất cao | lưu ý các nội dung | có ý kiến chỉ đạo"
            " | phát biểu kết luận | ý kiến | ý kiến chỉ đạo | thông báo | nói | nói rõ | căn dặn | dặn"
            " | phát biểu đề nghị"
        ),
        # of a paper, with the one who is told or a colon behind them
        "rule": "quy định | quy định rõ | nêu rõ | ghi rõ | xác định rõ | nêu | phân công rõ",
    }
)

# Before these words "yêu cầu" and the like are nouns: "theo yêu cầu", "Ban Chỉ đạo", "sự chỉ đạo".
NOUN_BEFORE = words(
    "theo sự các những mọi ban ý tinh đáp nội công việc một nhiều số này trên bản tờ của về đúng ứng văn thần"
    " kiến tác được bị từ chưa không trước đơn phiếu giấy qua cáo"
)
ISSUES_PAPER = Phrases(
    {
        "paper": (
            "văn bản | công văn | công điện | thông báo | chỉ thị | kế hoạch | quyết định | kết luận"
            " | nghị quyết | hướng dẫn | thư | tờ trình | quy chế | quy định | đề án | chương trình"
            " | quy trình | phương án | thông tư | nghị định | luật"
        )
    }
)

MODALS = Phrases(
    {
        "must": (
            "phải | cần | cần phải | có trách nhiệm | có nhiệm vụ | chịu trách nhiệm | được giao chủ trì"
            " | được giao nhiệm vụ | được giao | được phân công | được yêu cầu | được đề nghị | không được"
            " | tuyệt đối không | nhất thiết phải | nên | buộc phải | cần thiết phải | phải chịu trách nhiệm"
            " | hãy | đừng | được giao trách nhiệm | nghiêm cấm | bắt buộc phải | có vai trò | cũng cần"
            " | cũng phải | cần sớm | trước hết cần | trước hết phải"
        )
    }
)

# Adverbs that may stand between the one who does it and what is done.
MANNER = Phrases(
    {
        "manner": (
            "thường xuyên | khẩn trương | kịp thời | chủ động | tích cực | nghiêm túc | tiếp tục | tập trung"
            " | quyết liệt | sớm | đồng thời | ngay | trực tiếp | định kỳ | cũng | căn cứ | phấn đấu"
            " | quan tâm | nhanh chóng | nỗ lực | tăng cường | đẩy mạnh | chú trọng | chú ý | đặc biệt | luôn"
            " | phối hợp | hằng tháng | hàng tháng | hằng tuần | hàng tuần | hằng quý | hàng quý | hằng ngày"
            " | hàng ngày | trước mắt | trước hết | chính thức | cơ bản | dứt điểm | sẵn sàng | đồng loạt"
            " | chậm nhất | nêu cao | phát huy | đề cao | từng bước | linh hoạt | chặt chẽ | cụ thể | đôn đốc"
            " | kiên quyết"
        )
    }
)

ACTIONS = Phrases(
    {
        "do": (
            "báo | báo ngay | rà soát | rà | lập | lên | tuyên truyền | vận động | phối hợp | phối kết hợp"
            " | chủ trì | chủ trì phối hợp | triển khai | thực hiện | xây dựng | báo cáo | kiểm tra"
            " | giám sát | đôn đốc | tăng cường | đẩy mạnh | tiếp tục | tập trung | phấn đấu | hoàn thành"
            " | hoàn thiện | đảm bảo | bảo đảm | quán triệt | nâng cao | khẩn trương | chủ động | tích cực"
            " | thường xuyên | kịp thời | phát huy | huy động | bố trí | cân đối | tham mưu | hướng dẫn"
            " | chỉ đạo | cung cấp | cấp | cấp phát | thu | tổng hợp | theo dõi | đánh giá | xác định"
            " | phân tích | phân công | giao | giải quyết | xử lý | khắc phục | tháo gỡ | củng cố | kiện toàn"
            " | mở rộng | phát triển | tổ chức | ban hành | chuẩn bị | đưa | gắn | lồng ghép | xem xét"
            " | nghiên cứu | đề xuất | ký | mua | tặng | hỗ trợ | trích | quan tâm | nắm | nắm chắc"
            " | phổ biến | đăng ký | cam kết | quy | quy định | gửi | nộp | trả | công khai | công bố"
            " | niêm yết | lấy | coi | xem | làm | làm tốt | làm rõ | duy trì | giữ vững | giữ"
            " | rút kinh nghiệm | nghiêm túc | tham gia | cử | thành lập | bổ sung | điều chỉnh | cập nhật"
            " | nhập | đối chiếu | thẩm định | phê duyệt | trình | thanh tra | xử phạt | chấn chỉnh"
            " | nhắc nhở | yêu cầu | đề nghị | đi | đến | xuống | về | nhân rộng | biểu dương | tạo"
            " | tạo điều kiện | sử dụng | tính | in | phát | phát hành | bàn giao | tiếp nhận | chuyển"
            " | chuyển giao | mở | mở lớp | tập huấn | đào tạo | bồi dưỡng | cải cách | đơn giản hóa"
            " | đổi mới | cải tiến | ứng dụng | khai thác | quản lý | kiểm soát | chi trả | thanh toán"
            " | thống kê | phân loại | phân nhóm | phân tổ | phân | giao chỉ tiêu | ra quân | lan tỏa"
            " | truyền thông | viết | đăng | đăng tải | phát sóng | tuyên dương | khen thưởng | phê bình"
            " | nêu gương | gương mẫu | nhận | khảo sát | điều tra | nghe | họp | giao ban | sơ kết"
            " | tổng kết | kiểm điểm | chịu trách nhiệm | thu hút | vào cuộc | bám sát | bám | tìm | tìm hiểu"
            " | quyết tâm | nỗ lực | cố gắng | đôn đốc nhắc nhở | thông báo | thông tin | công khai hóa | đạt"
            " | tranh thủ | đề ra | giúp | giúp đỡ | ưu tiên | dành | cân nhắc | hạn chế | ngăn chặn"
            " | phòng ngừa | chống | thu hồi | truy thu | thu nợ | giảm | tăng | hạ | khuyến khích"
            " | động viên | cổ vũ | ủng hộ | quyên góp | xã hội hóa | kêu gọi | tiếp cận | gặp | gặp gỡ"
            " | đối thoại | tư vấn | giải thích | giải đáp | trả lời | phát động | thi đua | lãnh đạo"
            " | nêu cao | đề cao | tự giác | chấp hành | tuân thủ | bảo vệ | chăm lo | chăm sóc | khám"
            " | điều trị | phục vụ | dự thảo | chia | ghi chép | đưa ra | nhận giúp đỡ | phụ trách"
            " | đảm nhiệm | đảm trách | soạn thảo | cắm | nhắc | đề cử | phân bổ | phân khai | chấp nhận"
            " | tăng thời lượng | tập | trao | lùi | lo | bù | nhất quán | thống nhất | đồng hành | vận hành"
            " | chạy | kết nối | kết hợp | liên thông | đồng bộ | xác minh | xác nhận | ký kết | ký cam kết"
            " | ưu đãi | cập nhật thường xuyên | soát xét | lưu ý | chú trọng | chú ý | quyết liệt"
            " | nhanh chóng | sớm | phát hiện | ngừng | dừng | tạm dừng | kéo | lập danh sách | thực hành"
            " | bình xét | xét | xét duyệt | họp bàn | ghi | ghi nhận | lưu | sao | rải | treo | dán | chốt"
            " | xây | cắt giảm | thay | thay đổi | thay thế | bảo quản | gia hạn | tái tục | duyệt"
            " | tham khảo | vay | chấm | chấm điểm | kiến nghị | phản ánh | phản hồi | nêu | chỉ rõ | chỉ ra"
            " | đẩy nhanh | đẩy | tăng tốc | bứt phá | tự | tự rà soát | tự kiểm tra | nhận diện | tận dụng"
            " | cụ thể hóa | vừa | không để | không | tuyệt đối | hỗ trợ thêm | căn cứ | dựa | trên cơ sở"
            " | gắn trách nhiệm | phải | cần | trực | trực tiếp | định kỳ | trao đổi | cùng | chia sẻ"
            " | làm việc | ra | soạn | biên soạn | in ấn | đặt | giới thiệu | nhắn | gọi | thăm | chọn"
            " | lựa chọn | mời | triệu tập | tập hợp | nhanh | kiên quyết | kiên trì | thí điểm | đồng thời"
            " | không ngừng | sửa đổi | bãi bỏ | đề nghị cấp | quyết toán | lập dự toán | lập kế hoạch"
            " | chuyển đổi | số hóa | tích hợp | đơn đốc | đối soát | xong"
        )
    }
)

# Sentence openers that tell of what is or was, not of what is to be done.
FACTS = Phrases(
    {
        "fact": (
            "kết quả | tính đến | đến nay | hiện nay | hiện | hiện tại | được biết | trước đó | qua kiểm tra"
            " | qua báo cáo | theo báo cáo | theo số liệu | theo thống kê | tại hội nghị | tại buổi"
            " | tại cuộc | hội nghị đã | hội nghị cũng đã | tham dự | cùng dự | dự họp | dự hội nghị"
            " | cùng tham dự | nguyên nhân | thời gian qua | trong thời gian qua | những năm qua"
            " | trong những năm qua | năm qua | vừa qua | báo cáo tại | theo báo cáo tại | theo đánh giá"
            " | số liệu | nhờ | sau khi | nhìn chung | tuy nhiên | mặc dù | song | ngay sau | cũng tại"
            " | sau hội nghị | trong 6 tháng đầu năm | 6 tháng đầu năm | trong năm qua | trong đó có"
            " | cho đến nay | đến thời điểm | đến thời điểm này | số người | số còn lại | toàn huyện có"
            " | có mặt | nhiều | đây là | đó là | căn cứ | kính gửi | nơi nhận | phát biểu tại | thay mặt"
            " | thực hiện sự chỉ đạo | thực hiện chỉ đạo | cuối buổi | kết thúc | buổi làm việc | ước"
            " | đạt được | hạn chế lớn nhất | hạn chế là | tồn tại | khó khăn | tính từ đầu năm | từ đầu năm"
            " | như vậy | có được kết quả | với cách làm | đại diện | các đại biểu | đại biểu | một số ý kiến"
            " | ý kiến"
        )
    }
)
PAST = words("đã đang vừa từng còn chưa sẽ")
PROGRESS = words("đã đang vừa từng")
CONNECTORS = Phrases(
    {
        "and": (
            "đồng thời | bên cạnh đó | ngoài ra | trong đó | đặc biệt | do đó | vì vậy | do vậy | vì thế"
            " | theo đó | cụ thể | cụ thể là | tiếp đó | cùng với đó | mặt khác | riêng | trước mắt"
            " | trước hết | nhất là | cùng với | thứ nhất | thứ hai | thứ ba | thứ tư | thứ năm | một là"
            " | hai là | ba là | bốn là | năm là | sáu là | cuối cùng | sau đó | từ đó | và | còn | cũng"
            " | nay | song song với đó | song song đó | hơn nữa | về phía | đối với | với | còn với"
            " | riêng đối với | riêng với | về giải pháp | tiếp theo | ngay sau hội nghị | trên cơ sở đó"
            " | qua đó | từ thực tế đó | xuất phát từ thực tế đó | thời gian tới | trong thời gian tới"
            " | nhưng | nhân dịp này | thay mặt lãnh đạo | bên cạnh việc | nội dung cụ thể | như sau | sau"
            " | gồm | đó là"
        )
    }
)
LEADS_INTO = Phrases({"open": "theo đó | cụ thể | cụ thể là | cụ thể như sau | trong đó | nội dung cụ thể"})
ADVERBIALS = Phrases(
    {
        "time": (
            "từ nay | từ | đến | tới | trước | trong | hết | chậm nhất | hằng | hàng | định kỳ | vào | ngay"
            " | sau | cuối | ngày | hằng tháng | hàng tháng | hằng tuần | hàng tuần | hằng quý | hàng quý"
            " | quý | năm | tháng | mỗi tháng | mỗi tuần | phấn đấu đến | phấn đấu hết | chiều | sáng"
            " | mỗi quý | thứ"
        ),
        "purpose": "để | nhằm",
        "ground": (
            "theo | căn cứ | căn cứ vào | trên cơ sở | dựa trên | với | đối với | về | bên cạnh | cùng với"
            " | ngoài | qua | khi | do | tại | trên tinh thần | trước tình hình | xuất phát từ | bằng | nếu"
            " | trường hợp | sau khi | nhân dịp | riêng | về phía | thay mặt | qua đó | liên quan"
            " | trong bối cảnh | nói về | dịp này | cũng tại"
        ),
        "act": "thực hiện | phát biểu | kết luận | kết thúc | tiếp thu | hưởng ứng",
        "praise": "đánh giá | ghi nhận | đánh giá cao | biểu dương | chia sẻ",
    }
)
PRONOUNS = Phrases(
    {
        "who": (
            "đồng chí | ông | bà | hội nghị | cuộc họp | phiên họp | buổi làm việc | người chủ trì | chủ tọa"
            " | chủ trì hội nghị | thành phố | chính phủ | thủ tướng | thủ tướng chính phủ | lãnh đạo"
            " | quốc hội | bộ y tế | bộ tài chính | bộ nội vụ | tỉnh | huyện | xã | phường | thị xã | quận"
            " | thị trấn | kế hoạch | văn bản | công văn | chỉ thị | công điện | thông báo | quyết định | tôi"
            " | trong đó | qua đó | ban | đ / c | họp | ngành | ban này | thành ủy | đoàn"
        )
    }
)
SIDE = words(
    "vẫn cũng còn đã vừa có và tiếp tục nhiệm đồng thời lại đặc biệt xin rất trân trọng mới khẩn trương ra"
    " phải luôn thường xuyên trực sẽ cuối cùng kịp"
)
