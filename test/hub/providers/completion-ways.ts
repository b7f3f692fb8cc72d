import type { ChatMessage } from '../../../src/agents/agent.ts';
import { chunkText } from '../../../src/agents/stream-handler.ts';
import { gatherAnswer } from '../../../src/hub/providers/openai-compatible/reading/gather-answer.ts';
import { readAnswer } from '../../../src/hub/providers/openai-compatible/reading/read-answer.ts';
import type { CompletionRequest, Provider } from '../../../src/hub/providers/provider.ts';

/** A request of a run, with the fields of the HTTP API. */
export interface RunRequest extends Pick<CompletionRequest, 'onNotice' | 'deadline'> {
  messages: object[];
  model?: string;
  maxTokens?: number;
  temperature?: number;
  signal?: AbortSignal;
}

/** Returns the text of the answer; throws the error if there is none. */
export type Way = (provider: Provider, request: RunRequest) => Promise<string>;

function asRequest({ messages, model = 'a-model', signal, ...options }: RunRequest): CompletionRequest {
  return {
    model,
    messages: messages as ChatMessage[],
    signal: signal ?? new AbortController().signal,
    ...options,
  };
}

async function streamed(provider: Provider, request: RunRequest): Promise<string> {
  let text = '';
  for await (const chunk of provider.stream(asRequest(request))) text += chunkText(chunk);
  return text;
}

async function whole(provider: Provider, request: RunRequest): Promise<string> {
  return (await provider.complete(asRequest(request))).text;
}

async function passedThrough(provider: Provider, request: RunRequest): Promise<string> {
  const { model, messages, maxTokens, temperature, signal, onNotice, deadline } = asRequest(request);
  const body = { model, messages, stream: true, max_tokens: maxTokens, temperature };
  const answer = await provider.forward(body, { signal, onNotice, deadline, isOfRun: true });
  if (answer.status === 200) return (await gatherAnswer(readAnswer(answer.body))).completion.text;
  const pieces: Uint8Array[] = [];
  for await (const piece of answer.body) pieces.push(piece);
  throw new Error(Buffer.concat(pieces).toString());
}

/** The ways in which agents request completions: in TypeScript, streamed and whole, and over the hub's pass-through. */
export const WAYS: [string, Way][] = [
  ['streamed', streamed],
  ['whole', whole],
  ['passed through', passedThrough],
];
