import type {Protocol} from './probes/protocol.js';
import {protocols} from './probes/protocols.js';
import type {Reference} from './verdict.js';

type Login = NonNullable<Protocol['login']>;

/**
 * Ports whose service begins with a login, which no twin performs, and what root needs for it. If no process has a
 * capability while serving, there is no such need.
 */
export function loginsBehind({replies, privileged}: Pick<Reference, 'replies' | 'privileged'>): Map<string, Login> {
	const found = new Map<string, Login>();
	if (!privileged) return found;
	for (const [port, {kind, protocol}] of replies ?? []) {
		const name = protocol?.replace(/^TLS\//, '');
		const login = protocols.find(one => one.name === name)?.login;
		if (login !== undefined && kind !== 'served') found.set(port, login);
	}
	return found;
}
