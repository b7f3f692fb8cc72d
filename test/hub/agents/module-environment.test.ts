import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ProviderError } from '../../../src/hub/providers/provider.ts';
import { SANDBOXES } from '../../support/confinements.ts';
import { agentThat, processesForTest, runCode, runModule, writeModule } from './run-module.ts';

const STREAM = 'const answer = env.completion(await env.listMessages(), { stream: true });';

describe('a TypeScript agent, in a process of its own', () => {
  it('can read a stream several times from its first chunk, and reply with it', async () => {
    const { failure, host } = await runCode(
      agentThat(`${STREAM}
const read = async () => { let text = ''; for await (const chunk of answer) text += chunk.choices[0].delta.content; return text; };
const texts = await Promise.all([read(), read()]);
texts.push(await read(), await answer.text());
await env.addReply(texts.join('|'));
await env.addReply(answer);
await env.addReply('shorter', { of: answer });`),
      {
        async meanwhile(hub) {
          const completion = await hub.nextStream();
          await completion.say('Know ', 'thyself.');
          completion.end();
        },
      },
    );
    expect(failure).toBeNull();
    expect(host.asked[0]!.messages).toMatchObject([{ role: 'user', content: 'What is virtue?' }]);
    const text = 'Know thyself.';
    expect(host.replies).toEqual([
      { text: [text, text, text, text].join('|'), completion: null },
      { text, completion: host.asked[0]!.id },
      { text: 'shorter', completion: host.asked[0]!.id },
    ]);
  });

  it('gets each chunk unchanged, with unknown fields', async () => {
    const chunk = {
      choices: [{ index: 0, delta: { content: '\u2028\ud83d', x: [1] }, logprobs: null }],
      id: 'c',
    };
    const { host } = await runCode(
      agentThat(`${STREAM}\nfor await (const chunk of answer) await env.addReply(JSON.stringify(chunk));`),
      {
        async meanwhile(hub) {
          const completion = await hub.nextStream();
          await completion.push(chunk);
          completion.end();
        },
      },
    );
    expect(host.replies.map(({ text }) => JSON.parse(text) as unknown)).toEqual([chunk]);
  });

  it('can stream two completions in parallel, each with its options', async () => {
    const { host } = await runCode(
      agentThat(`
const one = env.completion([{ role: 'user', content: '1' }], { stream: true, model: 'small', maxTokens: 5 });
const two = env.completion([{ role: 'user', content: '2' }], { stream: true, temperature: 0.5 });
await env.addReply(two);
await env.addReply(one);`),
      {
        async meanwhile(hub) {
          const [one, two] = [await hub.nextStream(), await hub.nextStream()];
          await one.say('o');
          await two.say('t');
          await one.say('ne');
          await two.say('wo');
          two.end();
          one.end();
        },
      },
    );
    expect(host.asked.map(({ options }) => options)).toEqual(
      [
        { model: 'small', maxTokens: 5, stream: true },
        { temperature: 0.5, stream: true },
      ].map(({ stream: _stream, ...options }) => options),
    );
    expect(host.replies.map(({ text }) => text)).toEqual(['two', 'one']);
  });

  it('can request a complete answer, and end with a request for input', async () => {
    const { host } = await runCode(
      agentThat('await env.addReply(await env.completion([]));\nenv.requestUserInput();'),
    );
    expect(host.replies).toEqual([{ text: 'the whole answer', completion: null }]);
    expect(host.isInputRequested).toBe(true);
  });

  it('can import its own files, packages and Node modules, and use top-level await', async () => {
    const { host } = await runCode(
      `import { join } from 'node:path';
import { word } from './words.ts';
import { size } from 'tiny';
enum Colour { Red = 'red' }
const awaited: string = await Promise.resolve('awaited');
export default async (env: { addReply(text: string): Promise<void> }) =>
  env.addReply([join('a', 'b'), word, size, awaited, Colour.Red, import.meta.url.slice(0, 5)].join());`,
      {
        files: {
          'words.ts': "export const word: string = 'beside';",
          'node_modules/tiny/package.json': '{"name":"tiny","version":"1.0.0","main":"index.js"}',
          'node_modules/tiny/index.js': 'exports.size = 3;',
        },
      },
    );
    expect(host.replies[0]?.text).toBe('a/b,beside,3,awaited,red,file:');
  });

  it('prints to the output of its run, which is complete when the run ends', async () => {
    const { stdout, stderr, failure } = await runCode(
      agentThat("console.log('one');\nconsole.error('two');\nprocess.stdout.write('Ναί'.repeat(20_000));"),
    );
    expect({ failure, stderr }).toEqual({ failure: null, stderr: 'two\n' });
    expect(stdout).toBe(`one\n${'Ναί'.repeat(20_000)}`);
  });

  it("has the operator's variables and its own, none of the hub's, and an empty working folder that is removed", async () => {
    for (const name of ['MODEL_API_KEY', 'DATABASE_URL', 'HUB_TOKENS']) vi.stubEnv(name, 'a-secret');
    onTestFinished(() => void vi.unstubAllEnvs());
    const agent = await writeModule(
      agentThat(`
const { readdirSync, readFileSync, writeFileSync, existsSync } = await import('node:fs');
writeFileSync('written.txt', '');
console.log(JSON.stringify({ ...process.env, folder: process.cwd(), files: readdirSync('.') }));
if (existsSync('/proc/self/environ')) console.log(readFileSync('/proc/self/environ', 'utf8'));`),
      {},
      { env_vars: { CITY: 'Sparta', STYLE: 'terse', COUNT: 3 } },
    );
    const { runModule: run } = processesForTest({ environment: { CITY: 'Athens' } });
    const { stdout } = await runModule(run, agent);
    const { folder, ...found } = JSON.parse(stdout.split('\n')[0]!) as Record<string, string>;
    expect(found).toMatchObject({ CITY: 'Athens', STYLE: 'terse', files: ['written.txt'] });
    expect(stdout).toContain('PATH=');
    expect(stdout).not.toContain('a-secret');
    await expect(readFile(join(folder!, 'written.txt'))).rejects.toThrow('ENOENT');
  });
});

describe('an error of the model', () => {
  const error = new ProviderError('Rate limit reached.', 'failed', 'rate_limit_exceeded');

  it.each([
    ['reads the stream', `${STREAM}\nfor await (const chunk of answer);`],
    ['replies with it', `${STREAM}\nawait env.addReply(answer);`],
    ['does not look', `${STREAM}\nawait env.completion([]);`],
    ['does not wait for its reply', `${STREAM}\nvoid env.addReply(answer);\nawait new Promise(() => {});`],
  ])('is the error of the run, if the agent %s', async (_, body) => {
    const run = await runCode(agentThat(body), {
      async meanwhile(hub) {
        const answers = hub.complete;
        const failed = hub.nextStream().then((stream) => stream.fail(error));
        hub.complete = (...asked) => failed.then(() => answers(...asked)); // after the agent has its handlers
        await failed;
      },
    });
    expect(run.error).toBeInstanceOf(ProviderError);
    expect(run.error).toMatchObject({ message: error.message, code: error.code, reason: 'failed' });
    expect(run.stderr).toBe('');
  });

  it('is the same for a completion that is not streamed', async () => {
    const run = await runCode(agentThat('await env.completion([]);'), {
      meanwhile: (hub) => void (hub.complete = () => Promise.reject(error)),
    });
    expect(run.error).toMatchObject({ name: 'ProviderError', message: error.message, code: error.code });
  });

  it('can be caught, with its name, message and code', async () => {
    const { failure, host } = await runCode(
      agentThat(`${STREAM}
try { await answer.text(); } catch (error) {
  await env.addReply([error instanceof Error, error.name, error.message, error.code].join());
}`),
      {
        async meanwhile(hub) {
          (await hub.nextStream()).fail(error);
        },
      },
    );
    expect(failure).toBeNull();
    expect(host.replies[0]?.text).toBe('true,ProviderError,Rate limit reached.,rate_limit_exceeded');
  });
});

describe('a run that is cancelled', () => {
  it('aborts the signal of the agent with the reason, and gives it time to clean up', async () => {
    const agent = await writeModule(
      agentThat(`
const { writeFile } = await import('node:fs/promises');
env.completion([], { stream: true });
await new Promise((resolve) => env.signal.addEventListener('abort', resolve));
let late = '';
try { await env.listMessages(); } catch (error) { late = error.message; }
await writeFile(new URL('./tidied.txt', import.meta.url), [env.signal.reason.message, late].join('|'));`),
    );
    const reason = new Error('The run has ended: cancelled.');
    await runModule(processesForTest().runModule, agent, async (host) => {
      await host.nextStream();
      host.abort(reason);
    });
    expect(await readFile(join(agent.folder, 'tidied.txt'), 'utf8')).toBe(
      `${reason.message}|${reason.message}`,
    );
  });
});

describe("an agent's code", () => {
  it('is the current version on disk, including imports, also with a spare process', async () => {
    const agent = await writeModule(
      "import { words } from './words.ts';\nexport default async (env) => env.addReply(words);",
      { 'words.ts': "export const words: string = 'first';" },
    );
    const processes = processesForTest();
    processes.keepSpares();
    expect((await runModule(processes.runModule, agent)).host.replies[0]?.text).toBe('first');
    await writeFile(join(agent.folder, 'words.ts'), "export const words: string = 'second';");
    expect((await runModule(processes.runModule, agent)).host.replies[0]?.text).toBe('second');
  });

  it('is compiled once, and again when it is edited; failed compilations are not cached', async () => {
    const known: Record<string, string>[] = [];
    const compiled = {
      read: async () => known.at(-1) ?? {},
      keep: async (_: string, modules: Record<string, string>) => void known.push(modules),
    };
    const agent = await writeModule(
      "import { words } from './lib/words.ts';\nexport default async (env) => env.addReply(words);",
      { 'lib/words.ts': "export const words: string = 'first';", 'broken.ts': 'export const =' },
    );
    const { runModule: run } = processesForTest({ compiled });
    const says = async () => (await runModule(run, agent)).host.replies[0]?.text;
    expect([await says(), known.length]).toEqual(['first', 1]);
    expect([await says(), known.length]).toEqual(['first', 1]);
    await writeFile(join(agent.folder, 'lib/words.ts'), "export const words: string = 'second';");
    expect([await says(), known.length]).toEqual(['second', 2]);
    expect(known.map((modules) => Object.keys(modules).length)).toEqual([2, 2]);
  });
});

for (const { kind, works, confine, failure: why } of SANDBOXES.filter((sandbox) => sandbox.kind !== 'user')) {
  const title = works
    ? `in a sandbox of the kind ${kind}`
    : `in a sandbox of the kind ${kind}, which does not work here (${why})`;

  describe.skipIf(!works)(title, () => {
    it('a TypeScript agent runs as without a sandbox, spare or not, and sees neither the hub nor hidden files', async () => {
      const agent = await writeModule(
        agentThat(
          `
const { existsSync, readFileSync, writeFileSync } = await import('node:fs');
writeFileSync('written.txt', 'written');
const hidden = new URL('./data/secret.txt', import.meta.url);
let environment = '';
try { environment = readFileSync('/proc/${process.pid}/environ', 'utf8'); } catch {}
${STREAM}
await env.addReply(JSON.stringify({
  text: await answer.text(),
  written: readFileSync('written.txt', 'utf8'),
  word,
  secret: existsSync(hidden) && readFileSync(hidden, 'utf8'),
  environment: environment.includes('PATH='),
}));`,
          "import { word } from './word.ts';",
        ),
        { 'word.ts': "export const word: string = 'beside';", 'data/secret.txt': 'secret' },
      );
      const processes = processesForTest({
        confinement: confine([join(agent.folder, 'data'), agent.folder]),
        agentFolders: [agent.folder],
      });
      processes.keepSpares();
      for (let runs = 0; runs < 2; runs++) {
        const { failure, host } = await runModule(processes.runModule, agent, async (hub) => {
          const completion = await hub.nextStream();
          await completion.say('Know ', 'thyself.');
          completion.end();
        });
        expect(failure).toBeNull();
        expect(JSON.parse(host.replies[0]!.text)).toEqual({
          text: 'Know thyself.',
          written: 'written',
          word: 'beside',
          secret: false,
          environment: false,
        });
      }
    });

    it('ends as without a sandbox', async () => {
      const agent = await writeModule(
        agentThat("setTimeout(() => { throw new Error('late'); });\nawait new Promise(() => {});"),
      );
      const { runModule: run } = processesForTest({ confinement: confine([]), agentFolders: [agent.folder] });
      expect((await runModule(run, agent)).failure).toBe('uncaught error: late (agent.ts:3)');
    });
  });
}
