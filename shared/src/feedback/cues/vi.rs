//! Vietnamese phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "vi",
    script: Script::Latin,
    common: "là; của; và; cho; tôi; bạn; không; có; được; một; trong; này; với; các; để; cái; như; thế; nào; gì; hãy; \
        em; anh; mình; những; thì; làm; giúp; về; đó; cần; đã; ra; bằng; viết; nó; tại; ở; vậy",
    fillers: "ok; được; vâng; dạ; hãy; bạn có thể; có thể; bây giờ; và; xin chào; chào; cũng; tôi muốn; tôi cần; \
        giúp tôi; à; ừ; ờ; vui lòng; làm ơn; rồi; vậy; thế; xin; ừm; hmm",
    tasks: "viết; dịch; tạo; soạn; tóm tắt; liệt kê; mô tả; tưởng tượng; gửi; tính; sửa; tìm; lập; thiết kế; nói; \
        nhắc; phân loại; đăng; giải thích cách; đặt; kể; phân tích; nêu; làm thơ; bài thơ; đoạn hội thoại; câu chuyện; \
        khi nào; bao giờ; viết đoạn; viết đơn; viết thư; gợi ý; so sánh; sửa lỗi; kể về; giờ viết; đặt tên; dịch sang; \
        tiếp theo; giải thích sự; đúng hay sai",
    negations: "không; chẳng; chưa; đâu có",
    praise: "cảm ơn; cám ơn; xin cảm ơn; biết ơn; rất tốt; tốt lắm; hay lắm; hay quá; tốt quá; tuyệt quá; \
        tuyệt vời quá; giỏi lắm; giỏi quá; làm tốt lắm; rất hay; rất hữu ích; hữu ích quá; đúng rồi; chính xác rồi; \
        đúng như tôi; được rồi; đã chạy; hoạt động rồi; đã hoạt động; tốt hơn nhiều; tốt hơn rồi; tôi thích; \
        mình thích; bạn nói đúng; bạn thật tuyệt; bạn giỏi; thông minh quá; giúp ích; giúp tôi rất nhiều; \
        câu trả lời tốt; giải thích rất; quá đỉnh; tks; cam on; đội ơn; chạy được; chạy ngon; chạy rồi; ok rồi; \
        xong rồi; giải quyết được; hiểu rồi; à hiểu; tôi hiểu rồi; giờ thì hiểu; dễ hiểu; rõ ràng rồi; đỉnh quá; \
        đỉnh của; xịn; đẹp quá; đẹp lắm; hay đấy; hay thế; hay ghê; hay thật; tốt đấy; thích câu; thích quá; \
        thích lắm; đúng cái; đúng thứ; đúng ý; y như ý; chuẩn luôn; chuẩn đấy; quá chuẩn; quá tốt; quá tuyệt; \
        giỏi thế; giỏi thật; cứu mình; yêu bạn; tuyệt cú mèo",
    accept: "tuyệt vời; tuyệt; hoàn hảo; tốt; hay; ok; được; chính xác; chuẩn; xuất sắc; đỉnh; chuẩn rồi; hiểu rồi; \
        đúng; ổn; ngon; quá hay; tốt rồi; ổn rồi; cool; đồng ý; xịn; chuẩn luôn; ngon lành; đẹp; oke; okie; hiểu; rõ; \
        rõ rồi; quá đỉnh; hợp lý; tuyệt hảo; nhất trí; được đấy",
    good: "thông minh; thú vị; hữu ích; có ích; ấn tượng; thiên tài; đáng yêu; dễ thương; logic; giỏi; rõ ràng; \
        dễ hiểu; siêu; đầy đủ; hài lòng; ưng; sáng tạo; đỉnh cao",
    bad: "ngu; ngu ngốc; ngớ ngẩn; vô lý; vô nghĩa; vô dụng; nhảm nhí; nhạt; kém; tồi; kỳ cục; lạ; khó hiểu; rối; \
        lủng củng; cẩu thả; lỗi thời; thất vọng; buồn cười; sơ sài; qua loa; linh tinh; phi lý; hời hợt",
    pointers: "này; đó; bạn; cậu; câu; câu trả lời; trả lời; giải thích; nó; bài; mã; kết quả; thật; quá; rất; em; cái",
    asks: "ai; khi nào; bao giờ; ở đâu; nào; tại sao; vì sao; bao nhiêu; bao lâu; mấy; làm sao; làm thế nào; \
        như thế nào; thế nào; là gì; có thể; có phải; có biết; không vậy; à",
    wrong: "sai rồi; bị sai; bạn sai; trả lời sai; sai hết; sai bét; vẫn sai; không đúng; chưa đúng; không chính xác; \
        chưa chính xác; không phải vậy; không phải thế; không phải như vậy; không phải điều tôi; không phải cái tôi; \
        không phải ý tôi; không chạy; không hoạt động; không dùng được; chưa được; vẫn lỗi; vẫn bị; vẫn còn lỗi; \
        bị lỗi; báo lỗi; gặp lỗi; lỗi rồi; lỗi tương tự; cùng lỗi; giống hệt; y hệt; như cũ; nhầm rồi; bạn nhầm; \
        bị nhầm; nhầm lẫn; bạn quên; quên mất; bạn chưa; bạn không hiểu; không trả lời; chưa trả lời; vô nghĩa; \
        không có nghĩa; không hợp lý; vô lý; không tồn tại; không có thật; bịa; vô dụng; không giúp; không hữu ích; \
        không thích; tệ quá; dở quá; lạc đề; vẫn không; vẫn chưa; vẫn thế; vẫn vậy; vẫn y; lỗi cũ; hiện lỗi; ra lỗi; \
        không lên; không ra; không mở được; không biên dịch; không có gì xảy ra; không thay đổi; không có tác dụng; \
        không ăn thua; chưa chạy; sai kết quả; sai thông tin; thông tin sai; không chuẩn; không thật; \
        không phải sự thật; nói linh tinh; nhảm; vớ vẩn; nói dối; chán quá; dở tệ; không ưng; không vừa ý; \
        không liên quan; trả lời không; không đọc; mâu thuẫn; không đầy đủ; chưa đủ; thiếu sót; thất vọng; vô ích; \
        khó nghe; chẳng liên quan; trả lời gì; kiểu gì; trật lất; trớt quớt; tào lao",
    wrong_short: "sai; nhầm; lỗi; không; tệ; dở; chưa; không phải; vớ vẩn; không được; vẫn không; vẫn chưa; có lỗi; \
        thiếu; chán; xấu; dở tệ; sai bét; vẫn lỗi; nhảm; không ổn; thất bại",
    correct: "ý em là; tôi muốn nói; tôi đang nói; tôi đang hỏi; tôi hỏi; tôi đã hỏi; tôi yêu cầu; tôi đã yêu cầu; \
        tôi đã nói; tôi bảo; đã bảo; phải là; đáng lẽ; lẽ ra; nên là; mới đúng; thay vì; thay vào đó; chứ không; \
        mà là; thực ra; thật ra; đáp án đúng; câu trả lời đúng; tôi không muốn; đừng dùng; bạn nhầm với; ý tôi; \
        ý mình; mình hỏi; mình bảo; đã nói; bạn quên; quên ghi; đáng ra; phải đọc; bỏ chữ; bỏ phần; sửa lại thành",
    correct_open: "không; nhưng; thực ra; khoan; đợi đã; mà",
    doubt: "chắc không; chắc chứ; có đúng không; thật không; thật vậy sao; nghĩa là gì; là sao; ý bạn là; \
        bạn muốn nói gì; bạn nói gì; không hiểu; chưa hiểu; khó hiểu; không rõ; chưa rõ; làm rõ; nói rõ hơn; \
        giải thích thêm; giải thích lại; giải thích điều đó; tại sao bạn; vì sao bạn; sao lại; nguồn ở đâu; nguồn đâu; \
        lấy ở đâu; kiểm tra lại; xem lại; bối rối; nghi ngờ; có chắc; lấy thông tin; lấy số liệu; ở đâu ra; ở đâu vậy; \
        sao biết; sao bạn biết; thật chứ; xác nhận; không tin; hơi lạ; lẫn lộn; rối quá; rõ hơn; nói về cái gì; \
        đang nói gì; nói gì vậy; nhắc lại; nói lại; lặp lại; không theo kịp; mơ hồ; chẳng hiểu; hoang mang",
    doubt_short: "thật sao; thật à; tại sao; sao; gì; gì cơ; nguồn; hả; thế nào; sao vậy; đúng không; ý bạn; \
        giải thích rõ; giải thích kỹ; sao bạn; nguồn nào; dẫn nguồn; xác nhận; xác minh; thật không; thật chứ; \
        chắc không; chắc chứ; ủa; sao cơ; là sao; thật hả; gì vậy",
    rephrase: "nói cách khác; hỏi lại; tôi hỏi lại; để tôi hỏi lại; cho tôi hỏi lại; để tôi nói lại; nói lại; tức là; \
        câu hỏi của tôi là; tôi nhắc lại; điều tôi muốn; tôi muốn biết; hỏi cách khác; để tôi diễn đạt; cách khác; \
        hỏi khác; nói khác; diễn đạt",
    refine: "ngắn hơn; dài hơn; chi tiết hơn; rút gọn; viết lại; dưới dạng bảng; đơn giản hơn; trang trọng hơn; \
        thêm vào; bằng tiếng việt; mở rộng; làm cho nó",
    masks: "cảm ơn trước; thư cảm ơn; lời cảm ơn; nói cảm ơn; email cảm ơn; không sao; không có gì; không vấn đề; \
        không thành vấn đề; không có lỗi; không bị lỗi; không cảm ơn; không chỉ; có gì sai; sai ở đâu; đúng hay sai; \
        thông báo lỗi; sửa lỗi; được không; hay không; không tệ; tại sao không; chào buổi sáng; lỗi gì; có được không; \
        không biết; nhận sai; sao cũng được; lỗi 404 là; nhầm số; tư vấn sai; có thật sự; được mấy",
    sorry: "xin lỗi; tôi xin lỗi; bạn nói đúng; bạn đúng; thành thật xin lỗi; cảm ơn bạn đã chỉ; cảm ơn bạn đã nhắc; \
        cảm ơn bạn đã góp ý; tôi đã nhầm; rất tiếc vì; lỗi của tôi",
    welcome: "không có gì; rất vui; rất hân hạnh; tôi rất vui; không có chi; rất vui vì",
    refusal: "xin lỗi, nhưng; tôi xin lỗi, nhưng; tôi không thể; xin lỗi, tôi không thể; rất tiếc, tôi; là một mô hình",
};
