import { useQuery } from '@tanstack/react-query';
import { healthQuery } from '../api/health.ts';

/** Says that no real model answers yet, and how to connect one. */
export function PracticeBanner() {
  const { data: health } = useQuery(healthQuery);
  if (health?.model.provider !== 'practice') return null;
  return (
    <aside
      aria-label="Practice model"
      className="border-b border-line bg-accent-wash px-4 py-2 text-center text-caption text-balance text-ink"
    >
      The practice model answers.{' '}
      {/* Not on a phone: three lines of each screen, for what is done elsewhere. */}
      <span className="max-md:hidden">
        To connect a real one, set <Variable>MODEL_BASE_URL</Variable>, <Variable>MODEL_API_KEY</Variable> and{' '}
        <Variable>MODEL_NAME</Variable>, then restart.
      </span>
    </aside>
  );
}

function Variable({ children }: { children: string }) {
  return <code className="font-mono text-[0.92em]">{children}</code>;
}
