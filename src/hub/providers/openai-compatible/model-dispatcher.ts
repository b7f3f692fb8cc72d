import { type Dispatcher, EnvHttpProxyAgent } from 'undici';

/** The proxies of an environment, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name them; empty where they do not. */
export interface Proxies {
  http: string;
  https: string;
  /** Hosts that are reached without a proxy, separated by commas. */
  except: string;
}

/** A proxy cannot reach what only this machine can. */
const THIS_MACHINE = 'localhost,127.0.0.1,[::1]';

/**
 * Connections to a model server, through a proxy if there is one. They have no time limits of their own: by default
 * undici ends a request after 300 s without a head or a byte, and a model may think for longer.
 */
export function createModelDispatcher({ http, https, except }: Proxies): Dispatcher {
  const isNeverAsked = except.split(/[,\s]+/).includes('*'); // undici knows it only where it stands alone
  const agent = new EnvHttpProxyAgent({
    httpProxy: isNeverAsked ? '' : http,
    httpsProxy: isNeverAsked ? '' : https || http,
    noProxy: [except, THIS_MACHINE].filter(Boolean).join(','),
    proxyTunnel: false, // proxies refuse tunnels to other ports than that of HTTPS
  });
  return agent.compose(
    (dispatch) => (options, handler) => dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler),
  );
}
