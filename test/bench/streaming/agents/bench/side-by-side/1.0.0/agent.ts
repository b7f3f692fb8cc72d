import type { Agent } from '../../../../../../../src/agents/agent.ts';

/** Forwards two streams of the model at the same time. */
const sideBySide: Agent = async (env) => {
  const answers = [1, 2].map((part) =>
    env.completion([{ role: 'user', content: `Go on with part ${part}.` }], { stream: true }),
  );
  await Promise.all(answers.map((answer) => env.addReply(answer)));
};

export default sideBySide;
