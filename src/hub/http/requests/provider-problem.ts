import { ApiProblem } from '../api-problem.ts';
import { ProviderError } from '../../providers/provider.ts';

/** What a request fails with that the model has failed. Other errors stay as they are. */
export function providerProblem(error: unknown): unknown {
  return error instanceof ProviderError ? problemOf(error) : error;
}

/** 504 where the model fell silent, else 502. */
export function problemOf({ message, reason, code }: ProviderError): ApiProblem {
  return new ApiProblem(reason === 'silent' ? 504 : 502, message, {
    code: code === 'server_error' ? 'model_failed' : code,
  });
}
