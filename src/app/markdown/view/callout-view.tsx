import {
  Info,
  Lightbulb,
  MessageSquareWarning,
  OctagonAlert,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Direction } from '../direction.ts';
import type { Callout } from '../document.ts';

const TITLES: Record<Callout, readonly [title: string, icon: LucideIcon]> = {
  note: ['Note', Info],
  tip: ['Tip', Lightbulb],
  important: ['Important', MessageSquareWarning],
  warning: ['Warning', TriangleAlert],
  caution: ['Caution', OctagonAlert],
};

interface CalloutViewProps {
  callout: Callout;
  direction: Direction | undefined;
  children: ReactNode;
}

/** A callout, as on GitHub. Its kind is also shown as text, for people who do not see its colour or icon. */
export function CalloutView({ callout, direction, children }: CalloutViewProps) {
  const [title, Icon] = TITLES[callout];
  return (
    <div role="note" className="callout" data-callout={callout} dir={direction}>
      <p className="callout-title">
        <Icon aria-hidden="true" />
        {title}
      </p>
      {children}
    </div>
  );
}
