import { createLogger, type LogLevel } from '../../../src/hub/observability/logger.ts';

/** A logger, and its entries. */
export function recordedLogger(level: LogLevel) {
  const entries: Record<string, unknown>[] = [];
  const write = (line: string) => void entries.push(JSON.parse(line) as Record<string, unknown>);
  return { logger: createLogger({ level, destination: { write }, isTerminal: false }), entries };
}
