import { expect, it } from 'vitest';
import { findAgents } from '../../../src/app/agents/find-agents.ts';
import { assistantOf } from '../support/fake-assistant.ts';

const AGENTS = [assistantOf('a/b/1.0.0', 'Ünïcode Größe', true), assistantOf('a/c/1.0.0', 'Platon', true)];

it.each([
  ['unicode', 1],
  ['GROSSE  unicode', 1],
  ['größe', 1],
  ['pláton', 1],
  ['platon unicode', 0],
  [' ', 2],
])('finds agents by words in any spelling: %j', (words, count) => {
  expect(findAgents(AGENTS, { words, tag: null })).toHaveLength(count);
});
