//! Italian phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "it",
    script: Script::Latin,
    fillers: "ok; bene; allora; per favore; per piacere; puoi; potresti; ora; adesso; e; ciao; anche; voglio; vorrei; \
        ho bisogno; mi; ah; eh; sì; che; scusa; beh; quindi; dunque; poi",
    tasks: "scrivi; scrivere; scrivimi; traduci; tradurre; crea; creami; genera; riassumi; fai; fammi; dammi; \
        descrivi; immagina; di'; dimmi; invia; manda; calcola; correggi; trova; elenca; redigi; inventa; ricordami; \
        spiega come; classifica; pubblica; cerca; poesia; una poesia; dialogo; un dialogo; chi; quando; quanti; \
        quante; quanto; quale; quali; dove si trova; elencami; consigliami; consiglia; spiega la; confronta; analizza; \
        aggiungi; riscrivi; racconta; proponi; suggerisci; inventami",
    negations: "non; mai; no; neanche",
    praise: "grazie; ti ringrazio; la ringrazio; molto bene; molto bello; molto utile; va bene così; va benissimo; \
        proprio quello che; è quello che; proprio così; ora funziona; adesso funziona; funziona perfettamente; \
        funziona benissimo; ha funzionato; funziona tutto; ottimo lavoro; bel lavoro; buon lavoro; ben fatto; \
        complimenti; molto meglio; mi piace; adoro; sei un genio; mi hai aiutato; bella spiegazione; grz; bravissimo; \
        bravissima; ora capisco; adesso capisco; ora ho capito; adesso ho capito; adesso va; ora va; \
        finalmente funziona; finalmente va; quello che cercavo; quello che volevo; mi hai salvato; sei un mito; \
        mi serviva; molto chiaro; tutto chiaro; chiarissimo; adorabile; utilissimo; fatto bene; top; ottimo così; \
        menomale; meno male; salvato la vita; più facile del; più facile di quanto; più semplice del; buon punto; \
        segnato; risolto; non lo sapevo; ho imparato",
    accept: "perfetto; ottimo; fantastico; benissimo; eccellente; esatto; esattamente; giusto; corretto; bene; bravo; \
        brava; ok; va bene; d'accordo; grande; bellissimo; magnifico; stupendo; capito; meraviglioso; splendido; \
        super; bello; funziona; grandioso; mitico; figo; fico; bravissimo; bravissima; perfetta; ottima; top; \
        spettacolare; spettacolo; meraviglia; apposto; a posto; tutto ok; chiaro; ben fatto; geniale",
    good: "intelligente; intelligenza; brillante; interessante; utile; esatta; corretta; giusta; vero; verità; \
        ragione; impressionato; impressionata; acuta; simpatico; carina; carino; gentile; straordinario; \
        straordinaria; incredibile; fantastica; buona; meravigliosa; eccezionale; piacere; divertente; competente; \
        il migliore; la migliore; forte; saggia",
    bad: "stupido; stupida; scemo; assurdo; assurda; ridicolo; ridicola; inutile; inutili; noioso; noiosa; pessima; \
        pessimo; falsa; sbagliate; errate; inesatta; imprecisa; illogico; incoerente; confuso; confusa; deludente; \
        terribile; brutta; mediocre; banale; incompetente; vergognoso; insensato; spazzatura; strana; strano; \
        inaccurata; incompleta; senza senso",
    pointers: "questo; questa; quello; quella; ciò; tu; tua; tuo; tue; sei; hai; è; risposta; risposte; spiegazione; \
        testo; codice; che; risultato; lei; così",
    asks: "chi; quando; dove; quale; quali; perché; quanto; quanti; quante; come posso; come si; come faccio; cos'è; \
        cosa sono; che cos'è; puoi; potresti; sai; pensi; credi; hai; c'è; ti piace; esiste",
    really: "davvero; veramente; sul serio; proprio",
    wrong: "sbagliato tutto; non è corretto; non è corretta; non è vero; non è giusto; non è esatto; non va bene; \
        non funziona; non ha funzionato; ancora non; non ancora; ti sbagli; si sbaglia; hai torto; non è quello che; \
        non è ciò che; non era quello che; non ti ho chiesto; non ho chiesto; hai dimenticato; ti sei dimenticato; \
        dà errore; ricevo un errore; ottengo un errore; stesso errore; stesso problema; la stessa risposta; \
        la stessa cosa; non ha senso; senza senso; non capisci; non rispondi; inutile; pessimo; terribile; non aiuta; \
        non mi aiuta; non mi piace; non mi hai; non mi rispondi; fa schifo; che schifo; fa pena; orribile; brutto; \
        bruttissimo; stai sbagliando; stai dicendo; che dici; cavolate; cazzate; non parte; non compila; non si apre; \
        non succede niente; non succede nulla; non cambia niente; ancora niente; mi dà; mi esce; mi appare; \
        esce un errore; ancora errore; ancora lo stesso; sempre lo stesso; non c'entra; fuori tema; incompleto; \
        incompleta; non è preciso; non è esatta; non risolve; non mi serve; non ci siamo; deludente; non mi convince; \
        hai ignorato; nessun senso; fuori luogo; bugiard*; che risposta; sciocchezz*; fesseri*; fuori strada; \
        lontano dalla; non torna; non corrisponde; non coincide; non combacia; contraddic*; obsoleto; superato; \
        datato; ancora detto; non dici; saltato; tralasciato; omesso; si interrompe; tagliato; ripeti sempre; \
        si chiude; si blocca; si pianta; crasha; si impalla; pagina bianca; schermo nero",
    wrong_short: "sbagliato; errato; falso; no; errore; male; sbagli; scorretto; macché; non va; non hai; manca; \
        mancano; continua a; non esiste; non esistono; inventato; brutto; orribile; nah; no no; ancora niente; \
        incompleto; errata; sbagliata",
    correct: "intendevo; intendo; volevo; ho chiesto; avevo chiesto; ho detto; avevo detto; dovrebbe essere; \
        dovrebbero essere; deve essere; invece di; anziché; al posto di; bensì; piuttosto che; la risposta corretta è; \
        la risposta giusta è; in realtà è; in realtà sono; mi riferivo; mi riferisco; parlavo di; sto parlando di; \
        non voglio; non usare; non includere; hai confuso; avresti dovuto; dovevi; te l'avevo; avevo specificato; \
        ho specificato; hai dimenticato; va scritto; doveva; non mettere; io parlavo; io dicevo; e non a; e non il; \
        e non la; e non in; si scrive; quello giusto; in italiano per favore; lingua sbagliata; hai usato; hai messo; \
        hai scritto; hai preso; hai calcolato; hai contato; hai tradotto; hai scelto; ha usato",
    correct_open: "no; ma; in realtà; aspetta; veramente; non",
    doubt: "sei sicuro; sei sicura; sei certo; è sicuro; cosa intendi; cosa vuoi dire; che vuoi dire; che intendi; \
        cosa significa questo; che cosa significa; non capisco; non ho capito; non mi è chiaro; non è chiaro; \
        perché dici; perché hai; puoi chiarire; potresti chiarire; puoi spiegare meglio; spiega meglio; \
        spiegami meglio; puoi spiegarmi questo; puoi spiegarlo; come lo sai; come fai a saperlo; dove l'hai; \
        qual è la fonte; quali sono le fonti; le tue fonti; è corretto questo; puoi confermare; controlla di nuovo; \
        ricontrolla; mi confonde; dove hai preso; cosa vorrebbe; non ci ho capito; mi spieghi; è vero questo; \
        è proprio così; ho dei dubbi; dubito; hai verificato; confus*; più chiaro; più chiara; più chiaramente; \
        di cosa parli; di che parli; di cosa stai; mi sono perso; mi hai perso; ripeti; puoi ripetere; non ti seguo; \
        spiegati; non ci capisco; dimostrato; provato; qualche prova; prove; te lo stai inventando; affidabile; \
        pensavo che; credevo che; chi lo dice; chi dice; chi l'ha detto; secondo chi; dove sta scritto",
    doubt_short: "davvero; sul serio; perché; come; cosa; fonte; fonti; sicuro; scusa; in che senso; che significa; \
        da dove viene; è vero che; è davvero; puoi verificare; verifica; sicura; ma davvero; veramente",
    rephrase: "riformulo; in altre parole; in altri termini; quello che voglio; ciò che voglio; quello che chiedo; \
        la mia domanda è; la mia domanda era; ripeto; detto altrimenti; detto in altro modo; \
        lo chiedo in un altro modo; fammi riformulare; mi spiego meglio; voglio sapere; in un altro modo; \
        in altro modo; te lo richiedo; ti richiedo; lo richiedo; la metto così; cercando di capire; \
        cercando di sapere; voglio capire; cerco di capire; sto chiedendo",
    refine: "più corto; più lungo; più breve; più dettagli; più dettagliato; riscrivi; riscrivilo; in una tabella; \
        semplifica; accorcia; riassumilo; più formale; più semplice; aggiungi; amplia; in italiano; espandi",
    masks: "grazie in anticipo; ringrazio in anticipo; lettera di ringraziamento; nessun problema; non c'è problema; \
        senza errori; cosa c'è di sbagliato; cosa non va; no grazie; no, grazie; non solo; buongiorno; buona notte; \
        buona sera; non importa; non male; vero o falso; perché no; di niente; non fa niente; messaggio di errore; \
        non so se; dire grazie; in anticipo; fa lo stesso; niente problemi",
    sorry: "mi scuso; scusa per; scusami; scusa; mi dispiace per; hai ragione; ha ragione; chiedo scusa; scuse; \
        errore mio; grazie per la precisazione; grazie per la correzione; grazie per averlo; mi sono sbagliato; \
        le mie scuse",
    welcome: "prego; di nulla; di niente; sono felice; sono contento; è un piacere; figurati; mi fa piacere",
    refusal: "mi dispiace, ma; mi dispiace, non; non posso; come modello; come ia; in quanto ia; purtroppo non",
};
