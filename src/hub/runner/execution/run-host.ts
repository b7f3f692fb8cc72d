import type { ChatMessage, StreamOptions } from '../../../agents/agent.ts';
import type { CompletionReceiver, RecordedLoop } from '../../../agents/agent-host.ts';
import { chunkOf } from '../../../agents/stream-writer.ts';
import type { AgentMetadata } from '../../../protocol/assistant.ts';
import { MAX_TEXT_LENGTH } from '../../../protocol/max-text-length.ts';
import { textOf } from '../../../protocol/message.ts';
import { MAX_OUTPUTS_LENGTH } from '../../../protocol/tool-call-limits.ts';
import type { RunHost } from '../../agents/run-host.ts';
import type { Availability } from '../../db/availability.ts';
import type { Database } from '../../db/database.ts';
import { settingsOf } from '../../db/runs.ts';
import type { RunServers } from '../../mcp/run-servers.ts';
import type { CompletionRequest, Provider } from '../../providers/provider.ts';
import type { ActiveRun } from '../active-run.ts';
import { createCompletionSink, type CompletionSink } from '../recording/completion-sink.ts';
import { createHostRequests } from '../requests/host-requests.ts';
import { createLoopWatch } from './loop-watch.ts';
import type { createOtherRuns } from './other-runs.ts';
import { tokensLeft } from '../run-settings.ts';
import { readToolSettings } from './tool-settings.ts';

interface RunHostDependencies {
  db: Database;
  availability: Availability;
  provider: Provider;
  active: ActiveRun;
  agent: AgentMetadata['details']['agent'];
  /** What an earlier process of the run has done; null if this is the first. */
  recorded: RecordedLoop | null;
  /** The run's MCP servers. */
  servers: RunServers;
  /** Runs other agents. */
  otherRuns: ReturnType<typeof createOtherRuns>;
}

/** Creates the host of one run's agent in TypeScript. Its calls throw after the signal is aborted. */
export function createRunHost(dependencies: RunHostDependencies): RunHost & {
  /** Whether the agent has asked for input from the person. */
  isInputRequested(): boolean;
} {
  const { db, availability, provider, active, agent, recorded, servers, otherRuns } = dependencies;
  const { recorder, conversation, requests, controller: { signal } } = active; // prettier-ignore
  const { run } = recorder;
  const { defaults, restartable = false } = agent;
  const settings = settingsOf(run);
  const { top_p, reasoning_effort, response_format } = settings;
  /** The open streams of the agent's own text, and how many characters each may still get. */
  const texts = new Map<string, { sink: CompletionSink; room: number }>();
  let inputRequested = false;
  /** Whether the agent begins again, and has only read the thread so far. */
  let isBeginningAgain = recorded !== null;
  const loop = createLoopWatch(() => {
    if (!restartable) void requests.notResumable().catch(() => undefined); // a failed write ends the run
  });

  /** The agent does something after which the next hub can only end its run. */
  function proceed(): void {
    void requests.proceed().catch(() => undefined); // a failed write ends the run
  }

  function request(messages: ChatMessage[], options: StreamOptions): CompletionRequest {
    signal.throwIfAborted();
    const instructions: ChatMessage[] = run.instructions
      ? [{ role: 'system', content: run.instructions }]
      : [];
    return {
      model: options.model ?? run.model ?? provider.defaultModel ?? defaults.model ?? null,
      messages: [...instructions, ...messages],
      maxTokens: maxAnswerTokens(
        options.maxTokens ?? defaults.model_max_tokens,
        tokensLeft(settings, recorder.usage()),
      ),
      temperature: options.temperature ?? settings.temperature ?? defaults.model_temperature,
      settings: { top_p, reasoning_effort, response_format, ...readToolSettings(options) },
      signal,
      deadline: recorder.run.expiresAt.getTime(),
      onNotice: conversation.onNotice,
    };
  }

  function openTextOf(id: string) {
    const text = texts.get(id);
    if (!text) throw new Error('a stream that is not open');
    return text;
  }

  /** Sends each chunk to the recorder first, and then to the agent. */
  async function pump(
    completionRequest: CompletionRequest,
    sink: CompletionSink,
    receiver: CompletionReceiver,
  ): Promise<void> {
    try {
      for await (const chunk of provider.stream(completionRequest)) {
        await sink.push(chunk);
        if (chunk.choices.length === 0) continue; // it only reports the usage, which the agent has not requested
        const ready = receiver.push(chunk);
        if (ready) await ready;
      }
      sink.close('ended');
      receiver.end();
    } catch (error) {
      sink.close('failed');
      receiver.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  return {
    stream(messages, options, receiver) {
      const completionRequest = request(messages, options);
      const { answersCalls = false } = options;
      proceed();
      // A completion that only calls tools has no message.
      const draftId = recorder.openDraft({ isQuiet: answersCalls, answersCalls });
      loop.completionBegan(draftId, answersCalls);
      isBeginningAgain = false;
      const sink = createCompletionSink(recorder, draftId, signal);
      void pump(completionRequest, sink, receiver);
      return sink.messageId;
    },
    async complete(messages, options) {
      loop.otherBegan();
      proceed();
      const answer = await provider.complete(request(messages, options));
      recorder.answered(answer);
      return answer.text;
    },
    answerCall(draftId, place, output) {
      signal.throwIfAborted();
      const { calls } = recorder.callsToAnswer(draftId) ?? {};
      if (calls?.[place]?.function.output !== null) return; // an invalid call, which has no place in the step
      loop.callAnswered(draftId);
      isBeginningAgain = false;
      const length = calls.reduce((sum, one) => sum + (one.function.output?.length ?? 0), output.length);
      if (length > MAX_OUTPUTS_LENGTH)
        throw new RangeError(`outputs of more than ${MAX_OUTPUTS_LENGTH} characters for one completion`);
      recorder.answerCall(draftId, place, output);
    },
    ...createHostRequests(active, { db, availability, restartable, loop }),
    recorded,
    openText() {
      signal.throwIfAborted();
      loop.otherBegan();
      proceed();
      const sink = createCompletionSink(recorder, recorder.openDraft({ isQuiet: true }), signal);
      texts.set(sink.messageId, { sink, room: MAX_TEXT_LENGTH });
      return sink.messageId;
    },
    writeText(id, piece) {
      signal.throwIfAborted();
      const text = openTextOf(id);
      text.room -= piece.value.length;
      if (text.room < 0) throw new RangeError(`a stream of more than ${MAX_TEXT_LENGTH} characters`);
      void text.sink.push(chunkOf(piece));
    },
    closeText(id) {
      signal.throwIfAborted();
      openTextOf(id).sink.close('ended');
      texts.delete(id);
    },
    reply(text, draftId) {
      signal.throwIfAborted();
      loop.replied(draftId);
      proceed();
      recorder.reply({ text, draftId });
    },
    written: () => recorder.flush(),
    async listMessages() {
      signal.throwIfAborted();
      const read = await conversation.read();
      // The messages that the run has added come from its recorded steps.
      const messages = isBeginningAgain ? read.filter((message) => message.run_id !== run.id) : read;
      return messages.map(({ id, role, content }) => ({ id, role, content: textOf(content) }));
    },
    ...otherRuns,
    runAgent(agentId, options) {
      // A tool of the loop is not run again, so the other run is not started twice.
      if (!recorder.callsToAnswer(loop.newestCompletion ?? recorded?.completion ?? '')) {
        loop.otherBegan();
        proceed();
      }
      return otherRuns.runAgent(agentId, options);
    },
    requestUserInput() {
      signal.throwIfAborted();
      inputRequested = true;
    },
    listServerTools: servers.listTools,
    callServerTool: servers.callTool,
    signal,
    isInputRequested: () => inputRequested,
  };
}

/**
 * Returns the maximum length of an answer within the run's limit for all answers. The last answer gets at least one
 * token.
 */
function maxAnswerTokens(
  requested: number | undefined,
  { completion }: { completion: number },
): number | undefined {
  return Number.isFinite(completion) ? Math.max(1, Math.min(requested ?? Infinity, completion)) : requested;
}
