import { expect, it } from 'vitest';
import { agentFacts, autoText } from '../../../src/app/agents/agent-facts.ts';
import { assistantOf } from '../support/fake-assistant.ts';

const [message, thinking, tools] = [
  'show_streaming_message',
  'show_streaming_thinking',
  'show_streaming_tools',
] as const;

it.each([
  [{ [message]: true }, 'Streams live', 'Auto: this agent streams live.'],
  [{ [message]: false }, 'Shows the finished reply only', 'Auto: this agent shows the finished reply only.'],
  [{ [message]: true, streams: false }, 'Doesn’t stream', 'This agent doesn’t stream.'],
  [
    { [message]: true, [thinking]: false },
    'Shows text and tool calls live, and hides thinking',
    'Auto: this agent shows text and tool calls live, and hides thinking.',
  ],
  [
    { [message]: true, [thinking]: false, [tools]: false },
    'Shows text live, and hides thinking and tool calls',
    'Auto: this agent shows text live, and hides thinking and tool calls.',
  ],
  [
    { [message]: false, [tools]: true },
    'Shows tool calls live, then the finished reply, and hides thinking',
    'Auto: this agent shows tool calls live, then the finished reply, and hides thinking.',
  ],
  [
    { [message]: false, [thinking]: true, [tools]: true },
    'Shows thinking and tool calls live, then the finished reply',
    'Auto: this agent shows thinking and tool calls live, then the finished reply.',
  ],
])('the streaming behaviour of an agent with %j is shown', (agent, fact, auto) => {
  const assistant = assistantOf('acme/one/1.0.0', 'One', true);
  Object.assign(assistant.agent.details.agent, agent);
  expect(agentFacts(assistant, null)).toContainEqual({ name: 'Streaming', value: fact });
  expect(autoText(assistant)).toBe(auto);
});
