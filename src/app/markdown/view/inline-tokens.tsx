import { memo, type ReactNode } from 'react';
import { linkTexts, type LinkText } from '../inline/link-texts.ts';
import type { InlineToken } from '../inline/read-inline.ts';
import { FootnoteCall } from './footnote-call.tsx';
import { Link, Picture } from './link.tsx';
import { MathsView } from './maths-view.tsx';

interface InlineTokensProps {
  tokens: readonly InlineToken[];
}

/** Renders the tokens of inline syntax. */
export const InlineTokens = memo(function InlineTokens({ tokens }: InlineTokensProps) {
  return nodesOf({ tokens: tokens.values(), linkTexts: linkTexts(tokens) }, false);
});

interface TokenStream {
  /** The tokens that have not been rendered yet. */
  readonly tokens: Iterator<InlineToken, undefined>;
  readonly linkTexts: ReadonlyMap<InlineToken, LinkText>;
}

/** Returns the nodes up to the end of the open element, or up to the end of the tokens. */
function nodesOf(stream: TokenStream, inLink: boolean): ReactNode[] {
  const { tokens } = stream;
  const nodes: ReactNode[] = [];
  for (let next = tokens.next(); !next.done && next.value.nesting >= 0; next = tokens.next()) {
    nodes.push(nodeOf(next.value, nodes.length, stream, inLink));
  }
  return nodes;
}

function nodeOf(token: InlineToken, key: number, stream: TokenStream, inLink: boolean): ReactNode {
  switch (token.type) {
    case 'text':
      return token.content;
    case 'softbreak': // line breaks are kept, as people expect in a chat
    case 'hardbreak':
      return <br key={key} />;
    case 'code_inline':
      return <code key={key}>{token.content}</code>;
    case 'em_open':
      return <em key={key}>{nodesOf(stream, inLink)}</em>;
    case 'strong_open':
      return <strong key={key}>{nodesOf(stream, inLink)}</strong>;
    case 's_open':
      return <del key={key}>{nodesOf(stream, inLink)}</del>;
    case 'link_open':
      return (
        <Link
          key={key}
          address={String(token.attrGet('href'))}
          title={token.attrGet('title')}
          text={stream.linkTexts.get(token)}
        >
          {nodesOf(stream, true)}
        </Link>
      );
    case 'image':
      return (
        <Picture
          key={key}
          address={String(token.attrGet('src'))}
          content={token.content}
          text={stream.linkTexts.get(token)}
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
