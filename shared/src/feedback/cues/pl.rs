//! Polish phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "pl",
    script: Script::Latin,
    common: "i; w; na; się; nie; to; jest; że; z; do; co; jak; dla; czy; mi; mnie; ale; ten; ta; tego; możesz; proszę; \
        teraz; mam; po; od; za; o; są; tak; tym; a; już; jeszcze; być; moje; mój; moja; cześć; jaki; napisz; który",
    fillers: "ok; dobrze; dobra; więc; proszę; możesz; mógłbyś; czy możesz; teraz; i; a; to; cześć; hej; też; chcę; \
        potrzebuję; mi; ah; hm; tak; no; sorry; jeszcze",
    tasks: "napisz; przetłumacz; stwórz; utwórz; wygeneruj; streść; podsumuj; zrób; daj; daj mi; opisz; wyobraź sobie; \
        powiedz; wyślij; oblicz; popraw błędy; znajdź; wymień; wymyśl; wyjaśnij jak; szukaj; przypomnij; sklasyfikuj; \
        opublikuj; podaj; wiersz; dialog; list; opowiadanie; hasło; kto; kiedy; jaki; jaka; jakie; który; która; \
        które; ułóż; opowiedz; wyjaśnij różnicę; porównaj; przeanalizuj; dodaj; zaproponuj; poleć; popraw; przepisz; \
        teraz to samo; a teraz",
    negations: "nie; nigdy; ani",
    praise: "dzięki; dziękuję; dziękuje; wielkie dzięki; bardzo dziękuję; stokrotne dzięki; bardzo dobrze; \
        bardzo dobre; bardzo ładnie; o to chodziło; o to mi chodziło; właśnie o to; dokładnie o to; dokładnie tak; \
        teraz działa; już działa; to działa; wszystko działa; zadziałało; udało się; dobra robota; świetna robota; \
        dobrze zrobione; dużo lepiej; znacznie lepiej; o wiele lepiej; to jest świetne; jest świetne; jest idealnie; \
        jest super; masz rację; zgadza się; bardzo pomocne; pomogło; pomogłeś; bardzo przydatne; jesteś super; \
        jesteś świetny; dobra odpowiedź; świetna odpowiedź; świetne wyjaśnienie; uwielbiam; dzk; dzięks; dziena; \
        dziekuje; dzieki; wielkie dzieki; śmiga; hula; poszło; działa dzięki; teraz rozumiem; już rozumiem; \
        teraz jasne; wszystko jasne; super to; super wyszło; świetnie wyszło; ładnie wyszło; pięknie wyszło; \
        bardzo mi się; podoba mi; jesteś najleps*; jesteś genialn*; o to właśnie; tego szukałem; tego szukałam; \
        tego potrzebowałem; właśnie tego; super sprawa; extra; wyczerpując*; bardzo jasn*; uratowałeś; pomocne; mega; \
        sztos; kozak; petarda",
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
    pointers: "to; ta; ten; te; ty; twoja; twoje; twój; jesteś; odpowiedź; wyjaśnienie; tekst; kod; jest; co za; wynik",
    asks: "kto; kiedy; gdzie; który; która; które; jaki; jaka; jakie; dlaczego; ile; jak mogę; jak się; jak zrobić; \
        czy; co to; czym; możesz; wiesz; masz; myślisz; lubisz; jest jakiś",
    wrong: "nieprawda; to błąd; jest źle; to źle; jest błędna; jest błędne; niepoprawn*; nieprawidłow*; \
        nie jest poprawn*; nie jest prawd*; nie jest dobrze; nie działa; nadal nie; wciąż nie; ciągle nie; dalej nie; \
        nie zadziałało; pomyliłeś; pomyliłaś; mylisz się; myli się pan; popełniłeś błąd; zrobiłeś błąd; jest błąd; \
        nie masz racji; nie o to; nie to chciałem; nie to, o co; nie to o co; nie tego chciałem; nie prosiłem; \
        zapomniałeś; zapomniałaś; pominąłeś; nie odpowiadasz; nie zrozumiałeś; nie rozumiesz; wyskakuje błąd; \
        mam błąd; dostaję błąd; pojawia się błąd; ten sam błąd; ten sam problem; ta sama odpowiedź; nie ma sensu; \
        bez sensu; wymyśliłeś; zmyślasz; zmyśliłeś; bezużyteczn*; nie pomaga; nie pomogło; zła odpowiedź; \
        błędna odpowiedź; nie podoba mi się; nie kompiluje; nie uruchamia; nie otwiera; nie wyświetla; \
        nic się nie dzieje; wywala; wysypuje się; sypie błęd*; ciągle błąd; nadal błąd; znowu błąd; dalej błąd; \
        taki sam błąd; bzdur*; nieprawdziw*; kłamiesz; słabe; beznadziejn*; okropn*; brzydk*; do bani; do kitu; \
        zupełnie nie; w ogóle nie; wcale nie; nie to miałem; nie na temat; nie odpowiedział*; nie przeczytał*; \
        zignorował*; źle policz*; źle zrozum*; błędnie; zaprzeczasz; zmyślon*; niekompletn*; niepełn*; nie przekonuje; \
        rozczarow*; nie wyszło; nie zgadza; nie jest tak; żadnego sensu; kłamca; co za odpowiedź; nie na miejscu; \
        od rzeczy; idiotyzm; głupot*",
    wrong_short: "źle; błąd; błędnie; nie; nieprawda; fałsz; kiepsko; słabo; nieee; brakuje; to samo; nie istnieje; \
        nie istnieją; to nie jest; słabe; kłamstwo; niet; zupełnie nie; brzydkie; niekompletne; nie tak; okropne",
    correct: "miałam na myśli; chodzi mi o; chodziło o; prosiłem; prosiłam; pytałem; pytałam; mówiłem; mówiłam; \
        powiedziałem; chciałem; chciałam; powinno być; powinien być; powinna być; powinny być; ma być; miało być; \
        musi być; zamiast; a nie; tylko że; lecz; tak naprawdę to; poprawna odpowiedź; prawidłowa odpowiedź; nie chcę; \
        nie używaj; nie dodawaj; powinieneś; chodziło mi; miałem na; nie dawaj; nie pisz; nie wstawiaj; pomyliłeś",
    correct_open: "nie; ale; właściwie; czekaj; zaraz; przecież; jednak",
    doubt: "co masz na myśli; co to znaczy; co przez to; nie rozumiem; nie zrozumiałem; nie zrozumiałam; \
        nie jest jasne; dlaczego napisałeś; dlaczego uważasz; możesz wyjaśnić to; możesz to wyjaśnić; wyjaśnij to; \
        wyjaśnij dokładniej; możesz doprecyzować; skąd wiesz; skąd masz; jakie jest źródło; czy to jest poprawne; \
        czy to poprawne; sprawdź to; sprawdź jeszcze raz; sprawdź ponownie; możesz potwierdzić; nie jestem pewien; \
        gubię się; pogubiłem się; jesteś pew*; na pewno; skąd ta; skąd te; co znaczy; nie czaję; nie kumam; \
        nie ogarniam; to prawda; nie wierzę; zweryfikuj; możesz to sprawdzić; zdezorientowan*; mylisz mnie; jaśniej; \
        o czym ty; o czym mówisz; pogubił*; nie nadążam; nie łapię; powtórz; możesz powtórzyć; wyjaśnij jaśniej; \
        nie wiem o co",
    doubt_short: "naprawdę; serio; dlaczego; co; jak to; źródło; źródła; na pewno; czyżby; hę; niejasne; dlaczego tak; \
        czemu; skąd to; podaj źródło; podaj źródła; możesz sprawdzić; potwierdź; pewne; na serio; że co; poważnie; \
        pewny",
    rephrase: "inaczej mówiąc; innymi słowy; zapytam inaczej; ujmę to inaczej; spytam inaczej; moje pytanie brzmi; \
        moje pytanie to; powtarzam; powtórzę; chcę wiedzieć; to, czego chcę; sformułuję inaczej; przeformułuję; \
        pytam inaczej; jeszcze raz pytam; zadam inaczej; ujmując inaczej; zapytam jeszcze raz",
    refine: "krócej; dłużej; skróć; rozwiń; więcej szczegółów; bardziej szczegółowo; przepisz; w tabeli; uprość; \
        bardziej formalnie; prościej; dodaj; po polsku; przeredaguj",
    masks: "z góry dziękuję; z góry dzięki; dziękuję z góry; list z podziękowaniem; podziękowania; nie ma problemu; \
        nie ma sprawy; żaden problem; bez błędów; nieźle; nie szkodzi; co jest nie tak; co jest źle; nie, dziękuję; \
        nie dziękuję; nie tylko; dzień dobry; dobranoc; prawda czy fałsz; dlaczego nie; komunikat o błędzie; \
        nie wiem czy; nie ma za co; z góry; nigdy nie; prawda czy; jak powiedzieć; list dzięk*",
    sorry: "przepraszam; przepraszam za; przepraszamy; masz rację; ma pan rację; ma pani rację; mój błąd; \
        dziękuję za zwrócenie; dziękuję za poprawkę; dziękuję za uwagę; pomyliłem się; wybacz",
    welcome: "proszę bardzo; nie ma za co; cieszę się; cała przyjemność; miło mi; do usług",
    refusal: "przepraszam, ale; przykro mi, ale; nie mogę; niestety nie; jako model; jako ai",
};
