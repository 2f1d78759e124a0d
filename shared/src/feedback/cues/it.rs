//! Italian phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "it",
    script: Script::Latin,
    common: "il; lo; la; i; gli; le; di; che; e; un; una; è; per; con; non; in; mi; come; questo; questa; mio; \
        mia; ma; puoi; ora; del; della; al; alla; sono; se; più; da; ho; hai; ciao; cosa; si; ti; nel; \
        anche; dei; delle; io",
    fillers: "ok; bene; allora; per favore; per piacere; puoi; potresti; ora; adesso; e; ciao; anche; voglio; \
        vorrei; ho bisogno; mi; ah; eh; sì; che; scusa; beh; quindi; dunque; poi",
    tasks: "scrivi; scrivere; scrivimi; traduci; tradurre; crea; creami; genera; riassumi; fai; fammi; dammi; \
        descrivi; immagina; di'; dimmi; invia; manda; calcola; correggi; trova; elenca; redigi; inventa; \
        ricordami; spiega come; classifica; pubblica; cerca",
    negations: "non; mai; no; neanche",
    praise: "grazie; grazie mille; mille grazie; molte grazie; ti ringrazio; la ringrazio; grazie tante; \
        molto bene; molto bello; molto utile; va bene così; va benissimo; è perfetto; è ottimo; è giusto; \
        proprio quello che; esattamente quello che; è quello che; proprio così; ora funziona; \
        adesso funziona; funziona perfettamente; funziona benissimo; ha funzionato; funziona tutto; \
        ottimo lavoro; bel lavoro; buon lavoro; ben fatto; complimenti; molto meglio; mi piace; lo adoro; \
        adoro; hai ragione; sei il migliore; sei fantastico; sei un genio; sei grande; mi hai aiutato; \
        mi è stato utile; buona risposta; ottima risposta; bella spiegazione; ottima spiegazione; \
        che bello",
    accept: "perfetto; ottimo; fantastico; benissimo; eccellente; esatto; esattamente; giusto; corretto; bene; \
        bravo; brava; ok; va bene; d'accordo; grande; bellissimo; magnifico; stupendo; capito; \
        meraviglioso; splendido; super; bello; funziona",
    wrong: "è sbagliato; è sbagliata; è errato; è errata; è falso; è scorretto; sbagliato tutto; \
        non è corretto; non è corretta; non è vero; non è giusto; non è esatto; non va bene; \
        non funziona; non funziona ancora; non ha funzionato; ancora non; non ancora; hai sbagliato; \
        ti sbagli; ti stai sbagliando; si sbaglia; hai torto; hai commesso un errore; \
        hai fatto un errore; c'è un errore; non è quello che; non è ciò che; non era quello che; \
        non ti ho chiesto; non ho chiesto; hai dimenticato; ti sei dimenticato; mi dà errore; dà errore; \
        ricevo un errore; ottengo un errore; stesso errore; lo stesso errore; stesso problema; \
        la stessa risposta; la stessa cosa; non ha senso; senza senso; non hai capito; non capisci; \
        non hai risposto; non rispondi; ti sei inventato; inutile; pessimo; terribile; non aiuta; \
        non mi aiuta; non mi piace; risposta sbagliata; risposta errata",
    wrong_short: "sbagliato; errato; falso; no; errore; male; sbagli; scorretto; macché; non va; non hai; manca; \
        mancano; continua a; non esiste; non esistono; inventato",
    correct: "intendevo; intendo; volevo dire; volevo; ti ho chiesto; ho chiesto; avevo chiesto; ho detto; \
        ti ho detto; avevo detto; dovrebbe essere; dovrebbero essere; deve essere; doveva essere; \
        invece di; anziché; al posto di; bensì; piuttosto che; la risposta corretta è; \
        la risposta giusta è; in realtà è; in realtà sono; mi riferivo; mi riferisco; parlavo di; \
        sto parlando di; non voglio; non usare; non includere; hai confuso; avresti dovuto; dovevi",
    correct_open: "no; ma; in realtà; aspetta; veramente; non; ma no",
    doubt: "sei sicuro; sei sicura; ne sei sicuro; sei certo; è sicuro; cosa intendi; cosa vuoi dire; \
        che vuoi dire; che intendi; cosa significa questo; che cosa significa; non capisco; \
        non ho capito; non mi è chiaro; non è chiaro; perché dici; perché hai; puoi chiarire; \
        potresti chiarire; puoi spiegare meglio; spiega meglio; spiegami meglio; puoi spiegarmi questo; \
        puoi spiegarlo; come lo sai; come fai a saperlo; dove l'hai; qual è la fonte; \
        quali sono le fonti; le tue fonti; è corretto questo; puoi confermare; controlla di nuovo; \
        ricontrolla; sono confuso; sono confusa; mi confonde",
    doubt_short: "davvero; sul serio; perché; come; cosa; fonte; fonti; sicuro; scusa; in che senso; che significa; \
        da dove viene; è vero che; è davvero; puoi verificare; verifica",
    rephrase: "riformulo; in altre parole; in altri termini; quello che voglio; ciò che voglio; \
        quello che chiedo; la mia domanda è; la mia domanda era; ripeto; detto altrimenti; \
        detto in altro modo; lo chiedo in un altro modo; fammi riformulare; mi spiego meglio; \
        voglio sapere",
    refine: "più corto; più lungo; più breve; più dettagli; più dettagliato; riscrivi; riscrivilo; \
        in una tabella; semplifica; accorcia; riassumilo; più formale; più semplice; aggiungi; amplia; \
        in italiano; espandi",
    masks: "grazie in anticipo; ringrazio in anticipo; lettera di ringraziamento; nessun problema; \
        non c'è problema; senza errori; cosa c'è di sbagliato; cosa non va; no grazie; no, grazie; \
        non solo; buongiorno; buona notte; buona sera; non importa; non male; vero o falso; perché no; \
        di niente; non fa niente; messaggio di errore; non so se; dire grazie",
    sorry: "mi scuso; scusa per; scusami; scusa; mi dispiace per; hai ragione; ha ragione; chiedo scusa; \
        scuse; errore mio; grazie per la precisazione; grazie per la correzione; grazie per averlo; \
        mi sono sbagliato; le mie scuse",
    welcome: "prego; di nulla; di niente; sono felice; sono contento; è un piacere; figurati; mi fa piacere",
    refusal: "mi dispiace, ma; mi dispiace, non; non posso; come modello; come ia; in quanto ia; purtroppo non",
};
