import { expect, it } from 'vitest';
import { agentLabel, agentName } from '../../src/client/agent-name.ts';
import { agentMetadataSchema, type Assistant } from '../../src/protocol/assistant.ts';

function assistant(name: string, displayName: string, label = ''): Assistant {
  const agent = agentMetadataSchema.parse({
    name: 'plato',
    version: '1.0.0',
    details: { display_name: displayName, agent: { assistant_role_label: label } },
  });
  return { name, agent } as Assistant;
}

it.each([
  ['an override', 'Plato \u202Eevil', 'Plato evil'],
  ['isolates', '\u2069\u2067Plato\u2066', 'Plato'],
  ['Hebrew, which runs the other way by itself', 'אפלטון', 'אפלטון'],
  ['nothing but marks', '\u202E\u200F', 'Agent'],
])('the name of an agent does not change the direction of the text around it: %s', (_, given, shown) => {
  expect(agentName(assistant('', given))).toBe(shown);
  expect(agentName(assistant(given, ''))).toBe(shown);
  expect(agentLabel(assistant('', '', given))).toBe(shown);
});
