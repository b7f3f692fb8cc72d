import { lazy, useCallback, useEffect, useEffectEvent, useId, useRef } from 'react';
import { agentName } from '../../client/agent-name.ts';
import type { Run } from '../../protocol/run.ts';
import type { ConversationItem } from '../messages/conversation-item.ts';
import { MessageEditingContext, useOfferRegeneration } from '../versions/message-editing.ts';
import { useAction } from '../commands/use-action.ts';
import { useAgent } from '../agents/use-agent.ts';
import { useComposerText } from '../composer/use-composer-text.ts';
import { useConversation } from './use-conversation.ts';
import { useEarlierMessages } from './use-earlier-messages.ts';
import { useFocusOnOpen } from '../browser/use-focus-on-open.ts';
import { useMessageActions } from '../messages/use-message-actions.ts';
import { useNewVersion } from '../sending/use-new-version.ts';
import { useShownKinds } from '../agents/use-shown-kinds.ts';
import { useStickToBottom } from '../browser/use-stick-to-bottom.ts';
import { useSending } from '../sending/use-sending.ts';
import { useVersionArrival } from '../versions/use-version-step.ts';
import { Announcer } from './announcer.tsx';
import { useAgentLabels } from '../messages/use-agent-labels.ts';
import { Composer } from '../composer/composer.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { MessageList } from '../messages/message-list.tsx';
import { MessageLog } from './message-log.tsx';
import { NextVersions } from '../versions/version-switch.tsx';
import { PageHeader } from '../frame/page-header.tsx';
import { RunStrip } from '../runs/run-strip.tsx';
import { ReplyStatus } from './reply-status.tsx';
import { LoadBoundary } from '../ui/load-boundary.tsx';
import { WelcomeAgents, WelcomeHeading } from './welcome.tsx';

const ConversationNotFound = lazy(async () => ({
  default: (await import('./conversation-not-found.tsx')).ConversationNotFound,
}));

interface ConversationViewProps {
  /** Identifies the conversation, before and after it has a thread. */
  conversation: string;
  /** Null until the first message is sent. */
  threadId: string | null;
  /** The id of the agent in the URL. */
  requestedAgent: string | null;
  /** Called with the id of the thread that was created for the first message. */
  onThreadCreated: (threadId: string) => void;
  /** Puts an agent into the URL; null removes it. */
  onChooseAgent: (assistantId: string | null) => void;
}

/** A conversation: header, messages and composer. A new conversation also shows a choice of agents. */
export function ConversationView(props: ConversationViewProps) {
  const { conversation: name, threadId, requestedAgent } = props;
  const noteId = useId();
  const textbox = useRef<HTMLTextAreaElement>(null);
  const focusTextbox = useCallback(() => textbox.current?.focus(), []);
  const stick = useStickToBottom();
  const agent = useAgent(threadId, requestedAgent);
  // An agent that is chosen during a reply answers only the next message, so this reply keeps its display.
  const shown = useShownKinds(agent.latest);
  const [text, { setText, restore, moveTo }] = useComposerText(threadId ?? name);
  const startVersion = useNewVersion(threadId, agent.assistantId);
  const target = { conversation: name, threadId, assistantId: agent.assistantId };
  const sending = useSending(target, startVersion, (started) => {
    moveTo(started, text);
    props.onThreadCreated(started);
  });
  const conversation = useConversation(threadId, sending.sent, shown);
  const { items, queued, run, live, status, active } = conversation;
  const earlier = useEarlierMessages(threadId, conversation.hasEarlier);
  const actions = useMessageActions(threadId, startVersion, firstMessageOf(run, items), {
    restore,
    focus: focusTextbox,
  });
  const agentsName = agentName(agent.assistant);
  const nameOf = useAgentLabels(items, agent.latest.assistant);
  const stopping = status === 'cancelling' || (run !== null && sending.stopping === run.id);

  async function send(): Promise<void> {
    setText('');
    stick.jumpToBottom();
    if (!(await sending.send(text))) restore(text);
  }

  function stop(): void {
    if (run) void sending.stop(run);
  }

  function suggest(words: string): void {
    if (text !== words) restore(words);
    focusTextbox();
  }

  function editLast(): void {
    const last = items.findLast(({ role, id }) => role === 'user' && id !== null);
    if (last) actions.editing.setState({ messageId: last.id });
  }

  const removeFromUrl = useEffectEvent(() => props.onChooseAgent(null));
  useEffect(() => {
    if (agent.isRequestDone) removeFromUrl();
  }, [agent.isRequestDone]);
  useVersionArrival(threadId, stick);
  const canRegenerate = !active && !sending.pending && !conversation.loading && agent.assistantId !== null;
  useOfferRegeneration(actions, canRegenerate, (replyStart) => {
    void sending.retry(replyStart);
  });
  useAction('stop', active && !stopping, stop);
  useAction('write', true, focusTextbox);
  useFocusOnOpen(textbox);

  const isNew = threadId === null && items.length + queued.length === 0;
  if (conversation.gone && items.length + queued.length === 0) {
    return (
      <>
        <PageHeader title="Conversation" />
        <LoadBoundary waiting={null}>
          <ConversationNotFound />
        </LoadBoundary>
      </>
    );
  }
  return (
    // The composer keeps its position among its siblings, so that it keeps its text and the focus when the first message is sent.
    <div className={`flex min-h-0 flex-1 flex-col ${isNew ? 'scroll-pt-16 overflow-y-auto' : ''}`}>
      <ConversationHeader threadId={threadId} agent={agent} onChooseAgent={props.onChooseAgent} />
      {isNew ? (
        <WelcomeHeading agent={agent} />
      ) : (
        <MessageEditingContext value={actions}>
          <MessageLog
            items={items}
            loading={conversation.loading && items.length === 0}
            pageStarts={conversation.pageStarts}
            earlier={earlier}
            nameOf={nameOf}
            showText={shown.text}
            isRunning={active && run !== null}
            stick={stick}
          >
            <NextVersions />
            <ReplyStatus
              conversation={conversation}
              sending={sending.pending}
              shown={shown}
              onRetry={() => {
                void sending.retry(replyOf(run, items));
                focusTextbox();
              }}
              onFocusLost={focusTextbox}
            />
            <MessageList items={queued} pageStarts={[]} nameOf={nameOf} showPartial={shown.text} />
          </MessageLog>
        </MessageEditingContext>
      )}
      <div className="composer px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] md:px-8 md:pb-5">
        <div className="dialogue">
          <div className="min-w-0">
            <RunStrip
              status={status}
              runId={run?.id ?? null}
              live={live}
              stopping={stopping}
              note={composerNote(agent.missing, status === 'requires_action')}
              noteId={noteId}
              onResume={() => {
                conversation.resume();
                focusTextbox();
              }}
            />
            <Composer
              ref={textbox}
              text={text}
              onText={setText}
              placeholder={status === 'requires_action' ? `Reply to ${agentsName}` : `Write to ${agentsName}`}
              noteId={noteId}
              problem={sending.problem ?? agent.error?.message ?? null}
              active={active}
              stopping={stopping}
              canSend={agent.assistantId !== null}
              onSend={() => void send()}
              onEditLast={editLast}
              onStop={stop}
              onScrollPage={stick.scrollPage}
            />
          </div>
        </div>
      </div>
      {isNew && <WelcomeAgents agent={agent} onChoose={props.onChooseAgent} onSuggest={suggest} />}
      <Announcer
        name={nameOf(agent.latest.id)}
        status={status}
        live={live}
        turn={conversation.newestTurn}
        delivery={(queued.at(-1) ?? items.at(-1))?.delivery ?? null}
      />
    </div>
  );
}

/** Returns the id of the first loaded message of a run; null if there is none. */
function firstMessageOf(run: Run | null, items: readonly ConversationItem[]): string | null {
  return (run && items.find(({ runId }) => runId === run.id)?.id) ?? null;
}

/** Returns the id of the first message of the reply that ended the run; null if the run wrote nothing. */
function replyOf(run: Run | null, items: readonly ConversationItem[]): string | null {
  const last = items.at(-1);
  return last && run && last.runId === run.id ? last.replyStart : null;
}

function composerNote(missing: string | null, isYourTurn: boolean): string | null {
  if (missing !== null)
    return `This agent is no longer available (${missing}). Choose another one at the top.`;
  return isYourTurn ? 'Waiting for your reply' : null;
}
