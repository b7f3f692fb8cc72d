import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompletionChunk } from '../../../../src/agents/agent.ts';
import { requestListener } from '../../../../src/hub/http/http-server.ts';
import { createOpenAiProvider } from '../../../../src/hub/providers/openai-compatible/openai-provider.ts';
import { ProviderError, type Completion, type Provider } from '../../../../src/hub/providers/provider.ts';
import { chatCompletionRoutes } from '../../../../src/hub/http/routes/chat-completions.ts';
import { createSseDecoder } from '../../../../src/protocol/sse-decode.ts';
import { startModelServer, type ModelServer } from '../../../support/model-server.ts';
import { hasPython } from '../../../support/python.ts';
import { RUN, THREAD } from '../../agents/fake-hub.ts';
import { runPython, writePythonAgent } from '../../agents/run-python.ts';
import { createRecordingRun, type RecordingRun } from '../../http/routes/completion-server.ts';
import { mountRoutes } from '../../http/routes/mount-routes.ts';
import { ALL_CASES, CASES } from './cases.ts';
import {
  answerCase,
  expectedOf,
  readChunks,
  type ModelServerCase,
  type ReadCompletion,
} from './model-server-case.ts';

/** An agent's result: a completion, or an error. */
type Got = { read: Partial<ReadCompletion> } | { error: string; code: string | null };

let model: ModelServer;
let provider: Provider;
let hub: { url: string; close(): Promise<void> };
/** The run of the requests. */
let run: RecordingRun;

beforeAll(async () => {
  const byName = new Map(ALL_CASES.map((one) => [one.name, one]));
  model = await startModelServer((response, request) =>
    answerCase(response, byName.get(request.body?.messages?.at(-1)?.content ?? '')!),
  );
  provider = createOpenAiProvider({ baseUrl: model.url, apiKey: null, name: 'm', idleTimeout: 20_000 });
  hub = await serve();
});

afterAll(async () => {
  await hub.close();
  await model.stop();
});

/** The hub's route for completions, for an agent's process. */
async function serve() {
  const completionRun = async () => (run = createRecordingRun());
  const routes = chatCompletionRoutes({
    provider,
    completionRun,
    keepAliveInterval: 15_000,
    report: () => {},
  });
  const app = mountRoutes('/v1/chat/completions', routes);
  app.get(`/v1/threads/${THREAD}/runs/${RUN}`, (context) => context.json({ id: RUN, model: 'm' }));
  const server = createServer(requestListener(app)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const messages = ({ name }: ModelServerCase) => [{ role: 'user' as const, content: name }];
const request = (one: ModelServerCase) => ({
  model: 'm',
  messages: messages(one),
  signal: new AbortController().signal,
});

async function got(reading: Promise<Partial<ReadCompletion>>): Promise<Got> {
  try {
    return { read: await reading };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { error: error.message, code: error.code };
  }
}

function ofCompletion({ text, thinking, finishReason, isRefusal }: Completion): Partial<ReadCompletion> {
  return { text, thinking, finish: finishReason, refusal: isRefusal ? text : '' };
}

async function streamed(one: ModelServerCase): Promise<Partial<ReadCompletion>> {
  const chunks: CompletionChunk[] = [];
  for await (const chunk of provider.stream(request(one))) chunks.push(chunk);
  return readChunks(chunks);
}

async function inOnePiece(one: ModelServerCase): Promise<Partial<ReadCompletion>> {
  return ofCompletion(await provider.complete(request(one)));
}

function post(one: ModelServerCase, stream: boolean): Promise<Response> {
  const body = JSON.stringify({ messages: messages(one), stream });
  const headers = { 'content-type': 'application/json' };
  return fetch(`${hub.url}/v1/chat/completions`, { method: 'POST', headers, body });
}

interface ErrorBody {
  error: { message: string; code: string };
}

function toGot({ error }: ErrorBody): Got {
  return { error: error.message, code: error.code === 'model_failed' ? 'server_error' : error.code };
}

async function streamedThrough(one: ModelServerCase): Promise<Got> {
  const response = await post(one, true);
  if (!response.ok) return toGot((await response.json()) as ErrorBody);
  const events = createSseDecoder().push(Buffer.from(await response.arrayBuffer()));
  const last = events.pop()?.data ?? '';
  const chunks = events.map(({ data }) => JSON.parse(data) as CompletionChunk);
  // The usage is only for the run: the client has not requested it.
  expect(run.chunks.filter(({ choices }) => choices.length > 0)).toEqual(chunks);
  expect(run.closings).toEqual([last === '[DONE]' ? 'ended' : 'failed']);
  return last === '[DONE]' ? { read: readChunks(chunks) } : toGot(JSON.parse(last) as ErrorBody);
}

interface AnswerBody {
  object: string;
  choices: { index: number; message: CompletionChunk['choices'][number]['delta']; finish_reason: string }[];
}

async function inOnePieceThrough(one: ModelServerCase): Promise<Got> {
  const response = await post(one, false);
  expect(response.headers.get('content-type')).toBe('application/json');
  if (!response.ok) return toGot((await response.json()) as ErrorBody);
  const { object, choices } = (await response.json()) as AnswerBody;
  expect(object).toBe('chat.completion');
  const read = readMessage(choices[0]);
  const { calls: _, ...rest } = read;
  expect(run.answers.map(ofCompletion)).toEqual([rest]);
  return { read };
}

function readMessage(choice: AnswerBody['choices'][number] | undefined): ReadCompletion {
  const { message = {}, finish_reason = null } = choice ?? {};
  const calls = (message['tool_calls'] ?? []) as { id: string; type: string }[];
  for (const call of calls) expect(call).toMatchObject({ id: expect.stringMatching(/./), type: 'function' });
  const tool_calls = calls.map((call, index) => ({ ...call, index }));
  return readChunks([{ choices: [{ index: 0, delta: { ...message, tool_calls }, finish_reason }] }]);
}

/** An agent that requests each completion in both ways, and prints the results. */
const AGENT = `
import json

def calls_in(pieces, calls):
    for position, piece in enumerate(pieces or []):
        call = calls.setdefault(piece.get("index", position), ["", ""])
        call[0] += piece.get("function", {}).get("name") or ""
        call[1] += piece.get("function", {}).get("arguments") or ""

def ask(name, stream):
    got = {"text": "", "thinking": "", "refusal": "", "finish": None}
    calls = {}
    asked = [{"role": "user", "content": name}]
    try:
        answer = env.completions(asked, stream=stream)
        choices = [choice for chunk in answer for choice in chunk.choices] if stream else answer.choices
        for choice in choices:
            part = choice.delta if stream else choice.message
            got["thinking"] += part.reasoning_content or ""
            got["refusal"] += part.refusal or ""
            got["finish"] = choice.finish_reason or got["finish"]
            calls_in(part.tool_calls, calls)
        got["text"] = answer.text() if stream else env.completion(asked)
    except Exception as error:
        return {"error": str(error), "code": None}
    got["thinking"] = got["thinking"].strip()
    return {"read": {**got, "calls": [calls[index] for index in sorted(calls)]}}

for name in json.load(open("names.json")):
    print(json.dumps([name, ask(name, True), ask(name, False)]), flush=True)
`;

/** Results of the Python agent by case: streamed, and in one piece. */
async function askInPython(): Promise<Map<string, [Got, Got]>> {
  const names = JSON.stringify(ALL_CASES.map(({ name }) => name));
  const folder = await writePythonAgent(AGENT, { 'names.json': names });
  const { failure, stdout } = await runPython({ folder, hubUrl: hub.url });
  expect(failure).toBeNull();
  const lines = stdout.trim().split('\n');
  return new Map(
    lines.map((line) => JSON.parse(line) as [string, Got, Got]).map(([name, ...ways]) => [name, ways]),
  );
}

function check(one: ModelServerCase, outcome: Got | undefined): void {
  const { expected } = one;
  if (!('error' in expected)) {
    expect(outcome).toEqual({ read: expect.anything() });
    expect(expectedOf(one)).toMatchObject((outcome as { read: object }).read);
  } else {
    expect(outcome).toMatchObject({ error: expect.stringContaining(expected.error) });
    const { code } = outcome as { code: string | null };
    if (code !== null) expect(code).toBe(expected.code ?? 'server_error');
  }
}

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  describe.each(cases)('$name', (one) => {
    it('streamed', async () => check(one, await got(streamed(one))));
    it('in one piece', async () => check(one, await got(inOnePiece(one))));
    it('streamed through the hub', async () => check(one, await streamedThrough(one)));
    it('in one piece through the hub', async () => check(one, await inOnePieceThrough(one)));
  });
});

describe.skipIf(!hasPython)('a Python agent', () => {
  let gotten: Map<string, [Got, Got]>;
  it('requests all cases', { timeout: 120_000 }, async () => {
    gotten = await askInPython();
    expect(gotten.size).toBe(ALL_CASES.length);
  });

  describe.each(ALL_CASES)('$name', (one) => {
    it('streamed', () => check(one, gotten.get(one.name)?.[0]));
    it('in one piece', () => check(one, gotten.get(one.name)?.[1]));
  });
});
