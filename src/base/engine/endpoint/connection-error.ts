import {stat} from 'node:fs/promises';
import {userName} from '../../lib/account.js';
import {boundedText} from '../../lib/bounded-text.js';
import {cancelled, type EngineError, type EngineErrorKind, engineError} from '../engine-error.js';
import {type EngineAddress, showAddress} from './address.js';

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
		engineError(kind, `cannot reach the engine at ${showAddress(address)}: ${why}`, null, failure);
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

/** The group that may use a socket. */
export type SocketGroup = {
	readonly gid: number;
	/** `null` for a gid without a name, as in a container. */
	readonly name: string | null;
	/** The user was made a member, but this session began before. */
	readonly joined: boolean;
};

/** `null` where the socket may not be looked at, or is missing. */
export async function socketGroup(socketPath: string): Promise<SocketGroup | null> {
	const file = await stat(socketPath).catch(() => null);
	if (file === null) return null;
	const me = userName();
	const group = groupById(file.gid);
	const isMember = me !== null && group?.members.includes(me) === true;
	return {
		gid: file.gid,
		name: group?.name ?? null,
		joined: isMember && !(process.getgroups?.() ?? []).includes(file.gid),
	};
}

function groupById(gid: number): {name: string; members: string[]} | null {
	const lines = groups()
		.split('\n')
		.map(line => line.split(':'));
	const [name = '', , , members = ''] = lines.find(([, , id]) => id === String(gid)) ?? [];
	return name === '' ? null : {name, members: members.split(',')};
}

/** Empty when it cannot be read: the group is then shown by its number. */
function groups(): string {
	try {
		return boundedText('/etc/group', 1024 * 1024);
	} catch {
		return '';
	}
}
