import {type SafeText, sanitise} from '../text/safe-text.js';

/** One row of an image's /etc/passwd, reduced to the fields that are used. */
export type Account = {readonly name: SafeText; readonly uid: number; readonly gid: number};

const isId = (field: string): boolean => /^\d{1,10}$/.test(field);

/** The accounts of a passwd file, in file order; malformed lines are skipped. @source passwd(5) */
export function parseAccounts(passwd: string): readonly Account[] {
	return passwd.split('\n').flatMap(line => {
		const [name = '', , uid = '', gid = ''] = line.trim().split(':');
		return name !== '' && isId(uid) && isId(gid) ? [{name: sanitise(name), uid: Number(uid), gid: Number(gid)}] : [];
	});
}

/** The same file with only names and ids: a passwd file may hold password hashes and real names. */
export const renderAccounts = (accounts: readonly Account[]): string =>
	accounts.map(({name, uid, gid}) => `${name}:x:${uid}:${gid}:::\n`).join('');
