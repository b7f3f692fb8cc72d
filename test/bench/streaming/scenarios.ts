import { APP, BEST_PEER, CONTESTANTS, FLOOR } from './contestants.ts';
import type { DocumentKind } from './document.ts';

export type Part = 'text' | 'thinking' | 'arguments';

/** What is streamed, to which pages, and under which load. */
export interface Scenario {
  /** The name for `--scenario`. */
  readonly name: string;
  readonly document: DocumentKind;
  /** As what the model sends the document. A reply of one word follows thinking and arguments. */
  readonly part: Part;
  /** Whether the line that shows thinking or arguments is opened. */
  readonly opensLine: boolean;
  /** Length of each document. */
  readonly kibibytes: number;
  /** Deltas per second of all streams together. */
  readonly rate: number;
  readonly streams: number;
  /** Number of earlier messages. */
  readonly history: number;
  /** Factor by which the page's processor is slowed down. */
  readonly throttle: number;
  readonly hidden: boolean;
  /** Whether a person types during the stream. */
  readonly typing: boolean;
  /** The names of the pages that are measured. */
  readonly pages: readonly string[];
}

const ALL = CONTESTANTS.map(({ name }) => name);
const THREE = [FLOOR.name, APP.name, BEST_PEER];
const PLAIN = {
  document: 'plain',
  part: 'text',
  opensLine: false,
  streams: 1,
  history: 0,
  throttle: 1,
  hidden: false,
  typing: false,
  pages: THREE,
} as const;

/** As `33k-1000`, to compare with it. */
const PARTS = { kibibytes: 33, rate: 1_000, pages: [APP.name] };

function scenario(name: string, differs: Partial<Scenario> & Pick<Scenario, 'kibibytes' | 'rate'>): Scenario {
  return { ...PLAIN, ...differs, name };
}

/** The two scenarios in which all pages are measured. */
export const HEADLINES: readonly Scenario[] = [
  scenario('36k-500', { kibibytes: 36, rate: 500, pages: ALL }),
  scenario('131k-1000', { kibibytes: 131, rate: 1_000, pages: ALL }),
];

/** All scenarios, in the order in which they are run. */
export const SCENARIOS: readonly Scenario[] = [
  ...HEADLINES,
  scenario('33k-1000', { kibibytes: 33, rate: 1_000 }),
  scenario('8k-1000', { kibibytes: 8, rate: 1_000 }),
  scenario('262k-2000', { kibibytes: 262, rate: 2_000 }),
  scenario('4k-100', { kibibytes: 4, rate: 100 }),
  scenario('footnotes', { kibibytes: 33, rate: 1_000, document: 'footnotes' }),
  scenario('two-streams', { kibibytes: 33, rate: 1_000, streams: 2 }),
  scenario('open-fence', { kibibytes: 70, rate: 1_000, document: 'fence' }),
  scenario('history-100', { kibibytes: 16, rate: 500, history: 100, pages: [APP.name, BEST_PEER] }),
  scenario('history-500', { kibibytes: 16, rate: 500, history: 500, pages: [APP.name, BEST_PEER] }),
  scenario('history-2000', { kibibytes: 16, rate: 500, history: 2_000, pages: [APP.name, BEST_PEER] }),
  scenario('slow-typing', { kibibytes: 36, rate: 500, throttle: 4, typing: true }),
  scenario('typing', { kibibytes: 8, rate: 500, typing: true }),
  scenario('thinking', { ...PARTS, part: 'thinking' }),
  scenario('open-thinking', { ...PARTS, part: 'thinking', opensLine: true }),
  scenario('arguments', { ...PARTS, part: 'arguments' }),
  scenario('open-arguments', { ...PARTS, part: 'arguments', opensLine: true }),
  scenario('hidden', { kibibytes: 33, rate: 1_000, hidden: true }),
];

/** Shortens a scenario to a few seconds, to check that it works. Its numbers mean nothing. */
export function quick(whole: Scenario): Scenario {
  return { ...whole, kibibytes: Math.min(whole.kibibytes, 4), history: Math.min(whole.history, 100) };
}
