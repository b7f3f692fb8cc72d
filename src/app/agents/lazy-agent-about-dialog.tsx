import { lazy, type RefObject } from 'react';
import type { Assistant } from '../../protocol/assistant.ts';
import { LoadBoundary } from '../ui/load-boundary.tsx';

const loadDialog = () => import('./agent-about-dialog.tsx');
const AgentAboutDialog = lazy(async () => ({ default: (await loadDialog()).AgentAboutDialog }));

/** Loads what the dialog is made of before it is wanted. Where that fails it is told of once it is wanted. */
export function preloadAgentAboutDialog(): void {
  void loadDialog().catch(() => undefined);
}

interface LazyAgentAboutDialogProps {
  /** Null: nothing is asked. */
  assistant: Assistant | null;
  /** What has the focus again after it. */
  opener: RefObject<HTMLElement | null>;
  onClose: () => void;
}

/** Where it is shown what an agent is. */
export function LazyAgentAboutDialog({ assistant, opener, onClose }: LazyAgentAboutDialogProps) {
  return (
    <LoadBoundary waiting={null} floats>
      {assistant && <AgentAboutDialog assistant={assistant} opener={opener} onClose={onClose} />}
    </LoadBoundary>
  );
}
