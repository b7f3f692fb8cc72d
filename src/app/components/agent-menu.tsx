import { Menu } from '@base-ui/react/menu';
import { Check, Info, LayoutList } from 'lucide-react';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { Assistant } from '../../protocol/assistant.ts';
import { agentName } from '../hooks/agent-name.ts';
import { AgentMark } from './agent-mark.tsx';

interface AgentMenuProps {
  button: HTMLElement;
  assistants: readonly Assistant[];
  assistant: Assistant;
  onChoose: (assistantId: string) => void;
  /** More is to be said of the agent that answers. */
  onAbout: () => void;
  /** Hears that the menu is gone. */
  onClose: () => void;
}

const ITEM =
  'flex min-h-9 cursor-pointer items-center gap-2.5 rounded-small px-2.5 py-1 text-interface outline-none select-none data-highlighted:bg-sunken pointer-coarse:min-h-11';

/** Who could answer, and what can be read of who does. */
export function AgentMenu(props: AgentMenuProps) {
  const { button, assistants, assistant, onChoose, onAbout, onClose } = props;
  const [open, setOpen] = useState(true);
  const [, navigate] = useLocation();
  const leavesFocus = useRef(false);
  return (
    <Menu.Root open={open} onOpenChange={setOpen} onOpenChangeComplete={(isOpen) => !isOpen && onClose()}>
      <Menu.Portal container={button.closest('main')}>
        <Menu.Positioner
          anchor={button}
          side="bottom"
          align="start"
          sideOffset={6}
          className="z-10 outline-none"
        >
          <Menu.Popup
            aria-label="Agents"
            finalFocus={() => (leavesFocus.current ? false : button)}
            className="max-h-[min(24rem,var(--available-height))] w-72 overflow-y-auto rounded-card border border-line bg-raised p-1 shadow-float transition-opacity outline-none data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            <Menu.RadioGroup value={assistant.id} onValueChange={(id: string) => onChoose(id)}>
              {assistants.map((known) => (
                <Menu.RadioItem key={known.id} value={known.id} closeOnClick className={ITEM}>
                  <AgentMark assistant={known} />
                  <span className="min-w-0 flex-1 truncate">{agentName(known)}</span>
                  <Menu.RadioItemIndicator>
                    <Check aria-hidden="true" size={16} className="text-accent" />
                  </Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Separator className="my-1 h-px bg-line" />
            <Menu.Item
              className={ITEM}
              onClick={() => {
                leavesFocus.current = true;
                onAbout();
              }}
            >
              <Info aria-hidden="true" size={16} className="mx-1.5 shrink-0 text-muted" />
              <span className="min-w-0 truncate">About {agentName(assistant)}</span>
            </Menu.Item>
            <Menu.Item className={ITEM} onClick={() => navigate('/agents')}>
              <LayoutList aria-hidden="true" size={16} className="mx-1.5 shrink-0 text-muted" />
              All agents
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
