import {closeSync, openSync} from 'node:fs';
import {afterEach, beforeAll, describe, expect, it} from 'vitest';
import {trusted} from '../../src/base/text/safe-text.js';
import {openConnector} from '../../src/fix/rehearsal/client/connector.js';
import {repeat} from '../../src/fix/rehearsal/exercise/repeat.js';
import type {ExerciseTarget, WriteAttempt} from '../../src/fix/rehearsal/exercise/step.js';
import {write} from '../../src/fix/rehearsal/exercise/writes/write.js';
import {type DebianService, startDebianService} from '../support/debian-service.js';
import {whyNoEngine} from '../support/private-engine.js';
import {runningProcesses, until} from '../support/process-table.js';
import {probedPackages} from './probes-packages.js';
import {debianTree, servicesBase} from './services-base.js';

type Row = {
	readonly what: string;
	readonly tree: 'base' | 'probes';
	readonly prepare?: string;
	readonly command: string;
	readonly port: number;
	readonly protocol: string;
	readonly env?: Readonly<Record<string, string>>;
	/** What is reported, or why nothing was written. */
	readonly says: RegExp;
};

const as = (user: string): string => `setpriv --reuid=${user} --regid=${user} --init-groups`;
const dav =
	'events {} http { server { listen 127.0.0.1:8080; root /srv/dav; dav_methods PUT DELETE; client_body_temp_path /tmp/b; } }';
const apacheDav =
	'ServerName x\\nListen 127.0.0.1:8080\\nDavLockDB /tmp/lock/db\\nDocumentRoot /srv/dav\\n<Directory /srv/dav>\\nDav On\\nRequire all granted\\n</Directory>\\n';

const rows: readonly Row[] = [
	{
		what: 'nginx with WebDAV, which answers no OPTIONS',
		tree: 'base',
		prepare: `mkdir -p /srv/dav; chown www-data /srv/dav; printf '${dav}' > /tmp/n`,
		command: "nginx -c /tmp/n -g 'daemon off; user www-data;'",
		port: 8080,
		protocol: 'HTTP',
		says: /^tcp\/8080 PUT \/dockscope-upload\.txt → 201 \(the file belongs to 33:33, mode \d+\)$/,
	},
	{
		what: 'Apache with WebDAV',
		tree: 'base',
		prepare: `mkdir -p /srv/dav /tmp/lock; chown www-data /srv/dav /tmp/lock; a2enmod -q dav dav_fs; a2dissite -q 000-default; printf '${apacheDav}' > /etc/apache2/sites-enabled/dav.conf; : > /etc/apache2/ports.conf`,
		command: 'apachectl -D FOREGROUND',
		port: 8080,
		protocol: 'HTTP',
		says: /^tcp\/8080 PUT \/dockscope-upload\.txt → 201 \(the file belongs to 33:33, mode \d+\)$/,
	},
	{
		what: 'nginx without WebDAV',
		tree: 'base',
		command: "nginx -g 'daemon off;'",
		port: 80,
		protocol: 'HTTP',
		says: /^PUT → 40[45]$/,
	},
	{
		what: 'Redis',
		tree: 'base',
		command: 'redis-server --dir /tmp',
		port: 6379,
		protocol: 'Redis',
		says: /^tcp\/6379 SET and BGSAVE$/,
	},
	{
		what: 'Redis whose password is in its environment',
		tree: 'base',
		command: 'redis-server --dir /tmp --requirepass right',
		port: 6379,
		protocol: 'Redis',
		env: {REDIS_PASSWORD: 'right'},
		says: /^tcp\/6379 SET and BGSAVE$/,
	},
	{
		what: 'Redis with another password',
		tree: 'base',
		command: 'redis-server --dir /tmp --requirepass right',
		port: 6379,
		protocol: 'Redis',
		env: {REDIS_PASSWORD: 'wrong'},
		says: /^needs a login$/,
	},
	{
		what: 'memcached',
		tree: 'base',
		command: 'memcached -u memcache',
		port: 11211,
		protocol: 'memcached',
		says: /^tcp\/11211 set$/,
	},
	{
		what: 'mosquitto',
		tree: 'base',
		prepare: "printf 'listener 7004 127.0.0.1\\nallow_anonymous true\\n' > /tmp/m",
		command: 'mosquitto -c /tmp/m',
		port: 7004,
		protocol: 'MQTT',
		says: /^tcp\/7004 retained publish$/,
	},
	{
		what: 'mosquitto that wants a login',
		tree: 'base',
		prepare: "printf 'listener 7004 127.0.0.1\\nallow_anonymous false\\n' > /tmp/m",
		command: 'mosquitto -c /tmp/m',
		port: 7004,
		protocol: 'MQTT',
		says: /^needs a login$/,
	},
	{
		what: 'Exim',
		tree: 'base',
		prepare: 'update-exim4.conf',
		command: 'exim4 -bdf -oX 127.0.0.1.7007',
		port: 7007,
		protocol: 'SMTP',
		says: /^tcp\/7007 a mail to postmaster → 250$/,
	},
	...(['trust', 'password', 'md5', 'scram-sha-256'] as const).map(
		(method): Row => ({
			what: `PostgreSQL with ${method}`,
			tree: 'base',
			prepare: `mkdir -p /run/postgresql; chown postgres /run/postgresql; echo 'rïght' > /tmp/pw; ${as('postgres')} /usr/lib/postgresql/17/bin/initdb -U app --pwfile=/tmp/pw -E UTF8 -A ${method} -D /tmp/pg >/dev/null; echo "password_encryption = ${method === 'md5' ? 'md5' : 'scram-sha-256'}" >> /tmp/pg/postgresql.conf; ${as('postgres')} sh -c 'echo "create database shop" | /usr/lib/postgresql/17/bin/postgres --single -D /tmp/pg postgres >/dev/null'`,
			command: `${as('postgres')} /usr/lib/postgresql/17/bin/postgres -D /tmp/pg`,
			port: 5432,
			protocol: 'PostgreSQL',
			env: {POSTGRES_USER: 'app', POSTGRES_DB: 'shop', ...(method === 'trust' ? {} : {POSTGRES_PASSWORD: 'rïght'})},
			says: /^tcp\/5432 CREATE TABLE and INSERT$/,
		}),
	),
	...(
		[
			{},
			{MARIADB_ROOT_PASSWORD: 'rïght'},
			{MYSQL_ROOT_PASSWORD: 'wrong'},
			{MYSQL_USER: 'u', MYSQL_PASSWORD: 'p', MYSQL_DATABASE: 'sh`op'},
		] as const
	).map(
		(env): Row => ({
			what: `MariaDB with ${JSON.stringify(env)}`,
			tree: 'base',
			prepare: `mkdir -p /run/mysqld; chown mysql /run/mysqld; mariadb-install-db --user=mysql --skip-test-db --auth-root-authentication-method=normal >/dev/null 2>&1; printf "create database \\140sh\\140\\140op\\140;\\ncreate user u identified by 'p';\\ngrant all on \\140sh\\140\\140op\\140.* to u;\\nalter user root@localhost identified by '${'MARIADB_ROOT_PASSWORD' in env || 'MYSQL_ROOT_PASSWORD' in env ? 'rïght' : ''}';\n" > /tmp/init.sql`,
			command: 'mariadbd --user=mysql --bind-address=127.0.0.1 --init-file=/tmp/init.sql',
			port: 3306,
			protocol: 'MySQL',
			env,
			says: 'MYSQL_ROOT_PASSWORD' in env ? /^needs a login$/ : /^tcp\/3306 CREATE TABLE and INSERT$/,
		}),
	),
	{
		what: 'etcd',
		tree: 'probes',
		command: 'etcd --data-dir /tmp/e',
		port: 2379,
		protocol: 'HTTP',
		says: /^tcp\/2379 put → 200$/,
	},
	{
		what: 'ProFTPD with an anonymous upload',
		tree: 'probes',
		prepare:
			"mkdir -p /run/proftpd /srv/a/incoming; chown ftp /srv/a/incoming; printf 'Include /etc/proftpd/modules.conf\\nPort 7008\\nServerType standalone\\nDefaultAddress 127.0.0.1\\nUser nobody\\nGroup nogroup\\n<Anonymous /srv/a>\\nUser ftp\\nGroup nogroup\\nUserAlias anonymous ftp\\nRequireValidShell off\\nAllowOverwrite on\\n</Anonymous>\\n' > /tmp/p",
		command: 'proftpd --nodaemon --config /tmp/p',
		port: 7008,
		protocol: 'FTP',
		says: /^tcp\/7008 an upload as anonymous → 226 \(the file belongs to \d+:\d+, mode 644\)$/,
	},
	{
		what: 'ProFTPD without anonymous users',
		tree: 'probes',
		prepare: 'mkdir -p /run/proftpd; sed -i "s/^Port .*/Port 7008/" /etc/proftpd/proftpd.conf',
		command: 'proftpd --nodaemon',
		port: 7008,
		protocol: 'FTP',
		says: /^needs a login$/,
	},
];

const missing = await whyNoEngine();

describe.skipIf(missing !== null)('a write in the protocol of a service', () => {
	const trees = {base: '', probes: ''};
	let service: DebianService | undefined;
	let network = -1;
	let close = (): void => undefined;
	beforeAll(async () => {
		trees.base = (await servicesBase()).tree;
		trees.probes = await debianTree('probes', probedPackages);
	}, 1_800_000);
	afterEach(async () => {
		close();
		if (network >= 0) closeSync(network);
		network = -1;
		await service?.stop();
		service = undefined;
	});

	async function target({tree, prepare = ':', command, port, protocol, env = {}}: Row): Promise<ExerciseTarget> {
		const started = await startDebianService(trees[tree], prepare, command);
		service = started;
		network = openSync(`/proc/${started.pid}/ns/net`, 'r');
		const connector = openConnector(network);
		close = connector.close;
		await until('the port', () =>
			connector.connect(port).then(
				socket => socket.destroy() !== undefined,
				() => false,
			),
		).catch((error: Error) => {
			throw new Error(`${error.message}\n${started.said()}`);
		});
		// Below the first process of its PID namespace is the one whose root directory is the service's.
		const all = await runningProcesses();
		const first = all.find(({parent}) => parent === started.pid);
		const inside = all.find(({parent}) => parent === first?.pid);
		return {
			...{connector, port, secure: false, name: `tcp/${port}`, protocol},
			env: new Map(Object.entries(env)),
			pid: inside?.pid ?? 0,
		};
	}
	const says = (written: WriteAttempt | null): string | undefined =>
		written === null ? undefined : 'step' in written ? written.step.says : written.not;

	it.each(rows)('$what', async row => {
		const at = await target(row);
		const first = await write(at);
		expect(says(first), service?.said()).toMatch(row.says);
		// As a second twin does: with the same outcome.
		const second = await write(at);
		expect(second !== null && 'step' in second ? second.step.outcome : null).toBe(
			first !== null && 'step' in first ? first.step.outcome : null,
		);
	});

	it('repeats requests on several connections, also where none is kept', async () => {
		for (const row of rows.filter(({what}) => what === 'nginx without WebDAV' || what === 'memcached')) {
			const at = await target(row);
			const reply = {kind: 'served', protocol: row.protocol, text: trusted('')} as const;
			const step = await repeat(at, reply, undefined);
			expect(step?.outcome, String(step?.says)).toBe('steady 0');
			expect(Number(/ (\d+) times/.exec(String(step?.says))?.[1])).toBeGreaterThan(30);
			expect(Number(/on (\d+) connections/.exec(String(step?.says))?.[1])).toBeGreaterThan(4);
			close();
			closeSync(network);
			network = -1;
			await service?.stop();
			service = undefined;
		}
	});
});
