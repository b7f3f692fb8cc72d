import { Hono } from 'hono';
import { ApiProblem } from '../api-problem.ts';
import { ProviderError, type Provider } from '../providers/provider.ts';

/** `GET /models`: what a run can name as its model. */
export function modelRoutes({ provider }: { provider: Provider }): Hono {
  return new Hono().get('/', async (context) => {
    try {
      const names = await provider.listModels(context.req.raw.signal);
      const data = names.map((id) => ({ id, object: 'model', created: 0, owned_by: provider.kind }));
      return context.json({ object: 'list', data });
    } catch (error) {
      if (error instanceof ProviderError) throw new ApiProblem(502, error.message);
      throw error;
    }
  });
}
