import {codeOf} from '../lib/has-code.js';
import {errorText} from './error-text.js';
import {type SafeText, safe, sanitise, trusted} from './safe-text.js';

const untrusted = 'its certificate is not signed by an authority that is trusted here (NODE_EXTRA_CA_CERTS adds one)';

/** @source Node's errors of the system, of OpenSSL (X509_V_ERR_*), and of TLS host names */
const reasons: Readonly<Record<string, string>> = {
	ENOTFOUND: 'there is no such host',
	EAI_AGAIN: 'the host name cannot be resolved: no DNS server answers',
	ECONNREFUSED: 'nothing listens there',
	ECONNRESET: 'the connection was closed before an answer came',
	UND_ERR_SOCKET: 'the connection was closed before an answer came',
	EPIPE: 'the connection was closed before an answer came',
	EHOSTUNREACH: 'there is no route to that host',
	ENETUNREACH: 'there is no route to that host',
	ETIMEDOUT: 'the host does not answer',
	UND_ERR_CONNECT_TIMEOUT: 'the host does not answer',
	DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
	SELF_SIGNED_CERT_IN_CHAIN: untrusted,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
	UNABLE_TO_GET_ISSUER_CERT: untrusted,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
	CERT_HAS_EXPIRED: 'its certificate has expired',
	CERT_NOT_YET_VALID: 'its certificate is not valid yet: check both clocks',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
	ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there',
	ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there',
};

/** Why a request got no answer. `fetch` only says that it failed; the reason is in its cause, or in the first of several. */
export function networkTrouble(error: unknown): SafeText {
	const causes: unknown[] = [error];
	for (let inner = causeOf(error); inner !== undefined && causes.length < 5; inner = causeOf(inner)) causes.push(inner);
	const reason = causes.map(one => reasons[codeOf(one) ?? '']).find(text => text !== undefined);
	if (reason !== undefined) return trusted(reason);
	const last = causes.at(-1);
	const code = codeOf(last);
	return code === null || errorText(last).includes(code) ? errorText(last) : safe`${errorText(last)} (${sanitise(code)})`;
}

/** Where a host has several addresses, each has its own error. */
function causeOf(error: unknown): unknown {
	if (error instanceof AggregateError && error.errors.length > 0) return error.errors[0];
	return error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
}
