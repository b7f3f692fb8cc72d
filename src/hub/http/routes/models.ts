import { Hono } from 'hono';
import { notFound } from '../../errors/refused-error.ts';
import type { Provider } from '../../providers/provider.ts';
import { providerProblem } from '../completions/provider-errors.ts';

/** `GET /models` lists the models that a run or a completion can name, and `GET /models/{id}` returns one. */
export function modelRoutes({ provider }: { provider: Provider }): Hono {
  async function listModels(signal: AbortSignal) {
    try {
      const names = await provider.listModels(signal);
      return names.map((id) => ({ id, object: 'model', created: 0, owned_by: provider.kind }));
    } catch (error) {
      throw providerProblem(error);
    }
  }

  return new Hono()
    .get('/', async (context) => {
      return context.json({ object: 'list', data: await listModels(context.req.raw.signal) });
    })
    .get('/:id{.+}', async (context) => {
      const id = context.req.param('id');
      const model = (await listModels(context.req.raw.signal)).find((one) => one.id === id);
      if (!model) throw notFound('model', id);
      return context.json(model);
    });
}
