import type {Known} from '../answers/index.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import type {Account} from './accounts.js';
import {string, texts} from './read.js';

export type UserFacts = {
	/** As configured: `''`, `1000`, `www-data:www-data`. */
	readonly configured: SafeText;
	/** `null` when it is a name that only the image's /etc/passwd resolves. */
	readonly uid: number | null;
	readonly gid: number | null;
	/** True for no user, `0`, `00` and `root`; `null` when it depends on /etc/passwd. */
	readonly isRoot: boolean | null;
	/** Numeric user without a group: the group is 0 unless /etc/passwd has an entry for the uid. */
	readonly gidIsImplicit: boolean;
	readonly groupAdd: readonly SafeText[];
};

/** `www-data`, `1000:1000`, `:1000`: the value of `--user`. `group` is `undefined` without a colon; both may be `''`. */
export function parseUser(text: string): {readonly user: string; readonly group: string | undefined} {
	const [user = '', group] = text.split(':');
	return {user, group};
}

/**
 * The configured user of the first process: `''`, `1000`, `00`, `root`, `www-data:www-data`, `0:1000`, `:1000`.
 *
 * Names other than `root` are resolved through the image's /etc/passwd only: `toor` may well be uid 0. A number is always a uid; without a
 * group it gets the group of its passwd entry, or 0 without an entry.
 *
 * @param accounts  of the image's /etc/passwd; `null` when it has not been read
 * @source moby/sys/user GetExecUser: the first entry wins
 */
export function userFacts(configured: unknown, groupAdd: unknown, accounts: readonly Account[] | null): UserFacts {
	const given = string(configured).trim();
	const {user, group = ''} = parseUser(given);
	const isRootName = user === '' || user === 'root';
	const number = isRootName ? 0 : id(user);
	const entry = accounts?.find(account => (number === null ? account.name === user : account.uid === number)) ?? null;
	const uid = number ?? entry?.uid ?? null;
	return {
		configured: sanitise(given),
		uid,
		gid: group === '' ? (entry?.gid ?? (isRootName || (accounts !== null && number !== null) ? 0 : null)) : groupId(group),
		isRoot: uid === null ? null : uid === 0,
		gidIsImplicit: group === '' && id(user) !== null && entry === null,
		groupAdd: texts(groupAdd),
	};
}

/**
 * A user as it was given, in words: `root (uid 0)` for `0`, `app (uid 1000)` for `1000` where the image has a name for it, else `uid 1000`; a
 * name as it is. With its group where one was given: `uid 1000, group 1000`.
 */
export function userWords(given: SafeText, image: {readonly accounts: Known<readonly Account[]>} | null): SafeText {
	const {user, group = ''} = parseUser(given);
	const uid = id(user);
	const accounts = image?.accounts.known ? image.accounts.value : [];
	const name = uid === null ? user : (accounts.find(account => account.uid === uid)?.name ?? (uid === 0 ? 'root' : ''));
	const words = uid === null ? (user === '' ? 'root' : user) : name === '' ? `uid ${uid}` : `${name} (uid ${uid})`;
	return sanitise(group === '' ? words : `${words}, group ${group}`);
}

/**
 * Parsed like Go's `strconv.Atoi`, with sign and leading zeros: measured, `--user=-0` and `--user +0` are root. A number over 31 bits
 * cannot be a uid; an old containerd looked it up as a name (CVE-2026-46680).
 */
const id = (name: string): number | null => {
	const number = /^[+-]?\d+$/.test(name) ? Math.abs(Number(name)) : Number.NaN;
	return number <= 0x7fff_ffff && (number === 0 || !name.startsWith('-')) ? number : null;
};
const groupId = (name: string): number | null => (name === 'root' ? 0 : id(name));
