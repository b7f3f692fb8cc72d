/** The folder of the migrations, relative to the package's root. `npm run migration` adds to it. */
export const MIGRATIONS_FOLDER = 'src/hub/db/migrations';
