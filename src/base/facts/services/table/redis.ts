import {asks, off, password, passwordOption, unseen} from '../clues.js';
import {baseName} from '../command.js';
import {all, before, config, env, given, no, option, yes} from '../conditions.js';
import {file, fromFile, judgedSecret, passwordSetting, type ServiceFile, setting} from '../files/conditions.js';
import {knownSecret} from '../files/config-file.js';
import {anyRow, type Clue, type Service, type Setup} from '../service.js';

/** `redis-server FILE` and `keydb-server FILE`: the first word is a file unless it is an option. @source redis.io, configuration */
const configuration: ServiceFile = {
	at: ({commands}: Setup) => commands.map(firstWord).find(word => word !== null) ?? null,
	format: 'directives',
	keeps: /^(?:requirepass|aclfile|user|protected-mode|bind|port|include)$/,
	secret: /^requirepass$/,
	// They are appended to the file.
	optionsWin: true,
};

/** The users of another file. With it `requirepass` has no effect. @source redis.io, ACL */
const users = (at: ServiceFile['at']): ServiceFile => ({at, format: 'directives', keeps: /^user$/});

/**
 * What the rules of the user "default" say, which is who a client is that has not logged in. In a file of users it begins without any
 * right; without a line there, it has all and no password.
 *
 * @param isOwnFile  the lines are those of a file of users
 */
const defaultUser = (isOwnFile: boolean): Clue => ({
	looksAt: [],
	shows: ({file: {settings}}) => {
		const row = settings.findLast(({name, value}) => name === 'user' && /^default(?: |$)/.test(value));
		if (row === undefined) return isOwnFile ? {access: 'open', evidence: settings.slice(0, 1).map(fromFile)} : null;
		const rules = row.value.split(' ').slice(1);
		const has = (...names: readonly string[]) => rules.some(rule => names.includes(rule));
		const evidence = [fromFile(row)];
		if (has('off')) return {access: 'authenticated', evidence};
		const given = rules.findLast(rule => rule.startsWith('>'));
		if (has('nopass')) {
			const rights = rules.some(rule => rule === 'allcommands' || rule.startsWith('+'));
			const reduced = has('-@all', 'nocommands', 'reset');
			return {access: rights || !(isOwnFile || reduced) ? 'open' : 'authenticated', evidence};
		}
		if (given !== undefined) {
			const isKnown = given === `>${knownSecret.replaceAll(' ', '-')}`;
			return {access: isKnown ? judgedSecret(knownSecret) : 'authenticated', evidence};
		}
		return isOwnFile || rules.some(rule => /^[#]|^(?:resetpass|reset)$/.test(rule)) ? {access: 'authenticated', evidence} : null;
	},
});

/** The word behind the program. A running server shows its address there. */
function firstWord(command: readonly string[]): string | null {
	const at = command.findIndex(word => /^(?:redis|valkey|keydb)-(?:server|sentinel)$/.test(baseName(word)));
	const next = at === -1 ? undefined : command[at + 1];
	return next === undefined || next === '' || /^-|:/.test(next) ? null : next;
}

export const redis: readonly Service[] = [
	{
		name: 'Redis',
		images: [
			'redis',
			'valkey',
			'valkey/valkey',
			'redis/redis-stack',
			'redislabs/redismod',
			'redis/redis-stack-server',
			'eqalpha/keydb',
			'dragonflydb/dragonfly',
			'apache/kvrocks',
		],
		programs: ['redis-server', 'valkey-server', 'keydb-server', 'dragonfly', 'kvrocks', 'redis-sentinel', 'valkey-sentinel'],
		ports: [6379, 26_379],
		gives: 'data',
		gain: anyRow,
		marks: ['REDIS_DOWNLOAD_URL', 'VALKEY_DOWNLOAD_URL'],
		clues: [
			file(
				users(({options}) => options.get('aclfile')?.at(-1)?.[0] ?? null),
				defaultUser(true),
			),
			passwordOption('requirepass'),
			password('DFLY_requirepass'),
			unseen(option('user', given)),
			file(
				configuration,
				unseen(setting('include')),
				file(
					users(({file: {settings}}) => settings.findLast(({name}) => name === 'aclfile')?.value ?? null),
					defaultUser(true),
				),
				defaultUser(false),
				passwordSetting('requirepass'),
				off(setting('protected-mode', no)),
				// Before 7 it is off as soon as an address is given. @source redis src/networking.c, acceptCommonHandler
				off(all(setting('protected-mode', yes), before(7), setting('bind'))),
				asks(setting('protected-mode', yes)),
			),
			unseen(config),
			// The maker's images turn protected mode off; elsewhere it answers other hosts with an error until it has a password.
			off(option('protected-mode', no)),
			off(all(option('protected-mode', yes), before(7), option('bind', given))),
			asks(option('protected-mode', yes)),
		],
		otherwise: 'open',
		ownConfig: /^\/etc\/keydb\/keydb\.conf$/,
		bindSettings: ['bind'],
	},
	{
		name: 'Redis of Bitnami',
		images: [
			'bitnami/redis',
			'bitnami/valkey',
			'bitnami/redis-cluster',
			'bitnami/keydb',
			'bitnamilegacy/redis',
			'bitnamilegacy/valkey',
		],
		programs: [],
		ports: [6379],
		gives: 'data',
		gain: anyRow,
		clues: [password('REDIS_PASSWORD', 'VALKEY_PASSWORD', 'KEYDB_PASSWORD'), off(env('ALLOW_EMPTY_PASSWORD', yes))],
		otherwise: 'unknown',
	},
];
