import { isObject, stringOf, type JsonObject } from './json.ts';

/** What the parts of a content hold, by kind. */
export interface ContentTexts {
  text: string;
  thinking: string;
  refusal: string;
  /** How many pictures there are, which no text can hold. */
  pictures: number;
}

/** Of a content that is empty. */
export const NO_TEXTS: Readonly<ContentTexts> = { text: '', thinking: '', refusal: '', pictures: 0 };

/** Reads a content that is a list of parts, or one part. Parts of other kinds hold no text. */
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
  else if (type.includes('image')) texts.pictures += 1;
  else texts.text += wordsIn(part['text']);
}

/** What a part holds of the thoughts, or a list of parts, or an object instead of one. */
function thinkingIn(thoughts: unknown): string {
  if (Array.isArray(thoughts)) return thoughts.map(thinkingIn).join('');
  if (!isObject(thoughts)) return stringOf(thoughts);
  const { thinking, reasoning, content, text, summary } = thoughts;
  return wordsIn(thinking ?? reasoning ?? content ?? text ?? summary);
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
  if (typeof content === 'string' && content !== '') return content;
  for (const named of [content, thinking, reasoning, details]) {
    const found = thinkingIn(named);
    if (found !== '') return found;
  }
  return '';
}
