import { Keyboard, LayoutList, Monitor, Moon, PanelLeftClose, Settings, SquarePen, Sun } from 'lucide-react';
import { Link, useRoute } from 'wouter';
import { useActionStore } from '../commands/actions-context.ts';
import { startConversation } from './conversation-history.ts';
import { usePreference } from '../preferences/use-preferences.ts';
import { useSidebar } from './use-sidebar.ts';
import { AccountRow } from '../account/account-row.tsx';
import { ThreadList } from '../threads/thread-list.tsx';
import { Button } from '../ui/button.tsx';
import { SegmentedControl } from '../ui/segmented-control.tsx';

const THEME_SEGMENTS = [
  { value: 'system', label: 'System', icon: <Monitor aria-hidden="true" size={15} /> },
  { value: 'light', label: 'Light', icon: <Sun aria-hidden="true" size={15} /> },
  { value: 'dark', label: 'Dark', icon: <Moon aria-hidden="true" size={15} /> },
] as const;

interface SidebarProps {
  /** Called when the person has chosen a page. Undefined if the sidebar is a column of the page. */
  onNavigate?: () => void;
}

/** The sidebar: new conversation, agents, the list of conversations, account, theme and settings. */
export function Sidebar({ onNavigate }: SidebarProps) {
  const actions = useActionStore();
  const sidebar = useSidebar();
  const [isSettings] = useRoute('/settings');
  const [isAgents] = useRoute('/agents');
  const [theme, setTheme] = usePreference('theme');

  function start(): void {
    startConversation();
    onNavigate?.();
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col pt-[env(safe-area-inset-top)] pb-[env(safe-area-inset-bottom)] pl-[env(safe-area-inset-left)]">
      <div className="flex h-14 shrink-0 items-center justify-between pr-2.5 pl-5">
        <p className="font-serif text-lg">Symposium</p>
        {!onNavigate && (
          <Button
            look="quiet"
            shape="round"
            data-sidebar-toggle
            aria-label="Hide the sidebar"
            title="Hide the sidebar"
            onClick={sidebar.toggle}
          >
            <PanelLeftClose aria-hidden="true" size={17} />
          </Button>
        )}
      </div>
      <div className="px-3 pb-4">
        <button
          type="button"
          onClick={start}
          className="flex h-9 w-full items-center gap-2.5 rounded-small px-3 text-interface font-medium text-accent transition-colors hover:bg-accent-wash"
        >
          <SquarePen aria-hidden="true" size={16} />
          New conversation
        </button>
        <Link
          href="/agents"
          onClick={onNavigate}
          aria-current={isAgents ? 'page' : undefined}
          className="flex h-9 items-center gap-2.5 rounded-small px-3 text-interface font-medium text-muted transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bar aria-[current=page]:bg-accent-wash aria-[current=page]:text-ink"
        >
          <LayoutList aria-hidden="true" size={16} />
          Agents
        </Link>
      </div>
      <ThreadList onNavigate={onNavigate} />
      <div className="border-t border-line px-3 py-3">
        <AccountRow />
        <div className="flex flex-wrap items-center justify-between gap-1">
          <SegmentedControl label="Theme" segments={THEME_SEGMENTS} value={theme} onChange={setTheme} />
          <Button
            look="quiet"
            shape="round"
            className="ml-auto pointer-coarse:hidden"
            aria-label="Shortcuts"
            title="Shortcuts"
            onClick={() => actions.getState()['show-shortcuts']?.()}
          >
            <Keyboard aria-hidden="true" size={17} />
          </Button>
          <Link
            href="/settings"
            onClick={onNavigate}
            className="flex h-8 items-center gap-1.5 rounded-small px-2.5 text-caption font-medium text-muted transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bar aria-[current=page]:bg-accent-wash aria-[current=page]:text-ink"
            aria-current={isSettings ? 'page' : undefined}
          >
            <Settings aria-hidden="true" size={15} />
            Settings
          </Link>
        </div>
      </div>
    </div>
  );
}
