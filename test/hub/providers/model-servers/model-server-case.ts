import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { CompletionChunk } from '../../../../src/agents/agent.ts';
import { chunkText } from '../../../../src/agents/stream-handler.ts';
import { chunk, frame } from '../../../support/model-answers.ts';

/** A model server's answer to one request, and the expected result for every way of asking. */
export interface ModelServerCase {
  readonly name: string;
  /** The bytes that it sends. */
  readonly body: string;
  /** `text/event-stream` by default. */
  readonly contentType?: string;
  /** Whether the body is compressed. */
  readonly isZipped?: boolean;
  /** What it does after the body; by default it ends the answer. */
  readonly after?: 'breaks the connection' | 'sends nothing';
  readonly expected: ExpectedAnswer;
}

/** A completion, or a part of the error message and the text before the error. */
export type ExpectedAnswer = Partial<ReadCompletion> | { error: string; code?: string; text?: string };

/** The result for an agent. */
export interface ReadCompletion {
  text: string;
  thinking: string;
  /** The first choice's finish reason, by OpenAI's name. */
  finish: string | null;
  refusal: string;
  /** Name and arguments of each tool call. */
  calls: [name: string, callArguments: string][];
}

/** The default answer. */
const HELLO: ReadCompletion = { text: 'Hello', thinking: '', finish: 'stop', refusal: '', calls: [] };

export const STOP = frame(chunk({}, 'stop'));
export const DONE = frame('[DONE]');
/** An answer with the text `Hello`, without its end. */
export const SAID = frame(chunk({ role: 'assistant', content: '' })) + say('Hel') + say('lo');

/** A chunk with this text. */
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

/** The expected completion of a row, with defaults; null if it fails. */
export function expectedOf({ expected }: ModelServerCase): ReadCompletion | null {
  return 'error' in expected ? null : { ...HELLO, ...expected };
}

/** The completion in chunks of OpenAI's form. Other fields are ignored. */
export function readChunks(chunks: readonly CompletionChunk[]): ReadCompletion {
  const text = chunks.map(chunkText).join('');
  const read: ReadCompletion = { text, thinking: '', finish: null, refusal: '', calls: [] };
  for (const { index, delta, finish_reason: finish } of chunks.flatMap((one) => one.choices)) {
    if (index !== 0) throw new Error(`a choice ${index}`);
    read.thinking += delta.reasoning_content ?? '';
    read.refusal += delta.refusal ?? '';
    read.finish = finish ?? read.finish;
    for (const piece of (delta['tool_calls'] ?? []) as readonly ToolCallPiece[]) {
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

/** Sends the answer of a case. */
export async function answerCase(response: ServerResponse, one: ModelServerCase): Promise<void> {
  const { contentType = 'text/event-stream', isZipped = false } = one;
  response.writeHead(200, { 'content-type': contentType, ...(isZipped && { 'content-encoding': 'gzip' }) });
  response.flushHeaders();
  const body = isZipped ? gzipSync(one.body) : Buffer.from(one.body);
  await new Promise<void>((resolve) => response.write(body, () => setImmediate(resolve)));
  if (one.after === 'breaks the connection') response.destroy();
  else if (one.after !== 'sends nothing') response.end();
}
