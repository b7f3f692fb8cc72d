import { Dialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { useState, type RefObject } from 'react';
import { agentName } from '../../client/agent-name.ts';
import { healthQuery } from '../api/health.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import { agentFacts } from './agent-facts.ts';
import { AgentIcon } from './agent-icon.tsx';
import { InfoDialog } from '../ui/info-dialog.tsx';

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
    <InfoDialog
      open={open}
      onOpenChange={setOpen}
      onClosed={onClose}
      opener={opener}
      icon={<AgentIcon assistant={assistant} />}
      title={agentName(assistant)}
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
    </InfoDialog>
  );
}
