// What the invented chat pages share: replies, a small markdown renderer, streaming, and the truth about what was said.
// A page calls kit.composer(box, onSend) and kit.reply(element, done); everything about its own make stands in the page.
(() => {
  const T = '`'.repeat(3);
  const replies = [
    `Alpha is the **first letter** of the Greek alphabet, written \`α\`.\n\nIt has several uses:\n\n- in physics, *fine structure*\n- in finance\n  - excess return\n- as a [name](https://example.com/alpha)\n\n${T}python\ndef alpha(x: int) -> int:\n    return x < 1 and x & 3\n${T}\n\n| Letter | Value |\n|--------|------:|\n| alpha | 1 |\n| beta | 22 |\n\nThat is all about alpha.`,
    `Yes, beta follows alpha.`,
    `### Three steps\n\n1. Read the question.\n2. Think about **it**.\n3. Answer.\n\n> Slow is smooth.\n\nAnything else?`,
    `当然可以。**伽马**是第三个字母。\n\n1. 第一\n2. 第二\n\nنعم، هذا صحيح 🙂`,
  ];
  const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const inline = (text) => escape(text).replace(/`([^`]+)`/g, '<code>$1</code>').replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\*([^*]+)\*/g, '<em>$1</em>').replace(/\[([^\]]+)\]\(([^)]+)\)/g, '<a href="$2">$1</a>');
  function list(lines) {
    let html = '', open = 0;
    for (const line of lines) {
      const [, pad, mark, text] = /^(\s*)(-|\d+\.) ?(.*)$/.exec(line) ?? [0, '', '-', line], deep = pad.length > 1 ? 2 : 1, tag = mark === '-' ? 'ul' : 'ol';
      if (deep > open) html += `<${tag}>`; else if (deep < open) html += '</li></ul></li>'; else html += '</li>';
      open = deep; html += `<li>${inline(text)}`;
      list.tag = deep === 1 ? tag : list.tag;
    }
    return html + (open === 2 ? '</li></ul></li>' : '</li>') + `</${list.tag}>`;
  }
  function md(source) {
    return source.split(/\n\n(?=(?:[^`]*`{3}[^`]*`{3})*[^`]*$)/).map((block) => {
      const lines = block.split('\n');
      if (block.startsWith(T)) return `<pre><code class="language-${lines[0].slice(3)}">${escape(lines.slice(1).filter((line) => line !== T).join('\n'))}\n</code></pre>`;
      if (/^#+ /.test(block)) { const level = block.indexOf(' '); return `<h${level}>${inline(block.slice(level + 1))}</h${level}>`; }
      if (/^(-|\d+\.) /.test(block)) return list(lines);
      if (block.startsWith('> ')) return `<blockquote><p>${inline(block.slice(2))}</p></blockquote>`;
      if (block.startsWith('|') && lines.length > 2) {
        const cells = (line, tag) => '<tr>' + line.split('|').slice(1, -1).map((cell, at) => `<${tag}${at ? ' align="right"' : ''}>${inline(cell.trim())}</${tag}>`).join('') + '</tr>';
        return `<table><thead>${cells(lines[0], 'th')}</thead><tbody>${lines.slice(2).map((line) => cells(line, 'td')).join('')}</tbody></table>`;
      }
      return `<p>${inline(block).replace(/\n/g, '<br>')}</p>`;
    }).join('');
  }
  const kit = globalThis.kit = { truth: [], done: 0, count: 0, md, replies, loaded: location.search.includes('loaded') };
  kit.asked = (text) => kit.truth.push(['user', text]);
  kit.take = () => replies[kit.count++ % replies.length];
  kit.said = (text) => { kit.truth.push(['assistant', text]); kit.done++; };
  // Streams the next reply into an element as rendered markdown; `render(element, source)` may draw it otherwise.
  kit.reply = (element, done, render = (element, source) => { element.innerHTML = md(source); }) => {
    const source = kit.take(), steps = kit.loaded ? 1 : 14;
    let step = 0;
    const go = () => {
      step++;
      render(element, step === steps ? source : source.slice(0, Math.ceil(source.length * step / steps)));
      if (step < steps) return setTimeout(go, 90);
      kit.said(source); done?.(source);
    };
    if (kit.loaded) go(); else setTimeout(go, 350);
  };
  // Enter sends; with `?loaded` the page opens with a finished conversation instead.
  kit.composer = (box, send) => {
    const go = (text) => { kit.asked(text); send(text); };
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey) return;
      event.preventDefault();
      const text = (box.value ?? box.innerText).trim();
      if (!text) return;
      if (box.value === undefined) box.textContent = ''; else box.value = '';
      go(text);
    });
    if (kit.loaded) for (const text of ['Tell me about the letter alpha, please.', 'And beta?', 'How do I answer well?']) go(text);
    return go;
  };
  kit.el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
})();
