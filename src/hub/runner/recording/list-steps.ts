import { pageWith, type Page } from '../../../protocol/page.ts';
import type { RunStep } from '../../../protocol/run-step.ts';
import type { StepQuery } from '../../../protocol/step-query.ts';
import type { Database } from '../../db/database.ts';
import { messagePlacesOfSteps, stepMessagesOf, type MessageOfStep } from '../../db/messages.ts';
import { pageOf, placesThatFit } from '../../db/pages.ts';
import {
  newestToolSteps,
  readSteps,
  stepPlacesOfThread,
  toolStepPlaces,
  type RunStepPlace,
  type RunStepRow,
} from '../../db/run-steps.ts';
import { runsById } from '../../db/runs.ts';
import { withChildState } from './child-run-step.ts';
import { messageStep } from './run-step.ts';
import { storedToolCallStep, type ToolCallStep } from './tool-call-step.ts';

/**
 * Returns a page of the steps of a run, in the order in which they began. A step that creates a message is listed when
 * the message is stored.
 */
export async function listSteps(db: Database, runId: string, query: StepQuery): Promise<Page<RunStep>> {
  const [messages, tools] = await Promise.all([stepMessagesOf(db, runId), toolStepPlaces(db, [runId])]);
  const made = messages.map((message) => ({ ...placeOf(message), step: messageStep(message) }));
  const places = [...made, ...tools.map((place) => ({ ...place, step: null }))];
  return readPage(db, places, query);
}

/**
 * Returns a page of the steps of all runs of a thread that call tools, run other agents, have asked questions or have
 * only thinking, in the order in which they began. The run of another agent is left out if its thread has been deleted,
 * and thinking if the query does not include it.
 */
export async function listThreadSteps(
  db: Database,
  threadId: string,
  query: StepQuery,
): Promise<Page<RunStep>> {
  const [places, messages] = await Promise.all([
    stepPlacesOfThread(db, threadId),
    messagePlacesOfSteps(db, threadId),
  ]);
  const times = new Map(places.map(({ id, createdAt }) => [id, createdAt.getTime()]));
  const page = await readPage(
    db,
    places.map((place) => ({ ...place, step: null })),
    query,
  );
  const children = await runsById(
    db,
    page.data.flatMap(({ id, type }) => (type === 'child_run' ? id : [])),
  );
  const data = page.data.flatMap((step) => {
    if (step.type === 'child_run' && !children.has(step.id)) return [];
    if (step.type === 'thinking' && !query.include_thinking) return [];
    const next = messages.find(
      ({ runId, createdAt }) => runId === step.run_id && createdAt.getTime() > (times.get(step.id) ?? 0),
    );
    return { ...withChildState(step, children.get(step.id)), next_message_id: next?.id ?? null };
  });
  return { ...page, data };
}

/** @param places the steps of the list; `step` is null if the step has to be read */
async function readPage(
  db: Database,
  places: readonly (RunStepPlace & { step: RunStep | null })[],
  query: StepQuery,
): Promise<Page<RunStep>> {
  const page = pageOf(
    places.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime()),
    query,
  );
  const fitting = placesThatFit(page.data, query);
  const read = await readSteps(
    db,
    fitting.flatMap(({ id, step }) => (step ? [] : [id])),
  );
  const calling = new Map(read.map((row) => [row.id, toolStep(row, query.include_thinking)]));
  const steps = fitting.flatMap(({ id, step }) => step ?? calling.get(id) ?? []);
  return pageWith(steps, page.has_more || fitting.length < page.data.length);
}

/** Returns a step of a run; null if the run has no step of that id. */
export async function findStep(
  db: Database,
  runId: string,
  id: string,
  withThinking: boolean,
): Promise<RunStep | null> {
  const [row] = await readSteps(db, [id]);
  if (row) return row.runId === runId && row.step.type === 'tool_calls' ? toolStep(row, withThinking) : null;
  const messages = await stepMessagesOf(db, runId);
  return messages.map((message) => messageStep(message)).find((step) => step.id === id) ?? null;
}

/**
 * Returns the step whose tool outputs a run waits for, in a list. It is the newest step, because a waiting run begins
 * no other.
 */
export async function waitingSteps(db: Database, runId: string): Promise<ToolCallStep[]> {
  const rows = await newestToolSteps(db, [runId], 0);
  return rows.filter(({ step }) => step.status === 'in_progress').map(storedToolCallStep);
}

/** The content of the message is not part of the step. */
function placeOf(message: MessageOfStep) {
  return { id: messageStep(message).id, createdAt: message.createdAt, size: 0 };
}

function toolStep({ step }: RunStepRow, withThinking: boolean): RunStep {
  const { thinking, ...shown } = step.status === 'in_progress' ? { ...step, usage: null } : step;
  return withThinking && thinking ? { ...shown, thinking } : shown;
}
