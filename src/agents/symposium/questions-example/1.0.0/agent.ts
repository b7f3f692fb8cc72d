import type { Agent, Form } from '../../../agent.ts';

const TRIP: Form = {
  type: 'object',
  properties: {
    day: { type: 'string', format: 'date', title: 'First day' },
    travelers: { type: 'integer', title: 'Travelers', minimum: 1, maximum: 20, default: 2 },
    wishes: { type: 'string', title: 'Wishes', description: 'Such as a quiet room, or no museums' },
    on_foot: { type: 'boolean', title: 'We like to walk' },
  },
  required: ['day', 'travelers'],
};

/**
 * Asks the person two questions, and plans a trip with the answers. It can begin again after a restart of the hub, because
 * it only asks before it writes.
 */
const questionsExample: Agent = async (env) => {
  const city = await env.ask('Where would you like to go?', { choices: ['Athens', 'Corinth', 'Delphi'] });
  const trip = city === null ? null : await env.ask(`When do you travel to ${city}?`, { form: TRIP });
  const wish =
    trip === null
      ? 'Plan a day at home.'
      : `Plan a trip to ${city}. What we know about it: ${JSON.stringify(trip)}`;
  const messages = [...(await env.listMessages()), { role: 'user' as const, content: wish }];
  await env.addReply(env.completion(messages, { stream: true }));
};

export default questionsExample;
