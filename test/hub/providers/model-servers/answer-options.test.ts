import { expect, it } from 'vitest';
import type { CompletionChunk } from '../../../../src/agents/agent.ts';
import {
  readAnswer,
  type AnswerOptions,
} from '../../../../src/hub/providers/openai-compatible/reading/read-answer.ts';
import { chunk, frame } from '../../../support/model-answers.ts';
import { choices, STOP } from './model-server-case.ts';

/** The chunks read from a body in these pieces. */
async function read(pieces: string[], options: AnswerOptions): Promise<CompletionChunk[]> {
  async function* send() {
    for (const piece of pieces) yield Buffer.from(piece);
  }
  const chunks: CompletionChunk[] = [];
  for await (const one of readAnswer(send(), options)) chunks.push(one);
  return chunks;
}

it('two choices with indexes 1 and 2 are read as the first and the second', async () => {
  const of = (index: number, content: string) =>
    choices([{ index, delta: { content }, finish_reason: 'stop' }]);
  const chunks = await read([of(1, 'B'), of(2, 'A'), of(1, 'b'), of(2, 'a')], { choices: 2 });
  const told = chunks.flatMap((one) => one.choices).map(({ index, delta }) => [index, delta.content]);
  expect(told.slice(0, 2)).toEqual([
    [1, 'B'],
    [0, 'A'],
  ]);
});

it('waits for the usage at the end, even if every chunk has one', async () => {
  const used = (of: object, total_tokens: number) => frame({ ...of, usage: { total_tokens } });
  const last = used({ ...chunk({}), choices: [] }, 12);
  const chunks = await read([used(chunk({ content: 'Hello' }), 11), STOP, last], { wantsUsage: true });
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 12 } });
});
