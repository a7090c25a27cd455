import type {RequestOptions} from 'node:http';
import type {TLSSocket} from 'node:tls';
import {httpClient, type SafeText, trusted, whenUnanswered} from '../../base/index.js';

/** A proxy that refused to connect. Its address in the message has no credentials. */
export class ProxyError extends Error {
	override readonly name = 'ProxyError';
}

/** `CONNECT`, and TLS to the target inside. @source RFC 9110, 9.3.6 */
export async function tunnel(target: URL, proxy: URL, signal: AbortSignal): Promise<TLSSocket> {
	const authority = `${target.hostname}:${target.port || '443'}`;
	const {connect} = process.getBuiltinModule('node:tls');
	return new Promise((resolve, reject) => {
		const request = httpClient(proxy.protocol === 'https:').request({
			...hostAndPort(proxy),
			agent: false,
			method: 'CONNECT',
			path: authority,
			headers: {host: authority, ...authorisation(proxy)},
			signal,
		});
		let isConnected = false;
		request.once('connect', (answer, socket) => {
			isConnected = true;
			if (answer.statusCode === 200) {
				const bare = target.hostname.replace(/^\[|\]$/g, '');
				const secure = connect({socket, host: bare, ...(/^[\d.]+$|:/.test(bare) ? {} : {servername: bare})});
				// Aborting the request also ends the connection.
				signal.addEventListener('abort', () => secure.destroy(signal.reason), {once: true});
				secure.once('secureConnect', () => resolve(secure)).once('error', reject);
				secure.once('close', () => reject(unanswered(proxy, trusted('the connection was closed before it was encrypted'))));
			} else {
				socket.destroy();
				reject(refused(proxy, answer.statusCode ?? null));
			}
		});
		// A proxy that answers with an error page instead.
		request.once('response', answer => {
			answer.destroy();
			reject(refused(proxy, answer.statusCode ?? null));
		});
		request.once('error', error => reject(signal.aborted ? signal.reason : unreached(proxy, error)));
		whenUnanswered(request, why => {
			if (!isConnected) reject(unanswered(proxy, why));
		});
		request.end();
	});
}

export const hostAndPort = ({protocol, hostname, port}: URL): RequestOptions => ({
	host: hostname.replace(/^\[|\]$/g, ''),
	port: port || (protocol === 'https:' ? 443 : 80),
});

/** The header with the user and password of a proxy's URL; none if it has neither. @source RFC 7617 */
export function authorisation({username, password}: URL): Record<string, string> {
	if (username === '' && password === '') return {};
	const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	return {'proxy-authorization': `Basic ${Buffer.from(plain).toString('base64')}`};
}

/** @param status  of the proxy's answer to CONNECT */
export function refused({host}: URL, status: number | null): ProxyError {
	const wants = status === 407 ? ': check its user and password' : '';
	return new ProxyError(`the proxy ${host} answered ${status ?? 'nothing'}${wants}`);
}

export const unreached = ({host}: URL, error: Error): ProxyError =>
	new ProxyError(`the proxy ${host} could not be reached: ${error.message}`, {cause: error});

export const unanswered = ({host}: URL, why: SafeText): ProxyError => new ProxyError(`the proxy ${host} gave no answer: ${why}`);
