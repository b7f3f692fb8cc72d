import type { Agent } from '../../../../../../../src/agents/agent.ts';

/** Forwards the stream of the model. */
const relay: Agent = async (env) => {
  await env.addReply(env.completion([{ role: 'user', content: 'Go on.' }], { stream: true }));
};

export default relay;
