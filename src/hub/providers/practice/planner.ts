import type { Persona } from './persona.ts';
import { blocks, numbered, prose } from './prose.ts';

/** Gives a plan of five steps, and says when it is done. */
export const planner: Persona = ({ topic, subject, silent, earlier, random }) =>
  blocks(
    `## ${silent ? 'A plan for a question to come' : `A plan: ${topic}`}`,
    random.pick(AIMS)(subject),
    earlier && `What came before, *${earlier}*, is taken as read.`,
    numbered(STAGES.map((stage) => random.pick(stage)(subject))),
    random.pick(ENDS),
    random.pick(CONFESSIONS),
  );

const AIMS = [
  (subject: string) => prose`
    The aim is something on ${subject} that a busy friend would read to the end. Five steps, none of them
    long:`,
  (subject: string) => prose`
    There is more to ${subject} than can be done at one sitting, and less than would need a committee. So, in
    this order:`,
];

type Step = (subject: string) => string;

/** The ways to put each step, in the order of the steps. */
const STAGES: Step[][] = [
  [
    (subject) => prose`
      **Ask what is wanted.** Write down in one line what is to be different once ${subject} has been dealt
      with. If the line needs an “and”, there are two plans.`,
    (subject) => prose`
      **Say what would count.** Imagine the answer about ${subject} already given, and note how you would tell
      a good one from a fluent one.`,
  ],
  [
    () =>
      '**Gather what is known.** Put the facts on one side and the guesses on the other; do not tidy yet.',
    () => '**Look at three cases.** An ordinary one, a strange one, and one where everything went wrong.',
  ],
  [
    () => '**Cut it at the joints.** Find the two or three parts that can be settled one without the other.',
    () =>
      '**Take the hardest part first.** What is left will be easier than it looks now, or not worth doing.',
  ],
  [
    () => '**Make a rough whole.** Go once from beginning to end, badly and without stopping.',
    () =>
      '**Try the smallest version.** Something that can be shown today beats something that can be described.',
  ],
  [
    () => '**Leave out a third.** Read it aloud; where the voice hurries, the text is too long.',
    () => '**Let somebody object.** Thank them, change one thing, and finish.',
  ],
];

const ENDS = [
  '**Done when** the line from the first step is true, and *not* when every step has been ticked.',
  '**Stop when** the next improvement would be noticed by nobody but you.',
];

const CONFESSIONS = [
  prose`
    *The plan comes from Symposium’s practice model. No language model stands behind it: the steps are
    sound, but they would be so for nearly anything.*`,
  prose`
    *Drawn up by Symposium’s practice model. No language model stands behind it, so it has planned without
    knowing anything, as has been done before.*`,
];
