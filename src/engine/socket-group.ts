import {stat} from 'node:fs/promises';
import {userName} from '../terminal/account.js';
import {boundedText} from '../terminal/bounded-text.js';

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
