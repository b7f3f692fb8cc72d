import { describe, expect, it } from 'vitest';
import type { CompletionChunk } from '../../../../src/agents/agent.ts';
import { readAnswer } from '../../../../src/hub/providers/openai-compatible/reading/read-answer.ts';
import { ProviderError } from '../../../../src/hub/providers/provider.ts';
import { CASES } from './cases.ts';
import { expectedOf, readChunks, type ModelServerCase, type ReadCompletion } from './model-server-case.ts';

/** The body of a case in these pieces, followed by its ending. */
async function* send(pieces: Uint8Array[], { after }: ModelServerCase): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield piece;
  if (after === 'breaks the connection') throw new ProviderError('Lost the connection to the model.');
  if (after === 'sends nothing') await new Promise(() => {});
}

/** Distance between two cuts of an answer, in bytes. The first cut moves byte by byte, so that the rounds together cut at every byte. */
const BETWEEN_CUTS = 100;

function cut(bytes: Uint8Array, first: number): Uint8Array[] {
  const pieces = [bytes.subarray(0, first)];
  for (let at = first; at < bytes.length; at += BETWEEN_CUTS)
    pieces.push(bytes.subarray(at, at + BETWEEN_CUTS));
  return pieces;
}

interface Outcome {
  read: ReadCompletion;
  error: ProviderError | null;
}

async function readCase(one: ModelServerCase, pieces: Uint8Array[]): Promise<Outcome> {
  const chunks: CompletionChunk[] = [];
  try {
    for await (const chunk of readAnswer(send(pieces, one))) chunks.push(chunk);
    return { read: readChunks(chunks), error: null };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { read: readChunks(chunks), error };
  }
}

function check(one: ModelServerCase, { read, error }: Outcome): void {
  const { expected } = one;
  if (!('error' in expected)) {
    expect(error).toBeNull();
    expect(read).toEqual(expectedOf(one));
  } else {
    expect(error?.message).toContain(expected.error);
    if (expected.text !== undefined) expect(read.text).toBe(expected.text);
    expect(error?.code).toBe(expected.code ?? 'server_error');
  }
}

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  it.each(cases)('$name', async (one) => check(one, await readCase(one, [Buffer.from(one.body)])));

  it.each(cases)('$name, wherever the network splits it', async (one) => {
    const bytes = Buffer.from(one.body);
    const whole = JSON.stringify(await readCase(one, [bytes]));
    for (let first = 1; first <= Math.min(BETWEEN_CUTS, bytes.length - 1); first++) {
      const outcome = await readCase(one, cut(bytes, first));
      if (JSON.stringify(outcome) !== whole) check(one, outcome);
    }
    check(
      one,
      await readCase(
        one,
        Array.from(bytes, (byte) => Uint8Array.of(byte)),
      ),
    );
  });
});
