import { chunk, cut, frame } from '../../../support/model-answers.ts';
import { DONE, say, STOP, whole, type ModelServerCase } from './model-server-case.ts';

const END = STOP + DONE;
const thinkingOf = (...deltas: object[]) => deltas.map((delta) => frame(chunk(delta))).join('');
/** Small chunks, because they are split at every byte. */
const inPieces = (text: string, length: number) =>
  cut(text, length)
    .map((content) => frame({ choices: [{ delta: { content } }] }))
    .join('');
const HARMONY =
  '<|channel|>analysis<|message|>Hm. Well.<|end|><|start|>assistant<|channel|>final<|message|>Hello<|return|>';
const THOUGHT = { thinking: 'Hm. Well.' };

/** Reasoning from public reports. */
export const REPORTED_REASONING: ModelServerCase[] = [
  {
    // https://github.com/ggml-org/llama.cpp/issues/23320
    name: 'JSON with only </think>',
    contentType: 'application/json',
    body: whole({ content: 'Okay, the user just sent "Hello".\n</think>\n\nHello! How can I assist you?' }),
    expected: { text: 'Hello! How can I assist you?', thinking: 'Okay, the user just sent "Hello".' },
  },
  {
    // https://github.com/deepseek-ai/DeepSeek-R1/issues/506
    name: 'only </think>, after text that has been sent', // visibleText hides the text before it
    body: say('Hm. ') + say('Well.\n</th') + say('ink>\n\nHello') + END,
    expected: { text: 'Hm. Well.\n</think>\n\nHello' },
  },
  // https://github.com/kekzl/imp/pull/768
  ...[
    ['as it is', say(HARMONY)],
    ['in small pieces', inPieces(HARMONY, 3)],
    ['after its start', say(`<|start|>assistant${HARMONY}`)],
    ['without its end', say(HARMONY.replace('<|return|>', ''))],
    ['with line ends', say('\n') + say(HARMONY) + say('\n')],
  ].map(([how, body]) => ({
    name: `harmony's channels ${how} (gpt-oss)`,
    body: body! + END,
    expected: THOUGHT,
  })),
  {
    // https://github.com/scouzi1966/maclocal-api/issues/121
    name: 'JSON with the channels of harmony',
    contentType: 'application/json',
    body: whole({ content: HARMONY }),
    expected: THOUGHT,
  },
  {
    // https://github.com/InternLM/lmdeploy/issues/3954
    name: "harmony's reasoning, cut off at the maximum length",
    body: say('<|channel|>analysis<|message|>Hm. Well.<|e') + frame(chunk({}, 'length')),
    expected: { thinking: 'Hm. Well.<|e', text: '', finish: 'length' },
  },
  {
    // https://github.com/scouzi1966/maclocal-api/issues/121
    name: 'a call in harmony that its server has not parsed', // not a call, because its meaning is unknown
    body:
      say('<|channel|>analysis<|message|>Hm. Well.<|end|>') +
      say('<|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|>') +
      END,
    expected: { text: '', thinking: 'Hm. Well.{}' },
  },
  {
    // https://github.com/kekzl/imp/pull/768
    name: 'harmony without its markers', // a text may begin with this word
    body: say('analysisWe need to answer.assistantfinalfour') + END,
    expected: { text: 'analysisWe need to answer.assistantfinalfour' },
  },
  {
    // https://github.com/ml-explore/mlx-lm/issues/1867
    name: "one of harmony's markers in the text",
    body: say('Say <|channel|>final<|message|> aloud') + END,
    expected: { text: 'Say <|channel|>final<|message|> aloud' },
  },
  {
    // https://github.com/openclaw/openclaw/pull/68418, https://github.com/earendil-works/pi/pull/7216
    name: 'parts of thinking and of reasoning with a summary (Magistral, Databricks)',
    body:
      say([{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }]) +
      say([
        { type: 'reasoning', summary: [{ type: 'summary_text', text: ' Well.' }] },
        { type: 'text', text: 'Hel' },
      ]) +
      say('lo') +
      END,
    expected: THOUGHT,
  },
  {
    // https://github.com/envoyproxy/ai-gateway/pull/1222, https://github.com/odysseus-dev/odysseus/pull/2449
    name: 'reasoning_content as an object, then thinking, then reasoning as a list',
    body:
      thinkingOf(
        { reasoning_content: { text: 'H' } },
        { reasoning_content: { text: 'm.', signature: 'x' } },
        { thinking: ' We' },
        { reasoning: [{ text: 'll.' }] },
      ) +
      say('Hello') +
      END,
    expected: THOUGHT,
  },
  {
    // https://github.com/Effect-TS/effect/pull/6060
    name: 'the same reasoning in three fields',
    body:
      thinkingOf({
        content: '',
        reasoning: 'Hm. Well.',
        reasoning_content: 'Hm. Well.',
        reasoning_details: [{ type: 'reasoning.text', text: 'Hm. Well.', index: 0 }],
      }) +
      say('Hello') +
      END,
    expected: THOUGHT,
  },
  // https://github.com/antirez/ds4/issues/1087, https://github.com/jundot/omlx/pull/2458
  ...['stop', 'length'].map((reason) => ({
    name: `unclosed <think> before ${reason}`,
    body: say('<think>Hm. ') + say('Well.') + frame(chunk({}, reason)) + DONE,
    expected: { ...THOUGHT, text: '', finish: reason },
  })),
  {
    // https://github.com/bytedance/deer-flow/issues/3218
    name: 'reasoning without text',
    body: thinkingOf({ content: '', reasoning_content: 'Hm. Well.' }) + END,
    expected: { ...THOUGHT, text: '' },
  },
  // https://github.com/raullenchai/Rapid-MLX/issues/1778
  ...[
    'Use the tag `<think>` to mark thoughts, and `</think>` to end them.',
    'BEGIN <think>inner</think> AFTER END',
    'A thought ends with `</think>`\nand nothing else.',
    '```\nHm.\n</think>\n\n```\nThat is how it ends.',
  ].map((text) => ({
    name: `a text about tags: ${text.slice(0, 20)}`,
    body: say(text) + END,
    expected: { text },
  })),
  // https://github.com/sgl-project/sglang/pull/9192, https://github.com/GewoonJaap/gemini-cli-openai/issues/92
  ...[
    ['◁think▷', '◁/think▷'],
    ['<thinking>', '</thinking>'],
    ['<reasoning>', '</reasoning>'],
    ['<thought>', '</thought>'],
  ].map(([open, close]) => ({
    name: `${open} in single characters`,
    body: inPieces(`${open}Hm. Well.${close}\n\nHello`, 1) + END,
    expected: THOUGHT,
  })),
];
