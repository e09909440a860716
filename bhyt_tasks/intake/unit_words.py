"""Which words name units, the people at their heads, and what stands around such names?"""

from bhyt_tasks.intake.tokens import Phrases

QUANTIFIERS = Phrases(
    {
        "many": (
            "các | những | tất cả các | tất cả | toàn bộ các | toàn bộ | toàn thể các | toàn thể | một số"
            " | nhiều | mọi | đa số các | hai | ba | bốn | năm | sáu | bảy | tám | chín | mười"
        ),
        "each": "mỗi một | mỗi | từng",
        "whole": "toàn | cả",
    }
)
TITLES = Phrases(
    {
        "title": (
            "chủ tịch | phó chủ tịch | phó chủ tịch thường trực | phó chủ tịch phụ trách | thủ trưởng"
            " | giám đốc | phó giám đốc | hiệu trưởng | hiệu trưởng và phó hiệu trưởng | trưởng | phó trưởng"
            " | bí thư | phó bí thư | lãnh đạo | người đứng đầu | chánh văn phòng | tổng giám đốc"
            " | phó tổng giám đốc | bộ trưởng | cục trưởng | chi cục trưởng | chánh thanh tra | đội trưởng"
            " | trạm trưởng | trưởng trạm | tổ trưởng | trưởng các | đại diện lãnh đạo | thường trực"
            " | ban thường vụ | ban giám hiệu | ban giám đốc | tập thể lãnh đạo | ban chấp hành"
            " | ban thường trực | kế toán | đại diện | trưởng ban | phó trưởng ban | phó ban"
            " | trưởng ban chỉ đạo | phó trưởng ban chỉ đạo | phó ban chỉ đạo | trưởng bcđ | phó trưởng bcđ"
            " | người phụ trách | đồng chí | đ / c | thư ký | ông | bà | kế toán trưởng"
        )
    }
)
HEADS = Phrases(
    {
        "council": (
            "chi , đảng bộ | ủy ban trung ương mttq | ubnd | ủy ban nhân dân | ub nhân dân | hđnd"
            " | hội đồng nhân dân | hđnd - ubnd | ubmttq | ủy ban mttq | ủy ban mặt trận tổ quốc | ub mttq"
            " | ub mặt trận tổ quốc | mttq | mặt trận tổ quốc | mặt trận | ủy ban mặt trận tổ quốc việt nam"
            " | ủy ban mttq việt nam | mttq việt nam | ubmttq việt nam | ubmttqvn | mặt trận tổ quốc việt nam"
            " | ủy ban mttqvn | ubmttq vn | đảng ủy | huyện ủy | thành ủy | thị ủy | tỉnh ủy | quận ủy"
            " | chi bộ | chi ủy | đảng bộ | cấp ủy | cấp ủy đảng | các cấp ủy đảng | cấp ủy các cấp"
            " | chính quyền | chính quyền địa phương | ủy ban | ubnd - ubmttq"
        ),
        "agency": (
            "p . | thanh tra | đại học | phòng | sở | ban | bộ | báo | cục | chi cục | trung tâm | bệnh viện"
            " | hội | đoàn | liên đoàn | ngành | khối | chi hội | chi đoàn | đội | viện | ngân hàng | đài"
            " | ban quản lý | liên minh | phòng giao dịch"
        ),
        "ready": (
            "bhxh | bảo hiểm xã hội | cơ quan bhxh | cơ quan bảo hiểm xã hội | ngành bhxh | công an | quân sự"
            " | ban chỉ huy quân sự | văn phòng | kho bạc nhà nước | kho bạc | bưu điện | viettel"
            " | cơ quan thuế | chi cục thuế | cục thuế | thuế | tòa án | tòa án nhân dân | viện kiểm sát"
            " | viện kiểm sát nhân dân | trung tâm y tế | ttyt | trạm y tế | bệnh viện đa khoa | bvđk"
            " | đoàn thanh niên | đoàn tncs hồ chí minh | đoàn tn | đtn"
            " | đoàn thanh niên cộng sản hồ chí minh | tỉnh đoàn | huyện đoàn | thành đoàn | xã đoàn"
            " | thị đoàn | liên đoàn lao động | lđlđ | công đoàn | công đoàn cơ sở | cơ quan thường trực"
            " | đài truyền thanh | đài phát thanh | đài phát thanh và truyền hình"
            " | đài phát thanh - truyền hình | đài pt - th | đài ptth | đài truyền thanh - truyền hình"
            " | ban chỉ đạo | bcđ | ban vận động | tổ vận động | tổ giúp việc | tổ công tác | ban tuyên giáo"
            " | ban tổ chức | ban dân vận | ủy ban kiểm tra | ban tuyên vận | tổ y tế | ban pháp chế"
            " | ban văn hóa - xã hội | cổng thông tin điện tử | báo đài | báo chí | hội liên hiệp phụ nữ"
            " | hội lhpn | hội nông dân | hội nd | hội cựu chiến binh | hội ccb | hội chữ thập đỏ"
            " | hội người cao tuổi | hội phụ nữ | hội khuyến học | hội cựu giáo chức | liên minh hợp tác xã"
            " | nhà trường | lực lượng vũ trang | phòng khám | trường | ban giám hiệu | đồn biên phòng"
            " | bộ đội biên phòng | cảnh sát khu vực | nghiệp đoàn | ban qlda | hội đồng | cổng thông tin"
            " | vphc | vp hđnd - ubnd | văn phòng hđnd - ubnd | văn phòng hđnd và ubnd | văn phòng ubnd"
            " | vp ubnd | tổ đại lý | tổ liên gia | tổ thư ký | tổ nhân dân | hội đồng đội | cấp xã"
            " | cấp huyện | cấp cơ sở | thường trực ban chỉ đạo | cơ quan thường trực ban chỉ đạo"
            " | hệ thống chính trị | đoàn kiểm tra | đoàn công tác | tổ kiểm tra | bộ phận một cửa"
        ),
        "common": (
            "phòng ban | ban ngành | sở ngành | phòng ban chuyên môn | phòng chuyên môn | hội đoàn thể"
            " | hội - đoàn thể | hội quần chúng | tổ chức hội | tổ chức đoàn thể | tổ chức chính trị - xã hội"
            " | tổ chức chính trị xã hội | tổ chức xã hội | tổ chức đảng | đoàn thể chính trị"
            " | đoàn thể chính trị - xã hội | đoàn thể chính trị xã hội | bộ phận | bộ phận chuyên môn | nhóm"
            " | cơ quan | đơn vị | địa phương | tổ chức | đoàn thể | doanh nghiệp | cấp | cơ sở"
            " | cơ quan chuyên môn | đơn vị sử dụng lao động | đơn vị sự nghiệp | đơn vị trường học"
            " | hợp tác xã | chủ sử dụng lao động | người sử dụng lao động | chi hội đoàn thể | hộ gia đình"
            " | gia đình | hộ dân | hộ | cơ sở giáo dục | cơ sở y tế | cơ sở khám chữa bệnh"
            " | cơ sở khám bệnh , chữa bệnh | cơ sở kcb | trường học | cơ sở khám , chữa bệnh"
            " | cơ sở y tế khám , điều trị | cơ sở khám , điều trị | cơ sở đào tạo | đơn vị y tế | trường"
            " | đại lý thu | đại lý | tổ chức dịch vụ thu | tổ chức dịch vụ | điểm thu | cơ quan báo chí"
            " | thành viên | cơ quan truyền thông | tổ dịch vụ thu | xí nghiệp | công ty | chủ doanh nghiệp"
            " | quỹ tín dụng | chủ đầu tư | cơ quan liên quan | đơn vị liên quan | cơ sở sản xuất"
            " | hộ kinh doanh | đầu mối | chi bộ"
        ),
        "people": (
            "già làng | cán bộ | công chức | viên chức | đảng viên | đảng ủy viên | huyện ủy viên | ủy viên"
            " | thành viên | nhân viên | thành viên ban chỉ đạo | thành viên bcđ | giáo viên"
            " | giáo viên chủ nhiệm | trưởng thôn | trưởng ấp | trưởng khu phố | trưởng bản | bí thư chi bộ"
            " | tổ trưởng tổ dân phố | trưởng ban công tác mặt trận | trưởng khu | trưởng khóm"
            " | cộng tác viên | nhân viên đại lý | cán bộ công chức | cán bộ phụ trách | y tế thôn bản"
            " | cbccvc | người có uy tín | đại lý viên | nhân viên thu | công chức chuyên môn"
            " | công chức phụ trách | đoàn viên | hội viên | trưởng buôn | cán bộ chuyên môn | trưởng phòng"
            " | chủ hộ kinh doanh | tổ viên | chuyên viên | công chức lđ - tb & xh"
            " | công chức văn hóa - xã hội | đại biểu hđnd | ban công tác mặt trận"
        ),
        "place": (
            "tp . | tx . | tt . | xã | phường | thị trấn | huyện | quận | thị xã | thành phố | tỉnh | đặc khu"
            " | thôn | ấp | bản | buôn | khóm | khu phố | tổ dân phố | tdp | khu dân cư | phường xã"
            " | xã phường | xã thị trấn | tp | tx | tt | thôn bản | thôn xóm | xóm | tổ nhân dân | cụm dân cư"
            " | làng | cụm | khu vực | khu | sóc | tổ | thị | thành | nơi | nơi nào | xã nào | đơn vị nào"
            " | địa phương nào | địa bàn dân cư"
        ),
    }
)
FIELDS = Phrases(
    {
        "field": (
            "y tế | lao động thương binh xã hội | lao động tb xh | lđ tb xh | lđtbxh | lđtb xh | lao động"
            " | lđ | giáo dục đào tạo | gd đt | gdđt | giáo dục | gd | văn hóa thông tin"
            " | văn hóa thể thao du lịch | văn hóa thể thao | văn hóa xã hội | vh tt | vhtt | vh xh | vhxh"
            " | văn hóa | tài chính kế hoạch | tc kh | tckh | tài chính | kế hoạch đầu tư | kế hoạch | kh đt"
            " | khđt | nội vụ | tư pháp | công thương | xây dựng | kinh tế | kinh tế hạ tầng | quản lý đô thị"
            " | nông nghiệp phát triển nông thôn | nông nghiệp ptnt | nn ptnt | nông nghiệp môi trường"
            " | nông nghiệp | tài nguyên môi trường | tn mt | tnmt | khoa học công nghệ"
            " | thông tin truyền thông | tt tt | tttt | giao thông vận tải | dân tộc | dân tộc tôn giáo"
            " | ngoại vụ | thuế | công an | tuyên giáo | tuyên giáo dân vận | dân vận | tổ chức | pháp chế"
            " | tổ chức nội vụ | nông dân | nd | liên hiệp phụ nữ | lhpn | phụ nữ | cựu chiến binh | ccb"
            " | chữ thập đỏ | ctđ | người cao tuổi | nct | thanh niên | tncs hồ chí minh | tn | khuyến học"
            " | cựu giáo chức | doanh nghiệp | thống kê | bưu chính | truyền thông văn hóa"
            " | phát thanh truyền hình | chính sách xã hội | công nghiệp | thông tin | truyền thông"
            " | lao động việc làm | kế hoạch tổng hợp | nghiệp vụ | một cửa | hành chính | dân số"
            " | dân số khhgđ | bhxh | bảo hiểm xã hội | dân tộc miền núi | văn xã | kinh tế tổng hợp"
            " | quản lý các khu công nghiệp | khu công nghiệp | hợp tác xã | phát thanh | truyền thanh"
            " | chính trị | mầm non | tiểu học | trung học cơ sở | thcs | thpt | trung học phổ thông"
            " | phổ thông | chính sách bhxh bhyt | bhxh bhyt | đại học | cao đẳng | dạy nghề"
            " | thực hiện chính sách bhxh bhyt | bhyt | bhyt toàn dân | kinh tế hạ tầng đô thị"
            " | bảo hiểm y tế | bảo hiểm y tế toàn dân | phục vụ hành chính công | kiểm soát bệnh tật"
            " | dịch vụ việc làm | giáo dục nghề nghiệp | giáo dục thường xuyên | bồi dưỡng chính trị"
            " | đầu tư xây dựng | tài chính kế toán | địa chính | tư pháp hộ tịch | văn phòng thống kê"
            " | dân số khhgđ trẻ em | chế độ bhxh | chế độ | giám định bhyt | giám định | quản lý thu | thu sổ thẻ"
            " | cấp sổ thẻ | kế hoạch tài chính | truyền thông phát triển đối tượng | công nghệ thông tin"
            " | thanh tra kiểm tra | tổ chức cán bộ | tiếp nhận trả kết quả | khai thác thu nợ"
        )
    },
    loose=True,
)
AREAS = Phrases(
    {
        "area": (
            "xã | phường | thị trấn | huyện | quận | thị xã | thành phố | tỉnh | đặc khu | tp | tx | tt | p"
            " | thôn | ấp | buôn | làng | sóc | khu phố | khóm | tổ dân phố | trung ương | việt nam | cơ sở"
            " | liên huyện | khu vực | bản | cấp | khu dân cư | nhà nước | trường | phường xã | xã phường"
            " | thôn xóm | thôn bản | trường học | xóm | địa phương | huyện ủy | tỉnh ủy | thị ủy | thành ủy"
            " | đảng ủy | quận ủy | đảng ủy xã"
        )
    }
)
TAILS = Phrases(
    {
        "tail": (
            "trực thuộc sở | trực thuộc ngành | trực thuộc phòng"
            " | trên địa bàn | trên địa bàn huyện | trên địa bàn tỉnh | trên địa bàn xã | trên địa bàn thành phố"
            " | trên địa bàn thị xã | trên địa bàn quận | trên địa bàn phường | trực thuộc | có liên quan"
            " | liên quan | còn lại | nêu trên | nói trên | các cấp | chuyên môn | đóng trên địa bàn"
            " | đóng chân trên địa bàn | cùng cấp | ở cơ sở | trong huyện | trong tỉnh | trong xã"
            " | trong toàn huyện | trong toàn tỉnh | trong thành phố | trong thị xã | trong ban chỉ đạo"
            " | trong bcđ | ban chỉ đạo | bcđ | của huyện | của xã | của tỉnh | của thành phố | của thị xã"
            " | của phường | có tên trên | chức năng | thuộc | ở địa phương | tại địa phương"
            " | không chuyên trách | chủ chốt | thành viên | công lập | ngoài công lập | bán trú"
            " | tại các thôn | ở các thôn | chính trị - xã hội | chính trị xã hội | cấp xã | cấp huyện"
            " | cấp tỉnh | cấp cơ sở | khám chữa bệnh | khám bệnh , chữa bệnh | khám , chữa bệnh | bhyt"
            " | bhxh , bhyt | thu bhxh , bhyt | thu bhyt | thu bhxh | kcb bhyt | dự họp | dự hội nghị"
            " | vũ trang | ngoài nhà nước | nhà nước | tư nhân | hành chính | sự nghiệp | của mình | mình"
            " | cơ quan | toàn huyện | toàn tỉnh | toàn xã | toàn thành phố | toàn thị xã | toàn dân"
            " | thuộc huyện | thuộc tỉnh | thuộc xã | thuộc thành phố | đoàn thể | chưa đạt chỉ tiêu"
            " | chưa hoàn thành | chậm tiến độ | đạt thấp | quần chúng | trên toàn tỉnh | trên toàn huyện"
            " | toàn địa bàn | toàn ngành | đảng | đảng viên | có tỷ lệ thấp | địa phương | ở thôn"
            " | tại cơ sở | dân cư | vn | việt nam | có học sinh | thành viên ban chỉ đạo"
        )
    }
)
BACK = Phrases(
    {
        "back": (
            "đơn vị mình | địa phương mình | cơ quan mình | xã mình | đơn vị đó | các đơn vị này"
            " | các địa phương này | các xã này | các đơn vị trên | các xã trên | cơ quan , đơn vị mình"
            " | ngành mình | các đơn vị nêu trên | cấp mình | họ"
        )
    }
)
NOT_UNITS = Phrases(
    {
        "other": (
            "hội nghị | hội thảo | hội trường | hội thi | hội ý | hội họp | ban hành | bộ mặt | đoàn kết"
            " | ngành nghề | khối lượng | đội ngũ | bản thân | cấp phát | cấp thẻ | cấp đổi | cấp lại"
            " | xã hội | xã hội hóa | phòng chống | phòng ngừa | phòng bệnh | phòng cháy | phòng , chống"
            " | thành lập | thành tích | thành công | thành phần | thị trường | bộ chỉ số | bộ tiêu chí"
            " | ban đầu | sở hữu | báo cáo | cơ sở dữ liệu | cơ sở vật chất | trường hợp | nhóm đối tượng"
            " | nhóm người | hộ khẩu | đại biểu | tổ chức thực hiện | tổ chức hội nghị | tổ chức các"
            " | tổ chức tốt | huyện ta | khu vực khó khăn | bản chất | bản cam kết | bản đồ | cụm từ"
            " | đoàn xe | đơn vị tính | ấp ủ | thôn tính | tổ chức tuyên truyền | tổ chức triển khai"
            " | tổ chức kiểm tra | tổ chức họp | tổ chức quán triệt | tổ chức đối thoại | tổ chức ký"
            " | tổ chức lễ"
        )
    }
)
NOT_AGENCY = Phrases(
    {
        "insurance": (
            ", bhyt | , bhtn | và bhyt | bhyt | tự nguyện | bắt buộc | một lần | toàn dân | - bhyt | / bhyt"
            " | , bảo hiểm y tế | và bảo hiểm y tế | , bảo hiểm thất nghiệp | và bhtn"
        )
    }
)
