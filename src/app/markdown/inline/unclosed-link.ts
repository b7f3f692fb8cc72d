import type { StateInline } from 'markdown-it';

const SCHEMES = ['https://', 'http://', 'mailto:'];
/** The start of an address without a scheme. */
const PATH_START = /^(?:[/#.]|www\.)/i;
/** An address without its closing bracket, possibly with the start of a title. */
const UNCLOSED = /^(?:<[^<>\n]*|(?:[^\s()<>]|\([^\s()<>]*\))*(?:\([^\s()<>]*)?(?:\s+(?:["'][^"']*["']?)?)?)$/;
const WORD_BEFORE = /[\p{Lu}\p{Ll}\p{Lt}\p{N})\]]$/u;

/** Returns the position of the `]` of a link at the end of the text whose address is incomplete; -1 if there is none. */
export function unclosedLinkIn(source: string): number {
  const label = source.lastIndexOf('](');
  if (label < 0) return -1;
  const address = source.slice(label + 2);
  return startsAddress(address.replace(/^</, '').toLowerCase()) && UNCLOSED.test(address) ? label : -1;
}

function startsAddress(address: string): boolean {
  return (
    PATH_START.test(address) ||
    (address !== '' && SCHEMES.some((scheme) => scheme.startsWith(address) || address.startsWith(scheme)))
  );
}

/**
 * A rule of markdown-it for a link or a picture at the end of a growing text, if its address is incomplete. The label
 * is shown without a target. Until the address begins, the brackets are text.
 * @param labelEnd the position of the `]` of the label; see `unclosedLinkIn`
 */
export function readUnclosedLink(state: StateInline, silent: boolean, labelEnd: number): boolean {
  const { src, pos, md } = state;
  const isPicture = src.charAt(pos) === '!';
  const bracket = isPicture ? pos + 1 : pos;
  if (silent || pos > labelEnd || src.charAt(bracket) !== '[' || state.posMax < src.length) return false;
  if (WORD_BEFORE.test(src.slice(Math.max(0, pos - 2), pos))) return false;
  if (md.helpers.parseLinkLabel(state, bracket, !isPicture) !== labelEnd) return false;
  if (isPicture) state.push('text', '', 0).content = src.slice(bracket + 1, labelEnd);
  else readLabel(state, bracket + 1, labelEnd);
  state.pos = state.posMax = src.length;
  return true;
}

function readLabel(state: StateInline & { linkLevel?: number }, start: number, end: number): void {
  const { linkLevel = 0 } = state;
  state.push('link_open', 'a', 1).attrs = [['href', '']];
  Object.assign(state, { pos: start, posMax: end, linkLevel: linkLevel + 1 });
  state.md.inline.tokenize(state);
  state.linkLevel = linkLevel;
  state.push('link_close', 'a', -1);
}
