import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { assistantsQuery } from '../api/assistants.ts';
import { healthQuery } from '../api/health.ts';
import { LazyAgentAboutDialog } from './lazy-agent-about-dialog.tsx';
import { AgentEntry } from './agent-entry.tsx';
import { AgentFilters } from './agent-filters.tsx';
import { AgentSkeleton } from './agent-skeleton.tsx';
import { PageHeader } from '../frame/page-header.tsx';
import { Button } from '../ui/button.tsx';
import { countTags, findAgents, type AgentSearch } from './find-agents.ts';
import type { Assistant } from '../../protocol/assistant.ts';

/** The gallery of all listed agents. The URL contains the search. */
export function AgentsPage() {
  const { data: assistants, error, isLoading, refetch } = useQuery(assistantsQuery);
  const [parameters, setParameters] = useSearchParams();
  const state = useHistoryState<unknown>();
  const [about, setAbout] = useState<Assistant | null>(null);
  const { data: health } = useQuery(healthQuery);
  const field = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLElement | null>(null);
  const search = { words: parameters.get('search') ?? '', tag: parameters.get('tag')?.toLowerCase() ?? null };
  const found = findAgents(assistants ?? [], search);

  function changeSearch(changed: Partial<typeof search>): void {
    const { words, tag } = { ...search, ...changed };
    setParameters(
      { ...(words !== '' && { search: words }), ...(tag !== null && { tag }) },
      { replace: true, state },
    );
  }

  function showAll(): void {
    changeSearch({ words: '', tag: null });
    field.current?.focus(); // the button that had the focus has been removed
  }

  useEffect(() => {
    // The link that led here may have been removed, and the focus with it.
    if (document.activeElement === document.body) document.querySelector('main')?.focus();
  }, []);

  return (
    <>
      <PageHeader title="Agents" />
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-6 pb-[max(3rem,env(safe-area-inset-bottom))] md:px-8">
        <div className="mx-auto max-w-measure">
          <AgentFilters
            field={field}
            search={search}
            tags={countTags(assistants ?? [], findAgents(assistants ?? [], { ...search, tag: null }))}
            onChange={changeSearch}
          />
          <output className="sr-only">
            {assistants && `${found.length} of ${assistants.length} agents`}
          </output>
          {isLoading && <AgentSkeleton />}
          {error && !assistants && (
            <div role="alert" className="grid justify-items-start gap-3 py-8">
              <p className="text-terracotta">Couldn’t load the agents. {error.message}</p>
              <Button look="outline" onClick={() => void refetch()}>
                Try again
              </Button>
            </div>
          )}
          <ul className="border-t border-line empty:hidden">
            {found.map((assistant) => (
              <AgentEntry
                key={assistant.id}
                assistant={assistant}
                hubModel={health?.model.name ?? null}
                onTag={(tag) => changeSearch({ tag })}
                onAbout={(button) => {
                  opener.current = button;
                  setAbout(assistant);
                }}
              />
            ))}
          </ul>
          {assistants && found.length === 0 && (
            <div className="grid justify-items-start gap-3 py-8">
              <p className="break-words text-muted">
                {assistants.length === 0 ? 'No agents yet.' : noResultsText(search)}
              </p>
              {assistants.length > 0 && (
                <Button look="outline" onClick={showAll}>
                  Show all agents
                </Button>
              )}
            </div>
          )}
        </div>
      </div>
      <LazyAgentAboutDialog assistant={about} opener={opener} onClose={() => setAbout(null)} />
    </>
  );
}

function noResultsText({ words, tag }: AgentSearch): string {
  const matching = words.trim() === '' ? '' : ` matches “${words.trim()}”`;
  if (tag === null) return `No agent${matching}.`;
  return matching === '' ? `No agent has the tag ${tag}.` : `No agent with the tag ${tag}${matching}.`;
}
