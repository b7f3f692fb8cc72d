import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCuttingProxy, type CuttingProxy } from '../support/cutting-proxy.ts';
import { ChunkLimit } from '../support/model-answers.ts';
import { createHubClient } from '../support/hub-client.ts';
import { setUpOwnHubWithModel } from '../support/set-up-hub.ts';
import { openPseudoTerminal, type PseudoTerminal } from './support/pseudo-terminal.ts';
import { runProgram, startProgram } from './support/run-program.ts';
import { calling, streamDeltas, thinking } from './support/stream-deltas.ts';

const ASK = ['agent', 'run', 'Weather', 'Is it dry in Athens and Sparta?'];
const THOUGHT = 'Two cities, so two calls.';
const ATHENS = '{"city": "Athens"}';
const SPARTA = '{"city": "Sparta"}';
const ANSWER = 'Athens is dry.';
const CALLS = [...thinking(THOUGHT), ...calling(0, 'weather', ATHENS), ...calling(1, 'weather', SPARTA)];
const ALL = CALLS.length;
const THINKING = Math.ceil(THOUGHT.length / 4);

const hub = setUpOwnHubWithModel();
let line: CuttingProxy;
let open: PseudoTerminal[] = [];

beforeAll(async () => {
  line = await startCuttingProxy(hub.url);
  await createHubClient(hub.url).createAssistant('Weather', ['weather']);
  return () => line.stop();
});
afterEach(async () => {
  await Promise.all(open.map((terminal) => terminal.stop()));
  open = [];
});

/** A model that thinks and calls two tools, and answers once it has their outputs. */
function answerWithCalls(limit = new ChunkLimit(Infinity)): void {
  hub.model.answerWith(
    streamDeltas(CALLS, 'tool_calls', limit),
    streamDeltas([...thinking('Known.'), { content: 'Athens ' }, { content: 'is dry.' }], 'stop'),
  );
}

/** Sends the outputs of both calls to the run of the thread that the program has named. */
async function sendOutputs(said: string): Promise<string> {
  const threadId = /thread_[\w-]+/.exec(said)?.[0] ?? '';
  const client = createHubClient(hub.url);
  const { id: runId } = await client.newestRun(threadId);
  await client.submitToolOutputs(threadId, runId, { call_0: 'dry,\n31 °C', call_1: 'rain' });
  return threadId;
}

const WAITING = 'Waiting for the result of weather from the program that uses this assistant.';
const RESULTS = `  Done, weather ${ATHENS}: dry, 31 °C\n  Done, weather ${SPARTA}: rain\n`;
const TIME = 'Thought for less than 1 s';

function start(...args: string[]): PseudoTerminal {
  const terminal = openPseudoTerminal([...ASK, ...args], { hub: line.url });
  open.push(terminal);
  return terminal;
}

it('a terminal shows every kind once and in order, although connections are cut and the hub is killed', async () => {
  const limit = new ChunkLimit(2);
  answerWithCalls(limit);
  const terminal = start('--stream');
  await terminal.untilShown('Thinking\nTwo cit');
  line.cut();
  limit.raise(THINKING + 3);
  await terminal.untilShown('weather {"city":');
  line.cut();
  limit.raise();
  await terminal.untilShown(WAITING);
  await hub.process.kill('SIGKILL');
  await hub.process.restart();
  await sendOutputs(terminal.shown);
  expect(await terminal.ended).toBe(0);
  const [, ...shown] = terminal.shown.split('\n');
  const thought = /Thought for .*/.exec(terminal.shown)?.[0]; // reconnecting may take a second
  const receipt = /\d+ deltas · .* reconnects/.exec(terminal.shown)?.[0];
  expect(shown.join('\n')).toBe(
    `Thinking\n${THOUGHT}\n${thought}\n\nweather ${ATHENS}\nweather ${SPARTA}\n${WAITING}\n${RESULTS}\n` +
      `Thinking\nKnown.\n${TIME}\n\n${ANSWER}\n${receipt}\n`,
  );
  expect(terminal.raw, 'thinking is dim').toContain('\x1b[2mTwo\x1b[22m');
});

it('says that a call has failed when the hub is killed before it is complete', async () => {
  answerWithCalls(new ChunkLimit(THINKING + 3));
  const terminal = start('--stream');
  await terminal.untilShown('weather {"city":');
  await hub.process.kill('SIGKILL');
  await hub.process.restart();
  expect(await terminal.ended).toBe(1);
  expect(terminal.shown).toMatch(
    /Thought for .*\n\nweather \{"city":\n {2}Failed\n\d+ deltas .*\nThe reply failed: /,
  );
});

it('a pipe gets only the text, and a line for anything else in the other pipe', async () => {
  const limit = new ChunkLimit(2);
  answerWithCalls(limit);
  const program = startProgram([...ASK, '--stream'], { hub: line.url });
  await program.untilStderrHas('Conversation');
  line.cut();
  limit.raise(THINKING + 3);
  await program.untilStderrHas('Thought for');
  line.cut();
  limit.raise();
  await sendOutputs(await program.untilStderrHas(WAITING));
  const { code, stdout, stderr } = await program.ended;
  expect([code, stdout]).toEqual([0, `${ANSWER}\n`]);
  const [, ...lines] = stderr.split('\n');
  const thought = /Thought for .*/.exec(stderr)?.[0];
  expect(lines.join('\n')).toBe(
    `${thought}\nweather ${ATHENS}\nweather ${SPARTA}\n${WAITING}\n${RESULTS}${TIME}\n`,
  );
});

it('without --stream, the status line says what the agent does', async () => {
  const limit = new ChunkLimit(3);
  answerWithCalls(limit);
  const terminal = start();
  await terminal.untilShown('Thinking, 3 deltas');
  limit.raise(THINKING + 4);
  await terminal.untilShown(`Running weather, ${THINKING + 4} deltas`);
  limit.raise();
  await terminal.untilShown(`Running 2 tools, ${ALL} deltas`);
  await sendOutputs(terminal.shown);
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown).toContain(`${ANSWER}\n`);
  expect(terminal.shown).not.toMatch(/Two|Athens"|Known/);
});

describe('symposium thread show', () => {
  let threadId: string;

  beforeAll(async () => {
    answerWithCalls();
    const program = startProgram(ASK, { hub: hub.url });
    threadId = await sendOutputs(await program.untilStderrHas(WAITING));
    expect(await program.ended).toMatchObject({ code: 0, stdout: `${ANSWER}\n` });
  });

  const CALLED = `weather ${ATHENS}\n  Done: dry, 31 °C\nweather ${SPARTA}\n  Done: rain\n`;
  const QUESTION = 'You\nIs it dry in Athens and Sparta?\n\nWeather\n';

  it('shows the tools that were called, and for how long the model thought', async () => {
    const { stdout } = await runProgram(['thread', 'show', threadId], { hub: hub.url });
    expect(stdout).toBe(`${QUESTION}${TIME}\n${CALLED}${TIME}\n\n${ANSWER}\n`);
  });

  it('shows what it thought with --thinking', async () => {
    const { stdout } = await runProgram(['thread', 'show', threadId, '--thinking'], { hub: hub.url });
    expect(stdout).toBe(`${QUESTION}${THOUGHT}\n${TIME}\n${CALLED}Known.\n${TIME}\n\n${ANSWER}\n`);
  });
});
