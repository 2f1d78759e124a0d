// Connects the deep-chat web component to the streaming backend of server.mjs.
import '/deep-chat.js';

const chat = document.getElementById('chat');
chat.connect = {
  stream: true,
  handler: async (body, signals) => {
    signals.onOpen();
    const response = await fetch('/reply', { method: 'POST', body: body.messages.at(-1).text });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      await signals.onResponse({ text: value });
    }
    signals.onClose();
  },
};
