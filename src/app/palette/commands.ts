import {
  ALargeSmall,
  Clock,
  Eye,
  FileBraces,
  FileText,
  Keyboard,
  LayoutList,
  Link,
  Palette,
  PanelLeft,
  PenLine,
  Rows3,
  Settings,
  Square,
  SquarePen,
} from 'lucide-react';
import { writeClipboard } from '../clipboard/copying.ts';
import type { ShortcutId } from '../commands/shortcuts.ts';
import { chooseDisplay } from '../preferences/choose-display.ts';
import { DISPLAY_NAMES } from '../preferences/display-names.ts';
import { DISPLAYS, OUTPUT_KINDS, type OutputKind } from '../preferences/output-kinds.ts';
import { DENSITIES, displaysOf, TEXT_SIZES, THEMES, type Choices } from '../preferences/preferences-store.ts';
import type { Command, CommandContext } from './command.ts';

/** All commands, in the order in which the palette shows them in their groups. */
export const COMMANDS: readonly Command[] = [
  {
    ...fromAction('new-conversation'),
    label: 'New conversation',
    group: 'Conversation',
    icon: SquarePen,
    keywords: 'start thread chat',
    movesFocus: true,
  },
  {
    ...fromAction('stop'),
    label: 'Stop the reply',
    group: 'Conversation',
    icon: Square,
    keywords: 'cancel run',
  },
  {
    ...fromAction('write'),
    label: 'Write a message',
    group: 'Conversation',
    icon: PenLine,
    movesFocus: true,
  },
  {
    id: 'copy-link',
    label: 'Copy the link to this conversation',
    group: 'Conversation',
    icon: Link,
    keywords: 'url address share',
    isAvailable: hasThread,
    run: copyLink,
  },
  {
    id: 'export-markdown',
    label: 'Export this conversation as Markdown',
    group: 'Conversation',
    icon: FileText,
    keywords: 'download save file',
    isAvailable: hasThread,
    run: ({ threadId, exportThread }) => exportThread(threadId ?? '', 'markdown'),
  },
  {
    id: 'export-json',
    label: 'Export this conversation as JSON',
    group: 'Conversation',
    icon: FileBraces,
    keywords: 'download save file',
    isAvailable: hasThread,
    run: ({ threadId, exportThread }) => exportThread(threadId ?? '', 'json'),
  },
  ...OUTPUT_KINDS.flatMap(displayCommands),
  {
    id: 'agents',
    label: 'Agents',
    group: 'Go to',
    icon: LayoutList,
    keywords: 'gallery who answers choose',
    movesFocus: true,
    run: ({ goTo }) => goTo('/agents'),
  },
  {
    id: 'settings',
    label: 'Settings',
    group: 'Go to',
    icon: Settings,
    keywords: 'preferences options export delete about',
    movesFocus: true,
    run: ({ goTo }) => goTo('/settings'),
  },
  {
    ...fromAction('show-shortcuts'),
    label: 'Shortcuts',
    group: 'Go to',
    icon: Keyboard,
    keywords: 'keys help',
    movesFocus: true,
  },
  {
    ...fromAction('toggle-sidebar'),
    label: 'Hide or show the sidebar',
    group: 'Appearance',
    icon: PanelLeft,
    keywords: 'threads list column',
  },
  ...choiceCommands('theme', 'Theme', THEMES, Palette, 'mode colour'),
  ...choiceCommands('textSize', 'Text size', TEXT_SIZES, ALargeSmall, 'font zoom'),
  ...choiceCommands('density', 'Density', DENSITIES, Rows3, 'space'),
  {
    id: 'show-times',
    label: 'Show times',
    group: 'Appearance',
    icon: Clock,
    keywords: 'timestamps when',
    isChosen: ({ choices }) => choices.showTimes,
    run: ({ preferences, choices }) => preferences.choose({ showTimes: !choices.showTimes }),
  },
];

/**
 * Returns the fields of a command that runs an action of the page. The command is available while the action is
 * available.
 */
function fromAction(shortcut: ShortcutId) {
  return {
    id: shortcut,
    shortcut,
    isAvailable: ({ actions }: CommandContext) => actions[shortcut] !== undefined,
    run: ({ actions }: CommandContext) => actions[shortcut]?.(),
  };
}

function displayCommands(kind: OutputKind): Command[] {
  return DISPLAYS.map((display) => ({
    id: `display-${kind}-${display}`,
    label: `${DISPLAY_NAMES[kind]}: ${capitalised(display)}`,
    group: 'Conversation',
    icon: Eye,
    keywords: 'streaming live text agent show hide',
    isAvailable: ({ assistantId }) => assistantId !== null,
    isChosen: ({ choices, assistantId }) => displaysOf(choices, assistantId ?? '')[kind] === display,
    run: ({ preferences, assistantId }) => chooseDisplay(preferences, assistantId ?? '', kind, display),
  }));
}

function choiceCommands<Name extends keyof Choices>(
  name: Name,
  title: string,
  choices: readonly (Choices[Name] & string)[],
  icon: Command['icon'],
  keywords: string,
): Command[] {
  return choices.map((choice) => ({
    id: `${name}-${choice}`,
    label: `${title}: ${capitalised(choice)}`,
    group: 'Appearance',
    icon,
    keywords,
    isChosen: (context) => context.choices[name] === choice,
    run: ({ preferences }) => preferences.choose({ [name]: choice }),
  }));
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function hasThread({ threadId }: CommandContext): boolean {
  return threadId !== null;
}

async function copyLink({ threadId, toasts }: CommandContext): Promise<void> {
  const link = new URL(`/threads/${encodeURIComponent(threadId ?? '')}`, location.href).href;
  try {
    await writeClipboard({ text: link });
    toasts.show({ title: 'Link copied' });
  } catch {
    // The browser does not allow pages to copy.
    toasts.show({ title: 'Couldn’t copy the link', description: link, tone: 'problem' });
  }
}
