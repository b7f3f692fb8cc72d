import type { ChatMessage } from '../../../agents/agent.ts';
import type { Random } from './random.ts';

/** What an answer is made from. All of its text can stand in markdown as it is. */
interface Question {
  /** What the person's last words are about: a name, or words of theirs in quotation marks. For the first mention. */
  topic: string;
  /** The same for every mention after it, where the same quotation again would tire. */
  subject: string;
  /** Whether the person said nothing at all. */
  silent: boolean;
  /** What words before those were about, if that was something else. */
  earlier: string | null;
  random: Random;
}

/** Someone who answers: the text, in markdown. */
export type Persona = (question: Question) => string;

/** Who can answer. */
export type PersonaName = 'socrates' | 'plato' | 'planner' | 'assistant';

const PHILOSOPHER = /\b(socrates|plato)\b/i;

/** Wishes for a plan. Words about a plan that is there already, such as “follow this plan”, are none. */
const PLAN_WISHES = [
  /\b(?:make|write|draft|draw up|sketch|give|prepare|devise|propose)(?: (?:me|us|out|down))?(?: (?:a|an|your|one|the))?(?: [\w-]+,?){0,2} (?:plan|outline)\b/i,
  /\bplan (?:how|out|what|which|the|an?|my|our|your)\b/i,
  /\byou (?:are|plan)\b[^.]{0,30}\bplan(?:ner|s)\b/i,
];

/** Who answers: whom the system prompt names, the last one first; otherwise it depends on what is asked for. */
export function choosePersona(messages: readonly ChatMessage[], words: string): PersonaName {
  const prompts = messages.filter((message) => message.role === 'system').map((message) => message.content);
  for (const prompt of prompts.toReversed()) {
    if (wishesForPlan(prompt)) return 'planner';
    const named = PHILOSOPHER.exec(prompt)?.[1]?.toLowerCase();
    if (named === 'socrates' || named === 'plato') return named;
  }
  return wishesForPlan(words) ? 'planner' : 'assistant';
}

function wishesForPlan(text: string): boolean {
  return PLAN_WISHES.some((wish) => wish.test(text));
}
