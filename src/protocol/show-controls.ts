/**
 * The characters that control a terminal or change the direction of the text around them: control characters (C0, DEL
 * and C1, so all escape sequences) and the marks, embeddings, overrides and isolates of bidirectional text. Letters of
 * right-to-left scripts, joiners and variation selectors are not among them.
 */
// oxlint-disable-next-line no-control-regex -- the pattern is meant to match them
const CONTROLS = /\r\n|[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Unicode's symbols for the first 32 control characters start here; DEL has a symbol of its own. */
const FIRST_SYMBOL = 0x2400;
const DELETE = 0x7f;
const SYMBOL_OF_DELETE = '\u2421';

/**
 * Replaces control characters by symbols such as `␛` and `<U+202E>`, in a text of any number of lines. Tabs and line
 * ends are kept.
 */
export function showControls(text: string): string {
  return text.replace(CONTROLS, (control) => {
    if (control === '\r\n') return '\n';
    return control === '\n' || control === '\t' ? control : symbolOf(control);
  });
}

/** Replaces control characters by symbols, including tabs and line ends, in a text of one line. */
export function showControlsInLine(text: string): string {
  return text.replace(CONTROLS, (control) => Array.from(control, symbolOf).join(''));
}

function symbolOf(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(FIRST_SYMBOL + code);
  if (code === DELETE) return SYMBOL_OF_DELETE;
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
