import type { Usage } from './usage.ts';

/** How a run step stands: https://platform.openai.com/docs/api-reference/run-steps/step-object */
export type RunStepStatus = 'in_progress' | 'completed' | 'cancelled' | 'failed' | 'expired';

/** A tool call, as far as it has come. The hub runs no tools: its output comes from whoever started the run. */
export interface ToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string; output: string | null };
}

/** What a step does: it makes a message, or calls tools. */
export type RunStepDetails =
  | { type: 'message_creation'; message_creation: { message_id: string } }
  | { type: 'tool_calls'; tool_calls: ToolCall[] };

/** One step of a run. Times are Unix seconds. */
export interface RunStep {
  id: string;
  object: 'thread.run.step';
  created_at: number;
  thread_id: string;
  run_id: string;
  assistant_id: string;
  type: RunStepDetails['type'];
  status: RunStepStatus;
  step_details: RunStepDetails;
  completed_at: number | null;
  cancelled_at: number | null;
  failed_at: number | null;
  expired_at: number | null;
  last_error: null;
  /** What its completion took; null until it has ended, and where the model did not report it. */
  usage: Usage | null;
  metadata: null;
}
