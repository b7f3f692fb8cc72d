/** All control characters but tabs and line ends. */
// oxlint-disable-next-line no-control-regex -- that is what it is about
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** A text without what a terminal obeys: whoever has written it, it can only be read. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '');
}
