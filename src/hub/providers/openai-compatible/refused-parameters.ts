import type { ModelHabits } from './model-habits.ts';
import type { Refusal } from './refusal.ts';

/** The body of a request, as JSON. */
export type RequestBody = Readonly<Record<string, unknown>>;

/** Without these the answer would not be to what was asked. */
const NEEDED = new Set([
  'model',
  'messages',
  'tools',
  'tool_choice',
  'functions',
  'function_call',
  'response_format',
]);
const OTHER_NAMES: Record<string, string> = {
  max_tokens: 'max_completion_tokens',
  max_completion_tokens: 'max_tokens',
};
/** Parameters whose names are words that a refusal may hold anyway. */
const PLAIN_WORDS = new Set([
  'user',
  'stop',
  'n',
  'stream',
  'store',
  'seed',
  'metadata',
  'audio',
  'modalities',
  'prediction',
]);
/** Agents choose values as they like. */
const MOST_VALUES = 100;
const REFUSALS = new Set([400, 404, 422, 501]);
/** Says that the model does not take the parameter at all, and not only this value. */
const UNSUPPORTED =
  /unsupported|not supported|unknown|unrecogni[sz]ed|not permitted|forbidden|deprecated|(does not|doesn't|do not) support|unexpected|not allowed|only the default|instead|cannot find field|not available/i;

/** The body as this model takes it. */
export function withHabits(body: RequestBody, { names, values }: ModelHabits): RequestBody {
  const entries = Object.entries(body).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const other = names.get(name);
    const sent = other === undefined ? name : other;
    return sent === null || values.has(valueKey(sent, value)) ? [] : [[sent, value] as const];
  });
  return Object.fromEntries(entries);
}

/**
 * Learns from a refusal which parameter the model does not take, or not with this value.
 * @param sent the body as it was sent
 * @returns whether anything can be sent otherwise now
 */
export function learnParameter(habits: ModelHabits, refusal: Refusal, sent: RequestBody): boolean {
  if (!REFUSALS.has(refusal.status)) return false;
  const name = refusedName(refusal, sent);
  if (name === null) return false;
  if (!isUnsupported(refusal)) {
    if (habits.values.size >= MOST_VALUES) habits.values.clear();
    habits.values.add(valueKey(name, sent[name]));
    return true;
  }
  const [original] = [...habits.names].find(([, other]) => other === name) ?? [name];
  const other = original === name ? OTHER_NAMES[name] : undefined;
  habits.names.set(original, other !== undefined && !(other in sent) ? other : null);
  return true;
}

function isUnsupported({ code, reason }: Refusal): boolean {
  return UNSUPPORTED.test(`${code} ${reason}`);
}

function refusedName({ param, reason }: Refusal, sent: RequestBody): string | null {
  const names = Object.keys(sent).filter((name) => !NEEDED.has(name));
  const path = param.split(/[.[]/);
  if (param !== '') {
    const named = names.find((name) => path.includes(name));
    if (named !== undefined) return named;
    if (path[0] !== undefined && path[0] in sent) return null; // one that is needed
  }
  const mentioned = names
    .map((name) => ({ name, at: placeIn(reason, name) }))
    .filter(({ at }) => at >= 0)
    .toSorted((one, other) => one.at - other.at);
  const isOneOfBoth = /\bboth\b|together/i.test(reason);
  return (isOneOfBoth ? mentioned.at(-1) : mentioned[0])?.name ?? null;
}

/** Where a text names a parameter; -1 where it does not. */
function placeIn(text: string, name: string): number {
  const quoted = `['"\`]${name}\\b`;
  const called = `(?:parameters?|arguments?|fields?|property|name|supplied)[: ]+${name}\\b`;
  const pattern = PLAIN_WORDS.has(name) ? `${quoted}|${called}` : `\\b${name}\\b`;
  return text.search(new RegExp(pattern, 'i'));
}

function valueKey(name: string, value: unknown): string {
  return `${name}=${JSON.stringify(value)}`;
}
