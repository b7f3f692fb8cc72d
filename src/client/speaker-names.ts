import type { Assistant } from '../protocol/assistant.ts';
import type { Message } from '../protocol/message.ts';
import { agentName } from './agent-name.ts';
import { nullIfMissing } from './hub-requests.ts';

/**
 * Returns a function that names the author of each of these messages. If the hub no longer has an agent, its id is used
 * as its name.
 */
export async function speakerNames(
  messages: readonly Message[],
  getAssistant: (id: string) => Promise<Assistant>,
): Promise<(message: Message) => string> {
  const ids = new Set(messages.flatMap(({ assistant_id }) => assistant_id ?? []));
  const names = new Map<string, string>();
  await Promise.all(
    [...ids].map(async (id) => {
      const assistant = await nullIfMissing(getAssistant(id));
      names.set(id, assistant ? agentName(assistant) : id);
    }),
  );
  return ({ role, assistant_id }) => (role === 'user' ? 'You' : (names.get(assistant_id ?? '') ?? 'Agent'));
}
