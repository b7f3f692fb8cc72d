import { ChevronDown } from 'lucide-react';
import { lazy, useRef, useState } from 'react';
import { agentName, nameInId } from '../../client/agent-name.ts';
import type { ChosenAgent } from './use-agent.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import { LazyAgentAboutDialog, preloadAgentAboutDialog } from './lazy-agent-about-dialog.tsx';
import { AgentIcon } from './agent-icon.tsx';
import { LoadBoundary } from '../ui/load-boundary.tsx';
import { preload } from '../ui/preload.ts';

const loadPopover = () => import('./agent-popover.tsx');
const AgentPopover = lazy(async () => ({ default: (await loadPopover()).AgentPopover }));

function preloadMenuAndDialog(): void {
  preload(loadPopover);
  preloadAgentAboutDialog();
}

interface AgentPickerProps {
  agent: ChosenAgent;
  onChoose: (assistantId: string) => void;
}

/** A button with the name of the agent. It opens the agent's menu. */
export function AgentPicker({ agent, onChoose }: AgentPickerProps) {
  const { assistants, assistant, assistantId, latest, missing, loading, error } = agent;
  const button = useRef<HTMLButtonElement>(null);
  // Null until the menu is first opened. Its code is loaded then.
  const [isOpen, setOpen] = useState<boolean | null>(null);
  const [about, setAbout] = useState<Assistant | null>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        title="Agent and streaming display"
        aria-haspopup="dialog"
        aria-expanded={isOpen === true}
        onPointerEnter={preloadMenuAndDialog}
        onFocus={preloadMenuAndDialog}
        onClick={() => setOpen(!isOpen)}
        // Hidden until the name is known, because the name changes its size.
        className={`-mx-2 flex h-9 max-w-full min-w-0 items-center gap-2 rounded-small px-2 text-interface text-muted transition-colors hover:bg-sunken hover:text-ink aria-expanded:bg-sunken aria-expanded:text-ink max-sm:h-6 max-sm:gap-1 max-sm:text-caption sm:max-w-[45%] ${loading && error === null ? 'invisible' : ''}`}
      >
        <span className="max-sm:hidden">
          <AgentIcon assistant={assistant} />
        </span>
        <span className="min-w-0 truncate">
          {missing === null ? agentName(assistant) : nameInId(missing)}
        </span>
        <ChevronDown aria-hidden="true" size={16} className="shrink-0" />
      </button>
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
            agentId={assistantId ?? latest.id ?? ''}
          />
        )}
      </LoadBoundary>
      <LazyAgentAboutDialog assistant={about} opener={button} onClose={() => setAbout(null)} />
    </>
  );
}
