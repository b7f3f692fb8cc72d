import { expect, it } from 'vitest';
import { agentFacts, AUTO_TEXTS, streamingOf } from '../../../src/app/agents/agent-facts.ts';
import { assistantOf } from '../support/fake-assistant.ts';

it.each([
  [{ show_streaming_message: true }, 'Streams live', 'Auto: this agent streams live.'],
  [
    { show_streaming_message: false },
    'Shows the finished reply only',
    'Auto: this agent shows the finished reply only.',
  ],
  [{ show_streaming_message: true, streams: false }, 'Doesn’t stream', 'This agent doesn’t stream.'],
])('the streaming behaviour of an agent with %j is shown', (agent, fact, auto) => {
  const assistant = assistantOf('acme/one/1.0.0', 'One', true);
  Object.assign(assistant.agent.details.agent, agent);
  expect(agentFacts(assistant, null)).toContainEqual({ name: 'Streaming', value: fact });
  expect(AUTO_TEXTS[streamingOf(assistant)]).toBe(auto);
});
