import type {SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';

/** A row of an image's /etc/passwd, without what nobody needs of it. */
export type Account = {readonly name: SafeText; readonly uid: number; readonly gid: number};

const isId = (field: string): boolean => /^\d{1,10}$/.test(field);

/** The accounts of a passwd file in its order; lines that are none are left out. @source passwd(5) */
export function parseAccounts(passwd: string): readonly Account[] {
	return passwd.split('\n').flatMap(line => {
		const [name = '', , uid = '', gid = ''] = line.trim().split(':');
		return name !== '' && isId(uid) && isId(gid) ? [{name: sanitise(name), uid: Number(uid), gid: Number(gid)}] : [];
	});
}

/** The same file with names and ids alone: a passwd file may hold a password's hash, and real names. */
export const renderAccounts = (accounts: readonly Account[]): string =>
	accounts.map(({name, uid, gid}) => `${name}:x:${uid}:${gid}:::\n`).join('');
