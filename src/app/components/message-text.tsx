import type { ConversationItem } from '../hooks/conversation-item.ts';
import { useDraftText } from '../hooks/use-live-run.ts';
import { Markdown } from './markdown.tsx';

/** The words of an agent. While they grow they are read here, so that nothing else renders with them. */
export function MessageText({ text, draft }: Pick<ConversationItem, 'text' | 'draft'>) {
  const growing = useDraftText(draft);
  return <Markdown text={draft ? growing : text} live={draft !== null} />;
}
