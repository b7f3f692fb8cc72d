import type { ModelOutcome } from '../observability/metrics.ts';
import type { Provider } from './provider.ts';

/** Counts the outcome of each completion. A completion whose request was aborted counts as cancelled. */
export function countCompletions(provider: Provider, count: (outcome: ModelOutcome) => void): Provider {
  function failed(signal: AbortSignal): void {
    count(signal.aborted ? 'cancelled' : 'failed');
  }

  /**
   * Counts the outcome of a stream when it ends or fails, or when its reader stops early. A reader that stops without
   * an abort has all that it needs.
   */
  async function* counted<Item>(items: AsyncIterable<Item>, signal: AbortSignal, isGood = true) {
    const good = isGood ? 'completed' : 'failed';
    let outcome: ModelOutcome | null = null;
    try {
      yield* items;
      outcome = good;
    } catch (error) {
      outcome = signal.aborted ? 'cancelled' : 'failed';
      throw error;
    } finally {
      count(outcome ?? (signal.aborted ? 'cancelled' : good));
    }
  }

  return {
    kind: provider.kind,
    defaultModel: provider.defaultModel,
    listModels: (signal) => provider.listModels(signal),
    stream: (request) => counted(provider.stream(request), request.signal),
    async complete(request) {
      try {
        const completion = await provider.complete(request);
        count('completed');
        return completion;
      } catch (error) {
        failed(request.signal);
        throw error;
      }
    },
    async forward(body, options) {
      const { signal } = options;
      try {
        const answer = await provider.forward(body, options);
        return { ...answer, body: counted(answer.body, signal, answer.status < 400) };
      } catch (error) {
        failed(signal);
        throw error;
      }
    },
  };
}
