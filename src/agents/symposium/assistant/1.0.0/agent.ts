import type { Agent } from '../../../agent.ts';

const assistant: Agent = async (env) => {
  const answer = env.completion(await env.listMessages(), { stream: true });
  await env.addReply(answer);
};

export default assistant;
