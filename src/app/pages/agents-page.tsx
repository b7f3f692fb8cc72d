import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { assistantsQuery } from '../api/assistants.ts';
import { AgentAboutPlace } from '../components/agent-about-place.tsx';
import { AgentEntry } from '../components/agent-entry.tsx';
import { AgentFilters } from '../components/agent-filters.tsx';
import { AgentSkeleton } from '../components/agent-skeleton.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Button } from '../components/ui/button.tsx';
import { countTags, findAgents } from '../hooks/find-agents.ts';
import type { Assistant } from '../../protocol/assistant.ts';

/** All agents that the hub shows. What is looked for is in the URL. */
export function AgentsPage() {
  const { data: assistants, error, isLoading, refetch } = useQuery(assistantsQuery);
  const [parameters, setParameters] = useSearchParams();
  const [about, setAbout] = useState<Assistant | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  const search = { words: parameters.get('search') ?? '', tag: parameters.get('tag') };
  const found = findAgents(assistants ?? [], search);

  function look(changed: Partial<typeof search>): void {
    const { words, tag } = { ...search, ...changed };
    setParameters(
      { ...(words !== '' && { search: words }), ...(tag !== null && { tag }) },
      { replace: true },
    );
  }

  return (
    <>
      <PageHeader title="Agents" />
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-6 pb-[max(3rem,env(safe-area-inset-bottom))] md:px-8">
        <div className="mx-auto max-w-measure">
          <AgentFilters search={search} tags={countTags(assistants ?? [])} onChange={look} />
          <output className="sr-only">
            {assistants && `${found.length} of ${assistants.length} agents`}
          </output>
          {isLoading && <AgentSkeleton />}
          {error && !assistants && (
            <div role="alert" className="grid justify-items-start gap-3 py-8">
              <p className="text-terracotta">The agents cannot be read. {error.message}</p>
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
                onTag={(tag) => look({ tag })}
                onAbout={(button) => {
                  opener.current = button;
                  setAbout(assistant);
                }}
              />
            ))}
          </ul>
          {assistants && found.length === 0 && (
            <div className="grid justify-items-start gap-3 py-8">
              <p className="text-muted">
                {assistants.length === 0 ? 'The hub has no agents to show.' : 'No agent is like that.'}
              </p>
              {assistants.length > 0 && (
                <Button look="outline" onClick={() => look({ words: '', tag: null })}>
                  Show all agents
                </Button>
              )}
            </div>
          )}
        </div>
      </div>
      <AgentAboutPlace assistant={about} opener={opener} onClose={() => setAbout(null)} />
    </>
  );
}
