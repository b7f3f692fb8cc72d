import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { describe, expect, it } from 'vitest';
import { createLogger, createReports } from '../../../src/hub/observability/logger.ts';
import { recordedLogger } from './log-lines.ts';

const LOGGER = new URL('../../../src/hub/observability/logger.ts', import.meta.url).href;
const JITI = import.meta.resolve('jiti');

describe('the log', () => {
  it('has a line of JSON per entry, with the name of the level and the time', () => {
    const { logger, entries } = recordedLogger('info');
    createReports(logger).warn('Agent acme/broken/1.0.0 is left out.');
    expect(entries).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        message: 'Agent acme/broken/1.0.0 is left out.',
      },
    ]);
  });

  it('leaves out entries below its level', () => {
    const { logger, entries } = recordedLogger('info');
    logger.debug('a request');
    expect(entries).toEqual([]);
  });

  it('redacts secrets anywhere in an entry', () => {
    const { logger, entries } = recordedLogger('info');
    const secrets = {
      authorization: 'Bearer hunter2',
      cookie: 'hunter2',
      'set-cookie': 'hunter2',
      token: 'hunter2',
      apiKey: 'hunter2',
      password: 'hunter2',
      account: 'ana',
    };
    logger.info({ ...secrets, request: { ...secrets, headers: secrets } }, 'A request');
    expect(JSON.stringify(entries)).not.toContain('hunter2');
    expect(entries).toMatchObject([
      { token: '[redacted]', account: 'ana', request: { headers: { cookie: '[redacted]', account: 'ana' } } },
    ]);
  });

  it('loses nothing when the process exits with more output than its pipe can buffer', async () => {
    const program = `
      import { createJiti } from '${JITI}';
      const { createLogger } = await createJiti('${LOGGER}').import('${LOGGER}');
      const logger = createLogger({ level: 'info' });
      for (let line = 0; line < 3000; line++) logger.info({ line, padding: 'x'.repeat(100) }, 'A line');
      process.exit(0);
    `;
    const options = ['--input-type=module', '--eval', program];
    const child = spawn(process.execPath, options, { stdio: ['ignore', 'ignore', 'pipe'] });
    const [output] = await Promise.all([text(child.stderr), once(child, 'close')]);
    const lines = output.trimEnd().split('\n');
    expect(lines).toHaveLength(3000);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ line: 2999 });
  });
});

describe('an error in the log', () => {
  function logged(error: unknown) {
    const { logger, entries } = recordedLogger('info');
    createReports(logger).report('The stream of run run_1 broke off', error);
    return entries[0];
  }

  it('has its stack, code and causes', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(logged(new TypeError('fetch failed', { cause }))).toMatchObject({
      level: 'error',
      message: 'The stream of run run_1 broke off',
      error: {
        type: 'TypeError',
        message: 'fetch failed',
        stack: expect.stringContaining('logger.test.ts'),
        cause: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED', stack: expect.any(String) },
      },
    });
  });

  it('has its aggregated errors', () => {
    const error = new AggregateError([new Error('no IPv6'), new Error('no IPv4')], 'no way');
    expect(logged(error)).toMatchObject({
      error: { errors: [{ message: 'no IPv6' }, { message: 'no IPv4' }] },
    });
  });

  it('can be its own cause', () => {
    const error = new Error('round and round');
    error.cause = error;
    expect(logged(error)).toMatchObject({ error: { cause: { message: 'round and round' } } });
  });

  it('can be any other value', () => {
    expect(logged('a string')).toMatchObject({ error: 'a string' });
  });

  it('leaves out properties that a library has added', () => {
    const error = Object.assign(new Error('failed'), { config: { headers: { 'x-custom': 'hunter2' } } });
    expect(JSON.stringify(logged(error))).not.toContain('hunter2');
  });

  it('of a query has the SQL, but not its parameters', () => {
    const cause = Object.assign(new Error('the disk is full'), { code: '53100' });
    const error = new DrizzleQueryError(
      'insert into messages values ($1)',
      ['I have a secret $& of my own'],
      cause,
    );
    const entry = logged(error);
    expect(JSON.stringify(entry)).not.toContain('secret');
    expect(entry).toMatchObject({
      error: {
        type: 'DrizzleQueryError',
        message: 'Failed query: insert into messages values ($1)',
        stack: expect.stringContaining('logger.test.ts'),
        cause: { code: '53100' },
      },
    });
  });
});

describe('the log on a terminal', () => {
  function shown(write: (logger: ReturnType<typeof createLogger>) => void): string {
    let output = '';
    const destination = { write: (line: string) => void (output += line) };
    write(createLogger({ level: 'debug', destination, isTerminal: true }));
    return output;
  }

  it('has a readable line per entry', () => {
    const output = shown((logger) =>
      logger.debug(
        { method: 'GET', path: '/v1/threads', status: 200, account: 'ana' },
        'GET /v1/threads 200',
      ),
    );
    expect(output).toMatch(/^\[\d\d:\d\d:\d\d\] DEBUG: GET \/v1\/threads 200 \{"account":"ana"\}\n$/);
  });

  it("shows an error's stack line by line", () => {
    const output = shown((logger) => createReports(logger).report('It broke', new Error('inner')));
    expect(output).toContain('ERROR: It broke');
    expect(output).toMatch(/\n +Error: inner\n +at .*logger\.test\.ts/);
  });
});
