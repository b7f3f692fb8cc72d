import { agentName } from '../hooks/agent-name.ts';
import type { Assistant } from '../../protocol/assistant.ts';

interface AgentMarkProps {
  assistant: Assistant | undefined;
  size?: 'small' | 'large';
}

/**
 * An agent's icon, where this host serves it; else its first letter: a picture on another host would
 * tell that host who reads what.
 */
export function AgentMark({ assistant, size = 'small' }: AgentMarkProps) {
  const box = size === 'large' ? 'size-10 text-lg' : 'size-7 text-sm';
  const icon = sameOrigin(assistant?.metadata.details.icon);
  if (icon) return <img src={icon} alt="" className={`${box} shrink-0 rounded-full object-cover`} />;
  return (
    <span
      aria-hidden="true"
      className={`${box} flex shrink-0 items-center justify-center rounded-full border border-accent/40 bg-accent-wash font-serif leading-none text-accent`}
    >
      {[...agentName(assistant)][0]?.toUpperCase()}
    </span>
  );
}

function sameOrigin(icon: string | undefined): string | null {
  if (!icon || !URL.canParse(icon, location.href)) return null;
  const url = new URL(icon, location.href);
  return url.origin === location.origin ? url.href : null;
}
