import type { Agent } from '../../../agent.ts';

/** Requests the whole answer at once, so no delta is sent. */
const plainExample: Agent = async (env) => {
  await env.addReply(await env.completion(await env.listMessages()));
};

export default plainExample;
