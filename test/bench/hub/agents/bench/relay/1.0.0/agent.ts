import type { Agent } from '../../../../../../../src/agents/agent.ts';

/** Passes on what the model streams. */
const relay: Agent = async (env) => {
  await env.addReply(env.completion(await env.listMessages(), { stream: true }));
};

export default relay;
