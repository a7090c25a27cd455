import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {serviceAccess} from '../../src/base/facts/services/access.js';
import {localHost} from '../../src/base/host/local-host.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {Fleet} from '../../src/judge/inventory/fleet-model.js';
import {openSnapshot} from '../../src/judge/snapshot/open-snapshot.js';
import {writeSnapshot} from '../../src/judge/snapshot/write-snapshot.js';
import {findProgram, unpackPackages} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';

/*
 * What dockscope says of a service by its configuration file, and what the program answers to a client without a password. `open` gets an
 * answer, `authenticated` and loopback do not, and of `unknown` nothing is claimed. The files lie in the image: nothing is mounted there.
 */

const secret = 'n0t-a-word-of-any-list';

type Case = {
	readonly files: Readonly<Record<string, string>>;
	readonly command: readonly string[];
	readonly access: 'open' | 'guessable' | 'authenticated' | 'unknown' | 'loopback';
	/** Where the line is that decides. */
	readonly line?: string;
};

/** In names and texts HERE is the folder of the case. */
const conf = 'HERE/redis.conf';
const redis = (
	lines: readonly string[],
	access: Case['access'],
	line?: number,
	more: readonly string[] = [],
	acl?: string,
): Case => ({
	files: {
		'redis.conf': `# a comment\n${lines.join('\n')}\n`,
		...(acl === undefined ? {} : {'users.acl': acl}),
	},
	command: ['redis-server', conf, ...more],
	access,
	...(line === undefined ? {} : {line: `${conf}:${line}`}),
});

const redisCases: Readonly<Record<string, Case>> = {
	'no protected mode': redis(['protected-mode no'], 'open', 2),
	'protected mode': redis(['protected-mode yes'], 'authenticated', 2),
	'a password': redis(['protected-mode no', `requirepass ${secret}`], 'authenticated', 3),
	'a password in quotes and capitals': redis(['protected-mode no', `REQUIREPASS "${secret} and more"`], 'authenticated', 3),
	'an empty password': redis(['requirepass ""', 'protected-mode no'], 'open', 3),
	'a password that a later line takes away': redis([`requirepass ${secret}`, 'requirepass ""', 'protected-mode no'], 'open', 4),
	'a password that the command takes away': redis([`requirepass ${secret}`], 'open', undefined, [
		'--requirepass',
		'',
		'--protected-mode',
		'no',
	]),
	'a command that turns protected mode off': redis(['protected-mode yes'], 'open', undefined, ['--protected-mode', 'no']),
	'a user without a password': redis(
		['protected-mode no', `requirepass ${secret}`, 'user default on nopass ~* +@all'],
		'open',
		4,
	),
	'a user without a password and without rights': redis(
		['protected-mode no', 'user default on nopass -@all'],
		'authenticated',
		3,
	),
	'a user with a password': redis(['protected-mode no', `user default on >${secret} ~* +@all`], 'authenticated', 3),
	'a user that is off': redis(['protected-mode no', 'user default off', `user app on >${secret} ~* +@all`], 'authenticated', 3),
	'another user': redis(['protected-mode no', `user app on >${secret} ~* +@all`], 'open', 2),
	'a file of users': redis(
		['protected-mode no', 'aclfile HERE/users.acl'],
		'authenticated',
		undefined,
		[],
		`user default on >${secret} ~* +@all\n`,
	),
	'a file of users that lets in': redis(
		['protected-mode no', 'aclfile HERE/users.acl', `requirepass ${secret}`],
		'open',
		undefined,
		[],
		'user default on nopass ~* +@all\n',
	),
	'a file of users that gives no rights': redis(
		['protected-mode no', 'aclfile HERE/users.acl'],
		'authenticated',
		undefined,
		[],
		'user default on nopass\n',
	),
	'a file without the default user': redis(
		['protected-mode no', 'aclfile HERE/users.acl', `requirepass ${secret}`],
		'open',
		undefined,
		[],
		`user app on >${secret} ~* +@all\n`,
	),
	'another file': redis(['protected-mode no', 'include HERE/users.acl'], 'unknown', 3, [], `requirepass ${secret}\n`),
	loopback: redis(['protected-mode no', 'bind 127.0.0.1 -::1'], 'loopback'),
	'every address': redis(['bind * -::*', 'protected-mode no'], 'open', 3),
};

const rows = (lines: readonly string[], access: Case['access'], line?: number, more: readonly string[] = []): Case => ({
	files: {'rows.conf': `# a comment\nlocal all all trust\n${lines.join('\n')}\n`},
	command: [
		'sh',
		'-c',
		`export PGDATA=/tmp/pg; BIN/initdb -A trust -U postgres >/dev/null && cp HERE/rows.conf $PGDATA/pg_hba.conf && exec BIN/postgres -D /tmp/pg -c listen_addresses='*' -k /tmp ${more.join(' ')}`,
	],
	access,
	...(line === undefined ? {} : {line: `/tmp/pg/pg_hba.conf:${line}`}),
});

const postgresCases: Readonly<Record<string, Case>> = {
	'trust for all': rows(['host all all all trust'], 'open', 3),
	'trust for every address': rows(['host	all	all	0.0.0.0/0	trust'], 'open', 3),
	'trust with a mask': rows(['host all all 0.0.0.0 0.0.0.0 trust'], 'open', 3),
	'trust for its superuser': rows(['host postgres postgres samenet trust'], 'open', 3),
	'trust on a continued line': rows(['host all all \\', 'all trust'], 'open', 3),
	'trust on loopback': rows(['host all all 127.0.0.1/32 trust', 'host all all all scram-sha-256'], 'authenticated', 4),
	passwords: rows(['host all all all scram-sha-256'], 'authenticated', 3),
	'passwords before trust': rows(['host all all all scram-sha-256', 'host all all all trust'], 'authenticated', 3),
	'nobody before trust': rows(['host all all 0.0.0.0/0 reject', 'host all all 0.0.0.0/0 trust'], 'authenticated', 3),
	'trust for some': rows(['host all all 203.0.113.0/24 trust', 'host all all all scram-sha-256'], 'unknown', 3),
	'trust after passwords for another account': rows(['host all app all scram-sha-256', 'host all all all trust'], 'open', 4),
	'another file': {
		...rows(['host all all all scram-sha-256'], 'open', undefined, ['-c hba_file=HERE/other.conf']),
		files: {'rows.conf': 'host all all all scram-sha-256\n', 'other.conf': 'host all all all trust\n'},
		line: 'HERE/other.conf:1',
	},
};

/** StartupMessage of protocol 3.0 for the account and database "postgres". */
const startup = Buffer.from('\0\0\0\x2b\0\x03\0\0user\0postgres\0database\0postgres\0\0', 'latin1');
startup.writeInt32BE(startup.length);

const clients = {
	redis: {port: 6379, sends: Buffer.from('KEYS *\r\n'), opens: /^\*/},
	// AuthenticationOk; other types of it ask for a password.
	postgres: {port: 5432, sends: startup, opens: /^R\0\0\0\x08\0\0\0\0/},
};
const asking = `
const [port, address, sends] = process.argv.slice(1);
const socket = require('node:net').connect(Number(port), address);
socket.setTimeout(3000, () => socket.destroy());
socket.on('connect', () => socket.write(Buffer.from(sends, 'hex')));
socket.on('data', data => { process.stdout.write(data.toString('latin1')); socket.destroy(); });
socket.on('error', () => undefined);`;

const all = [
	...Object.entries(redisCases).map(([name, one]) => ['redis', name, one] as const),
	...Object.entries(postgresCases).map(([name, one]) => ['postgres', name, one] as const),
];
const images = {redis: 'redis:8', postgres: 'acme/db:1'};
const folderOf = (kind: string, name: string) => `/cases-${nameOf(kind, name)}`;
const filled = (text: string, kind: string, name: string) => text.replaceAll('HERE', folderOf(kind, name));
const nameOf = (kind: string, name: string) => `${kind}-${name.replaceAll(/[^a-z]+/g, '-')}`;

describe.skipIf((await whyNoEngine()) !== null || process.getuid?.() !== 0)('configuration files in images', () => {
	let engine: PrivateEngine;
	const fleets: Record<string, Fleet> = {};
	let recorded = '';
	/** Archives that were asked for: the container and the path. */
	const asked: string[] = [];

	beforeAll(async () => {
		engine = await startPrivateEngine();
		const tree =
			(await findProgram('redis-server')) === null
				? await unpackPackages('services', ['redis-server', 'redis-tools', 'liblzf1'])
				: '/';
		const postgres = await findProgram('postgres');
		const bin = postgres === null ? null : (await import('node:path')).dirname((await import('node:fs')).realpathSync(postgres));
		const mounts = ['usr', 'usr/lib:/lib', 'usr/lib64:/lib64'].map(
			path => `${tree}${path.includes(':') ? path : `${path}:/${path}`}:ro`,
		);
		const files = all.flatMap(([kind, name, one]) =>
			Object.entries(one.files).map(([file, text]) => [`${folderOf(kind, name)}/${file}`.slice(1), filled(text, kind, name)]),
		);
		for (const image of Object.values(images)) await busyboxImage(engine, {name: image, files: Object.fromEntries(files)});
		for (const [kind, name, {command}] of all) {
			if (kind === 'postgres' && bin === null) continue;
			await engine.docker(
				...['run', '-d', '--name', nameOf(kind, name), '--stop-signal', 'KILL', '-P', `--expose=${clients[kind].port}`],
				...mounts.flatMap(mount => ['-v', mount]),
				...(kind === 'postgres' ? ['--user', '65534'] : []),
				images[kind],
				...command.map(word => filled(word, kind, name).replaceAll('BIN', bin ?? '')),
			);
		}
		await engine.docker(
			'run',
			'-d',
			'--name',
			'other',
			'--stop-signal',
			'KILL',
			'-P',
			'--expose=80',
			images.postgres,
			'sleep',
			'9999',
		);
		for (const [kind, name, {access}] of all) {
			if (access === 'loopback' || (kind === 'postgres' && bin === null)) continue;
			await until(`${name} listens`, async () => (await connects(kind, name)) || null);
		}
		const reader = () => createReader({kind: 'unix', socketPath: engine.socketPath});
		recorded = await writeSnapshot(reader());
		fleets['this machine'] = openFleet(reader(), {host: localHost(), unwatched: true});
		const counted = reader();
		const archive: EngineReader['archive'] = (id, path, signal) => {
			asked.push(`${id} ${path}`);
			return counted.archive(id, path, signal);
		};
		fleets['the engine'] = openFleet({...counted, archive}, {unwatched: true});
		fleets['a snapshot'] = openFleet(openSnapshot(recorded, 'recorded').reader, {unwatched: true});
		for (const fleet of Object.values(fleets)) await fleet.start();
	}, 400_000);

	afterAll(async () => {
		for (const fleet of Object.values(fleets)) fleet.close();
		await engine?.stop();
	});

	const address = (kind: string, name: string) =>
		engine.docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', nameOf(kind, name));
	const answerTo = async (kind: keyof typeof clients, name: string) => {
		const {port, sends} = clients[kind];
		return engine.inNetwork(process.execPath, '-e', asking, String(port), await address(kind, name), sends.toString('hex'));
	};
	const connects = async (kind: keyof typeof clients, name: string) => {
		const script = `require('node:net').connect(${clients[kind].port}, '${await address(kind, name)}').on('connect', () => process.exit(0)).on('error', () => process.exit(1))`;
		return engine.inNetwork(process.execPath, '-e', script).then(
			() => true,
			() => false,
		);
	};

	it.each(all)('%s with %s', async (kind, name, {access, line}) => {
		const answers = clients[kind].opens.test(await answerTo(kind, name));
		if (access !== 'unknown') expect(answers, 'the program answers').toBe(access === 'open');
		for (const [from, fleet] of Object.entries(fleets)) {
			const assessed = fleet.model().entries.find(entry => entry.name === nameOf(kind, name))?.assessed;
			if (assessed == null) throw new Error(`${name} was not judged`);
			const [found] = serviceAccess(assessed.facts, assessed.image);
			expect(found?.onLoopback ? 'loopback' : found?.access, `by ${from}`).toBe(access);
			const verdict = assessed.verdicts.find(({rule}) => rule === 'container-no-authentication');
			expect(verdict?.verdict).toBe(access === 'open' ? 'fail' : access === 'unknown' ? 'unknown' : 'pass');
			if (line !== undefined && access !== 'unknown')
				expect(verdict?.evidence.filter(({source}) => source === 'file').map(({path}) => path)).toContain(
					filled(line, kind, name),
				);
			expect(
				JSON.stringify({...assessed, facts: {...assessed.facts, raw: null, configFiles: [...assessed.facts.configFiles]}}),
			).not.toContain(secret);
		}
	});

	it('asks for each file once, and for none of a container without such a service', async () => {
		const other = await engine.docker('inspect', '--format', '{{.Id}}', 'other');
		expect(new Set(asked).size).toBe(asked.length);
		expect(asked.length).toBeLessThanOrEqual(2 * all.length);
		expect(asked.length).toBeGreaterThan(0);
		expect(asked.filter(one => one.startsWith(other))).toEqual([]);
	});

	it('keeps no secret of a file in a snapshot', () => {
		expect(recorded).toContain('protected-mode');
		expect(recorded).not.toContain(secret);
	});
});
