import { config } from 'zod';

// zod tests whether it can compile its schemas with `eval`. The page's policy forbids that, and would report the test.
config({ jitless: true });
