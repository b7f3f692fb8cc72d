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
  const text = plainTextOf(children);
  const posesAs = hostThatTextNames(text);
  const host = hostOf(address);
  return (
    <a
      href={address}
      title={title === null || title === '' ? address : `${title}\n${address}`}
      target="_blank"
      rel="noopener noreferrer"
      // On paper it stands after the words, unless it is what they say.
      data-address={address === text || address === `mailto:${text}` ? undefined : address}
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

/** The words of a link that has nothing but words. */
function plainTextOf(children: ReactNode): string {
  return Array.isArray(children) && children.every((child) => typeof child === 'string')
    ? children.join('')
    : '';
}

/** The host that a link's text names, if the text is an address. */
function hostThatTextNames(text: string): string | null {
  if (!LOOKS_LIKE_ADDRESS.test(text)) return null;
  return hostOf(text.startsWith('www.') ? `https://${text}` : text);
}

function hostOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).host || null : null;
}
