import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChunkLimit, streamText } from '../support/model-answers.ts';
import { setUpOwnHubWithModel } from '../support/set-up-hub.ts';
import { openPseudoTerminal, type PseudoTerminal } from './support/pseudo-terminal.ts';
import { runProgram, startProgram } from './support/run-program.ts';

const ASSISTANT = 'symposium/assistant';
const BEGINNING = 'It is living';
const REVOKED =
  'This token is incomplete, has expired or was revoked. Create a new one in the browser, in Settings. Pass it with --token or SYMPOSIUM_TOKEN.';

const hub = setUpOwnHubWithModel();
let variables: Record<string, string>;
let revoke: () => Promise<void>;
let terminal: PseudoTerminal | undefined;

beforeEach(async () => {
  const page = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
  const { headers } = await fetch(`${hub.url}/v1/account`, { headers: page });
  const browser = { ...page, cookie: headers.get('set-cookie')!.split(';')[0]! };
  const response = await fetch(`${hub.url}/v1/account/token`, { method: 'POST', headers: browser, body: '' });
  const { id, token } = (await response.json()) as { id: string; token: string };
  variables = { SYMPOSIUM_TOKEN: token };
  revoke = async () => {
    const path = `${hub.url}/v1/account/tokens/${id}`;
    expect((await fetch(path, { method: 'DELETE', headers: browser })).status).toBe(200);
  };
});
afterEach(() => terminal?.stop());

/** Makes the model pause after the beginning of its answer. */
function holdAnswer(): void {
  const limit = new ChunkLimit(BEGINNING.length / 4);
  hub.model.answerWith(streamText(`${BEGINNING} well.`, { charactersPerChunk: 4, limit }));
}

function talk(): PseudoTerminal {
  terminal = openPseudoTerminal(['agent', 'interactive', ASSISTANT, '--stream'], {
    hub: hub.url,
    columns: 300,
    variables,
  });
  return terminal;
}

describe('a conversation whose token is revoked', () => {
  it('ends by itself while it waits for input, and says what to do', async () => {
    const { untilShown, ended } = talk();
    await untilShown(/› $/);
    await revoke();
    expect(await ended).toBe(1);
    expect(terminal?.shown.split(REVOKED), 'once').toHaveLength(2);
  });

  it('ends in the middle of a reply', async () => {
    holdAnswer();
    const { untilShown, type, ended } = talk();
    await untilShown(/› $/);
    type('What is a good life?\r');
    await untilShown(BEGINNING);
    await revoke();
    expect(await ended).toBe(1);
    expect(terminal?.shown.split(REVOKED), 'once').toHaveLength(2);
    expect(terminal?.shown).toContain('Resume with: npx symposium agent interactive --thread-id thread_');
  });
});

describe('a command whose token is revoked', () => {
  it('ends in the middle of a reply', async () => {
    holdAnswer();
    const args = ['agent', 'run', ASSISTANT, '--stream', '-m', 'What is a good life?'];
    const program = startProgram(args, { hub: hub.url, variables });
    await program.untilWritten(BEGINNING.length);
    await revoke();
    const { code, stdout, stderr } = await program.ended;
    expect(code).toBe(1);
    expect(stdout).toContain(BEGINNING);
    expect(stderr.split(REVOKED), 'once').toHaveLength(2);
  });

  it('does nothing', async () => {
    await revoke();
    const { code, stdout, stderr } = await runProgram(['thread', 'list'], { hub: hub.url, variables });
    expect([code, stdout, stderr.trim()]).toEqual([1, '', REVOKED]);
  });
});
