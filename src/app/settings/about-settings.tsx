import { useQuery } from '@tanstack/react-query';
import { healthQuery } from '../api/health.ts';
import type { Health } from '../../protocol/health.ts';
import { PracticeHint } from '../agents/practice-banner.tsx';
import { LoadProblem } from './load-problem.tsx';
import { SettingsSection } from './settings-section.tsx';

const PROVIDERS: Record<Health['model']['provider'], string> = {
  practice: 'Built-in practice model',
  'openai-compatible': 'OpenAI-compatible server',
};

const DATABASES: Record<Health['database'], string> = {
  pglite: 'PGlite, built in',
  postgres: 'PostgreSQL',
};

/** The server's version, model and database. */
export function AboutSettings() {
  const { data: health, error, refetch } = useQuery(healthQuery);
  return (
    <SettingsSection title="About">
      {health && (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 py-3 [&>dd]:break-words [&>dt]:text-muted">
          <dt>Server</dt>
          <dd>Symposium {health.version}</dd>
          <dt>Provider</dt>
          <dd>
            {PROVIDERS[health.model.provider]}
            {health.model.provider === 'practice' && (
              <p className="text-caption text-muted">
                <PracticeHint />
              </p>
            )}
          </dd>
          {health.model.name !== null && (
            <>
              <dt>Model</dt>
              <dd>{health.model.name}</dd>
            </>
          )}
          <dt>Database</dt>
          <dd>{DATABASES[health.database]}</dd>
        </dl>
      )}
      {error && !health && <LoadProblem error={error} onRetry={() => void refetch()} />}
    </SettingsSection>
  );
}
