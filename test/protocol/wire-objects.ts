import { textContent, type Message } from '../../src/protocol/message.ts';
import type { Run, RunStatus } from '../../src/protocol/run.ts';
import type { RunStep, RunStepStatus, ToolCall } from '../../src/protocol/run-step.ts';

/** A run as the hub sends it. */
export function runObject(status: RunStatus = 'in_progress'): Run {
  return {
    id: 'run_1',
    object: 'thread.run',
    created_at: 1_753_700_000,
    thread_id: 'thread_1',
    assistant_id: 'symposium/streaming-example/0.0.3',
    status,
  };
}

/** A message as the hub sends it. */
export function messageObject(id: string, text: string, more: Partial<Message> = {}): Message {
  return {
    id,
    object: 'thread.message',
    created_at: 1_753_700_001,
    thread_id: 'thread_1',
    role: 'assistant',
    status: 'completed',
    content: textContent(text),
    ...more,
  };
}

/** A step that calls tools, as the hub sends it. */
export function stepObject(id: string, status: RunStepStatus, more: Partial<RunStep> = {}): RunStep {
  return {
    id,
    object: 'thread.run.step',
    created_at: 1_753_700_001,
    thread_id: 'thread_1',
    run_id: 'run_1',
    assistant_id: 'symposium/streaming-example/0.0.3',
    type: 'tool_calls',
    status,
    step_details: { type: 'tool_calls', tool_calls: [] },
    completed_at: status === 'completed' ? 1_753_700_002 : null,
    cancelled_at: null,
    failed_at: null,
    expired_at: null,
    last_error: null,
    usage: null,
    metadata: null,
    ...more,
  };
}

/** A call of a tool, as the hub sends it. */
export function callObject(id: string, called: Partial<ToolCall['function']>): ToolCall {
  return { id, type: 'function', function: { name: '', arguments: '', output: null, ...called } };
}
