import { beforeAll, describe, expect, it } from 'vitest';
import { createHubClient } from '../support/hub-client.ts';
import { setUpOwnHubWithModel } from '../support/set-up-hub.ts';
import { streamText } from '../support/model-answers.ts';
import { createSseDecoder } from '../../src/protocol/sse-decode.ts';
import { openPseudoTerminal } from './support/pseudo-terminal.ts';
import { runProgram, type ProgramExit } from './support/run-program.ts';

const hub = setUpOwnHubWithModel();
let threadId: string;
let runId: string;

function symposium(...args: string[]): Promise<ProgramExit> {
  return runProgram(args, { hub: hub.url });
}

beforeAll(async () => {
  hub.model.answerWith(streamText('It is **living** well.'));
  const { stdout } = await symposium(
    'agent',
    'run',
    'symposium/assistant',
    '--json',
    '-m',
    'What is a good life?',
  );
  const last = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as {
    data: { id: string; thread_id: string };
  };
  ({ id: runId, thread_id: threadId } = last.data);
});

describe('symposium thread', () => {
  it('list writes one thread per line', async () => {
    const { stdout, code } = await symposium('thread', 'list');
    expect(stdout).toMatch(
      new RegExp(`^${threadId}\\t\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d\\tWhat is a good life\\?\\n$`),
    );
    expect(code).toBe(0);
    expect((await symposium('thread', 'list', '--search', 'living')).stdout).toContain(threadId);
    expect((await symposium('thread', 'list', '--search', 'nothing')).stdout).toBe('');
    expect(JSON.parse((await symposium('thread', 'list', '--json')).stdout)).toMatchObject([
      { id: threadId },
    ]);
    expect((await symposium('thread', 'list', '--limit', '0')).code).toBe(2);
  });

  it('list has one line for all versions of a conversation, and delete deletes them all', async () => {
    const client = createHubClient(hub.url);
    const original = await client.createThread([{ role: 'user', content: 'What is courage?' }]);
    const post = async (path: string, body: object) => {
      const response = await fetch(`${hub.url}/v1${path}`, { method: 'POST', body: JSON.stringify(body) });
      return (await response.json()) as { id: string };
    };
    const { id: version } = await post(`/threads/${original}/fork`, { as_version: true });
    await post(`/threads/${version}/messages`, { role: 'user', content: 'And fear?' });
    const ids = async (...args: string[]) => {
      const { stdout } = await symposium('thread', 'list', '--search', 'courage', ...args);
      return stdout
        .trim()
        .split('\n')
        .map((line) => line.split('\t')[0]);
    };
    expect(await ids()).toEqual([version]);
    expect(await ids('--all-versions')).toEqual([version, original]);
    await symposium('thread', 'delete', version, '--yes');
    expect((await symposium('thread', 'show', original)).code).toBe(1);
  });

  it('list fits into a narrow terminal', async () => {
    const terminal = openPseudoTerminal(['thread', 'list'], { hub: hub.url, columns: 62 });
    expect(await terminal.ended).toBe(0);
    const [line = ''] = terminal.shown.split('\n');
    expect(line.length).toBeLessThanOrEqual(62);
    expect(line).toContain('What is a…');
  });

  it('show writes its messages, each under the name of its author', async () => {
    const { stdout } = await symposium('thread', 'show', threadId);
    expect(stdout).toBe('You\nWhat is a good life?\n\nAssistant\nIt is **living** well.\n');
    const terminal = openPseudoTerminal(['thread', 'show', threadId], { hub: hub.url });
    expect(await terminal.ended).toBe(0);
    expect(terminal.shown).toContain('It is living well.');
  });

  it('export writes it as markdown or as JSON', async () => {
    const { stdout } = await symposium('thread', 'export', threadId);
    expect(stdout).toMatch(/^# What is a good life\?\n\n## You\n/);
    const { threads, format } = JSON.parse(
      (await symposium('thread', 'export', threadId, '--format', 'json')).stdout,
    );
    expect(format).toBe('symposium.threads');
    expect(threads[0].messages).toHaveLength(2);
    expect((await symposium('thread', 'export', threadId, '--format', 'pdf')).code).toBe(2);
  });

  it('delete asks for confirmation, and needs --yes without a terminal', async () => {
    const id = await createHubClient(hub.url).createThread([{ role: 'user', content: 'Let us try.' }]);
    expect(await symposium('thread', 'delete', id)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--yes'),
    });

    const terminal = openPseudoTerminal(['thread', 'delete', id], { hub: hub.url });
    await terminal.untilShown('[y/N]');
    terminal.type('\r');
    expect(await terminal.ended).toBe(0);
    expect((await symposium('thread', 'show', id)).code).toBe(0);

    const left = openPseudoTerminal(['thread', 'delete', id], { hub: hub.url });
    await left.untilShown('[y/N]');
    left.type('\x03');
    expect(await left.ended).toBe(130);

    expect(await symposium('thread', 'delete', id, '--yes')).toMatchObject({
      code: 0,
      stderr: `Deleted ${id}.\n`,
    });
    expect((await symposium('thread', 'show', id)).code).toBe(1);
  });
});

it('record writes the stream of a run as the hub sends it, once', async () => {
  const { stdout, code } = await symposium('record', runId);
  expect(code).toBe(0);
  const sent: unknown[] = [];
  for await (const { id, data } of createHubClient(hub.url).events(threadId, runId)) sent.push({ id, data });
  const recorded = createSseDecoder().push(Buffer.from(stdout));
  expect(recorded.map(({ lastEventId, data }) => ({ id: lastEventId, data }))).toEqual(sent);
  expect((await symposium('record', runId, '--thread-id', threadId)).stdout).toBe(stdout);
  expect(await symposium('record', 'run_none')).toMatchObject({ code: 2, stdout: '' });
});

it('agent list writes the agents, ids first', async () => {
  const { stdout } = await symposium('agent', 'list');
  expect(stdout.split('\n')[0]).toMatch(/^symposium\/assistant\/1\.0\.0\tAssistant\t/);
  expect(JSON.parse((await symposium('agent', 'list', '--json')).stdout)).toHaveLength(8);
});

it('help and completion contain every command', async () => {
  const { stdout, code } = await symposium('--help');
  expect(code).toBe(0);
  for (const name of ['agent', 'thread', 'serve', 'record']) expect(stdout).toContain(`  ${name}`);
  expect((await symposium('agent', 'interactive', '--help')).stdout).toContain('--thread-id');
  expect((await symposium('complete', '--', 'agent', 'run', '--')).stdout).toContain('--stream');
  expect((await symposium('complete', 'zsh')).stdout).toContain('compdef');
});
