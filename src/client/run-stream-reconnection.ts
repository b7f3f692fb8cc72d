/*
 * The states of a run's stream, and all transitions between them.
 *
 *                         an event that is new,
 *   connecting ──open──► open ──or one second──► established
 *     ▲   ▲  │            │                        │
 *     │   └──┴────lost────┴────────────────────────┤
 *   retry    │            │                        │
 *     │      ▼            ▼                        │
 *   backing-off ◄──────refused─────────────────────┘
 *
 *   any state ──► finished: the run has ended, MAX_REPLAYS connections in a row have only repeated events,
 *                           ESTABLISH_TIMEOUT has passed, or the caller has aborted
 *
 * `lost`: the EventSource reconnects by itself. `refused`: it is closed, and another one is opened after a backoff.
 * From any state with an EventSource, `open` leads to `open`: a shared one can change its connection without an error.
 * ESTABLISH_TIMEOUT starts in `connecting` or `backing-off`, continues in `open`, and stops in `established`.
 */

/** Maximum time without an established connection, in milliseconds. After it, the client stops trying. */
export const ESTABLISH_TIMEOUT = 60_000;
/**
 * Time after which an open connection counts as established, in milliseconds, even if it has sent nothing new.
 */
export const ESTABLISHED_AFTER = 1_000;
/** Maximum number of connections in a row that only repeat known events. */
export const MAX_REPLAYS = 3;

/** The fields of every state except `finished`. */
interface Progress {
  /** The `seq` of the furthest event so far; with a hub that sends no ids, its position in the stream. */
  readonly furthest: number;
  /** Number of refused connections since the last new event or snapshot. */
  readonly refusals: number;
  /** Number of connections in a row that have only repeated known events. */
  readonly replays: number;
}

/** The events that the current connection has sent. */
interface Received {
  readonly events: number;
  readonly hasNew: boolean;
  readonly hasRepeated: boolean;
}

/** A state in which there is an EventSource. */
interface ConnectionState extends Progress, Received {
  readonly kind: 'connecting' | 'open' | 'established';
}

/** A state in which the hub has refused the last connection. */
interface BackingOffState extends Progress {
  readonly kind: 'backing-off';
}

export type RunStreamState = ConnectionState | BackingOffState | { readonly kind: 'finished' };

const NOTHING_RECEIVED: Received = { events: 0, hasNew: false, hasRepeated: false };

export const INITIAL_STATE: RunStreamState = {
  kind: 'connecting',
  furthest: 0,
  refusals: 0,
  replays: 0,
  ...NOTHING_RECEIVED,
};

export const FINISHED: RunStreamState = { kind: 'finished' };

/** Returns the state after the connection has opened. */
export function opened(state: RunStreamState): RunStreamState {
  return hasConnection(state) ? { ...progressOf(state), ...NOTHING_RECEIVED, kind: 'open' } : state;
}

/** Returns the state after the connection has been open for `ESTABLISHED_AFTER`. */
export function stayedOpen(state: RunStreamState): RunStreamState {
  return state.kind === 'open' ? { ...state, kind: 'established' } : state;
}

/**
 * Returns the state after the connection has sent an event. Fields are named one by one, because this runs once per
 * delta.
 * @param seq null with a hub that sends no ids
 */
export function received(state: RunStreamState, seq: number | null, isSnapshot: boolean): RunStreamState {
  if (!hasConnection(state)) return state;
  const events = state.events + 1;
  const position = seq ?? events;
  const isNew = position > state.furthest;
  const isProgress = isNew || isSnapshot;
  const hasNew = state.hasNew || isNew;
  return {
    kind: hasNew ? 'established' : state.kind,
    furthest: isProgress ? position : state.furthest,
    refusals: isProgress ? 0 : state.refusals,
    replays: state.replays,
    events,
    hasNew,
    hasRepeated: state.hasRepeated || !isProgress,
  };
}

/** Returns the state after the connection was lost. `isRefused`: its EventSource does not reconnect by itself. */
export function lost(state: RunStreamState, isRefused: boolean): RunStreamState {
  if (!hasConnection(state)) return state;
  const { furthest, refusals } = state;
  const replays = state.hasNew ? 0 : state.replays + (state.hasRepeated ? 1 : 0);
  if (replays >= MAX_REPLAYS) return FINISHED;
  return isRefused
    ? { kind: 'backing-off', furthest, refusals: refusals + 1, replays }
    : { kind: 'connecting', furthest, refusals, replays, ...NOTHING_RECEIVED };
}

/** Returns the state after the backoff. */
export function retried(state: RunStreamState): RunStreamState {
  return state.kind === 'backing-off' ? { ...state, ...NOTHING_RECEIVED, kind: 'connecting' } : state;
}

function hasConnection(state: RunStreamState): state is ConnectionState {
  return state.kind !== 'finished' && state.kind !== 'backing-off';
}

function progressOf({ furthest, refusals, replays }: Progress): Progress {
  return { furthest, refusals, replays };
}
