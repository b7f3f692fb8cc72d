import { isObject, stringOf, type JsonObject } from './json.ts';

/** The texts of content parts, by kind. */
export interface ContentTexts {
  text: string;
  thinking: string;
  refusal: string;
  /** Number of pictures, which cannot be represented as text. */
  pictures: number;
}

/** The texts of empty content. */
export const NO_TEXTS: Readonly<ContentTexts> = { text: '', thinking: '', refusal: '', pictures: 0 };

/** Reads content that is a list of parts, or one part. Parts of other kinds are ignored. */
export function readTexts(content: unknown): ContentTexts {
  const texts = { ...NO_TEXTS };
  for (const part of Array.isArray(content) ? content : [content]) {
    if (typeof part === 'string') texts.text += part;
    else if (isObject(part)) addPart(texts, part);
  }
  return texts;
}

function addPart(texts: ContentTexts, part: JsonObject): void {
  const type = stringOf(part['type']);
  if (type.includes('thinking') || type.includes('reasoning')) texts.thinking += reasoningIn(part);
  else if (type === 'refusal') texts.refusal += stringOf(part['refusal']);
  else if (type.includes('image')) texts.pictures += 1;
  else texts.text += textIn(part['text']);
}

/** Returns the reasoning in a part, a list of parts, or a similar object. */
function reasoningIn(thoughts: unknown): string {
  if (Array.isArray(thoughts)) return thoughts.map(reasoningIn).join('');
  if (!isObject(thoughts)) return stringOf(thoughts);
  const { thinking, reasoning, content, text, summary } = thoughts;
  return textIn(thinking ?? reasoning ?? content ?? text ?? summary);
}

/** Returns the text in a string, in an object `{"value": …}`, or in a list of parts. */
function textIn(words: unknown): string {
  if (Array.isArray(words)) return readTexts(words).text;
  return isObject(words) ? stringOf(words['value']) : stringOf(words);
}

/**
 * Returns the model's reasoning in a delta or a message, outside its content. If a server uses several of these fields,
 * they have the same text.
 */
export function reasoningOutside(delta: JsonObject): string {
  const { reasoning_content: content, reasoning, thinking, reasoning_details: details } = delta;
  if (typeof content === 'string' && content !== '') return content;
  for (const named of [content, thinking, reasoning, details]) {
    const found = reasoningIn(named);
    if (found !== '') return found;
  }
  return '';
}
