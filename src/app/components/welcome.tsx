import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { agentLabel, agentName } from '../../client/agent-name.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import type { ChosenAgent } from '../hooks/use-agent.ts';
import { AgentMark } from './agent-mark.tsx';
import { Button } from './ui/button.tsx';
import { WelcomeSkeleton } from './welcome-skeleton.tsx';

interface WelcomeProps {
  agent: ChosenAgent;
  onChoose: (assistantId: string) => void;
  /** Puts words into the composer. */
  onSuggest: (words: string) => void;
}

/** So many are shown at once: the others are in the gallery. */
const MOST_AGENTS = 5;

/** The start of a conversation: whom to talk to. */
export function Welcome({ agent, onChoose, onSuggest }: WelcomeProps) {
  const { assistants, assistant: chosen } = agent;
  const state = useHistoryState<unknown>(); // who goes on from the gallery comes back to this conversation
  if (!chosen) return <WelcomeWithout agent={agent} />;
  const { welcome, initial_user_message: first } = chosen.metadata.details.agent;
  const label = agentLabel(chosen);
  const shown = assistants.slice(0, MOST_AGENTS);
  // Who was chosen is among them, wherever they stand in the list.
  const options =
    shown.includes(chosen) || !assistants.includes(chosen) ? shown : [chosen, ...shown.slice(1)];
  return (
    <div className="px-5 pt-[clamp(2rem,10dvh,7rem)] pb-10 md:px-8">
      <div className="dialogue">
        <div>
          {(welcome.icon || label !== agentName(chosen)) && (
            <p className="flex items-center gap-2.5 pb-4 text-caption font-semibold tracking-wide text-muted">
              <AgentMark assistant={chosen} icon={welcome.icon} size="large" />
              <span className="min-w-0 break-words">{label}</span>
            </p>
          )}
          <h2 className="font-serif text-title text-pretty break-words">
            {welcome.title ?? agentName(chosen)}
          </h2>
          <p className="mt-3 font-serif text-reading break-words text-muted">
            {welcome.description ?? chosen.description}
          </p>
          {first && (
            <Button
              look="outline"
              className="mt-5 h-auto! min-h-8 py-1.5 text-left"
              onClick={() => onSuggest(first)}
            >
              <span className="line-clamp-3">{first}</span>
            </Button>
          )}
          <fieldset className="mt-10">
            <legend className="pb-2 text-caption font-semibold tracking-wide text-muted">Agent</legend>
            <div className="border-t border-line">
              {options.map((assistant) => (
                <AgentOption
                  key={assistant.id}
                  assistant={assistant}
                  checked={assistant.id === chosen.id}
                  onChoose={onChoose}
                />
              ))}
            </div>
          </fieldset>
          {assistants.length > options.length && (
            <Link
              href="/agents"
              state={state}
              className="mt-4 inline-block py-1 text-interface text-accent underline underline-offset-4"
            >
              All {assistants.length} agents
            </Link>
          )}
        </div>
      </div>
    </div>
  );
}

/** Nobody can be welcomed by: not yet, or there is nobody. */
function WelcomeWithout({ agent: { assistants, loading, error, retry } }: Pick<WelcomeProps, 'agent'>) {
  return (
    <div className="px-5 pt-[clamp(2rem,10dvh,7rem)] pb-10 md:px-8">
      <div className="dialogue">
        <div>
          {loading && <WelcomeSkeleton />}
          {error && (
            <>
              <h2 className="font-serif text-title text-pretty">The agents could not be read</h2>
              <Button look="outline" className="mt-5" onClick={retry}>
                Try again
              </Button>
            </>
          )}
          {!error && !loading && assistants.length === 0 && (
            <>
              <h2 className="font-serif text-title text-pretty">Nobody is here yet</h2>
              <p className="mt-3 text-muted">
                This hub has no agents. Put one into the folder that AGENTS_DIR names, then restart the hub.
              </p>
            </>
          )}
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
