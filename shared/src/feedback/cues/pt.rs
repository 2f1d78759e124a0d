//! Portuguese phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "pt",
    script: Script::Latin,
    common: "o; a; os; as; de; que; e; em; um; uma; é; por; com; para; não; do; da; no; na; me; como; isso; \
        este; esta; meu; minha; mas; você; pode; agora; eu; se; mais; ao; dos; das; está; muito; ele; \
        ela; oi; olá; foi; são",
    fillers: "ok; bom; bem; então; por favor; pode; poderia; você; agora; e; oi; olá; também; eu quero; quero; \
        preciso; me; ah; sim; que; ei; desculpe; desculpa; tá",
    tasks: "escreva; escreve; escrever; traduza; traduz; traduzir; crie; cria; criar; gere; resuma; resumir; \
        faça; faz; dê; me dê; descreva; imagine; diga; envie; calcule; corrija; encontre; liste; elabore; \
        redija; invente; lembre; explique como; classifique; poste",
    negations: "não; nunca; nem; nada",
    praise: "obrigado; obrigada; muito obrigado; muito obrigada; brigado; obg; valeu; vlw; agradeço; grato; \
        muito bom; muito bem; muito boa; ficou ótimo; ficou bom; ficou perfeito; ficou excelente; \
        está ótimo; está perfeito; está bom; era isso; é isso; exatamente isso; isso mesmo; \
        exatamente o que; funcionou; agora funciona; agora funcionou; está funcionando; deu certo; \
        agora sim; bom trabalho; ótimo trabalho; excelente trabalho; adorei; amei; gostei; muito melhor; \
        bem melhor; você está certo; tem razão; você é demais; você é incrível; você é o melhor; \
        muito útil; me ajudou; ajudou muito; boa resposta; ótima resposta; boa explicação; parabéns; \
        show de bola; mandou bem",
    accept: "perfeito; ótimo; excelente; maravilha; maravilhoso; legal; beleza; show; top; massa; certo; \
        correto; exato; exatamente; bom; boa; ok; bacana; fantástico; incrível; entendi; tá bom; bravo; \
        joia; sensacional",
    wrong: "está errado; está errada; tá errado; isso está errado; você está errado; você errou; errou; \
        está incorreto; está incorreta; é incorreto; é falso; não está certo; não está correto; \
        não está correta; não é verdade; não é correto; não é isso; não era isso; não é o que; \
        não foi o que; não foi isso; não pedi isso; não funciona; não funcionou; não está funcionando; \
        não deu certo; não dá certo; ainda não; continua dando erro; continua errado; deu erro; dá erro; \
        dando erro; está dando erro; mesmo erro; mesmo problema; mesma resposta; a mesma coisa; \
        não faz sentido; não fez sentido; sem sentido; você esqueceu; esqueceu; está faltando; \
        não respondeu; não me respondeu; não entendeu; você não entendeu; inventou; inventando; inútil; \
        péssimo; horrível; não ajuda; não ajudou; não gostei; resposta errada; cometeu um erro; \
        há um erro; se enganou; está enganado; equivocado",
    wrong_short: "errado; errada; incorreto; falso; erro; não; ruim; mentira; nada a ver; negativo; continua; \
        faltou; você não; não existe; não existem; tem um erro",
    correct: "quis dizer; eu quis dizer; quero dizer; eu queria dizer; eu pedi; te pedi; pedi para; pedi que; \
        eu disse; eu falei; já falei; já disse; eu queria; deveria ser; deveria ter; tem que ser; \
        deve ser; tinha que ser; em vez de; ao invés de; no lugar de; e sim; mas sim; o correto é; \
        o certo é; a resposta correta é; na verdade é; na verdade são; me refiro; me referia; \
        estou falando de; estava falando de; estou falando do; não quero; não use; não inclua; \
        você confundiu; você deveria",
    correct_open: "não; mas; na verdade; espera; espere; não é; peraí",
    doubt: "tem certeza; você tem certeza; está certo disso; o que você quer dizer; o que quer dizer; \
        o que você quis dizer; como assim; o que isso significa; não entendi; não entendo; \
        não compreendi; não ficou claro; não está claro; por que você disse; por que diz; \
        pode esclarecer; poderia esclarecer; pode explicar isso; explique isso; explica melhor; \
        explique melhor; pode explicar melhor; como você sabe; de onde você tirou; de onde tirou; \
        qual é a fonte; qual a fonte; qual sua fonte; suas fontes; isso é verdade; é verdade isso; \
        isso está certo; isso está correto; isso é correto; confere isso; estou confuso; estou confusa; \
        fiquei confuso; tá confuso",
    doubt_short: "sério; é sério; mesmo; por quê; por que; como; o quê; fonte; fontes; certeza; hein; por que você; \
        pode verificar; verifique; pode confirmar; confirme",
    rephrase: "em outras palavras; por outras palavras; reformulando; vou reformular; deixa eu reformular; \
        deixe-me reformular; o que eu quero; o que quero é; o que eu quero saber; minha pergunta é; \
        minha pergunta era; repito; perguntando de outra forma; dito de outra forma; ou seja; quero saber",
    refine: "mais curto; mais longo; mais curta; mais longa; mais detalhes; mais detalhado; reescreva; refaça; \
        em uma tabela; numa tabela; simplifique; resuma isso; amplie; mais formal; mais simples; \
        acrescente; adicione; em português; encurte",
    masks: "obrigado desde já; desde já obrigado; obrigada desde já; desde já agradeço; agradeço desde já; \
        carta de agradecimento; sem problema; sem problemas; não tem problema; de nada; sem erro*; \
        o que está errado; o que há de errado; não, obrigado; não obrigado; bom dia; boa tarde; \
        boa noite; não só; não sei se; não importa; mensagem de erro; verdadeiro ou falso; por que não; \
        nada mal; não é mesmo",
    sorry: "desculpe pelo; desculpe pela; peço desculpas; desculpas; desculpe; me desculpe; lamento; \
        você está certo; você tem razão; tem razão; perdão; meu erro; obrigado por apontar; \
        obrigado por corrigir; obrigado pela correção; sinto muito pelo; sinto muito pela; errei",
    welcome: "de nada; por nada; disponha; fico feliz; que bom que; é um prazer; um prazer; imagina",
    refusal: "desculpe, mas; me desculpe, mas; sinto muito, mas; lamento, mas; não posso; como um modelo; \
        como uma ia; infelizmente, não; infelizmente não",
};
