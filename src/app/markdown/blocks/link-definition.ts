import type { LinkTarget } from '../document.ts';
import { inlineSyntax } from '../inline/inline-syntax.ts';

/** A definition at the start of a paragraph, and the text after it. */
interface LinkDefinition {
  readonly label: string;
  readonly target: LinkTarget;
  readonly rest: string;
}

const LABEL = /^\[((?:[^[\]\\]|\\[^])*)\]:/;
const LONGEST_LABEL = 999;
const SPACE = /[ \t]*\n?[ \t]*/y;
const LINE_END = /[ \t]*(?:\n|$)/y;

/**
 * Parses the link reference definition at the start of a text. Returns null if the text does not start with a
 * definition.
 * https://spec.commonmark.org/0.31.2/#link-reference-definitions
 */
export function parseDefinition(text: string): LinkDefinition | null {
  const [opening, rawLabel = ''] = LABEL.exec(text) ?? [];
  if (opening === undefined || rawLabel.length > LONGEST_LABEL) return null;
  const label = inlineSyntax.utils.normalizeReference(rawLabel);
  const { parseLinkDestination, parseLinkTitle } = inlineSyntax.helpers;
  const destination = parseLinkDestination(text, skip(SPACE, text, opening.length), text.length);
  if (label === '' || !destination.ok) return null;
  const href = inlineSyntax.normalizeLink(destination.str);

  const titleAt = skip(SPACE, text, destination.pos);
  const title = parseLinkTitle(text, titleAt, text.length);
  const end = title.ok && titleAt > destination.pos ? lineEnd(text, title.pos) : null;
  if (end !== null) return { label, target: { href, title: title.str }, rest: text.slice(end) };
  const bareEnd = lineEnd(text, destination.pos);
  return bareEnd === null ? null : { label, target: { href, title: '' }, rest: text.slice(bareEnd) };
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

/** Returns the start of the next line if the rest of this line is blank; null otherwise. */
function lineEnd(text: string, from: number): number | null {
  LINE_END.lastIndex = from;
  return LINE_END.test(text) ? LINE_END.lastIndex : null;
}
