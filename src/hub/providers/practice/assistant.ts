import type { Persona } from './persona.ts';
import { blocks, prose, quotation } from './prose.ts';

/** Helps as far as it can: with the question, not with the answer; and shows how an answer streams in. */
export const assistant: Persona = ({ topic, subject, silent, earlier, random }) =>
  blocks(
    `## ${silent ? 'Nothing asked, nothing lost' : random.pick(TITLES)(topic)}`,
    random.pick(CONFESSIONS)(subject),
    earlier && random.pick(REMINDERS)(earlier),
    '### Three ways into it',
    bulleted(random.pickSeveral(WAYS, 3).map((way) => way(subject))),
    quotation([random.pick(SAYINGS)]),
    '### What you are watching',
    random.pick(DISPLAYS),
    random.pick(ENDS),
  );

function bulleted(items: string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

const TITLES = [
  (topic: string) => `About ${topic}`,
  (topic: string) => `A start on ${topic}`,
  (topic: string) => `First thoughts: ${topic}`,
];

const CONFESSIONS = [
  (subject: string) => prose`
    This is Symposium’s **practice model**, and no language model stands behind it. So it cannot tell you
    anything about ${subject} that you do not know. It can do two smaller things: help you ask, and show you
    what an answer looks like while it is still on its way.`,
  (subject: string) => prose`
    An honest word before anything else: you are talking to Symposium’s **practice model**. No language model
    stands behind it, and its views on ${subject} are worth what they cost. What follows is a way to think about
    it, and a look at the streaming itself.`,
];

const REMINDERS = [
  (earlier: string) => `Before this you brought up *${earlier}*; the same three ways lead into that as well.`,
  (earlier: string) => `(I have not forgotten *${earlier}*. I have merely nothing to add to it.)`,
];

const WAYS = [
  (subject: string) => prose`
    **Narrow it.** Of all that could be said about ${subject}, which part would change what you *do* tomorrow?
    Ask for that.`,
  (subject: string) => prose`
    **Give an example.** One concrete case of ${subject}, with a name and a date in it, is worth a page of
    definitions.`,
  () => prose`
    **Say what you have tried.** It spares you the advice that you have already taken, which is most advice.`,
  () => prose`
    **Name the reader.** An answer for a child, a colleague and a judge are three answers; say whose you
    want.`,
  (subject: string) => prose`
    **Turn it round.** Ask what would have to be true for the usual view of ${subject} to be *wrong*.`,
];

const SAYINGS = [
  'A question that is well put has done half of the walking.',
  'To be brief one has to know what one wants to say; to be asked well, somebody has to want it.',
];

const DISPLAYS = [
  [
    'Each piece of this text came by itself, in the order in which it was written:',
    '',
    '| Word | What it means here |',
    '| --- | --- |',
    '| chunk | a token or a few, from the model to the agent |',
    '| delta | the event that carries a chunk to you |',
    '| draft | the deltas of one completion so far |',
    '| message | what stays in the thread in the end |',
  ].join('\n'),
  [
    'Seen from a browser, an answer like this one is no more than a loop:',
    '',
    '```js',
    'const stream = new EventSource(`/v1/threads/${thread}/stream/${run}`);',
    "stream.addEventListener('message', ({ data }) => {",
    '  const { event, data: body } = JSON.parse(data);',
    "  if (event === 'thread.message.delta') show(body.delta.content);",
    '});',
    '```',
  ].join('\n'),
  [
    'Text that is still growing has to look right at every moment. For instance:',
    '',
    '- [x] words in **bold** and in *italics* while their ending is yet to come',
    '- [x] `code` in a line, and ~~what was thought better of~~',
    '- [ ] an opinion, for which a language model would be needed',
  ].join('\n'),
];

const ENDS = [
  prose`
    When you want answers rather than practice, give the hub a language model; this one will step aside
    without a word.`,
  prose`
    Once the hub has a language model of its own to ask, all of this stays as it is, except that the answers
    will know something.`,
];
