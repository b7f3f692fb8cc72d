import type { ChatMessage } from '../../../agents/agent.ts';
import { findTopic } from './topic.ts';

/** The texts that are inserted into a script. All of them are safe in markdown. */
interface Question {
  /** The topic of the question, for the first mention. */
  topic: string;
  /** The topic for later mentions: a name is repeated, a quotation is not. */
  subject: string;
  /** The topic of an earlier question; null if there is none, or if it is the same. */
  earlier: string | null;
}

type Script = (question: Question) => string;

/** Asks questions instead of answering. */
const socrates: Script = ({ topic, subject, earlier }) => `
So you want to talk about **${topic}**. Good, because I have long wanted to meet someone who knows about it. I am good at nothing but asking; the answers will have to come from you.

${earlier ? `A while ago we talked about *${earlier}*. Keep it in mind: it may turn out to be the same question.\n\n` : ''}I have only small questions, but they are honest ones:

1. When you speak of ${subject}, do you mean *one* thing, or many things that happen to share a name?
2. Could someone know every word about ${subject} by heart and still not understand it? How would we find out?
3. For shoes we go to the shoemaker. To whom do we go with ${subject}, and how did we choose?

Let us try an answer on, as one tries on a sandal:

> “What most people say about ${subject} is surely true.”
>
> “Then it changes when they change their minds?”
>
> “I suppose that it must.”
>
> “And does a shoe fit because most people say so?”

Now it is your turn. In one sentence: what is it about ${subject} that could not be taken away without taking away all of it?

*One thing I do know: I am Symposium’s practice model, and no language model stands behind me. Others had to work for their ignorance; mine is built in.*`;

/** Tells of the cave, the divided line and the Forms. */
const plato: Script = ({ topic, subject, earlier }) => `
## Of shadows, and of ${topic}

My teacher would have answered with a question about **${topic}**. I am the one who wrote things down, so I shall answer with a story.

Picture a **cave**, and people who have sat in it since they were children, bound so that they see only the wall before them. Behind them burns a fire, and others carry figures past it. Ask the prisoners about ${subject}, and each will describe the shadow that he has watched the longest. They do not lie. They have never turned round.

Now untie one of them. The way up is steep, and the daylight hurts. At first she can only bear *reflections in water*, then the trees, and last of all the sun. Only now could she tell you about ${subject} as it is.

Those who prefer geometry may keep to the divided **line**, which climbs from the bottom row to the top:

| Part of the line | What is found there | The mind, there |
| --- | --- | --- |
| Forms | ${subject}, itself | *understands* |
| Reasoning | what follows from a definition | *thinks* |
| Things | the cases that you have met | *trusts* |
| Images | what was said about it at dinner | *guesses* |

No one has drawn a perfect circle, and everyone sees what is wrong with theirs. What they compare it with is not on the paper: it is the **Form**.${earlier ? ` It is no different with *${earlier}*, of which we spoke before.` : ''}

> Education does not put sight into the eye. It turns the head.

*You should know who holds the torch: this is Symposium’s practice model. No language model stands behind it, so what you have just read is itself a shadow on the wall.*`;

/** A plan of five steps. */
const planner: Script = ({ topic, subject, earlier }) => `
## A plan: ${topic}

The aim is something about ${subject} that a busy friend would read to the end.${earlier ? ` What came before, *${earlier}*, is settled.` : ''} Five steps, none of them long:

1. **Say what is wanted.** Write down in one line what will be different once ${subject} has been dealt with. If the line needs an “and”, there are two plans.
2. **Gather what is known.** Put the facts on one side and the guesses on the other. Do not tidy up yet.
3. **Take the hardest part first.** What is left will be easier than it looks now, or not worth doing.
4. **Make a rough version.** Go once from beginning to end, badly and without stopping.
5. **Leave out a third.** Read it aloud: where your voice hurries, the text is too long.

**Done when** the line from the first step is true, and *not* when every step has been ticked.

*The plan comes from Symposium’s practice model. No language model stands behind it: the steps are sound, but they would be so for nearly anything.*`;

/** Says what the practice model is, helps to ask questions, and shows kinds of markdown while they are streamed. */
const assistant: Script = ({ topic, subject, earlier }) => `
## About ${topic}

This is Symposium’s **practice model**, and no language model stands behind it. So it cannot tell you anything about ${subject} that you do not know. It can do two smaller things: help you ask, and show you what an answer looks like while it streams.${earlier ? ` The same goes for *${earlier}*, about which you asked before.` : ''}

### Three ways to ask

- **Narrow it.** Of all that could be said about ${subject}, which part would change what you *do* tomorrow?
- **Give an example.** One concrete case, with a name and a date in it, is worth a page of definitions.
- **Say what you have tried.** It spares you the advice that you have already taken.

### What you are watching

Each piece of this text came by itself, in the order in which it was written:

| Word | What it means here |
| --- | --- |
| chunk | a token or a few, from the model to the agent |
| delta | the event that carries a chunk to you |
| message | what stays in the conversation in the end |

In a browser, receiving it takes a few lines:

\`\`\`js
const stream = new EventSource(\`/v1/threads/\${thread}/stream/\${run}\`);
stream.addEventListener('message', ({ data }) => show(JSON.parse(data)));
\`\`\`

For real answers, connect the hub to a language model.`;

const PHILOSOPHERS: Record<string, Script> = { socrates, plato };
const PHILOSOPHER = /\b(socrates|plato)\b/i;
/** A request for a plan, but not words about an existing one, such as “follow this plan”. */
const PLAN_REQUEST = /\b(?:make|write|draft|prepare|give)(?: me| us)?(?: [\w-]+){0,3} plan\b/i;
const NO_TOPIC = { topic: 'the question that you have not asked yet', subject: 'it' };

/**
 * Returns the practice model's answer to a conversation, in markdown. The same conversation always gets the same
 * answer.
 */
export function writeAnswer(messages: readonly ChatMessage[]): string {
  const asked = messages.filter(({ role }) => role === 'user').map(({ content }) => content);
  const last = asked.at(-1) ?? '';
  const topic = findTopic(last);
  const before = findTopic(asked.at(-2) ?? '')?.text ?? null;
  const question = {
    ...(topic ? { topic: topic.text, subject: topic.isName ? topic.text : 'this matter' } : NO_TOPIC),
    earlier: before === topic?.text ? null : before,
  };
  return chooseScript(messages, last)(question).trim();
}

/**
 * Returns the script that a system prompt asks for; the last prompt is checked first. If no prompt asks for a script,
 * returns the script that the person asks for.
 */
function chooseScript(messages: readonly ChatMessage[], asked: string): Script {
  const prompts = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  for (const prompt of prompts.toReversed()) {
    if (PLAN_REQUEST.test(prompt)) return planner;
    const named = PHILOSOPHER.exec(prompt)?.[1]?.toLowerCase();
    if (named) return PHILOSOPHERS[named]!;
  }
  return PLAN_REQUEST.test(asked) ? planner : assistant;
}
