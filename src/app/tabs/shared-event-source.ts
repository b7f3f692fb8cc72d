import type { EventSourceLike, OpenEventSource } from '../../client/event-source.ts';
import type { Cancel } from '../../client/timer.ts';
import { randomText } from '../../protocol/ids.ts';
import { LAST_EVENT_ID_PARAMETER } from '../../protocol/request-names.ts';
import { joinElection } from './leader-election.ts';
import { followLeader, type StreamFollower } from './stream-follower.ts';
import { leadStream, type StreamLeader } from './stream-leader.ts';
import { createStreamLog, type StreamEntry } from './stream-log.ts';
import { openSlottedStream, type SlotOptions } from './stream-slots.ts';
import { parseTabMessage } from './tab-message.ts';

/*
 * The states of one tab for one stream of a run. All tabs that show the run join an election (leader-election.ts).
 *
 *                     the tab is elected
 *   following ────────────────────────────────────► leading
 *       │                                              ▲
 *       │ the tab abandons the leader, or the          │ the tab is elected
 *       │ browser forbids locks                        │
 *       └──────────────────► independent ──────────────┘
 *
 *   any state ── close(), or the hub refuses the stream ──► closed
 *
 * A following tab has no connection: the leader sends it the entries (stream-follower.ts, stream-leader.ts). Leading
 * and independent tabs have a connection, for which they take a slot (stream-slots.ts).
 */
type SourceState =
  | { kind: 'following'; follower: StreamFollower }
  | { kind: 'independent'; disconnect: Cancel }
  | { kind: 'leading'; leader: StreamLeader; disconnect: Cancel }
  | { kind: 'closed' };

export interface SharedSourceOptions extends SlotOptions {
  /**
   * Part of the names of locks and channels, because a tab may not know yet that another tab has signed in to another
   * account.
   */
  accountId: string;
  openEventSource: OpenEventSource;
}

/** `SharedSourceOptions`, with null for locks or channels if the browser has none. */
export type SharingOptions = Omit<SharedSourceOptions, 'locks' | 'openTabChannel'> & {
  [Each in 'locks' | 'openTabChannel']: SharedSourceOptions[Each] | null;
};

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

type Listener = (event: { data: string; lastEventId: string }) => void;

/**
 * Returns a function that opens EventSources. They share their connections with other tabs. Without locks or channels,
 * each has its own connection.
 */
export function shareEventSources(options: SharingOptions): OpenEventSource {
  const { locks, openTabChannel, openEventSource } = options;
  if (!locks || !openTabChannel) return openEventSource;
  return (url) => openSharedEventSource(url, { ...options, locks, openTabChannel });
}

/**
 * Opens an EventSource. It shares one connection with the EventSources of other tabs for the same path. When the
 * leading tab closes, the next leader resumes after its last event, so that the listeners receive each event once.
 */
function openSharedEventSource(url: string, options: SharedSourceOptions): EventSourceLike {
  const { clock, locks } = options;
  const [path = '', query] = url.split('?');
  const log = createStreamLog(new URLSearchParams(query).get(LAST_EVENT_ID_PARAMETER) ?? '');
  const name = `symposium.stream.${options.accountId}.${path}`;
  const channel = options.openTabChannel(name);
  const listeners: Record<'open' | 'error' | 'message', Set<Listener>> = {
    open: new Set(),
    error: new Set(),
    message: new Set(),
  };
  const tab = {
    id: randomText(),
    log,
    clock,
    send: (message: object) => channel.announce(JSON.stringify(message)),
  };
  let state: SourceState = {
    kind: 'following',
    follower: followLeader({ ...tab, take, onAbandoned: becomeIndependent }),
  };

  function connect(): Cancel {
    return openSlottedStream({ ...options, path, lastId: () => log.lastId, take });
  }

  function becomeIndependent(): void {
    if (state.kind === 'following') state = { kind: 'independent', disconnect: connect() };
  }

  function becomeLeader(): void {
    if (state.kind === 'following') state.follower.stop();
    const leader = leadStream(tab);
    const disconnect = state.kind === 'independent' ? state.disconnect : connect();
    state = { kind: 'leading', leader, disconnect };
  }

  function close(): void {
    if (state.kind === 'closed') return;
    const before = state;
    state = { kind: 'closed' };
    if (before.kind === 'following') before.follower.stop();
    else before.disconnect();
    // The followers get the last entries before the lock is released. If the stream has ended, they leave the election.
    const isRelaying = before.kind === 'leading' && before.leader.flush();
    if (isRelaying) clock.afterTask(election.resign);
    else election.resign();
    channel.close();
  }

  /** Applies an entry from the connection of this tab, or from the leader. */
  function take(entry: StreamEntry): void {
    log.push(entry);
    if (state.kind === 'leading') state.leader.relaySoon();
    if (entry === 'refused') close();
    if (entry === 'open') emit('open');
    else if (typeof entry === 'string') emit('error');
    else emit('message', { lastEventId: entry[0], data: entry[1] });
  }

  function emit(type: keyof typeof listeners, event = { lastEventId: '', data: '' }): void {
    for (const listener of listeners[type]) listener(event);
  }

  channel.subscribe((text) => {
    if (state.kind !== 'following' && state.kind !== 'leading') return;
    const message = parseTabMessage(text);
    if (!message) return;
    if (state.kind === 'leading') state.leader.onMessage(message);
    else state.follower.onMessage(message);
  });

  const election = joinElection({
    locks,
    name,
    onElected: becomeLeader,
    onForbidden() {
      if (state.kind === 'following') state.follower.abandonLeader();
    },
  });

  return {
    get readyState() {
      if (state.kind === 'closed') return CLOSED;
      return log.isConnected ? OPEN : CONNECTING;
    },
    close,
    addEventListener: (type: keyof typeof listeners, listener: Listener) =>
      void listeners[type].add(listener),
  };
}
