import { agentName } from '../../client/agent-name.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import { agentFacts, isCreatedByApi, streamingText } from './agent-facts.ts';
import { tagsOf } from './find-agents.ts';
import { AgentIcon } from './agent-icon.tsx';
import { StartConversationLink } from './start-conversation-link.tsx';
import { Button } from '../ui/button.tsx';

interface AgentEntryProps {
  assistant: Assistant;
  /** The model that all agents of the hub use; null if each agent has its own model. */
  hubModel: string | null;
  onTag: (tag: string) => void;
  /** Called with the button that opens the details. */
  onAbout: (button: HTMLElement) => void;
}

/** An agent in the gallery. */
export function AgentEntry({ assistant, hubModel, onTag, onAbout }: AgentEntryProps) {
  const name = agentName(assistant);
  const facts = new Map(agentFacts(assistant, hubModel).map((fact) => [fact.name, fact.value]));
  return (
    <li className="flex gap-4 border-b border-line py-5 [contain-intrinsic-block-size:auto_10rem] [content-visibility:auto]">
      <AgentIcon assistant={assistant} size="large" />
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold break-words">{name}</h2>
        <p className="line-clamp-4 text-interface break-words text-muted">{assistant.description}</p>
        <p className="pt-1.5 text-caption break-words text-muted">
          {[
            ...(isCreatedByApi(assistant)
              ? ['Created with the API']
              : [facts.get('Namespace'), `Version ${facts.get('Version')}`]),
            `Model: ${facts.get('Model')}`,
            streamingText(assistant),
          ].join(' · ')}
        </p>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-2 pt-3">
          <StartConversationLink assistantId={assistant.id} name={name} />
          <Button
            look="quiet"
            aria-label={`About ${name}`}
            onClick={({ currentTarget }) => onAbout(currentTarget)}
          >
            About
          </Button>
          {tagsOf(assistant).map((tag) => (
            <button
              key={tag}
              type="button"
              onClick={() => onTag(tag)}
              className="h-6 max-w-full truncate rounded-full px-2 text-caption text-muted underline decoration-line underline-offset-4 hover:text-ink"
            >
              {tag}
            </button>
          ))}
        </div>
      </div>
    </li>
  );
}
