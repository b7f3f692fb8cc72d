import { expect, it } from 'vitest';
import { problemOf } from '../../src/cli/hub.ts';
import { HubUnavailableError, HubUnreachableError } from '../../src/client/hub-requests.ts';

it('says that a hub has no database at the moment, and not that there is no hub', () => {
  const url = 'http://127.0.0.1:3000';
  expect(problemOf(new HubUnavailableError('Try again later.'), url).message).toBe('Try again later.');
  expect(problemOf(new HubUnreachableError(), url).message).toContain(`No hub answers at ${url}`);
});
