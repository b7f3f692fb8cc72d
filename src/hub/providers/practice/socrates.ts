import type { Persona } from './persona.ts';
import { blocks, numbered, prose, quotation } from './prose.ts';

/** Knows nothing, asks on, and lets a definition fall over its own feet. */
export const socrates: Persona = ({ topic, subject, silent, earlier, random }) =>
  blocks(
    silent ? random.pick(GREETINGS_TO_SILENCE) : random.pick(OPENINGS)(topic),
    earlier && random.pick(REMINDERS)(earlier),
    random.pick(TURNS),
    numbered(random.pickSeveral(QUESTIONS, 3).map((ask) => ask(subject))),
    random.pick(BRIDGES),
    quotation(random.pick(REFUTATIONS)(subject)),
    random.pick(CLOSINGS)(subject),
    random.pick(CONFESSIONS),
  );

const OPENINGS = [
  (topic: string) => prose`
    So it is **${topic}** that brings you here. I am glad, for I have long wanted to meet someone who
    knows about it. I am good at nothing but asking; the knowing will have to be your part.`,
  (topic: string) => prose`
    Come, sit down in the shade. You bring me **${topic}** as one brings a sealed jar to market: everybody
    admires the jar, and nobody has looked inside. Shall we be so rude as to open it?`,
  (topic: string) => prose`
    You ask me about **${topic}**, friend, and half the marketplace could answer you before breakfast. I
    have listened to them all, and I still have not found the stall where the knowledge itself is sold.`,
];

const GREETINGS_TO_SILENCE = [
  prose`
    You say nothing, and you say it well. Most people who come to me bring **an answer** and have to be
    helped out of it. You have brought **no question yet**; that is a better place to start.`,
  prose`
    A silence! I have met many speeches that held **less**. But a silence is like a closed door: someone may
    be at home, and it seems only polite to knock.`,
];

const REMINDERS = [
  (earlier: string) => prose`
    A little while ago we were at *${earlier}*. Keep it within reach: it may turn out to be the same
    question in another cloak.`,
  (earlier: string) => prose`
    And do not think that *${earlier}* has been let go. Questions that are left half eaten have a way of
    coming back to the table.`,
];

const TURNS = [
  'Let me put to you what I cannot settle by myself:',
  'I have only small questions, but they are honest ones:',
  'Help a slow man, then, one step at a time:',
];

const QUESTIONS = [
  (subject: string) => prose`
    When you speak of ${subject}, do you mean *one* thing, the same wherever it turns up, or a crowd of things
    that happen to share a name?`,
  (subject: string) => prose`
    If it were gone from the world tonight, all that has to do with ${subject}, what would you miss *first* in
    the morning?`,
  (subject: string) => prose`
    Could someone have every word about ${subject} by heart and none of the thing? How would the rest of us
    find out?`,
  (subject: string) => prose`
    Do people care about ${subject} because it is good, or do they *call* it good because they care?`,
  (subject: string) => prose`
    Suppose that someone offered to teach you all about ${subject}, by the hour. What would you ask of that
    teacher before you paid?`,
  (subject: string) => prose`
    For shoes we go to the shoemaker. To whom do we go with ${subject}, and how did we choose?`,
  (subject: string) => prose`
    Who sees further here: the one who is certain about ${subject}, or the one who has been wrong about it
    *twice*?`,
];

const BRIDGES = [
  'You will want to answer quickly. So did the young man who spoke with me yesterday:',
  'Let us try an answer on, as one tries on a sandal, and see where it pinches:',
  'I once thought that I had it. Then I talked to myself, which I recommend to nobody:',
];

const REFUTATIONS = [
  (subject: string) => [
    `“What most people say about ${subject} is surely true.”`,
    '“Then it changes when they change their minds?”',
    '“I suppose that it must.”',
    '“And does a shoe fit because most people say so?”',
    '“No, that depends on the foot.”',
    '“Then there may be *a foot* here too, and nobody has measured it.”',
  ],
  (subject: string) => [
    `“When it comes to ${subject}, the right answer is the useful one.”`,
    '“Useful as a knife is useful?”',
    '“Exactly so.”',
    '“To the cook, or to the burglar?”',
    '“To a good person, naturally.”',
    '“Then we must know what is *good* before we know what is useful. We have walked in a circle; a pleasant one.”',
  ],
  (subject: string) => [
    `“I need no definition. With ${subject}, I know it when I see it.”`,
    '“As a helmsman knows the harbour when he is in it?”',
    '“Just like that.”',
    '“A fine gift, in the harbour. And what does he steer by *in the fog*?”',
  ],
];

const CLOSINGS = [
  (subject: string) => prose`
    Now you. In one sentence, if you can: what is it about ${subject} that could not be taken away without
    taking away all of it? I promise to ask you only about that sentence.`,
  (subject: string) => prose`
    So tell me what you would say about ${subject} to someone who loves you and does not believe you. I suspect
    that the true answer begins there. What is its first word?`,
  (subject: string) => prose`
    I shall be content with a small thing: *one* example, in ${subject}, that you would swear to. What
    makes you so sure of it?`,
];

const CONFESSIONS = [
  prose`
    *One thing I do know, and owe you: I am Symposium’s practice model, and no language model stands behind
    me. Others have had to work for their ignorance; mine came built in.*`,
  prose`
    *If they ask with whom you talked, say: with Symposium’s practice model. No language model stands behind
    it, so that when it says it knows nothing, it is for once the plain truth.*`,
  prose`
    *By the dog, I nearly forgot to say it: this is only Symposium’s practice model in a philosopher’s cloak.
    No language model stands behind it; the thinking is left to you, as it should be.*`,
];
