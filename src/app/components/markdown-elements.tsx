import { createContext, use, type MouseEvent, type ReactNode } from 'react';
import type { Components } from 'react-markdown';

/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls sideways must be reached from the keyboard */

/** Whether what is rendered stands in a link, where no other may be. */
const InLinkContext = createContext(false);

/** The headings of a message stand under the name of who says it, which is an h2. */
function heading(level: number) {
  const Tag = (['h3', 'h3', 'h3', 'h4', 'h5', 'h6'] as const)[level - 1] ?? 'h6';
  return ({ children }: { children?: ReactNode }) => <Tag data-level={level}>{children}</Tag>;
}

/** What stands for each element of markdown. */
export const MARKDOWN_ELEMENTS: Components = {
  h1: heading(1),
  h2: heading(2),
  h3: heading(3),
  h4: heading(4),
  h5: heading(5),
  h6: heading(6),
  a({ href, id, children, 'aria-label': label }) {
    if (!href) return <span>{children}</span>;
    const inPage = href.startsWith('#');
    const where = inPage ? { onClick: goToTarget } : { target: '_blank', rel: 'noopener noreferrer' };
    return (
      <a href={href} id={id} aria-label={label} {...where}>
        <InLinkContext value>{children}</InLinkContext>
      </a>
    );
  },
  img: ({ src, alt }) => <Picture src={src} text={alt || 'Image'} />,
  // A footnote takes the focus when its number is followed.
  li: ({ id, className, children }) => (
    <li id={id} className={className} tabIndex={id === undefined ? undefined : -1}>
      {children}
    </li>
  ),
  // A group, not a region: a page may hold many tables, and each landmark would need its own name.
  table: ({ children }) => (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset is for what can be filled in
    <div role="group" aria-label="Table" tabIndex={0} className="overflow-x-auto">
      <table>{children}</table>
    </div>
  ),
  input: ({ checked }) => (
    <input type="checkbox" checked={checked} disabled aria-label={checked ? 'Done' : 'To do'} />
  ),
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
};

interface PictureProps {
  src: unknown;
  text: string;
}

/** A link in the place of a picture: a picture on another host would tell that host who reads what. */
function Picture({ src, text }: PictureProps) {
  const inLink = use(InLinkContext);
  if (inLink || typeof src !== 'string' || src === '') return <span>{text}</span>;
  return (
    <a href={src} target="_blank" rel="noopener noreferrer">
      {text}
    </a>
  );
}

/** Follows a link inside its message. The URL, by which the page knows its conversation, stays. */
function goToTarget(event: MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  const id = event.currentTarget.hash.slice(1);
  document.getElementById(id)?.focus();
}
