import { Children, isValidElement, type ReactNode } from 'react';
import { hiddenTarget } from '../../markdown/posing-link.ts';

const SAFE_ADDRESS = /^(https?:|mailto:)/i;

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
  const text = textOf(children);
  const target = hiddenTarget(text, address);
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

/** All that a link shows, whatever its marks. */
function textOf(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  if (Array.isArray(node)) return Children.toArray(node).map(textOf).join('');
  if (!isValidElement<{ children?: ReactNode; text?: string; written?: string }>(node)) return '';
  const { children, text, written } = node.props;
  return node.type === 'br' ? ' ' : (written ?? text ?? textOf(children));
}
