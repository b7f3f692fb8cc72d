import type { Provider } from './provider.ts';

interface CheckLog {
  warn(message: string): void;
  info(message: string): void;
}

/** Maximum number of model names in a warning. */
const MAX_NAMES = 5;

/**
 * Requests the list of models when the hub starts, and logs problems with the address, the key or the model's name.
 * Never throws, and changes nothing.
 */
export async function checkModel(provider: Provider, log: CheckLog, signal: AbortSignal): Promise<void> {
  if (provider.kind === 'practice') return;
  try {
    const names = await provider.listModels(signal);
    const { defaultModel } = provider;
    const isListed = defaultModel === null || names.includes(defaultModel) || names.length === 0;
    if (isListed) log.info(`The model server answers: it lists ${countOf(names)}.`);
    else {
      log.warn(
        `The model server does not list ${defaultModel}. Set MODEL_NAME to one of: ${namesOf(names)}.`,
      );
    }
  } catch (error) {
    if (signal.aborted) return;
    log.warn(`The list of models could not be read from the model server. ${(error as Error).message}`);
  }
}

function countOf({ length }: string[]): string {
  return length === 1 ? '1 model' : `${length} models`;
}

function namesOf(names: string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(', ');
  return names.length > MAX_NAMES ? `${shown} and ${names.length - MAX_NAMES} more` : shown;
}
