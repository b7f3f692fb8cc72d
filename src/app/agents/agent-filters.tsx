import { Search } from 'lucide-react';
import { useState, type RefObject } from 'react';
import type { AgentSearch, TagCount } from './find-agents.ts';

/** Maximum number of tags that are shown at first. The chosen tag is always shown. */
const MAX_TAGS = 12;

interface AgentFiltersProps {
  field: RefObject<HTMLInputElement | null>;
  search: AgentSearch;
  tags: readonly TagCount[];
  onChange: (changed: Partial<AgentSearch>) => void;
}

/** The filters of the agents page: a search field and a list of tags. The person can choose one tag. */
export function AgentFilters({ field, search, tags, onChange }: AgentFiltersProps) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = tags.filter(([tag], index) => showsAll || index < MAX_TAGS || tag === search.tag);
  return (
    <div className="pb-6">
      <div className="relative text-interface">
        <Search aria-hidden="true" size={16} className="absolute top-3 left-3 text-muted" />
        <input
          ref={field}
          type="search"
          aria-label="Search agents"
          placeholder="Search agents"
          value={search.words}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          onChange={(event) => onChange({ words: event.target.value })}
          className="h-10 w-full rounded-small border border-edge bg-raised pr-3 pl-9 outline-hidden placeholder:text-muted focus:border-accent focus:ring-1 focus:ring-accent"
        />
      </div>
      {tags.length > 0 && (
        <fieldset className="flex flex-wrap gap-2 pt-3">
          <legend className="sr-only">Tags</legend>
          {shown.map(([tag, count]) => (
            <button
              key={tag}
              type="button"
              aria-pressed={search.tag === tag}
              onClick={() => onChange({ tag: search.tag === tag ? null : tag })}
              className="flex h-7 max-w-full items-center gap-1.5 rounded-full border border-line px-3 text-caption text-muted transition-colors hover:border-accent hover:text-ink aria-pressed:border-accent aria-pressed:bg-accent-wash aria-pressed:text-ink"
            >
              <span className="min-w-0 truncate">{tag}</span> <span className="tabular-nums">{count}</span>
            </button>
          ))}
          {tags.length > MAX_TAGS && (
            <button
              type="button"
              aria-expanded={showsAll}
              onClick={() => setShowsAll(!showsAll)}
              className="h-7 px-1 text-caption text-accent underline decoration-1 underline-offset-4 hover:decoration-2"
            >
              {showsAll ? 'Fewer tags' : `All ${tags.length} tags`}
            </button>
          )}
        </fieldset>
      )}
    </div>
  );
}
