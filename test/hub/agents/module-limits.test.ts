import { describe, expect, it } from 'vitest';
import { agentThat, runCode } from './run-module.ts';

const MEGABYTE = 1024 * 1024;
/** Code that blocks the process's only thread forever. */
const BLOCK = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';

/** Whether a promise has settled after some turns of the event loop. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const turns = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    return false;
  };
  return Promise.race([promise.then(() => true), turns()]);
}

describe('the data that the hub buffers for a TypeScript agent', () => {
  it('is limited if the agent does not read: the completion waits, until the run ends', async () => {
    const text = 'x'.repeat(MEGABYTE);
    let said = 0;
    await runCode(
      agentThat(
        `env.completion([], { stream: true });\nsetImmediate(() => { ${BLOCK} });\nawait new Promise(() => {});`,
      ),
      {
        async meanwhile(host) {
          const completion = await host.nextStream();
          let waiting: Promise<void> | null = null;
          while (!waiting) {
            const pushed = completion.say(text);
            if (await isSettled(pushed)) said += 1;
            else waiting = pushed;
          }
          host.abort(new Error('cancelled'));
          await waiting; // released
        },
      },
    );
    expect(said).toBeGreaterThan(0);
    expect(said).toBeLessThanOrEqual(8);
  });

  it('is sent to a slow agent completely, to the last chunk', async () => {
    const { host } = await runCode(
      agentThat(`
const answer = env.completion([], { stream: true });
await new Promise((resolve) => setImmediate(resolve));
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
await env.addReply(String((await answer.text()).length));`),
      {
        async meanwhile(running) {
          const completion = await running.nextStream();
          for (let chunk = 0; chunk < 100; chunk++) await completion.say('x'.repeat(MEGABYTE / 8));
          completion.end();
        },
      },
    );
    expect(host.replies[0]?.text).toBe(String((100 * MEGABYTE) / 8));
  });

  it('is limited for concurrent requests: further ones are refused until others are answered', async () => {
    const answers: (() => void)[] = [];
    const { host } = await runCode(
      agentThat(`
const ask = (count) => Promise.allSettled(Array.from({ length: count }, () => env.completion([])));
const asked = ask(6000);
const refused = await env.completion([]).catch((error) => error.message);
void env.addReply(refused);
const first = (await asked).filter(({ status }) => status === 'fulfilled').length;
const later = (await ask(100)).filter(({ status }) => status === 'fulfilled').length;
await env.addReply(JSON.stringify({ first, later }));`),
      {
        meanwhile(running) {
          running.complete = () => new Promise((resolve) => answers.push(() => resolve('yes')));
          const { reply } = running;
          running.reply = (text, completion) => {
            reply(text, completion);
            running.complete = async () => 'yes';
            for (const answer of answers.splice(0)) answer();
          };
        },
      },
    );
    const [refused, counts] = host.replies.map(({ text }) => text);
    expect(refused).toBe('too many requests at once: wait for answers before sending more');
    const { first, later } = JSON.parse(counts!) as { first: number; later: number };
    expect(first).toBeGreaterThan(1000);
    expect(first).toBeLessThan(5000);
    expect(later).toBe(100);
  });

  it('is limited for replies: the hub reads more when they are stored', async () => {
    let write = () => {};
    let unwritten = 0;
    let most = 0;
    const { host } = await runCode(
      agentThat("for (let reply = 0; reply < 20_000; reply++) void env.addReply('x'.repeat(100));"),
      {
        meanwhile(running) {
          const { reply } = running;
          running.reply = (text, completion) => {
            reply(text, completion);
            unwritten += 1;
            most = Math.max(most, unwritten);
          };
          running.written = async () => {
            await new Promise<void>((resolve) => {
              write = resolve;
              setImmediate(() => write());
            });
            unwritten = 0;
          };
        },
      },
    );
    expect(host.replies).toHaveLength(20_000);
    expect(most).toBeLessThan(50);
  });

  it('is read from the thread one request at a time', async () => {
    let reading = 0;
    let most = 0;
    const { failure, host } = await runCode(
      agentThat(
        'await Promise.all(Array.from({ length: 50 }, () => env.listMessages()));\nawait env.addReply("read");',
      ),
      {
        meanwhile(running) {
          const { listMessages } = running;
          running.listMessages = async () => {
            most = Math.max(most, ++reading);
            await new Promise((resolve) => setImmediate(resolve));
            reading -= 1;
            return listMessages();
          };
        },
      },
    );
    expect({ failure, most, replies: host.replies.length }).toEqual({ failure: null, most: 1, replies: 1 });
  });
});
