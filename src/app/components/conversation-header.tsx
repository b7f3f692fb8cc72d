import type { ChosenAgent } from '../hooks/use-agent.ts';
import type { StreamingDisplay } from '../hooks/use-preferences.ts';
import { AgentMark } from './agent-mark.tsx';
import { AgentPicker } from './agent-picker.tsx';
import { DISPLAY_SEGMENTS } from './display-segments.ts';
import { ThreadDrawer } from './thread-drawer.tsx';
import { Segmented } from './ui/segmented.tsx';

interface ConversationHeaderProps {
  agent: ChosenAgent;
  onChooseAgent: (assistantId: string) => void;
  streaming: StreamingDisplay;
}

/** Who answers, and how their live text is shown. */
export function ConversationHeader({ agent, onChooseAgent, streaming }: ConversationHeaderProps) {
  return (
    <header className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 md:px-6">
      <div className="flex min-w-0 flex-1 basis-32 items-center gap-2.5">
        <ThreadDrawer />
        <div className="max-sm:hidden">
          <AgentMark assistant={agent.assistant} />
        </div>
        <AgentPicker agent={agent} onChoose={onChooseAgent} />
      </div>
      <Segmented
        label="Streaming display"
        labelVisible
        segments={DISPLAY_SEGMENTS}
        value={streaming.display}
        onChange={streaming.setDisplay}
      />
    </header>
  );
}
