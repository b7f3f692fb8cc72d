import { expect, it } from 'vitest';
import { toCliProblem } from '../../src/cli/hub.ts';
import { HubUnavailableError, HubUnreachableError } from '../../src/client/hub-requests.ts';

it('says that the hub cannot reach its database, not that there is no hub', () => {
  const url = 'http://127.0.0.1:3000';
  expect(toCliProblem(new HubUnavailableError('Try again later.'), url).message).toBe('Try again later.');
  expect(toCliProblem(new HubUnreachableError(), url).message).toContain(`No hub answers at ${url}`);
});
