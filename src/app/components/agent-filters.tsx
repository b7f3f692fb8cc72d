import { Search } from 'lucide-react';
import type { AgentSearch } from '../hooks/find-agents.ts';

interface AgentFiltersProps {
  search: AgentSearch;
  /** Each tag, and how many agents bear it. */
  tags: readonly (readonly [tag: string, count: number])[];
  onChange: (changed: Partial<AgentSearch>) => void;
}

/** What agents are looked for by: words, and one tag. */
export function AgentFilters({ search, tags, onChange }: AgentFiltersProps) {
  return (
    <div className="pb-6">
      <div className="relative">
        <Search aria-hidden="true" size={16} className="absolute top-3 left-3 text-muted" />
        <input
          type="search"
          aria-label="Search agents"
          placeholder="Search agents"
          value={search.words}
          onChange={(event) => onChange({ words: event.target.value })}
          className="h-10 w-full rounded-small border border-edge/60 bg-raised pr-3 pl-9 text-interface outline-none placeholder:text-muted focus:border-accent focus:ring-1 focus:ring-accent"
        />
      </div>
      {tags.length > 0 && (
        <fieldset className="flex flex-wrap gap-2 pt-3">
          <legend className="sr-only">Tags</legend>
          {tags.map(([tag, count]) => (
            <button
              key={tag}
              type="button"
              aria-pressed={search.tag === tag}
              onClick={() => onChange({ tag: search.tag === tag ? null : tag })}
              className="flex h-7 items-center gap-1.5 rounded-full border border-line px-3 text-caption text-muted transition-colors hover:border-accent hover:text-ink aria-pressed:border-accent aria-pressed:bg-accent-wash aria-pressed:text-ink"
            >
              {tag} <span className="tabular-nums">{count}</span>
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}
