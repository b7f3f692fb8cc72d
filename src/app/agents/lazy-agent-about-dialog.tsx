import { lazy, type RefObject } from 'react';
import type { Assistant } from '../../protocol/assistant.ts';
import { LoadBoundary } from '../ui/load-boundary.tsx';
import { preload } from '../ui/preload.ts';

const loadDialog = () => import('./agent-about-dialog.tsx');
const AgentAboutDialog = lazy(async () => ({ default: (await loadDialog()).AgentAboutDialog }));

/** Loads the dialog before it is needed. */
export function preloadAgentAboutDialog(): void {
  preload(loadDialog);
}

interface LazyAgentAboutDialogProps {
  /** The agent to show; null while the dialog is closed. */
  assistant: Assistant | null;
  /** Gets the focus back. */
  opener: RefObject<HTMLElement | null>;
  onClose: () => void;
}

/** The AgentAboutDialog, loaded when it is first opened. */
export function LazyAgentAboutDialog({ assistant, opener, onClose }: LazyAgentAboutDialogProps) {
  return (
    <LoadBoundary waiting={null} floats>
      {assistant && <AgentAboutDialog assistant={assistant} opener={opener} onClose={onClose} />}
    </LoadBoundary>
  );
}
