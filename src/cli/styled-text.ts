import type { createColors } from 'picocolors';

/** A style of text in a terminal with colours. */
export type Style = 'bold' | 'cyan' | 'dim' | 'italic' | 'red' | 'strikethrough' | 'underline' | 'yellow';

/** A piece of a line with its styles. */
export interface Span {
  readonly text: string;
  /** The outermost first. */
  readonly styles: readonly Style[];
}

/** What can be written to an output: plain text of any number of lines, or a styled piece of one line. */
export type Text = string | Span;

/** Adds a style around the styles of a text of one line. */
export function styled(style: Style, text: Text): Span {
  return typeof text === 'string' ? { text, styles: [style] } : { ...text, styles: [style, ...text.styles] };
}

/** The text with the escape codes of its styles. */
export function paint({ text, styles }: Span, colors: ReturnType<typeof createColors>): string {
  return styles.reduceRight((painted, style) => colors[style](painted), text);
}
