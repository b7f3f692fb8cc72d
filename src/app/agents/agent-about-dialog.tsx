import { Dialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState, type RefObject } from 'react';
import { agentName } from '../../client/agent-name.ts';
import { healthQuery } from '../api/health.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import { agentFacts } from './agent-facts.ts';
import { AgentIcon } from './agent-icon.tsx';
import { Button } from '../ui/button.tsx';
import { BACKDROP, POPUP } from '../ui/dialog-classes.ts';

interface AgentAboutDialogProps {
  assistant: Assistant;
  opener: RefObject<HTMLElement | null>;
  /** Called after the dialog has closed. */
  onClose: () => void;
}

/** Shows the description and the metadata of an agent. */
export function AgentAboutDialog({ assistant, opener, onClose }: AgentAboutDialogProps) {
  const { data: health } = useQuery(healthQuery);
  const [open, setOpen] = useState(true);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen} onOpenChangeComplete={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={BACKDROP} />
        <Dialog.Popup
          finalFocus={opener}
          className={`${POPUP} top-1/2 w-[min(30rem,calc(100vw-2rem))] -translate-y-1/2`}
        >
          <div className="flex items-center gap-3 border-b border-line py-2 pr-3 pl-5">
            <AgentIcon assistant={assistant} />
            <Dialog.Title className="min-w-0 flex-1 truncate font-semibold">
              {agentName(assistant)}
            </Dialog.Title>
            <Dialog.Close render={<Button look="quiet" shape="round" aria-label="Close" />}>
              <X aria-hidden="true" size={17} />
            </Dialog.Close>
          </div>
          <div
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that the keyboard can scroll it
            tabIndex={0}
            className="min-h-0 overflow-y-auto px-5 pt-4 pb-5 text-interface outline-offset-[-3px]"
          >
            {assistant.description && (
              <Dialog.Description className="pb-4 font-serif text-reading text-pretty break-words">
                {assistant.description}
              </Dialog.Description>
            )}
            <dl>
              {agentFacts(assistant, health?.model.name ?? null).map(({ name, value }) => (
                <div key={name} className="flex gap-4 border-t border-line py-1.5">
                  <dt className="w-28 shrink-0 text-muted">{name}</dt>
                  <dd className="min-w-0 flex-1 [overflow-wrap:anywhere]">{value}</dd>
                </div>
              ))}
            </dl>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
