import type { Token } from 'markdown-it';
import type { Definitions, Inline } from '../document.ts';
import { Labels } from '../references/labels.ts';
import { inlineSyntax, type InlineEnvironment } from './inline-syntax.ts';
import { unclosedLinkIn } from './unclosed-link.ts';

export type { Token as InlineToken } from 'markdown-it';

/** A text whose inline syntax has been parsed. */
export interface InlineReading {
  readonly tokens: readonly Token[];
  /** The labels that the text may refer to: normalised labels of links, and labels of footnotes with the prefix `^`. */
  readonly labels: readonly string[];
}

export const NOTHING_DEFINED: Definitions = { links: Labels.NONE, footnotes: Labels.NONE };

const MAY_HAVE_ADDRESS = /:\/\/|@/;

/** Parses inline syntax. In an open text, unclosed marks that are likely to be closed later are treated as closed. */
export function readInline(inline: Inline, definitions = NOTHING_DEFINED): InlineReading {
  const labels = new Set<string>();
  const environment: InlineEnvironment = {
    references: new Proxy<InlineEnvironment['references']>(
      {},
      {
        get(_, label) {
          if (typeof label !== 'string') return undefined;
          labels.add(label);
          return definitions.links.get(label);
        },
      },
    ),
    isFootnote(label) {
      labels.add(`^${label}`);
      return definitions.footnotes.has(label);
    },
    open: inline.open ? { linkLabelEnd: unclosedLinkIn(inline.source) } : null,
  };
  const { source } = inline;
  inlineSyntax.options.linkify = MAY_HAVE_ADDRESS.test(source); // searching for addresses is the slowest step
  const [text] = inlineSyntax.parseInline(source, environment);
  return { tokens: text?.children ?? [], labels: [...labels] };
}

/**
 * Returns the defined labels and their targets, as a string. While the string stays the same, the text renders the
 * same.
 */
export function definedLabels(labels: readonly string[], { links, footnotes }: Definitions): string {
  const known = labels.flatMap((label) => {
    const target = links.get(label);
    if (target) return [[label, target.href, target.title]];
    return label.startsWith('^') && footnotes.has(label.slice(1)) ? [[label]] : [];
  });
  return known.length === 0 ? '' : JSON.stringify(known);
}
