/** The answer of the agent on the screens, with every markdown construct. */
export const ANSWER = `Aristotle calls it *eudaimonia*: not a mood that comes over us, but **a life that goes well as a whole**.[^1] Three things belong to it, he says in the first book.

## What it takes

1. An activity, and not a possession.
2. Excellence, *aretē*, in that activity:
   - of character, which habit gives,
   - of thought, which teaching gives.
3. A complete life. "One swallow does not make a summer."

| Excellence | Too little | The mean | Too much |
| --- | --- | --- | --- |
| in fear | cowardice | courage | rashness |
| in giving | meanness | generosity | extravagance |

The mean lies between two extremes, $a < m < b$, and yet it is no average:

$$m \\neq \\frac{a + b}{2}$$

\`\`\`ts
/** Habit: what is done again is done more easily. */
export function practise(courage: number, times: number): number {
  return times === 0 ? courage : practise(courage * 1.01, times - 1);
}
\`\`\`

> "We are what we repeatedly do" is a summary by Will Durant, [not a quotation](https://en.wikipedia.org/wiki/Eudaimonia).

> [!NOTE]
> He means a mean *for us*: what is much for one is little for another.

[^1]: Nicomachean Ethics I.7, 1098a16.
`;

/** The first questions of the other conversations, newest last. */
export const EARLIER_QUESTIONS = [
  'Is it better to suffer injustice than to do it?',
  'Explain the cave to someone who has never read Plato, and then to someone who has read too much of him',
  'What did Diotima teach?',
  'يا سقراط، ما هي الفضيلة؟',
  'Can virtue be taught?',
];

/** A word that is longer than a line. */
export const LONG_WORD =
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3);
