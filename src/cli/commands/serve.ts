interface ServeOptions {
  host?: string;
  port?: string;
  dataDir?: string;
}

/** Runs the hub, as `npm start` does: `symposium serve`. The options take precedence over the environment variables. */
export async function serve({ host, port, dataDir }: ServeOptions): Promise<void> {
  if (host !== undefined) process.env['HOST'] = host;
  if (port !== undefined) process.env['PORT'] = port;
  if (dataDir !== undefined) process.env['DATA_DIR'] = dataDir;
  const built = new URL('../hub/server.js', import.meta.url); // next to the built program
  await import(/* @vite-ignore */ built.href);
}
