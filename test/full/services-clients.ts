import type {PrivateEngine} from '../support/private-engine.js';

/** Where a client finds its service, and the tools to reach it. */
export type Client = {
	readonly engine: PrivateEngine;
	readonly container: string;
	readonly address: string;
	/** Root file system that holds the clients of the packages. */
	readonly tree: string;
};

/** Runs a small program of ours in the engine's network; it prints nothing and ends with 0 when it is content. */
const node = ({engine, address}: Client, program: string): Promise<string> =>
	engine.inNetwork(process.execPath, '-e', `const host = ${JSON.stringify(address)};${program}`);

const inTree = ({engine, tree}: Client, ...command: string[]): Promise<string> => engine.inNetwork('chroot', tree, ...command);

/** A dialogue over TCP: what to wait for, then what to send. */
const dialogue = (port: number, steps: readonly (readonly [string, string])[]): string => `
const socket = require('node:net').connect(${port}, host); let seen = ''; const steps = ${JSON.stringify(steps)};
const next = () => { while (steps.length && seen.match(new RegExp(steps[0][0]))) { const [, say] = steps.shift(); seen = ''; if (say) socket.write(say); } if (!steps.length) process.exit(0); };
socket.on('connect', next).on('data', data => { seen += data.toString('latin1'); next(); }).on('error', () => process.exit(1)).on('close', () => process.exit(1));
setTimeout(() => process.exit(1), 6000);`;

export const http =
	(port: number, body = ''): ((client: Client) => Promise<unknown>) =>
	client =>
		node(
			client,
			`fetch('http://' + host + ':${port}/', {signal: AbortSignal.timeout(4000)}).then(async answer => process.exit(answer.status === 200 && (await answer.text()).includes(${JSON.stringify(body)}) ? 0 : 1), () => process.exit(1));`,
		);

/** Says and hears lines of text. */
export const talk =
	(port: number, steps: readonly (readonly [string, string])[]): ((client: Client) => Promise<unknown>) =>
	client =>
		node(client, dialogue(port, steps));

/** Sends a datagram and waits for an `answer` that satisfies this. */
export const datagram =
	(port: number, question: Buffer, test: string): ((client: Client) => Promise<unknown>) =>
	client =>
		node(
			client,
			`const socket = require('node:dgram').createSocket('udp4');
socket.on('message', answer => process.exit(${test} ? 0 : 1)).send(Buffer.from('${question.toString('hex')}', 'hex'), ${port}, host);
setTimeout(() => process.exit(1), 4000);`,
		);

export const ldap = (client: Client): Promise<unknown> =>
	inTree(client, 'timeout', '8', 'ldapsearch', '-x', '-H', `ldap://${client.address}`, '-s', 'base', '-b', '', 'namingContexts');

export const redis = (client: Client): Promise<unknown> =>
	node(
		client,
		dialogue(6379, [
			['', 'SET kept yes\r\n'],
			['OK', 'SAVE\r\n'],
			['OK', 'GET kept\r\n'],
			['yes', ''],
		]),
	);
export const redisKept = (client: Client): Promise<unknown> =>
	node(
		client,
		dialogue(6379, [
			['', 'GET kept\r\n'],
			['yes', ''],
		]),
	);

export const memcached = (client: Client): Promise<unknown> =>
	node(
		client,
		dialogue(11211, [
			['', 'set a 0 60 1\r\nx\r\n'],
			['STORED', 'get a\r\n'],
			['VALUE a', ''],
		]),
	);

export const postgres = (client: Client): Promise<unknown> =>
	inTree(
		client,
		...['timeout', '8'],
		'/usr/bin/psql',
		'-h',
		client.address,
		'-U',
		'postgres',
		'-Atc',
		'create table if not exists kept(a int); insert into kept values (1); checkpoint',
	);
export const postgresKept = (client: Client): Promise<unknown> =>
	inTree(client, 'timeout', '8', '/usr/bin/psql', '-h', client.address, '-U', 'postgres', '-Atc', 'select 1/count(*) from kept');

const sql = (client: Client, text: string): Promise<unknown> =>
	inTree(client, 'timeout', '8', '/usr/bin/mariadb', '-h', client.address, '-u', 'test', '--skip-ssl', '-e', text);
export const mariadb = (client: Client): Promise<unknown> =>
	sql(client, 'create database if not exists x; create table if not exists x.kept(a int); insert into x.kept values (1)');
export const mariadbKept = (client: Client): Promise<unknown> => sql(client, 'select a from x.kept');

/** Asks a name server over UDP and wants an answer without an error. */
export const dns =
	(name: string): ((client: Client) => Promise<unknown>) =>
	client =>
		node(
			client,
			`const labels = ${JSON.stringify(name)}.split('.').map(l => Buffer.concat([Buffer.from([l.length]), Buffer.from(l)]));
const question = Buffer.concat([Buffer.from([18, 52, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), ...labels, Buffer.from([0, 0, 1, 0, 1])]);
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', answer => process.exit((answer[3] & 15) === 0 ? 0 : 1)).send(question, 53, host);
setTimeout(() => process.exit(1), 4000);`,
		);

export const ssh = (client: Client): Promise<unknown> =>
	inTree(
		client,
		...'/usr/bin/ssh -tt -i /tmp/dockscope-key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null'.split(' '),
		...[
			'-o',
			'BatchMode=yes',
			'-o',
			'ConnectTimeout=5',
			`alice@${client.address}`,
			'test "$(id -un)" = alice && echo x > /tmp/mine',
		],
	);

export const smtp = async (client: Client): Promise<unknown> => {
	const mark = `m${Math.random().toString(36).slice(2)}`;
	await node(
		client,
		dialogue(25, [
			['^220', 'EHLO client\r\n'],
			['250 ', 'MAIL FROM:<a@localhost>\r\n'],
			['250 ', 'RCPT TO:<alice@localhost>\r\n'],
			['250 ', 'DATA\r\n'],
			['354', `Subject: ${mark}\r\n\r\nhello\r\n.\r\n`],
			['250 ', 'QUIT\r\n'],
		]),
	);
	return client.engine.docker(
		'exec',
		client.container,
		'sh',
		'-c',
		`for i in $(seq 40); do grep -q ${mark} /var/mail/alice && exit 0; sleep 0.25; done; exit 1`,
	);
};

/** The minute after it started, cron has run a job as root and one as alice. */
export const cronJobs = (client: Client): Promise<unknown> =>
	client.engine.docker(
		'exec',
		client.container,
		'sh',
		'-c',
		'for i in $(seq 80); do test -e /tmp/root.ran && test -e /tmp/alice.ran && exit 0; sleep 1; done; exit 1',
	);

export const squid = (client: Client): Promise<unknown> =>
	node(
		client,
		dialogue(3128, [
			['', 'GET http://127.0.0.1:1/ HTTP/1.0\r\n\r\n'],
			['HTTP/1.1 (503|403|502)', ''],
		]),
	);

export const mqtt = (client: Client): Promise<unknown> =>
	node(
		client,
		`const socket = require('node:net').connect(1883, host, () => socket.write(Buffer.from([16, 14, 0, 4, 77, 81, 84, 84, 4, 2, 0, 60, 0, 2, 97, 98])));
socket.on('data', data => process.exit(data[0] === 32 && data[3] === 0 ? 0 : 1)).on('error', () => process.exit(1)); setTimeout(() => process.exit(1), 4000);`,
	);
