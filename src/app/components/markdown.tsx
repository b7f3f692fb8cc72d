import { memo, type ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';

/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls sideways must be reached from the keyboard */

const SAFE_URL = /^(https?:|mailto:|#)/i;
const PLUGINS = [remarkGfm];

/** The headings of a message stand under the name of who says it, which is an h2. */
function heading(level: number) {
  const Tag = (['h3', 'h3', 'h3', 'h4', 'h5', 'h6'] as const)[level - 1] ?? 'h6';
  return ({ children }: { children?: ReactNode }) => <Tag data-level={level}>{children}</Tag>;
}

const COMPONENTS: Components = {
  h1: heading(1),
  h2: heading(2),
  h3: heading(3),
  h4: heading(4),
  h5: heading(5),
  h6: heading(6),
  a({ href, children }) {
    if (!href) return <span>{children}</span>;
    if (href.startsWith('#')) return <a href={href}>{children}</a>;
    return (
      <a href={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    );
  },
  // A picture on another host would tell that host who reads what.
  img({ src, alt }) {
    const text = alt || 'Image';
    if (typeof src !== 'string' || src === '') return <span>{text}</span>;
    return (
      <a href={src} target="_blank" rel="noopener noreferrer">
        {text}
      </a>
    );
  },
  table: ({ children }) => (
    <section aria-label="Table" tabIndex={0} className="overflow-x-auto">
      <table>{children}</table>
    </section>
  ),
  input: ({ checked }) => (
    <input type="checkbox" checked={checked} disabled aria-label={checked ? 'Done' : 'To do'} />
  ),
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
};

interface MarkdownProps {
  text: string;
}

/** The words of an agent: GitHub's markdown, no HTML, links that leave only by http, https and mailto. */
export const Markdown = memo(function Markdown({ text }: MarkdownProps) {
  return (
    <div className="prose">
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS} urlTransform={safeUrl} skipHtml>
        {text}
      </ReactMarkdown>
    </div>
  );
});

function safeUrl(url: string): string {
  return SAFE_URL.test(url) ? url : '';
}
