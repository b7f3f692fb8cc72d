import { use } from 'react';
import { hostOf } from '../../../client/source-list.ts';
import { SourcesContext } from './sources-context.ts';

/** The number of a source, in brackets: the text of the links that are marks. */
const MARK = /^\[(\d{1,3})\]$/;

/** Returns the number of the source that a link with this text is the mark of; null for any other link. */
export function numberOfMark(text: string): string | null {
  return MARK.exec(text)?.[1] ?? null;
}

/** The mark of a source in the text: its number, as a link to the page. */
export function SourceMark({ number, address }: { number: string; address: string }) {
  const source = use(SourcesContext).find(({ url }) => url === address);
  const name = source?.title || hostOf(address);
  return (
    <sup className="source-mark">
      <a
        href={address}
        title={`${name}\n${address}`}
        aria-label={`Source ${number}: ${name}`}
        target="_blank"
        rel="noopener noreferrer"
      >
        {number}
      </a>
    </sup>
  );
}
