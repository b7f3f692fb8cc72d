import { ProviderError, type CompletionRequest } from '../provider.ts';
import type { RequestBody } from './refused-parameters.ts';

/** The body of a request for a completion: https://platform.openai.com/docs/api-reference/chat/create */
export function completionBody(request: CompletionRequest, stream: boolean): RequestBody {
  const { model, messages, maxTokens, temperature, settings = {} } = request;
  if (model === null) throw new ProviderError('No model is named: set MODEL_NAME.');
  const { tools = [], response_format: format } = settings;
  return {
    model,
    messages,
    stream,
    ...(stream && { stream_options: { include_usage: true } }),
    max_tokens: maxTokens,
    temperature,
    top_p: settings.top_p ?? undefined,
    reasoning_effort: settings.reasoning_effort ?? undefined,
    response_format: format && format !== 'auto' ? format : undefined,
    ...(tools.length > 0 && {
      tools,
      tool_choice: settings.tool_choice ?? undefined,
      // Every server's default, and some servers do not know it.
      parallel_tool_calls: settings.parallel_tool_calls === false ? false : undefined,
    }),
  };
}
