import type { Agent } from '../../../agent.ts';

const PLAN = 'Write a plan for the answer, as a short numbered list. The person will not see it.';
const ANSWER = 'Answer the person. Follow this plan, and do not mention it:';

/** Streams two completions: a plan that it does not show, and the reply. */
const quietExample: Agent = async (env) => {
  const messages = await env.listMessages();
  const plan = env.completion([{ role: 'system', content: PLAN }, ...messages], { stream: true });
  const instructions = `${ANSWER}\n\n${await plan.text()}`;
  const answer = env.completion([{ role: 'system', content: instructions }, ...messages], { stream: true });
  await env.addReply(answer);
};

export default quietExample;
