import { useState } from 'react';
import { agentName } from '../../client/agent-name.ts';
import type { Assistant } from '../../protocol/assistant.ts';

interface AgentIconProps {
  assistant: Assistant | undefined;
  /** Shown instead of the agent's icon. */
  icon?: string | undefined;
  size?: 'small' | 'large';
}

/**
 * An agent's icon, or the first letter of its name. Only icons from this host are loaded: loading an icon from another
 * host would reveal to that host which agents a person uses.
 */
export function AgentIcon({ assistant, icon, size = 'small' }: AgentIconProps) {
  const box = size === 'large' ? 'size-10 text-lg' : 'size-7 text-sm';
  const [broken, setBroken] = useState<string | null>(null);
  const source = sameOrigin(icon ?? assistant?.agent.details.icon);
  if (source !== null && source !== broken) {
    return (
      <img
        src={source}
        alt=""
        onError={() => setBroken(source)}
        className={`${box} shrink-0 rounded-full object-cover`}
      />
    );
  }
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
  if (!icon || !URL.canParse(icon, location.origin)) return null;
  const url = new URL(icon, location.origin);
  return url.origin === location.origin ? url.href : null;
}
