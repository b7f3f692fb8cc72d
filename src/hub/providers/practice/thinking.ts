import type { RequiredCall } from '../../../protocol/required-action.ts';
import type { CompletionRequest } from '../provider.ts';
import { findTopic } from './topic.ts';
import { outputsIn } from './tool-use.ts';

/** A request to think, but not an opinion such as “I think that …”. */
const THINKING_REQUEST =
  /\bthink (?:about (?:it|this|that)|it (?:over|through)|first|hard(?:er)?|carefully|deeply|twice|aloud|out loud|step by step|before you)\b/i;

const NO_TOPIC = 'something without words';

/**
 * Returns what the practice model thinks before it answers or calls tools; an empty text if it does not think. It
 * thinks if the request sets an effort or offers tools, or if the person asks it to think. It does not think if the
 * effort is `none` or `minimal`.
 * @param calls the calls that follow
 */
export function writeThinking(
  { messages, settings = {} }: CompletionRequest,
  calls: readonly RequiredCall[],
): string {
  const { reasoning_effort: effort, tools = [] } = settings;
  if (effort === 'none' || effort === 'minimal') return '';
  const asked = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  if (!effort && tools.length === 0 && !THINKING_REQUEST.test(asked)) return '';
  const topic = findTopic(asked)?.text ?? NO_TOPIC;
  return [
    `The person has written about ${topic}.`,
    ...decision(outputsIn(messages).length, calls, tools.length),
    'These thoughts are prepared, too: I am a practice model.',
  ].join(' ');
}

function decision(outputs: number, calls: readonly RequiredCall[], tools: number): string[] {
  if (outputs > 0)
    return [
      outputs === 1 ? 'A tool has returned its output.' : `${outputs} tools have returned their outputs.`,
      'I have all that I need, so I can answer now.',
    ];
  if (calls.length > 0) {
    const names = calls.map((call) => call.function.name).join(' and ');
    return calls.length === 1
      ? [`The tool ${names} fits these words.`, 'I take its arguments from the message.']
      : [`The tools ${names} fit these words.`, 'Neither needs the other, so I call both at once.'];
  }
  if (tools > 0) return ['None of my tools fits these words.', 'I answer without them.'];
  return ['I have no language model, so I cannot work out an answer.', 'I choose the script that fits best.'];
}
