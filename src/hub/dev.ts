import { readConfig } from './config/config.ts';
import { requestListener } from './http/http-server.ts';
import { openHub } from './hub.ts';
import { reportUnhandledRejections } from './startup/process-errors.ts';

/**
 * Opens the hub for Vite's development server. The hub itself does not listen.
 * @param port the port of the development server
 */
export async function openDevHub(port: number) {
  const hub = await openHub(readConfig(), port);
  void hub.lost.then((reason) => hub.report('The hub has lost its database', new Error(reason)));
  void hub.checkModel();
  const stopReporting = reportUnhandledRejections(hub.report);
  return {
    handle: requestListener(hub.app),
    async close() {
      stopReporting();
      await hub.close();
    },
  };
}
