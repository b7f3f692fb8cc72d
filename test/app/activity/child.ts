import type { Run, RunStatus } from '../../../src/protocol/run.ts';
import type { RunStep, RunStepStatus } from '../../../src/protocol/run-step.ts';
import type { Thread } from '../../../src/protocol/thread.ts';
import { stepObject } from '../../protocol/wire-objects.ts';
import { deltaOf, type FakeEventSource } from '../support/fake-event-source.ts';
import { EXAMPLE } from '../support/fake-hub.ts';
import type { Page } from '../support/render-app.tsx';

/** A run of another agent, as the hub has it. The test sends its stream. */
export class Child {
  readonly #page: Page;
  readonly thread: Thread;
  readonly run: Run;
  readonly step: RunStep;
  #seq = 0;

  constructor(page: Page, by: Run, assistantId = EXAMPLE) {
    this.#page = page;
    this.thread = page.hub.addThread('', { parent_id: by.thread_id });
    this.run = page.hub.addRun(this.thread.id, assistantId, { status: 'in_progress' });
    this.step = stepObject(this.run.id, 'in_progress', {
      object: 'thread.run.child',
      type: 'child_run',
      run_id: by.id,
      thread_id: by.thread_id,
      assistant_id: by.assistant_id,
      created_at: by.created_at,
      step_details: {
        type: 'child_run',
        child_run: { thread_id: this.thread.id, run_id: this.run.id, assistant_id: assistantId },
      },
    });
    page.hub.steps.push(this.step);
  }

  get ids() {
    return { thread_id: this.thread.id, run_id: this.run.id };
  }

  get streams(): FakeEventSource[] {
    return this.#page.streams.alive.filter(({ url }) => url.includes(this.run.id));
  }

  async connect(): Promise<void> {
    for (const stream of this.streams) stream.open();
    await this.#page.settle();
  }

  async event(name: string, data: unknown): Promise<void> {
    this.#seq += 1;
    for (const stream of this.streams) stream.send(`1-${this.#seq}`, name, data);
    await this.#page.settle();
  }

  async deltas(...texts: string[]): Promise<void> {
    for (const text of texts) await this.event('thread.message.delta', deltaOf('msg_child', text));
  }

  /** The hub ends the run. Its list of steps then says so. */
  async end(status: RunStatus, asStep: RunStepStatus, deltas: number): Promise<void> {
    this.run.status = status;
    this.step.status = asStep;
    const { step_details: details } = this.step;
    if (details.type === 'child_run') details.child_run.deltas = deltas;
    await this.event(`thread.run.${status}`, this.run);
    await this.#page.accountEvent('hub.run.progress', { ...this.ids, deltas });
    await this.#page.accountEvent('hub.run.ended', this.ids);
    await this.#page.advance(300);
  }

  /** Its message ends. The hub keeps it. */
  async message(text: string): Promise<void> {
    const fields = { id: 'msg_child', run_id: this.run.id };
    await this.event(
      'thread.message.completed',
      this.#page.hub.addMessage(this.thread.id, 'assistant', text, fields),
    );
  }
}
