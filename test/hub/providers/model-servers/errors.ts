import { chunk, frame } from '../../../support/model-answers.ts';
import { choices, DONE, SAID, STOP, type ModelServerCase } from './model-server-case.ts';

const JSON_TYPE = 'application/json';
const reported = (error: unknown, more: object = {}) => frame({ error, ...more });
const LIMITED = { code: 'rate_limit_exceeded' };

/** Errors with status 200, alone or inside a stream. */
export const ERRORS: ModelServerCase[] = [
  {
    name: 'an error with a message',
    body: SAID + reported({ message: 'Out of memory.' }),
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'an error that is a string',
    body: SAID + reported('Out of memory.'),
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'an error with a detail',
    body: SAID + reported({ detail: 'Out of memory.' }),
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'an error in an error',
    body: SAID + reported({ error: { message: 'Out of memory.' } }),
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'a list of errors',
    body: SAID + reported([{ message: 'Out of memory.' }, 'Bye.']),
    expected: { error: 'failed: Out of memory.; Bye.' },
  },
  {
    name: 'errors',
    body: SAID + frame({ success: false, errors: [{ code: 7, message: 'Out of memory.' }] }),
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'an error that is only a code',
    body: SAID + reported({ code: 502 }),
    expected: { error: 'failed: 502' },
  },
  {
    name: 'an error of true',
    body: SAID + reported(true, { message: 'Out of memory.' }),
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'a detail',
    body: SAID + frame({ detail: 'Out of memory.' }),
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'a list of details (FastAPI)',
    body: SAID + frame({ detail: [{ loc: ['body'], msg: 'Too long.' }] }),
    expected: { error: 'failed: Too long.' },
  },
  {
    name: 'an object: error (vLLM)',
    body: SAID + frame({ object: 'error', message: 'Out of memory.', code: 500 }),
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'a message and a code (DashScope)',
    body: SAID + frame({ code: 'Throttling.RateQuota', message: 'Slow down.' }),
    expected: { error: 'failed: Slow down.', ...LIMITED },
  },
  {
    name: 'an error_code (FastChat)',
    body: SAID + frame({ text: 'Out of memory.', error_code: 50002 }),
    expected: { error: 'failed: 50002' },
  },
  {
    name: 'a status with an error (MiniMax)',
    body: SAID + frame({ choices: null, base_resp: { status_code: 1002, status_msg: 'rate limit' } }),
    expected: { error: 'failed: rate limit', ...LIMITED },
  },
  {
    name: 'an event: error',
    body: `${SAID}event: error\ndata: {"message":"Out of memory."}\n\n`,
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'an event: error with an error (Anthropic)',
    body: `${SAID}event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n`,
    expected: { error: 'failed: Overloaded' },
  },
  {
    name: 'an event: error of plain text',
    body: `${SAID}event: error\ndata: "Out of memory."\n\n`,
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'an error inside an incomplete event',
    body: `${SAID}data: {"choices":[{"del\ndata: {"error":{"message":"Out of memory."}}\n\n`,
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'an error beside no choices (OpenRouter)',
    body: SAID + frame({ ...chunk({}), choices: [], error: { code: 502, message: 'Provider gone.' } }),
    expected: { error: 'failed: Provider gone.' },
  },
  {
    name: 'a line error: (llama.cpp)',
    body: `${SAID}error: {"code":500,"message":"Out of memory."}\n\n`,
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'plain JSON in a stream',
    body: `${SAID}{"error":{"message":"Out of memory."}}\n`,
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'an error at the choice (OpenRouter)',
    body:
      SAID +
      choices([
        {
          index: 0,
          delta: { content: '' },
          finish_reason: 'error',
          error: { code: 502, message: 'Provider gone.' },
        },
      ]),
    expected: { error: 'failed: Provider gone.' },
  },
  { name: 'a finish reason of error', body: SAID + frame(chunk({}, 'error')), expected: { error: 'failed' } },
  {
    name: 'an error beside a choice',
    body: SAID + frame({ ...chunk({ content: '' }, 'error'), error: { message: 'Provider gone.' } }),
    expected: { error: 'failed: Provider gone.' },
  },
  {
    name: "a router's error around another's",
    body:
      SAID +
      reported({
        message: 'Provider returned error',
        metadata: { raw: '{"error":{"message":"Too long."}}' },
      }),
    expected: { error: 'failed: Provider returned error: Too long.' },
  },
  {
    name: 'an error before any text',
    body: reported({ message: 'Out of memory.' }),
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'an error, then [DONE]',
    body: SAID + reported({ message: 'Out of memory.' }) + DONE,
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'JSON with an error',
    contentType: JSON_TYPE,
    body: '{"error":{"message":"Out of memory.","type":"server_error"}}',
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'JSON with an error that is a string',
    contentType: JSON_TYPE,
    body: '{"error":"Out of memory."}',
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'JSON with a list of one error (Gemini)',
    contentType: JSON_TYPE,
    body: '[{\n  "error": {\n    "code": 429, "message": "Slow down.", "status": "RESOURCE_EXHAUSTED" } }]',
    expected: { error: 'failed: Slow down.', ...LIMITED },
  },
  {
    name: 'JSON with a detail',
    contentType: JSON_TYPE,
    body: '{"detail":"Out of memory."}',
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'JSON with a message',
    contentType: JSON_TYPE,
    body: '{"message":"Out of memory."}',
    expected: { error: 'failed: Out of memory.' },
  },
  {
    name: 'JSON with a rate limit',
    contentType: JSON_TYPE,
    body: '{"error":{"message":"Slow down.","code":"rate_limit_exceeded"}}',
    expected: { error: 'failed: Slow down.', ...LIMITED },
  },
  {
    name: 'JSON without choices',
    contentType: JSON_TYPE,
    body: '{"id":"x","choices":[]}',
    expected: { error: 'sent no chat completion' },
  },
  {
    name: 'a web page',
    contentType: 'text/html',
    body: '<!doctype html><title>Welcome</title>',
    expected: { error: 'sent a web page' },
  },
  {
    name: 'plain text',
    contentType: 'text/plain',
    body: 'upstream connect error',
    expected: { error: 'upstream connect error' },
  },
  {
    name: 'a chunk that is not JSON',
    body: `${SAID}data: <html>\n\n${STOP}`,
    expected: { error: 'A part of the answer is missing', text: 'Hello' },
  },
  {
    name: 'choices that are not a list',
    body: `${SAID}${frame({ choices: 7 })}${STOP}`,
    expected: { error: 'not a chat completion chunk' },
  },
];
