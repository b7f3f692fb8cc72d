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
    for (let at = 1; at < bytes.length; at++) {
      const outcome = await readCase(one, [bytes.subarray(0, at), bytes.subarray(at)]);
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
