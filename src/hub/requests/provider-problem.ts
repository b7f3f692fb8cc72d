import { ApiProblem } from '../api-problem.ts';
import { ProviderError } from '../providers/provider.ts';

/** What a request fails with that the model has failed: 504 where it fell silent, else 502. Other errors stay as they are. */
export function providerProblem(error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error;
  return new ApiProblem(error.reason === 'silent' ? 504 : 502, error.message, { code: 'model_failed' });
}
