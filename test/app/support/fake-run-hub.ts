import type { RunStatus } from '../../../src/protocol/run.ts';
import { deltaOf, FakeEventSource } from './fake-event-source.ts';

interface LoggedEvent {
  id: string;
  event: string;
  data: unknown;
}

interface Viewer {
  source: FakeEventSource;
  runId: string;
  /** Number of events that it has, including those before this connection. */
  sent: number;
}

/** A hub with the delta logs of runs, which sends each viewer the events after its cursor. */
export class FakeRunHub {
  readonly #logs = new Map<string, LoggedEvent[]>();
  readonly viewers: Viewer[] = [];
  /** False for a hub that sends no ids, as older ones, and starts over with each connection. */
  hasIds = true;

  readonly open = (url: string): FakeEventSource => {
    const source = new FakeEventSource(url);
    const { pathname, searchParams } = new URL(url, 'http://hub.test');
    const sent = Number(searchParams.get('last_event_id')?.split('-')[1] ?? 0);
    this.viewers.push({ source, runId: pathname.split('/').at(-1) ?? '', sent });
    return source;
  };

  /** Connections that were neither closed nor refused. */
  get alive(): Viewer[] {
    return this.viewers.filter(({ source }) => source.readyState !== 2);
  }

  /** Number of deltas in the log of a run. */
  deltas(runId = 'run_1'): number {
    return this.#log(runId).filter(({ event }) => event === 'thread.message.delta').length;
  }

  /** The text of a run so far. */
  text(runId = 'run_1'): string {
    return Array.from({ length: this.deltas(runId) }, (_, index) => `${index + 1} `).join('');
  }

  write(count: number, runId = 'run_1'): void {
    for (let each = 0; each < count; each++) {
      const delta = deltaOf(`msg_of_${runId}`, `${this.deltas(runId) + 1} `);
      this.#append(runId, 'thread.message.delta', delta);
    }
  }

  end(runId = 'run_1', status: RunStatus = 'completed'): void {
    this.#append(runId, `thread.run.${status}`, {});
  }

  /** Opens the connection of a viewer, and sends it the next events: all, or at most `max`. */
  send(viewer: Viewer, max = Infinity): void {
    if (viewer.source.readyState === 0) {
      if (!this.hasIds) viewer.sent = 0;
      viewer.source.open();
    }
    for (let each = 0; each < max; each++) {
      const next = this.#log(viewer.runId)[viewer.sent];
      if (!next || viewer.source.readyState !== 1) return;
      viewer.sent += 1;
      viewer.source.send(this.hasIds ? next.id : '', next.event, next.data);
    }
  }

  /** Sends all viewers all events that they do not have. */
  sendAll(): void {
    for (const viewer of this.alive) this.send(viewer);
  }

  #append(runId: string, event: string, data: unknown): void {
    const log = this.#log(runId);
    log.push({ id: `1-${log.length + 1}`, event, data });
  }

  #log(runId: string): LoggedEvent[] {
    const log = this.#logs.get(runId) ?? [];
    this.#logs.set(runId, log);
    return log;
  }
}
