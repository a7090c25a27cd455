// Records the demo fleet, src/cli/demo/fleet.json: a snapshot of a real engine with a small production host's containers on it.
//
//   node scripts/record-demo.mjs            as root, on a machine with dockerd, docker, runc and a static busybox
//
// The images bear the names that people know, and hold a busybox; flags, networks, ports and secrets (made up) are as one meets them.

import {copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import {throughDoors} from './build/doors.mjs';
import {startNeutralEngine} from './neutral-engine.mjs';

const work = mkdtempSync(join(tmpdir(), 'record-demo-'));
const root = fileURLToPath(new URL('..', import.meta.url));

const web = port => ({expose: [port], cmd: ['busybox', 'httpd', '-f', '-p', String(port)]});
const images = {
	'traefik:3.1': {...web(80), expose: [80, 443]},
	'gitlab/gitlab-runner:latest': {},
	'shop/web:1.4.2': {...web(8080), user: '101:101', health: true},
	'shop/api:1.4.2': {...web(8000), env: {NODE_ENV: 'production'}, build: {NPM_TOKEN: 'npm_Zk3v9QpLw7XyT2mB8sRfD4hJ6nC1aE5gU0iO'}},
	'postgres:16': {expose: [5432], volume: '/var/lib/postgresql/data', cmd: web(5432).cmd},
	'redis:7.2': {expose: [6379], volume: '/data', cmd: web(6379).cmd},
	'prom/node-exporter:v1.8.2': {...web(9100), user: '65534'},
	'prom/prometheus:v2.54.1': {...web(9090), user: '65534'},
	'grafana/grafana:11.2.0': {...web(3000), user: '472'},
	'portainer/portainer-ce:2.21.2': {...web(9443)},
	'linuxserver/wireguard:latest': {},
	'restic/restic:0.17.1': {},
	'statsd/statsd:v0.10.2': {expose: ['8125/udp'], user: '1000:1000', health: true},
	'shop/report:1.0': {},
};

const compose = (project, service) => [
	...['--label', `com.docker.compose.project=${project}`, '--label', `com.docker.compose.service=${service}`],
	...['--label', `com.docker.compose.project.working_dir=/opt/${project}`],
	...['--label', `com.docker.compose.project.config_files=/opt/${project}/compose.yaml`],
];
const flags = text => text.split(' ');

/** Name to flags and image; the order is that of creation. */
const containers = {
	traefik: [
		...flags('--restart unless-stopped --network edge -p 80:80 -p 443:443 -v /var/run/docker.sock:/var/run/docker.sock:ro'),
		...compose('edge', 'traefik'),
		'traefik:3.1',
	],
	'ci-runner': [
		...flags('--privileged --restart always -v /var/run/docker.sock:/var/run/docker.sock -v runner-config:/etc/gitlab-runner'),
		...flags('-e CI_SERVER_URL=https://git.example.com -e RUNNER_TOKEN=glrt-t3_Q9xV2bLmKw8sZ7pR4yH'),
		'gitlab/gitlab-runner:latest',
	],
	'shop-db': [
		...flags('--restart unless-stopped --network shop -p 5432:5432 -v shop-db:/var/lib/postgresql/data'),
		...flags('-e POSTGRES_USER=shop -e POSTGRES_PASSWORD=correct-horse-battery-1 -e PGDATA=/var/lib/postgresql/data'),
		...compose('shop', 'db'),
		'postgres:16',
	],
	'shop-cache': [
		...flags('--restart unless-stopped --network shop -p 6379:6379 -v shop-cache:/data'),
		...compose('shop', 'cache'),
		'redis:7.2',
	],
	'shop-api': [
		...flags('--restart unless-stopped --network shop --memory 512m'),
		...flags(
			'-e DATABASE_URL=postgres://shop:correct-horse-battery-1@shop-db:5432/shop -e JWT_SECRET=9f8e7d6c5b4a39281706f5e4d3c2b1a0',
		),
		...flags('-e STRIPE_KEY=sk_live_4eC39HqLyjWDarjtT1zdp7dc -e LOG_LEVEL=info'),
		...compose('shop', 'api'),
		'shop/api:1.4.2',
	],
	'shop-web': [
		...flags('--restart unless-stopped --network shop -p 127.0.0.1:8080:8080 --memory 256m --security-opt no-new-privileges'),
		...compose('shop', 'web'),
		'shop/web:1.4.2',
	],
	'node-exporter': [
		...flags('--restart unless-stopped --network host --pid host -v /:/host:ro --read-only --cap-drop ALL'),
		...compose('monitoring', 'node-exporter'),
		'prom/node-exporter:v1.8.2',
	],
	prometheus: [
		...flags(
			'--restart unless-stopped --network monitoring -p 127.0.0.1:9090:9090 -v prometheus:/prometheus --memory 1g --pids-limit 200',
		),
		...flags('--cap-drop ALL --security-opt no-new-privileges --read-only --tmpfs /tmp'),
		...compose('monitoring', 'prometheus'),
		'prom/prometheus:v2.54.1',
	],
	grafana: [
		...flags('--restart unless-stopped --network monitoring -p 3000:3000 -v grafana:/var/lib/grafana'),
		...flags('-e GF_SECURITY_ADMIN_USER=admin -e GF_SECURITY_ADMIN_PASSWORD=Grafana-2026!'),
		...compose('monitoring', 'grafana'),
		'grafana/grafana:11.2.0',
	],
	metrics: [
		...flags('--restart on-failure:5 --network monitoring --read-only --tmpfs /tmp:size=16m,noexec,nosuid --cap-drop ALL'),
		...flags('--security-opt no-new-privileges --memory 128m --memory-swap 128m --cpus 0.5 --pids-limit 50'),
		...flags('--log-opt max-size=10m --log-opt max-file=3'),
		...compose('monitoring', 'metrics'),
		'statsd/statsd:v0.10.2',
	],
	portainer: [
		...flags('--restart always -p 9443:9443 -v /var/run/docker.sock:/var/run/docker.sock -v portainer:/data'),
		'portainer/portainer-ce:2.21.2',
	],
	vpn: [
		...flags('--restart unless-stopped --cap-add NET_ADMIN --cap-add SYS_MODULE --device /dev/net/tun -p 51820:51820/udp'),
		...flags('-v /lib/modules:/lib/modules:ro --sysctl net.ipv4.conf.all.src_valid_mark=1 -e PUID=1000'),
		'linuxserver/wireguard:latest',
	],
	backup: [
		...flags(
			'--restart unless-stopped --cap-add DAC_READ_SEARCH -v /etc:/backup/etc:ro -v /srv:/backup/srv -v /var/lib/docker/volumes:/backup/volumes:ro',
		),
		...flags('-e AWS_ACCESS_KEY_ID=AKIAZ7Q2MX4LPT6VNB3K -e AWS_SECRET_ACCESS_KEY=w9Jd2LqX0pVt7RbK4sYz8MnH6uFe1GcAo3TiQx5P'),
		...flags('-e RESTIC_PASSWORD=sleeping-volcano-27 -e RESTIC_REPOSITORY=s3:s3.example.com/backup'),
		'restic/restic:0.17.1',
	],
	'report-2025': [...flags('--security-opt seccomp=unconfined --restart no'), 'shop/report:1.0'],
};

async function buildImage(
	docker,
	tag,
	{expose = [], cmd = ['busybox', 'sleep', '864000'], user, health, env = {}, volume, build: args = {}},
) {
	const lines = [
		...['FROM scratch', 'COPY busybox /bin/busybox', 'COPY busybox /bin/sh', 'COPY os-release /etc/os-release', 'ENV PATH=/bin'],
		...Object.keys(args).map(name => `ARG ${name}`),
		...(Object.keys(args).length > 0 ? ['RUN busybox true'] : []),
		...Object.entries(env).map(([name, value]) => `ENV ${name}=${value}`),
		...expose.map(port => `EXPOSE ${port}`),
		...(volume ? [`VOLUME ${volume}`] : []),
		...(user ? [`USER ${user}`] : []),
		...(health ? ['HEALTHCHECK --interval=1h --start-period=1s CMD ["busybox", "true"]'] : []),
		...['STOPSIGNAL SIGKILL', `CMD ${JSON.stringify(cmd)}`, ''],
	];
	writeFileSync(join(work, 'Dockerfile'), lines.join('\n'));
	const given = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
	await docker('build', '-q', ...given, '-t', tag, work);
}

/** dockscope's own recorder, masks included, bundled for this run. */
async function recorder() {
	const outfile = join(work, 'recorder.mjs');
	await build({
		stdin: {
			contents: `
				export {writeSnapshot} from './src/judge/snapshot/write-snapshot.js';
				export {createReader} from './src/base/engine/reader.js';
				export {parseAddress} from './src/base/engine/endpoint/address.js';`,
			resolveDir: root,
			loader: 'ts',
		},
		outfile,
		bundle: true,
		plugins: [throughDoors],
		platform: 'node',
		format: 'esm',
		external: ['ssh2', '@grpc/*', 'cpu-features'],
		banner: {
			js: `import {createRequire} from 'node:module'; const require = createRequire(${JSON.stringify(join(root, 'package.json'))});`,
		},
		logLevel: 'error',
	});
	return import(pathToFileURL(outfile).href);
}

copyFileSync('/bin/busybox', join(work, 'busybox'));
writeFileSync(join(work, 'os-release'), 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n');
mkdirSync(join(work, 'empty'));
writeFileSync(join(work, 'daemon.json'), '{}');
const program = [
	'dockerd',
	'--config-file',
	join(work, 'daemon.json'),
	'-H',
	'unix:///run/docker.sock',
	'--pidfile',
	'/run/docker.pid',
];
const engine = await startNeutralEngine({hostname: 'prod-web-01', socket: '/run/docker.sock', program});
try {
	for (const [tag, image] of Object.entries(images)) await buildImage(engine.docker, tag, image);
	for (const network of ['edge', 'shop', 'monitoring']) await engine.docker('network', 'create', network);
	for (const [name, args] of Object.entries(containers))
		await engine.docker('run', '-d', '--name', name, '--hostname', name, ...args);
	await engine.docker('network', 'connect', 'edge', 'shop-web');
	await engine.docker('network', 'connect', 'monitoring', 'shop-api');
	await engine.docker('stop', 'report-2025');
	const {writeSnapshot, createReader, parseAddress} = await recorder();
	const reader = createReader(parseAddress(`unix://${engine.socketPath}`, 'demo', null));
	const text = await writeSnapshot(reader, {include: {top: true, changes: true}});
	reader.close();
	writeFileSync(join(root, 'src/cli/demo/fleet.json'), text);
	console.log(`src/cli/demo/fleet.json: ${Object.keys(containers).length} containers, ${text.length} bytes`);
} finally {
	await engine.stop();
	rmSync(work, {recursive: true, force: true});
}
