import { ProviderError, type CompletionRequest } from '../provider.ts';
import type { RequestBody } from './refused-parameters.ts';

/** The body of a request for a completion: https://platform.openai.com/docs/api-reference/chat/create */
export function completionBody(request: CompletionRequest, stream: boolean): RequestBody {
  const { model, messages, maxTokens, temperature } = request;
  if (model === null) throw new ProviderError('No model is named: set MODEL_NAME.');
  return { model, messages, stream, max_tokens: maxTokens, temperature };
}
