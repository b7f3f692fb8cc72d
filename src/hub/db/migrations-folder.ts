/** Where the migrations are, from the package's root; `npm run migration` adds to them. */
export const MIGRATIONS_FOLDER = 'src/hub/db/migrations';
