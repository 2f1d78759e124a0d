//! German phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "de",
    script: Script::Latin,
    fillers: "ok; okay; gut; so; bitte; kannst du; können sie; könntest du; jetzt; nun; und; dann; hallo; hi; hey; \
        auch; ich möchte; ich will; ich brauche; mir; mal; doch; ach; ah; äh; hm; ja; nochmal; also; naja; sorry; \
        dass du",
    tasks: "schreib; schreibe; schreiben; übersetze; übersetz; erstelle; erstell; generiere; fasse; fass; mach mir; \
        gib mir; gib; nenne; beschreibe; erzähl; stell dir vor; sag; sage; sende; berechne; korrigiere; finde; liste; \
        formuliere; erkläre wie; entwirf; verfasse; suche; erinnere; klassifiziere; schreib mir; formulier; \
        ein gedicht; dialog; geschichte; denk dir; fasse zusammen; zähle; vergleiche; analysiere; empfiehl; plane; \
        füge; nenn; überleg; könntest du mir bitte; wie sage ich; wie sagt man; ergänze; zeig",
    negations: "nicht; kein; keine; nie; niemals",
    praise: "danke; dankeschön; vielen dank; besten dank; herzlichen dank; tausend dank; sehr gut; sehr schön; \
        genau so; genau richtig; genau was ich; funktioniert jetzt; jetzt funktioniert; jetzt geht es; jetzt geht's; \
        jetzt klappt; hat funktioniert; hat geklappt; klappt jetzt; geht jetzt; passt so; gut gemacht; super gemacht; \
        toll gemacht; gute arbeit; viel besser; ist richtig; stimmt genau; das hilft; hat geholfen; sehr hilfreich; \
        gefällt mir; ich liebe es; du bist der beste; du hast recht; da hast du recht; gut erklärt; bin zufrieden; \
        spitze; dankee; thx; dankö; weitergeholfen; sehr geholfen; mir geholfen; hilft mir sehr; aufschlussreich; \
        jetzt versteh*; jetzt hab ich*; jetzt ist es klar; jetzt ist klar; läuft jetzt; jetzt läuft; richtig schön; \
        richtig gut; echt gut; echt super; wunderschön; bin begeistert; das war's; passt perfekt; sehr cool; \
        du rettest mich; ein traum; top erklärt; funzt; stein vom herzen; gerettet; einfacher als; leichter als; \
        guter punkt; erledigt; gelöst; notiert; wusste ich nicht; wusste ich gar nicht; was gelernt; puh",
    accept: "perfekt; super; klasse; toll; prima; genial; großartig; wunderbar; ausgezeichnet; gut; ok; okay; richtig; \
        korrekt; genau; stimmt; alles klar; verstanden; fantastisch; hervorragend; cool; sehr gut; passt; schön; top; \
        geil; mega; bravo; hilfreich; einwandfrei; hammer; krass; nice; geilo; wow; traumhaft; bestens; jawohl; \
        einverstanden; alles klar danke; astrein; funzt; funktioniert; klappt; gebongt; leiwand",
    good: "klug; schlau; clever; intelligent; beeindruckt; beeindruckend; nett; lieb; unglaublich; brillant; \
        brillante; geniale; schlaue; kluge; coole; tolle; gute; hilfreiche; interessant; korrekte; wahr; genie; \
        prachtstück; spitzenmäßig; sauber; abgefahren; einleuchtend; logisch; witzig; absolut; nützlich; perfekte; \
        stark; großartige",
    bad: "dumm; blöd; dämlich; dämliche; unlogisch; irrelevant; inakkurat; ungenau; unbrauchbar; wertlos; wertlose; \
        sinnlos; nutzlos; nutzlose; lächerlich; langweilig; schwach; schlechte; falsche; verkehrt; absurd; daneben; \
        peinlich; grottig; mies; enttäuschend; enttäuscht; mangelhaft; unsinnig; veraltet; verwirrend; unverständlich; \
        schrott",
    pointers: "das; dies; diese; dieser; es; du; dein; deine; antwort; erklärung; text; code; ergebnis; sie; was für; \
        was eine; ist ja; wie; so",
    asks: "wer; wann; wo; welche; welcher; welches; warum; wieso; wie viel; wie viele; wie kann; wie macht; wie mache; \
        wie geht; was ist; was sind; was kann; kannst du; können sie; könntest du; weißt du; hast du; bist du; \
        gibt es; ist es; magst du; denkst du; glaubst du; soll ich; darf ich",
    really: "wirklich; echt; tatsächlich; ernsthaft; sicher",
    wrong: "ist falsch; war falsch; nicht richtig; nicht korrekt; stimmt nicht; stimmt leider nicht; \
        stimmt aber nicht; funktioniert nicht; funktioniert leider nicht; hat nicht funktioniert; geht nicht; \
        geht leider nicht; klappt nicht; hat nicht geklappt; immer noch nicht; immer noch falsch; immer noch der; \
        immer noch ein fehler; noch immer nicht; nicht das, was; nicht das was; nicht was ich; nicht wonach ich; \
        danach habe ich nicht; du hast vergessen; du hast nicht; du hast dich geirrt; du irrst; sie haben nicht; \
        sie irren; hast du vergessen; ein fehler gemacht; einen fehler gemacht; da ist ein fehler; \
        ich bekomme einen fehler; kommt ein fehler; bekomme ich einen fehler; gleicher fehler; derselbe fehler; \
        gleiche fehler; selbe fehler; kein sinn; keinen sinn; unsinn; quatsch; blödsinn; schwachsinn; gibt es nicht; \
        existiert nicht; existieren nicht; erfunden; nutzlos; nicht hilfreich; hilft nicht; hilft mir nicht; \
        gefällt mir nicht; du verstehst nicht; du verstehst mich nicht; nicht verstanden was ich; missverstanden; \
        überhaupt nicht; ganz und gar nicht; tut nicht; tut's nicht; läuft nicht; startet nicht; kompiliert nicht; \
        passiert nichts; tut sich nichts; dieselbe meldung; dieselbe antwort; dasselbe problem; gleiche problem; \
        gleiche antwort; fehler bleibt; nicht meine frage; nicht beantwortet; frage nicht; widersprichst; du lügst; \
        hat nichts gebracht; bringt nichts; hat nicht geholfen; klingt komisch; furchtbar; schrecklich; grauenhaft; \
        scheiße; mies; müll; langweilig; hässlich; so geht das nicht; so nicht; nicht gefragt; nicht gewollt; \
        ausgedacht; gelogen; nicht zu gebrauchen; unvollständig; thema verfehlt; ignorierst; ignoriert; nicht gelesen; \
        nicht das richtige; überzeugt mich nicht; kommt immer noch; kommt jetzt; wirft einen fehler; keinerlei sinn; \
        ergibt null; macht null; nicht relevant; fern der; sowas von falsch; nicht hören; dümmste*; übel; seltsam; \
        seltsame; nicht wahr; was für eine antwort; verstehst überhaupt; passt nicht zu; widerspricht; \
        widersprüchlich; veraltet; nicht mehr aktuell; nicht genannt; nicht gesagt; nicht erwähnt; nicht erklärt; \
        nicht angegeben; übersprungen; ausgelassen; weggelassen; unter den tisch; bricht ab; abgeschnitten; \
        hört mittendrin; wiederholst; stürzt ab; stürzt immer; hängt sich; friert ein; schmiert ab; öffnet sich nicht; \
        lädt nicht; weiße seite; schließt sich",
    wrong_short: "falsch; nein; fehler; inkorrekt; nö; nee; schlecht; leider nicht; mist; stimmt nicht; das gleiche; \
        fehlt; fehlen; das war nicht; das ist nicht; unvollständig; furchtbar; schrecklich; quark; nope; ganz falsch; \
        immer noch nichts; käse",
    correct: "ich meinte; ich meine; ich habe gemeint; gemeint war; gemeint ist; ich wollte; ich hatte gefragt; \
        ich habe gefragt; ich habe gesagt; ich hatte gesagt; ich sagte; hatte nach; sollte sein; sollte eigentlich; \
        müsste; muss sein; muss heißen; muss es heißen; statt; anstatt; stattdessen; sondern; richtig ist; \
        richtig wäre; die richtige antwort; eigentlich ist; ich will nicht; ich will kein; ich möchte kein; \
        ich möchte nicht; verwende nicht; du solltest; es geht um; mir geht es um; verwechselst; verwechselt; \
        hatte doch; doch gesagt; hab doch; habe doch; ich rede von; ich spreche von; ich sprach von; es fehlt; \
        da fehlt; hier fehlt; fehlt noch; lass weg; gebeten; wir siezen; verwende kein*; nutze kein*; benutze kein*; \
        stimmt so nicht ganz; und nicht; und kein; schreibt man; wird geschrieben; richtig heißt; falsche sprache; \
        auf deutsch bitte; du hast mit; du hast die; du hast den; du hast das; hast du verwendet; hast verwendet; \
        hast benutzt; hast geschrieben; hast gerechnet; hast genommen; hast übersetzt; hast gezählt",
    correct_open: "nein; aber; eigentlich; moment; warte; doch; nicht; nee; ne",
    doubt: "bist du sicher; bist du dir sicher; sind sie sicher; bist du dir da sicher; was meinst du; \
        wie meinst du das; was meinen sie; was heißt das; was soll das heißen; verstehe nicht; verstehe ich nicht; \
        verstehe das nicht; nicht verstanden; kapiere nicht; ist mir nicht klar; nicht ganz klar; warum hast du; \
        wieso hast du; warum sagst du; woher weißt du; woher hast du; woher kommt; kannst du das erklären; \
        kannst du mir das erklären; erkläre das; erklär das; erkläre mir das; kannst du das genauer; erkläre genauer; \
        kannst du das überprüfen; überprüfe das; prüfe das nochmal; kannst du das bestätigen; stimmt das; \
        ist das richtig; ist das korrekt; ist das wahr; ist das sicher; deine quelle; deine quellen; meinst du damit; \
        sicher dass; wie kommst du; wo hast du; versteh ich; versteh das; kapier; begreife; erklär mir das; \
        erläutere das; bezweifle; zweifle; glaube ich nicht; glaub ich nicht; bist du da; verwirr*; wovon redest; \
        worüber redest; von was; was redest; nochmal bitte; klarer aus; deutlicher; besser ausdrücken; \
        näher ausführen; weiter ausführen; komme nicht mit; komm nicht mit; wie darf ich; wie soll ich das; \
        werde nicht schlau; nicht ganz folgen; kann nicht folgen; erwiesen; bewiesen; belegt; beweis*; \
        denkst du dir das; verlässlich; ich dachte; dachte immer; wer sagt; wer hat das gesagt; wer behauptet; \
        laut wem; wo steht das",
    doubt_short: "wirklich; echt; sicher; wieso; warum; wie bitte; was; hä; quelle; quellen; ernsthaft; im ernst; \
        was bedeutet das; unklar; überprüfe; quellen dafür; echt jetzt; bist du sicher; wie jetzt; ach ja; \
        tatsächlich; wirklich wahr",
    rephrase: "anders gefragt; anders gesagt; anders ausgedrückt; anders formuliert; mit anderen worten; nochmal:; \
        ich frage anders; ich formuliere um; ich formuliere es anders; was ich will; was ich wissen will; \
        was ich wissen möchte; meine frage ist; meine frage war; ich wiederhole; ich frage nochmal; \
        um es klarer zu sagen; nochmal anders; anders herum; andersrum; neu formuliert; ich versuch's anders; \
        rausfinden; herausfinden; wissen will; wissen möchte; worauf ich hinaus",
    refine: "kürzer; länger; ausführlicher; mach es; mach das; detaillierter; als tabelle; in einer tabelle; \
        umformulieren; formuliere um; vereinfache; kürze; formeller; einfacher; ergänze; füge hinzu; auf deutsch; \
        in stichpunkten; schreib es um",
    masks: "danke im voraus; vielen dank im voraus; im voraus danke; besten dank im voraus; dankesbrief; \
        dankschreiben; kein problem; keine ursache; kein fehler; keine fehler; ohne fehler; nicht schlecht; \
        nicht schlimm; was ist falsch; was stimmt nicht; nein danke; nicht nur; macht nichts; guten morgen; guten tag; \
        gute nacht; gut für; warum nicht; fehlermeldung*; falls falsch; richtig oder falsch; keine sorge; nicht wahr; \
        nicht sicher ob; wahr oder falsch; danke schon mal; danke schonmal; schon mal danke; dank dir selbst; \
        danke im vorhinein; dankeskarte*; danke für nichts",
    sorry: "entschuldigung; entschuldige; ich entschuldige; es tut mir leid; tut mir leid; verzeihung; du hast recht; \
        sie haben recht; mein fehler; danke für den hinweis; danke für die korrektur; vielen dank für den hinweis; \
        da habe ich mich; ich habe mich geirrt",
    welcome: "gern geschehen; gerne; bitte schön; bitteschön; freut mich; es freut mich; keine ursache; sehr gerne; \
        immer gerne; schön, dass",
    refusal: "es tut mir leid, aber; tut mir leid, aber; entschuldigung, aber; ich kann nicht; ich kann leider; \
        leider kann ich; als ki; als sprachmodell",
};
