import type { Agent } from '../../../agent.ts';

/** The agent that argues for each side. */
const SPEAKER = 'symposium/assistant/latest';

/** Lets another agent argue for both sides of a question at the same time, and weighs what it says. */
const debateExample: Agent = async (env) => {
  const messages = await env.listMessages();
  const question = messages.at(-1)?.content ?? '';

  async function argue(side: string): Promise<string> {
    const query = `Argue ${side}, in one paragraph: ${question}`;
    const speaker = await env.runAgent(SPEAKER, { threadMode: 'child', query });
    return (await speaker.replies()).join('\n\n');
  }

  const [yes, no] = await Promise.all([argue('for it'), argue('against it')]);
  const content = `For: ${yes}\n\nAgainst: ${no}\n\nWeigh both in two sentences: ${question}`;
  await env.addReply(env.completion([...messages.slice(0, -1), { role: 'user', content }], { stream: true }));
};

export default debateExample;
