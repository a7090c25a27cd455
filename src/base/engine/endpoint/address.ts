import type {EngineReach} from '../../answers/index.js';
import {bracketed} from '../../text/bracketed.js';
import {percentDecoded} from '../../text/percent-decoded.js';
import {type SafeText, sanitise, withEllipsis} from '../../text/safe-text.js';
import {type EngineError, engineError} from '../engine-error.js';

/** Certificates for a TLS endpoint; without `ca` the system's CAs are used. */
export type TlsMaterial = {
	readonly ca: string | null;
	readonly cert: string | null;
	readonly key: string | null;
	/** A context can disable server verification. */
	readonly skipVerify: boolean;
};

export type EngineAddress =
	| {readonly kind: 'unix'; readonly socketPath: string}
	| {readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsMaterial | null}
	| {
			readonly kind: 'ssh';
			readonly host: string;
			readonly user: string | null;
			readonly port: number | null;
			/** A socket on the remote host, instead of the default of its docker command. */
			readonly socketPath: string | null;
	  };

/** The address as users write it; safe to show. */
export function showAddress(address: EngineAddress): SafeText {
	switch (address.kind) {
		case 'unix':
			return sanitise(`unix://${address.socketPath}`);
		case 'tcp':
			return sanitise(`tcp://${bracketed(address.host)}:${address.port}`);
		case 'ssh': {
			const user = address.user === null ? '' : `${address.user}@`;
			const port = address.port === null ? '' : `:${address.port}`;
			return sanitise(`ssh://${user}${bracketed(address.host)}${port}${address.socketPath ?? ''}`);
		}
	}
}

export function reachOf(address: EngineAddress): EngineReach {
	if (address.kind !== 'tcp') return address.kind === 'unix' ? 'socket' : 'ssh';
	if (address.tls !== null) return address.tls.skipVerify ? 'tcp-unverified' : 'tls';
	return /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(address.host) ? 'loopback' : 'plain-tcp';
}

/**
 * Parses `unix:///path`, `tcp://host[:port]`, `http(s)://host[:port]`, `host:port` and `ssh://[user@]host[:port][/socket]`.
 *
 * @param text  the address as given
 * @param from  where it was given (`--host`, `DOCKER_HOST`, `context prod`), for the error
 * @param tls  certificates for a `tcp://` address, when TLS was requested
 * @throws EngineError `bad-address`, one line that says what is wrong with it
 * @source docker/cli opts/hosts.go
 */
export function parseAddress(text: string, from: SafeText, tls: TlsMaterial | null): EngineAddress {
	const written = text.trim();
	if (written === '') throw badAddress(text, from, 'it is empty');
	if (written.startsWith('unix:')) return parseUnix(written, from);
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(written)) return parseUrl(written, from, tls);
	if (written.startsWith('/')) throw badAddress(text, from, `write a socket as unix://${written}`);
	return parseUrl(`tcp://${written}`, from, tls);
}

function parseUnix(text: string, from: SafeText): EngineAddress {
	const socketPath = text.replace(/^unix:(\/\/)?/, '');
	if (!socketPath.startsWith('/')) throw badAddress(text, from, 'the path of the socket must be absolute: unix:///path/to.sock');
	// The kernel's limit for a socket path (108 bytes including the terminator, 104 on BSD and macOS).
	if (Buffer.byteLength(socketPath) > 107) throw badAddress(text, from, 'a socket path can have at most 107 bytes');
	if (socketPath.includes('\0')) throw badAddress(text, from, 'the path contains a NUL');
	return {kind: 'unix', socketPath};
}

function parseUrl(text: string, from: SafeText, tls: TlsMaterial | null): EngineAddress {
	const scheme = text.slice(0, text.indexOf(':')).toLowerCase();
	if (!['tcp', 'http', 'https', 'ssh'].includes(scheme)) {
		throw badAddress(text, from, `"${scheme}://" is not one of unix://, tcp://, ssh://`);
	}
	// URL drops a port that is the default of its scheme; with an unknown scheme it keeps all ports.
	const rest = text.slice(text.indexOf('://') + 3);
	const url = URL.canParse(`engine://${rest}`) && percentDecoded(rest) !== null ? new URL(`engine://${rest}`) : null;
	if (url === null || url.hostname === '')
		throw badAddress(
			text,
			from,
			'there is no host name in it, the port is not a number, or a % is not followed by the code of a character',
		);
	const host = decodeURIComponent(url.hostname.replace(/^\[|\]$/g, ''));
	if (url.port === '0') throw badAddress(text, from, 'port 0 is not valid');
	if (url.search !== '' || url.hash !== '') throw badAddress(text, from, 'it has a query or a fragment');
	if (url.password !== '') throw badAddress(withoutPassword(text), from, 'it contains a password: use a key');
	if (scheme === 'ssh') return sshAddress(url, host, text, from);

	if (url.username !== '') throw badAddress(text, from, 'a tcp:// address has no user');
	if (!['', '/'].includes(url.pathname)) throw badAddress(text, from, `there is a path ("${url.pathname}") after the port`);
	const material =
		scheme === 'https' ? (tls ?? {ca: null, cert: null, key: null, skipVerify: false}) : scheme === 'http' ? null : tls;
	const port = url.port === '' ? (material === null ? 2375 : 2376) : Number(url.port);
	return {kind: 'tcp', host, port, tls: material};
}

function sshAddress(url: URL, host: string, text: string, from: SafeText): EngineAddress {
	const user = url.username === '' ? null : decodeURIComponent(url.username);
	// ssh would parse a name that starts with a dash as an option.
	if (host.startsWith('-') || user?.startsWith('-') === true) throw badAddress(text, from, 'a name cannot begin with a dash');
	if (/[\s\0]/.test(host + (user ?? ''))) throw badAddress(text, from, 'the name contains a space');
	const path = decodeURIComponent(url.pathname);
	const socketPath = path === '' || path === '/' ? null : path;
	return {kind: 'ssh', host, user, port: url.port === '' ? null : Number(url.port), socketPath};
}

const withoutPassword = (text: string): string => text.replace(/:[^:@/]*@/, ':…@');

function badAddress(text: string, from: SafeText, why: string): EngineError {
	return engineError('bad-address', `${from}: "${withEllipsis(text, 120)}" is not an engine address: ${withEllipsis(why, 300)}`);
}
