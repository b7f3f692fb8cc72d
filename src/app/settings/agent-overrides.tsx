import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useId, useRef } from 'react';
import { useStore } from 'zustand';
import { agentName } from '../../client/agent-name.ts';
import { DisplayControls } from '../agents/display-controls.tsx';
import { assistantsQuery } from '../api/assistants.ts';
import { agentsWithDisplays, removeDisplays } from '../preferences/choose-display.ts';
import { agentKey } from '../preferences/preferences-store.ts';
import { usePreferencesStore } from '../preferences/preferences-context.ts';
import { Button } from '../ui/button.tsx';

/** The names of the kinds of output in a group that has the agent's name. */
const KIND_NAMES = { text: 'Text', thinking: 'Thinking', tools: 'Tool calls' } as const;

/** The agents for which the person has chosen streaming displays. */
export function AgentOverrides() {
  const preferences = usePreferencesStore();
  const agents = agentsWithDisplays(useStore(preferences));
  const { data: assistants = [] } = useQuery(assistantsQuery);
  const list = useRef<HTMLFieldSetElement>(null);

  function nameOf(agent: string): string {
    const assistant = assistants.find(({ id }) => agentKey(id) === agent);
    return assistant ? agentName(assistant) : agent;
  }

  return (
    <fieldset ref={list} aria-label="Per-agent overrides" tabIndex={-1} className="outline-none">
      {agents.length === 0 && (
        <p className="py-3 text-caption text-muted">
          No per-agent overrides yet. Set one at the top of a conversation.
        </p>
      )}
      {agents.map((agent) => (
        <AgentOverride
          key={agent}
          agent={agent}
          name={nameOf(agent)}
          onRemove={() => {
            removeDisplays(preferences, agent);
            list.current?.focus(); // the button that had the focus has been removed
          }}
        />
      ))}
    </fieldset>
  );
}

interface AgentOverrideProps {
  /** `namespace/name` */
  agent: string;
  name: string;
  onRemove: () => void;
}

function AgentOverride({ agent, name, onRemove }: AgentOverrideProps) {
  const nameId = useId();
  return (
    <fieldset aria-labelledby={nameId} className="border-b border-line py-3">
      <div className="flex items-center justify-between gap-x-6">
        <p id={nameId} className="min-w-0 font-medium break-words">
          {name}
        </p>
        <Button
          look="quiet"
          shape="round"
          aria-label={`Remove the override for ${name}`}
          title="Remove"
          className="-mr-2"
          onClick={onRemove}
        >
          <X aria-hidden="true" size={16} />
        </Button>
      </div>
      <div className="flex flex-col gap-y-1.5 text-muted">
        <DisplayControls assistantId={agent} names={KIND_NAMES} />
      </div>
    </fieldset>
  );
}
