import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { isActive, runStatusSchema, type RunStatus } from '../../protocol/run.ts';

/** `run`: the events of one run. `events`: the events of an account. */
export type StreamKind = 'run' | 'events';
/** Why a stream closed: its run ended, the client disconnected or was too slow, the hub failed or shut down. */
export type StreamClosing = 'ended' | 'left' | 'slow' | 'failed' | 'shutdown';
/** The outcome of a completion. */
export type ModelOutcome = 'completed' | 'failed' | 'cancelled';

/** The hub's metrics. Times are in milliseconds; Prometheus gets seconds. */
export interface Metrics {
  runBegan(): void;
  /** Call it only for a run that began in this process, because it decreases the number of active runs. */
  runEnded(status: RunStatus): void;
  streamOpened(kind: StreamKind): void;
  streamClosed(kind: StreamKind, reason: StreamClosing): void;
  /** Deltas have been appended to runs' logs. */
  deltas(count: number): void;
  /** Frames have been written to one viewer. `lag`: time since the oldest of them was appended. */
  frames(count: number, lag: number): void;
  httpRequest(request: { method: string; route: string; status: number; duration: number }): void;
  modelRequest(outcome: ModelOutcome): void;
  /** Returns all metrics in the format of Prometheus. */
  exposition(): Promise<{ contentType: string; body: string }>;
}

/** In seconds. A frame is normally written within a millisecond. */
const LAG_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** In seconds. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Creates the metrics of one hub, in their own registry.
 * Names: https://prometheus.io/docs/practices/naming/
 */
export function createMetrics(): Metrics {
  const ofProcess = processMetrics();
  const registry = new Registry();
  const registers = [registry];
  const runs = new Counter({
    name: 'symposium_runs_total',
    help: 'Runs that began, and ended runs by status.',
    labelNames: ['status'],
    registers,
  });
  const activeRuns = new Gauge({ name: 'symposium_runs_active', help: 'Active runs.', registers });
  const openStreams = new Gauge({
    name: 'symposium_streams_open',
    help: 'Open streams.',
    labelNames: ['kind'],
    registers,
  });
  const closedStreams = new Counter({
    name: 'symposium_streams_closed_total',
    help: 'Closed streams, by reason.',
    labelNames: ['kind', 'reason'],
    registers,
  });
  const deltas = new Counter({
    name: 'symposium_deltas_total',
    help: 'Deltas appended to the logs of runs.',
    registers,
  });
  const frames = new Counter({
    name: 'symposium_frames_total',
    help: 'Frames written to viewers: each event once per viewer.',
    registers,
  });
  const fanOutLag = new Histogram({
    name: 'symposium_fan_out_lag_seconds',
    help: 'Time from the append of an event until it was written to a viewer. Frames written together count once, by the oldest.',
    buckets: LAG_BUCKETS,
    registers,
  });
  const httpRequests = new Counter({
    name: 'symposium_http_requests_total',
    help: 'Answered requests, by the pattern of their route.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const httpDuration = new Histogram({
    name: 'symposium_http_request_duration_seconds',
    help: 'Time until the response started. A stream continues after that.',
    labelNames: ['method', 'route'],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const modelRequests = new Counter({
    name: 'symposium_model_requests_total',
    help: 'Completions requested from the language model, by outcome.',
    labelNames: ['outcome'],
    registers,
  });

  const begun = runs.labels('began');
  const openByKind = { run: openStreams.labels('run'), events: openStreams.labels('events') };
  // Counters start at zero, so that the first event shows as an increase.
  begun.inc(0);
  for (const status of runStatusSchema.options) if (!isActive(status)) runs.labels(status).inc(0);
  openByKind.run.set(0);
  openByKind.events.set(0);

  return {
    runBegan() {
      begun.inc();
      activeRuns.inc();
    },
    runEnded(status) {
      runs.labels(status).inc();
      activeRuns.dec();
    },
    streamOpened: (kind) => openByKind[kind].inc(),
    streamClosed(kind, reason) {
      openByKind[kind].dec();
      closedStreams.labels(kind, reason).inc();
    },
    deltas: (count) => deltas.inc(count),
    frames(count, lag) {
      frames.inc(count);
      fanOutLag.observe(lag / 1000);
    },
    httpRequest({ method, route, status, duration }) {
      const known = METHODS.has(method) ? method : 'OTHER';
      httpRequests.labels(known, route, String(status)).inc();
      httpDuration.labels(known, route).observe(duration / 1000);
    },
    modelRequest: (outcome) => modelRequests.labels(outcome).inc(),
    async exposition() {
      const parts = await Promise.all([registry.metrics(), ofProcess.metrics()]);
      return { contentType: registry.contentType, body: parts.join('\n') };
    },
  };
}

let processRegistry: Registry | undefined;

/**
 * Returns the metrics of the process: memory, event loop lag and garbage collection. They are collected once for all
 * hubs of a process, because their collectors cannot be stopped.
 */
function processMetrics(): Registry {
  if (!processRegistry) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}
