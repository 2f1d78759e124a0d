//! Polish phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "pl",
    script: Script::Latin,
    fillers: "ok; dobrze; dobra; więc; proszę; możesz; mógłbyś; czy możesz; teraz; i; a; to; cześć; hej; też; chcę; \
        potrzebuję; mi; ah; hm; tak; no; sorry; jeszcze",
    tasks: "napisz; przetłumacz; stwórz; utwórz; wygeneruj; streść; podsumuj; zrób; daj; daj mi; opisz; wyobraź sobie; \
        powiedz; wyślij; oblicz; popraw błędy; znajdź; wymień; wymyśl; wyjaśnij jak; szukaj; przypomnij; sklasyfikuj; \
        opublikuj; podaj; wiersz; dialog; list; opowiadanie; hasło; kto; kiedy; jaki; jaka; jakie; który; która; \
        które; ułóż; opowiedz; wyjaśnij różnicę; porównaj; przeanalizuj; dodaj; zaproponuj; poleć; popraw; przepisz; \
        teraz to samo; a teraz",
    negations: "nie; nigdy; ani",
    praise: "dzięki; dziękuję; dziękuje; bardzo dobrze; bardzo dobre; bardzo ładnie; o to chodziło; o to mi chodziło; \
        właśnie o to; dokładnie tak; teraz działa; już działa; wszystko działa; zadziałało; udało się; dobra robota; \
        świetna robota; dobrze zrobione; dużo lepiej; znacznie lepiej; o wiele lepiej; masz rację; zgadza się; \
        pomogło; pomogłeś; bardzo przydatne; uwielbiam; dzk; dzięks; dziena; dziekuje; dzieki; śmiga; hula; poszło; \
        teraz rozumiem; już rozumiem; teraz jasne; wszystko jasne; super wyszło; świetnie wyszło; ładnie wyszło; \
        pięknie wyszło; bardzo mi się; podoba mi; jesteś najleps*; o to właśnie; tego szukałem; tego szukałam; \
        tego potrzebowałem; właśnie tego; super sprawa; extra; wyczerpując*; bardzo jasn*; pomocne; mega; sztos; \
        kozak; petarda; uratowa*; prostsze niż; łatwiejsze niż; dobra uwaga; słuszna uwaga; rozwiązane; zapisane; \
        nie wiedział*; nauczył*; uff",
    accept: "świetnie; super; idealnie; doskonale; perfekcyjnie; ekstra; dobrze; dobra; ok; okej; spoko; poprawnie; \
        dokładnie; wspaniale; brawo; rewelacja; pięknie; fajnie; rozumiem; genialne; genialnie; znakomicie; bomba; \
        świetne; elegancko; ładnie; mega; sztos; git; gites; bajka; cudownie; wow; ok dzięki; zrozumiałem; \
        zrozumiałam; no i pięknie; fajne; ładne; działa; bosko",
    good: "mądre; mądra; mądry; inteligentn*; ciekawe; interesując*; przydatn*; pomocn*; prawda; trafn*; celn*; \
        imponując*; genialn*; świetn*; wspaniał*; doskonał*; piękn*; cudown*; niesamowit*; dobre; dobry; rewelacyjn*; \
        zabawne; śmieszne; racja; logiczne; idealn*; kochan*; najlepsz*; bystr*; sensown*; poprawn*; zadowolon*",
    bad: "głupi*; bez sensu; absurd*; śmieszn*; bezsensown*; nieprzydatn*; nieistotn*; niedokładn*; kiepsk*; złe; zły; \
        zła; błędn*; fałszyw*; nudn*; straszn*; okropn*; słab*; dziwn*; niejasn*; nielogiczn*; bzdurn*; żałosn*; \
        beznadziej*; niepoprawn*; rozczarowan*; mylące; nieaktualn*; idiotyczn*; tragedia; tragiczn*",
    pointers: "to; ta; ten; te; ty; twoja; twoje; twój; jesteś; odpowiedź; wyjaśnienie; tekst; kod; jest; co za; \
        wynik; tak",
    asks: "kto; kiedy; gdzie; który; która; które; jaki; jaka; jakie; dlaczego; ile; jak mogę; jak się; jak zrobić; \
        czy; co to; czym; możesz; wiesz; masz; myślisz; lubisz; jest jakiś",
    really: "naprawdę; serio; rzeczywiście; na pewno",
    wrong: "nieprawda; niepoprawn*; nieprawidłow*; nie jest poprawn*; nie jest prawd*; nie jest dobrze; nie działa; \
        nadal nie; wciąż nie; ciągle nie; dalej nie; nie zadziałało; pomyliłeś; pomyliłaś; mylisz się; myli się pan; \
        popełniłeś błąd; zrobiłeś błąd; nie masz racji; nie o to; nie to chciałem; nie to, o co; nie to o co; \
        nie tego chciałem; nie prosiłem; zapomniałeś; zapomniałaś; nie odpowiadasz; nie zrozumiałeś; nie rozumiesz; \
        wyskakuje błąd; mam błąd; dostaję błąd; pojawia się błąd; ten sam problem; ta sama odpowiedź; nie ma sensu; \
        bez sensu; wymyśliłeś; zmyślasz; zmyśliłeś; bezużyteczn*; nie pomaga; nie pomogło; nie podoba mi się; \
        nie kompiluje; nie uruchamia; nie otwiera; nie wyświetla; nic się nie dzieje; wywala; wysypuje się; \
        sypie błęd*; ciągle błąd; nadal błąd; znowu błąd; dalej błąd; taki sam błąd; bzdur*; nieprawdziw*; kłamiesz; \
        słabe; beznadziejn*; okropn*; brzydk*; do bani; do kitu; zupełnie nie; w ogóle nie; wcale nie; nie to miałem; \
        nie na temat; nie odpowiedział*; nie przeczytał*; zignorował*; źle policz*; źle zrozum*; błędnie; zaprzeczasz; \
        zmyślon*; niekompletn*; niepełn*; nie przekonuje; rozczarow*; nie wyszło; nie zgadza; nie jest tak; \
        żadnego sensu; kłamca; co za odpowiedź; nie na miejscu; od rzeczy; idiotyzm; głupot*; kłóci się; nie pokrywa; \
        sprzeczn*; nieaktualn*; przestarzał*; nie powiedział*; nie wspomniał*; nie podał*; nie wyjaśnił*; pominął*; \
        pominęł*; opuścił*; urywa się; ucięt*; urwan*; powtarzasz; wyłącza się; zawiesza się; crashuje; zamyka się; \
        zacina się; nie odpala; pusta strona; biały ekran",
    wrong_short: "źle; błąd; błędnie; nie; nieprawda; fałsz; kiepsko; słabo; nieee; brakuje; to samo; nie istnieje; \
        nie istnieją; to nie jest; słabe; kłamstwo; niet; zupełnie nie; brzydkie; niekompletne; nie tak; okropne",
    correct: "miałam na myśli; chodzi mi o; chodziło o; prosiłem; prosiłam; pytałem; pytałam; mówiłem; mówiłam; \
        powiedziałem; chciałem; chciałam; powinno być; powinien być; powinna być; powinny być; ma być; miało być; \
        musi być; zamiast; a nie; tylko że; lecz; tak naprawdę to; poprawna odpowiedź; prawidłowa odpowiedź; nie chcę; \
        nie używaj; nie dodawaj; powinieneś; chodziło mi; miałem na; nie dawaj; nie pisz; nie wstawiaj; pomyliłeś; \
        pisze się; prawidłowo to; po polsku proszę; zły język; użyłeś; użyłaś; napisałeś; napisałaś; wziąłeś; wzięłaś; \
        policzyłeś; policzyłaś; przetłumaczyłeś; podałeś; podałaś; wybrałeś; dałeś",
    correct_open: "nie; ale; właściwie; czekaj; zaraz; przecież; jednak",
    doubt: "co masz na myśli; co to znaczy; co przez to; nie rozumiem; nie zrozumiałem; nie zrozumiałam; \
        nie jest jasne; dlaczego napisałeś; dlaczego uważasz; możesz wyjaśnić to; możesz to wyjaśnić; wyjaśnij to; \
        wyjaśnij dokładniej; możesz doprecyzować; skąd wiesz; skąd masz; jakie jest źródło; czy to jest poprawne; \
        czy to poprawne; sprawdź to; sprawdź jeszcze raz; sprawdź ponownie; możesz potwierdzić; nie jestem pewien; \
        gubię się; jesteś pew*; na pewno; skąd ta; skąd te; co znaczy; nie czaję; nie kumam; nie ogarniam; to prawda; \
        nie wierzę; zweryfikuj; możesz to sprawdzić; zdezorientowan*; mylisz mnie; jaśniej; o czym ty; o czym mówisz; \
        pogubił*; nie nadążam; nie łapię; powtórz; możesz powtórzyć; nie wiem o co; udowodnion*; dowód; dowody; \
        wymyślasz; wiarygodn*; myślałem, że; myślałam, że; kto tak; kto mówi; kto powiedział; według kogo; gdzie to",
    doubt_short: "naprawdę; serio; dlaczego; co; jak to; źródło; źródła; na pewno; czyżby; hę; niejasne; dlaczego tak; \
        czemu; skąd to; podaj źródło; podaj źródła; możesz sprawdzić; potwierdź; pewne; na serio; że co; poważnie; \
        pewny",
    rephrase: "inaczej mówiąc; innymi słowy; zapytam inaczej; ujmę to inaczej; spytam inaczej; moje pytanie brzmi; \
        moje pytanie to; powtarzam; powtórzę; chcę wiedzieć; to, czego chcę; sformułuję inaczej; przeformułuję; \
        pytam inaczej; jeszcze raz pytam; zadam inaczej; ujmując inaczej; zapytam jeszcze raz; dowiedzieć; \
        próbuję zrozumieć; chcę się dowiedzieć; staram się",
    refine: "krócej; dłużej; skróć; rozwiń; więcej szczegółów; bardziej szczegółowo; przepisz; w tabeli; uprość; \
        bardziej formalnie; prościej; dodaj; po polsku; przeredaguj",
    masks: "z góry dziękuję; z góry dzięki; dziękuję z góry; list z podziękowaniem; podziękowania; nie ma problemu; \
        nie ma sprawy; żaden problem; bez błędów; nieźle; nie szkodzi; co jest nie tak; co jest źle; nie, dziękuję; \
        nie dziękuję; nie tylko; dzień dobry; dobranoc; prawda czy fałsz; dlaczego nie; komunikat o błędzie; \
        nie wiem czy; nie ma za co; z góry",
    sorry: "przepraszam; przepraszam za; przepraszamy; masz rację; ma pan rację; ma pani rację; mój błąd; \
        dziękuję za zwrócenie; dziękuję za poprawkę; dziękuję za uwagę; pomyliłem się; wybacz",
    welcome: "proszę bardzo; nie ma za co; cieszę się; cała przyjemność; miło mi; do usług",
    refusal: "przepraszam, ale; przykro mi, ale; nie mogę; niestety nie; jako model; jako ai",
};
