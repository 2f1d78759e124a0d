// Shows a chat, sends what is typed, and shows the reply while it arrives.
const name = location.pathname.split('/')[2];
const thread = document.getElementById('thread');
const form = document.getElementById('composer');
const box = form.querySelector('textarea');

function show(role, text) {
  const message = document.createElement('div');
  message.className = `message ${role}`;
  const body = document.createElement('div');
  body.className = 'content';
  body.style.whiteSpace = 'pre-wrap';
  body.textContent = text;
  message.append(body);
  thread.append(message);
  return body;
}

for (const { role, text } of await (await fetch(`/said/${name}`)).json()) show(role, text);

async function say(text) {
  show('user', text);
  const body = show('assistant', '');
  const response = await fetch(`/said/${name}`, { method: 'POST', body: text });
  for (const reader = response.body.pipeThrough(new TextDecoderStream()).getReader(); ;) {
    const { value, done } = await reader.read();
    if (done) return;
    body.append(value);
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = box.value.trim();
  box.value = '';
  if (text) say(text);
});
box.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey) return;
  event.preventDefault();
  form.requestSubmit();
});
document.body.dataset.ready = '1';
