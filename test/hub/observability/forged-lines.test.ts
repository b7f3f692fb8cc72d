import { describe, expect, it, vi } from 'vitest';
import { printError } from '../../../src/hub/startup/process-errors.ts';
import { createLogger, createReports, type Reports } from '../../../src/hub/observability/logger.ts';

/** Texts of others: an agent's error, the message of a model server, a name. */
const HOSTILE: [name: string, text: string][] = [
  ['a line end', 'x\n[12:00:00] INFO: All is well'],
  ['a line end and a JSON line', 'x\n{"level":"info","message":"All is well"}'],
  ['a carriage return', 'x\rAll is well'],
  ['escape sequences', 'x\x1b[2K\x1b[1A\x1b]0;a\x07\x1b]52;c;aGk=\x07'],
  ['C1 control characters', 'x\x9b2K\x85y'],
  ['overrides', 'x\u202Eabc\u2066\u200F\u061C'],
  ['line and paragraph separators', 'x\u2028y\u2029z'],
  ['backspaces and DEL', 'x\b\b\x7f'],
];

/** Each kind of entry that can contain such a text. */
const ENTRIES: [name: string, write: (reports: Reports, text: string) => void][] = [
  ['a warning', (reports, text) => reports.warn(text)],
  ['a problem', (reports, text) => reports.report(text, 'none')],
  ['an error', (reports, text) => reports.report('It failed', new Error(text))],
  ['a cause', (reports, text) => reports.report('It failed', new Error('a', { cause: new Error(text) }))],
  ['no error', (reports, text) => reports.report('It failed', { reason: text, [text]: 1 })],
];

// oxlint-disable-next-line no-control-regex -- all except the line breaks of the log itself
const CONTROLS = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

function written(isTerminal: boolean, write: (reports: Reports) => void): string {
  let output = '';
  const destination = { write: (line: string) => void (output += line) };
  write(createReports(createLogger({ level: 'info', destination, isTerminal })));
  return output;
}

describe.each(ENTRIES)('%s in the log', (_, write) => {
  it.each(HOSTILE)('is one line of JSON with the same text, without control characters: %s', (__, text) => {
    const output = written(false, (reports) => write(reports, text));
    expect(output.trimEnd().split('\n')).toHaveLength(1);
    expect(output).not.toMatch(CONTROLS);
    expect(allTexts(JSON.parse(output)).some((one) => one.includes(text))).toBe(true);
  });

  it.each(HOSTILE)('adds no line and no control characters on a terminal: %s', (__, text) => {
    const output = written(true, (reports) => write(reports, text));
    expect(output).not.toMatch(CONTROLS);
    const [first, ...others] = output.trimEnd().split('\n');
    expect(first).toMatch(/^\[\d\d:\d\d:\d\d\]/);
    for (const line of others) expect(line).toMatch(/^ +(at |"|[{}]|\S+:)/);
    expect(others.join('\n')).not.toMatch(/^\s*\[12:00:00\]|^\s*\{"level"/m);
  });
});

it.each(HOSTILE)('adds no line to the message why the hub does not start: %s', (_, text) => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  printError(`DATABASE_URL cannot be used: ${text}`);
  const output = write.mock.calls.map(([chunk]) => String(chunk)).join('');
  write.mockRestore();
  expect(output.split('\n')).toHaveLength(2);
  expect(output).not.toMatch(CONTROLS);
});

function allTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [name, ...allTexts(one)]);
}
