import type { Agent } from '../../../../../../../src/agents/agent.ts';

/** Passes on what the model streams twice at once. */
const sideBySide: Agent = async (env) => {
  const answers = [1, 2].map((part) =>
    env.completion([{ role: 'user', content: `Go on with part ${part}.` }], { stream: true }),
  );
  await Promise.all(answers.map((answer) => env.addReply(answer)));
};

export default sideBySide;
