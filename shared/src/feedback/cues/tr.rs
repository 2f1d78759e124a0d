//! Turkish phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "tr",
    script: Script::Latin,
    common: "bir; ve; bu; için; ile; ne; mi; mı; da; de; ben; sen; bana; nasıl; var; çok; ama; olarak; gibi; \
        daha; şu; o; şimdi; lütfen; misin; mısın; en; olan; ki; değil; benim; senin; olur; kadar; her; \
        ya; yok; biraz",
    fillers: "tamam; peki; lütfen; şimdi; ve; merhaba; selam; bana; ah; ya; evet; ee; hm; o zaman; bir de; abi; \
        hocam",
    tasks: "yaz; yazar mısın; çevir; çevirir misin; oluştur; hazırla; özetle; listele; söyle; gönder; \
        hesapla; düzelt; bul; anlat; tasarla; ver; hatırlat; sınıflandır; paylaş; tercüme et",
    negations: "değil; hiç",
    praise: "teşekkür*; sağ ol; sağol; sağolun; sağ olun; eyvallah; çok iyi; çok güzel; çok teşekkür*; \
        harika olmuş; harika oldu; mükemmel oldu; güzel olmuş; iyi iş; güzel iş; aferin; tam istediğim; \
        aynen öyle; işte bu; şimdi oldu; şimdi çalışıyor; çalışıyor artık; çalıştı; işe yaradı; \
        oldu teşekkürler; çok daha iyi; haklısın; doğru söylüyorsun; bayıldım; beğendim; çok beğendim; \
        çok yardımcı; yardımcı oldu; çok faydalı; sen harikasın; harikasın; süpersin; mükemmelsin; \
        güzel cevap; iyi açıklama; eline sağlık; elinize sağlık; minnettarım",
    accept: "harika; mükemmel; süper; güzel; tamam; tamamdır; iyi; doğru; aynen; kesinlikle; şahane; muhteşem; \
        bravo; anladım; olur; oldu; tebrikler; efsane; on numara; kusursuz; enfes; eyw",
    wrong: "bu yanlış; yanlış cevap; yanlışsın; yanlış söyl*; yanlış yap*; yanlış anla*; yanlış olmuş; \
        yanlış bilgi; hâlâ yanlış; doğru değil; bu doğru değil; çalışmıyor; çalışmadı; işe yaramadı; \
        işe yaramıyor; hâlâ çalışm*; hâlâ aynı; hâlâ hata; hala hata; hata veriyor; hata verdi; \
        hata alıyorum; hata aldım; hata var; hata yaptın; hata yapıyorsun; aynı hata; aynı sorun; \
        aynı cevap; aynı şey; yine aynı; yine hata; istediğim bu değil; bunu istemedim; bunu sormadım; \
        istediğim bu değildi; sorduğum bu değil; sorumu cevaplamadın; cevap vermedin; cevaplamadın; \
        unuttun; unutmuşsun; atladın; yanılıyorsun; yanıldın; hatalı; mantıksız; saçma; saçmalık; \
        anlamı yok; mantıklı değil; uyduruyorsun; uydurdun; işe yaramaz; yardımcı olmadı; beğenmedim; \
        olmamış; beni anlamadın; anlamamışsın; kötü cevap; öyle değil",
    wrong_short: "yanlış; hayır; hata; olmadı; kötü; değil; yok; olmaz; yalan; berbat; eksik; anlamsız; \
        böyle bir şey yok",
    correct: "demek istediğim; demek istedim; kastetmiştim; kastettiğim; kastım; bahsediyorum; bahsetmiştim; \
        istemiştim; sormuştum; sordum; demiştim; söylemiştim; söyledim; olmalı; olmalıydı; olması gerek*; \
        olması lazım; yerine; değil de; aslında; doğrusu; doğru cevap; istemiyorum; kullanma; \
        karıştırdın; karıştırıyorsun; yapmalıydın",
    correct_open: "hayır; ama; aslında; bekle; yok; dur; fakat",
    doubt: "emin misin; emin misiniz; bundan emin; ne demek istiyorsun; ne demek istedin; bu ne anlama; \
        anlamadım; anlayamadım; anlamıyorum; açıklar mısın; açıklayabilir misin; daha açık; net değil; \
        açık değil; neden böyle; neden öyle; niye böyle; nereden biliyorsun; nereden çıkardın; \
        nereden aldın; kaynağın ne; kaynağın nedir; kaynak göster*; kaynak ver*; bu doğru mu; \
        doğru mu bu; gerçekten mi; kontrol eder misin; doğrular mısın; tekrar bak; kafam karıştı",
    doubt_short: "gerçekten; neden; niye; nasıl; nasıl yani; ne; kaynak; kaynaklar; cidden; efendim; sahi mi; \
        öyle mi; ne demek; ne anlama geliyor; kontrol et; teyit; detaylı açıkla",
    rephrase: "başka bir deyişle; başka türlü sor*; başka şekilde sor*; diğer bir deyişle; şöyle sorayım; \
        yani demek; sorum şu; sorum şuydu; tekrar ediyorum; tekrar soruyorum; yeniden sor*; \
        bir daha sor*; şunu öğrenmek; bilmek istediğim",
    refine: "daha kısa; daha uzun; daha detaylı; kısalt; uzat; tablo olarak; tabloya; yeniden yaz; sadeleştir; \
        daha resmi; daha basit; ekle; türkçe yaz; özetle; genişlet",
    masks: "şimdiden teşekkür*; teşekkür mektubu; teşekkür mesajı; teşekkür e-postası; sorun değil; \
        sorun yok; problem değil; hata mesajı*; fena değil; hiç sorun; önemli değil; hayır teşekkür*; \
        yok teşekkür*; iyi günler; iyi geceler; iyi akşamlar; ne yanlış; yanlış olan; doğru mu yanlış; \
        doğru ya da yanlış; neden olmasın; sadece değil; hatasız; neden çalışmıyor",
    sorry: "özür dilerim; özür; üzgünüm; haklısınız; haklısın; kusura bakma; hatam; düzeltme için teşekkür*; \
        düzelttiğiniz için; uyarı için; pardon; yanılmışım",
    welcome: "rica ederim; memnun oldum; yardımcı olabildiysem; ne demek; sevindim; bir şey değil; beğenmenize",
    refusal: "üzgünüm, ancak; üzgünüm ama; maalesef; yapamam; bir yapay zeka; özür dilerim, ancak; \
        yardımcı olamam",
};
