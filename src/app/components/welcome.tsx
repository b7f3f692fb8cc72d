import type { Assistant } from '../../protocol/assistant.ts';
import type { ChosenAgent } from '../hooks/use-agent.ts';
import { AgentMark, agentName } from './agent-mark.tsx';

interface WelcomeProps {
  agent: ChosenAgent;
  onChoose: (assistantId: string) => void;
}

/** The start of a conversation: whom to talk to. */
export function Welcome({ agent, onChoose }: WelcomeProps) {
  const { assistants, assistant: chosen } = agent;
  if (!chosen) return null;
  const welcome = chosen.metadata.details.agent.welcome;
  return (
    <div className="px-5 pt-[clamp(2rem,10dvh,7rem)] pb-10 md:px-8">
      <div className="dialogue">
        <div>
          <h2 className="font-serif text-title text-pretty">{welcome.title ?? agentName(chosen)}</h2>
          <p className="mt-3 font-serif text-reading text-muted">
            {welcome.description ?? chosen.description}
          </p>
          <fieldset className="mt-10">
            <legend className="pb-2 text-caption font-semibold tracking-wide text-muted">Agent</legend>
            <div className="border-t border-line">
              {assistants.map((assistant) => (
                <AgentOption
                  key={assistant.id}
                  assistant={assistant}
                  checked={assistant.id === chosen.id}
                  onChoose={onChoose}
                />
              ))}
            </div>
          </fieldset>
        </div>
      </div>
    </div>
  );
}

interface AgentOptionProps {
  assistant: Assistant;
  checked: boolean;
  onChoose: (assistantId: string) => void;
}

function AgentOption({ assistant, checked, onChoose }: AgentOptionProps) {
  return (
    <label className="relative flex items-center gap-4 border-b border-line px-1 py-3.5 transition-colors hover:bg-sunken/60 has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <AgentMark assistant={assistant} size="large" />
      <span className="min-w-0 flex-1">
        <span className="block font-semibold">{agentName(assistant)}</span>
        <span className="block text-interface text-muted">{assistant.description}</span>
      </span>
      <input
        type="radio"
        name="agent"
        aria-label={agentName(assistant)}
        checked={checked}
        onChange={() => onChoose(assistant.id)}
        className="size-6 shrink-0 cursor-pointer appearance-none rounded-full border border-edge outline-none checked:border-[7px] checked:border-accent"
      />
    </label>
  );
}
