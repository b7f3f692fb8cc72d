import type { ModelHabits } from './model-habits.ts';
import type { Refusal } from './refusal.ts';

/** The body of a request, as JSON. */
export type RequestBody = Readonly<Record<string, unknown>>;

/** Parameters that cannot be left out, because the model would then answer a different request. */
const NEEDED = new Set([
  'model',
  'messages',
  'tools',
  'tool_choice',
  'functions',
  'function_call',
  'response_format',
]);
/**
 * Parameters that are left out without tools: servers refuse an empty list of tools, and the other two without tools.
 */
const OF_TOOLS = new Set(['tools', 'tool_choice', 'parallel_tool_calls']);
const OTHER_NAMES: Record<string, string> = {
  max_tokens: 'max_completion_tokens',
  max_completion_tokens: 'max_tokens',
};
/** Parameters whose names are ordinary words, which a refusal may contain anyway. */
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
const REFUSALS = new Set([400, 404, 422, 501]);
/** Words of a refusal that mean that the model does not support the parameter at all. */
const UNSUPPORTED =
  /unsupported|not supported|unknown|unrecogni[sz]ed|not permitted|forbidden|deprecated|(does not|doesn't|do not) support|unexpected|not allowed|use \S+ instead|cannot find field|not available/i;
/** Words of a refusal that mean that only this value is wrong. Other requests may send a valid value. */
const WRONG_VALUE =
  /(unsupported|unknown|unexpected|invalid|unrecogni[sz]ed)[ _](value|variant|type)|supported values|but got|expected (one of|an? )/i;
const ONE_VALUE = /only the default/i;
/** Words with which models, such as Qwen, report that they only think, or only answer, in streams. */
const ONLY_STREAMS =
  /non-?stream(ing)? calls|`?stream=False`?|only supports? (the )?stream|stream(ing)? (mode )?is required|must (be|use) stream/i;

/** Returns the body, adapted to a model's habits. */
export function withHabits(body: RequestBody, { names, values, onlyStreams }: ModelHabits): RequestBody {
  const hasTools = !isEmptyList(body['tools']);
  const asked = onlyStreams ? { ...body, stream: true } : body;
  const entries = Object.entries(asked).flatMap(([name, value]) => {
    if (value === undefined || (!hasTools && OF_TOOLS.has(name))) return [];
    const other = names.get(name);
    const sent = other === undefined ? name : other;
    return sent === null || values.has(valueKey(sent, value)) ? [] : [[sent, value] as const];
  });
  const { stream_options: options, ...sent }: RequestBody = Object.fromEntries(entries);
  // Servers refuse `stream_options` without streaming.
  return options === undefined || sent['stream'] !== true ? sent : { ...sent, stream_options: options };
}

/**
 * Learns from a refusal which parameter, or which value of it, the model does not accept.
 * @param sent the body as it was sent
 * @returns whether the next attempt will differ
 */
export function learnParameter(habits: ModelHabits, refusal: Refusal, sent: RequestBody): boolean {
  if (!REFUSALS.has(refusal.status)) return false;
  if (sent['stream'] !== true && ONLY_STREAMS.test(refusal.reason)) return (habits.onlyStreams = true);
  const name = refusedName(refusal, sent);
  if (name === null) return false;
  if (!isUnsupported(refusal)) {
    habits.values.add(valueKey(name, sent[name]));
    return true;
  }
  const [original] = [...habits.names].find(([, other]) => other === name) ?? [name];
  const other = original === name ? OTHER_NAMES[name] : undefined;
  habits.names.set(original, other !== undefined && !(other in sent) ? other : null);
  return true;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isUnsupported({ code, reason }: Refusal): boolean {
  const text = `${code} ${reason}`;
  return ONE_VALUE.test(text) || (UNSUPPORTED.test(text) && !WRONG_VALUE.test(text));
}

function refusedName({ param, reason }: Refusal, sent: RequestBody): string | null {
  const names = Object.keys(sent).filter((name) => !NEEDED.has(name));
  const path = param.split(/[.[]/);
  if (param !== '') {
    const named = names.find((name) => path.includes(name));
    if (named !== undefined) return named;
    if (path[0] !== undefined && path[0] in sent) return null; // it cannot be left out
  }
  const mentioned = names
    .map((name) => ({ name, at: positionIn(reason, name) }))
    .filter(({ at }) => at >= 0)
    .toSorted((one, other) => one.at - other.at);
  const isOneOfBoth = /\bboth\b|together/i.test(reason);
  return (isOneOfBoth ? mentioned.at(-1) : mentioned[0])?.name ?? null;
}

/** Returns the position at which a text names a parameter; -1 if the text does not name it. */
function positionIn(text: string, name: string): number {
  if (!text.toLowerCase().includes(name.toLowerCase())) return -1; // a fast check: an agent may send thousands
  const literal = escapeRegExp(name);
  const quoted = `['"\`]${literal}\\b`;
  const called = `(?:parameters?|arguments?|fields?|property|name|supplied)[: ]+${literal}\\b`;
  const pattern = PLAIN_WORDS.has(name) ? `${quoted}|${called}` : `\\b${literal}\\b`;
  return text.search(new RegExp(pattern, 'i'));
}

function valueKey(name: string, value: unknown): string {
  return `${name}=${JSON.stringify(value)}`;
}

/** Escapes a text for use in a regular expression: agents can send any names of parameters and fields. */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}
