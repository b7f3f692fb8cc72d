import { expect, it } from 'vitest';
import { assistantSchema } from '../../src/protocol/assistant.ts';

const AGENT = {
  name: 'echo',
  version: '1.0.0',
  tags: ['example'],
  details: { display_name: 'Echo', agent: { show_streaming_message: false } },
};
const LISTED = {
  id: 'me/echo/1.0.0',
  object: 'assistant',
  created_at: 1,
  name: 'Echo',
  description: 'Echoes.',
};

it.each([
  ['this hub', { metadata: { name: 'echo' }, agent: AGENT }],
  ['an older hub, which sends it as metadata', { metadata: AGENT }],
])('an agent of %s has the fields of its metadata.json', (_, fields) => {
  const { agent, name, description } = assistantSchema.parse({ ...LISTED, model: 'm', ...fields });
  expect([name, description]).toEqual(['Echo', 'Echoes.']);
  expect(agent).toMatchObject(AGENT);
});

it('an assistant that was created over the API has the defaults of an agent, and no version', () => {
  const made = { id: 'asst_1', object: 'assistant', created_at: 1, model: 'gpt-4o', tools: [] };
  const assistant = assistantSchema.parse({
    ...made,
    name: null,
    description: null,
    metadata: { team: 'sky' },
  });
  expect(assistant).toMatchObject({
    name: 'Assistant',
    description: '',
    model: 'gpt-4o',
    agent: { version: '', tags: [], details: { agent: { show_streaming_message: true } }, show_entry: true },
  });
});
