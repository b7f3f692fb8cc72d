import type { RunStep, RunStepStatus, ToolCall } from '../../../src/protocol/run-step.ts';
import { callObject, stepObject } from '../../protocol/wire-objects.ts';
import type { Page } from '../support/render-app.tsx';

const WEATHER_CALL = callObject('call_1', {
  name: 'weather',
  arguments: '{"city":"Athens"}',
  output: '21 degrees',
});
const CLOCK_CALL = callObject('call_2', {
  name: 'clock',
  arguments: '{"zone":"Europe/Athens"}',
  output: '08:00',
});

/** A run that thinks, calls two tools at once, thinks again, and answers. The test decides when each part arrives. */
export class RunScript {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async think(id: string, value: string, elapsed_ms: number): Promise<void> {
    const delta = { thinking: { value, elapsed_ms } };
    await this.#page.event('hub.message.thinking', { id, object: 'hub.message.thinking', delta });
  }

  /** A step begins, and its calls arrive in pieces. */
  async call(): Promise<void> {
    await this.#page.event('thread.run.step.created', this.#step('in_progress', []));
    for (const [index, { id, function: called }] of [WEATHER_CALL, CLOCK_CALL].entries()) {
      await this.piece({ index, id, function: { name: called.name, arguments: '' } });
      await this.piece({ index, function: { arguments: called.arguments } });
    }
  }

  async piece(piece: object): Promise<void> {
    const delta = { step_details: { type: 'tool_calls', tool_calls: [piece] } };
    await this.#page.event('thread.run.step.delta', { id: 'step_a', object: 'thread.run.step.delta', delta });
  }

  /** The outputs arrive, and the step ends. The hub keeps it. */
  async answer(): Promise<void> {
    for (const [index, call] of [WEATHER_CALL, CLOCK_CALL].entries())
      await this.piece({ index, function: { output: call.function.output } });
    const step = this.#step('completed', [WEATHER_CALL, CLOCK_CALL]);
    await this.#page.event('thread.run.step.completed', step);
    const { message_id = '', elapsed_ms = 0 } = step.thinking ?? {};
    const thinking = { message_id, elapsed_ms, text: 'Two cities. Ask both.' };
    this.#page.hub.steps.push({ ...step, thinking, next_message_id: 'msg_b' });
  }

  /** The message ends. The hub keeps it with its thinking. */
  async reply(): Promise<void> {
    await this.#page.deltas('msg_b', 'It is ', 'dry.');
    await this.#page.message('msg_b', 'It is dry.');
    const thinking = { message_id: 'msg_b', text: 'Both dry.', elapsed_ms: 3_000 };
    Object.assign(this.#page.hub.messages.at(-1)!, { thinking });
  }

  /** All parts, one after the other, with a pause before each. */
  readonly parts: (() => Promise<void>)[] = [
    () => this.think('msg_a', 'Two cities. ', 0),
    () => this.think('msg_a', 'Ask both.', 12_000),
    () => this.call(),
    () => this.answer(),
    () => this.think('msg_b', 'Both dry.', 3_000),
    () => this.reply(),
  ];

  #step(status: RunStepStatus, tool_calls: ToolCall[]): RunStep {
    const { id: run_id, thread_id, created_at } = this.#page.run;
    return stepObject('step_a', status, {
      run_id,
      thread_id,
      created_at,
      step_details: { type: 'tool_calls', tool_calls },
      thinking: { message_id: 'msg_a', elapsed_ms: 12_000 },
    });
  }
}
