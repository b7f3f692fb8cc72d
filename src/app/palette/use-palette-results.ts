import { flushSync } from 'react-dom';
import { useStore } from 'zustand';
import { useRoute, useSearchParams } from 'wouter';
import { navigate } from 'wouter/use-browser-location';
import { useActionStore } from '../commands/actions-context.ts';
import { usePreferencesStore } from '../preferences/preferences-context.ts';
import { useToasts } from '../ui/toasts-context.ts';
import { useActions } from '../commands/use-action.ts';
import { useAgent } from '../agents/use-agent.ts';
import { useThreadExport } from '../threads/use-thread-export.ts';
import { COMMAND_GROUPS, type Command, type CommandContext } from './command.ts';
import { COMMANDS } from './commands.ts';
import { wordFinder } from '../../protocol/search-pattern.ts';
import { searchWords } from '../../protocol/search-words.ts';
import { usePaletteThreads } from './use-palette-threads.ts';
import type { PaletteGroup, PaletteItem } from './palette-item.ts';

/** The results for a query. */
export interface PaletteResults {
  groups: PaletteGroup[];
  /** The progress of the hub's search, or its error; null when all results have arrived. */
  status: string | null;
}

/**
 * Returns the results for a query, in groups: matching commands, then matching conversations. For an empty query,
 * returns recent conversations and all commands. Results that arrive later are added at the end, so that no row moves
 * while a person points at it.
 */
export function usePaletteResults(query: string): PaletteResults {
  const context = useCommandContext();
  const threads = usePaletteThreads(query, context);
  const commands = findCommands(query, context);
  const groups = query === '' ? [threads.group, ...commands] : [...commands, threads.group];
  return { groups: groups.filter(({ items }) => items.length > 0), status: threads.status };
}

function findCommands(query: string, context: CommandContext): PaletteGroup[] {
  const available = COMMANDS.filter(({ isAvailable = () => true }) => isAvailable(context));
  const matches = wordFinder(searchWords(query));
  const found = available.filter((command) => matches(textOf(command)));
  return COMMAND_GROUPS.map((name) => ({
    value: name,
    items: found.filter(({ group }) => group === name).map((command) => itemOf(command, context)),
  }));
}

function textOf({ label, group, keywords = '' }: Command): string {
  return `${label} ${group} ${keywords}`;
}

function itemOf(command: Command, context: CommandContext): PaletteItem {
  const { id, label, icon, shortcut = null, isChosen, movesFocus = false, run } = command;
  return {
    id,
    label,
    icon,
    note: null,
    shortcut,
    isChosen: isChosen?.(context) ?? false,
    movesFocus,
    run: () => void run(context),
  };
}

function useCommandContext(): CommandContext {
  const preferences = usePreferencesStore();
  const toasts = useToasts();
  const actions = useActionStore();
  const available = useActions();
  const choices = useStore(preferences);
  const [, parameters] = useRoute('/threads/:threadId');
  const [search] = useSearchParams();
  const threadId = parameters?.threadId ?? null;
  const { assistantId } = useAgent(threadId, search.get('agent'));
  const exportThread = useThreadExport();
  return {
    preferences,
    toasts,
    actions: available,
    choices,
    threadId,
    // Only conversations register the action `write`. Other pages have no agent.
    assistantId: available.write ? assistantId : null,
    goTo(path) {
      flushSync(() => navigate(path));
      const { write } = actions.getState();
      if (write) write();
      else document.querySelector('main')?.focus();
    },
    exportThread,
  };
}
