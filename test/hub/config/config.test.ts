import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/hub/config/config.ts';
import { StartupError } from '../../../src/hub/errors/startup-error.ts';

/** Like `openssl rand -hex 10`, which is the minimum length. */
const LONG = '5e8f0c21d7a94b3621fe';
const MODEL = { MODEL_BASE_URL: 'http://127.0.0.1:8080/v1' };

function refusalOf(variables: Record<string, string>): string {
  try {
    parseConfig(variables);
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    return (error as StartupError).message;
  }
  throw new Error('These variables were taken.');
}

describe('a hub without configuration', () => {
  it('serves only this machine, on PGlite, with the practice model', () => {
    expect(parseConfig({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      dataDir: resolve('.data'),
      databaseUrl: null,
      copiesBeforeMigration: true,
      agentsDir: null,
      model: null,
      contextCharacters: 400_000,
      modelTitles: true,
      proxies: { http: '', https: '', except: '' },
      practiceTokensPerSecond: 60,
      runTimeout: 600_000,
      answerTimeout: 3_600_000,
      keepAliveInterval: 15_000,
      logRetention: 600_000,
      tokens: [],
      corsOrigins: [],
      trustedProxies: [],
      maxConnections: 10_000,
      maxConnectionsPerAddress: 1_000,
      maxRuns: 20,
      maxStreams: 200,
      maxCompletions: 40,
      maxBody: 16_000_000,
      logLevel: 'info',
      agentVariables: {},
      agentSandbox: 'auto',
      agentLimits: { memory: 1_073_741_824, cpu: 300, processes: 256, disk: 536_870_912 },
      agentsAtOnce: expect.any(Number),
      mayExecute: false,
      installsRequirements: false,
      mcp: { file: null, servers: new Map(), variables: [] },
      mcpTimeout: 60_000,
    });
  });

  it('treats an empty variable as not set', () => {
    const empty = { PORT: '', HOST: ' ', DATABASE_URL: '', MODEL_BASE_URL: '', MODEL_API_KEY: '' };
    expect(parseConfig(empty)).toEqual(parseConfig({}));
  });

  it('ignores other variables', () => {
    expect(parseConfig({ HOME: '/root', LANG: 'C' })).toEqual(parseConfig({}));
  });
});

describe('a hub with configuration', () => {
  it.each([
    ['HOST', '127.0.0.9', { host: '127.0.0.9' }],
    ['HOST', '::1', { host: '::1' }],
    ['HOST', 'localhost', { host: 'localhost' }],
    ['PORT', '8080', { port: 8080 }],
    ['PORT', '0', { port: 0 }],
    ['DATA_DIR', 'somewhere', { dataDir: resolve('somewhere') }],
    ['COPY_BEFORE_MIGRATION', 'off', { copiesBeforeMigration: false }],
    ['DATABASE_URL', 'postgres://u:p@db/x', { databaseUrl: 'postgres://u:p@db/x' }],
    ['DATABASE_URL', 'postgresql://db/x', { databaseUrl: 'postgresql://db/x' }],
    ['AGENTS_DIR', 'agents', { agentsDir: resolve('agents') }],
    ['MODEL_TITLES', 'off', { modelTitles: false }],
    ['MODEL_CONTEXT_CHARACTERS', '20000', { contextCharacters: 20_000 }],
    ['PRACTICE_TOKENS_PER_SECOND', '250.5', { practiceTokensPerSecond: 250.5 }],
    ['RUN_TIMEOUT_SECONDS', '30', { runTimeout: 30_000 }],
    ['KEEP_ALIVE_SECONDS', '5', { keepAliveInterval: 5_000 }],
    ['LOG_RETENTION_SECONDS', '86400', { logRetention: 86_400_000 }],
    [
      'HUB_TOKENS',
      `ana:${LONG}_c=, ben:${LONG}`,
      {
        tokens: [
          { name: 'ana', token: `${LONG}_c=` },
          { name: 'ben', token: LONG },
        ],
      },
    ],
    ['CORS_ORIGINS', 'https://app.example', { corsOrigins: ['https://app.example'] }],
    ['TRUSTED_PROXIES', '127.0.0.1, 10.0.0.0/8', { trustedProxies: ['127.0.0.1', '10.0.0.0/8'] }],
    ['MAX_CONNECTIONS', '50', { maxConnections: 50 }],
    ['MAX_CONNECTIONS_PER_ADDRESS', '20', { maxConnectionsPerAddress: 20 }],
    ['MAX_RUNS_PER_ACCOUNT', '1', { maxRuns: 1 }],
    ['MAX_STREAMS_PER_ACCOUNT', '9500', { maxStreams: 9_500 }],
    ['MAX_BODY_MEGABYTES', '0.5', { maxBody: 500_000 }],
    ['LOG_LEVEL', 'debug', { logLevel: 'debug' }],
    ['AGENT_SANDBOX', 'required', { agentSandbox: 'required' }],
    ['AGENTS_AT_ONCE', '3', { agentsAtOnce: 3 }],
    ['AGENT_REQUIREMENTS', 'on', { installsRequirements: true }],
    ['AGENT_EXEC_COMMAND', 'on', { mayExecute: true }],
    ['MCP_TIMEOUT_SECONDS', '5', { mcpTimeout: 5_000 }],
    ['AGENT_ENV_CITY', 'Athens', { agentVariables: { CITY: 'Athens' } }],
  ])('accepts %s=%s', (name, value, expected) => {
    expect(parseConfig({ [name]: value })).toMatchObject(expected);
  });

  it.each(['0.0.0.0', '::', '192.168.1.7'])('serves other machines at %s if there are tokens', (host) => {
    expect(parseConfig({ HOST: host, HUB_TOKENS: `ana:${LONG}` })).toMatchObject({ host });
    expect(refusalOf({ HOST: host })).toContain('HUB_TOKENS');
  });

  it('connects to a model server with only its address', () => {
    expect(parseConfig(MODEL).model).toEqual({
      baseUrl: 'http://127.0.0.1:8080/v1',
      apiKey: null,
      apiKeyHeader: null,
      headers: {},
      name: null,
      idleTimeout: 120_000,
    });
  });

  it('accepts key, name and timeout of a model server, and an address with a trailing slash', () => {
    const config = parseConfig({
      MODEL_BASE_URL: 'https://api.example.com/v1/',
      MODEL_API_KEY: 'sk-1',
      MODEL_NAME: 'large',
      MODEL_IDLE_TIMEOUT_SECONDS: '900',
    });
    expect(config.model).toMatchObject({
      baseUrl: 'https://api.example.com/v1',
      apiKey: 'sk-1',
      name: 'large',
      idleTimeout: 900_000,
    });
  });

  it.each([
    ['MODEL_API_KEY_HEADER', 'api-key', { apiKeyHeader: 'api-key' }],
    [
      'MODEL_HEADERS',
      '{"X-Title":"Symposium","HTTP-Referer":"https://a.example"}',
      { headers: { 'X-Title': 'Symposium', 'HTTP-Referer': 'https://a.example' } },
    ],
  ])('reaches a model server with %s=%s', (name, value, expected) => {
    expect(parseConfig({ ...MODEL, [name]: value }).model).toMatchObject(expected);
  });

  it.each([
    [
      'HTTPS_PROXY',
      'http://proxy.example:3128',
      { http: '', https: 'http://proxy.example:3128', except: '' },
    ],
    ['https_proxy', 'proxy.example:3128', { http: '', https: 'http://proxy.example:3128', except: '' }],
    ['HTTP_PROXY', 'http://proxy.example:3128', { http: 'http://proxy.example:3128', https: '', except: '' }],
    ['no_proxy', 'models.example,.internal', { http: '', https: '', except: 'models.example,.internal' }],
  ])('reaches other servers through %s=%s', (name, value, proxies) => {
    expect(parseConfig({ [name]: value })).toMatchObject({ proxies });
  });
});

describe('an invalid variable is named, with its value and what it should be', () => {
  it.each([
    ['HOST', 'example.com', 'HOST must be an IP address or localhost, but is "example.com".'],
    ['TRUSTED_PROXIES', 'nginx', 'TRUSTED_PROXIES must be IP addresses or networks such as'],
    ['PORT', 'http', 'PORT must be a number, but is "http".'],
    ['PORT', '-1', 'PORT must be a number, but is "-1".'],
    ['PORT', '80.5', 'PORT must be a whole number, but is "80.5".'],
    ['PORT', '65536', 'PORT must be at most 65535, but is "65536".'],
    ['MODEL_BASE_URL', 'localhost:8080', 'MODEL_BASE_URL must be an address that starts with http://'],
    ['MODEL_IDLE_TIMEOUT_SECONDS', '0', 'MODEL_IDLE_TIMEOUT_SECONDS must be at least 1, but is "0".'],
    ['MODEL_TITLES', 'no', 'MODEL_TITLES must be on or off, but is "no".'],
    ['PRACTICE_TOKENS_PER_SECOND', 'fast', 'PRACTICE_TOKENS_PER_SECOND must be a number, but is "fast".'],
    ['RUN_TIMEOUT_SECONDS', '1e3', 'RUN_TIMEOUT_SECONDS must be a number, but is "1e3".'],
    ['LOG_RETENTION_SECONDS', '86401', 'LOG_RETENTION_SECONDS must be at most 86400, but is "86401".'],
  ])('%s=%s', (name, value, message) => {
    expect(refusalOf({ [name]: value })).toContain(message);
  });

  it.each([
    ['a line break', 'sk-hunter2\nsk-other'],
    ['a curly quote', '“sk-hunter2”'],
    ['an ellipsis', 'sk-hunter2…'],
  ])('a key with %s, which is not allowed in headers, without its value', (_, key) => {
    const message = refusalOf({ ...MODEL, MODEL_API_KEY: key });
    expect(message).toContain('MODEL_API_KEY contains a character that is not allowed in an HTTP header');
    expect(message).not.toContain('hunter2');
  });

  it.each([
    ['MODEL_HEADERS', 'X-Title: Symposium', 'MODEL_HEADERS must be JSON such as {"X-Title":"Symposium"}'],
    ['MODEL_HEADERS', '{"Content-Length":"5"}', 'MODEL_HEADERS must not set content-length'],
    ['MODEL_HEADERS', '{"HOST":"a"}', 'MODEL_HEADERS must not set host'],
    ['MODEL_HEADERS', '{"connection":"close"}', 'MODEL_HEADERS must not set connection'],
    ['MODEL_API_KEY_HEADER', 'Content-Type', 'MODEL_API_KEY_HEADER must not be content-type'],
    ['MODEL_HEADERS', '{"X-Title":"…"}', 'MODEL_HEADERS must be JSON such as'],
    ['MODEL_API_KEY_HEADER', 'api key', 'MODEL_API_KEY_HEADER must be the name of an HTTP header'],
    ['MODEL_IDLE_TIMEOUT_SECONDS', '901', 'MODEL_IDLE_TIMEOUT_SECONDS must be at most 900'],
    ['MODEL_CONTEXT_CHARACTERS', '10', 'MODEL_CONTEXT_CHARACTERS must be at least 1000'],
    ['HTTPS_PROXY', 'http://', 'HTTPS_PROXY must be an address that starts with'],
  ])('%s=%s of a model server', (name, value, message) => {
    expect(refusalOf({ ...MODEL, [name]: value })).toContain(message);
  });

  it.each(['MODEL_API_KEY', 'MODEL_API_KEY_HEADER', 'MODEL_NAME'])('%s without MODEL_BASE_URL', (name) => {
    const message = refusalOf({ [name]: 'sk-secret' });
    expect(message).toContain(`${name} is set, but MODEL_BASE_URL is not`);
    expect(message).not.toContain('sk-secret');
  });

  it('DATABASE_URL, without its password', () => {
    const message = refusalOf({ DATABASE_URL: 'mysql://user:hunter2@db/x' });
    expect(message).toContain('DATABASE_URL must be an address that starts with postgres://');
    expect(message).not.toContain('hunter2');
  });

  it('MODEL_BASE_URL with a password, without its value', () => {
    const message = refusalOf({ MODEL_BASE_URL: 'https://user:hunter2@models.test/v1' });
    expect(message).toBe('MODEL_BASE_URL must not contain a user or a password: set MODEL_API_KEY instead.');
  });

  it('HUB_TOKENS, without the tokens', () => {
    const hunter = `hunter2-${LONG}`;
    expect(refusalOf({ HUB_TOKENS: `ana:${LONG}, ${hunter}` })).toMatch(
      /^HUB_TOKENS must be a list of name:token.*Entry 2/,
    );
    expect(refusalOf({ HUB_TOKENS: `ana:${hunter},ben:${hunter}` })).toContain('gives ben the token of ana');
    for (const wrong of [hunter, `ana:${hunter},ben:${hunter}`, `an na:${hunter}`, 'ana:hunter2']) {
      expect(refusalOf({ HUB_TOKENS: wrong })).not.toContain('hunter2');
    }
  });

  it.each([
    ['of one character', '127.0.0.1', 'ana:1'],
    ['of one character, on every address', '0.0.0.0', 'ana:1'],
    ['of 19 characters', '127.0.0.1', `ana:${LONG.slice(1)}`],
    ['of the same few characters', '127.0.0.1', `ana:${'abcabc1'.repeat(5)}`],
    ['besides a good one', '::', `ben:${LONG}, ana:password`],
  ])('HUB_TOKENS with a token %s, with advice for a good one', (_, host, tokens) => {
    expect(refusalOf({ HOST: host, HUB_TOKENS: tokens })).toMatch(
      /^HUB_TOKENS gives ana a token that can be guessed: .* openssl rand -hex 24\.$/,
    );
  });

  it('CORS_ORIGINS that would allow any page', () => {
    expect(refusalOf({ CORS_ORIGINS: '*' })).toContain('CORS_ORIGINS must list each origin by itself');
  });

  it('and the key is not shown when another variable is wrong', () => {
    expect(refusalOf({ ...MODEL, MODEL_API_KEY: 'sk-secret', PORT: 'x' })).not.toContain('sk-secret');
  });

  it('in one line, and only the first', () => {
    const message = refusalOf({ PORT: 'x', HOST: 'y', MODEL_BASE_URL: 'z' });
    expect(message.split('\n')).toHaveLength(1);
  });
});
