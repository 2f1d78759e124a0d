//! Spanish phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "es",
    script: Script::Latin,
    common: "el; la; los; las; de; que; y; en; un; una; es; por; con; para; no; lo; se; me; como; esto; eso; \
        mi; tu; pero; ahora; puedes; hola; del; al; qué; está; muy; más; si; te; le; ya",
    fillers: "ok; vale; bueno; por favor; puedes; podrías; ahora; y; entonces; hola; también; quiero; quisiera; \
        necesito; me; perdón; perdona; oye; pues; ah; bien; que",
    tasks: "escribe; escribir; escríbeme; traduce; traducir; redacta; redactar; crea; genera; resume; haz; \
        hazme; dame; describe; imagina; dime; envía; manda; explica cómo; corrige; calcula; di; busca; \
        pon; recuérdame; publica; clasifica",
    negations: "no; nunca; tampoco; ni",
    praise: "gracias; muchas gracias; mil gracias; muchísimas gracias; te lo agradezco; se agradece; muy bien; \
        muy bueno; muy buena; está perfecto; es perfecto; quedó perfecto; quedó genial; justo lo que; \
        exactamente lo que; buen trabajo; gran trabajo; excelente trabajo; ahora sí funciona; \
        ya funciona; ahora funciona; sí funciona; funcionó; funciona perfecto; funciona perfectamente; \
        funciona bien; me sirve; me sirvió; me ayudó; me ayuda mucho; muy útil; me encanta; me gusta; \
        me gustó; tienes razón; eso es; así es; mucho mejor; qué bien; eres el mejor; eres genial; \
        eres increíble; eres un crack; muy amable; está muy bien; está genial; bien hecho; \
        buena respuesta; excelente respuesta; buena explicación",
    accept: "perfecto; genial; excelente; estupendo; fantástico; increíble; bien; vale; de acuerdo; correcto; \
        exacto; exactamente; bravo; maravilloso; buenísimo; ok; guay; fenomenal; entendido; brutal; \
        qué bueno; súper",
    wrong: "no es cierto; no es verdad; no es correcto; no es correcta; no está bien; está mal; eso está mal; \
        estás equivocado; estás mal; te equivocas; te equivocaste; te has equivocado; te confundes; \
        es incorrecto; es incorrecta; es falso; es erróneo; no funciona; no funcionó; no me funciona; \
        no sirve; no me sirve; sigue sin; sigue igual; sigue fallando; sigue dando error; todavía no; \
        aún no; no es eso; eso no es; no es lo que; no era lo que; no te pedí; no pedí; no respondiste; \
        no respondes; no has respondido; no contestaste; te olvidaste; olvidaste; te has olvidado; \
        me da error; da error; da un error; me sale error; me sale un error; el mismo error; \
        la misma respuesta; no tiene sentido; no entendiste; no me entendiste; no has entendido; \
        mala respuesta; respuesta incorrecta; respuesta equivocada; qué desastre; inútil; no me gusta; \
        no me gustó; no ayuda; cometiste un error; hay un error; tienes un error; inventaste; \
        te lo inventas; no es así",
    wrong_short: "mal; incorrecto; falso; error; no; errado; equivocado; fatal; tampoco; nada; mentira; te faltó; \
        lo mismo; no existe",
    correct: "me refería; me refiero a; quise decir; quería decir; te pedí; te dije; había pedido; debería ser; \
        debería haber; tendría que ser; debe ser; tiene que ser; en lugar de; en vez de; sino; \
        lo correcto es; la respuesta correcta es; yo quería; quería que; lo que pedí; lo que te pedí; \
        hablaba de; estaba hablando de; estoy hablando de; pedí; no quiero; no uses; no incluyas; \
        en realidad es; en realidad son; dije; ya te dije",
    correct_open: "no; pero; en realidad; espera; no es; pero no",
    doubt: "estás seguro; estás segura; está seguro; seguro que; qué quieres decir; a qué te refieres; \
        qué significa eso; no entiendo; no entendí; no lo entiendo; no comprendo; no te entiendo; \
        no me queda claro; no está claro; por qué dices; por qué dijiste; por qué has; puedes aclarar; \
        podrías aclarar; aclárame; puedes explicarlo; explícame eso; explícame mejor; explícalo mejor; \
        puedes explicar eso; cómo lo sabes; de dónde sacas; de dónde sacaste; de dónde salió; \
        cuál es tu fuente; es verdad eso; eso es cierto; es correcto eso; compruébalo; revisa otra vez; \
        estoy confundido; estoy confundida; me confunde",
    doubt_short: "en serio; de verdad; cómo; qué; por qué; seguro; fuente; fuentes; cómo así; puedes verificar; \
        verifica; puedes confirmar",
    rephrase: "dicho de otro modo; en otras palabras; me explico; lo que quiero es; lo que quiero saber; \
        reformulo; lo reformulo; voy a reformular; déjame reformular; lo pregunto de otra forma; \
        te lo pregunto de otra; mi pregunta es; mi pregunta era; repito; es decir",
    refine: "más corto; más largo; hazlo más; resúmelo; más detalles; más detallado; en una tabla; reescribe; \
        reescríbelo; amplía; más formal; más sencillo; simplifica; acórtalo; añade; agrega; en español",
    masks: "gracias de antemano; gracias por adelantado; de antemano gracias; desde ya gracias; \
        carta de agradecimiento; no hay problema; sin problema; no pasa nada; de nada; dar las gracias; \
        di gracias; buenos días; buenas tardes; qué está mal; qué hay de mal; no solo; no sé si; \
        sin errores; por qué no funciona; si no funciona; corrige los errores; mensaje de error; \
        no importa; no gracias; no, gracias",
    sorry: "lo siento por; disculpa; disculpe; disculpas; pido disculpas; lamento; tienes razón; tiene razón; \
        perdón por; mi error; me equivoqué; perdona; gracias por la aclaración; gracias por señalar; \
        gracias por corregir; lamento el error",
    welcome: "de nada; con gusto; me alegro; me alegra; un placer; no hay de qué; es un placer",
    refusal: "lo siento, pero; lo siento, no; no puedo; como modelo de lenguaje; como ia; como una ia",
};
