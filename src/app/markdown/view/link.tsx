import type { ReactNode } from 'react';
import { pictureText, type LinkText } from '../inline/link-texts.ts';
import { targetIfDeceptive } from '../inline/deceptive-link.ts';

const SAFE_ADDRESS = /^(https?:|mailto:)/i;
const NO_TEXT: LinkText = { own: '', around: '' };

interface LinkProps {
  address: string;
  title: string | null;
  /** Undefined: nothing. */
  text: LinkText | undefined;
  children: ReactNode;
}

/**
 * A link that leaves: marked as such, with its true address to be seen before it is followed. What leads
 * anywhere but to the web or to a mailbox is no link.
 */
export function Link({ address, title, text = NO_TEXT, children }: LinkProps) {
  if (!SAFE_ADDRESS.test(address)) return <span>{children}</span>;
  const target = targetIfDeceptive(text, address);
  return (
    <a
      href={address}
      title={title === null || title === '' ? address : `${title}\n${address}`}
      target="_blank"
      rel="noopener noreferrer"
      // On paper it stands after the words, unless it is what they say.
      data-address={address === text.own || address === `mailto:${text.own}` ? undefined : address}
    >
      {children}
      {target !== null && (
        <>
          {' '}
          <bdi>({target})</bdi>
        </>
      )}
    </a>
  );
}

interface PictureProps {
  address: string;
  content: string;
  text: LinkText | undefined;
  inLink: boolean;
}

/** A link in the place of a picture: a picture on another host would tell that host who reads what. */
export function Picture({ address, content, text, inLink }: PictureProps) {
  const words = pictureText(content);
  if (inLink) return <span>{words}</span>;
  return (
    <Link address={address} title={null} text={text}>
      {words}
    </Link>
  );
}
