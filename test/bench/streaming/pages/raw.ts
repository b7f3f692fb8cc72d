import './page.css';
import { byId } from './by-id.ts';
import { stickToBottom } from './stick-to-bottom.ts';
import { followRun, streams } from './stream.ts';

/** Shows the text without markdown: appends it to one text node once per frame. */
const parts = Array.from({ length: streams }, () => {
  const article = document.createElement('article');
  article.className = 'plain';
  const text = document.createTextNode('');
  article.append(text);
  byId('messages').append(article);
  return { text, since: '' };
});
let asked = false;

function show(): void {
  asked = false;
  for (const part of parts) {
    if (part.since !== '') part.text.appendData(part.since);
    part.since = '';
  }
}

stickToBottom(byId('log'), byId('messages'));
followRun({
  onDelta(at, text) {
    const part = parts[at];
    if (part) part.since += text;
    if (!asked) requestAnimationFrame(show);
    asked = true;
  },
  onEnd: () => {},
});
