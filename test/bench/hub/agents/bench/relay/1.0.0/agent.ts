import type { Agent } from '../../../../../../../src/agents/agent.ts';

/** Forwards the stream of the model. */
const relay: Agent = async (env) => {
  await env.addReply(env.completion(await env.listMessages(), { stream: true }));
};

export default relay;
