// Renders the cases with what chat pages render with, once: node render.mjs CASES OUT_DIR
import fs from 'node:fs'; import { createRequire } from 'node:module'; import React from 'react'; import { renderToStaticMarkup } from 'react-dom/server';
import MarkdownIt from 'markdown-it'; import footnote from 'markdown-it-footnote'; import tasks from 'markdown-it-task-lists'; import * as mk from '@vscode/markdown-it-katex';
import { Marked } from 'marked'; import { markedHighlight } from 'marked-highlight'; import mkatex from 'marked-katex-extension'; import hljs from 'highlight.js';
import Markdown from 'react-markdown'; import gfm from 'remark-gfm'; import math from 'remark-math'; import katex from 'rehype-katex'; import highlight from 'rehype-highlight';
const [file, out] = process.argv.slice(2);
const cases = fs.readFileSync(file, 'utf8').split('%%% ').slice(1).map(c => { const at = c.indexOf('\n'); return [c.slice(0, at).trim(), '**Answer** first.\n\n' + c.slice(at + 1).replace(/\n+$/, '') + '\n\nDone.']; });
const colour = (code, lang) => lang && hljs.getLanguage(lang) ? hljs.highlight(code, { language: lang }).value : hljs.highlightAuto('').value || null;
const it = new MarkdownIt({ html: true, linkify: true, highlight: (c, l) => colour(c, l) ?? '' }).use(footnote).use(tasks).use(mk.default?.default ?? mk.default ?? mk);
const marked = new Marked(markedHighlight({ langPrefix: 'hljs language-', highlight: (c, l) => colour(c, l) ?? c.replace(/&/g,'&amp;').replace(/</g,'&lt;').replace(/>/g,'&gt;') }), mkatex({ throwOnError: false, nonStandard: true }), { gfm: true });
const r = { 'markdown-it': s => it.render(s), marked: s => marked.parse(s),
  'react-markdown': s => renderToStaticMarkup(React.createElement(Markdown, { remarkPlugins: [gfm, math], rehypePlugins: [[katex, {}], highlight] }, s)) };
// What KaTeX draws for the eye is left out by every reader: a stub keeps the files small.
const slim = h => { let o = '', i = 0; const tag = '<span class="katex-html" aria-hidden="true">'; for (;;) { const at = h.indexOf(tag, i); if (at < 0) return o + h.slice(i); o += h.slice(i, at) + tag + 'drawn</span>';
  let d = 1, p = at + tag.length; const re = /<(\/?)span\b[^>]*>/g; re.lastIndex = p; let m; while (d && (m = re.exec(h))) { d += m[1] ? -1 : 1; p = re.lastIndex; } i = p; } };
for (const [name, f] of Object.entries(r)) fs.writeFileSync(`${out}/${name}.json`, '{\n' + cases.map(([n, s]) => JSON.stringify(n) + ': ' + JSON.stringify(slim(f(s)))).join(',\n') + '\n}\n');
