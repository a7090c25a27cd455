import {sanitise} from '../terminal/sanitise.js';
import type {UserFacts} from './container-facts.js';
import {string, texts} from './read.js';

/**
 * Who runs the first process, by the configuration: `''`, `1000`, `00`, `root`, `www-data:www-data`, `0:1000`.
 *
 * A number needs no entry in the image's /etc/passwd, and then its group is 0. A name other than `root` is told by that file alone:
 * `toor` may well be uid 0.
 */
export function userFacts(configured: unknown, groupAdd: unknown): UserFacts {
	const given = string(configured).trim();
	const [user = '', group] = given.split(':');
	const uid = user === '' || user === 'root' ? 0 : id(user);
	return {
		configured: sanitise(given),
		uid,
		gid: group !== undefined && group !== '' ? groupId(group) : user === '' || user === 'root' ? 0 : null,
		isRoot: uid === null ? null : uid === 0,
		gidIsImplicit: (group ?? '') === '' && id(user) !== null,
		groupAdd: texts(groupAdd),
	};
}

const id = (name: string): number | null => (/^\d{1,10}$/.test(name) ? Number(name) : null);
const groupId = (name: string): number | null => (name === 'root' ? 0 : id(name));
