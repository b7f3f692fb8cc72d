import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { CompletionChunk } from '../../../../src/agents/agent.ts';
import { chunkText } from '../../../../src/agents/stream-handler.ts';
import { chunk, frame } from '../../../support/model-answers.ts';

/** What a model server sends to one request, and what is to come of it however it was asked for. */
export interface ModelServerCase {
  readonly name: string;
  /** What it sends, byte for byte. */
  readonly body: string;
  /** `text/event-stream` if it is left out. */
  readonly contentType?: string;
  /** Whether it sends the body zipped. */
  readonly isZipped?: boolean;
  /** What it does once it has sent that; it ends the answer if this is left out. */
  readonly after?: 'breaks the connection' | 'sends nothing';
  readonly expected: ExpectedAnswer;
}

/** A completion, or the words that it fails with, which may be a part of the message, and the text until then. */
export type ExpectedAnswer = Partial<ReadCompletion> | { error: string; code?: string; text?: string };

/** What an agent gets. */
export interface ReadCompletion {
  text: string;
  thinking: string;
  /** Of the first choice, as OpenAI has it. */
  finish: string | null;
  refusal: string;
  /** Name and arguments of each tool that is called. */
  calls: [name: string, callArguments: string][];
}

/** What the answer is where a row says nothing else. */
const HELLO: ReadCompletion = { text: 'Hello', thinking: '', finish: 'stop', refusal: '', calls: [] };

export const STOP = frame(chunk({}, 'stop'));
export const DONE = frame('[DONE]');
/** The whole of an answer that says `Hello`, up to its end. */
export const SAID = frame(chunk({ role: 'assistant', content: '' })) + say('Hel') + say('lo');

/** A chunk that adds this text. */
export function say(content: unknown): string {
  return frame(chunk({ content }));
}

/** A stream with these choices in each of its events. */
export function choices(...events: unknown[]): string {
  return events.map((event) => frame({ ...chunk({}), choices: event })).join('');
}

/** A completion in one piece. */
export function whole(message: object, finish: string | null = 'stop', more: object = {}): string {
  const choice = { index: 0, message, finish_reason: finish, ...more };
  return JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', model: 'm', choices: [choice] });
}

/** The completion that a row expects, with what it leaves out filled in; null where it fails. */
export function expectedOf({ expected }: ModelServerCase): ReadCompletion | null {
  return 'error' in expected ? null : { ...HELLO, ...expected };
}

/** What the chunks of a completion say, in OpenAI's form: an agent that knows no other reads no more. */
export function readChunks(chunks: readonly CompletionChunk[]): ReadCompletion {
  const text = chunks.map(chunkText).join('');
  const read: ReadCompletion = { text, thinking: '', finish: null, refusal: '', calls: [] };
  for (const { index, delta, finish_reason: finish } of chunks.flatMap((one) => one.choices)) {
    if (index !== 0) throw new Error(`a choice ${index}`);
    read.thinking += delta.reasoning_content ?? '';
    read.refusal += delta.refusal ?? '';
    read.finish = finish ?? read.finish;
    for (const piece of (delta['tool_calls'] ?? []) as ToolCallPiece[]) {
      const call = (read.calls[piece.index] ??= ['', '']);
      call[0] += piece.function?.name ?? '';
      call[1] += piece.function?.arguments ?? '';
    }
  }
  return { ...read, thinking: read.thinking.trim() };
}

interface ToolCallPiece {
  index: number;
  function?: { name?: string; arguments?: string };
}

/** Sends what a case says. */
export async function answerCase(response: ServerResponse, one: ModelServerCase): Promise<void> {
  const { contentType = 'text/event-stream', isZipped = false } = one;
  response.writeHead(200, { 'content-type': contentType, ...(isZipped && { 'content-encoding': 'gzip' }) });
  response.flushHeaders();
  const body = isZipped ? gzipSync(one.body) : Buffer.from(one.body);
  await new Promise<void>((resolve) => response.write(body, () => setImmediate(resolve)));
  if (one.after === 'breaks the connection') response.destroy();
  else if (one.after !== 'sends nothing') response.end();
}
