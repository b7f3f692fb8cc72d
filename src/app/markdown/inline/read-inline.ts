import type { Token } from 'markdown-it';
import type { Definitions, Inline } from '../document.ts';
import { Labels } from '../references/labels.ts';
import { inlineSyntax, type InlineEnvironment } from './inline-syntax.ts';
import { unclosedLinkIn } from './unclosed-link.ts';

export type { Token as InlineToken } from 'markdown-it';

/** Text whose inline syntax has been read. */
export interface InlineReading {
  readonly tokens: readonly Token[];
  /** What it would refer to if it were defined: normalised labels of links, and those of footnotes after a `^`. */
  readonly labels: readonly string[];
}

export const NOTHING_DEFINED: Definitions = { links: Labels.NONE, footnotes: Labels.NONE };

const MAY_HAVE_ADDRESS = /:\/\/|@/;

/** Reads inline syntax. In a text that is open, marks that are likely to be closed are closed for now. */
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
  inlineSyntax.options.linkify = MAY_HAVE_ADDRESS.test(source); // to look for addresses takes longer than all else
  const [text] = inlineSyntax.parseInline(source, environment);
  return { tokens: text?.children ?? [], labels: [...labels] };
}

/** Those of the labels that are defined, with where they lead: the same text, the same reading. */
export function definedLabels(labels: readonly string[], { links, footnotes }: Definitions): string {
  const known = labels.flatMap((label) => {
    const target = links.get(label);
    if (target) return [[label, target.href, target.title]];
    return label.startsWith('^') && footnotes.has(label.slice(1)) ? [[label]] : [];
  });
  return known.length === 0 ? '' : JSON.stringify(known);
}
