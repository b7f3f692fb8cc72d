import { afterEach, expect, it, vi } from 'vitest';
import { openTestHub } from '../../support/test-hub.ts';

afterEach(() => vi.unstubAllGlobals());

/** A clock that advances each time it is read. */
function stubClock(): void {
  let now = Date.now();
  class TickingDate extends Date {
    constructor(value: number | string | Date = ++now) {
      super(value);
    }

    static override now(): number {
      return ++now;
    }
  }
  vi.stubGlobal('Date', TickingDate);
}

it('a run is never older than the messages of its request: it belongs to their turn', async () => {
  const hub = await openTestHub();
  const thread = await hub.call<{ id: string }>('/threads', {});
  stubClock();
  await hub.call(`/threads/${thread.body.id}/runs`, {
    assistant_id: hub.addAgent(async () => {}),
    additional_messages: [{ role: 'user', content: 'What is virtue?' }],
  });
  vi.unstubAllGlobals();
  const [run] = await hub.db.query.runs.findMany();
  const [message] = await hub.db.query.messages.findMany();
  expect(message?.createdAt).toEqual(run?.createdAt);
  await hub.close();
});
