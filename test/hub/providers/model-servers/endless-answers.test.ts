import { expect, it } from 'vitest';
import type { CompletionChunk } from '../../../../src/agents/agent.ts';
import {
  MAX_PIECE,
  MAX_ANSWER,
  MAX_BYTES,
} from '../../../../src/hub/providers/openai-compatible/reading/answer-limits.ts';
import { gatherAnswer } from '../../../../src/hub/providers/openai-compatible/reading/gather-answer.ts';
import { readAnswer } from '../../../../src/hub/providers/openai-compatible/reading/read-answer.ts';
import { ProviderError } from '../../../../src/hub/providers/provider.ts';

const WORDS = 'word '.repeat(2_000);
const event = (delta: object) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`;
const call = (more: string) => ({
  tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: more } }],
});

/** A body that never ends. */
function endless(first: string, again: string) {
  const counted = { bytes: 0, isLeft: false };
  const [one, other] = [Buffer.from(first), Buffer.from(again)];
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      for (let piece = one; ; piece = other) {
        counted.bytes += piece.length;
        yield piece;
      }
    } finally {
      counted.isLeft = true;
    }
  }
  return { counted, bytes: bytes() };
}

/** The length of the text in chunks, in UTF-16 code units. */
function lengthOf(chunks: readonly CompletionChunk[]): number {
  return chunks.reduce((sum, { choices: [choice] }) => {
    const { content, reasoning_content: thoughts, refusal, tool_calls: calls } = choice?.delta ?? {};
    const called = (calls as { function: { arguments: string } }[] | undefined) ?? [];
    const texts = [content, thoughts, refusal, ...called.map((one) => one.function.arguments)];
    return texts.reduce((length: number, text) => length + (text?.length ?? 0), sum);
  }, 0);
}

it.each([
  ['text', event({ content: WORDS })],
  ['text of surrogate pairs', event({ content: '𝔸'.repeat(999) })],
  ['thoughts', event({ reasoning_content: WORDS })],
  ['a refusal', event({ refusal: WORDS })],
  ['arguments of a tool', event(call(WORDS))],
  ['lines of JSON', `${JSON.stringify({ message: { content: WORDS }, done: false })}\n`],
])('an endless answer is cut off, and its connection is closed: %s', async (_, again) => {
  const { counted, bytes } = endless(again, again);
  const chunks: CompletionChunk[] = [];
  for await (const chunk of readAnswer(bytes)) chunks.push(chunk);
  expect(lengthOf(chunks)).toBeGreaterThan(MAX_ANSWER - 2);
  expect(lengthOf(chunks)).toBeLessThanOrEqual(MAX_ANSWER);
  expect(JSON.stringify(chunks)).not.toMatch(/\\ud[89ab]/); // half a pair would be escaped
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('length');
  expect(counted.isLeft).toBe(true);
  expect(counted.bytes).toBeLessThan(2 * MAX_ANSWER + 10_000 * chunks.length);
});

it.each([
  ['one JSON value', '{"choices":[{"message":{"content":"', WORDS],
  ['one JSON value of many lines', '{\n"choices":[{\n"message":{\n"content":\n\n', '\n'.repeat(10_000)],
  ['a line', 'data: {"choices":[{"delta":{"content":"', WORDS],
  ['an event of many lines', 'data: {\n', `data: ${WORDS}\n`.repeat(10)],
  ['blanks', ' ', ' '.repeat(10_000)],
  ['comments', ': waiting\n\n', `: ${WORDS}\n\n`],
  ['stray lines', 'stray\n', `${WORDS}\n`],
])('endless data that cannot be parsed is not read further: %s', async (_, first, again) => {
  const { counted, bytes } = endless(first, again);
  await expect(gatherAnswer(readAnswer(bytes))).rejects.toThrow(/sent more than 16 MB in one piece/);
  expect(counted.isLeft).toBe(true);
  expect(counted.bytes).toBeLessThan(MAX_PIECE + 200_000);
});

it('endless chunks without text are not read further', async () => {
  const again = event({ role: 'assistant', padding: WORDS });
  const { counted, bytes } = endless(again, again);
  let length = 0;
  const reading = (async () => {
    for await (const chunk of readAnswer(bytes)) length += lengthOf([chunk]);
  })();
  await expect(reading).rejects.toThrow(/sent more than 128 MB for one answer/);
  expect([length, counted.isLeft]).toEqual([0, true]);
  expect(counted.bytes).toBeLessThan(MAX_BYTES + 1_000_000);
}, 60_000);

it('an answer in one piece is cut off like any other', async () => {
  const content = 'x'.repeat(MAX_ANSWER + 10);
  const body = JSON.stringify({ choices: [{ index: 0, message: { content }, finish_reason: 'stop' }] });
  const { completion } = await gatherAnswer(readAnswer(endlessOnce(body)));
  expect([completion.text.length, completion.finishReason]).toEqual([MAX_ANSWER, 'length']);
});

it('keeps the text before a piece that is too large', async () => {
  const { bytes } = endless(event({ content: 'Hello' }), ': '.padEnd(100_000));
  const chunks: CompletionChunk[] = [];
  const reading = (async () => {
    for await (const chunk of readAnswer(bytes)) chunks.push(chunk);
  })();
  await expect(reading).rejects.toThrow(ProviderError);
  expect(chunks[0]?.choices[0]?.delta.content).toBe('Hello');
});

async function* endlessOnce(body: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(body);
}

async function chunksOf(text: string, choices = 1): Promise<CompletionChunk[]> {
  async function* bytes() {
    yield Buffer.from(text);
  }
  const chunks: CompletionChunk[] = [];
  for await (const chunk of readAnswer(bytes(), { choices })) chunks.push(chunk);
  return chunks;
}

it('reads a limited number of choices and tool calls', async () => {
  const choices = Array.from({ length: 20_000 }, (_, index) => ({
    index: index * 7,
    delta: { content: 'a' },
  }));
  const done = 'data: [DONE]\n\n';
  const read = await chunksOf(`data: ${JSON.stringify({ choices })}\n\n${done}`, 1_000_000_000);
  expect(read[0]!.choices).toHaveLength(128);
  expect(Math.max(...read.flatMap((chunk) => chunk.choices.map(({ index }) => index)))).toBeLessThan(128);

  const calls = Array.from({ length: 5_000 }, (_, index) =>
    event({ tool_calls: [{ index, id: `c${index}`, function: { name: 'f', arguments: '{}' } }] }),
  );
  const called = await chunksOf(calls.join('') + done);
  const indexes = called.flatMap((chunk) =>
    chunk.choices.flatMap(({ delta }) =>
      ((delta['tool_calls'] ?? []) as { index: number }[]).map((one) => one.index),
    ),
  );
  expect(Math.max(...indexes)).toBe(999);
});

it.each([
  ['levels', `{"choices":${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}}`],
  ['values', `{"choices":[{"message":{"content":"a"}}],"more":[${'{},'.repeat(2_000_000)}1]}`],
])('an answer with too many %s is refused', async (_, text) => {
  await expect(chunksOf(text)).rejects.toThrow(ProviderError);
});
