import { createOpenAiProvider } from '../../../src/hub/providers/openai-compatible/openai-provider.ts';
import type { Provider } from '../../../src/hub/providers/provider.ts';
import { NO_WAITING } from '../../support/no-waiting.ts';

export type TestProviderOptions = Partial<Parameters<typeof createOpenAiProvider>[0]>;

/** A provider for this model server, without a key, which retries without pauses. */
export function createTestProvider(baseUrl: string, options: TestProviderOptions = {}): Provider {
  const defaults = { apiKey: null, name: null, idleTimeout: 20_000, clock: NO_WAITING };
  return createOpenAiProvider({ baseUrl, ...defaults, ...options });
}
