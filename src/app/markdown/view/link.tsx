import type { ReactNode } from 'react';
import { pictureText, type LinkText } from '../inline/link-texts.ts';
import { targetIfDeceptive } from '../inline/deceptive-link.ts';
import { numberOfMark, SourceMark } from './source-mark.tsx';

const SAFE_ADDRESS = /^(https?:|mailto:)/i;
/** Whether a link may lead to this address: only web and mail addresses become links. */
export function isSafeAddress(address: string): boolean {
  return SAFE_ADDRESS.test(address);
}

const NO_TEXT: LinkText = { own: '', around: '' };

interface LinkProps {
  address: string;
  title: string | null;
  /** The visible text; undefined if there is none. */
  text: LinkText | undefined;
  children: ReactNode;
}

/**
 * A link to another page. It shows its real address before a person follows it. A link whose text is a number in
 * brackets is the mark of a source.
 */
export function Link({ address, title, text = NO_TEXT, children }: LinkProps) {
  if (!isSafeAddress(address)) return <span>{children}</span>;
  const number = numberOfMark(text.own);
  if (number !== null) return <SourceMark number={number} address={address} />;
  const target = targetIfDeceptive(text, address);
  return (
    <a
      href={address}
      title={title === null || title === '' ? address : `${title}\n${address}`}
      target="_blank"
      rel="noopener noreferrer"
      // Printed after the text, unless the text is the address.
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

/**
 * A link in place of a picture. Loading a picture from another host would reveal to that host who reads the message.
 */
export function Picture({ address, content, text, inLink }: PictureProps) {
  const words = pictureText(content);
  if (inLink) return <span>{words}</span>;
  return (
    <Link address={address} title={null} text={text}>
      {words}
    </Link>
  );
}
