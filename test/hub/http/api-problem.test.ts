import { expect, it } from 'vitest';
import { notFound, RefusedError, serverBusy } from '../../../src/hub/errors/refused-error.ts';
import { ApiProblem, problemOfRefusal } from '../../../src/hub/http/api-problem.ts';

it.each<[string, RefusedError, status: number, code: string | null, headers: Record<string, string>]>([
  ['an invalid request', new RefusedError('invalid', 'x', { code: 'wrong' }), 400, 'wrong', {}],
  ['an unknown id', notFound('thread', 'thread_1'), 404, 'not_found', {}],
  ['a conflict', new RefusedError('conflict', 'x'), 409, null, {}],
  [
    'a conflict that no retry resolves',
    new RefusedError('conflict', 'x', { retryAfter: 'never' }),
    409,
    null,
    { 'x-should-retry': 'false' },
  ],
  ['a reused key', new RefusedError('key_reused', 'x'), 422, null, {}],
  [
    'a limit',
    new RefusedError('too_many', 'x', { code: 'too_many_runs', retryAfter: 5 }),
    429,
    'too_many_runs',
    { 'retry-after': '5' },
  ],
  ['a busy hub', serverBusy('x', 2), 503, 'server_busy', { 'retry-after': '2' }],
])(
  'the answer to %s has its status, its code and its advice on retries',
  (_, error, status, code, headers) => {
    const problem = problemOfRefusal(error);
    expect(problem?.status).toBe(status);
    expect(problem?.details.headers).toEqual(headers);
    expect(problem?.toJSON().error).toEqual({
      message: error.message,
      type: status >= 500 ? 'server_error' : 'invalid_request_error',
      param: null,
      code,
    });
  },
);

it('the answer to a refusal names the parameter, and repeats a limited part of a long text', () => {
  const error = new RefusedError('invalid', 'x'.repeat(1_000_000), { param: 'after' });
  const problem = problemOfRefusal(error);
  expect(problem?.toJSON().error.param).toBe('after');
  expect(problem?.message).toHaveLength(2_001);
});

it('an error of HTTP itself is answered unchanged, and a failure of the hub is not a refusal', () => {
  const problem = new ApiProblem(413, 'Too large.');
  expect(problemOfRefusal(problem)).toBe(problem);
  expect(problemOfRefusal(new Error('It failed.'))).toBeNull();
});
