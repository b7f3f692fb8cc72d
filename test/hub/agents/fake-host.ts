import type { ChatMessage, ThreadMessage } from '../../../src/agents/agent.ts';
import type { CompletionReceiver, HostStreamOptions } from '../../../src/agents/agent-host.ts';
import type { RunHost } from '../../../src/hub/agents/run-host.ts';

/** A streamed completion that an agent has requested. */
export interface AskedCompletion extends CompletionReceiver {
  readonly id: string;
  readonly messages: ChatMessage[];
  readonly options: HostStreamOptions;
  /** Pushes texts as chunks, and resolves when the receiver can take more. */
  say(...texts: string[]): Promise<void>;
}

/** A host for an agent, with answers from the test. */
export interface FakeHost extends RunHost {
  /** The outputs of calls, and the agent's own streams with their pieces, in order. */
  readonly added: object[];
  readonly replies: { text: string; completion: string | null }[];
  readonly asked: AskedCompletion[];
  messages: ThreadMessage[];
  /** Answers a completion that is not streamed. */
  complete: RunHost['complete'];
  isInputRequested: boolean;
  /** Waits for the next streamed completion. */
  nextStream(): Promise<AskedCompletion>;
  abort(reason: Error): void;
}

export function createFakeHost(): FakeHost {
  const controller = new AbortController();
  const unread: AskedCompletion[] = [];
  let wake = () => {};
  const host: FakeHost = {
    replies: [],
    added: [],
    asked: [],
    messages: [{ id: 'msg_1', role: 'user', content: 'What is virtue?' }],
    isInputRequested: false,
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    stream(messages, options, receiver) {
      const id = `msg_stream_${host.asked.length + 1}`;
      const completion: AskedCompletion = {
        id,
        messages,
        options,
        push: (chunk) => receiver.push(chunk),
        end: () => receiver.end(),
        fail: (error) => receiver.fail(error),
        async say(...texts) {
          for (const content of texts)
            await receiver.push({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
        },
      };
      host.asked.push(completion);
      unread.push(completion);
      wake();
      return id;
    },
    answerCall: (completion, place, output) => void host.added.push({ completion, place, output }),
    approveCall: async () => ({ approve: true, reason: null, hash: '' }),
    ask: async () => null,
    recorded: null,
    openText() {
      const id = `msg_text_${host.added.length + 1}`;
      host.added.push({ opened: id });
      return id;
    },
    writeText: (id, piece) => void host.added.push({ id, ...piece }),
    closeText: (id) => void host.added.push({ closed: id }),
    complete: async () => 'the whole answer',
    reply: (text, completion) => void host.replies.push({ text, completion }),
    written: async () => undefined,
    listMessages: async () => host.messages,
    listServerTools: async () => [],
    callServerTool: async () => '',
    async runAgent(agentId, options) {
      host.added.push({ agentId, options });
      return { threadId: 'thread_other', runId: options.threadMode === 'same' ? null : 'run_other' };
    },
    repliesOf: async (runId) => [`reply of ${runId}`],
    requestUserInput() {
      host.isInputRequested = true;
    },
    async nextStream() {
      for (;;) {
        const next = unread.shift();
        if (next) return next;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
  return host;
}
