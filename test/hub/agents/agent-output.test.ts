import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createAgentOutput } from '../../../src/hub/agents/agent-output.ts';

let pieces: string[];

beforeEach(() => {
  vi.useFakeTimers();
  pieces = [];
});

afterEach(() => vi.useRealTimers());

function open() {
  pieces = [];
  return createAgentOutput(
    (stream, text) => void pieces.push(stream === 'stdout' ? text : `${stream}: ${text}`),
  );
}

it('is delivered in whole lines and whole characters, wherever chunks are split', () => {
  const lines = 'Ναί · 学而时习之\n🏺\r\n\nno end 🦉';
  const bytes = Buffer.from(lines);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const output = open();
    output.push('stdout', bytes.subarray(0, cut));
    vi.advanceTimersByTime(100);
    output.push('stdout', bytes.subarray(cut));
    output.end();
    expect(pieces.join('')).toBe(lines);
    for (const piece of pieces.slice(0, -1)) expect(piece).toMatch(/\n$/);
  }
});

it('is delivered at once if it is rare, and in larger pieces if it is frequent', () => {
  const output = open();
  output.push('stdout', Buffer.from('first\n'));
  expect(pieces).toEqual(['first\n']);
  for (let number = 1; number <= 3; number++) output.push('stdout', Buffer.from(`${number}\n`));
  output.push('stderr', Buffer.from('careful\n'));
  expect(pieces).toHaveLength(1);
  vi.advanceTimersByTime(100);
  expect(pieces.slice(1)).toEqual(['1\n2\n3\n', 'stderr: careful\n']);
  vi.advanceTimersByTime(200);
  output.push('stdout', Buffer.from('later\n'));
  expect(pieces.at(-1)).toBe('later\n');
});

it('is delivered in parts if a line is very long', () => {
  open().push('stdout', Buffer.from('.'.repeat(10_000)));
  expect(pieces).toEqual(['.'.repeat(10_000)]);
});

it('ends with a note if there is too much, and never in the middle of a character', () => {
  const output = open();
  for (const text of ['x', '学'.repeat(100_000), 'more\n']) output.push('stdout', Buffer.from(text));
  output.end();
  const [, kept = ''] =
    /^(x学+)\n\[The output is cut here: at most 256 KiB are kept per run\.\]\n$/.exec(pieces.join('')) ?? [];
  expect(256 * 1024 - Buffer.byteLength(kept)).toBeLessThan(3);
});

it('keeps the end of stderr separate from stdout, also beyond the limit', () => {
  const output = open();
  output.push('stderr', Buffer.from('.\n'.repeat(200_000)));
  output.push('stderr', Buffer.from('ValueError: no'));
  output.push('stdout', Buffer.from('something else\n'));
  output.end();
  expect(output.stderr).toMatch(/\nValueError: no$/);
});
