import {spawn} from 'node:child_process';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {type AddressInfo, connect, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {searchPath} from './engine-binaries.js';
import {type PrivateEngine, runProgram, startPrivateEngine} from './private-engine.js';
import {until} from './process-table.js';

export type TlsEngine = {
	readonly engine: PrivateEngine;
	/** `tcp://127.0.0.1:PORT`, reached from the test's own network namespace. */
	readonly host: string;
	readonly port: number;
	/** `ca.pem`, `cert.pem`, `key.pem`: what DOCKER_CERT_PATH names. */
	readonly certificates: string;
	stop(): Promise<void>;
};

const PORT_INSIDE = 2376;

/** A private engine that also listens on TCP, asks its clients for a certificate, and shows one for 127.0.0.1 and localhost. */
export async function startTlsEngine(): Promise<TlsEngine> {
	const certificates = await mkdtemp(join(tmpdir(), 'dockscope-tls-'));
	await makeCertificates(certificates);
	const server = join(certificates, 'server');
	const engine = await startPrivateEngine({
		args: [
			...['--tlsverify', '--tlscacert', join(server, 'ca.pem'), '--tlscert', join(server, 'cert.pem')],
			...['--tlskey', join(server, 'key.pem'), '-H', `tcp://127.0.0.1:${PORT_INSIDE}`],
		],
	});
	const relay = await relayInto(engine);
	return {
		engine,
		host: `tcp://127.0.0.1:${relay.port}`,
		port: relay.port,
		certificates,
		async stop() {
			await relay.stop();
			await engine.stop();
			await rm(certificates, {recursive: true, force: true});
		},
	};
}

async function makeCertificates(folder: string): Promise<void> {
	const server = join(folder, 'server');
	await mkdir(server);
	const openssl = (...args: string[]) =>
		runProgram('openssl', args, {PATH: searchPath(), HOME: folder, RANDFILE: join(folder, '.rnd')});
	const key = (file: string) => openssl('ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', file);

	await key(join(folder, 'ca-key.pem'));
	await openssl(
		...[
			'req',
			'-x509',
			'-new',
			'-key',
			join(folder, 'ca-key.pem'),
			...'-days 30 -subj /CN=test-ca -out'.split(' '),
			join(folder, 'ca.pem'),
		],
	);
	for (const [where, usage, name] of [
		[server, 'serverAuth', 'engine'],
		[folder, 'clientAuth', 'client'],
	] as const) {
		await key(join(where, 'key.pem'));
		await openssl('req', '-new', '-key', join(where, 'key.pem'), '-subj', `/CN=${name}`, '-out', join(where, 'request.pem'));
		await writeFile(join(where, 'extensions'), `subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=${usage}\n`);
		await openssl(
			...['x509', '-req', '-in', join(where, 'request.pem'), '-CA', join(folder, 'ca.pem'), '-CAkey', join(folder, 'ca-key.pem')],
			...['-set_serial', String(Math.floor(Math.random() * 2 ** 40)), '-days', '30', '-extfile', join(where, 'extensions')],
			...['-out', join(where, 'cert.pem')],
		);
	}
	await writeFile(join(server, 'ca.pem'), await readFile(join(folder, 'ca.pem')));
}

/** The engine's TCP port is in its network namespace: a process in there carries each connection over a unix socket. */
const INSIDE = `
const net = require('node:net');
net.createServer(client => {
	const upstream = net.connect(Number(process.argv[2]), '127.0.0.1');
	client.pipe(upstream).pipe(client);
	client.on('error', () => upstream.destroy());
	upstream.on('error', () => client.destroy());
}).listen(process.argv[1], () => console.log('listening'));
`;

async function relayInto(engine: PrivateEngine): Promise<{port: number; stop(): Promise<void>}> {
	const crossing = join(engine.dir, 'crossing.sock');
	const inside = spawn(
		'nsenter',
		['-n', '-t', String(engine.pid), process.execPath, '-e', INSIDE, crossing, String(PORT_INSIDE)],
		{
			env: {PATH: searchPath()},
			stdio: ['ignore', 'pipe', 'inherit'],
		},
	);
	let listening = false;
	inside.stdout.once('data', () => {
		listening = true;
	});
	await until('the relay listens', async () => listening);
	const outside = createServer(client => {
		const upstream = connect(crossing);
		client.pipe(upstream).pipe(client);
		client.on('error', () => upstream.destroy());
		upstream.on('error', () => client.destroy());
	});
	await new Promise<void>(resolve => outside.listen(0, '127.0.0.1', resolve));
	const {port} = outside.address() as AddressInfo;
	return {
		port,
		async stop() {
			outside.close();
			inside.kill('SIGKILL');
		},
	};
}
