import { z } from 'zod';
import type { Operation } from './operation.ts';

const modelSchema = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.number(),
  owned_by: z.string(),
});

/** Completions and models. */
export const MODELS: readonly Operation[] = [
  {
    method: 'post',
    path: '/chat/completions',
    tag: 'Models',
    summary: 'Ask a model',
    description:
      'Request and answer have the form of OpenAI’s chat completions. With the headers `thread_id` and `run_id` the ' +
      'answer is also streamed to the clients of that run; the header `message_id` of the answer is the id of the message. ' +
      'The tools that it calls are a step of the run. With the header `answers_calls: true` that step stays open until the ' +
      'outputs of the tools were added.',
    body: z.looseObject({}),
    answer: { schema: z.looseObject({}), description: 'The completion, as the model server returned it.' },
    streams: true,
  },
  {
    method: 'get',
    path: '/models',
    tag: 'Models',
    summary: 'List models',
    answer: {
      schema: z.object({ object: z.literal('list'), data: z.array(modelSchema) }),
      description: 'The models that requests can name.',
    },
  },
  {
    method: 'get',
    path: '/models/{model}',
    tag: 'Models',
    summary: 'Retrieve a model',
    answer: { schema: modelSchema, description: 'The model.' },
  },
];
