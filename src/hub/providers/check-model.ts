import type { Provider } from './provider.ts';

/** Where the check says what it found. */
interface CheckLog {
  warn(message: string): void;
  info(message: string): void;
}

/** How many names are listed in a warning. */
const MOST_NAMES = 5;

/**
 * Asks the model server for its models once, so that whoever starts the hub learns at once what is wrong with the
 * address, the key or the name. Never throws, and changes nothing.
 */
export async function checkModel(provider: Provider, log: CheckLog, signal: AbortSignal): Promise<void> {
  if (provider.kind === 'practice') return;
  try {
    const names = await provider.listModels(signal);
    const { defaultModel } = provider;
    const isListed = defaultModel === null || names.includes(defaultModel) || names.length === 0;
    if (isListed) log.info(`The model server answers: it lists ${countOf(names)}.`);
    else log.warn(`The model server does not list MODEL_NAME ${defaultModel}, but ${namesOf(names)}.`);
  } catch (error) {
    if (signal.aborted) return;
    log.warn(`The model server could not be asked for its models. ${(error as Error).message}`);
  }
}

function countOf({ length }: string[]): string {
  return length === 1 ? '1 model' : `${length} models`;
}

function namesOf(names: string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}
