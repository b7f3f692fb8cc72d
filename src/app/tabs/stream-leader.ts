import type { Clock } from '../browser/clock.ts';
import type { LogPart, SourceLog } from './source-log.ts';
import type { TabMessage } from './tab-message.ts';

/** Who tells and hears by the channel of a stream, and of which log. */
export interface TabOptions {
  /** Its name in the channel. */
  id: string;
  log: SourceLog;
  clock: Clock;
  say: (message: TabMessage) => void;
}

/** Tells the other tabs what its log gets. */
export interface StreamLeader {
  hear(message: TabMessage): void;
  /** Tells what the log has got, once the task is over in which it came. */
  tellSoon(): void;
  /** Tells it at once. Returns whether anyone listens. */
  flush(): boolean;
}

/** Begins to lead, and says so. Nothing is told, and nothing costs anything, while nobody has said hello. */
export function lead({ id, log, clock, say }: TabOptions): StreamLeader {
  const followers = new Set<string>();
  let told = 0;
  let isDue = false;

  function tell(to: string | null, part: LogPart): void {
    say({ type: 'tell', leader: id, to, ...part });
  }

  function flush(): boolean {
    isDue = false;
    if (followers.size > 0 && told < log.length) tell(null, log.from(told));
    told = log.length;
    return followers.size > 0;
  }

  say({ type: 'lead', leader: id });
  return {
    hear(message) {
      if (message.type === 'bye') followers.delete(message.follower);
      if (message.type !== 'hello') return;
      const { follower, known, after, joins } = message;
      const part = known?.leader === id ? log.from(known.place) : log.after(after, joins);
      if (!part) return say({ type: 'refuse', to: follower });
      if (followers.size === 0) told = log.length;
      followers.add(follower);
      tell(follower, part);
    },
    tellSoon() {
      if (isDue || followers.size === 0) return;
      isDue = true;
      clock.afterTask(flush);
    },
    flush,
  };
}
