import { use } from 'react';
import { hostOf } from '../../../client/source-list.ts';
import type { Source } from '../../../client/cited-text.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import { isSafeAddress } from './link.tsx';
import { SourcesContext } from './sources-context.ts';

/** Maximum number of sources that are shown at once. More are shown on demand. */
const MAX_SHOWN = 6;

/** The web pages that a message cites, with the numbers of their marks in the text. */
export function Sources() {
  const sources = use(SourcesContext);
  if (sources.length === 0) return null;
  const name = sources.length === 1 ? '1 source' : `${sources.length} sources`;
  return (
    <section aria-label="Sources" className="sources">
      {sources.length <= MAX_SHOWN ? (
        <SourceList sources={sources} />
      ) : (
        <Disclosure open={`Show ${name}`} close="Hide the sources">
          <SourceList sources={sources} />
        </Disclosure>
      )}
    </section>
  );
}

function SourceList({ sources }: { sources: readonly Source[] }) {
  return (
    <ol>
      {sources.map((source) => (
        <SourceItem key={source.number} {...source} />
      ))}
    </ol>
  );
}

/** The host is always shown, because a title may claim to be of another site. */
function SourceItem({ url, title }: Source) {
  const host = hostOf(url);
  const name = title === '' ? url : title;
  return (
    <li>
      {isSafeAddress(url) ? (
        <a href={url} title={url} target="_blank" rel="noopener noreferrer">
          <bdi>{name}</bdi>
        </a>
      ) : (
        <bdi>{name}</bdi>
      )}
      {title !== '' && (
        <>
          {' '}
          <bdi>{host}</bdi>
        </>
      )}
    </li>
  );
}
