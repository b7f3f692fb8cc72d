import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LogWrite } from '../../../../src/hub/delta-log/delta-log.ts';
import { allMessageRows } from '../../../../src/hub/db/messages.ts';
import type { Run } from '../../../../src/protocol/run.ts';
import type { RunStep } from '../../../../src/protocol/run-step.ts';
import type { ReceivedEvent } from '../../../support/read-events.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';
import { askCompletion, complete, delegate, messageId, reply } from './delegated-run.ts';

let hub: TestHub;
afterEach(async () => {
  vi.useRealTimers();
  await hub.close();
});

const tells = (write: LogWrite, name: string) => write.events.some(({ event }) => event === name);

/** Opens a hub that crashes at this write: neither that nor anything after it is written. */
async function openHubToBeLost(isLastOf: (write: LogWrite) => boolean): Promise<void> {
  let isLost = false;
  hub = await openTestHub({
    wrapLog: (log) => ({
      ...log,
      append(write) {
        isLost ||= isLastOf(write);
        return isLost ? new Promise(() => {}) : log.append(write);
      },
    }),
  });
}

async function startNextHub(): Promise<void> {
  hub = await hub.restart({ wrapLog: (log) => log });
}

describe('a delegated run whose hub has crashed', () => {
  it('continues in the next hub, with its text and its ids', async () => {
    hub = await openTestHub();
    const delegated = await delegate(hub);
    await complete(hub, delegated, messageId(1), 'Before the crash. ');
    await startNextHub();
    const watching = hub.events(delegated.stream);
    await complete(hub, delegated, messageId(2), 'After the crash.');
    await reply(hub, delegated, 'After the crash.');
    await hub.call(delegated.run, { status: 'completed' });
    const ids = (await watching).map(({ id }) => id);
    expect(ids.map((id) => Number(id.split('-')[1]))).toEqual(ids.map((_, at) => at + 1));
    expect(ids[0]).toMatch(/^1-/);
    expect(ids.at(-1)).toMatch(/^2-/);
  });

  it('turns its last draft into the reply made of it, with the same id', async () => {
    hub = await openTestHub();
    const delegated = await delegate(hub);
    await complete(hub, delegated, messageId(1), 'Everything.');
    await hub.untilLogged(delegated.runId, 'Everything.');
    await startNextHub();
    const { body } = await reply(hub, delegated, 'Everything.', { message_id: messageId(1) });
    expect(body.id).toBe(messageId(1));
    await hub.call(delegated.run, { status: 'completed' });
    const events = await hub.events(delegated.stream);
    const made = events.filter(({ event }) => event === 'thread.message.created');
    expect(made.map(({ data }) => data.id)).toEqual([messageId(1)]);
  });

  it('lists its steps in the order in which they began, even if the next hub starts at once', async () => {
    hub = await openTestHub();
    const delegated = await delegate(hub);
    await complete(hub, delegated, messageId(1), 'Before.');
    await hub.untilLogged(delegated.runId, 'Before.');
    vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / 1000) * 1000 }); // in the same second
    await startNextHub();
    await complete(hub, delegated, messageId(2), 'After.');
    for (const id of [messageId(1), messageId(2)]) await reply(hub, delegated, 'Said.', { message_id: id });
    const { body } = await hub.call<{ data: RunStep[] }>(`${delegated.run}/steps?order=asc`);
    expect(body.data.map(({ id }) => id)).toEqual([1, 2].map((at) => messageId(at).replace('msg_', 'step_')));
  });

  it('leaves no tool step open', async () => {
    let isLost = false;
    await openHubToBeLost(() => isLost);
    const delegated = await delegate(hub);
    const asked = askCompletion(hub, delegated, messageId(1));
    const completion = await hub.provider.nextCompletion();
    const call = { index: 0, id: 'call_1', function: { name: 'search', arguments: '{' } };
    completion.pushChunk({ choices: [{ index: 0, delta: { tool_calls: [call] } }] });
    await asked;
    await hub.untilLogged(delegated.runId, 'call_1');
    isLost = true;
    await startNextHub();
    await hub.call(delegated.run, { status: 'failed' });
    const steps = stepsOf(await hub.events(delegated.stream));
    expect(steps.filter(({ type }) => type === 'tool_calls').map(({ status }) => status)).toEqual(['failed']);
    expect(steps.map(({ status }) => status)).not.toContain('in_progress');
    const listed = await hub.call<{ data: RunStep[] }>(`${delegated.run}/steps`);
    const [step] = listed.body.data;
    expect(step).toMatchObject({
      status: 'failed',
      step_details: { tool_calls: [{ id: 'call_1', function: { name: 'search', arguments: '{' } }] },
    });
    expect((await hub.call(`${delegated.run}/steps/${step!.id}`)).body).toEqual(step);
  });

  it('keeps the thinking, the discarded drafts, and the streamed text', async () => {
    hub = await openTestHub();
    const delegated = await delegate(hub);
    await complete(hub, delegated, messageId(1), 'First, then.');
    await complete(hub, delegated, messageId(2), 'So it is.');
    await reply(hub, delegated, 'So it is.', { message_id: messageId(2) });
    await complete(hub, delegated, messageId(3), 'A plan.');
    const asked = askCompletion(hub, delegated, messageId(4));
    const completion = await hub.provider.nextCompletion();
    completion.pushChunk({ choices: [{ index: 0, delta: { reasoning_content: 'Let me ' } }] });
    completion.pushChunk({ choices: [{ index: 0, delta: { reasoning_content: 'see.' } }] });
    completion.push('And so ', 'on');
    await asked;
    await hub.untilLogged(delegated.runId, '"on"');
    await startNextHub();
    const { body } = await hub.call<Run>(delegated.run, { status: 'failed' });
    expect(body.notices).toEqual([
      { type: 'discarded', message_id: messageId(1), deltas: 2 },
      { type: 'discarded', message_id: messageId(3), deltas: 2 },
    ]);
    const rows = (await allMessageRows(hub.db, delegated.threadId)).filter(
      ({ role }) => role === 'assistant',
    );
    expect(rows.map(({ text, thinking, incompleteReason }) => [text, thinking, incompleteReason])).toEqual([
      ['So it is.', null, null],
      ['And so on', 'Let me see.', 'run_failed'],
    ]);
  });

  it('ends as cancelled if its owner had cancelled it', async () => {
    await openHubToBeLost((write) => tells(write, 'thread.run.cancelled'));
    const { run, stream } = await delegate(hub);
    expect((await hub.call(`${run}/cancel`, {})).body).toMatchObject({ status: 'cancelling' });
    await startNextHub();
    expect((await hub.call(run)).body).toMatchObject({ status: 'cancelled' });
    expect((await hub.events(stream)).at(-1)?.event).toBe('thread.run.cancelled');
  });
});

describe('a delegated run that the next hub cannot take', () => {
  it('does not fail, and continues later', async () => {
    hub = await openTestHub();
    const delegated = await delegate(hub);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }); // the renewal of leases uses it
    let isBroken = true;
    hub = await hub.restart({
      wrapLog: (log) => ({
        ...log,
        append: (write) => (isBroken ? Promise.reject(new Error('The disk is full.')) : log.append(write)),
      }),
    });
    isBroken = false;
    expect(hub.problems[0]).toContain(`Run ${delegated.runId} could not be recovered`);
    await hub.db.execute(`update runs set lease_until = now() - interval '1 second'`);
    const isTakenOver = new Promise<void>((resolve) => hub.log.onAppend(delegated.runId, resolve));
    vi.advanceTimersByTime(10_000);
    await isTakenOver;
    const { status, body } = await hub.call<Run>(delegated.run, { status: 'completed' });
    expect({ status, is: body.status }).toEqual({ status: 200, is: 'completed' });
  });
});

describe('a delegated run whose hub shuts down', () => {
  it('loses nothing that a client has seen: it is written first', async () => {
    const order: string[] = [];
    let onDelta = () => {};
    let write = () => {};
    const deltaComes = new Promise<void>((resolve) => (onDelta = resolve));
    const mayWrite = new Promise<void>((resolve) => (write = resolve));
    hub = await openTestHub({
      wrapLog: (log) => ({
        ...log,
        async append(one) {
          const isDelta = tells(one, 'thread.message.delta');
          if (isDelta) onDelta();
          if (isDelta) await mayWrite;
          await log.append(one);
          if (isDelta) order.push('written');
        },
      }),
    });
    const delegated = await delegate(hub);
    const asked = askCompletion(hub, delegated, messageId(1));
    (await hub.provider.nextCompletion()).push('on its way');
    await deltaComes;
    await asked;
    const closing = hub.runner.close().then(() => order.push('closed'));
    await hub.call(delegated.run); // by now, a hub that waits for nothing would have closed
    write();
    await closing;
    expect(order).toEqual(['written', 'closed']);
  });
});

/** The steps in a stream, in their final state. */
function stepsOf(events: ReceivedEvent[]): RunStep[] {
  const steps = new Map<string, RunStep>();
  for (const { event, data } of events) {
    if (!event.startsWith('thread.run.step.') || event.endsWith('.delta')) continue;
    steps.set(data.id, data as unknown as RunStep);
  }
  return [...steps.values()];
}
