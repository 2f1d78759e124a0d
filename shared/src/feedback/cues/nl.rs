//! Dutch phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "nl",
    script: Script::Latin,
    fillers: "ok; oké; goed; dus; alsjeblieft; aub; kun je; kan je; kunt u; nu; en; dan; hallo; hoi; ook; ik wil; \
        ik wil graag; mij; me; even; ah; eh; hm; ja; nou; sorry; graag; zou je",
    tasks: "schrijf; vertaal; maak; maak een; creëer; genereer; vat samen; geef; geef me; beschrijf; stel je voor; \
        zeg; stuur; bereken; corrigeer; vind; lijst; bedenk; verbeter; leg uit hoe; zoek; noem; herinner; \
        classificeer; plaats; gedicht; een gedicht; limerick; een limerick; dialoog; een dialoog; wie; wanneer; \
        hoeveel; welke; welk; schrijf een; vertel; som op; vergelijk; analyseer; vul; herschrijf; bedenk een",
    negations: "niet; geen; nooit; niks",
    praise: "bedankt; dankjewel; hartelijk dank; dankuwel; heel goed; erg goed; heel fijn; precies wat; precies goed; \
        dat is het; werkt nu; nu werkt het; het werkt; dat werkt; heeft gewerkt; gelukt; goed gedaan; goed werk; \
        mooi gedaan; goed zo; veel beter; klopt helemaal; je hebt gelijk; heel nuttig; erg nuttig; erg handig; \
        heel behulpzaam; daar heb ik wat aan; duidelijk uitgelegd; ziet er goed uit; thnx; thx; thanks; dankje; \
        hij doet het; het doet het; ie doet het; doet het weer; nu snap ik; snap ik het; nu begrijp ik; aha nu; \
        helder zo; duidelijk zo; wat fijn; wat mooi; wat leuk; heel mooi; heel leuk; leuk geschreven; mooi geschreven; \
        prima zo; helemaal goed; helemaal top; helemaal prima; ziet er mooi; scheelt weer; dit helpt; dat helpt; \
        hier kan ik wat mee; zo moet het; geweldig zeg; heeft geholpen; je hebt me geholpen; ik ben er blij; blij mee; \
        vet; redder in nood; gered; makkelijker dan; eenvoudiger dan; goed punt; opgelost; genoteerd; wist ik niet; \
        geleerd; pff gelukkig",
    accept: "perfect; top; geweldig; prima; super; mooi; goed; uitstekend; fantastisch; oké; ok; juist; correct; \
        precies; klopt; leuk; fijn; helder; duidelijk; begrepen; lekker; prachtig; heerlijk; keurig; toppie; dank; \
        gaaf; vet; tof; chill; netjes; schitterend; subliem; toppertje; yes; mooi zo; perfect zo",
    good: "slim; slimme; intelligent; knap; interessant; nuttig; handig; waar; juiste; correcte; onder de indruk; \
        indrukwekkend; geniaal; briljant; briljante; mooie; leuke; geweldige; fantastische; goede; fijne; prachtige; \
        grappig; lief; aardig; sterk; logisch; ongelooflijk; de beste; perfecte; duidelijke; behulpzaam",
    bad: "dom; domme; stom; stomme; belachelijk; absurd; zinloos; nutteloos; onlogisch; irrelevant; onnauwkeurig; \
        slechte; foute; verkeerde; onjuiste; saai; waardeloos; vreselijk; zwak; raar; vaag; verwarrend; onduidelijk; \
        onzinnig; triest; teleurstellend; teleurgesteld; kut; bagger; ruk; belabberd; achterhaald",
    pointers: "dat; dit; deze; die; je; jij; jouw; u; antwoord; uitleg; tekst; code; het; wat een; resultaat; bent; zo",
    asks: "wie; wanneer; waar; welke; welk; waarom; hoeveel; hoe kan; hoe doe; hoe moet; hoe maak; wat is; wat zijn; \
        wat kost; kun je; kan je; kunt u; weet je of; heb je; ben je; is er; zijn er; denk je; vind je; hou je",
    really: "echt; werkelijk; serieus; zeker",
    wrong: "klopt niet; klopt nog niet; is fout; is onjuist; niet juist; niet correct; niet goed; is verkeerd; \
        niet waar; werkt niet; werkt nog niet; doet het niet; werkte niet; nog steeds niet; nog steeds fout; \
        nog steeds een; niet wat ik; daar vroeg ik niet; je vergist; je vergeet; je hebt niet; je geeft geen; \
        er zit een fout; krijg een fout; krijg een error; ik krijg een foutmelding; krijg nog steeds; dezelfde fout; \
        hetzelfde probleem; onzin; nergens op; bestaat niet; bestaan niet; verzonnen; nutteloos; niet nuttig; \
        helpt niet; niet behulpzaam; verkeerd begrepen; je begrijpt me niet; je begrijpt het niet; je beantwoordt; \
        geen antwoord op; van geen kanten; klopt helemaal niet; doet niks; doet niets; gebeurt niks; gebeurt niets; \
        zie niks; zie nog steeds; krijg de melding; krijg een melding; geeft een fout; geeft een foutmelding; \
        zelfde fout; zelfde probleem; nog altijd; nog steeds niks; compileert niet; start niet; lukt niet; \
        lukt nog niet; hier heb ik niks; heb ik niks aan; is slecht; echt slecht; erg slecht; heel slecht; vreselijk; \
        verschrikkelijk; lelijk; saai; waardeloos; flauwekul; gelul; is gewoon fout; niet gevraagd; leest niet; \
        niet gelezen; negeert; spreekt jezelf tegen; tegenstrijdig; verzin je; verzint; lieg je; liegt; \
        helpt helaas niet; helpt me niet; niet geholpen; onvolledig; niet compleet; staat er niet; vind het niks; \
        vind ik niks; teleurstellend; geen enkele zin; leugen*; wat een antwoord; ernaast; slaat als; kul; lariekoek; \
        niet overeen; spreekt tegen; verouderd; achterhaald; niet gezegd; niet genoemd; niet vermeld; niet uitgelegd; \
        weet nog steeds; overgeslagen; weggelaten; afgekapt; stopt midden; herhaalt; crasht; loopt vast; hangt; \
        bevriest; gaat niet open; opent niet; valt uit; wit scherm; sluit zich",
    wrong_short: "fout; nee; onjuist; verkeerd; mis; slecht; klopt niet; fout hoor; vergeten; hetzelfde; geen zin; \
        ontbreekt; ontbreken; onzin; lelijk; nope; neen; onvolledig; helemaal niet; niet waar",
    correct: "ik bedoelde; ik bedoel; ik vroeg; ik had gevraagd; ik zei; ik heb gezegd; ik wilde; ik wou; moet zijn; \
        moest zijn; had moeten zijn; zou moeten zijn; hoort te zijn; moet het zijn; in plaats van; in plaats daarvan; \
        maar juist; eigenlijk is; het juiste antwoord; ik heb het over; ik had het over; ik wil geen; ik wil niet; \
        gebruik geen; gebruik niet; je had moeten; je verwart; je haalt; het gaat om; zei toch; moet nog bij; \
        in werkelijkheid; juist niet; en niet; je schrijft; de juiste is; verkeerde taal; in het nederlands; \
        je gebruikt; hebt gebruikt; hebt geschreven; hebt gerekend; hebt genomen; hebt geteld; hebt vertaald; \
        hebt gekozen; je gebruikte; je schreef",
    correct_open: "nee; maar; eigenlijk; wacht; niet; toch",
    doubt: "weet je zeker; weet je het zeker; weet je dat zeker; ben je zeker; bent u zeker; wat bedoelt u; \
        hoe bedoel je; wat betekent dat; snap het niet; snap ik niet; snap er niets; begrijp niet; begrijp het niet; \
        begrijp ik niet; niet duidelijk; waarom heb je; waarom zeg je; hoe weet je; waar haal je; \
        kun je dat uitleggen; kun je uitleggen wat je; leg dat uit; leg dat eens uit; kun je verduidelijken; \
        kun je dat verduidelijken; kun je dat controleren; kun je bevestigen; is dat waar; is dat juist; \
        is dat correct; klopt dat; klopt dit; je bron; zeker weten; heel zeker; waar heb je; hoe kom je; wat bedoel; \
        snap die; snap dat; begrijp die; is dat zo; betwijfel; geloof ik niet; kun je checken; verward; in de war; \
        waar gaat dit; duidelijker; beter uit; nog een keer uit; nogmaals uit; ik volg je niet; niet volgen; kwijt; \
        herhaal; wat zeg je nou; bewezen; bewijs; verzin je dit; betrouwbaar; ik dacht dat; wie zegt; \
        wie heeft dat gezegd; volgens wie; waar staat dat",
    doubt_short: "echt; echt waar; waarom; hoezo; wat; huh; bron; bronnen; zeker; serieus; hoe dan; onduidelijk; \
        controleer; verwarrend; je bronnen; zeker weten; oh ja; wat zeg je; meen je dat; is dat zo",
    rephrase: "anders gezegd; met andere woorden; anders geformuleerd; wat ik wil; mijn vraag is; mijn vraag was; \
        ik herhaal; laat me het anders; nog een keer vragen; ik zal het anders; om duidelijk te zijn; anders vragen; \
        anders stellen; ik vraag het; andere woorden; anders verwoord; probeer uit te vinden; probeer te begrijpen; \
        wil weten; probeer te zeggen; uit te vinden",
    refine: "korter; langer; uitgebreider; meer details; gedetailleerder; herschrijf; in een tabel; vereenvoudig; \
        formeler; eenvoudiger; voeg toe; maak het; in het nederlands; vat het samen",
    masks: "alvast bedankt; bij voorbaat dank; bedankt alvast; bedankbrief; bedankbriefje; geen probleem; geen zorgen; \
        zonder fouten; niet slecht; nee bedankt; nee dank je; niet alleen; wat is er mis; wat klopt er niet; \
        goedemorgen; goede morgen; waarom niet; foutmelding*; waar of niet; maakt niet uit; maakt niets uit; \
        geen dank; niet erg; bij voorbaat",
    sorry: "excuses; mijn excuses; sorry voor; het spijt me; je hebt gelijk; u heeft gelijk; mijn fout; \
        bedankt voor de correctie; bedankt voor het; ik bied; mijn verontschuldiging; pardon; ik heb me vergist",
    welcome: "graag gedaan; geen dank; fijn dat; blij dat; ik ben blij; fijn om te horen; met plezier; tot je dienst",
    refusal: "het spijt me, maar; sorry, maar; ik kan niet; helaas kan ik; als ai; als taalmodel",
};
