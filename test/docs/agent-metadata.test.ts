import { expect, it } from 'vitest';
import { agentMetadataSchema } from '../../src/protocol/assistant.ts';
import { readDocument } from './documents.ts';

it('explains each key of details.agent, and no other', async () => {
  const { text } = await readDocument('docs/agents.md');
  const explained = [...text.matchAll(/^\| `(\w+)` +\|/gm)].map(([, key]) => key);
  const { agent } = agentMetadataSchema.shape.details.unwrap().shape;
  expect(explained).toEqual(Object.keys(agent.unwrap().shape));
});
