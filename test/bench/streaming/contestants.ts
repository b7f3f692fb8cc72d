/** A page that is measured. */
export interface Contestant {
  /** As `--page` names it. */
  readonly name: string;
  readonly label: string;
  /** The file of the bench that it is; null for the client itself. */
  readonly file: string | null;
}

function peer(name: string, label: string): Contestant {
  return { name, label, file: `${name}.html` };
}

/** What all others are measured over: it hears of each delta, and shows their number once per frame. */
export const FLOOR = peer('floor', 'counts deltas only, every frame (the floor)');

/** The client, as it is built. */
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

/** The peer that does best of those that show markdown; it stands for all of them where not all are measured. */
export const BEST_PEER = 'use-chat';
