import { memo, type ReactNode } from 'react';
import { linkTexts, type LinkText } from '../inline/link-texts.ts';
import type { InlineToken } from '../inline/read-inline.ts';
import { FootnoteCall } from './footnote-call.tsx';
import { Link, Picture } from './link.tsx';
import { MathsView } from './maths-view.tsx';

interface InlineTokensProps {
  tokens: readonly InlineToken[];
}

/** What stands for each piece of inline syntax. */
export const InlineTokens = memo(function InlineTokens({ tokens }: InlineTokensProps) {
  return nodesOf({ tokens: tokens.values(), linkTexts: linkTexts(tokens) }, false);
});

interface Reading {
  /** Those that are still to be shown. */
  readonly tokens: Iterator<InlineToken, undefined>;
  readonly linkTexts: ReadonlyMap<InlineToken, LinkText>;
}

/** The nodes up to the end of the element that is open, or of all. */
function nodesOf(reading: Reading, inLink: boolean): ReactNode[] {
  const { tokens } = reading;
  const nodes: ReactNode[] = [];
  for (let next = tokens.next(); !next.done && next.value.nesting >= 0; next = tokens.next()) {
    nodes.push(nodeOf(next.value, nodes.length, reading, inLink));
  }
  return nodes;
}

function nodeOf(token: InlineToken, key: number, reading: Reading, inLink: boolean): ReactNode {
  switch (token.type) {
    case 'text':
      return token.content;
    case 'softbreak': // verse and addresses keep their lines, as people expect of a chat
    case 'hardbreak':
      return <br key={key} />;
    case 'code_inline':
      return <code key={key}>{token.content}</code>;
    case 'em_open':
      return <em key={key}>{nodesOf(reading, inLink)}</em>;
    case 'strong_open':
      return <strong key={key}>{nodesOf(reading, inLink)}</strong>;
    case 's_open':
      return <del key={key}>{nodesOf(reading, inLink)}</del>;
    case 'link_open':
      return (
        <Link
          key={key}
          address={String(token.attrGet('href'))}
          title={token.attrGet('title')}
          text={reading.linkTexts.get(token)}
        >
          {nodesOf(reading, true)}
        </Link>
      );
    case 'image':
      return (
        <Picture
          key={key}
          address={String(token.attrGet('src'))}
          content={token.content}
          text={reading.linkTexts.get(token)}
          inLink={inLink}
        />
      );
    case 'maths':
      return <MathsView key={key} tex={token.content} written={token.markup} isBlock={token.block} />;
    case 'footnote_call':
      return <FootnoteCall key={key} label={token.content} />;
    default:
      return token.content;
  }
}
