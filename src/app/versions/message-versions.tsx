import { use } from 'react';
import { MessageEditingContext } from './message-editing.ts';
import { VersionSwitch } from './version-switch.tsx';

/** Leads to the other versions of a message, if it has some. */
export function MessageVersions({ messageId }: { messageId: string }) {
  const actions = use(MessageEditingContext);
  const versions = actions?.versions.byMessage.get(messageId);
  return versions && actions?.threadId ? (
    <VersionSwitch versions={versions} current={actions.threadId} />
  ) : null;
}

/** The same for a reply that is not there yet, or has failed without a text: the others can still be reached. */
export function NextVersions() {
  const actions = use(MessageEditingContext);
  if (!actions?.versions.ofNext || actions.threadId === null) return null;
  return (
    <div className="dialogue">
      <div className="flex min-h-7 text-caption text-muted">
        <VersionSwitch versions={actions.versions.ofNext} current={actions.threadId} />
      </div>
    </div>
  );
}
