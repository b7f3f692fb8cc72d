import { memo, useId } from 'react';
import type { ConversationItem } from './conversation-item.ts';
import { AgentMessage } from './agent-message.tsx';
import { MessageTime } from './message-time.tsx';
import { PersonMessage } from './person-message.tsx';

interface MessageArticleProps extends Omit<
  ConversationItem,
  'key' | 'isAgentChange' | 'activities' | 'activitiesBefore' | 'outcome'
> {
  messageKey: string;
  /** The name of its author. */
  name: string;
  /** Whether partial text is shown at once, and not only on demand. */
  showPartial: boolean;
}

/** A message, live or settled. The settled message replaces the draft in the same DOM nodes. */
export const MessageArticle = memo(function MessageArticle(props: MessageArticleProps) {
  const { name, role, draft, createdAt } = props;
  const id = useId();
  return (
    <article
      aria-busy={draft !== null}
      aria-labelledby={id}
      className={`dialogue group py-message ${role === 'user' ? 'turn' : ''}`}
    >
      <h2
        className={`mb-1 flex items-baseline gap-2 text-caption font-semibold tracking-wide text-muted beside:mb-0 beside:flex-col beside:items-end beside:gap-0 beside:text-right ${role === 'user' ? 'beside:pt-[0.95rem]' : 'beside:pt-[0.4rem]'}`}
      >
        <span id={id} className="min-w-0 max-w-full break-words">
          {name}
        </span>
        <MessageTime createdAt={createdAt} />
      </h2>
      <div className="min-w-0">
        {role === 'user' ? <PersonMessage {...props} /> : <AgentMessage {...props} />}
      </div>
    </article>
  );
});
