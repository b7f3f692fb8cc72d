import { QueryClient } from '@tanstack/react-query';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FIRST_REQUESTS, FIRST_ANSWERS } from '../../../src/protocol/first-answers.ts';

const ACCOUNT = { id: 'account_1', object: 'account', name: null, sign_in: 'automatic' };

/** Loads the queries of a page that contains these answers. */
async function openPage(answers: object) {
  document.body.innerHTML = `<script type="application/json" id="${FIRST_ANSWERS}">${JSON.stringify(answers)}</script>`;
  const { sessionQuery } = await import('../../../src/app/api/account.ts');
  const { assistantsQuery } = await import('../../../src/app/api/assistants.ts');
  return { sessionQuery, assistantsQuery };
}

const asked = vi.fn<(path: string) => Promise<Response>>();

beforeEach(() => {
  vi.resetModules();
  asked.mockReset().mockImplementation(async () => Response.json({ ...ACCOUNT, id: 'account_2' }));
  vi.stubGlobal('fetch', asked);
});

afterAll(() => vi.resetModules());

describe('the answers that come with the page', () => {
  it('are used once; after that the hub is asked', async () => {
    const { sessionQuery } = await openPage({ [FIRST_REQUESTS.account]: ACCOUNT });
    const first = await new QueryClient().fetchQuery(sessionQuery);
    expect(first).toEqual({ state: 'signed-in', account: ACCOUNT });
    expect(asked).not.toHaveBeenCalled();
    expect(await new QueryClient().fetchQuery(sessionQuery)).toMatchObject({ account: { id: 'account_2' } });
  });

  it.each([
    ['there are none', {}],
    ['one cannot be read', { [FIRST_REQUESTS.account]: { id: 1 } }],
  ])('are requested from the hub if %s', async (_, answers) => {
    const { sessionQuery } = await openPage(answers);
    expect(await new QueryClient().fetchQuery(sessionQuery)).toMatchObject({ account: { id: 'account_2' } });
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('are not used for agents if there is more than one page of them', async () => {
    const page = { object: 'list', data: [], first_id: null, last_id: null };
    const whole = await openPage({ [FIRST_REQUESTS.assistants]: { ...page, has_more: false } });
    expect(await new QueryClient().fetchQuery(whole.assistantsQuery)).toEqual([]);
    expect(asked).not.toHaveBeenCalled();
    vi.resetModules();
    asked.mockImplementation(async () => Response.json({ ...page, has_more: false }));
    const part = await openPage({ [FIRST_REQUESTS.assistants]: { ...page, has_more: true } });
    await new QueryClient().fetchQuery(part.assistantsQuery);
    expect(asked).toHaveBeenCalledTimes(1);
  });
});
