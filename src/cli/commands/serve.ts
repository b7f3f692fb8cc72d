interface ServeOptions {
  host?: string;
  port?: string;
  dataDir?: string;
}

/** The hub, as `npm start` runs it: `symposium serve`. Its options go before the variables of the same meaning. */
export async function serve({ host, port, dataDir }: ServeOptions): Promise<void> {
  if (host !== undefined) process.env['HOST'] = host;
  if (port !== undefined) process.env['PORT'] = port;
  if (dataDir !== undefined) process.env['DATA_DIR'] = dataDir;
  const built = new URL('../hub/server.js', import.meta.url); // beside this program, once that is built
  await import(/* @vite-ignore */ built.href);
}
