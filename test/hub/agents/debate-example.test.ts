import { afterAll, beforeAll, expect, it } from 'vitest';
import assistant from '../../../src/agents/symposium/assistant/1.0.0/agent.ts';
import debateExample from '../../../src/agents/symposium/debate-example/1.0.0/agent.ts';
import { textOf } from '../../../src/protocol/message.ts';
import type { ScriptedCompletion } from '../../support/scripted-provider.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { stateOf } from '../runner/state-of.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

/** The last message of a request to the model. */
function textIn({ request }: ScriptedCompletion): string {
  return String(request.messages.at(-1)?.content);
}

it('asks for both sides at the same time, and weighs them', async () => {
  const speaker = hub.addAgent(assistant);
  const { path } = await hub.run(
    (env) => debateExample({ ...env, runAgent: (_, options) => env.runAgent(speaker, options) }),
    'Can virtue be taught?',
  );
  const sides = [await hub.provider.nextCompletion(), await hub.provider.nextCompletion()];
  for (const side of sides) {
    side.push(`I say: ${textIn(side).slice(0, 12)}`);
    side.end();
  }
  const weighing = await hub.provider.nextCompletion();
  expect(textIn(weighing)).toMatch(/^For: I say: Argue for it\n\nAgainst: I say: Argue agains/);
  weighing.push('It can.');
  weighing.end();
  const { status, steps, messages } = stateOf(await hub.events(path));
  expect(status).toBe('completed');
  expect(steps.map(({ child }) => child?.assistant_id)).toEqual([speaker, speaker]);
  expect(messages.map(({ message }) => textOf(message!.content))).toEqual(['It can.']);
});
