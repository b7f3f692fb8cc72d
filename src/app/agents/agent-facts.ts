import { tagsOf } from './find-agents.ts';
import type { Assistant } from '../../protocol/assistant.ts';

/** Something that is to be known of an agent. */
export interface AgentFact {
  name: string;
  value: string;
}

/** What a person sees of a reply while an agent writes it, as the agent has it. */
type Streaming = 'live' | 'finished' | 'none';

/** What an agent's metadata says about its stream. */
export function streamingOf({ agent }: Assistant): Streaming {
  const { streams, show_streaming_message } = agent.details.agent;
  if (streams === false) return 'none';
  return show_streaming_message ? 'live' : 'finished';
}

/** The same as a fact about the agent. */
export const STREAMING_WORDS: Record<Streaming, string> = {
  live: 'Streams live',
  finished: 'Shows the finished reply only',
  none: 'Doesn’t stream',
};

/** What the display Auto does. */
export const AUTO_WORDS: Record<Streaming, string> = {
  live: 'Auto: this agent streams live.',
  finished: 'Auto: this agent shows the finished reply only.',
  none: 'This agent doesn’t stream.',
};

/** Whether it was made over the API, and is no agent of the server's. */
export function isMade({ id }: Assistant): boolean {
  return !id.includes('/');
}

/**
 * What is to be known of an agent, but for what is empty.
 * @param hubModel the model that all agents of the hub talk with, whichever they name; null if each has its own
 */
export function agentFacts(assistant: Assistant, hubModel: string | null): AgentFact[] {
  const { agent } = assistant;
  const { defaults } = agent.details.agent;
  const model = isMade(assistant) ? assistant.model : (hubModel ?? defaults.model);
  const [namespace] = assistant.id.split('/');
  const facts: Record<string, string | number | null | undefined> = {
    Namespace: isMade(assistant) ? null : namespace,
    Version: agent.version,
    Tags: tagsOf(assistant).join(', '),
    Model: model ?? 'The server’s default',
    'Requested model': defaults.model === model ? null : defaults.model,
    Provider: defaults.model_provider,
    Temperature: defaults.model_temperature,
    'Max reply length':
      defaults.model_max_tokens && `${defaults.model_max_tokens.toLocaleString('en')} tokens`,
    Streaming: STREAMING_WORDS[streamingOf(assistant)],
    Id: assistant.id,
  };
  return Object.entries(facts).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [{ name, value: String(value) }],
  );
}
