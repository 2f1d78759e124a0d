//! Polish phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "pl",
    script: Script::Latin,
    common: "i; w; na; się; nie; to; jest; że; z; do; co; jak; dla; czy; mi; mnie; ale; ten; ta; tego; możesz; \
        proszę; teraz; mam; po; od; za; o; są; tak; tym; a; już; jeszcze; być; moje; mój; moja; cześć; \
        jaki; napisz; który",
    fillers: "ok; dobrze; dobra; więc; proszę; możesz; mógłbyś; czy możesz; teraz; i; a; to; cześć; hej; też; \
        chcę; potrzebuję; mi; ah; hm; tak; no; sorry; jeszcze",
    tasks: "napisz; przetłumacz; stwórz; utwórz; wygeneruj; streść; podsumuj; zrób; daj; daj mi; opisz; \
        wyobraź sobie; powiedz; wyślij; oblicz; popraw błędy; znajdź; wymień; wymyśl; wyjaśnij jak; \
        szukaj; przypomnij; sklasyfikuj; opublikuj; podaj",
    negations: "nie; nigdy; ani",
    praise: "dzięki; dziękuję; dziękuje; wielkie dzięki; bardzo dziękuję; stokrotne dzięki; dzięki wielkie; \
        bardzo dobrze; bardzo dobre; bardzo ładnie; o to chodziło; o to mi chodziło; właśnie o to; \
        dokładnie o to; dokładnie tak; teraz działa; już działa; to działa; wszystko działa; zadziałało; \
        udało się; dobra robota; świetna robota; dobrze zrobione; dużo lepiej; znacznie lepiej; \
        o wiele lepiej; to jest świetne; jest świetne; jest idealnie; jest super; podoba mi się; \
        masz rację; zgadza się; bardzo pomocne; pomogło; pomogłeś; bardzo przydatne; jesteś najlepszy; \
        jesteś super; jesteś świetny; dobra odpowiedź; świetna odpowiedź; świetne wyjaśnienie; uwielbiam",
    accept: "świetnie; super; idealnie; doskonale; perfekcyjnie; ekstra; dobrze; dobra; ok; okej; spoko; \
        poprawnie; dokładnie; wspaniale; brawo; rewelacja; pięknie; fajnie; rozumiem; genialne; \
        genialnie; znakomicie; bomba; świetne; elegancko",
    wrong: "to nieprawda; nieprawda; to błąd; to jest błędne; jest źle; to źle; jest błędna; jest błędne; \
        niepoprawn*; nieprawidłow*; nie jest poprawn*; nie jest prawd*; nie jest dobrze; nie zgadza się; \
        to się nie zgadza; nie działa; nadal nie; wciąż nie; ciągle nie; dalej nie; nie zadziałało; \
        pomyliłeś; pomyliłaś; mylisz się; myli się pan; popełniłeś błąd; zrobiłeś błąd; jest błąd; \
        nie masz racji; nie o to; nie to chciałem; nie to, o co; nie to o co; nie tego chciałem; \
        o to nie prosiłem; nie prosiłem; zapomniałeś; zapomniałaś; pominąłeś; nie odpowiedziałeś; \
        nie odpowiadasz; nie zrozumiałeś; nie rozumiesz; wyskakuje błąd; mam błąd; dostaję błąd; \
        pojawia się błąd; ten sam błąd; ten sam problem; ta sama odpowiedź; nie ma sensu; bez sensu; \
        bzdura; bzdury; wymyśliłeś; zmyślasz; zmyśliłeś; bezużyteczn*; nie pomaga; nie pomogło; \
        zła odpowiedź; błędna odpowiedź; nie podoba mi się",
    wrong_short: "źle; błąd; błędnie; nie; nieprawda; fałsz; kiepsko; słabo; nieee; brakuje; to samo; nie istnieje; \
        nie istnieją; to nie jest",
    correct: "miałem na myśli; miałam na myśli; chodziło mi o; chodzi mi o; chodziło o; prosiłem o; prosiłem; \
        prosiłam; pytałem o; pytałem; pytałam; mówiłem; mówiłam; powiedziałem; chciałem; chciałam; \
        powinno być; powinien być; powinna być; powinny być; ma być; miało być; musi być; zamiast; a nie; \
        tylko że; lecz; tak naprawdę to; poprawna odpowiedź; prawidłowa odpowiedź; nie chcę; nie używaj; \
        nie dodawaj; powinieneś; pomyliłeś z",
    correct_open: "nie; ale; właściwie; czekaj; zaraz; przecież; jednak",
    doubt: "jesteś pewien; jesteś pewna; jesteś pewny; na pewno?; czy na pewno; co masz na myśli; \
        co to znaczy; co przez to; nie rozumiem; nie zrozumiałem; nie zrozumiałam; nie jest jasne; \
        dlaczego napisałeś; dlaczego uważasz; możesz wyjaśnić to; możesz to wyjaśnić; wyjaśnij to; \
        wyjaśnij dokładniej; możesz doprecyzować; skąd wiesz; skąd masz; jakie jest źródło; \
        czy to prawda; to prawda?; czy to jest poprawne; czy to poprawne; sprawdź to; \
        sprawdź jeszcze raz; sprawdź ponownie; możesz potwierdzić; nie jestem pewien; gubię się; \
        pogubiłem się",
    doubt_short: "naprawdę; serio; dlaczego; co; jak to; źródło; źródła; na pewno; czyżby; hę; niejasne; \
        dlaczego tak; czemu; skąd to; podaj źródło; podaj źródła; możesz sprawdzić; potwierdź",
    rephrase: "inaczej mówiąc; innymi słowy; zapytam inaczej; ujmę to inaczej; spytam inaczej; \
        moje pytanie brzmi; moje pytanie to; powtarzam; powtórzę; chcę wiedzieć; to, czego chcę; \
        sformułuję inaczej; przeformułuję",
    refine: "krócej; dłużej; skróć; rozwiń; więcej szczegółów; bardziej szczegółowo; przepisz; w tabeli; \
        uprość; bardziej formalnie; prościej; dodaj; po polsku; przeredaguj",
    masks: "z góry dziękuję; z góry dzięki; dziękuję z góry; list z podziękowaniem; podziękowania; \
        nie ma problemu; nie ma sprawy; żaden problem; bez błędów; nieźle; nie szkodzi; co jest nie tak; \
        co jest źle; nie, dziękuję; nie dziękuję; nie tylko; dzień dobry; dobranoc; prawda czy fałsz; \
        dlaczego nie; komunikat o błędzie; nie wiem czy; nie ma za co",
    sorry: "przepraszam; przepraszam za; przepraszamy; masz rację; ma pan rację; ma pani rację; mój błąd; \
        dziękuję za zwrócenie; dziękuję za poprawkę; dziękuję za uwagę; pomyliłem się; wybacz",
    welcome: "proszę bardzo; nie ma za co; cieszę się; cała przyjemność; miło mi; do usług",
    refusal: "przepraszam, ale; przykro mi, ale; nie mogę; niestety nie; jako model; jako ai",
};
