import { config } from 'zod';

// zod tries whether it may compile its schemas with `eval`. The page's policy forbids that, and would report the attempt.
config({ jitless: true });
