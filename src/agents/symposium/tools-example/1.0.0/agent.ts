import type { Agent, Tool } from '../../../agent.ts';

const OPERATIONS = new Map<unknown, (a: number, b: number) => number>([
  ['times', (a, b) => a * b],
  ['plus', (a, b) => a + b],
  ['minus', (a, b) => a - b],
  ['divided by', (a, b) => a / b],
  ['to the power of', (a, b) => a ** b],
]);

const calculate: Tool = {
  description: 'Calculates with two numbers: plus, minus, times, divided by, to the power of.',
  parameters: {
    type: 'object',
    properties: {
      a: { type: 'number' },
      operation: { type: 'string', enum: [...OPERATIONS.keys()] },
      b: { type: 'number' },
    },
    required: ['a', 'operation', 'b'],
  },
  run({ a, operation, b }) {
    const apply = OPERATIONS.get(operation);
    if (!apply) throw new Error(`there is no operation ${String(operation)}`);
    return `${Number(a)} ${String(operation)} ${Number(b)} is ${apply(Number(a), Number(b))}.`;
  },
};

const currentTime: Tool = {
  description: 'Tells the date and the time in a time zone.',
  parameters: {
    type: 'object',
    properties: {
      time_zone: { type: 'string', description: 'A name such as Europe/Athens', default: 'UTC' },
    },
    required: ['time_zone'],
  },
  run({ time_zone: name }) {
    const timeZone = String(name ?? 'UTC');
    const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long', timeZone });
    return format.format(new Date());
  },
};

/** Lets the model use two tools, both at once if it likes. A model that thinks shows that, too. */
const toolsExample: Agent = async (env) => {
  const tools = { calculate, current_time: currentTime };
  await env.addReply(await env.runTools(await env.listMessages(), { tools }));
};

export default toolsExample;
