import type { Assistant } from '../protocol/assistant.ts';
import { stripDirectionMarks } from './strip-direction-marks.ts';

/** Returns the display name of an agent. */
export function agentName(assistant: Assistant | undefined): string {
  const name = assistant?.agent.details.display_name?.trim() || (assistant?.name ?? '');
  return stripDirectionMarks(name) || 'Agent';
}

/** Returns the label of an agent's messages: its role label if it has one, else its name. */
export function agentLabel(assistant: Assistant | undefined): string {
  const label = assistant?.agent.details.agent.assistant_role_label?.trim() ?? '';
  return stripDirectionMarks(label) || agentName(assistant);
}

/** Returns the name in an agent's id, `namespace/name/version`, for an agent of which only the id is known. */
export function nameInId(id: string): string {
  return id.split('/')[1] ?? id;
}
