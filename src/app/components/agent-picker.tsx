import { ChevronDown } from 'lucide-react';
import { lazy, useRef, useState } from 'react';
import { agentName, nameInId } from '../../client/agent-name.ts';
import type { ChosenAgent } from '../hooks/use-agent.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import { AgentAboutPlace, prepareAgentAbout } from './agent-about-place.tsx';
import { LoadBoundary } from './ui/load-boundary.tsx';

const loadPopover = () => import('./agent-popover.tsx');
const AgentPopover = lazy(async () => ({ default: (await loadPopover()).AgentPopover }));

function prepare(): void {
  void loadPopover().catch(() => undefined); // tried again, and told of, once it is pressed
  prepareAgentAbout();
}

interface AgentPickerProps {
  agent: ChosenAgent;
  onChoose: (assistantId: string) => void;
}

/** The name of who answers: under it another is chosen, and it can be read what an agent is. */
export function AgentPicker({ agent, onChoose }: AgentPickerProps) {
  const { assistants, assistant, missing, loading } = agent;
  const button = useRef<HTMLButtonElement>(null);
  // Null: not wanted yet, so that it need not be loaded.
  const [isOpen, setOpen] = useState<boolean | null>(null);
  const [about, setAbout] = useState<Assistant | null>(null);
  return (
    <>
      <h1 className="flex min-w-0">
        <button
          ref={button}
          type="button"
          title="Change the agent"
          aria-haspopup="dialog"
          aria-expanded={isOpen === true}
          onPointerEnter={prepare}
          onFocus={prepare}
          onClick={() => setOpen(!isOpen)}
          className="-mx-2 flex h-9 min-w-0 items-center gap-1.5 rounded-small px-2 font-semibold transition-colors hover:bg-sunken aria-expanded:bg-sunken"
        >
          <span className="min-w-0 truncate">
            {missing === null ? agentName(assistant) : nameInId(missing)}
          </span>
          {/* Not before the name is there, which would move it. */}
          {!loading && <ChevronDown aria-hidden="true" size={16} className="shrink-0 text-muted" />}
        </button>
      </h1>
      <LoadBoundary waiting={null} floats>
        {isOpen !== null && (
          <AgentPopover
            open={isOpen}
            onOpenChange={setOpen}
            opener={button}
            assistants={assistants}
            assistant={assistant}
            onChoose={onChoose}
            onAbout={setAbout}
          />
        )}
      </LoadBoundary>
      <AgentAboutPlace assistant={about} opener={button} onClose={() => setAbout(null)} />
    </>
  );
}
