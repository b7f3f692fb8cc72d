/** A language's name after the fence would read as a word of the text. */
const FENCE = /^[ \t]*(?:```|~~~).*$/gm;
/** What stands between the cells of a table's head and its body, or sets a heading or a break apart. */
const RULE = /^[ \t|:*_=-]{3,}$/gm;
/** What opens a quotation, a heading, an item or a task. */
const OPENERS =
  /^[ \t]*(?:(?:>|#{1,6}(?=[ \t])|[*+-](?=[ \t])|\d{1,9}[.)](?=[ \t])|\[[ xX]\](?=[ \t]))[ \t]*)+/gm;
const NOTE = /\[\^[^\][\s]{1,100}\]:?/g;
/** A link or a picture, by its words. None of its parts can begin another, so that each is looked at once. */
const LINK = /!?\[([^\][]*)\](?:\([^()\s[\]]*(?:[ \t]+"[^"\n]*")?\)|\[[^\][]*\])/g;
/** Not where it stands for itself: between spaces, as in `2 * 3`, or between letters, as in `x**2` and `snake_case`. */
const EMPHASIS = /(?<![\\\w*_])[*_]{1,3}(?=\S)|(?<=[^\s\\])[*_]{1,3}(?![\w*_])|~~|`+/g;
const BARS = /^[ \t]*\|[ \t]*|(?<![ \t])[ \t]*\|[ \t]*$/gm;
const ESCAPES = /\\([!-/:-@[-`{-~])/g;

/** The words of a markdown text, without the signs that only say how to set them. Looks at each piece of it once. */
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
