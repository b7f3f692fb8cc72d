import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/hub/config/config.ts';
import { StartupError } from '../../../src/hub/errors/startup-error.ts';

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'symposium-mcp-'));
  file = join(folder, 'mcp.json');
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: object | string, variables: Record<string, string> = {}) {
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return parseConfig({ MCP_SERVERS: file, ...variables }).mcp;
}

async function refusalOf(content: object | string): Promise<string> {
  const error: unknown = await read(content).catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(StartupError);
  const { message } = error as StartupError;
  expect(message).toContain(`MCP_SERVERS ${file}: `);
  return message.replace(`MCP_SERVERS ${file}: `, '');
}

describe('the file in MCP_SERVERS', () => {
  it('has the form that other programs use, for both kinds of servers', async () => {
    const { servers } = await read({
      mcpServers: {
        files: { command: 'npx', args: ['-y', 'files'], env: { ROOT: '/data' }, cwd: '/srv' },
        time: { type: 'stdio', command: 'time-server' },
        weather: { type: 'http', url: 'https://weather.example/mcp', headers: { Authorization: 'Bearer 1' } },
        news: { url: 'http://127.0.0.1:9000/mcp' },
      },
    });
    expect(Object.fromEntries(servers)).toEqual({
      files: { command: 'npx', args: ['-y', 'files'], env: { ROOT: '/data' }, cwd: '/srv' },
      time: { command: 'time-server', args: [], env: {} },
      weather: { url: 'https://weather.example/mcp', headers: { Authorization: 'Bearer 1' } },
      news: { url: 'http://127.0.0.1:9000/mcp', headers: {} },
    });
  });

  it('may refer to environment variables, which the hub then removes from its environment', async () => {
    const { servers, variables } = await read(
      {
        mcpServers: {
          a: {
            command: '${TOOLS:-/opt}/a',
            args: ['${HOME}', '$TOKEN', '${EMPTY:-x}'],
            env: { KEY: '${TOKEN}' },
          },
          b: { url: 'https://${REGION:-eu}.example/mcp', headers: { Authorization: 'Bearer ${TOKEN}' } },
        },
      },
      { TOKEN: 'sk-1', HOME: '/home/ana', EMPTY: '' },
    );
    expect(Object.fromEntries(servers)).toEqual({
      a: { command: '/opt/a', args: ['/home/ana', '$TOKEN', 'x'], env: { KEY: 'sk-1' } },
      b: { url: 'https://eu.example/mcp', headers: { Authorization: 'Bearer sk-1' } },
    });
    expect(variables).toEqual(['TOKEN']); // HOME describes the machine, and stays
  });

  it.each([
    ['{"mcpServers": { "key": secret }}', 'the file is not valid JSON: fix it.'],
    [{ servers: {} }, 'mcpServers: Invalid input: expected record, received undefined.'],
    [{ mcpServers: {}, inputs: [] }, 'unknown field inputs. The known fields are mcpServers.'],
    [
      { mcpServers: { 'my server': { command: 'a' } } },
      'mcpServers.my server: a name has 1 to 32 letters, digits, underscores or hyphens.',
    ],
    [{ mcpServers: { a: {} } }, 'mcpServers.a: must have either a command or a url.'],
    [
      { mcpServers: { a: { command: 'a', url: 'http://a' } } },
      'mcpServers.a: must have either a command or a url.',
    ],
    [{ mcpServers: { a: { command: 'a', arg: [] } } }, 'unknown field mcpServers.a.arg. Did you mean args?'],
    [
      { mcpServers: { a: { command: 'a', args: 'b' } } },
      'mcpServers.a.args: Invalid input: expected array, received string.',
    ],
    [
      { mcpServers: { a: { command: 'a', headers: {} } } },
      'unknown field mcpServers.a.headers. The known fields are type, command, args, env, cwd.',
    ],
    [
      { mcpServers: { a: { type: 'sse', url: 'http://a' } } },
      'mcpServers.a.type: must be http: the hub supports streamable HTTP only.',
    ],
    [
      { mcpServers: { a: { url: 'ftp://a' } } },
      'mcpServers.a.url: must be an address that starts with http:// or https://.',
    ],
    [
      { mcpServers: { a: { url: 'https://ana:secret@a.example' } } },
      'mcpServers.a.url: must not contain a user or a password: set a header instead.',
    ],
    [
      { mcpServers: { a: { url: 'http://a', headers: { 'X-Key': 'a\nsecret' } } } },
      'mcpServers.a.headers.X-Key: contains a character that is not allowed in an HTTP header, such as a line break, a curly quote or an ellipsis: copy it again.',
    ],
    [
      { mcpServers: { a: { url: 'http://a', headers: { Host: 'b' } } } },
      'mcpServers.a.headers.Host: must not be host, because the hub sets that header itself.',
    ],
    [
      { mcpServers: { a: { url: 'http://a', headers: { 'Mcp-Session-Id': 'b' } } } },
      'mcpServers.a.headers.Mcp-Session-Id: is a header that the hub sets itself.',
    ],
    [
      { mcpServers: { a: { command: 'a', env: { KEY: '${TOKEN}' } } } },
      'mcpServers.a: the environment variable TOKEN is not set: set it, or write ${TOKEN:-default}.',
    ],
  ])('is refused if it is %j', async (content, reason) => {
    expect(await refusalOf(content)).toBe(reason);
  });

  it('is refused if it cannot be read', () => {
    const path = join(folder, 'missing.json');
    expect(() => parseConfig({ MCP_SERVERS: path })).toThrow(
      `MCP_SERVERS ${path}: the file cannot be read (ENOENT): name a file such as {"mcpServers":{"weather":{"command":"weather-server"}}}, or none.`,
    );
  });
});
