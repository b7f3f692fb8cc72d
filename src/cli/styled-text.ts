import type { createColors } from 'picocolors';

/** How a text looks in a terminal that has colours. */
export type Style = 'bold' | 'cyan' | 'dim' | 'italic' | 'red' | 'strikethrough' | 'underline' | 'yellow';

/** A piece of a line, and how it looks. */
export interface Span {
  readonly text: string;
  /** The outermost first. */
  readonly styles: readonly Style[];
}

/** What is written to an output: text of any number of lines, and pieces of lines that are styled. */
export type Text = string | Span;

/** Gives a text, of one line, a style around those that it has. */
export function styled(style: Style, text: Text): Span {
  return typeof text === 'string' ? { text, styles: [style] } : { ...text, styles: [style, ...text.styles] };
}

/** The text with the codes of its styles. */
export function paint({ text, styles }: Span, colors: ReturnType<typeof createColors>): string {
  return styles.reduceRight((painted, style) => colors[style](painted), text);
}
