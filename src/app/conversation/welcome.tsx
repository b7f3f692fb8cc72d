import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { agentLabel, agentName } from '../../client/agent-name.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import type { ChosenAgent } from '../agents/use-agent.ts';
import { useIsSlow } from '../browser/use-is-slow.ts';
import { AgentIcon } from '../agents/agent-icon.tsx';
import { Button } from '../ui/button.tsx';

/** Maximum number of agents that are shown here. The gallery shows all of them. */
const MAX_AGENTS = 8;

/** Shown above the composer of a new conversation: the welcome text of the chosen agent. */
export function WelcomeHeading({ agent }: { agent: ChosenAgent }) {
  const { assistant } = agent;
  return (
    <div className="px-5 pt-[clamp(1.5rem,9dvh,6rem)] md:px-8">
      {/* The height does not change when the agent has loaded, so that the composer does not move. */}
      <div className="dialogue min-h-32 content-end">
        <div>{assistant ? <WelcomeText assistant={assistant} /> : <NoAgent agent={agent} />}</div>
      </div>
    </div>
  );
}

function WelcomeText({ assistant }: { assistant: Assistant }) {
  const { welcome } = assistant.agent.details.agent;
  const label = agentLabel(assistant);
  return (
    <>
      {(welcome.icon || label !== agentName(assistant)) && (
        <p className="flex items-center gap-2.5 pb-4 text-caption font-semibold tracking-wide text-muted">
          <AgentIcon assistant={assistant} icon={welcome.icon} size="large" />
          <span className="min-w-0 break-words">{label}</span>
        </p>
      )}
      <h2 className="font-serif text-title text-pretty break-words">
        {welcome.title ?? agentName(assistant)}
      </h2>
      <p className="mt-3 font-serif text-reading text-pretty break-words text-muted">
        {welcome.description ?? assistant.description}
      </p>
    </>
  );
}

/** Shown while the agents load, if they could not be loaded, or if there are none. */
function NoAgent({ agent: { assistants, loading, error, retry } }: { agent: ChosenAgent }) {
  if (loading) return <WelcomeSkeleton />;
  if (error) {
    return (
      <>
        <h2 className="font-serif text-title text-pretty">Couldn’t load the agents</h2>
        <Button look="outline" className="mt-5" onClick={retry}>
          Try again
        </Button>
      </>
    );
  }
  if (assistants.length > 0) return null;
  return (
    <>
      <h2 className="font-serif text-title text-pretty">No agents yet</h2>
      <p className="mt-3 text-muted">
        This server has no agents. Add one to the AGENTS_DIR folder, then restart the server.
      </p>
    </>
  );
}

/** A placeholder for the welcome text while it loads. */
function WelcomeSkeleton() {
  if (!useIsSlow()) return null;
  return (
    <div aria-hidden="true" className="animate-breathe">
      <div className="h-7 w-3/5 rounded-full bg-line" />
      <div className="mt-6 h-3.5 w-4/5 rounded-full bg-line" />
      <div className="mt-3.5 mb-1.5 h-3.5 w-2/5 rounded-full bg-line" />
    </div>
  );
}

interface WelcomeAgentsProps {
  agent: ChosenAgent;
  onChoose: (assistantId: string) => void;
  /** Puts a text into the composer. */
  onSuggest: (text: string) => void;
}

/** Shown below the composer of a new conversation: a suggested first message, and the agents. */
export function WelcomeAgents({ agent, onChoose, onSuggest }: WelcomeAgentsProps) {
  const { assistants, assistant: chosen } = agent;
  const state = useHistoryState<unknown>(); // so that the gallery leads back to this conversation
  if (!chosen) return null;
  const first = chosen.agent.details.agent.initial_user_message;
  const shown = assistants.slice(0, MAX_AGENTS);
  // The shown agents always include the chosen agent, if it is listed.
  const options =
    shown.includes(chosen) || !assistants.includes(chosen) ? shown : [chosen, ...shown.slice(1)];
  return (
    <div className="px-5 pt-2 pb-[max(2.5rem,env(safe-area-inset-bottom))] md:px-8">
      <div className="dialogue">
        <div>
          {first && (
            <Button
              look="outline"
              className="h-auto! min-h-8 py-1.5 text-left"
              onClick={() => onSuggest(first)}
            >
              <span className="line-clamp-3">{first}</span>
            </Button>
          )}
          <fieldset className="mt-8">
            <legend className="pb-2 text-caption font-semibold tracking-wide text-muted">Agents</legend>
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
              className="mt-3 inline-block py-1 text-interface text-accent underline decoration-1 underline-offset-4 hover:decoration-2"
            >
              All {assistants.length} agents
            </Link>
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
    <label className="relative flex items-center gap-4 border-b border-line px-2 py-3 transition-colors hover:bg-sunken/60 has-focus-visible:rounded-small has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <AgentIcon assistant={assistant} size="large" />
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
