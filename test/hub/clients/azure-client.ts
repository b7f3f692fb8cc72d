import { createRequire } from 'node:module';

// Required, not imported: its types need the DOM, which would then be in scope of all tests.
const require = createRequire(import.meta.url);

interface AzureRequest {
  url: string;
  allowInsecureConnection: boolean;
}

interface AzureRun {
  id: string;
  status: string;
  requiredAction: { submitToolOutputs: { toolCalls: object[] } } | null;
}

/** The part of `AgentsClient` that is used. */
interface AzureClient {
  pipeline: {
    addPolicy(policy: {
      name: string;
      sendRequest(request: AzureRequest, next: (request: AzureRequest) => unknown): unknown;
    }): void;
  };
  threads: { create(): Promise<{ id: string }> };
  messages: {
    create(threadId: string, role: string, content: string): Promise<object>;
    list(threadId: string, options: object): AsyncIterable<{ content: { text: { value: string } }[] }>;
  };
  createAgent(model: string, options: object): Promise<{ id: string }>;
  deleteAgent(id: string): Promise<void>;
  runs: {
    get(threadId: string, runId: string): Promise<AzureRun>;
    submitToolOutputs(
      threadId: string,
      runId: string,
      outputs: { toolCallId: string; output: string }[],
    ): Promise<AzureRun>;
    createAndPoll(threadId: string, agentId: string, options: object): Promise<object>;
    create(
      threadId: string,
      agentId: string,
    ): Promise<AzureRun> & { stream(): Promise<AsyncIterable<object>> };
  };
}

interface AzureModule {
  AgentsClient: new (
    endpoint: string,
    credential: { getToken(): Promise<{ token: string; expiresOnTimestamp: number }> },
  ) => AzureClient;
}

/**
 * Creates Azure's client for this hub. It sends a token only over TLS, as if a TLS proxy were in front of the hub.
 */
export function createAzureClient(hubUrl: string): AzureClient {
  const { AgentsClient } = require('@azure/ai-agents') as AzureModule;
  const getToken = async () => ({ token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 });
  const client = new AgentsClient('https://hub.example/v1', { getToken });
  client.pipeline.addPolicy({
    name: 'proxy',
    sendRequest(request, next) {
      request.url = request.url.replace('https://hub.example', hubUrl);
      request.allowInsecureConnection = true;
      return next(request);
    },
  });
  return client;
}
