import type { Agent, Tool } from '../../../agent.ts';

const parameters = {
  type: 'object',
  properties: { city: { type: 'string', description: 'The name of a city, such as Athens' } },
  required: ['city'],
};

const postage: Tool = {
  description: 'Tells the postage of a postcard to a city.',
  parameters,
  run: ({ city }) => `A postcard to ${String(city)} needs a stamp of 1.65 €.`,
};

const sendPostcard: Tool = {
  description: 'Sends a postcard to a city.',
  parameters,
  approval: 'ask',
  run: ({ city }) => `Sent to ${String(city)}. This is an example, so no postcard is on its way.`,
};

/** Lets the model use two tools. One of them runs only if the person approves the call. */
const postcardExample: Agent = async (env) => {
  const tools = { postage, send_postcard: sendPostcard };
  await env.addReply(await env.runTools(await env.listMessages(), { tools }));
};

export default postcardExample;
