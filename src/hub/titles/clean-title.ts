import { threadTopic } from '../../protocol/thread-topic.ts';
import { visibleText } from '../../protocol/visible-text.ts';

/** The title in a model's answer, without what models put around one; empty where there is none. */
export function cleanTitle(answer: string): string {
  const lines = visibleText(answer).split(/[\n\r]+/);
  return threadTopic(lines.map(cleanLine).find((line) => line !== '') ?? '');
}

function cleanLine(line: string): string {
  let clean = line.replace(/\p{Cc}/gu, ' ');
  for (let before = ''; before !== clean;) {
    before = clean;
    clean = clean
      .trim()
      .replace(/^(#{1,6}|[-+*>])\s+/, '')
      .replace(/\*\*|__|`/g, '')
      .replace(/^[*_](.*)[*_]$/, '$1')
      .replace(/^title\s*:/i, '')
      .replace(/^["'“”„‘«»](.*)["'“”’«»]$/, '$1')
      .replace(/[.。]+$/, '');
  }
  return clean;
}
