import { readConfig } from './config/config.ts';
import { requestListener } from './http/http-server.ts';
import { openHub } from './hub.ts';
import { outliveStrayRejections } from './startup/process-errors.ts';

/**
 * The hub for Vite's development server, which listens for it.
 * @param port where it listens
 */
export async function openDevHub(port: number) {
  const hub = await openHub(readConfig(), port);
  void hub.lost.then((reason) => hub.report('The hub can do nothing more', new Error(reason)));
  void hub.checkModel();
  const stopOutliving = outliveStrayRejections(hub.report);
  return {
    handle: requestListener(hub.app),
    async close() {
      stopOutliving();
      await hub.close();
    },
  };
}
