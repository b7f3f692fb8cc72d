import { Link } from 'wouter';
import type { Assistant } from '../../protocol/assistant.ts';
import { agentFacts, streamingWords } from './agent-facts.ts';
import { agentName } from '../hooks/agent-name.ts';
import { AgentMark } from './agent-mark.tsx';
import { Button } from './ui/button.tsx';

interface AgentEntryProps {
  assistant: Assistant;
  onTag: (tag: string) => void;
  /** More is wanted; hears of the button that asked. */
  onAbout: (button: HTMLElement) => void;
}

/** An agent in the gallery. */
export function AgentEntry({ assistant, onTag, onAbout }: AgentEntryProps) {
  const name = agentName(assistant);
  const facts = new Map(agentFacts(assistant).map((fact) => [fact.name, fact.value]));
  return (
    <li className="flex gap-4 border-b border-line py-5">
      <AgentMark assistant={assistant} size="large" />
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold break-words">{name}</h2>
        <p className="text-interface break-words text-muted">{assistant.description}</p>
        <p className="pt-1.5 text-caption break-words text-muted">
          {[
            `Version ${facts.get('Version')}`,
            `Model: ${facts.get('Model')}`,
            streamingWords(assistant),
          ].join(' · ')}
        </p>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-2 pt-3">
          <Link
            href={`/?agent=${encodeURIComponent(assistant.id)}`}
            aria-label={`Start a conversation with ${name}`}
            className="inline-flex h-8 items-center rounded-full bg-accent px-3.5 text-caption font-medium text-on-accent transition-colors hover:opacity-90"
          >
            Start a conversation
          </Link>
          <Button
            look="quiet"
            aria-label={`About ${name}`}
            onClick={({ currentTarget }) => onAbout(currentTarget)}
          >
            About
          </Button>
          {assistant.metadata.tags.map((tag) => (
            <button
              key={tag}
              type="button"
              onClick={() => onTag(tag)}
              className="h-6 rounded-full px-2 text-caption text-muted underline decoration-line underline-offset-4 hover:text-ink"
            >
              {tag}
            </button>
          ))}
        </div>
      </div>
    </li>
  );
}
