import { tagsOf } from './find-agents.ts';
import type { Assistant } from '../../protocol/assistant.ts';

/** A fact about an agent. */
export interface AgentFact {
  name: string;
  value: string;
}

/** The agent's own setting for text that is still being written: shown live, shown when finished, or not streamed. */
type Streaming = 'live' | 'finished' | 'none';

/** Reads the streaming behaviour from the agent's metadata. */
export function streamingOf({ agent }: Assistant): Streaming {
  const { streams, show_streaming_message } = agent.details.agent;
  if (streams === false) return 'none';
  return show_streaming_message ? 'live' : 'finished';
}

/** Texts for the streaming behaviour, as a fact about the agent. */
export const STREAMING_TEXTS: Record<Streaming, string> = {
  live: 'Streams live',
  finished: 'Shows the finished reply only',
  none: 'Doesn’t stream',
};

/** Texts that explain the effect of the streaming display `auto` for an agent. */
export const AUTO_TEXTS: Record<Streaming, string> = {
  live: 'Auto: this agent streams live.',
  finished: 'Auto: this agent shows the finished reply only.',
  none: 'This agent doesn’t stream.',
};

/** Whether the assistant was created over the API. The ids of the server's own agents contain a namespace. */
export function isCreatedByApi({ id }: Assistant): boolean {
  return !id.includes('/');
}

/**
 * Returns the facts about an agent that have a value.
 * @param hubModel the model that all agents of the hub use, even if they name another; null if each agent has its own
 * model
 */
export function agentFacts(assistant: Assistant, hubModel: string | null): AgentFact[] {
  const { agent } = assistant;
  const { defaults } = agent.details.agent;
  const model = isCreatedByApi(assistant) ? assistant.model : (hubModel ?? defaults.model);
  const [namespace] = assistant.id.split('/');
  const facts: Record<string, string | number | null | undefined> = {
    Namespace: isCreatedByApi(assistant) ? null : namespace,
    Version: agent.version,
    Tags: tagsOf(assistant).join(', '),
    Model: model ?? 'The server’s default',
    'Requested model': defaults.model === model ? null : defaults.model,
    Provider: defaults.model_provider,
    Temperature: defaults.model_temperature,
    'Max reply length':
      defaults.model_max_tokens && `${defaults.model_max_tokens.toLocaleString('en')} tokens`,
    Streaming: STREAMING_TEXTS[streamingOf(assistant)],
    Id: assistant.id,
  };
  return Object.entries(facts).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [{ name, value: String(value) }],
  );
}
