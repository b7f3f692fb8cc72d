import type { Assistant } from '../protocol/assistant.ts';
import { stripDirectionMarks } from './strip-direction-marks.ts';

/** What an agent is called. */
export function agentName(assistant: Assistant | undefined): string {
  const name = assistant?.agent.details.display_name?.trim() || (assistant?.name ?? '');
  return stripDirectionMarks(name) || 'Agent';
}

/** What stands at the messages of an agent: its role, where it names one. */
export function agentLabel(assistant: Assistant | undefined): string {
  const label = assistant?.agent.details.agent.assistant_role_label?.trim() ?? '';
  return stripDirectionMarks(label) || agentName(assistant);
}

/** What an agent is called of which nothing is known but its id, `namespace/name/version`. */
export function nameInId(id: string): string {
  return id.split('/')[1] ?? id;
}
