import { refuseWith } from '../../support/model-answers.ts';
import { anthropic, assistant, mistral, user, type PublicRefusal } from './public-refusal.ts';
import { openAi } from './refusals.ts';

const DEVELOPER: PublicRefusal[] = [
  // https://github.com/num-scope/pix/issues/34
  openAi(
    'Failed to deserialize the JSON body into the target type: messages[0].role: unknown variant `developer`, expected one of `system`, `user`, `assistant`, `tool`, `latest_reminder` at line 1 column 60',
    null,
    'invalid_request_error',
  ),
  // https://github.com/haru/redmine_ai_helper/issues/242
  openAi(
    "developer is not one of ['system', 'assistant', 'user', 'tool', 'function'] - 'messages.['0].role'",
  ),
  // https://github.com/egoist/chatwise-releases/issues/971
  openAi(
    "Invalid enum value. Expected 'system' | 'user' | 'assistant' | 'tool', received 'developer'",
    'messages.0.role',
    'invalid_request_error',
  ),
].map((body, at) => ({
  name: `63.${at + 1} the role developer`,
  asked: { messages: [{ role: 'developer', content: 'S' }, user('A')] },
  refusals: [
    {
      when: (_sent, messages) => messages.some(({ role }) => role === 'developer'),
      refusal: refuseWith(400, body),
    },
  ],
  requests: 1,
  answered: { messages: [{ role: 'system', content: 'S' }, user('A')] },
}));

/** Refusals of messages from public reports, each with the report's address. */
export const REFUSED_MESSAGES: PublicRefusal[] = [
  ...DEVELOPER,
  {
    // https://github.com/tailcallhq/forgecode/issues/1872
    name: '60 a reply that ends in white space',
    asked: { messages: [user('A'), assistant('B \n')] },
    refusals: [
      {
        when: (_sent, messages) =>
          messages.at(-1)?.role === 'assistant' && /\s$/.test(String(messages.at(-1)?.content)),
        refusal: refuseWith(
          400,
          anthropic('messages: final assistant content cannot end with trailing whitespace'),
        ),
      },
    ],
    requests: 1,
    answered: { messages: [user('A'), assistant('B')] },
  },
  {
    // https://github.com/diegosouzapw/OmniRoute/issues/3396
    name: '61.1 Mistral: a reply at the end',
    asked: { messages: [user('A'), assistant('B')] },
    refusals: [
      {
        when: (_sent, messages) => messages.at(-1)?.role === 'assistant',
        refusal: refuseWith(
          400,
          mistral(
            'Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant',
            'invalid_request_message_order',
            '3230',
          ),
        ),
      },
    ],
    requests: 2,
  },
  {
    // https://github.com/ggml-org/llama.cpp/issues/27367
    name: '64 llama.cpp: instructions in the middle of the conversation',
    asked: { messages: [user('A'), { role: 'system', content: 'S' }, assistant('B'), user('C')] },
    refusals: [
      {
        when: (_sent, messages) =>
          messages.some(
            (one, at) => at > 0 && (one.role === 'system' || one.role === messages[at - 1]?.role),
          ),
        refusal: refuseWith(400, openAi('System message must be at the beginning.')),
      },
    ],
    requests: 1,
  },
  {
    // https://github.com/OpenHands/OpenHands/issues/4643, https://github.com/QwenLM/qwen-code/pull/2320
    name: '65.1 text in parts',
    asked: {
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'S' }] },
        user([
          { type: 'text', text: 'A' },
          { type: 'text', text: 'B' },
        ]),
      ],
    },
    refusals: [
      {
        when: (_sent, messages) => messages.some(({ content }) => Array.isArray(content)),
        refusal: refuseWith(
          400,
          openAi(
            'Failed to deserialize the JSON body into the target type: messages[1]: invalid type: sequence, expected a string at line 1 column 9837',
          ),
        ),
      },
    ],
    requests: 1,
    answered: { messages: [{ role: 'system', content: 'S' }, user('A\n\nB')] },
  },
];
