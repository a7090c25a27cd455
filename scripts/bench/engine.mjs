// A private engine with a fleet of N sleeping containers, and the bare API calls that are the limit for any program on it.
import {spawn, spawnSync} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {Agent, request} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

const milliseconds = () => Number(process.hrtime.bigint()) / 1e6;

/** Starts dockerd in a network namespace of its own; resolves when it answers. */
export async function startEngine() {
	const directory = await mkdtemp(join(tmpdir(), 'dockscope-bench-'));
	const socket = join(directory, 'docker.sock');
	await writeFile(join(directory, 'daemon.json'), '{}');
	const flags = [
		'--config-file',
		'daemon.json',
		'--data-root',
		'data',
		'--exec-root',
		'exec',
		'--pidfile',
		'docker.pid',
		'-H',
		`unix://${socket}`,
	];
	const absolute = flags.map(flag => (/^(daemon\.json|data|exec|docker\.pid)$/.test(flag) ? join(directory, flag) : flag));
	const daemon = spawn('unshare', ['--net', '--', 'sh', '-c', 'ip link set lo up; exec "$@"', 'sh', 'dockerd', ...absolute], {
		detached: true,
		stdio: 'ignore',
	});
	const engine = {directory, socket, agent: new Agent({keepAlive: true, maxSockets: 8}), daemon};
	for (let tries = 0; tries < 600; tries += 1) {
		const answered = await call(engine, 'GET', '/_ping').catch(() => null);
		if (answered !== null) break;
		await sleep(100);
	}
	engine.pids = [Number(await readFile(join(directory, 'docker.pid'), 'utf8'))];
	engine.pids.push(...(await childrenOf(engine.pids[0])));
	return engine;
}

export async function stopEngine(engine) {
	await inPool(await call(engine, 'GET', '/containers/json?all=1'), 8, ({Id}) =>
		call(engine, 'DELETE', `/containers/${Id}?force=1&v=1`),
	);
	engine.agent.destroy();
	const ended = new Promise(resolve => engine.daemon.once('exit', resolve));
	process.kill(engine.pids[0], 'SIGTERM');
	await ended;
	// dockerd leaves the network namespace of containers on the host's network mounted.
	spawnSync('umount', [join(engine.directory, 'exec/netns/default')], {stdio: 'ignore'});
	await rm(engine.directory, {recursive: true, force: true, maxRetries: 5});
}

/** One request; the parsed answer, or an error with the engine's words. */
export function call(engine, method, path, body = null, type = 'application/json') {
	return new Promise((resolve, reject) => {
		const sent = request(
			{socketPath: engine.socket, agent: engine.agent, method, path, headers: body === null ? {} : {'content-type': type}},
			answer => {
				const chunks = [];
				answer.on('data', chunk => chunks.push(chunk));
				answer.on('end', () => {
					const text = Buffer.concat(chunks).toString();
					if (answer.statusCode >= 400) reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
					else resolve(/^[[{]/.test(text) ? JSON.parse(text) : text);
				});
			},
		);
		sent.on('error', reject);
		sent.end(body === null ? undefined : Buffer.isBuffer(body) ? body : JSON.stringify(body));
	});
}

/** Eight postures, one after the other, so that badges and grades differ. */
const postures = [
	{},
	{ReadonlyRootfs: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'], Memory: 32 << 20, PidsLimit: 50},
	{Privileged: true},
	{NetworkMode: 'host'},
	{Binds: ['/var/run:/host/run']},
	{CapAdd: ['NET_ADMIN'], RestartPolicy: {Name: 'on-failure', MaximumRetryCount: 3}},
	{NetworkMode: 'none'},
	{PidMode: 'host'},
];

/** Grows the fleet to `size` running containers named bench-0, bench-1… */
export async function growFleet(engine, size, image) {
	const present = (await call(engine, 'GET', '/containers/json?all=1')).length;
	const wanted = Array.from({length: Math.max(0, size - present)}, (_, index) => present + index);
	await inPool(wanted, 8, async index => {
		const {Id} = await call(engine, 'POST', `/containers/create?name=bench-${index}`, {
			Image: image,
			Cmd: ['sleep', '36000'],
			StopSignal: 'SIGKILL',
			Labels: {'com.docker.compose.project': `project${index % 10}`, 'com.docker.compose.service': `service${index % 20}`},
			Env: ['MODE=production', 'SESSION_SECRET=not-a-real-one'],
			HostConfig: postures[index % postures.length],
		});
		await call(engine, 'POST', `/containers/${Id}/start`);
	});
}

async function inPool(items, size, work) {
	const queue = [...items];
	await Promise.all(
		Array.from({length: size}, async () => {
			for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
		}),
	);
}

/** Milliseconds of the list alone and of the list with all inspects, eight at a time: no program can be quicker. */
export async function bareCost(engine) {
	const begin = milliseconds();
	const rows = await call(engine, 'GET', '/containers/json');
	const list = milliseconds() - begin;
	await inPool(rows, 8, ({Id}) => call(engine, 'GET', `/containers/${Id}/json`));
	return {list, listAndInspect: milliseconds() - begin};
}

async function childrenOf(pid) {
	await sleep(500);
	const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
	return text.trim().split(' ').filter(Boolean).map(Number);
}
