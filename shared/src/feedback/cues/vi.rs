//! Vietnamese phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "vi",
    script: Script::Latin,
    common: "là; của; và; cho; tôi; bạn; không; có; được; một; trong; này; với; các; để; cái; như; thế; nào; \
        gì; hãy; em; anh; mình; những; thì; làm; giúp; về; đó; cần; đã; ra; bằng; viết; nó; tại; ở; vậy",
    fillers: "ok; được; vâng; dạ; hãy; bạn có thể; có thể; bây giờ; và; xin chào; chào; cũng; tôi muốn; \
        tôi cần; giúp tôi; à; ừ; ờ; vui lòng; làm ơn; rồi; vậy; thế; xin; ừm; hmm",
    tasks: "viết; dịch; tạo; soạn; tóm tắt; liệt kê; mô tả; tưởng tượng; gửi; tính; sửa; tìm; lập; thiết kế; \
        nói; nhắc; phân loại; đăng; giải thích cách; đặt; kể; phân tích; nêu",
    negations: "không; chẳng; chưa; đâu có",
    praise: "cảm ơn; cám ơn; cảm ơn bạn; cảm ơn nhiều; xin cảm ơn; biết ơn; rất tốt; tốt lắm; hay lắm; \
        hay quá; tốt quá; tuyệt quá; tuyệt vời quá; giỏi lắm; giỏi quá; làm tốt lắm; rất hay; \
        rất hữu ích; hữu ích quá; đúng rồi; chính xác rồi; đúng ý tôi; đúng cái tôi; đúng như tôi; \
        chạy được rồi; được rồi; đã chạy; hoạt động rồi; đã hoạt động; tốt hơn nhiều; tốt hơn rồi; \
        tôi thích; mình thích; bạn nói đúng; bạn thật tuyệt; bạn giỏi; thông minh quá; giúp ích; \
        giúp tôi rất nhiều; câu trả lời tốt; giải thích rất; dễ hiểu quá; quá đỉnh",
    accept: "tuyệt vời; tuyệt; hoàn hảo; tốt; hay; ok; được; chính xác; chuẩn; xuất sắc; đỉnh; chuẩn rồi; \
        hiểu rồi; đúng; ổn; ngon; quá hay; tốt rồi; ổn rồi; cool; đồng ý",
    wrong: "sai rồi; bị sai; bạn sai; câu trả lời sai; trả lời sai; sai hết; sai bét; vẫn sai; không đúng; \
        chưa đúng; không chính xác; chưa chính xác; không phải vậy; không phải thế; không phải như vậy; \
        không phải điều tôi; không phải cái tôi; không phải ý tôi; không đúng ý; không chạy; \
        không hoạt động; không dùng được; chưa được; vẫn lỗi; vẫn bị; vẫn còn lỗi; bị lỗi; báo lỗi; \
        gặp lỗi; lỗi rồi; lỗi tương tự; cùng lỗi; giống hệt; y hệt; như cũ; nhầm rồi; bạn nhầm; bị nhầm; \
        nhầm lẫn; bạn quên; quên mất; bạn chưa; bạn không hiểu; bạn không trả lời; không trả lời; \
        chưa trả lời; vô nghĩa; không có nghĩa; không hợp lý; vô lý; không tồn tại; không có thật; bịa; \
        bịa đặt; vô dụng; không giúp; không hữu ích; không thích; tệ quá; dở quá; lạc đề",
    wrong_short: "sai; nhầm; lỗi; không; tệ; dở; chưa; không phải; vớ vẩn; không được; vẫn không; vẫn chưa; có lỗi; \
        thiếu",
    correct: "ý tôi là; ý mình là; ý em là; ý tôi muốn; tôi muốn nói; tôi đang nói; tôi đang hỏi; tôi hỏi; \
        tôi đã hỏi; tôi yêu cầu; tôi đã yêu cầu; tôi đã nói; tôi bảo; đã bảo; phải là; đáng lẽ; lẽ ra; \
        nên là; mới đúng; thay vì; thay vào đó; chứ không phải; chứ không; mà là; thực ra; thật ra; \
        đáp án đúng; câu trả lời đúng; tôi không muốn; đừng dùng; bạn nhầm với",
    correct_open: "không; nhưng; thực ra; khoan; không phải; đợi đã; mà",
    doubt: "bạn có chắc; có chắc không; chắc không; chắc chứ; có chắc là; có đúng không; thật không; \
        thật vậy sao; nghĩa là gì; là sao; ý bạn là; bạn muốn nói gì; bạn nói gì; không hiểu; chưa hiểu; \
        khó hiểu; không rõ; chưa rõ; làm rõ; nói rõ hơn; giải thích thêm; giải thích lại; \
        giải thích điều đó; tại sao bạn; vì sao bạn; tại sao lại; sao lại; làm sao bạn biết; nguồn ở đâu; \
        nguồn đâu; lấy ở đâu; kiểm tra lại; xem lại; bối rối; nghi ngờ",
    doubt_short: "thật sao; thật à; tại sao; sao; gì; gì cơ; nguồn; hả; thế nào; sao vậy; đúng không; ý bạn; \
        giải thích rõ; giải thích kỹ; sao bạn; nguồn nào; dẫn nguồn; xác nhận; xác minh",
    rephrase: "nói cách khác; hỏi lại; tôi hỏi lại; để tôi hỏi lại; cho tôi hỏi lại; diễn đạt lại; \
        để tôi nói lại; nói lại; tức là; câu hỏi của tôi là; tôi nhắc lại; điều tôi muốn; tôi muốn biết; \
        hỏi cách khác; để tôi diễn đạt",
    refine: "ngắn hơn; dài hơn; chi tiết hơn; rút gọn; viết lại; dưới dạng bảng; đơn giản hơn; \
        trang trọng hơn; thêm vào; bằng tiếng việt; mở rộng; làm cho nó",
    masks: "cảm ơn trước; thư cảm ơn; lời cảm ơn; nói cảm ơn; email cảm ơn; không sao; không có gì; \
        không vấn đề; không thành vấn đề; không có lỗi; không bị lỗi; không cảm ơn; không chỉ; có gì sai; \
        sai ở đâu; đúng hay sai; thông báo lỗi; sửa lỗi; được không; hay không; không tệ; tại sao không; \
        chào buổi sáng; lỗi gì; có được không; không biết",
    sorry: "xin lỗi; tôi xin lỗi; bạn nói đúng; bạn đúng; thành thật xin lỗi; cảm ơn bạn đã chỉ; \
        cảm ơn bạn đã nhắc; cảm ơn bạn đã góp ý; tôi đã nhầm; rất tiếc vì; lỗi của tôi",
    welcome: "không có gì; rất vui; rất hân hạnh; tôi rất vui; không có chi; rất vui vì",
    refusal: "xin lỗi, nhưng; tôi xin lỗi, nhưng; tôi không thể; xin lỗi, tôi không thể; rất tiếc, tôi; \
        là một mô hình",
};
