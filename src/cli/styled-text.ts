import type { createColors } from 'picocolors';

/** A style of text in a terminal with colours. */
export type Style = 'bold' | 'cyan' | 'dim' | 'italic' | 'red' | 'strikethrough' | 'underline' | 'yellow';

/** A piece of a line with its styles. */
export interface Span {
  readonly text: string;
  /** The outermost first. */
  readonly styles: readonly Style[];
}

/** Text for an output: plain text of any number of lines, or a styled piece of one line. */
export type Text = string | Span;

/** Adds a style to a text of one line, outside the styles that the text has. */
export function styled(style: Style, text: Text): Span {
  return typeof text === 'string' ? { text, styles: [style] } : { ...text, styles: [style, ...text.styles] };
}

/** Returns the text with the escape codes of its styles. */
export function paint({ text, styles }: Span, colors: ReturnType<typeof createColors>): string {
  return styles.reduceRight((painted, style) => colors[style](painted), text);
}

/** Returns a text of any number of lines with dim letters. */
export function dimLines(text: string): Text[] {
  return text.split(/(\r?\n|\t)/).map((piece, index) => (index % 2 === 0 ? styled('dim', piece) : piece));
}
