import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../../src/hub/observability/metrics.ts';
import { watchStreams } from '../../../src/hub/observability/watch-streams.ts';
import { metricsRoutes } from '../../../src/hub/http/routes/metrics.ts';
import { recordedLogger } from './log-lines.ts';

type Metrics = ReturnType<typeof createMetrics>;

/** The value of each of these series; undefined if it does not exist. */
async function valuesOf(metrics: Metrics, ...series: string[]) {
  const lines = (await metrics.exposition()).body.split('\n');
  return series.map((name) => {
    const line = lines.find((one) => one.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length));
  });
}

describe('the metrics of a hub', () => {
  it('count runs as they begin and end', async () => {
    const metrics = createMetrics();
    for (let run = 0; run < 3; run++) metrics.runBegan();
    metrics.runEnded('completed');
    metrics.runEnded('failed');
    const series = ['began', 'completed', 'failed'].map(
      (status) => `symposium_runs_total{status="${status}"}`,
    );
    expect(await valuesOf(metrics, 'symposium_runs_active', ...series)).toEqual([1, 3, 1, 1]);
  });

  it('start at zero, so that the first event shows as an increase', async () => {
    const series = ['began"}', 'completed"}', 'cancelled"}'].map(
      (end) => `symposium_runs_total{status="${end}`,
    );
    const streams = ['run', 'events'].map((kind) => `symposium_streams_open{kind="${kind}"}`);
    const names = [...series, ...streams, 'symposium_runs_active', 'symposium_deltas_total'];
    expect(await valuesOf(createMetrics(), ...names)).toEqual(names.map(() => 0));
  });

  it('count deltas and frames, and measure the lag', async () => {
    const metrics = createMetrics();
    metrics.deltas(5);
    metrics.frames(10, 0.4);
    metrics.frames(5, 2_000);
    const lag = 'symposium_fan_out_lag_seconds';
    expect(
      await valuesOf(
        metrics,
        'symposium_deltas_total',
        'symposium_frames_total',
        `${lag}_bucket{le="0.0005"}`,
        `${lag}_bucket{le="1"}`,
        `${lag}_bucket{le="2.5"}`,
        `${lag}_count`,
      ),
    ).toEqual([5, 15, 1, 1, 2, 2]);
  });

  it('count requests to the model', async () => {
    const metrics = createMetrics();
    metrics.modelRequest('completed');
    metrics.modelRequest('failed');
    const series = ['completed', 'failed'].map((one) => `symposium_model_requests_total{outcome="${one}"}`);
    expect(await valuesOf(metrics, ...series)).toEqual([1, 1]);
  });

  it('are separate for each hub, and those of the process are in each', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.deltas(1);
    expect(await valuesOf(other, 'symposium_deltas_total')).toEqual([0]);
    for (const { exposition } of [one, other]) {
      const { body } = await exposition();
      expect(body).toContain('nodejs_eventloop_lag_p99_seconds');
      expect(body).toContain('process_resident_memory_bytes');
    }
  });

  it('are in the format of Prometheus, with each name once', async () => {
    const response = await metricsRoutes({ metrics: createMetrics() }).request('/');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const names = (await response.text()).split('\n').filter((line) => line.startsWith('# TYPE '));
    expect(names).toHaveLength(new Set(names).size);
  });
});

describe('the log of a stream', () => {
  it('counts the stream as open until it closes, and counts one close', async () => {
    const { logger, entries } = recordedLogger('debug');
    const metrics = createMetrics();
    const open = watchStreams(logger, metrics);
    const watch = open('run', { run: 'run_1', account: 'account_ana' });
    open('events');
    const openRuns = 'symposium_streams_open{kind="run"}';
    const openEvents = 'symposium_streams_open{kind="events"}';
    expect(await valuesOf(metrics, openRuns, openEvents)).toEqual([1, 1]);

    watch.frames(3, 1);
    watch.closed('ended');
    watch.closed('left');
    const closed = 'symposium_streams_closed_total{kind="run",reason="ended"}';
    expect(await valuesOf(metrics, openRuns, openEvents, closed)).toEqual([0, 1, 1]);
    expect(entries.filter(({ kind }) => kind === 'run')).toMatchObject([
      { level: 'debug', message: 'A stream opened', run: 'run_1', account: 'account_ana' },
      { level: 'debug', message: 'A stream closed', run: 'run_1', reason: 'ended', frames: 3 },
    ]);
  });
});
