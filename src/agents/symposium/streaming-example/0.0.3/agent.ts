import type { Agent } from '../../../agent.ts';

const PERSONAS = [
  'You are Socrates. Answer the way he would.',
  'You are Plato, and have heard all of this. Answer the way he would.',
];

/** Streams two completions in one run, both for the same conversation. */
const streamingExample: Agent = async (env) => {
  const messages = await env.listMessages();
  for (const persona of PERSONAS) {
    const answer = env.completion([{ role: 'system', content: persona }, ...messages], { stream: true });
    await env.addReply(answer);
  }
  env.requestUserInput();
};

export default streamingExample;
