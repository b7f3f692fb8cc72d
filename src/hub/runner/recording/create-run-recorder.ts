import { formatEventId } from '../../../protocol/event-id.ts';
import { createId } from '../../../protocol/ids.ts';
import { hasText, isStored, type IncompleteReason } from '../../../protocol/message.ts';
import type { RunNotice } from '../../../protocol/run-notice.ts';
import type { MessageRow } from '../../db/messages.ts';
import { storeRunSteps } from '../../db/run-steps.ts';
import { claimRun, endRun, RunIsOverError, updateRun, type RunChange, type RunRow } from '../../db/runs.ts';
import type { DeltaLog, LogWrite, NewEvent } from '../../delta-log/delta-log.ts';
import { readUsage } from '../../providers/read-usage.ts';
import { withNotice } from './run-notices.ts';
import { childRunStep } from './child-run-step.ts';
import { createDrafts, thinkingOfStep, type OpenDraft } from './drafts.ts';
import { NOTHING_AWAITED } from './pause-writes.ts';
import { createRunPauses } from './run-pauses.ts';
import { createOpeningTimes } from './opening-times.ts';
import { readChunk } from './read-chunk.ts';
import {
  contentEvents,
  countDeltas,
  messageEndedEvents,
  messageOpenedEvents,
  noticeEvent,
  outputEvent,
  runEvent,
  runMessage,
  thinkingEvent,
  type OpenedMessage,
} from '../../delta-log/run-events.ts';
import { BROKEN_OFF, RunEnding, runEndsAs, type RunOutcome } from './run-outcome.ts';
import type { RunRecorder, RunRecorderOptions } from './run-recorder.ts';
import { stepStatus } from './run-step.ts';
import { thinkingSteps } from './thinking-steps.ts';
import { insertStaged, nothingStaged, stagedTogether, untilStageExpires } from './staged.ts';
import { createToolSteps, type AnsweredToolStep, type ChangedToolStep } from './tool-steps.ts';
import { createTokenUsage } from './token-usage.ts';

/** Creates the writer of a run. A run must have only one writer. */
export function createRunRecorder(log: DeltaLog, row: RunRow, options: RunRecorderOptions): RunRecorder {
  const { onFailure, onDelta, history } = options;
  const drafts = createDrafts(history?.drafts, history?.lastCutOff);
  const openingTime = createOpeningTimes(history?.lastOpenedAt ?? 0);
  const toolSteps = createToolSteps(row, { before: history?.toolSteps, openingTime });
  const usages = createTokenUsage(row.usage);
  let run: RunRow = history ? { ...row, notices: history.notices } : row;
  let deltas = history?.deltas ?? 0;
  let ending: RunEnding | null = null;
  let writeEnding: (() => Promise<void>) | null = null;
  let lastWrite: Promise<void> = Promise.resolve();
  /** A reply waits here for a few turns of the event loop, so that an agent that then ends needs one write. */
  let staged = nothingStaged();

  function append(events: NewEvent[], records?: LogWrite['records']): Promise<void> {
    lastWrite = log.append({ runId: run.id, attempt: run.attempt, events, records });
    return lastWrite;
  }

  function takeStaged() {
    const taken = staged;
    staged = nothingStaged();
    return taken;
  }

  function writeStaged(): void {
    const taken = takeStaged();
    if (taken.events.length === 0 && taken.steps.length === 0) return;
    const count = deltas;
    const onUnwritten = (error: unknown): void => {
      // This failure ends the run. The run's last write tries to write the reply again.
      staged = stagedTogether(taken, staged);
      onFailure(error);
    };
    append(taken.events, (db) => insertStaged(db, taken)).then(() => onDelta?.(count), onUnwritten);
  }

  /** @returns whether the events were written */
  async function write(events: NewEvent[], records?: LogWrite['records']): Promise<boolean> {
    writeStaged();
    try {
      await append(events, records);
      return true;
    } catch (error) {
      onFailure(error);
      return false;
    }
  }

  /** Returns the events that announce a draft with its first text; none if clients know of it. */
  function announcement(draft: OpenDraft): NewEvent[] {
    if (draft.isAnnounced) return [];
    draft.isAnnounced = true;
    return messageOpenedEvents(run, draft);
  }

  function stage(message: MessageRow): void {
    if (isStored(message.incompleteReason)) staged.messages.push(message);
    staged.events.push(...messageEndedEvents(message));
  }

  function stageBrokenOff(draft: OpenDraft, incompleteReason: IncompleteReason): void {
    if (!draft.isAnnounced) staged.events.push(...messageOpenedEvents(run, draft));
    stage(runMessage(run, draft, { ...draft, incompleteReason }));
  }

  function stageDiscarded(draft: OpenDraft): void {
    if (!draft.isAnnounced) return; // clients do not know of it
    stage(runMessage(run, draft, { ...draft, incompleteReason: 'discarded' }));
    if (hasText(draft.text)) keepNotice({ type: 'discarded', message_id: draft.id, deltas: draft.deltas });
  }

  /** @returns whether the notice says anything new */
  function keepNotice(notice: RunNotice): boolean {
    const notices = withNotice(run.notices, notice);
    if (notices) run = { ...run, notices };
    return notices !== null;
  }

  function stageStep({ events, row: step }: ChangedToolStep | AnsweredToolStep): void {
    deltas += countDeltas(events);
    staged.events.push(...events);
    if (step) staged.steps.push(step);
  }

  /** Closes the run for all further changes, and returns the function that writes its end. */
  function prepareEnding(outcome: RunOutcome): () => Promise<void> {
    ending = new RunEnding(outcome);
    const brokenOff = BROKEN_OFF[outcome.status];
    for (const ended of toolSteps.endAll(stepStatus(brokenOff))) stageStep(ended);
    const { kept, discarded } =
      brokenOff === 'discarded' ? { kept: [], discarded: drafts.discard() } : drafts.breakOff();
    for (const step of thinkingSteps(run, discarded, brokenOff)) stageStep(step);
    for (const draft of discarded) stageDiscarded(draft);
    for (const draft of kept) stageBrokenOff(draft, brokenOff);
    const { attempt, notices } = run;
    const written = { attempt, notices, usage: usages.total, endedAt: new Date(), deltas };
    const change = { ...NOTHING_AWAITED, ...runEndsAs(outcome, drafts.lastCutOff), ...written };
    run = { ...run, ...change };
    return async () => {
      const taken = takeStaged();
      await lastWrite.catch(() => undefined); // a reply whose write failed is staged again, and written with the end
      const last = stagedTogether(takeStaged(), taken);
      return append([...last.events, runEvent(run)], async (db, entries) => {
        await endRun(db, run.id, { ...change, lastEventId: formatEventId(entries.at(-1)!.id) });
        await insertStaged(db, last);
      }).catch((error: unknown) => {
        staged = last;
        throw error;
      });
    };
  }

  return {
    get run() {
      return run;
    },

    takeOwnership: () => append([runEvent(run)], (db) => claimRun(db, run.id, run.attempt)),

    async changeStatus(status) {
      if (ending) throw ending;
      writeStaged();
      const startedAt = run.startedAt ?? new Date();
      const change: RunChange = status === 'in_progress' ? { status, startedAt } : { status };
      run = { ...run, ...change };
      await append([runEvent(run)], (db) => updateRun(db, run.id, change));
    },

    async changeMetadata(metadata) {
      if (ending) throw ending;
      run = { ...run, metadata };
      await append([], (db) => updateRun(db, run.id, { metadata }));
    },

    openDraft({ id = createId('msg'), isQuiet = false, answersCalls = false } = {}) {
      if (ending) throw ending;
      const draft = drafts.open({ id, openedAt: openingTime() }, !isQuiet);
      if (draft.isAnnounced) void write(messageOpenedEvents(run, draft));
      if (answersCalls) toolSteps.keepOpen(id);
      return id;
    },

    usage: () => usages.total,
    hasDraft: (id) => drafts.get(id) !== undefined,
    callsToAnswer: toolSteps.callsToAnswer,

    async addChunk(draftId, chunk) {
      usages.report(draftId, readUsage(chunk));
      const draft = drafts.get(draftId);
      const parts = readChunk(chunk);
      if (!draft || !parts) return; // the draft was replaced or the run has ended, but the model continues
      const { thinking, toolCalls } = parts;
      drafts.add(draft, parts);
      const events: NewEvent[] = [];
      if (thinking !== '') events.push(thinkingEvent(draftId, thinking, draft.thinkingTime));
      const content = contentEvents(draftId, parts);
      if (content.length > 0) events.push(...announcement(draft), ...content);
      const calling = toolCalls && toolSteps.add(draftId, toolCalls, thinkingOfStep(draft));
      if (calling) draft.callsTools = true;
      events.push(...(calling?.events ?? []));
      if (events.length === 0) return;
      deltas += countDeltas(events);
      const count = deltas;
      const opened = calling?.opened;
      if (await write(events, opened ? (db) => storeRunSteps(db, [opened]) : undefined)) onDelta?.(count);
    },

    closeDraft(draftId, completion) {
      drafts.close(draftId, completion);
      toolSteps.keepThinking(draftId, drafts.get(draftId));
      const changed = toolSteps.close(draftId, completion, () => usages.take(draftId));
      if (!changed) return;
      stageStep(changed);
      writeStaged();
    },

    answerCall(draftId, place, output) {
      if (ending) throw ending;
      const answered = toolSteps.answerCall(draftId, place, output, run.resumable);
      stageStep(answered);
      writeStaged();
      return answered.step;
    },

    childBegan(child) {
      const { events, row: step } = childRunStep(run, child, openingTime());
      if (!ending) void write(events, (db) => storeRunSteps(db, [step]));
    },

    endCompletion(draftId) {
      drafts.close(draftId, 'ended');
      toolSteps.keepThinking(draftId, drafts.get(draftId));
      const { calls } = toolSteps.waiting();
      // The usage belongs to the step that calls tools, if there is one.
      if (calls.length > 0) toolSteps.setUsage(draftId, usages.take(draftId));
      const draft = drafts.get(draftId);
      return { text: draft?.text ?? '', calls, isCutOff: draft?.cutOff === 'max_tokens' };
    },

    ...createRunPauses({
      toolSteps,
      openingTime,
      usage: () => usages.total,
      openRun() {
        if (ending) throw ending;
        return run;
      },
      async write(changed) {
        writeStaged();
        run = changed.run;
        const added = countDeltas(changed.events);
        deltas += added;
        await append(changed.events, changed.records).catch((error: unknown) => {
          onFailure(error);
          throw error;
        });
        if (added > 0) onDelta?.(deltas);
      },
    }),

    answered(completion) {
      usages.add(completion.usage ?? null);
      drafts.answered(completion);
    },

    reply({ text: given, draftId, metadata, repeatable }) {
      if (ending) throw ending;
      const { kept, discarded, ...content } = drafts.reply(given, draftId);
      for (const draft of discarded) stageDiscarded(draft);
      const opened: OpenedMessage = kept ?? { id: createId('msg'), openedAt: openingTime() };
      const message = runMessage(run, opened, { ...content, usage: kept && usages.take(kept.id) }, metadata);
      const isAnnounced = kept?.isAnnounced ?? false;
      const isKept = isStored(content.incompleteReason);
      if (!isAnnounced && isKept) staged.events.push(...messageOpenedEvents(run, opened));
      if (isAnnounced || isKept) stage(message);
      if (repeatable?.key && isKept) staged.keys.push({ repeatable, messageId: message.id });
      void untilStageExpires().then(writeStaged);
      return message;
    },

    addNotice(notice) {
      if (!ending && keepNotice(notice)) void write([noticeEvent(notice)]);
    },

    addOutput(stream, text) {
      if (!ending) void write([outputEvent(stream, text)]);
    },

    async flush() {
      writeStaged();
      await lastWrite;
    },

    async settle(outcome) {
      writeEnding ??= prepareEnding(outcome);
      await writeEnding().catch((error: unknown) => {
        if (!(error instanceof RunIsOverError)) throw error;
      });
      log.end(run.id);
    },
  };
}
