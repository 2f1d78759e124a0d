//! Indonesian phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "id",
    script: Script::Latin,
    fillers: "ok; oke; baik; tolong; bisa; bisakah; kamu; anda; sekarang; dan; lalu; hai; halo; juga; saya ingin; \
        saya mau; aku mau; coba; ah; eh; hm; ya; iya; jadi; kalau begitu; mohon; bantu; kak; min; terus",
    tasks: "tulis; tuliskan; terjemahkan; buat; buatkan; buatlah; hasilkan; ringkas; rangkum; berikan; deskripsikan; \
        bayangkan; katakan; kirim; hitung; perbaiki; carikan; cari; sebutkan; jelaskan cara; jelaskan bagaimana; \
        susun; rancang; ingatkan; klasifikasikan; artikan; ceritakan; posting; puisi; dialog; cerita; pantun; \
        yang mana; bikin; bikinin; tulis dialog; tulis surat; buat puisi; buat surat; sarankan; rekomendasi; \
        rekomendasikan; bandingkan; tambah; tambahkan; perbaiki ejaan; jelaskan perbedaan; sekarang untuk; \
        harus jawab apa; apa itu; benar atau salah; apa benar",
    negations: "tidak; bukan; gak; nggak; tak; belum; kurang",
    praise: "terima kasih; terimakasih; makasih; trims; thanks ya; thank you; makasi; kerja bagus; kerja yang bagus; \
        persis seperti; ini yang saya; itu yang saya; sudah benar; udah benar; berhasil; sudah bisa; udah bisa; \
        sekarang bisa; sudah jalan; jauh lebih baik; lebih baik sekarang; saya suka; aku suka; suka banget; thx; tq; \
        tks; trimakasih; trmksh; mksh; mksih; nuhun; suwun; udah jalan; bisa jalan; akhirnya bisa; akhirnya jalan; \
        beres; kelar; sekarang paham; sekarang ngerti; oh gitu; jadi paham; jadi ngerti; udah paham; \
        gampang dimengerti; mudah dimengerti; mudah dipahami; penjelasannya; keren abis; keren parah; bagus sih; \
        bagus nih; mantap jiwa; mantap nih; suka deh; suka sama; suka yang; pas banget; ngebantu; bermanfaat; terbaik; \
        jos; gokil; kece; cakep; good job; syukurlah; penyelamat; lebih gampang dari; lebih mudah dari; lebih simpel; \
        poin bagus; noted; baru tahu; baru tau; nambah ilmu",
    accept: "mantap; sempurna; bagus; keren; hebat; oke; ok; baik; benar; betul; tepat; sip; siap; luar biasa; mantul; \
        top; paham; mengerti; baiklah; good; nice; setuju; asik; asyik; cakep; oke bagus; cocok; mantab; mantep; jos; \
        gokil; kece; siip; terbaik; oke deh; oke sip; ngerti; wow; beres; istimewa",
    good: "pintar; cerdas; menarik; bermanfaat; berguna; membantu; akurat; jenius; brilian; cantik; indah; lucu; \
        masuk akal; terkesan; mengesankan; impresif; jelas; logis; kreatif; memuaskan; puas; sopan; lengkap",
    bad: "bodoh; tolol; konyol; aneh; membosankan; lemah; absurd; asal; asal-asalan; ngasal; nggak guna; mengecewakan; \
        kecewa; membingungkan; sampah; ketinggalan; usang; meleset; tak berguna; sesat; kacau; garing; lebay; \
        mengada-ada; tidak relevan; receh",
    pointers: "itu; ini; kamu; anda; mu; jawaban; jawabannya; jawabanmu; penjelasan; penjelasannya; teks; kode; \
        kodenya; hasil; hasilnya; banget; sekali; sangat; begitu; gitu",
    asks: "siapa; kapan; di mana; dimana; ke mana; yang mana; kenapa; mengapa; berapa; bagaimana cara; gimana cara; \
        apakah; apa itu; bisakah; bolehkah; bisa gak; tahukah; adakah; apa saja",
    really: "beneran; benar-benar; sungguh; serius",
    wrong: "masih salah; salah semua; tidak benar; tidak betul; kurang tepat; tidak tepat; tidak akurat; tidak sesuai; \
        belum sesuai; belum benar; gak bener; nggak bener; tidak berfungsi; tidak bekerja; tidak jalan; gak jalan; \
        nggak jalan; masih belum; masih tidak; masih gak; tetap tidak; tetap gak; tetap error; masih error; \
        masih eror; error lagi; ada error; muncul error; dapat error; errornya sama; error yang sama; sama saja; \
        masalah yang sama; jawaban yang sama; bukan itu; bukan begitu; bukan yang saya; bukan ini; bukan yang aku; \
        kamu melewatkan; ada yang kurang; tidak menjawab; belum menjawab; gak menjawab; kamu tidak; anda tidak; \
        kamu gak; keliru; tidak masuk akal; gak masuk akal; nggak masuk akal; tidak nyambung; gak nyambung; ngawur; \
        ngaco; tidak ada artinya; tidak membantu; gak membantu; kurang membantu; mengarang; tidak ada gunanya; \
        tidak berguna; jelek; tidak suka; salah paham; masih ga; masih sama; masih nggak; masih gagal; masih tetap; \
        error terus; keluar error; malah error; ga jalan; ga muncul; gak muncul; tidak muncul; tidak keluar; \
        ga bisa dibuka; tidak ada perubahan; ga ngaruh; gak ngaruh; salah tuh; salah nih; salah dong; salah info; \
        info salah; tidak valid; ngarang; halu; bohong; omong kosong; norak; garing; kurang menarik; kurang bagus; \
        kurang pas; kurang cocok; tidak menarik; ga suka; gak suka; kecewa; mengecewakan; ga nyambung; bukan jawaban; \
        ga dijawab; tidak dibaca; kontradiksi; tidak lengkap; kurang lengkap; belum lengkap; ga membantu; ga guna; \
        sia-sia; tetap sama; sama aja; gagal lagi; nggak ada hubungan; tidak ada hubungan; pembohong; jawaban apa; \
        jawaban macam; melenceng; di luar topik; ga cocok; gak cocok; tidak cocok; bertentangan; kadaluarsa; \
        sudah lama; belum disebut; belum bilang; belum dikasih; tidak disebut; tidak menyebut; ga disebut; \
        ga dijelasin; tidak dijelaskan; belum dijelaskan; kelewat; terlewat; dilewati; kepotong; terpotong; \
        berhenti di tengah; diulang-ulang; ngulang; langsung nutup; nutup sendiri; force close; crash; ngehang; hang; \
        macet; ngefreeze; ga kebuka; gak kebuka; tidak terbuka; layar putih; blank",
    wrong_short: "salah; bukan; tidak; error; keliru; gagal; buruk; jelek; enggak; nggak; gak; bohong; tidak bisa; \
        gak bisa; nggak bisa; ga bisa; lupa; kurang lengkap; ngaco; ngawur; payah; parah; salah dong; bukan gitu; ga; \
        zonk",
    correct: "maksud saya; maksud aku; maksudku; yang saya maksud; yang aku maksud; yang kumaksud; saya minta; \
        aku minta; saya meminta; saya bilang; aku bilang; saya tanya; saya bertanya; saya menanyakan; saya ingin yang; \
        harusnya; seharusnya; mestinya; semestinya; bukannya; melainkan; alih-alih; sebenarnya; yang benar; \
        jangan pakai; jangan gunakan; saya tidak mau; saya tidak ingin; tertukar; kan saya; maksud gue; kan aku; \
        sudah saya; udah aku; kamu lupa; lupa nulis; sebetulnya; dan bukan; bukan di; ditulisnya; yang bener; \
        bahasa indonesia dong; salah bahasa; kamu pakai; kamu pake; kamu tulis; kamu nulis; kamu ambil; kamu hitung; \
        kamu pilih; kamu terjemahin; anda pakai; anda tulis; kamu taruh; kamu kasih",
    correct_open: "bukan; tidak; tapi; sebenarnya; tunggu; nggak; gak; tetapi; enggak",
    doubt: "kamu yakin; anda yakin; yakin nih; yakin gak; apa maksud; apa maksudmu; tidak mengerti; gak ngerti; \
        nggak ngerti; ga ngerti; kurang mengerti; tidak paham; gak paham; kurang paham; belum paham; tidak jelas; \
        kurang jelas; kenapa kamu; kenapa anda; mengapa kamu; mengapa anda; kok bisa; tolong klarifikasi; \
        bisa diperjelas; jelaskan lagi; jelaskan maksud; jelaskan itu; dari mana kamu; dari mana anda; \
        sumber dari mana; apakah itu benar; apakah ini benar; benarkah; cek lagi; cek ulang; periksa lagi; \
        periksa kembali; bisa dikonfirmasi; pastikan lagi; yakin dengan; beneran; info dari; dapat info; tau dari; \
        tahu dari; maksudnya; ga paham; masa sih; masak; sumbernya; coba cek; meragukan; apa iya; apa benar itu; \
        benar gitu; bingung; membingungkan; lebih jelas; ngomong apa; bicara apa; ngomongin apa; tentang apa ini; \
        ulangi; bisa diulang; ga nangkep; gak nangkep; tidak nangkap; ga mudeng; terbukti; buktinya; bukti; \
        ngarang ya; bisa dipercaya; kirain; saya kira; siapa yang bilang; siapa bilang; kata siapa; menurut siapa; \
        di mana tertulis",
    doubt_short: "serius; masa; masa sih; yakin; kenapa; mengapa; kok; apa; sumber; sumbernya; beneran; maksudnya; \
        gimana; apa artinya; bingung; perjelas; jelaskan lebih; apakah benar; konfirmasi; ragu; hah; apa iya; \
        kok gitu; kok bisa; emang",
    rephrase: "dengan kata lain; saya ulangi; aku ulangi; saya ulang; saya tanya lagi; biar saya perjelas; \
        saya perjelas; pertanyaan saya; yang saya inginkan; yang ingin saya tanyakan; saya ingin tahu; \
        singkatnya saya; saya tanyakan ulang; yakni; cara lain; tanya lagi; tanya ulang; tanya dengan; \
        ulang pertanyaan; gini aja; cari tahu; pengen tahu; ingin tahu; yang mau saya tanya; yang mau aku tanya",
    refine: "lebih pendek; lebih panjang; lebih singkat; lebih detail; lebih rinci; persingkat; tulis ulang; \
        dalam tabel; sederhanakan; lebih formal; lebih sederhana; tambahkan; dalam bahasa indonesia; perluas; \
        buat lebih; buatkan lebih; parafrase",
    masks: "terima kasih sebelumnya; sebelumnya terima kasih; makasih sebelumnya; surat terima kasih; \
        ucapan terima kasih; ucapkan terima kasih; tidak masalah; gak masalah; tidak apa-apa; gak apa-apa; gapapa; \
        tidak ada masalah; tanpa error; tanpa kesalahan; apa yang salah; salah satu; tidak, terima kasih; \
        tidak terima kasih; bukan hanya; tidak hanya; tidak hanya itu; selamat pagi; benar atau salah; benar salah; \
        kenapa tidak; pesan error; tidak tahu; sama-sama; sebelumnya; surat ucapan; terserah",
    sorry: "maaf atas; mohon maaf; maafkan saya; saya minta maaf; maaf; anda benar; kamu benar; kesalahan saya; \
        terima kasih atas koreksi; terima kasih telah mengoreksi; terima kasih sudah mengingatkan; \
        terima kasih telah mengingatkan; permintaan maaf",
    welcome: "sama-sama; dengan senang hati; senang bisa; senang mendengar; kembali kasih; senang dapat",
    refusal: "maaf, tapi; maaf, saya tidak; maaf, namun; mohon maaf, saya tidak; saya tidak dapat; saya tidak bisa; \
        sebagai model; sebagai ai",
};
