//! Dutch phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "nl",
    script: Script::Latin,
    common: "de; het; een; en; is; van; ik; je; dat; die; niet; in; op; te; voor; met; wat; hoe; kun; kan; \
        maar; mijn; aan; ook; er; dit; nu; zijn; heb; om; wil; naar; nog; wel; deze; we; als; bij; mij; \
        graag; geen; hebt",
    fillers: "ok; oké; goed; dus; alsjeblieft; aub; kun je; kan je; kunt u; nu; en; dan; hallo; hoi; ook; \
        ik wil; ik wil graag; mij; me; even; ah; eh; hm; ja; nou; sorry; graag; zou je",
    tasks: "schrijf; vertaal; maak; maak een; creëer; genereer; vat samen; geef; geef me; beschrijf; \
        stel je voor; zeg; stuur; bereken; corrigeer; vind; lijst; bedenk; verbeter; leg uit hoe; zoek; \
        noem; herinner; classificeer; plaats",
    negations: "niet; geen; nooit; niks",
    praise: "bedankt; dank je; dank u; dankjewel; dank je wel; hartelijk dank; heel erg bedankt; dankuwel; \
        heel goed; erg goed; heel fijn; precies wat; precies goed; dat is het; werkt nu; nu werkt het; \
        het werkt; dat werkt; heeft gewerkt; het is gelukt; gelukt; goed gedaan; goed werk; mooi gedaan; \
        goed zo; veel beter; dat is goed; dat is perfect; dat is geweldig; dat klopt; klopt helemaal; \
        je hebt gelijk; heel nuttig; erg nuttig; erg handig; heel behulpzaam; daar heb ik wat aan; \
        ik vind het leuk; ik vind het mooi; je bent geweldig; je bent de beste; goed antwoord; \
        goede uitleg; duidelijk uitgelegd; ziet er goed uit",
    accept: "perfect; top; geweldig; prima; super; mooi; goed; uitstekend; fantastisch; oké; ok; juist; \
        correct; precies; klopt; leuk; fijn; helder; duidelijk; begrepen; lekker; prachtig; heerlijk; \
        keurig; toppie; dank",
    wrong: "klopt niet; klopt nog niet; klopt nog steeds niet; dat klopt niet; is fout; is onjuist; \
        is niet juist; is niet correct; niet juist; niet correct; niet goed; is verkeerd; is niet waar; \
        niet waar; werkt niet; werkt nog niet; werkt nog steeds niet; doet het niet; werkte niet; \
        nog steeds niet; nog steeds fout; nog steeds een; niet wat ik vroeg; niet wat ik; \
        niet wat ik bedoel; daar vroeg ik niet; je hebt een fout; je hebt het fout; je hebt het mis; \
        je zit fout; je vergist; je bent vergeten; je vergeet; je hebt niet; je geeft geen; \
        er zit een fout; krijg een fout; krijg een error; ik krijg een foutmelding; krijg nog steeds; \
        dezelfde fout; hetzelfde probleem; hetzelfde antwoord; slaat nergens op; onzin; nergens op; \
        bestaat niet; bestaan niet; verzonnen; nutteloos; niet nuttig; helpt niet; niet behulpzaam; \
        slecht antwoord; fout antwoord; verkeerde antwoord; verkeerd begrepen; je begrijpt me niet; \
        je begrijpt het niet; je beantwoordt; geen antwoord op",
    wrong_short: "fout; nee; onjuist; verkeerd; mis; slecht; klopt niet; fout hoor; vergeten; hetzelfde; geen zin; \
        ontbreekt; ontbreken",
    correct: "ik bedoelde; ik bedoel; ik vroeg om; ik vroeg; ik had gevraagd; ik zei; ik heb gezegd; ik wilde; \
        ik wou; moet zijn; moest zijn; had moeten zijn; zou moeten zijn; hoort te zijn; moet het zijn; \
        in plaats van; in plaats daarvan; maar juist; eigenlijk is; het juiste antwoord; ik heb het over; \
        ik had het over; ik wil geen; ik wil niet; gebruik geen; gebruik niet; je had moeten; je verwart; \
        je haalt; het gaat om",
    correct_open: "nee; maar; eigenlijk; wacht; niet; nee maar; toch",
    doubt: "weet je zeker; weet je het zeker; weet je dat zeker; ben je zeker; bent u zeker; wat bedoel je; \
        wat bedoelt u; hoe bedoel je; wat betekent dat; snap het niet; snap ik niet; snap er niets; \
        begrijp niet; begrijp het niet; begrijp ik niet; niet duidelijk; waarom heb je; waarom zeg je; \
        hoe weet je; waar haal je; kun je dat uitleggen; kun je uitleggen wat je; leg dat uit; \
        leg dat eens uit; kun je verduidelijken; kun je dat verduidelijken; kun je dat controleren; \
        kun je bevestigen; is dat waar; is dat juist; is dat correct; klopt dat; klopt dit; \
        ik ben in de war; wat is je bron; je bron",
    doubt_short: "echt; echt waar; waarom; hoezo; wat; huh; bron; bronnen; zeker; serieus; hoe dan; onduidelijk; \
        controleer; verwarrend; je bronnen",
    rephrase: "anders gezegd; met andere woorden; ik vraag het anders; anders geformuleerd; wat ik wil; \
        wat ik wil weten; mijn vraag is; mijn vraag was; ik herhaal; laat me het anders; \
        nog een keer vragen; ik zal het anders; om duidelijk te zijn",
    refine: "korter; langer; uitgebreider; meer details; gedetailleerder; herschrijf; in een tabel; \
        vereenvoudig; formeler; eenvoudiger; voeg toe; maak het; in het nederlands; vat het samen",
    masks: "alvast bedankt; bij voorbaat dank; bedankt alvast; bedankbrief; bedankbriefje; geen probleem; \
        geen zorgen; zonder fouten; niet slecht; nee bedankt; nee dank je; niet alleen; wat is er mis; \
        wat klopt er niet; goedemorgen; goede morgen; waarom niet; foutmelding*; waar of niet; \
        maakt niet uit; maakt niets uit; geen dank; niet erg",
    sorry: "excuses; mijn excuses; sorry voor; het spijt me; je hebt gelijk; u heeft gelijk; mijn fout; \
        bedankt voor de correctie; bedankt voor het; ik bied; mijn verontschuldiging; pardon; \
        ik heb me vergist",
    welcome: "graag gedaan; geen dank; fijn dat; blij dat; ik ben blij; fijn om te horen; met plezier; \
        tot je dienst",
    refusal: "het spijt me, maar; sorry, maar; ik kan niet; helaas kan ik; als ai; als taalmodel",
};
