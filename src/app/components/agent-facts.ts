import { tagsOf } from '../hooks/find-agents.ts';
import type { Assistant } from '../../protocol/assistant.ts';

/** Something that is to be known of an agent. */
export interface AgentFact {
  name: string;
  value: string;
}

/** Whether an agent shows its stream, in words that are also true of one that does not stream: nothing says that. */
export function streamingWords({ metadata }: Assistant): string {
  return metadata.details.agent.show_streaming_message
    ? 'Shows what it streams'
    : 'Shows what it streams when it is whole';
}

/**
 * What is to be known of an agent, but for what is empty.
 * @param hubModel the model that all agents of the hub talk with, whichever they name; null if each has its own
 */
export function agentFacts(assistant: Assistant, hubModel: string | null): AgentFact[] {
  const { metadata } = assistant;
  const { defaults } = metadata.details.agent;
  const model = hubModel ?? defaults.model;
  const [namespace = ''] = assistant.id.split('/');
  const facts: Record<string, string | number | null | undefined> = {
    Namespace: namespace,
    Version: metadata.version,
    Tags: tagsOf(assistant).join(', '),
    Model: model ?? 'The hub’s',
    'Names a model': defaults.model === model ? null : defaults.model,
    Provider: defaults.model_provider,
    Temperature: defaults.model_temperature,
    'Longest reply': defaults.model_max_tokens && `${defaults.model_max_tokens.toLocaleString('en')} tokens`,
    Streaming: streamingWords(assistant),
    Id: assistant.id,
  };
  return Object.entries(facts).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [{ name, value: String(value) }],
  );
}
