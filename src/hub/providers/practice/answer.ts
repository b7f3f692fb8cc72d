import type { ChatMessage } from '../../../agents/agent.ts';
import { assistant } from './assistant.ts';
import { choosePersona, type Persona, type PersonaName } from './persona.ts';
import { planner } from './planner.ts';
import { plato } from './plato.ts';
import type { Random } from './random.ts';
import { socrates } from './socrates.ts';
import { findTopic, type Topic } from './topic.ts';

const PERSONAS: Record<PersonaName, Persona> = { socrates, plato, planner, assistant };
const SILENCE = { topic: 'the question that has not been asked', subject: 'such a silence', silent: true };
const TURNS_REMEMBERED = 3;

/** What the practice model answers to a conversation, in markdown. The random source decides between its ways to say it. */
export function composeAnswer(messages: readonly ChatMessage[], random: Random): string {
  const said = messages.filter((message) => message.role === 'user').map((message) => message.content);
  const words = said.at(-1) ?? '';
  const topic = findTopic(words);
  const earlier = said
    .slice(-1 - TURNS_REMEMBERED, -1)
    .map((before) => findTopic(before)?.text)
    .findLast((before) => before !== undefined && before !== topic?.text);
  return PERSONAS[choosePersona(messages, words)]({
    ...(topic ? describe(topic) : SILENCE),
    earlier: earlier ?? null,
    random,
  });
}

function describe({ text, named }: Topic) {
  return { topic: text, subject: named ? text : 'this matter', silent: false };
}
