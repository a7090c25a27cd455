import {isRecord} from '../answers/is-record.js';
import {userName} from '../terminal/account.js';
import {type SafeText, sanitise} from '../terminal/safe-text.js';
import {type EngineAddress, showAddress} from './address.js';
import {EngineError, type EngineErrorKind} from './engine-error.js';
import {socketGroup} from './socket-group.js';

const fail = (kind: EngineErrorKind, text: string, status: number | null = null, cause?: unknown): EngineError =>
	new EngineError(kind, sanitise(text), status, cause === undefined ? undefined : {cause});

type Failure = Error & {code?: string | undefined; reason?: string | undefined};

/** Why a connection failed, by the code of Node's error. */
const connectionFailures: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such socket. Start the engine, or name another with --host or --context',
	ECONNREFUSED: 'nothing listens there. Start the engine, or name another with --host or --context',
	ENOTSOCK: 'that file is not a socket an engine listens on',
	EPROTOTYPE: 'that file is not a socket an engine listens on',
	ENOTDIR: 'a part of the path is not a folder',
	ENOTFOUND: 'the host name is not known. Check it for typos',
	EAI_AGAIN: 'the host name cannot be resolved: no DNS server answers',
	EHOSTUNREACH: 'there is no route to that host',
	ENETUNREACH: 'there is no route to that host',
	EMFILE: 'too many open files. Raise the limit: ulimit -n 1024',
	ENFILE: 'too many open files. Raise the limit: ulimit -n 1024',
	ECONNRESET: 'the connection was closed before an answer came',
	EPIPE: 'the connection was closed before an answer came',
};

const unknownAuthority = 'its certificate is signed by an unknown authority. Put the CA into ca.pem of DOCKER_CERT_PATH';
const clientCertificate = 'it requires a trusted client certificate. Put cert.pem and key.pem into DOCKER_CERT_PATH';
const noTls = 'it does not speak TLS. Unset DOCKER_TLS_VERIFY, or check the port';

const tlsFailures: Readonly<Record<string, string>> = {
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
	UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
	SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
	DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
	CERT_HAS_EXPIRED: 'its certificate has expired',
	CERT_NOT_YET_VALID: 'its certificate is not valid yet. Check both clocks',
	ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: clientCertificate,
	ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: clientCertificate,
	'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE': clientCertificate,
	ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: clientCertificate,
	ERR_SSL_WRONG_VERSION_NUMBER: noTls,
	ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
};

/** The message for a failed connection: what, where, why, what to do. */
export async function connectionError(address: EngineAddress, failure: Failure): Promise<EngineError> {
	const {code = '', message} = failure;
	if (failure.name === 'AbortError' || code === 'ABORT_ERR') return cancelled(failure);
	const because = (kind: EngineErrorKind, why: string): EngineError =>
		fail(kind, `cannot reach the engine at ${showAddress(address)}: ${why}`, null, failure);
	if (code === 'EACCES' || code === 'EPERM')
		return because('permission', address.kind === 'unix' ? await whyDenied(address.socketPath) : 'permission denied');
	if (code === 'ETIMEDOUT') return because('timeout', 'no answer. Check the address, and that no firewall blocks it');
	const tls = whyTls(failure);
	if (tls !== null) return because('tls', tls);
	if (code.startsWith('HPE_'))
		return because(
			'invalid-answer',
			address.kind === 'ssh'
				? 'the response is not HTTP. Perhaps a startup file of the remote shell (.bashrc) prints something'
				: 'the server there does not speak HTTP, so it is not an engine',
		);
	return because('unreachable', connectionFailures[code] ?? message);
}

/** The message for a TLS error; `null` for other errors. */
function whyTls({code = '', message, reason = message}: Failure): string | null {
	if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `its certificate is for another name (${reason})`;
	if (code === 'EPROTO' && /wrong version number|packet length/i.test(message)) return noTls;
	if (code.startsWith('ERR_OSSL_')) return `the certificates or the key to use cannot be read (${message})`;
	return tlsFailures[code] ?? (code.startsWith('ERR_SSL_') ? `TLS failed: ${message}` : null);
}

/** Names the group that may use the socket, and what membership means. */
async function whyDenied(socketPath: string): Promise<string> {
	const group = await socketGroup(socketPath);
	if (group === null) {
		const me = userName();
		return `permission denied: ${me === null ? `uid ${process.getuid?.() ?? '?'}` : `user "${me}"`} may not enter its folder. Try: sudo dockscope`;
	}
	const {gid, name, joined} = group;
	// In the image there is neither sudo nor another user.
	if (process.env['DOCKSCOPE_IMAGE'])
		return `permission denied. The container is not in the group with gid ${gid}; being in it equals root on its host. Add to docker run: --group-add ${gid}`;
	const groupName = name === null ? `with gid ${gid}` : `"${name}" (gid ${gid})`;
	if (joined)
		return `permission denied. You are in the group ${groupName}, but not in this session yet: log in again, or run newgrp ${name}`;
	return `permission denied. You are not in the group ${groupName}; being in it equals root on this host. Try: sudo dockscope, or a rootless engine`;
}

/** The message for an answer other than 2xx. `body` is its content. */
export function statusError(address: EngineAddress, request: string, status: number, body: string): EngineError {
	const where = showAddress(address);
	const reason = reasonOf(body);
	const why = reason === '' ? `HTTP ${status}` : `${reason} (HTTP ${status})`;
	if (/HTTP request to an HTTPS server/i.test(body)) {
		return fail(
			'tls',
			`cannot reach the engine at ${where}: it speaks TLS. Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or use a context with certificates`,
			status,
		);
	}
	const blocked = `${where} refuses ${request}: ${why}. A socket proxy, or an authorisation plugin, blocks it`;
	if (status === 401 || status === 403) return fail('forbidden', blocked, status);
	if (status === 404) return fail('not-found', `${where} has nothing at ${request}: ${why}`, status);
	return fail('engine', `${where} failed at ${request}: ${why}`, status);
}

/** Docker's `{"message"}`, Podman's `{"cause", "message"}`, or the first line of plain text. */
function reasonOf(body: string): string {
	// A page of a proxy says nothing in its first line.
	let text = /^\s*</.test(body) ? '' : body;
	try {
		const value: unknown = JSON.parse(body);
		if (isRecord(value) && typeof value['message'] === 'string') text = value['message'];
	} catch {
		// Not JSON: its first line is shown as it is.
	}
	const [line = ''] = text.trim().split('\n');
	return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

/** An answer that does not match the API. @param from  the engine, or what replaces it: `snapshot x.json` */
export function invalidAnswer(from: EngineAddress | SafeText, request: string, why: string, cause?: unknown): EngineError {
	return fail(
		'invalid-answer',
		`${typeof from === 'string' ? from : showAddress(from)} gave an invalid answer to ${request}: ${why}`,
		null,
		cause,
	);
}

/** @param milliseconds  the timeout */
export function timedOut(address: EngineAddress, request: string, milliseconds: number): EngineError {
	return fail('timeout', `${showAddress(address)} did not answer ${request} within ${Math.round(milliseconds / 1000)} s`);
}

/** A path that cannot be in a request line: nothing was sent. */
export function unsendable(): EngineError {
	return fail('not-found', 'the name contains invalid characters');
}

/** The answer is no longer needed. @param cause  what aborted it */
export function cancelled(cause?: unknown): EngineError {
	return fail('cancelled', 'the request was cancelled', null, cause);
}

/** The result of the work, unless the signal aborts first: an ssh connection takes seconds. @throws EngineError `cancelled` */
export function raceAbort<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (signal === undefined) return work;
	return new Promise((resolve, reject) => {
		const stop = () => reject(cancelled(signal.reason));
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, {once: true});
		const done = () => signal.removeEventListener('abort', stop);
		work.then(resolve, reject).finally(done);
	});
}
