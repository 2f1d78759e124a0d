// What the recorder does on each page: `ask` types and sends, `click` clicks a suggestion. `?loaded` opens a finished conversation.
const usual = ['ask:Tell me about the letter alpha, please.', 'ask:yes', 'ask:How do I answer well? 🙂'];
const again = ['ask:What is alpha?', 'ask:What is alpha?', 'ask:Und was heißt „Größe“ auf Englisch?'];
const page = (name, more = {}) => ({ name, steps: usual, ...more });
const loaded = (file) => ({ name: `${file}-loaded`, file, query: '?loaded', steps: [] });
export default [
  page('lanes'), page('stripes', { steps: again }), page('shadows', { box: '#box' }), page('column-reverse'), page('newest-on-top', { box: 'input' }),
  page('bubbles-ja', { steps: ['ask:アルファとは何ですか？', 'ask:はい', 'ask:ありがとう。次は？'] }),
  page('toolbar-zh', { steps: ['ask:请介绍一下字母阿尔法。', 'ask:好', 'press:.x7:nth-child(4) .k3', 'ask:怎样回答得好？'] }),
  page('greeting-chips', { box: '[contenteditable]', steps: ['click:#f span', 'ask:yes', 'click:#f span:nth-child(2)'] }),
  page('beide-markdown', { steps: ['ask:Was ist **Alpha**, und wozu dient es?', 'ask:ja', 'ask:Danke. Und weiter?'] }),
  page('terms-and-definitions'), page('arabic', { steps: ['ask:ما هو الحرف ألفا؟', 'ask:نعم', 'ask:كيف أجيب جيدا؟'] }), page('sections', { box: '[contenteditable]' }),
  page('notices'), page('shop-widget', { box: '.ft input' }), page('flat', { steps: again }),
  page('trimmed', { steps: ['ask:Please read https://example.com/alpha and tell me\nwhat it says about the first letter of the alphabet,\nwith numbers: 1 < 2.', 'ask:yes', 'ask:How do I answer well? 🙂'] }),
  page('two-answers', { steps: usual.slice(0, 2) }), page('roles-fr', { steps: ['ask:Parle-moi de la lettre alpha.', 'ask:oui', 'ask:Comment bien répondre ?'] }),
  // Written after the detector, to see what it does on pages that it was not made with.
  page('slotted', { box: '[contenteditable]', steps: ['ask:Opowiedz mi o literze alfa.', 'ask:tak', 'ask:Jak dobrze odpowiadać?'] }), page('virtual-ko', { steps: ['ask:알파가 무엇인가요?', 'ask:네', 'ask:잘 대답하려면?'] }),
  page('lines', { box: 'input', steps: ['ask:Wat is alfa?', 'ask:ja', 'ask:Hoe antwoord ik goed?'] }), page('beside-a-document'),
  page('cards-he', { steps: ['ask:מהי האות אלפא?', 'ask:כן', 'ask:איך עונים היטב?'] }), page('grid-of-two', { steps: ['ask:Háblame de la letra alfa.', 'ask:sí', 'ask:¿Cómo respondo bien?'] }),
  page('kitchen-it', { steps: ['ask:Parlami della lettera alfa.', 'ask:sì', 'ask:Come rispondo bene?'] }), page('sideways', { box: '.prompt textarea' }), page('bare-bubbles', { steps: ['ask:حرف آلفا چیست؟', 'ask:بله', 'ask:چگونه خوب پاسخ دهم؟'] }),
  ...['sideways', 'bare-bubbles'].map(loaded),
  page('stepped', { box: '.ed', steps: ['ask:Alfa harfi nedir?', 'ask:evet', 'ask:Nasıl iyi cevap veririm?'] }), page('no-wrapper-shadow'), page('two-lists', { steps: ['ask:Fala-me da letra alfa.', 'ask:sim', 'ask:Como respondo bem?'] }),
  page('table-layout', { box: 'input[type=text]', steps: ['ask:Расскажи о букве альфа.', 'ask:да', 'ask:Как хорошо отвечать?'] }), page('plain-stream', { steps: again }),
  ...['stepped', 'no-wrapper-shadow', 'two-lists', 'table-layout'].map(loaded),
  ...['slotted', 'virtual-ko', 'cards-he', 'grid-of-two', 'beside-a-document'].map(loaded),
  ...['lanes', 'shadows', 'column-reverse', 'bubbles-ja', 'arabic', 'notices', 'roles-fr', 'greeting-chips', 'stripes'].map(loaded),
];
