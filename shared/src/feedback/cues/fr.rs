//! French phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "fr",
    script: Script::Latin,
    common: "le; la; les; de; des; du; et; un; une; est; que; qui; je; tu; vous; il; pour; dans; en; ce; pas; \
        ne; c'est; sur; avec; mon; ma; mes; au; mais; comment; peux; bonjour; plus; ça; me; te; ces; \
        cette; se; j'ai; où",
    fillers: "ok; bon; alors; et; maintenant; s'il te plaît; s'il vous plaît; stp; svp; peux-tu; pouvez-vous; \
        peux tu; pourrais-tu; tu peux; je veux; je voudrais; j'aimerais; bonjour; salut; ah; euh; \
        eh bien; oui; donc; aussi; que tu",
    tasks: "écris; écrire; écrivez; rédige; rédiger; rédigez; traduis; traduire; traduisez; crée; créer; \
        génère; résume; résumer; fais; fais-moi; donne; donne-moi; décris; imagine; dis; dis-moi; envoie; \
        calcule; corrige; trouve; liste; classe; invente; mets; rappelle; propose",
    negations: "pas; jamais; non; guère; aucun",
    praise: "merci; merci beaucoup; mille mercis; grand merci; je te remercie; je vous remercie; \
        parfait merci; c'est parfait; c'est super; c'est génial; c'est excellent; c'est exactement; \
        exactement ce que; c'est ça; c'est bien; c'est bon; c'est très bien; très bien; très bon; \
        trop bien; bien joué; beau travail; bon travail; excellent travail; bravo; ça marche; \
        ça fonctionne; ça a marché; ça a fonctionné; marche maintenant; fonctionne maintenant; \
        beaucoup mieux; bien mieux; j'adore; j'aime bien; ça me plaît; tu as raison; vous avez raison; \
        tu es le meilleur; tu es génial; très utile; ça m'aide; tu m'as bien aidé; bonne réponse; \
        bonne explication; impeccable; nickel",
    accept: "parfait; super; génial; excellent; top; cool; d'accord; ok; exact; exactement; magnifique; \
        formidable; impeccable; merveilleux; très bien; bien; compris; ça marche; trop fort; chouette; \
        correct; bravo",
    wrong: "c'est faux; c'est incorrect; c'est inexact; est fausse; est incorrecte; est incorrect; \
        pas correct; pas correcte; pas exact; pas juste; pas vrai; pas bon; pas ça; ne marche pas; \
        marche pas; marche toujours pas; ne fonctionne pas; fonctionne pas; ne fonctionne toujours pas; \
        n'a pas marché; n'a pas fonctionné; tu te trompes; vous vous trompez; tu t'es trompé; \
        vous vous êtes trompé; tu as tort; tu fais erreur; tu as fait une erreur; \
        vous avez fait une erreur; il y a une erreur; toujours pas; toujours une erreur; \
        toujours la même erreur; la même erreur; même erreur; j'ai une erreur; une erreur s'affiche; \
        ce n'est pas ce que; c'est pas ce que; pas ce que j'ai demandé; pas ce que je; pas du tout; \
        n'importe quoi; tu n'as pas; vous n'avez pas; tu as oublié; vous avez oublié; tu oublies; \
        n'a aucun sens; aucun sens; pas de sens; tu inventes; inutile; c'est nul; ça n'aide pas; \
        mauvaise réponse; réponse fausse; tu n'as rien compris; rien compris; tu ne réponds pas; \
        je n'aime pas",
    wrong_short: "faux; incorrect; non; erreur; nul; inexact; mauvais; raté; pas bien; même problème; il manque; \
        n'existe pas",
    correct: "je voulais; je voulais dire; je parlais de; je parle de; je veux dire; j'ai demandé; \
        je t'ai demandé; j'avais demandé; j'ai dit; je t'ai dit; plutôt que; au lieu de; il fallait; \
        il faut que ce soit; ça devrait être; cela devrait être; devrait être; c'était plutôt; \
        en fait c'est; la bonne réponse est; la réponse est; ce que je voulais; ce que j'ai demandé; \
        je ne veux pas; n'utilise pas; mais plutôt; tu as confondu; tu confonds",
    correct_open: "non; mais; en fait; attends; plutôt; mais non; pas",
    doubt: "tu es sûr; tu es sûre; es-tu sûr; es-tu certain; êtes-vous sûr; vous êtes sûr; t'es sûr; \
        t'es sur; tu es certain; qu'est-ce que tu veux dire; que veux-tu dire; que voulez-vous dire; \
        qu'entends-tu; qu'entendez-vous; ça veut dire quoi; qu'est-ce que ça veut dire; c'est-à-dire; \
        je ne comprends pas; je comprends pas; je n'ai pas compris; j'ai pas compris; pas clair; \
        pas très clair; pourquoi tu dis; pourquoi dis-tu; pourquoi as-tu; pourquoi tu as; \
        peux-tu clarifier; peux-tu préciser; peux-tu m'expliquer ça; explique-moi ça; explique mieux; \
        peux-tu expliquer ta; d'où tiens-tu; d'où ça sort; quelle est ta source; \
        quelles sont tes sources; tes sources; c'est vrai ça; est-ce vrai; est-ce correct; \
        peux-tu confirmer; comment le sais-tu; comment tu sais; je suis perdu; je suis confus",
    doubt_short: "vraiment; ah bon; comment ça; pourquoi; quoi; source; sérieusement; hein; d'où vient; \
        peux-tu vérifier; vérifie",
    rephrase: "je reformule; autrement dit; en d'autres termes; ce que je veux; ce que je demande; \
        ma question est; ma question était; je répète; je repose la question; je repose ma question; \
        pour être plus clair; laisse-moi reformuler",
    refine: "plus court; plus long; plus courte; plus longue; plus de détails; plus détaillé; réécris; \
        reformule; reformule-le; dans un tableau; sous forme de; simplifie; raccourcis; développe; \
        plus formel; plus simple; ajoute; en français; résume-le",
    masks: "merci de; merci d'avance; d'avance merci; merci par avance; lettre de remerciement; \
        pas de problème; pas de souci; pas de soucis; sans problème; sans erreur; pas mal; \
        ce n'est pas grave; pas grave; pas seulement; qu'est-ce qui ne va pas; dire merci; bonne nuit; \
        non merci; de rien; pas besoin; message d'erreur; si c'est faux; vrai ou faux; n'est-ce pas; \
        pourquoi pas; corrige les erreurs; super-",
    sorry: "je suis désolé pour; désolé pour; je m'excuse; excusez-moi; mes excuses; toutes mes excuses; \
        je vous prie de m'excuser; je vous présente mes excuses; vous avez raison; tu as raison; pardon; \
        effectivement; merci de m'avoir signalé; merci pour la correction; merci pour la précision; \
        je me suis trompé",
    welcome: "de rien; je vous en prie; je t'en prie; avec plaisir; ravi; je suis ravi; je suis content; heureux",
    refusal: "je suis désolé, mais; désolé, mais; je suis désolé, je ne; je ne peux pas; en tant que modèle; \
        en tant qu'ia",
};
