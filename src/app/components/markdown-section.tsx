import { memo } from 'react';
import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { MARKDOWN_ELEMENTS } from './markdown-elements.tsx';

const SAFE_URL = /^(https?:|mailto:|#)/i;
const PLUGINS = [remarkGfm];

interface MarkdownSectionProps {
  text: string;
  /** What its ids begin with: unique to the message. */
  idPrefix: string;
}

/** Markdown without an element of its own around it; rendered again only when it changes. */
export const MarkdownSection = memo(function MarkdownSection({ text, idPrefix }: MarkdownSectionProps) {
  return (
    <ReactMarkdown
      remarkPlugins={PLUGINS}
      remarkRehypeOptions={{ clobberPrefix: idPrefix }}
      components={MARKDOWN_ELEMENTS}
      urlTransform={safeUrl}
      skipHtml
    >
      {text}
    </ReactMarkdown>
  );
});

function safeUrl(url: string): string {
  return SAFE_URL.test(url) ? url : '';
}
