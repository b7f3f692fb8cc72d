import { tagsOf } from './find-agents.ts';
import { kindsShownByAgent, type ShownKinds } from './use-shown-kinds.ts';
import type { Assistant } from '../../protocol/assistant.ts';

/** A fact about an agent. */
export interface AgentFact {
  name: string;
  value: string;
}

/** Describes which output an agent streams, according to its metadata, as a fact about the agent. */
export function streamingText({ agent }: Assistant): string {
  if (agent.details.agent.streams === false) return 'Doesn’t stream';
  const { text, thinking, tools } = kindsShownByAgent(agent);
  if (text && thinking && tools) return 'Streams live';
  if (!text && !thinking && !tools) return 'Shows the finished reply only';
  const live = namesOf({ text, thinking, tools });
  const hidden = namesOf({ text: false, thinking: !thinking, tools: !tools });
  return `Shows ${live} live${text ? '' : ', then the finished reply'}${hidden && `, and hides ${hidden}`}`;
}

/** Joins the names of at most two kinds. */
function namesOf({ text, thinking, tools }: ShownKinds): string {
  const names = [text ? ['text'] : [], thinking ? ['thinking'] : [], tools ? ['tool calls'] : []];
  return names.flat().join(' and ');
}

/** Explains the effect of the streaming display `auto` for an agent. */
export function autoText(assistant: Assistant): string {
  const text = streamingText(assistant);
  const subject = assistant.agent.details.agent.streams === false ? 'This agent' : 'Auto: this agent';
  return `${subject} ${text.charAt(0).toLowerCase()}${text.slice(1)}.`;
}

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
    Streaming: streamingText(assistant),
    Id: assistant.id,
  };
  return Object.entries(facts).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [{ name, value: String(value) }],
  );
}
