//! French phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "fr",
    script: Script::Latin,
    fillers: "ok; bon; alors; et; maintenant; s'il te plaît; s'il vous plaît; stp; svp; peux-tu; pouvez-vous; peux tu; \
        pourrais-tu; tu peux; je veux; je voudrais; j'aimerais; bonjour; salut; ah; euh; eh bien; oui; donc; aussi; \
        que tu",
    tasks: "écris; écrire; écrivez; rédige; rédiger; rédigez; traduis; traduire; traduisez; crée; créer; génère; \
        résume; résumer; fais; fais-moi; donne; donne-moi; décris; imagine; dis; dis-moi; envoie; calcule; corrige; \
        trouve; liste; classe; invente; mets; rappelle; propose; poème; un poème; une lettre; un slogan; un dialogue; \
        une histoire; qui; quand; combien; quel; quelle; quels; quelles; explique la différence; ajoute; réécris; \
        cite; compare; analyse; trouve-moi; écris-moi; raconte; imagine un",
    negations: "pas; jamais; non; guère; aucun",
    praise: "merci; mille mercis; je te remercie; je vous remercie; c'est ça; très bien; très bon; trop bien; \
        bien joué; beau travail; bon travail; excellent travail; bravo; ça marche; ça fonctionne; ça a marché; \
        ça a fonctionné; marche maintenant; fonctionne maintenant; beaucoup mieux; bien mieux; j'adore; j'aime bien; \
        ça me plaît; très utile; ça m'aide; impeccable; nickel; mrc; mci; mercii; tout à fait ce; ce qu'il me fallait; \
        je comprends mieux; j'ai compris; très clair; ça passe; ça roule; ça y est; au top; c bon; trop cool; \
        je suis content; tu gères; ça me va; ça me convient; ça m'a aidé; bien vu; pas mal du tout; vous m'avez aidé; \
        ça tourne; me sauves; m'as sauvé; sauve la vie; plus simple que; plus facile que; bon point; c'est noté; \
        c'est réglé; problème résolu; je ne savais pas; je savais pas; j'ai appris; ouf",
    accept: "parfait; super; génial; excellent; top; cool; d'accord; ok; exact; exactement; magnifique; formidable; \
        impeccable; merveilleux; très bien; bien; compris; ça marche; trop fort; chouette; correct; bravo; nickel; \
        au top; extra; énorme; sublime; tip top; ah d'accord; ok merci; bien reçu; c'est noté; mdr génial; canon; \
        parfaite",
    good: "intelligent; intelligente; malin; maligne; perspicace; brillant; brillante; pertinent; pertinente; \
        intéressant; intéressante; impressionné; impressionnant; impressionnante; utile; correcte; vrai; juste; \
        raison; géniale; bonne; bon; belle; beau; fantastique; incroyable; extraordinaire; sensationnel; drôle; fort; \
        forte; superbe; au poil; adorable; gentil; gentille; de ouf; excellente; merveilleuse; la meilleure; \
        le meilleur; clair",
    bad: "nulle; bête; stupide; idiot; idiote; débile; absurde; ridicule; affligeant; affligeante; décevant; \
        décevante; lamentable; minable; pourri; pourrie; fausse; inexacte; incorrecte; mauvaise; inutile; ennuyeux; \
        hors sujet; incohérent; incohérente; illogique; incompréhensible; imprécis; bidon; naze; pas terrible; moche; \
        triste; confus; bizarre; insensé; médiocre",
    pointers: "ça; c'est; cette; ce; cela; tu; t'es; tes; ta; ton; vous; réponse; explication; quelle; résultat; \
        votre; comme ça",
    asks: "quand; où; pourquoi; combien; comment faire; comment on; comment dire; est-ce que; est-ce; peux-tu; \
        pouvez-vous; tu peux; sais-tu; tu sais; penses-tu; tu penses; as-tu; y a-t-il; aimes-tu; tu aimes",
    really: "vraiment; réellement; sûr",
    wrong: "est fausse; est incorrecte; est incorrect; pas correct; pas correcte; pas exact; pas juste; pas vrai; \
        pas bon; pas ça; marche pas; fonctionne pas; n'a pas marché; n'a pas fonctionné; tu te trompes; \
        vous vous trompez; tu t'es trompé; vous vous êtes trompé; tu as tort; il y a une erreur; toujours pas; \
        toujours une erreur; même erreur; j'ai une erreur; une erreur s'affiche; ce n'est pas ce que; \
        c'est pas ce que; pas ce que j'ai demandé; pas ce que je; pas du tout; n'importe quoi; tu n'as pas; \
        vous n'avez pas; tu as oublié; vous avez oublié; tu oublies; aucun sens; pas de sens; tu inventes; inutile; \
        ça n'aide pas; rien compris; tu ne réponds pas; je n'aime pas; totalement faux; complètement faux; bêtises; \
        tu racontes; tu dis n'importe; bof; pas terrible; moche; horrible; affreux; répondez pas; pas répondu; \
        ça plante; ça bug; ça bugue; ça compile pas; rien ne se passe; ça ne fait rien; m'affiche; j'ai encore; \
        ça me sort; ne change rien; j'aime pas; ça ne me plaît pas; déçu; tu te contredis; hors sujet; rien à voir; \
        incomplet; la même chose; me convient pas; ça m'aide pas; ça ne m'aide pas; sans queue ni tête; mensonge; \
        menteur; quelle réponse; à côté; conneries; colle pas; ne correspond; correspond pas; contradictoire; \
        contredit; obsolète; périmé; dépassé; m'as pas dit; tu ne dis pas; sauté; omis; coupé; s'arrête; tu répètes; \
        plante dès; plante quand; se bloque; se fige; freeze; s'ouvre pas; démarre pas; page blanche; écran noir; \
        se ferme",
    wrong_short: "faux; incorrect; non; erreur; nul; inexact; mauvais; raté; pas bien; même problème; il manque; \
        n'existe pas; bof; nan; mauvaise réponse; toujours rien",
    correct: "je voulais; je parlais de; je veux dire; j'ai demandé; je t'ai demandé; j'avais demandé; j'ai dit; \
        je t'ai dit; plutôt que; au lieu de; il fallait; il faut que ce soit; devrait être; c'était plutôt; \
        en fait c'est; la bonne réponse est; la réponse est; je ne veux pas; n'utilise pas; mais plutôt; \
        tu as confondu; tu confonds; c'est plutôt; je t'avais; je vous avais; j'avais dit; j'avais précisé; \
        j'ai précisé; il manque; tu as oublié de; il ne faut pas; en réalité; je parle; c'est écrit; ne mets pas; \
        et non; et pas à; et pas le; et pas la; s'écrit; la bonne version; en français s'il; mauvaise langue; \
        tu as utilisé; t'as utilisé; tu as mis; t'as mis; tu as écrit; tu as pris; tu as compté; tu as calculé; \
        tu as traduit; tu as choisi; vous avez utilisé; vous avez mis",
    correct_open: "non; mais; en fait; attends; plutôt; pas",
    doubt: "tu es sûr; tu es sûre; es-tu sûr; es-tu certain; êtes-vous sûr; vous êtes sûr; t'es sûr; t'es sur; \
        tu es certain; qu'est-ce que tu veux dire; que veux-tu dire; que voulez-vous dire; qu'entends-tu; \
        qu'entendez-vous; c'est-à-dire; je ne comprends pas; je comprends pas; je n'ai pas compris; j'ai pas compris; \
        pas clair; pas très clair; pourquoi tu dis; pourquoi dis-tu; pourquoi as-tu; pourquoi tu as; \
        peux-tu clarifier; peux-tu préciser; peux-tu m'expliquer ça; explique-moi ça; explique mieux; \
        peux-tu expliquer ta; d'où tiens-tu; d'où ça sort; quelle est ta source; tes sources; c'est vrai ça; \
        est-ce vrai; est-ce correct; peux-tu confirmer; comment le sais-tu; comment tu sais; je suis perdu; \
        sûr de toi; sûr de ça; certain de; d'où vient; je comprends rien; je pige pas; c'est quoi le; ça veut dire; \
        tu peux vérifier; vérifie; est-ce que c'est vrai; j'ai un doute; je doute; pas convaincu; confus*; plus clair; \
        plus claire; plus clairement; de quoi tu parles; de quoi parles-tu; je te suis pas; je ne te suis pas; \
        je suis perdue; m'as perdu; exprime-toi; explique-toi; répète; tu peux répéter; saisis rien; saisis pas; \
        j'y comprends; prouvé; une preuve; des preuves; tu inventes; fiable; je croyais; je pensais que; qui dit; \
        qui a dit; selon qui; où c'est écrit; d'après qui",
    doubt_short: "vraiment; ah bon; comment ça; pourquoi; quoi; source; sérieusement; hein; d'où vient; \
        peux-tu vérifier; vérifie; sûr; t'es sûr; sérieux; c'est vrai; ah ouais; pardon; tu crois",
    rephrase: "je reformule; en d'autres termes; ce que je veux; ce que je demande; ma question est; \
        ma question était; je répète; pour être plus clair; laisse-moi reformuler; autrement; je repose; \
        je te redemande; d'une autre façon; d'une autre manière; je redemande; formulé autrement; cherche à savoir; \
        voudrais savoir; veux savoir; j'essaie de; cherche à comprendre",
    refine: "plus court; plus long; plus courte; plus longue; plus de détails; plus détaillé; réécris; reformule; \
        reformule-le; dans un tableau; sous forme de; simplifie; raccourcis; développe; plus formel; plus simple; \
        ajoute; en français; résume-le",
    masks: "merci de; merci d'avance; d'avance merci; merci par avance; lettre de remerciement; pas de problème; \
        pas de souci; pas de soucis; sans problème; sans erreur; pas mal; ce n'est pas grave; pas grave; \
        pas seulement; qu'est-ce qui ne va pas; dire merci; bonne nuit; non merci; de rien; pas besoin; \
        message d'erreur; si c'est faux; vrai ou faux; n'est-ce pas; pourquoi pas; corrige les erreurs; super-; \
        vous remercie par avance; te remercie par avance; remercie d'avance; par avance; de remerciement",
    sorry: "je suis désolé pour; désolé pour; je m'excuse; excusez-moi; mes excuses; toutes mes excuses; \
        je vous prie de m'excuser; je vous présente mes excuses; vous avez raison; tu as raison; pardon; \
        effectivement; merci de m'avoir signalé; merci pour la correction; merci pour la précision; je me suis trompé",
    welcome: "de rien; je vous en prie; je t'en prie; avec plaisir; ravi; je suis ravi; je suis content; heureux",
    refusal: "je suis désolé, mais; désolé, mais; je suis désolé, je ne; je ne peux pas; en tant que modèle; \
        en tant qu'ia",
};
