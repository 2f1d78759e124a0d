//! What tells languages apart in a few words: frequent words, letters beyond a–z, endings. Own compilation.
//!
//! In: nothing. Out: tables. Words and endings are folded (lower case, no accents on Latin letters); letters are not.
//! A language stands here for what it says about the others, too: one that were missing would be taken for its neighbour.

/// What is known of a language that shares its script with others.
pub(super) struct Known {
    /// ISO 639-1 code; empty for ways of writing that have no code of their own.
    pub(super) code: &'static str,
    pub(super) words: &'static str,
    /// Letters beyond those that every language of the script has.
    pub(super) letters: &'static str,
    pub(super) endings: &'static str,
}

/// Languages in Latin script; Hindi and Arabic written in it have no code here, as a record could not say so.
pub(super) static LATIN: &[Known] = &[
    Known {
        code: "en",
        words: "the and is are was of to in it that this you i for on with my me your not what how can could do does now but so \
            please be have it's don't that's i'm we let's next then there if why which who where when give make write tell an \
            from about more they he she will would should same show explain at use list code has had did its or as by any some \
            all just like no yes other thanks thank hello hi between example difference every into than only also because while \
            without been being were very much many too out up want need think know let mean means am",
        letters: "",
        endings: "ing tion ness able ight ould",
    },
    Known {
        code: "es",
        words: "el la los las un una de que y en es no por para con se lo me mi tu te como cual cuales quien donde cuando pero muy \
            mas esta este eso esto hay puedes puede hazme dime haz escribe quiero tengo hola ahora tambien si al del su son ser \
            fue porque sobre entre ya yo eres estoy nada todo otro dame otros entonces gracias cuanto cuantos hacer ahi desde \
            hasta cada algo mejor mismo otra seria han has he unos ejemplo explica significa diferencia cuentame escribeme nos \
            fueron",
        letters: "áéíóúñü",
        endings: "cion ciones mente ando iendo idad amos aria ieron",
    },
    Known {
        code: "gl",
        words: "o a os as un unha de que e en non por para con se me meu mina como cal quen onde cando pero moi mais iso este esta \
            isto podes pode fai quero teno agora tamen ao do da dos das no na nos nas son ser foi porque sobre xa eu ti el ela \
            ten escribe hai xente",
        letters: "áéíóúñü",
        endings: "cion mente",
    },
    Known {
        code: "pt",
        words: "o a os as um uma de que e em nao por para com se me meu minha voce como qual quais quem onde quando mas muito mais \
            isso esse essa este esta isto pode faz faca fazer quero tenho agora tambem ao do da dos das no na nos nas pelo sao \
            ser foi porque sobre ja eu tu ele ela tem pra vc escreva escreve uns eh seu sua eles obrigado obrigada ola oi bom \
            cada entre foram seja ate sem vou voces exemplo explique diferenca significa qualquer mesmo outra outro ainda fica \
            to ta ne so",
        letters: "áâãàçéêíóôõú",
        endings: "cao coes mente ando endo dade inho aram eiro agem",
    },
    Known {
        code: "ca",
        words: "el la els les un una de que i en es no per amb se ho em et meu teva com quin quina qui on quan pero molt mes aixo \
            aquest aquesta pots pot fes digues vull tinc ara tambe si al del dels als son",
        letters: "àçèéíïóòúü",
        endings: "cio ment itat",
    },
    Known {
        code: "fr",
        words: "le la les un une des de du et en est que qui pas ne je tu il elle nous vous on ce cette ces pour avec dans sur mon \
            ma ton ta son sa plus quoi comment pourquoi quel quelle peux pouvez fais moi toi c'est j'ai n'est d'un qu'est ca \
            aussi mais ou au aux stp quels quelles sont suis ecris donne ete faire fait ceci rien encore tout bien maintenant \
            s'il non oui autre autres voulais voulait avais avait etait merci bonjour salut j' l' d' n' s' qu' m' t' jusqu' \
            lorsqu' voudrais veux peut-etre etre avoir entre chaque donc trop meme explique exemple difference parle leur nos \
            vos",
        letters: "àâæçéèêëîïôùûüÿœ",
        endings: "tion tions ment eurs euse ique elle eaux ions aient",
    },
    Known {
        code: "it",
        words: "il lo la i gli le un una uno di che e in non per con si mi ti come cosa quale quali chi dove quando ma molto piu \
            questo questa quello quella puoi fai fammi dimmi scrivi voglio ho hai ha sono sei al del della dei delle nel nella \
            anche se perche c'e e' su tra fra da ora io tu lui lei noi degli alla ai cos'e dammi mio mia tuo stai era essere \
            fare ci ne grazie ciao l' d' un' dell' all' nell' quest' c' puo fatto sempre ogni senza tutto tutti spiega esempio \
            differenza significa vorrei devo altro altri ancora sta",
        letters: "àèéìòùí",
        endings: "zione zioni mente ando endo ezza zzo iamo ita ggi are ere",
    },
    Known {
        code: "ro",
        words: "si este nu de la in un o pe cu care ca sa se din mai ce cum cine unde cand dar sau pentru imi mi ma te tu eu noi voi \
            sunt esti am ai are au fi fost poti poate vreau scrie fa rog acest aceasta acum",
        letters: "ăâîșțşţ",
        endings: "ului ilor atea iune esc",
    },
    Known {
        code: "de",
        words: "der die das und ist nicht ein eine einen ich du es zu mit fur auf den dem wie was mir bitte kannst aber auch von im \
            wir noch jetzt wenn mein meine sie hat habe dass nur mal so doch hast bist sind oder aus bei nach warum wer wo wann \
            welche welcher man einem einer kann soll mich dir zum zur als schreib gib gibt mach sich er uber haben werden wird \
            nein ja alles schon andere anderen meinte ganz danke hallo ohne etwas sehr mehr viele gegen durch unter erklare zeig \
            beispiel unterschied zwischen hab ist's geht's wurde ihre ihr eure unser diese dieser dieses jede machen gegeben \
            wegen",
        letters: "äöüß",
        endings: "ung ungen keit heit lich isch schaft ieren lichen tion sch",
    },
    Known {
        code: "nl",
        words: "de het een en van ik je jij is niet dat die te in op voor met zijn er aan wat hoe waarom wie waar wanneer maar ook \
            nog nu wel kun kan kunt mij me mijn jouw we wij zij hij om als naar uit bij dan dit deze geef maak schrijf heb hebt \
            heeft welke geen veel graag zou moet wil over door worden wordt hier iets niks alleen nee ja ander andere bedankt \
            dank hoi hallo zonder meer tussen omdat waarvoor mag moeten gaat gaan staat laat weten verschil voorbeeld leg jullie \
            deed waren ben alle alles toch zo t",
        letters: "ëéèïöü",
        endings: "ing heid lijk lijke eren tje tjes ijk aar oord",
    },
    Known {
        code: "af",
        words: "die en is nie n van ek jy het dat te in op vir met sy daar aan wat hoe hoekom wie waar wanneer maar ook",
        letters: "êëéôîïö",
        endings: "ing heid like",
    },
    Known {
        code: "sv",
        words: "och att det som en ett jag du han hon vi ni de pa av for med till ar inte den har kan hur vad varfor vem var nar men \
            ocksa mig dig min mitt din ditt fran eller om sa nu bara skulle vill ska kunde skriv",
        letters: "åäöé",
        endings: "ning ande arna erna het",
    },
    Known {
        code: "no",
        words: "og at det som en et jeg du han hun vi dere de pa av for med til er ikke den har kan hvordan hva hvorfor hvem hvor \
            nar men ogsa meg deg min mitt din fra eller om sa na bare skulle vil skal kunne",
        letters: "æøåé",
        endings: "ene het else",
    },
    Known {
        code: "da",
        words: "og at det som en et jeg du han hun vi i de pa af for med til er ikke den har kan hvordan hvad hvorfor hvem hvor \
            hvornar men ogsa mig dig min mit din fra eller om sa nu bare skulle vil skal kunne",
        letters: "æøåé",
        endings: "ende erne hed else",
    },
    Known {
        code: "pl",
        words: "nie to jest na w z i do sie jak co czy mi moj moja ale o po dla od tak ze ten ta te tego jestem mam masz ma moge \
            mozesz prosze teraz dlaczego kto gdzie kiedy ktory ktore jaki jakie jaka napisz podaj oraz lub za przez bardzo tylko \
            jeszcze juz bo by ja ty on ona ile tym jej jego sa byc byl bylo mnie ci cie dziekuje dzieki czesc chce miedzy \
            przyklad wyjasnij roznica kazdy wszystko zawsze gdy kiedys bez pod nad przed mozna trzeba tutaj tam ktorych moje \
            twoj zrob",
        letters: "ąćęłńóśźż",
        endings: "nie sci owac cja acji iej ego ych ymi ami owy owa iem asz esz ami",
    },
    Known {
        code: "cs",
        words: "je se na v a to ze s z do jak co proc kdo kde kdy ale nebo by pro mi me muj moje jsem jsi jsou neni ten ta ty tento \
            tato si uz jen ktery ktera ktere prosim napis muzes muze mam mas ma od po",
        letters: "áčďéěíňóřšťúůýž",
        endings: "ost osti ovat ych eho emu",
    },
    Known {
        code: "sk",
        words: "je sa na v a to ze s z do ako co preco kto kde kedy ale alebo by pre mi ma moj moja som si su nie ten ta tie tento \
            tato uz len ktory ktora ktore prosim napis",
        letters: "áäčďéíĺľňóôŕšťúýž",
        endings: "ost osti ovat ych eho emu",
    },
    Known {
        code: "hr",
        words: "je i u na se da ne za s od do sto kako zasto tko gdje kada ali ili mi me moj moja sam si su nije nisu to taj ta ovo \
            ovaj samo koji koja koje molim napisi mozes",
        letters: "čćđšž",
        endings: "ost anje enje ima",
    },
    Known {
        code: "sl",
        words: "je in v na se da ne za s z od do kaj kako zakaj kdo kje kdaj ali pa mi me moj moja sem si so ni to ta te ki ko bi bo \
            ter",
        letters: "čšž",
        endings: "ost anje enje ih",
    },
    Known {
        code: "hu",
        words: "a az es hogy nem egy van ez mi ki hol mikor miert hogyan milyen kerlek is de csak meg mar nekem neked en te o mit ha \
            vagy vagyok vannak volt lesz lehet kell irj irjon adj mondd tud tudsz ami aki mint minden nagyon",
        letters: "áéíóöőúüű",
        endings: "ban ben nak nek val vel hoz hez rol unk etek",
    },
    Known {
        code: "fi",
        words: "ja on ei se etta mina sina han me te he en et ole oli mita mika miten miksi kuka missa milloin voi voit voisitko \
            minun minulle tama nama nyt mutta myos jos kun niin kuin tai vain viela kanssa ovat olen olet hyva",
        letters: "äöå",
        endings: "ssa sta lla lle ista inen ksi tte neet vat",
    },
    Known {
        code: "et",
        words: "ja on ei see et ma sa ta me te nad mis mida kuidas miks kes",
        letters: "äöõüšž",
        endings: "dud mine tele ks",
    },
    Known {
        code: "lv",
        words: "un ir ne ka es tu vins mes jus kas kapec kur kad bet ari mans",
        letters: "āčēģīķļņšūž",
        endings: "ana iem ajs",
    },
    Known {
        code: "lt",
        words: "ir yra ne kad as tu jis mes jus kas kaip kodel kur kada bet taip pat mano tavo apie is i su ar",
        letters: "ąčęėįšųūž",
        endings: "iai imas ius oje",
    },
    Known {
        code: "tr",
        words: "bir bu ve ne mi mu icin ile da de ben sen cok daha var yok degil nasil neden kim nerede hangi bana beni benim senin \
            bunu su o simdi ama gibi kadar olarak olan yaz ver lutfen misin musun miyim midir ya ki en her sonra once hakkinda \
            kac ise bunun oldu olsun acaba veya yap yazar et sadece hala hic tesekkurler merhaba selam hem gore arasinda ornek \
            acikla fark ediyor yapar miyiz musunuz misiniz istiyorum biraz bazi yani oyle boyle nerde benimle sekilde lazim \
            gerek kisa uzun zaman butun birkac kendi tum iyi hangisi olur etmek yapmak onun sizin bizim sey",
        letters: "çğıöşüâî",
        endings: "lar ler lari leri yor yorum yorsun medin madin mistim tigini digini igi ligi mek mak dir lik sin nin dan den ini ecek acak misti diyor larin lerin da",
    },
    Known {
        code: "az",
        words: "bir bu ve ne ucun ile da de men sen cox daha var yox deyil nece niye kim harada hansi mene meni menim senin bunu o \
            indi amma kimi qeder olan yaz ver zehmet",
        letters: "çəğıöşü",
        endings: "lar ler dir",
    },
    Known {
        code: "vi",
        words: "khong la cua toi ban minh cho va co cai nay do duoc nhu the gi nao bao nhieu viet giup mot cac nhung voi trong thi \
            ma de se da dang nguoi hay hoac tai sao vi lam cung nhe oi roi o di",
        letters: "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        endings: "",
    },
    Known {
        code: "id",
        words: "yang dan di ke dari ini itu untuk dengan saya aku kamu apa bagaimana gimana kenapa siapa dimana kapan berapa tidak \
            bukan ada bisa buat buatkan tolong dong ya juga atau pada adalah akan sudah belum lebih ga gak nggak sih kok aja \
            saja banget tapi kalau kalo cara jelaskan tulis jadi lagi sama dalam oleh seperti karena mau kasih agar dapat sebuah \
            tersebut para hanya masih punya nya lah terima makasih halo selamat antara contoh perbedaan sebagai bahwa secara \
            setiap semua lalu terus nih deh kan pun bikin hal sampai supaya sebenarnya seharusnya apakah menit bagus salah benar \
            jawab bilang pakai baru bagi maupun mungkin bisakah berikan cari orang waktu hari",
        letters: "",
        endings: "kan nya an kah lah",
    },
    Known {
        code: "ms",
        words: "yang dan di ke dari ini itu untuk dengan saya awak anda apa bagaimana macam mana kenapa siapa bila berapa tidak \
            bukan ada boleh buat tolong ya juga atau pada adalah akan sudah belum lebih tak je lah nak tapi kalau cara terangkan \
            tulis jadi lagi sama dalam oleh seperti kerana mahu bagi agar dapat sebuah tersebut hanya masih encik kereta sahaja \
            ialah mereka kepada bagaimanakah pelajar daripada telah majlis cikgu negara perdana mesyuarat kementerian bandar \
            hospital polis wang duit tinggal petang sila jumpa faham cuba cakap tahniah apakah semasa baharu syarikat",
        letters: "",
        endings: "kan nya an",
    },
    Known {
        code: "tl",
        words: "ang ng sa na mga ay at ko mo ka ako ikaw siya kami tayo sila ito iyan iyon hindi oo paano ano bakit sino saan",
        letters: "ñ",
        endings: "",
    },
    Known {
        code: "sw",
        words: "ya na wa kwa ni katika la za cha kuwa si hii hiyo yako yangu wako wangu nini vipi nani wapi lini lakini pia",
        letters: "",
        endings: "",
    },
    Known {
        code: "",
        words: "hai hain kya nahi nahin mujhe mera meri mere tum aap tumhara aapka ka ki ke ko se mein me aur bhi yeh ye woh wo \
            kaise kyu kyun kaun kahan kab kitna batao bata likho karo karna raha rahi tha thi hoon hun ho gaya gayi kuch accha \
            acha sahi galat matlab liye wala wali par abhi bhai yaar",
        letters: "",
        endings: "",
    },
    Known {
        code: "",
        words: "ana enta enti inta huwa heya msh mesh mish ma mafi shu sho eh leh lesh keef kif izay feen wein meen el al fi fe bas \
            ya wallah inshallah habibi 3ayez 3ayz b3d 7aga ya3ni 3ala 3ala2 mn men 3an kan hada hay",
        letters: "",
        endings: "",
    },
];

/// Languages in Cyrillic script.
pub(super) static CYRILLIC: &[Known] = &[
    Known {
        code: "ru",
        words: "и в не на что я с как это по а но он она они мы вы ты все так его у же за бы для о мне меня если еще нет да или уже \
            чем есть быть был была было почему какой какая какие кто где когда напиши пожалуйста можно можешь мой моя мои твой \
            сделай объясни расскажи теперь спасибо привет хочу сколько нужен дай скажи такое значит пример разница лучше этот \
            эта эти который которая через также сам тебя ему ей их нас вас свой под над будет были куда очень только тоже чтобы \
            при из от до нужно без между",
        letters: "ёыэъ",
        endings: "ться ешь ого ние ать ить ость ия ия ов ами ют ает ую ый ой ают",
    },
    Known {
        code: "uk",
        words: "і в не на що я з як це по а але він вона вони ми ви ти все так його у ж за б для про мені мене якщо ще ні та або вже \
            чим є бути був була було чому який яка які хто де коли напиши будь ласка можна можеш мій моя мої зроби поясни \
            розкажи тепер дякую привіт хочу скільки дай скажи таке значить приклад різниця краще цей котрий через також тебе \
            йому їй їх нас вас свій під над буде були куди дуже тільки теж щоб при із від до треба без між й ця",
        letters: "іїєґ",
        endings: "ння ати ити ться ого ість ів ють ає ий",
    },
    Known {
        code: "bg",
        words: "и в не на че аз с как това по а но той тя те ние вие ти всичко така му у за да се ще ми ме ако още или вече от е са \
            съм беше защо какъв каква",
        letters: "ъ",
        endings: "ата ите ното ият",
    },
    Known {
        code: "sr",
        words: "и у не на што шта ја са како ово по а али он она они ми ви ти све тако га",
        letters: "јљњћђџ",
        endings: "ње ост",
    },
    Known {
        code: "mk",
        words: "и во не на што јас со како ова по а но тој таа тие ние вие ти се така",
        letters: "јљњќѓѕџ",
        endings: "ње ата ите",
    },
    Known {
        code: "be",
        words: "і ў не на што я з як гэта па а але ен яна яны мы вы ты усе так яго у",
        letters: "ўіёыэ",
        endings: "цца ння",
    },
    Known {
        code: "kk",
        words: "және мен сен ол бұл не қалай үшін бар жоқ емес бір деп мені маған сіз",
        letters: "әғқңөұүһі",
        endings: "лар лер дың дің",
    },
];

/// Languages in Arabic script, folded as `feedback` folds it.
pub(super) static ARABIC: &[Known] = &[
    Known {
        code: "ar",
        words: "فی من علی ما هذا هذه هل کیف لماذا متی این کم هو هی انا انت نحن ان لا لم لن قد الذی التی عن مع او ثم بعد قبل کل بین \
            کان کانت اعطنی تمام خطا یجب یکون ارید اکتب اشرح لی عندی یمکن ذلک الی شو لیش وین ایش مش اللی ده دی های غیر لیس شکرا",
        letters: "ةىإ",
        endings: "ات ون ین",
    },
    Known {
        code: "fa",
        words: "و در به از که این ان است را با برای چه چی چرا چطور چگونه کجا کی چند من تو ما شما او ها یک یه رو هم یا اگر اگه ولی \
            اما تا بر هر می نمی باید شد شده بود دارم دارد کن بنویس بگو توضیح بده لطفا چیست چیه هست نیست خیلی دیگر دیگه سلام \
            ممنون الان همین تون ام ای",
        letters: "پچژگ",
        endings: "های ها ند",
    },
    Known {
        code: "ur",
        words: "ہے ہیں کا کی کے کو میں سے نے اور یہ وہ کیا کیسے کیوں کہاں کب مجھے میرا میری اپ تم ہم پر بھی نہیں ہو تھا تھی گا گی کر \
            کریں لکھیں بتاییں ایک جو لیے شکریہ",
        letters: "ٹڈڑںےہھ",
        endings: "وں یں",
    },
    Known {
        code: "ps",
        words: "د په او چې دا دی",
        letters: "ټډړښږڼځڅېۍ",
        endings: "",
    },
    Known {
        code: "ckb",
        words: "و له بۆ که من تۆ",
        letters: "ەڕڵۆێڤ",
        endings: "",
    },
];

/// Languages in Devanagari script.
pub(super) static DEVANAGARI: &[Known] = &[
    Known {
        code: "hi",
        words: "है हैं का की के को में से ने और यह ये वह वो क्या कैसे क्यों कहाँ कब मुझे मेरा मेरी मेरे आप तुम हम पर भी नहीं हो था \
            थी थे करो करें लिखो लिखें बताओ बताइए एक जो लिए कर रहा रही कौन किस कितना अब तो ही धन्यवाद",
        letters: "",
        endings: "ता ती ओं",
    },
    Known {
        code: "mr",
        words: "आहे आहेत चा ची चे ला मध्ये आणि हे हा ही ते काय कसे का कुठे कधी मला माझा माझी माझे तुम्ही तू आम्ही पण नाही होता होती",
        letters: "ळ",
        endings: "च्या तात",
    },
    Known {
        code: "ne",
        words: "छ छन् को का की लाई मा र यो त्यो के कसरी किन कहाँ कहिले मलाई मेरो तपाईं तिमी हामी पनि छैन हो थियो",
        letters: "",
        endings: "हरू को",
    },
];
