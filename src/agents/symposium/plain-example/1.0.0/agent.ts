import type { Agent } from '../../../agent.ts';

/** Asks for the whole answer at once: no delta is sent. */
const plainExample: Agent = async (env) => {
  await env.addReply(await env.completion(await env.listMessages()));
};

export default plainExample;
