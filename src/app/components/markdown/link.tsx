import type { ReactNode } from 'react';

const SAFE_ADDRESS = /^(https?:|mailto:)/i;
const LOOKS_LIKE_ADDRESS = /^(?:https?:\/\/|www\.)\S+$/i;

interface LinkProps {
  address: string;
  title: string | null;
  children: ReactNode;
}

/**
 * A link that leaves: marked as such, with its true address to be seen before it is followed. What leads
 * anywhere but to the web or to a mailbox is no link.
 */
export function Link({ address, title, children }: LinkProps) {
  if (!SAFE_ADDRESS.test(address)) return <span>{children}</span>;
  const posesAs = hostThatTextNames(children);
  const host = hostOf(address);
  return (
    <a
      href={address}
      title={title === null || title === '' ? address : `${title}\n${address}`}
      target="_blank"
      rel="noopener noreferrer"
    >
      {children}
      {posesAs !== null && host !== null && posesAs !== host && <span> ({host})</span>}
    </a>
  );
}

interface PictureProps {
  address: string;
  text: string;
  inLink: boolean;
}

/** A link in the place of a picture: a picture on another host would tell that host who reads what. */
export function Picture({ address, text, inLink }: PictureProps) {
  const words = text === '' ? 'Image' : text;
  if (inLink) return <span>{words}</span>;
  return (
    <Link address={address} title={null}>
      {words}
    </Link>
  );
}

/** The host that a link's text names, if the text is an address. */
function hostThatTextNames(children: ReactNode): string | null {
  const text =
    Array.isArray(children) && children.every((child) => typeof child === 'string') ? children.join('') : '';
  if (!LOOKS_LIKE_ADDRESS.test(text)) return null;
  return hostOf(text.startsWith('www.') ? `https://${text}` : text);
}

function hostOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).host || null : null;
}
