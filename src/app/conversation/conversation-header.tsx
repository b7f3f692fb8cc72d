import type { ChosenAgent } from '../agents/use-agent.ts';
import { AgentPicker } from '../agents/agent-picker.tsx';
import { ConversationTitle } from './conversation-title.tsx';
import { ThreadDrawer } from '../frame/thread-drawer.tsx';

interface ConversationHeaderProps {
  /** Null for a new conversation. */
  threadId: string | null;
  agent: ChosenAgent;
  onChooseAgent: (assistantId: string) => void;
}

/** The title of the conversation and the picker for its agent. On a phone the picker is below the title. */
export function ConversationHeader({ threadId, agent, onChooseAgent }: ConversationHeaderProps) {
  return (
    <header className="sticky top-0 z-1 flex min-h-14 shrink-0 items-center gap-x-3 border-b border-line bg-paper px-3 py-1 md:px-6">
      <ThreadDrawer />
      <div className="flex min-w-0 flex-1 items-center justify-between gap-x-4 max-sm:flex-col max-sm:items-start">
        <ConversationTitle threadId={threadId} />
        <AgentPicker agent={agent} onChoose={onChooseAgent} />
      </div>
    </header>
  );
}
