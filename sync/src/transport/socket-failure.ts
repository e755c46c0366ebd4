/** Why a connection could not be opened, in words, from the errors of Node and `ws`. */

interface Target {
  readonly host: string;
  readonly hostname: string;
}

/** By the code of a system error. */
const FAILURES: { readonly [code: string]: (target: Target) => string } = {
  ECONNREFUSED: ({ host }) => `nothing listens at ${host}. Is the server running, and the port right?`,
  ENOTFOUND: ({ hostname }) => `no host is called ${hostname}`,
  EAI_AGAIN: ({ hostname }) => `the address of ${hostname} could not be looked up. Is there a network?`,
  ETIMEDOUT: ({ host }) => `${host} does not answer. Is there a network, or a firewall?`,
  EHOSTUNREACH: ({ hostname }) => `${hostname} cannot be reached. Is there a network?`,
  ENETUNREACH: ({ hostname }) => `${hostname} cannot be reached. Is there a network?`,
  ECONNRESET: ({ host }) => `${host} has closed the connection at once. Does it need wss:// instead of ws://?`,
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
};

const STATUSES: { readonly [status: string]: string } = {
  404: 'is the path right?',
  426: 'it is no WebSocket server, or a proxy before it does not pass upgrades on',
};

/** Codes of a certificate that is not accepted. */
const CERTIFICATE = /CERT|SIGNATURE|ISSUER/;

export function failureOf({ protocol, host, hostname, pathname }: URL, error: unknown): string {
  // Without what may be secret: a password or a query.
  const url = `${protocol}//${host}${pathname}`;
  const { message, code } = factsOf(error);
  const known = FAILURES[code]?.({ host, hostname });
  if (known !== undefined) return known;
  const [, status] = /^Unexpected server response: (\d+)$/.exec(message) ?? [];
  if (status !== undefined) {
    return `the server at ${url} answered ${status}: ${STATUSES[status] ?? 'is it the right server?'}`;
  }
  if (CERTIFICATE.test(code)) return `the certificate of ${host} is not accepted: ${message}`;
  return `no connection to ${url} could be opened${message === '' ? '' : `: ${message}`}`;
}

function noTls({ host }: Target): string {
  return `${host} does not speak TLS. Does it need ws:// instead of wss://?`;
}

/** Not by its class, which differs from realm to realm. */
function factsOf(error: unknown): { readonly message: string; readonly code: string } {
  const { message = '', code = '' } = isObject(error) ? error : {};
  return { message: String(message), code: String(code) };
}

function isObject(error: unknown): error is { readonly message?: unknown; readonly code?: unknown } {
  return typeof error === 'object' && error !== null;
}
