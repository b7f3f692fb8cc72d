import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import toolsExample from '../../../src/agents/symposium/tools-example/1.0.0/agent.ts';
import { packagePath } from '../../../src/hub/package-root.ts';
import { createPracticeProvider } from '../../../src/hub/providers/practice/practice-provider.ts';
import { agentMetadataSchema } from '../../../src/protocol/assistant.ts';
import { textOf } from '../../../src/protocol/message.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { stateOf } from '../runner/state-of.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub({ provider: createPracticeProvider({ tokensPerSecond: Infinity }) });
});
afterAll(() => hub.close());

it('with the practice model, its first message uses both tools at once, and is answered', async () => {
  const file = packagePath('src/agents/symposium/tools-example/1.0.0/metadata.json');
  const metadata = agentMetadataSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const { path } = await hub.run(toolsExample, metadata.details.agent.initial_user_message);
  const { status, steps, messages } = stateOf(await hub.events(path));
  expect(status).toBe('completed');
  expect(steps).toHaveLength(1);
  const outputs = new Map(
    steps[0]!.calls.map(({ function: called }) => [called.name, called.output ?? ''] as const),
  );
  expect(outputs.get('calculate')).toBe('12 times 12 is 144.');
  expect(outputs.get('current_time')).toMatch(/ \d{4} at \d\d:\d\d:\d\d (UTC|GMT)$/);
  expect(textOf(messages.at(-1)?.message?.content ?? [])).toContain('12 times 12 is 144.');
});
