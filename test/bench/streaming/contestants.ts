/** A measured page. */
export interface Contestant {
  /** The name for `--page`. */
  readonly name: string;
  readonly label: string;
  /** Its file in the bench; null for the client. */
  readonly file: string | null;
}

function peer(name: string, label: string): Contestant {
  return { name, label, file: `${name}.html` };
}

/** The floor, which is subtracted from all others: it receives each delta and shows their number once per frame. */
export const FLOOR = peer('floor', 'counts deltas only, every frame (the floor)');

/** The built client. */
export const APP: Contestant = { name: 'symposium', label: '**Symposium**', file: null };

/** All pages, in the order of the tables. */
export const CONTESTANTS: readonly Contestant[] = [
  FLOOR,
  peer('raw', 'a raw text node, every frame, no markdown'),
  APP,
  peer('use-chat', 'AI SDK `useChat`, 50 ms throttle, Streamdown 2.7'),
  peer('streamdown', 'Streamdown 2.7, a commit per delta'),
  peer('assistant-ui', 'assistant-ui 0.15 with its markdown, deferred'),
  peer('react-markdown', 'react-markdown, a commit per delta'),
];

/** The fastest peer that shows markdown. It represents the peers in scenarios that do not measure all of them. */
export const BEST_PEER = 'use-chat';
