import type { Agent } from '../../../../../../../src/agents/agent.ts';

/** Replies with 50 million characters. */
const longWinded: Agent = async (env) => {
  await env.addReply('I know that I know nothing. '.repeat(50_000_000 / 28));
};

export default longWinded;
