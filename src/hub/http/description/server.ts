import { z } from 'zod';
import { healthSchema } from '../../../protocol/health.ts';
import type { Operation } from './operation.ts';

const readySchema = z.object({ status: z.literal('ready') });

/** The server's health, its metrics and this description. */
export const SERVER: readonly Operation[] = [
  {
    method: 'get',
    path: '/health',
    tag: 'Operation',
    summary: 'Whether the server is running, and on what',
    answer: { schema: healthSchema, description: 'The server is running.' },
    isAtRoot: true,
    isPublic: true,
  },
  {
    method: 'get',
    path: '/ready',
    tag: 'Operation',
    summary: 'Whether the server can use its database',
    answer: {
      schema: readySchema,
      description: 'It can. Otherwise the status is 503, and `missing` says what is missing.',
    },
    isAtRoot: true,
    isPublic: true,
  },
  {
    method: 'get',
    path: '/metrics',
    tag: 'Operation',
    summary: 'Metrics, in the format of Prometheus',
    answer: { contentType: 'text/plain', description: 'The metrics.' },
    isAtRoot: true,
  },
  {
    method: 'get',
    path: '/openapi.json',
    tag: 'Operation',
    summary: 'This description',
    answer: { schema: z.looseObject({ openapi: z.literal('3.1.0') }), description: 'An OpenAPI document.' },
    isPublic: true,
  },
];
