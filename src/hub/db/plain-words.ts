/** Code fences with the name of their language, which would otherwise look like a word of the text. */
const FENCE = /^[ \t]*(?:```|~~~).*$/gm;
/** The line between a table's head and body, underlines of headings, and horizontal rules. */
const RULE = /^[ \t|:*_=-]{3,}$/gm;
/** Markers of quotations, headings, list items and tasks. */
const OPENERS =
  /^[ \t]*(?:(?:>|#{1,6}(?=[ \t])|[*+-](?=[ \t])|\d{1,9}[.)](?=[ \t])|\[[ xX]\](?=[ \t]))[ \t]*)+/gm;
const NOTE = /\[\^[^\][\s]{1,100}\]:?/g;
/**
 * Links and pictures. Their text is kept. Attempts that fail hardly overlap, so each character is read a few times at
 * most.
 */
const LINK = /!?\[([^\][]*)\](?:\([^()\s[\]]*(?:[ \t]+"[^"\n]*")?\)|\[[^\][]*\])/g;
/**
 * Markers of emphasis, strikethrough and inline code. Asterisks and underscores are plain characters between spaces,
 * as in `2 * 3`, and between letters, as in `x**2` and `snake_case`.
 */
const EMPHASIS = /(?<![\\\w*_])[*_]{1,3}(?=\S)|(?<=[^\s\\])[*_]{1,3}(?![\w*_])|~~|`+/g;
const BARS = /^[ \t]*\|[ \t]*|(?<![ \t])[ \t]*\|[ \t]*$/gm;
const ESCAPES = /\\([!-/:-@[-`{-~])/g;

/** Returns a markdown text without markdown syntax. Reads each part once. */
export function plainWords(markdown: string): string {
  return markdown
    .replace(FENCE, '')
    .replace(RULE, '')
    .replace(OPENERS, '')
    .replace(NOTE, '')
    .replace(LINK, '$1')
    .replace(BARS, '')
    .replace(/(?<![ \t])[ \t]+\|[ \t]+/g, ' ')
    .replace(EMPHASIS, '')
    .replace(ESCAPES, '$1');
}
