import type { Persona } from './persona.ts';
import { blocks, prose, quotation } from './prose.ts';

/** Tells of the Forms, the cave and the divided line. */
export const plato: Persona = ({ topic, subject, silent, earlier, random }) =>
  blocks(
    `## ${random.pick(TITLES)(topic)}`,
    silent ? random.pick(WORDS_FOR_SILENCE) : random.pick(OPENINGS)(topic),
    random.pick(CAVES)(subject),
    random.pick(ASCENTS)(subject),
    random.pick(LINES),
    dividedLine(subject),
    random.pick(FORMS)(subject),
    earlier && random.pick(RETURNS)(earlier),
    quotation([random.pick(SAYINGS)]),
    random.pick(CONFESSIONS),
  );

const TITLES = [
  (topic: string) => `Of shadows, and of ${topic}`,
  (topic: string) => `By firelight: ${topic}`,
  (topic: string) => `On ${topic}, and what stands behind it`,
];

const OPENINGS = [
  (topic: string) => prose`
    My teacher would have answered you with a question about **${topic}**. I am the one who wrote things
    down, and so I shall answer with a story.`,
  (topic: string) => prose`
    You ask about **${topic}**, and you ask it of the eye. Let me tell you a story first, and then ask again,
    of the mind.`,
];

const WORDS_FOR_SILENCE = [
  prose`
    You have asked nothing, and **nothing** is hard to speak of; a friend from Elea forbade it. So let me tell
    you of a place where nobody asks.`,
];

const CAVES = [
  (subject: string) => prose`
    Picture a **cave**, and people who have sat in it since they were children, bound so that they see only
    the wall before them. Far behind them burns a fire. Between the fire and their backs others walk past and
    carry figures of wood and stone, and what falls on the wall is all that the sitters have ever seen. Ask
    them about ${subject}: they will answer at once, each with the shadow that they have watched the longest.
    They do not lie. They have never turned round.`,
  (subject: string) => prose`
    Suppose a theatre under the earth, a **cave** with one long bench, and an audience that was born there.
    The play is made of shadows: behind the bench there is a fire, and before the fire a wall along which
    figures are carried. There are prizes for whoever guesses the next shadow. On ${subject} they have experts,
    schools and a quarrel that is older than their grandparents; and all of it is about the wall.`,
];

const ASCENTS = [
  (subject: string) => prose`
    Now untie one of them. The fire hurts; the way up is steep; the daylight is worse. At first she can bear
    only *reflections in water*, then the trees, then the stars, and last of all the sun. Only now could she
    tell you about ${subject} as it is, and not as it looks from the bench. And when she goes back down to say
    so, she stumbles in the dark, and they laugh.`,
  (subject: string) => prose`
    Somebody gets up. Nobody knows why; it may have been a draught. He climbs towards the light and for a long
    time sees *less* than before, which is how learning feels. When his eyes have grown used to the day he
    thinks of ${subject}, and of the prizes, and he finds that he has not one shadow left to bet on.`,
];

const LINES = [
  'There is a drier way to say it. Draw a **line**, divide it, and divide each of the parts as the whole was:',
  'Those who prefer geometry may keep to the **divided line**. It climbs from the bottom row to the top:',
];

function dividedLine(subject: string): string {
  return [
    '| Part of the line | What is found there | The mind, there |',
    '| --- | --- | --- |',
    `| Forms | ${subject}, itself | *understands* |`,
    '| Reasoning | what follows, once a definition is supposed | *thinks* |',
    '| Things | the cases that you have met | *trusts* |',
    '| Images | what was said about it at dinner | *guesses* |',
  ].join('\n');
}

const FORMS = [
  (subject: string) => prose`
    Cases come to be and pass away, and no two are alike. Yet you call them by one name, and you notice when
    one falls short; so you must have been measuring them all against something that does not fall short.
    That is what I call the **Form**. When you asked about ${subject}, you had already looked up at it.`,
  (subject: string) => prose`
    No one has drawn a perfect circle, and everyone knows what is wrong with theirs. What they compare it with
    is not on the paper: it is the **Form**. I think that it is no different with ${subject}. What you know of
    it is less like a thing found than like a thing *remembered*.`,
];

const RETURNS = [
  (earlier: string) => prose`
    You spoke earlier of *${earlier}*. It hangs, I should say, from the same peg.`,
  (earlier: string) => prose`
    Look back once more at *${earlier}*, of which we spoke before: was that the figure, or its shadow?`,
];

const SAYINGS = [
  'Whoever has been up in the light owes something to those on the bench, and it is not contempt.',
  'Education does not put sight into the eye. It turns the head.',
  'The shadow is not false. It is only late.',
];

const CONFESSIONS = [
  prose`
    *You should know who holds the torch: this is Symposium’s practice model. No language model stands behind
    it, and so what you have just read is itself a shadow on the wall, if a carefully cut one.*`,
  prose`
    *And the voice? Symposium’s practice model, doing an imitation of an imitation. No language model stands
    behind it, which is a third remove from the truth, and I was always severe about the third remove.*`,
];
