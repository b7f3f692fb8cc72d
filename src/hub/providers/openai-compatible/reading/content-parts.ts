import { isObject, stringOf, type JsonObject } from './json.ts';

/** What the parts of a content hold, by kind. */
export interface ContentTexts {
  text: string;
  thinking: string;
  refusal: string;
}

/** Of a content that is empty. */
export const NO_TEXTS: Readonly<ContentTexts> = { text: '', thinking: '', refusal: '' };

/** Reads a content that is a list of parts, or one part. Parts of other kinds, such as images, hold no text. */
export function textsIn(content: unknown): ContentTexts {
  const texts = { ...NO_TEXTS };
  for (const part of Array.isArray(content) ? content : [content]) {
    if (typeof part === 'string') texts.text += part;
    else if (isObject(part)) addPart(texts, part);
  }
  return texts;
}

function addPart(texts: ContentTexts, part: JsonObject): void {
  const type = stringOf(part['type']);
  if (type.includes('thinking') || type.includes('reasoning')) texts.thinking += thinkingIn(part);
  else if (type === 'refusal') texts.refusal += stringOf(part['refusal']);
  else texts.text += wordsIn(part['text']);
}

function thinkingIn(part: JsonObject): string {
  const { thinking, reasoning, text, summary } = part;
  return wordsIn(thinking ?? reasoning ?? text ?? summary);
}

/** A string, `{"value": …}` around one, or the texts of a list of parts. */
function wordsIn(words: unknown): string {
  if (Array.isArray(words)) return textsIn(words).text;
  return isObject(words) ? stringOf(words['value']) : stringOf(words);
}

/**
 * What a delta or a message holds of the model's thoughts, besides its content. Servers that use two of these names
 * repeat themselves.
 */
export function thinkingBeside(delta: JsonObject): string {
  const { reasoning_content: content, reasoning, thinking, reasoning_details: details } = delta;
  const named = [content, thinking, reasoning].find((found) => typeof found === 'string' && found !== '');
  if (named !== undefined) return stringOf(named);
  if (isObject(reasoning)) return wordsIn(reasoning['content'] ?? reasoning['text'] ?? reasoning['summary']);
  return Array.isArray(details) ? details.filter(isObject).map(thinkingIn).join('') : '';
}
