import { config } from 'zod';

// zod compiles its schemas where it may, and finds out by trying. The page's policy forbids it, and would report that.
config({ jitless: true });
