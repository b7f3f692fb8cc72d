import { Autocomplete } from '@base-ui/react/autocomplete';
import { Check, Search } from 'lucide-react';
import { useState, type RefObject } from 'react';
import { agentName } from '../../client/agent-name.ts';
import { findAgents } from './find-agents.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import { AgentIcon } from './agent-icon.tsx';

interface AgentPickerListProps {
  /** Set to the search field, so that the menu can focus it. */
  field: RefObject<HTMLInputElement | null>;
  assistants: readonly Assistant[];
  /** The agent that answers; null if there is none. */
  chosenId: string | null;
  onChoose: (assistantId: string) => void;
}

/** A search field and the matching agents. */
export function AgentPickerList({ field, assistants, chosenId, onChoose }: AgentPickerListProps) {
  const [query, setQuery] = useState('');
  const found = findAgents(assistants, { words: query, tag: null });
  return (
    <Autocomplete.Root
      open
      inline
      items={found}
      filter={null}
      value={query}
      onValueChange={setQuery}
      itemToStringValue={(item: Assistant) => agentName(item)}
      autoHighlight="always"
      keepHighlight
    >
      <div className="flex shrink-0 items-center gap-2.5 border-b border-line px-3.5">
        <Search aria-hidden="true" size={16} className="shrink-0 text-muted" />
        <Autocomplete.Input
          ref={field}
          aria-label="Search agents"
          placeholder="Search agents"
          className="h-11 min-w-0 flex-1 bg-transparent text-interface outline-hidden placeholder:text-muted"
        />
      </div>
      <div className="min-h-16 flex-1 overflow-y-auto overscroll-contain p-1.5">
        <Autocomplete.Empty>
          <p className="px-3 py-6 text-center text-interface break-words text-muted empty:hidden">
            {found.length === 0 &&
              (query.trim() === '' ? 'No agents yet.' : `No agent matches “${query.trim()}”.`)}
          </p>
        </Autocomplete.Empty>
        <Autocomplete.List>
          {(assistant: Assistant) => (
            <Autocomplete.Item
              key={assistant.id}
              value={assistant}
              onClick={() => onChoose(assistant.id)}
              className="flex min-h-row cursor-pointer items-center gap-3 rounded-small px-3 py-1.5 text-interface outline-none data-highlighted:bar data-highlighted:bg-accent-wash"
            >
              <AgentIcon assistant={assistant} />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{agentName(assistant)}</span>
                <span className="block truncate text-caption text-muted">{assistant.description}</span>
              </span>
              {assistant.id === chosenId && (
                <>
                  <Check aria-hidden="true" size={16} className="shrink-0 text-accent" />
                  <span className="sr-only">, chosen</span>
                </>
              )}
            </Autocomplete.Item>
          )}
        </Autocomplete.List>
      </div>
    </Autocomplete.Root>
  );
}
