import { ChevronDown } from 'lucide-react';
import { lazy, useRef, useState } from 'react';
import type { Assistant } from '../../protocol/assistant.ts';
import { AgentAboutPlace, prepareAgentAbout } from './agent-about-place.tsx';
import { LoadBoundary } from './ui/load-boundary.tsx';

const loadMenu = () => import('./agent-menu.tsx');
const AgentMenu = lazy(async () => ({ default: (await loadMenu()).AgentMenu }));

function prepare(): void {
  void loadMenu().catch(() => undefined); // tried again, and told of, once it is pressed
  prepareAgentAbout();
}

interface AgentPickerProps {
  assistants: readonly Assistant[];
  /** Who answers. */
  assistant: Assistant;
  onChoose: (assistantId: string) => void;
}

/** Chooses who answers from the next message on, and says what there is to know of them. */
export function AgentPicker({ assistants, assistant, onChoose }: AgentPickerProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [openedBy, setOpenedBy] = useState<HTMLElement | null>(null);
  const [about, setAbout] = useState<Assistant | null>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label="Change the agent"
        title="Change the agent"
        aria-haspopup="menu"
        aria-expanded={openedBy !== null}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={({ currentTarget }) => setOpenedBy(currentTarget)}
        className="-ml-1.5 flex size-8 shrink-0 items-center justify-center rounded-full text-muted transition-colors hover:bg-sunken hover:text-ink"
      >
        <ChevronDown aria-hidden="true" size={16} />
      </button>
      <LoadBoundary waiting={null} floats>
        {openedBy && (
          <AgentMenu
            button={openedBy}
            assistants={assistants}
            assistant={assistant}
            onChoose={onChoose}
            onAbout={() => setAbout(assistant)}
            onClose={() => setOpenedBy(null)}
          />
        )}
      </LoadBoundary>
      <AgentAboutPlace assistant={about} opener={button} onClose={() => setAbout(null)} />
    </>
  );
}
