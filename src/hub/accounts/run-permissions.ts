import type { RunGrant } from './run-tokens.ts';

/**
 * The requests that a run's token allows: the run, its thread with messages and files, the model, the person, MCP
 * servers, and the agent's data.
 */
const ALLOWED: readonly (readonly [methods: string, path: string])[] = [
  ['POST', '/chat/completions'],
  ['GET', '/threads/{thread}'],
  ['GET, POST', '/threads/{thread}/messages'],
  ['GET', '/threads/{thread}/messages/{any}'],
  ['GET, POST', '/threads/{thread}/files'],
  ['GET', '/threads/{thread}/files/{any}'],
  ['GET', '/threads/{thread}/files/{any}/content'],
  ['GET, POST', '/threads/{thread}/runs/{run}'],
  ['POST', '/threads/{thread}/runs/{run}/children'],
  ['POST', '/threads/{thread}/runs/{run}/outputs'],
  ['POST', '/threads/{thread}/runs/{run}/requests'],
  ['GET', '/threads/{thread}/runs/{run}/mcp_servers/{any}/tools'],
  ['POST', '/threads/{thread}/runs/{run}/mcp_servers/{any}/calls'],
  ['GET, POST', '/agent_data'],
];

/** The requests that a run's token allows on other threads, on which the agent runs other agents. */
const ALLOWED_ON_OTHER_THREADS: typeof ALLOWED = [
  ['GET', '/threads/{thread}'],
  ['GET, POST', '/threads/{thread}/messages'],
  ['GET', '/threads/{thread}/messages/{any}'],
  ['GET', '/threads/{thread}/files'],
  ['GET', '/threads/{thread}/files/{any}'],
  ['GET', '/threads/{thread}/files/{any}/content'],
];

/** Whether a run's token allows this request. The routes check the body. */
export function isAllowed({ threadId, runId, threads }: RunGrant, method: string, path: string): boolean {
  const asked = segmentsOf(path.replace(/^(\/api)?\/v1(?=\/)/, ''));
  const asksAs = method === 'HEAD' ? 'GET' : method;
  const thread = asked[2] ?? '';
  const isOtherThread = thread !== threadId && threads.has(thread);
  return (isOtherThread ? ALLOWED_ON_OTHER_THREADS : ALLOWED).some(([methods, allowed]) => {
    const expected = segmentsOf(allowed);
    return (
      methods.split(', ').includes(asksAs) &&
      expected.length === asked.length &&
      expected.every((segment, at) => {
        if (segment === '{any}') return asked[at] !== '';
        return (
          asked[at] === segment.replace('{thread}', isOtherThread ? thread : threadId).replace('{run}', runId)
        );
      })
    );
  });
}

function segmentsOf(path: string): string[] {
  return path.split('/');
}
