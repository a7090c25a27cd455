import type {Protocol} from './probes/protocol.js';
import {protocols} from './probes/protocols.js';
import type {Reference} from './verdict.js';

type Login = NonNullable<Protocol['login']>;

/**
 * Ports behind which work begins with a login that no twin sees, and what root needs for it. Where no process holds a
 * capability while it serves there is no such work.
 */
export function loginsBehind({replies, privileged}: Pick<Reference, 'replies' | 'privileged'>): Map<string, Login> {
	const found = new Map<string, Login>();
	if (!privileged) return found;
	for (const [port, {protocol, text}] of replies ?? []) {
		const name = protocol?.replace(/^TLS\//, '');
		const login = protocols.find(one => one.name === name)?.login;
		if (login !== undefined && login.unless?.test(text) !== true) found.set(port, login);
	}
	return found;
}
