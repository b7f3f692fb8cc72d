import { type Dispatcher, EnvHttpProxyAgent } from 'undici';

/** The proxies of `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`; empty if not set. */
export interface Proxies {
  http: string;
  https: string;
  /** Comma-separated hosts. Connections to them use no proxy. */
  except: string;
}

/** A proxy cannot reach servers on this machine. */
const LOCAL_HOSTS = 'localhost,127.0.0.1,[::1]';

/**
 * Creates the connections to other servers, through a proxy if one is configured. They have no timeouts of their own:
 * by default undici aborts a request after 300 s without headers or data, and a model or a tool may need longer.
 */
export function createProxyDispatcher({ http, https, except }: Proxies): Dispatcher {
  const isDisabled = except.split(/[,\s]+/).includes('*'); // undici understands `*` only without other hosts
  const agent = new EnvHttpProxyAgent({
    httpProxy: isDisabled ? '' : http,
    httpsProxy: isDisabled ? '' : https || http,
    noProxy: [except, LOCAL_HOSTS].filter(Boolean).join(','),
    proxyTunnel: false, // proxies refuse tunnels to ports other than that of HTTPS
  });
  return agent.compose(
    (dispatch) => (options, handler) => dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler),
  );
}
