//! Spanish phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "es",
    script: Script::Latin,
    fillers: "ok; vale; bueno; por favor; puedes; podrías; ahora; y; entonces; hola; también; quiero; quisiera; \
        necesito; me; perdón; perdona; oye; pues; ah; bien; que",
    tasks: "escribe; escribir; escríbeme; traduce; traducir; redacta; redactar; crea; genera; resume; haz; hazme; \
        dame; describe; imagina; dime; envía; manda; explica cómo; corrige; calcula; di; busca; pon; recuérdame; \
        publica; clasifica; poema; un poema; diálogo; quién; cuándo; cuántos; cuántas; cuánto; cuál; cuáles; \
        explica qué; añade; ponle; invéntate; propón; recomienda; elabora; genérame; corrígeme; enumera; menciona; \
        cuéntame; analiza; compara; simplifica",
    negations: "no; nunca; tampoco; ni",
    praise: "gracias; te lo agradezco; se agradece; muy bien; muy bueno; muy buena; quedó perfecto; quedó genial; \
        justo lo que; buen trabajo; gran trabajo; excelente trabajo; ya funciona; ahora funciona; sí funciona; \
        funcionó; funciona perfecto; funciona perfectamente; funciona bien; me sirve; me sirvió; me ayudó; \
        me ayuda mucho; muy útil; me encanta; me gusta; me gustó; tienes razón; eso es; así es; mucho mejor; \
        muy amable; bien hecho; grax; grcs; ya me quedó; me queda claro; quedó claro; entendí perfecto; \
        ahora entiendo; ya entiendo; ya entendí; ahora lo entiendo; lo lograste; justo eso; eso era; eso quería; \
        es lo que buscaba; te pasaste; eres un sol; de lujo; me has ayudado; me salvaste; muchísimas grac*; graciass; \
        corre bien; ya corre; ya jala; menos mal; me salvas; me salvó; más fácil de lo que; más sencillo de lo que; \
        buen punto; tiene sentido ahora; anotado; solucionado; resuelto; no lo sabía; no sabía eso; aprendí",
    accept: "perfecto; genial; excelente; estupendo; fantástico; increíble; bien; vale; de acuerdo; correcto; exacto; \
        exactamente; bravo; maravilloso; buenísimo; ok; guay; fenomenal; entendido; brutal; qué bueno; súper; chévere; \
        bacán; padre; chido; dale; buenísima; magnífico; espectacular; hermoso; precioso; listo; crack; qué guay; mola",
    good: "inteligente; lista; interesante; impresionado; impresionante; brillante; útil; buena; bueno; buen; \
        correcta; cierto; verdad; acertado; acertada; maravillosa; estupenda; fantástica; divertido; lindo; linda; \
        bonito; bonita; hermosa; preciosa; sensacional; impecable; clarísimo; perfecta; chula; la mejor; el mejor; \
        sabia; sabio",
    bad: "inútil; absurdo; absurda; ridículo; ridícula; tonto; tonta; estúpido; estúpida; irrelevante; inexacto; \
        inexacta; malo; mala; pésimo; pésima; aburrido; aburrida; equivocada; incorrecta; falsa; rara; raro; confuso; \
        confusa; incompleta; ilógico; sin sentido; basura; pobre; feo; fea; decepcionante; vergonzoso; una tontería; \
        una porquería; lamentable",
    pointers: "eso; esto; esta; este; esa; ese; tu; tus; respuesta; explicación; texto; código; eres; has; está; es; \
        te; qué; resultado; lo que; estás; así",
    asks: "quién; quiénes; cuándo; dónde; cuál; cuáles; por qué; cuánto; cuántos; cuántas; cómo puedo; cómo se; \
        cómo hago; qué es; qué son; qué significa; puedes; podrías; sabes; crees; piensas; opinas; hay alguna; tienes; \
        te gusta",
    really: "de verdad; realmente; en serio; seguro",
    wrong: "no es cierto; no es verdad; no es correcto; no es correcta; no está bien; te equivocas; te equivocaste; \
        te confundes; no funciona; no funcionó; no me funciona; no sirve; no me sirve; sigue sin; sigue igual; \
        sigue fallando; sigue dando error; todavía no; aún no; no es eso; eso no es; no es lo que; no era lo que; \
        no te pedí; no pedí; no respondiste; no respondes; no has respondido; no contestaste; olvidaste; \
        te has olvidado; da error; da un error; la misma respuesta; no tiene sentido; no entendiste; no me entendiste; \
        no has entendido; qué desastre; inútil; no me gusta; no me gustó; no ayuda; cometiste un error; hay un error; \
        tienes un error; inventaste; te lo inventas; no es así; no jala; no va; no me va; no corre; no compila; \
        no arranca; no hace nada; me sale; me aparece; me sigue saliendo; me tira; sale error; salta un error; \
        tira error; sigue el error; mismo error; mismo problema; no es real; qué horror; horrible; suena raro; \
        una porquería; no vale; no me vale; no has contestado; no me has; no contestas; ni caso; me ignoraste; \
        no leíste; no has leído; te contradices; te lo has inventado; no es exacto; no es preciso; no me convence; \
        ya lo habías; lo has repetido; qué dices; ningún sentido; sinsentido; tontería*; gilipollez; mentiros*; \
        vaya respuesta; qué respuesta más; no viene al caso; fuera de lugar; no cuadra; no coincide; no concuerda; \
        no encaja; contradice; desactualizad*; obsolet*; anticuad*; sin decirme; no me dijiste; no mencionas; \
        no mencionaste; no incluiste; no explicas; saltado; te saltaste; omitiste; se corta; está cortado; repites; \
        se cierra; se cuelga; se bloquea; se congela; peta; no abre; pantalla en blanco; página en blanco",
    wrong_short: "mal; incorrecto; falso; error; no; errado; equivocado; fatal; tampoco; nada; mentira; te faltó; \
        lo mismo; no existe; horrible; nop; nones; para nada; qué va; erróneo; incompleto",
    correct: "me refería; me refiero a; quise decir; quería decir; había pedido; debería ser; debería haber; \
        tendría que ser; debe ser; en lugar de; en vez de; sino; lo correcto es; la respuesta correcta es; yo quería; \
        quería que; hablaba de; estaba hablando de; estoy hablando de; pedí; no quiero; no uses; no incluyas; \
        en realidad es; en realidad son; dije; yo hablaba; yo decía; te he dicho; te había dicho; te he pedido; falta; \
        faltó; olvidaste; tendrías que; tiene que; no pongas; no menciones; especifiqué; y no en; y no a; y no con; \
        y no como; se escribe; el correcto es; idioma equivocado; no en inglés; en español por favor; has usado; \
        usaste; has puesto; pusiste; has escrito; escribiste; has calculado; calculaste; has cogido; has contado; \
        has traducido; elegiste",
    correct_open: "no; pero; en realidad; espera",
    doubt: "estás seguro; estás segura; está seguro; seguro que; qué quieres decir; qué significa eso; no entiendo; \
        no entendí; no lo entiendo; no comprendo; no te entiendo; no me queda claro; no está claro; por qué dices; \
        por qué dijiste; por qué has; puedes aclarar; podrías aclarar; aclárame; puedes explicarlo; explícame eso; \
        explícame mejor; explícalo mejor; puedes explicar eso; cómo lo sabes; de dónde sacas; de dónde sacaste; \
        de dónde salió; cuál es tu fuente; es verdad eso; eso es cierto; es correcto eso; compruébalo; \
        revisa otra vez; estoy confundido; estoy confundida; me confunde; seguro de eso; a qué te; qué fuente; \
        en qué te basas; no me cuadra; no lo tengo claro; me lo aclaras; es cierto eso; revísalo; verifícalo; confus*; \
        más clar*; de qué hablas; de qué estás hablando; me he perdido; me perdí; me pierdo; decirlo mejor; \
        decir mejor; más despacio; repítelo; repite eso; no te sigo; no te pillo; perdido con; comprobado; demostrado; \
        pruebas de; alguna prueba; te lo estás inventando; puedo fiarme; fiable; creía que; pensaba que; quién dice; \
        quién lo dice; quién dijo; según quién; dónde pone",
    doubt_short: "en serio; de verdad; cómo; qué; por qué; seguro; fuente; fuentes; cómo así; puedes verificar; \
        verifica; puedes confirmar; estás seguro; de veras; posta; eh; seguro seguro; mande",
    rephrase: "dicho de otro modo; en otras palabras; me explico; lo que quiero es; lo que quiero saber; reformulo; \
        lo reformulo; voy a reformular; déjame reformular; lo pregunto de otra forma; te lo pregunto de otra; \
        mi pregunta es; mi pregunta era; repito; es decir; de otra forma; de otra manera; de otro modo; \
        pregunto de nuevo; te pregunto otra vez; a ver si me explico; vuelvo a preguntar; quiero averiguar; \
        quiero saber; intento saber; intento entender; intento decir; trato de",
    refine: "más corto; más largo; hazlo más; resúmelo; más detalles; más detallado; en una tabla; reescribe; \
        reescríbelo; amplía; más formal; más sencillo; simplifica; acórtalo; añade; agrega; en español",
    masks: "gracias de antemano; gracias por adelantado; de antemano gracias; desde ya gracias; \
        carta de agradecimiento; no hay problema; sin problema; no pasa nada; de nada; dar las gracias; di gracias; \
        buenos días; buenas tardes; qué está mal; qué hay de mal; no solo; no sé si; sin errores; por qué no funciona; \
        si no funciona; corrige los errores; mensaje de error; no importa; no gracias; no, gracias; de antemano; \
        por adelantado",
    sorry: "lo siento por; disculpa; disculpe; disculpas; pido disculpas; lamento; tienes razón; tiene razón; \
        perdón por; mi error; me equivoqué; perdona; gracias por la aclaración; gracias por señalar; \
        gracias por corregir; lamento el error",
    welcome: "de nada; con gusto; me alegro; me alegra; un placer; no hay de qué; es un placer",
    refusal: "lo siento, pero; lo siento, no; no puedo; como modelo de lenguaje; como ia; como una ia",
};
