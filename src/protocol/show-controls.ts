/**
 * What a terminal obeys, or what turns the direction of the text around it: control characters (C0, DEL and C1, so all
 * escape sequences) and the marks, embeddings, overrides and isolates of bidirectional text. Letters of right-to-left
 * scripts, joiners and variation selectors are not among them.
 */
// oxlint-disable-next-line no-control-regex -- that is what it is about
const CONTROLS = /\r\n|[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Unicode has a picture of each of the first 32 control characters from here on, and one of DEL. */
const PICTURES = 0x2400;
const DELETE = 0x7f;
const PICTURE_OF_DELETE = '\u2421';

/**
 * A text with all of these characters as symbols, such as `␛` and `<U+202E>`, apart from tabs and line ends: whoever has
 * written it, it can only be read. For text that may have several lines.
 */
export function showControls(text: string): string {
  return text.replace(CONTROLS, (control) => {
    if (control === '\r\n') return '\n';
    return control === '\n' || control === '\t' ? control : symbolOf(control);
  });
}

/** The same for what stands in one line: tabs and line ends are shown as symbols, too. */
export function showControlsInLine(text: string): string {
  return text.replace(CONTROLS, (control) => Array.from(control, symbolOf).join(''));
}

function symbolOf(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(PICTURES + code);
  if (code === DELETE) return PICTURE_OF_DELETE;
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
