import type { CompletionRequest } from '../../../src/hub/providers/provider.ts';
import type { TestHub } from '../../support/test-hub.ts';
import { endWith } from '../runner/assistant-run.ts';

/** Lets the model call these tools with these arguments, all at once. Returns the model's request. */
export async function callTools(
  hub: TestHub,
  ...calls: [name: string, args?: object][]
): Promise<CompletionRequest> {
  const completion = await hub.provider.nextCompletion();
  calls.forEach(([name, args = {}], index) => {
    const called = { index, id: `call_${index}`, function: { name, arguments: JSON.stringify(args) } };
    completion.pushChunk({ choices: [{ index: 0, delta: { tool_calls: [called] } }] });
  });
  endWith(completion, 'tool_calls');
  return completion.request;
}

/** The `details` of the metadata of an agent that uses these MCP servers. */
export function using(...servers: string[]): object {
  return { agent: { mcp_servers: servers } };
}
