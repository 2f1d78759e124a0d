//! Vietnamese phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "vi",
    script: Script::Latin,
    fillers: "ok; được; vâng; dạ; hãy; bạn có thể; có thể; bây giờ; và; xin chào; chào; cũng; tôi muốn; tôi cần; \
        giúp tôi; à; ừ; ờ; vui lòng; làm ơn; rồi; vậy; thế; xin; ừm; hmm",
    tasks: "viết; dịch; tạo; soạn; tóm tắt; liệt kê; mô tả; tưởng tượng; gửi; tính; sửa; tìm; lập; thiết kế; nói; \
        nhắc; phân loại; đăng; giải thích cách; đặt; kể; phân tích; nêu; làm thơ; bài thơ; đoạn hội thoại; câu chuyện; \
        khi nào; bao giờ; viết đoạn; viết đơn; viết thư; gợi ý; so sánh; sửa lỗi; kể về; giờ viết; đặt tên; dịch sang; \
        tiếp theo; giải thích sự; đúng hay sai",
    negations: "không; chẳng; chưa; đâu có",
    praise: "cảm ơn; cám ơn; biết ơn; tốt lắm; hay lắm; giỏi lắm; đúng rồi; chính xác rồi; đúng như tôi; được rồi; \
        đã chạy; hoạt động rồi; đã hoạt động; tốt hơn nhiều; tốt hơn rồi; tôi thích; mình thích; giúp ích; \
        giúp tôi rất nhiều; giải thích rất; tks; cam on; đội ơn; chạy được; chạy ngon; chạy rồi; ok rồi; xong rồi; \
        giải quyết được; hiểu rồi; à hiểu; giờ thì hiểu; dễ hiểu; rõ ràng rồi; đỉnh của; xịn; đẹp lắm; hay đấy; \
        hay thế; hay ghê; tốt đấy; thích câu; thích quá; thích lắm; đúng thứ; đúng ý; y như ý; chuẩn luôn; chuẩn đấy; \
        giỏi thế; cứu mình; yêu bạn; tuyệt cú mèo; cứu tôi; đơn giản hơn mình; đơn giản hơn tôi; dễ hơn mình; may quá; \
        ý hay; xong xuôi; ghi lại rồi; không biết luôn; học được",
    accept: "tuyệt vời; tuyệt; hoàn hảo; tốt; hay; ok; được; chính xác; chuẩn; xuất sắc; đỉnh; chuẩn rồi; hiểu rồi; \
        đúng; ổn; ngon; quá hay; tốt rồi; ổn rồi; cool; đồng ý; xịn; chuẩn luôn; ngon lành; đẹp; oke; okie; hiểu; rõ; \
        rõ rồi; quá đỉnh; hợp lý; tuyệt hảo; nhất trí; được đấy",
    good: "thông minh; thú vị; hữu ích; có ích; ấn tượng; thiên tài; đáng yêu; dễ thương; logic; giỏi; rõ ràng; \
        dễ hiểu; siêu; đầy đủ; hài lòng; ưng; sáng tạo; đỉnh cao",
    bad: "ngu; ngu ngốc; ngớ ngẩn; vô lý; vô nghĩa; vô dụng; nhảm nhí; nhạt; kém; tồi; kỳ cục; lạ; khó hiểu; rối; \
        lủng củng; cẩu thả; lỗi thời; thất vọng; buồn cười; sơ sài; qua loa; linh tinh; phi lý; hời hợt",
    pointers: "này; đó; bạn; cậu; câu; câu trả lời; trả lời; giải thích; nó; bài; mã; kết quả; thật; quá; rất; em; \
        cái; như thế; như vậy",
    asks: "ai; khi nào; bao giờ; ở đâu; nào; tại sao; vì sao; bao nhiêu; bao lâu; mấy; làm sao; làm thế nào; \
        như thế nào; thế nào; là gì; có thể; có phải; có biết; không vậy; à",
    really: "thật là; có thật; thật sự; thực sự",
    wrong: "sai rồi; bị sai; sai hết; sai bét; vẫn sai; không đúng; chưa đúng; không chính xác; chưa chính xác; \
        không phải vậy; không phải thế; không phải như vậy; không phải điều tôi; không phải ý tôi; không chạy; \
        không hoạt động; không dùng được; chưa được; vẫn lỗi; vẫn bị; vẫn còn lỗi; bị lỗi; báo lỗi; gặp lỗi; lỗi rồi; \
        lỗi tương tự; cùng lỗi; giống hệt; y hệt; như cũ; bạn quên; quên mất; bạn chưa; bạn không hiểu; vô nghĩa; \
        không có nghĩa; không hợp lý; vô lý; không tồn tại; không có thật; bịa; vô dụng; không giúp; không hữu ích; \
        không thích; lạc đề; vẫn không; vẫn chưa; vẫn thế; vẫn vậy; vẫn y; lỗi cũ; hiện lỗi; ra lỗi; không lên; \
        không ra; không biên dịch; không có gì xảy ra; không thay đổi; không có tác dụng; không ăn thua; chưa chạy; \
        sai thông tin; thông tin sai; không chuẩn; không thật; nói linh tinh; nhảm; vớ vẩn; nói dối; dở tệ; không ưng; \
        không vừa ý; không liên quan; không đọc; mâu thuẫn; không đầy đủ; chưa đủ; thất vọng; vô ích; khó nghe; \
        chẳng liên quan; kiểu gì; trật lất; trớt quớt; tào lao; không khớp; không trùng; không giống với; trái ngược; \
        đã cũ; lỗi thời; chưa nói; chưa cho; chưa nêu; chưa đề cập; không nhắc; không đề cập; không nói; \
        chưa giải thích; bỏ qua mục; sót; bị cắt; bị ngắt; lặp lại; văng ra; bị văng; bị treo; treo máy; bị đơ; \
        đơ luôn; tự tắt; tự thoát; crash; không mở; không load; trắng xóa; màn hình trắng",
    wrong_short: "sai; nhầm; lỗi; không; tệ; dở; chưa; không phải; vớ vẩn; không được; vẫn không; vẫn chưa; có lỗi; \
        thiếu; chán; xấu; dở tệ; sai bét; vẫn lỗi; nhảm; không ổn; thất bại",
    correct: "ý em là; tôi muốn nói; tôi đang nói; tôi đang hỏi; tôi hỏi; tôi đã hỏi; tôi yêu cầu; tôi đã yêu cầu; \
        tôi bảo; đã bảo; phải là; đáng lẽ; lẽ ra; nên là; mới đúng; thay vì; thay vào đó; chứ không; mà là; thực ra; \
        thật ra; đáp án đúng; câu trả lời đúng; tôi không muốn; đừng dùng; bạn nhầm với; ý tôi; ý mình; mình hỏi; \
        mình bảo; đã nói; bạn quên; quên ghi; đáng ra; phải đọc; bỏ chữ; bỏ phần; sửa lại thành; chứ có phải; viết là; \
        đúng ra là; tiếng việt nhé; sai ngôn ngữ; bạn tính; bạn dùng; bạn viết; bạn ghi; bạn lấy; bạn dịch; bạn chọn; \
        bạn đếm; bạn để; bạn cho",
    correct_open: "không; nhưng; thực ra; khoan; đợi đã; mà",
    doubt: "chắc không; chắc chứ; có đúng không; thật không; thật vậy sao; nghĩa là gì; là sao; ý bạn là; \
        bạn muốn nói gì; bạn nói gì; không hiểu; chưa hiểu; khó hiểu; không rõ; chưa rõ; làm rõ; giải thích thêm; \
        giải thích lại; giải thích điều đó; tại sao bạn; vì sao bạn; sao lại; nguồn ở đâu; nguồn đâu; lấy ở đâu; \
        kiểm tra lại; xem lại; bối rối; nghi ngờ; có chắc; lấy thông tin; lấy số liệu; ở đâu ra; ở đâu vậy; sao biết; \
        sao bạn biết; thật chứ; xác nhận; không tin; hơi lạ; lẫn lộn; rối quá; rõ hơn; nói về cái gì; đang nói gì; \
        nói gì vậy; nhắc lại; nói lại; lặp lại; không theo kịp; mơ hồ; chẳng hiểu; hoang mang; chứng minh; bằng chứng; \
        bịa ra; đáng tin; tưởng là; cứ tưởng; ai nói; ai bảo; theo ai; ghi ở đâu",
    doubt_short: "thật sao; thật à; tại sao; sao; gì; gì cơ; nguồn; hả; thế nào; sao vậy; đúng không; ý bạn; \
        giải thích rõ; giải thích kỹ; sao bạn; nguồn nào; dẫn nguồn; xác nhận; xác minh; thật không; thật chứ; \
        chắc không; chắc chứ; ủa; sao cơ; là sao; thật hả; gì vậy",
    rephrase: "nói cách khác; hỏi lại; tôi hỏi lại; để tôi hỏi lại; cho tôi hỏi lại; để tôi nói lại; nói lại; tức là; \
        câu hỏi của tôi là; tôi nhắc lại; điều tôi muốn; tôi muốn biết; hỏi cách khác; để tôi diễn đạt; cách khác; \
        hỏi khác; nói khác; diễn đạt; muốn tìm hiểu; đang muốn biết; muốn hỏi là; ý là muốn",
    refine: "ngắn hơn; dài hơn; chi tiết hơn; rút gọn; viết lại; dưới dạng bảng; đơn giản hơn; trang trọng hơn; \
        thêm vào; bằng tiếng việt; mở rộng; làm cho nó",
    masks: "cảm ơn trước; thư cảm ơn; lời cảm ơn; nói cảm ơn; email cảm ơn; không sao; không có gì; không vấn đề; \
        không thành vấn đề; không có lỗi; không bị lỗi; không cảm ơn; không chỉ; có gì sai; sai ở đâu; đúng hay sai; \
        thông báo lỗi; sửa lỗi; được không; hay không; không tệ; tại sao không; chào buổi sáng; lỗi gì; có được không; \
        không biết; sao cũng được",
    sorry: "xin lỗi; tôi xin lỗi; bạn nói đúng; bạn đúng; thành thật xin lỗi; cảm ơn bạn đã chỉ; cảm ơn bạn đã nhắc; \
        cảm ơn bạn đã góp ý; tôi đã nhầm; rất tiếc vì; lỗi của tôi",
    welcome: "không có gì; rất vui; rất hân hạnh; tôi rất vui; không có chi; rất vui vì",
    refusal: "xin lỗi, nhưng; tôi xin lỗi, nhưng; tôi không thể; xin lỗi, tôi không thể; rất tiếc, tôi; là một mô hình",
};
