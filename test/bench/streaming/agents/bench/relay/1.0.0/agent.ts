import type { Agent } from '../../../../../../../src/agents/agent.ts';

/** Passes on what the model streams. */
const relay: Agent = async (env) => {
  await env.addReply(env.completion([{ role: 'user', content: 'Go on.' }], { stream: true }));
};

export default relay;
