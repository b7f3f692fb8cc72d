import { describe, expect, it } from 'vitest';
import { bytesWithoutKey, isUnmistakable } from '../../../src/hub/providers/openai-compatible/key-mask.ts';

const KEY = 'sk-sk-secret-4711';

async function* cutAt(text: string, ...places: number[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  const cuts = [0, ...places, bytes.length];
  for (const [at, start] of cuts.slice(0, -1).entries()) yield bytes.subarray(start, cuts[at + 1]);
}

async function piecesOf(bytes: AsyncIterable<Uint8Array>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of bytes) pieces.push(Buffer.from(piece).toString());
  return pieces;
}

describe('a key in streamed bytes', () => {
  it('is replaced, wherever the bytes are split', async () => {
    const text = `Wrong: ${KEY}, ${KEY}${KEY}; not sk-sk-sk`;
    for (let one = 1; one < text.length - 1; one++) {
      for (const other of [one + 1, text.length - 1]) {
        const pieces = await piecesOf(bytesWithoutKey(cutAt(text, one, other), KEY));
        expect(pieces.join('')).toBe('Wrong: [key], [key][key]; not sk-sk-sk');
      }
    }
  });

  it('does not delay bytes that cannot be the key', async () => {
    const pieces = await piecesOf(bytesWithoutKey(cutAt('data: 1\n\ndata: 2 sk-s\n\n', 9), KEY));
    expect(pieces).toEqual(['data: 1\n\n', 'data: 2 sk-s\n\n']);
  });
});

it('a key that could be a word is not masked in a model’s answer', () => {
  expect(['ollama', 'lm-studio', 'none', 'not-required'].filter(isUnmistakable)).toEqual([]);
  expect(isUnmistakable(KEY)).toBe(true);
});
