import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError } from '../../../../src/hub/providers/provider.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';
import { askCompletion, complete, delegate, messageId, reply } from './delegated-run.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

describe('the headers of a completion', () => {
  it('must name an existing run with both ids, and a free message id', async () => {
    const delegated = await delegate(hub);
    await complete(hub, delegated, messageId(1), 'Once.');
    const ask = async (headers: Record<string, string>) => {
      const body = JSON.stringify({ messages: [], stream: true });
      return (await hub.request('/chat/completions', { method: 'POST', body, headers })).status;
    };
    const { threadId: thread_id, runId: run_id } = delegated;
    expect(await ask({ thread_id })).toBe(400);
    expect(await ask({ run_id })).toBe(400);
    expect(await ask({ thread_id, run_id: 'run_none' })).toBe(404);
    expect(await ask({ thread_id, run_id, message_id: 'short' })).toBe(400);
    expect(await ask({ thread_id, run_id, message_id: messageId(1) })).toBe(409);
  });
});

describe('a message_id', () => {
  it('of two simultaneous completions belongs to one of them', async () => {
    const delegated = await delegate(hub);
    const asked = [1, 2].map(() => askCompletion(hub, delegated, messageId(2)));
    const completion = await hub.provider.nextCompletion();
    const refused = await Promise.race(asked); // the model has not answered the other yet
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ error: { param: 'message_id' } });
    completion.push('all ', 'mine');
    completion.end();
    const answers = await Promise.all(asked);
    const taken = answers.find((answer) => answer !== refused)!;
    expect(taken.headers.get('message_id')).toBe(messageId(2));
    expect(await taken.text()).toContain('[DONE]');
    expect((await reply(hub, delegated, 'all mine', { message_id: messageId(2) })).body.id).toBe(
      messageId(2),
    );
    await hub.call(delegated.run, { status: 'completed' });
    const events = await hub.events(delegated.stream);
    const ofDraft = events.filter(({ data }) => data.id === messageId(2)).map(({ event }) => event);
    expect(ofDraft).toEqual([
      'thread.message.created',
      'thread.message.in_progress',
      'thread.message.delta',
      'thread.message.delta',
      'thread.message.completed',
    ]);
  });

  it('of one run is refused for another, during the stream and after it', async () => {
    const [one, other] = [await delegate(hub), await delegate(hub)];
    const asked = askCompletion(hub, one, messageId(3));
    const completion = await hub.provider.nextCompletion();
    expect((await askCompletion(hub, other, messageId(3))).status, 'before the first byte').toBe(409);
    completion.push('taken');
    const answer = await asked;
    expect((await askCompletion(hub, other, messageId(3))).status, 'in mid-stream').toBe(409);
    completion.end();
    await answer.text();
    await reply(hub, one, 'taken', { message_id: messageId(3) });
    await hub.call(one.run, { status: 'completed' });
    expect((await askCompletion(hub, other, messageId(3))).status, 'as a message').toBe(409);
  });

  it('is free again if the model failed before its first byte', async () => {
    const delegated = await delegate(hub);
    const asked = askCompletion(hub, delegated, messageId(4));
    (await hub.provider.nextCompletion()).fail(new ProviderError('overloaded'));
    expect((await asked).status).toBe(502);
    expect(await complete(hub, delegated, messageId(4), 'at last')).toContain('[DONE]');
    expect((await reply(hub, delegated, 'at last', { message_id: messageId(4) })).body.id).toBe(messageId(4));
  });

  it('stays the id of its draft if an empty reply to another completion is sent twice', async () => {
    const delegated = await delegate(hub);
    const { threadId, runId } = delegated;
    const body = { role: 'assistant', content: '', run_id: runId, message_id: messageId(40) };
    const replyEmpty = () =>
      hub.request(`/threads/${threadId}/messages`, {
        method: 'POST',
        headers: { 'idempotency-key': runId },
        body: JSON.stringify(body),
      });
    await complete(hub, delegated, messageId(40), '');
    expect((await replyEmpty()).status).toBe(200);
    await complete(hub, delegated, messageId(41), 'It is knowledge.');
    expect((await replyEmpty()).status).toBe(200);
    const said = await reply(hub, delegated, 'It is knowledge!', { message_id: messageId(41) });
    expect(said.body.id).toBe(messageId(41));
  });
});
