//! Portuguese phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "pt",
    script: Script::Latin,
    fillers: "ok; bom; bem; então; por favor; pode; poderia; você; agora; e; oi; olá; também; eu quero; quero; \
        preciso; me; ah; sim; que; ei; desculpe; desculpa; tá",
    tasks: "escreva; escreve; escrever; traduza; traduz; traduzir; crie; cria; criar; gere; resuma; resumir; faça; \
        faz; dê; me dê; descreva; imagine; diga; envie; calcule; corrija; encontre; liste; elabore; redija; invente; \
        lembre; explique como; classifique; poste; poema; um poema; diálogo; quem; quando; quantos; quantas; qual; \
        quais; cita; cite; me dá; inventa; compare; analise; recomenda; recomende; sugira; sugere; conte; corrige; \
        explica o que; lista; escreve um; explique",
    negations: "não; nunca; nem; nada",
    praise: "obrigado; obrigada; brigado; obg; valeu; vlw; agradeço; grato; muito bom; muito bem; muito boa; era isso; \
        é isso; isso mesmo; funcionou; agora funciona; está funcionando; deu certo; agora sim; bom trabalho; \
        ótimo trabalho; excelente trabalho; adorei; amei; gostei; muito melhor; bem melhor; tem razão; muito útil; \
        me ajudou; ajudou muito; parabéns; show de bola; mandou bem; brigadão; brigadao; obrigadão; vlww; tmj; \
        agora foi; foi agora; agora entendi; entendi agora; ficou claro; ficou melhor; mto bom; mt bom; muito massa; \
        muito legal; salvou; perfeito era; rodou; tá funcionando; tá rodando; arrasou; gratidão; grata; sensacional; \
        te amo; certinho; ufa; mais simples do que; mais fácil do que; bem pensado; anotado; resolvido; resolveu; \
        não sabia; aprendi",
    accept: "perfeito; ótimo; excelente; maravilha; maravilhoso; legal; beleza; show; top; massa; certo; correto; \
        exato; exatamente; bom; boa; ok; bacana; fantástico; incrível; entendi; tá bom; bravo; joia; sensacional; \
        perfeita; lindo; linda; fera; demais; maneiro; dahora; da hora; bom demais; saquei; fechou; blz; nota 10; \
        nota dez; tranquilo; genial",
    good: "inteligente; esperto; brilhante; interessante; útil; verdade; verdadeiro; correta; certa; impressionado; \
        impressionada; impressionante; maravilhosa; fantástica; ótima; bonita; engraçado; sábio; sensata; impecável; \
        o melhor; a melhor; fofo; bem",
    bad: "inútil; absurdo; absurda; ridículo; ridícula; burro; burra; estúpido; idiota; irrelevante; inexato; \
        imprecisa; péssima; chato; chata; incorreta; falsa; confuso; confusa; sem sentido; lixo; incompleta; fraca; \
        decepcionante; bobagem; estranho; estranha; vergonha; tosco; esquisito; ilógico",
    pointers: "isso; isto; essa; esse; esta; você; vc; tua; sua; seu; resposta; explicação; texto; código; ficou; \
        está; tá; é; foi; que; resultado; tu; és; assim",
    asks: "quem; quando; onde; qual; quais; por que; quanto; quantos; quantas; como posso; como faço; como se; \
        o que é; o que são; você pode; pode me; você sabe; sabe; acha; você acha; tem como; existe; você gosta",
    really: "mesmo; realmente; de verdade; sério",
    wrong: "errou; não está certo; não está correto; não está correta; não é verdade; não é correto; não é isso; \
        não era isso; não é o que; não foi o que; não foi isso; não pedi isso; não funciona; não funcionou; \
        não está funcionando; não deu certo; não dá certo; ainda não; continua errado; deu erro; dá erro; dando erro; \
        mesmo erro; mesmo problema; mesma resposta; a mesma coisa; não faz sentido; não fez sentido; sem sentido; \
        esqueceu; está faltando; não respondeu; não me respondeu; não entendeu; inventou; inventando; inútil; péssimo; \
        horrível; não ajuda; não ajudou; não gostei; cometeu um erro; há um erro; se enganou; está enganado; \
        equivocado; nao deu certo; não rodou; não roda; não compila; não abre; não aparece nada; não acontece nada; \
        não vai; continua igual; continua a mesma; continua o mesmo; ainda dá; ainda aparece; aparece erro; \
        aparece um erro; apareceu um erro; deu ruim; tá dando; muito ruim; sem graça; que horror; não presta; \
        não procede; não é bem assim; não é verdadeiro; nada a ver; não leu; você ignorou; se contradisse; não curti; \
        não me ajudou; informação errada; dados errados; bobagem; besteira; absurdo; não é nada disso; não resolve; \
        não resolveu; sentido nenhum; não tem sentido; mentiros*; fora do assunto; que resposta; viajou; tá viajando; \
        asneira; não bate; não confere; não combina; contradiz; contraditório; desatualizad*; ultrapassad*; \
        não me disse; não disse; não mencionou; não incluiu; não explicou; não falou; pulou; omitiu; deixou de fora; \
        cortado; cortou; repetindo; fecha sozinho; fecha assim; trava; travou; travando; congela; não inicia; crasha; \
        tela branca; tela preta; página em branco",
    wrong_short: "errado; errada; incorreto; falso; erro; não; ruim; mentira; nada a ver; negativo; continua; faltou; \
        você não; não existe; não existem; tem um erro; horrível; péssimo; feio; tá ruim; nop; incompleto; não mesmo; \
        fraco",
    correct: "quis dizer; quero dizer; eu pedi; te pedi; pedi para; pedi que; eu disse; eu falei; já falei; já disse; \
        eu queria; deveria ser; deveria ter; tem que ser; deve ser; tinha que ser; em vez de; ao invés de; \
        no lugar de; e sim; mas sim; o correto é; a resposta correta é; na verdade é; na verdade são; me refiro; \
        me referia; estou falando de; estava falando de; estou falando do; não quero; não use; não inclua; \
        você confundiu; você deveria; falei que; pedi sem; pedi pra; faltou; faltando; esqueceu de; esqueceu do; \
        você trocou; não coloca; não coloque; o certo; e não em; e não o; e não a; e não no; e não na; se escreve; \
        o correto seria; em português por favor; idioma errado; você usou; vc usou; você colocou; você escreveu; \
        você pegou; você calculou; você contou; você traduziu; usaste; puseste; escolheu",
    correct_open: "não; mas; na verdade; espera; espere; peraí",
    doubt: "tem certeza; está certo disso; o que você quer dizer; o que quer dizer; o que você quis dizer; como assim; \
        o que isso significa; não entendi; não entendo; não compreendi; não ficou claro; não está claro; \
        por que você disse; por que diz; pode esclarecer; poderia esclarecer; pode explicar isso; explique isso; \
        explica melhor; explique melhor; pode explicar melhor; como você sabe; de onde tirou; qual é a fonte; \
        qual a fonte; qual sua fonte; suas fontes; isso é verdade; é verdade isso; isso está certo; isso está correto; \
        isso é correto; confere isso; tem ctz; ctz disso; certeza disso; certeza que; de onde você; de onde veio; \
        explica isso; explica de novo; isso procede; é verdade mesmo; será mesmo; duvido; tenho dúvida; confere pra; \
        confirma; checa; confus*; mais claro; mais clareza; do que você; do que está falando; me perdi; \
        fiquei perdid*; não te entendi; repete; repita; fala de novo; explica direito; não tô entendendo; \
        não estou entendendo; comprovado; provado; prova disso; alguma prova; inventando isso; confiável; achei que; \
        pensei que; achava que; quem disse; quem falou; quem diz; segundo quem; onde diz",
    doubt_short: "sério; é sério; mesmo; por quê; por que; como; o quê; fonte; fontes; certeza; hein; por que você; \
        pode verificar; verifique; pode confirmar; confirme; ctz; sério mesmo; hã; jura",
    rephrase: "em outras palavras; por outras palavras; reformulando; vou reformular; deixa eu reformular; \
        deixe-me reformular; o que eu quero; o que quero é; minha pergunta é; minha pergunta era; repito; \
        perguntando de outra forma; dito de outra forma; ou seja; quero saber; de outro jeito; de outra forma; \
        de outra maneira; pergunto de novo; vou perguntar de novo; perguntar de outr*; tentando descobrir; \
        tentando saber; tentando entender; quero descobrir; tentando dizer",
    refine: "mais curto; mais longo; mais curta; mais longa; mais detalhes; mais detalhado; reescreva; refaça; \
        em uma tabela; numa tabela; simplifique; resuma isso; amplie; mais formal; mais simples; acrescente; adicione; \
        em português; encurte",
    masks: "obrigado desde já; desde já obrigado; obrigada desde já; desde já agradeço; agradeço desde já; \
        carta de agradecimento; sem problema; sem problemas; não tem problema; de nada; sem erro*; o que está errado; \
        o que há de errado; não, obrigado; não obrigado; bom dia; boa tarde; boa noite; não só; não sei se; \
        não importa; mensagem de erro; verdadeiro ou falso; por que não; nada mal; não é mesmo; desde já; tanto faz",
    sorry: "desculpe pelo; desculpe pela; peço desculpas; desculpas; desculpe; me desculpe; lamento; você está certo; \
        você tem razão; tem razão; perdão; meu erro; obrigado por apontar; obrigado por corrigir; \
        obrigado pela correção; sinto muito pelo; sinto muito pela; errei",
    welcome: "de nada; por nada; disponha; fico feliz; que bom que; é um prazer; um prazer; imagina",
    refusal: "desculpe, mas; me desculpe, mas; sinto muito, mas; lamento, mas; não posso; como um modelo; como uma ia; \
        infelizmente, não; infelizmente não",
};
