//! Turkish phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "tr",
    script: Script::Latin,
    fillers: "tamam; peki; lütfen; şimdi; ve; merhaba; selam; bana; ah; ya; evet; ee; hm; o zaman; bir de; abi; hocam",
    tasks: "yaz; yazar mısın; çevir; çevirir misin; oluştur; hazırla; özetle; listele; söyle; gönder; hesapla; düzelt; \
        bul; anlat; tasarla; ver; hatırlat; sınıflandır; paylaş; tercüme et; şiir yaz; mektubu yaz; yazısı yaz; \
        önerir misin; açıkla; bilgi ver; karşılaştır; sırala; kim; ne zaman; kaç; hangi; tarif ver",
    negations: "değil; hiç",
    praise: "teşekkür*; sağ ol; sağol; sağolun; sağ olun; eyvallah; çok iyi; çok güzel; harika olmuş; harika oldu; \
        mükemmel oldu; güzel olmuş; iyi iş; güzel iş; aferin; tam istediğim; aynen öyle; işte bu; şimdi oldu; \
        şimdi çalışıyor; çalışıyor artık; çalıştı; işe yaradı; çok daha iyi; haklısın; doğru söylüyorsun; bayıldım; \
        beğendim; çok yardımcı; yardımcı oldu; çok faydalı; harikasın; süpersin; mükemmelsin; eline sağlık; \
        elinize sağlık; minnettarım; tşk; tsk; tşkler; tesekkur*; saol; sağolasın; saolasın; çok sağ; ellerine sağlık; \
        çok hoş; süper olmuş; şimdi anladım; tamam anladım; anlaşıldı; çözüldü; işime yaradı; çok açıklayıcı; \
        açıklayıcı oldu; gayet iyi; gayet açık; adamsın; kralsın; kraliçesin; efsanesin; tam da bu; tam olarak bu; \
        hayatımı kurtar*; kurtardın; sandığımdan kolay*; düşündüğümden kolay*; iyi fikir; not aldım; halloldu; \
        hallettim; bilmiyordum; öğrenmiş oldum; oh be",
    accept: "harika; mükemmel; süper; güzel; tamam; tamamdır; iyi; doğru; aynen; kesinlikle; şahane; muhteşem; bravo; \
        anladım; olur; oldu; tebrikler; efsane; on numara; kusursuz; enfes; eyw; müthiş; adamsın; kral; helal; \
        eyvallah; bomba; vay; anlaşıldı; kabul; süpersin; nefis; olağanüstü",
    good: "akıllı*; zeki*; zekice; ilginç; faydalı; yararlı; etkileyici; etkilendim; dahi*; parlak; güzeldi; iyiydi; \
        harikaydı; mükemmeldi; doğruydu; haklı*; mantıklı; komik; tatlı*; şeker*; en iyisi*; muhteşem*; inanılmaz; \
        başarılı; net; hoş; kaliteli; yerinde; memnun*; efsaneydi; süperdi; müthiş*",
    bad: "aptal*; saçma*; mantıksız*; anlamsız*; gereksiz; faydasız; alakasız; yanlıştı; hatalıydı; kötüydü; berbattı; \
        sıkıcı; zayıf; garip; tuhaf; absürt; komik değil; işe yaramaz*; çöp; vasat; yetersiz*; eski bilgi; tutarsız; \
        uyduruk; rezil; salak*; hayal kırıklığı",
    pointers: "bu; bunu; şu; o; sen; senin; cevap; cevabın; yanıt; yanıtın; açıklama; açıklaman; metin; kod; sonuç; \
        sin; siniz; ne kadar; böyle; öyle",
    asks: "kim; kimi; ne zaman; nerede; nereye; hangi; niçin; kaç; nasıl yap*; nasıl ol*; mi; mı; mu; mü; mısın; \
        misin; musun; müsün; miyim; mıyım; ne kadar; nedir; var mı; biliyor mu*",
    really: "gerçekten; cidden; sahiden",
    wrong: "yanlışsın; yanlış söyl*; yanlış yap*; yanlış anla*; yanlış olmuş; hâlâ yanlış; doğru değil; çalışmıyor; \
        çalışmadı; işe yaramadı; işe yaramıyor; hâlâ çalışm*; hâlâ aynı; hâlâ hata; hala hata; hata veriyor; \
        hata verdi; hata alıyorum; hata aldım; hata var; hata yaptın; hata yapıyorsun; aynı hata; aynı sorun; \
        aynı cevap; aynı şey; yine aynı; yine hata; istediğim bu değil; bunu istemedim; bunu sormadım; \
        istediğim bu değildi; sorduğum bu değil; cevaplamadın; unuttun; unutmuşsun; atladın; yanılıyorsun; yanıldın; \
        hatalı; mantıksız; saçma; saçmalık; anlamı yok; mantıklı değil; uyduruyorsun; uydurdun; işe yaramaz; \
        beğenmedim; olmamış; beni anlamadın; anlamamışsın; öyle değil; olmadı yine; hala aynı; hala olmadı; \
        hala çalışm*; derlenmiyor; hiçbir şey olm*; bir şey değişm*; hata diyor; veriyor hala; yanlış bil*; \
        yanlış ver*; yanlış hesap*; yanlışın var; doğru bilgi değil; saçmala*; boş konuş*; hiç beğen*; hoşuma gitm*; \
        çok kötü; kötü olmuş; berbat; rezalet; iğrenç; çirkin; bu ne ya; alakasız; konuyla ilgisi; soruma cevap; \
        cevap değil; okumadın; görmezden; çelişiyorsun; kendinle çeliş*; uydurma; eksik olmuş; eksik bilgi; yetersiz; \
        hayal kırıklığı; işime yaramadı; fayda etmedi; yardımcı olm*; hiçbir anlam*; yalancı; ne biçim cevap; \
        konu dışı; alakası yok; ipe sapa; zırva*; uyuşm*; tutmuyor; örtüşm*; çelişki*; çelişiyor; güncel değil; \
        eskimiş; söylemedin; söylemedi; belirtm*; bahsetmedin; açıklamadın; vermedin; atlamış*; es geç*; yarıda kes*; \
        kesilmiş; tekrarlıyorsun; tekrarlama; kapanıyor; kapandı; çöküyor; çöktü; donuyor; dondu; takılıyor; takıldı; \
        kilitleniyor; beyaz ekran; siyah ekran; açılmadı; yüklenmiyor",
    wrong_short: "yanlış; hayır; hata; olmadı; kötü; değil; yok; olmaz; yalan; berbat; eksik; anlamsız; \
        böyle bir şey yok; olmuyor; yanlışsın; saçma; yetersiz; çalışmıyor; ı ıh; yok ya",
    correct: "demek istediğim; demek istedim; kastım; bahsediyorum; istemiştim; sormuştum; sordum; demiştim; \
        söylemiştim; söyledim; olmalı; olmalıydı; olması gerek*; olması lazım; yerine; değil de; aslında; doğrusu; \
        doğru cevap; istemiyorum; kullanma; karıştırdın; karıştırıyorsun; yapmalıydın; bahsetm*; kastet*; unutmuşsun; \
        yazmayı unut*; olmasın; değil ki; diye yazılır; yanlış dil; türkçe yaz; kullanmışsın; yazmışsın; koymuşsun; \
        almışsın; hesaplamışsın; çevirmişsin; vermişsin; seçmişsin; kullandın; yazdın",
    correct_open: "hayır; ama; aslında; bekle; yok; dur; fakat",
    doubt: "bundan emin; ne demek istiyorsun; ne demek istedin; bu ne anlama; anlamadım; anlayamadım; anlamıyorum; \
        açıklar mısın; açıklayabilir misin; daha açık; net değil; açık değil; neden böyle; neden öyle; niye böyle; \
        nereden biliyorsun; nereden çıkardın; nereden aldın; kaynak göster*; kaynak ver*; bu doğru mu; doğru mu bu; \
        gerçekten mi; kontrol eder misin; doğrular mısın; tekrar bak; emin misi*; nasıl yani; ne alaka; kaynağın; \
        sanmıyorum; şüpheliyim; inanmıyorum; teyit et; ne demek bu; kafam karış*; daha net; neden bahsed*; \
        ne diyorsun; ne anlat*; tekrar et; tekrarla; bir daha anlat; takip edem*; kafa karıştır*; kanıt*; ispat*; \
        uyduruyor mu*; güvenilir; sanıyordum; zannediyordum; kim söylüyor; kim dedi; kim diyor; kime göre; \
        nerede yazıyor",
    doubt_short: "gerçekten; neden; niye; nasıl; nasıl yani; ne; kaynak; kaynaklar; cidden; efendim; sahi mi; öyle mi; \
        ne demek; ne anlama geliyor; kontrol et; teyit; detaylı açıkla; emin misin; gerçekten mi; ciddi misin; \
        hadi ya; valla mı; yok artık",
    rephrase: "başka bir deyişle; başka şekilde sor*; diğer bir deyişle; şöyle sorayım; yani demek; sorum şu; \
        sorum şuydu; tekrar ediyorum; tekrar soruyorum; yeniden sor*; bir daha sor*; şunu öğrenmek; bilmek istediğim; \
        başka türlü; farklı sor*; tekrar sorayım; başka bir şekilde; yani şunu; öğrenmeye çalış*; anlamaya çalış*; \
        bilmek istedi*; merak ettiğim; demeye çalış*",
    refine: "daha kısa; daha uzun; daha detaylı; kısalt; uzat; tablo olarak; tabloya; yeniden yaz; sadeleştir; \
        daha resmi; daha basit; ekle; türkçe yaz; özetle; genişlet",
    masks: "şimdiden teşekkür*; teşekkür mektubu; teşekkür mesajı; teşekkür e-postası; sorun değil; sorun yok; \
        problem değil; hata mesajı*; fena değil; hiç sorun; önemli değil; hayır teşekkür*; yok teşekkür*; iyi günler; \
        iyi geceler; iyi akşamlar; ne yanlış; yanlış olan; doğru mu yanlış; doğru ya da yanlış; neden olmasın; \
        sadece değil; hatasız; neden çalışmıyor; şimdiden; fark etmez",
    sorry: "özür dilerim; özür; üzgünüm; haklısınız; haklısın; kusura bakma; hatam; düzeltme için teşekkür*; \
        düzelttiğiniz için; uyarı için; pardon; yanılmışım",
    welcome: "rica ederim; memnun oldum; yardımcı olabildiysem; ne demek; sevindim; bir şey değil; beğenmenize",
    refusal: "üzgünüm, ancak; üzgünüm ama; maalesef; yapamam; bir yapay zeka; özür dilerim, ancak; yardımcı olamam",
};
