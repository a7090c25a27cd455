// Records raw answers of real engines into test/recorded/, each file a snapshot that dockscope itself could replay.
//
//   node scripts/record-answers.mjs            as root, on a machine with dockerd, docker, podman, runc and a static busybox
//
// Each engine runs in network, mount and UTS namespaces of its own, over file systems in memory: its paths are the usual ones of a
// fresh host, nothing of this machine gets into the answers or stays behind.

import {copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startNeutralEngine} from './neutral-engine.mjs';
import {record} from './record-snapshot.mjs';

const work = mkdtempSync(join(tmpdir(), 'record-answers-'));
const start = (socket, program, env) => startNeutralEngine({hostname: 'engine-1', socket, program, env});

/** Two images: one plain, one with a user, a health check, and secrets as people leave them. */
async function buildImages(docker) {
	copyFileSync('/bin/busybox', join(work, 'busybox'));
	mkdirSync(join(work, 'bin'), {recursive: true});
	const base = ['FROM scratch', 'COPY busybox /bin/busybox', 'COPY busybox /bin/sh', 'ENV PATH=/bin', 'STOPSIGNAL SIGKILL'];
	writeFileSync(join(work, 'Dockerfile'), [...base, 'CMD ["busybox", "sleep", "86400"]', ''].join('\n'));
	await docker('build', '-q', '-t', 'shop/base:1.0', work);
	writeFileSync(
		join(work, 'Dockerfile'),
		[
			...[
				'FROM shop/base:1.0',
				'ARG NPM_TOKEN',
				'RUN echo built > /built',
				'ENV DB_PASSWORD=correct-horse DEBUG=1',
				'EXPOSE 8080 9229/tcp 53/udp',
			],
			...[
				'VOLUME /data',
				'USER 1000',
				'HEALTHCHECK --interval=1h CMD ["busybox", "true"]',
				'LABEL org.opencontainers.image.title=api',
				'',
			],
		].join('\n'),
	);
	await docker('build', '-q', '--build-arg', 'NPM_TOKEN=npm-build-secret-1', '-t', 'shop/api:latest', work);
}

const profile = join(work, 'seccomp.json');
const lax = join(work, 'lax.json');
const allow = (...names) => ({names, action: 'SCMP_ACT_ALLOW'});
writeFileSync(lax, JSON.stringify({defaultAction: 'SCMP_ACT_ALLOW'}));
writeFileSync(
	profile,
	JSON.stringify({
		defaultAction: 'SCMP_ACT_ALLOW',
		syscalls: [
			{
				names: ['kexec_load', 'init_module', 'finit_module', 'delete_module', 'reboot', 'mount', 'umount2'],
				action: 'SCMP_ACT_ERRNO',
			},
			{...allow('mount'), includes: {caps: ['CAP_SYS_ADMIN']}},
		],
	}),
);

const base = 'shop/base:1.0';
const api = 'shop/api:latest';
const containers = {
	plain: [base],
	privileged: ['--privileged', '--restart', 'always', base],
	'drop-all': [
		'--cap-drop',
		'ALL',
		'--cap-add',
		'NET_BIND_SERVICE',
		'--security-opt',
		'no-new-privileges',
		'--read-only',
		'--tmpfs',
		'/tmp:size=16m,noexec',
		'--user',
		'1000:1000',
		base,
	],
	'add-all': ['--cap-add', 'ALL', '--cap-drop', 'SYS_ADMIN', base],
	'add-some': ['--cap-add', 'SYS_ADMIN', '--cap-add', 'net_admin', '--cap-drop', 'MKNOD', base],
	'host-namespaces': [
		'--pid',
		'host',
		'--ipc',
		'host',
		'--uts',
		'host',
		'--userns',
		'host',
		'--cgroupns',
		'host',
		'--network',
		'host',
		base,
	],
	'pid-of-host-namespaces': [
		'--pid',
		'container:host-namespaces',
		'--ipc',
		'container:host-namespaces',
		'--network',
		'container:host-namespaces',
		base,
	],
	'pid-at-two-removes': ['--pid', 'container:pid-of-host-namespaces', '--network', 'none', base],
	'paths-unconfined': ['--security-opt', 'systempaths=unconfined', '--ipc', 'shareable', base],
	'seccomp-custom': ['--security-opt', `seccomp=${profile}`, base],
	'seccomp-lax': ['--security-opt', `seccomp=${lax}`, base],
	'seccomp-off': [
		'--security-opt',
		'seccomp=unconfined',
		'--security-opt',
		'no-new-privileges:false',
		'--security-opt',
		'apparmor=unconfined',
		base,
	],
	mounts: [
		...[
			'-v',
			'/:/host:ro',
			'-v',
			'/run:/host-run',
			'-v',
			'/run/docker.sock:/docker.sock:ro',
			'-v',
			'/opt/shop/linked:/linked',
			'-v',
			'/opt/shop/data:/data:rshared',
		],
		...[
			'-v',
			'orders:/orders',
			'-v',
			'/anonymous',
			'-v',
			'hidden:/hidden',
			'--mount',
			'type=tmpfs,destination=/scratch,tmpfs-size=1m',
			base,
		],
	],
	published: ['-p', '80:8080', '-p', '127.0.0.1:9229:9229', '-p', '[::1]:5353:53/udp', '-p', '10.99.0.1:6379:6379', api],
	'network-of-published': ['--network', 'container:published', api],
	'published-stopped': ['-p', '2222:22', '-p', '127.0.0.1:8081:8080', api],
	devices: [
		'--device',
		'/dev/loop0:/dev/disk:r',
		'--device',
		'/dev/fuse',
		'--device-cgroup-rule',
		'b *:* rwm',
		'--device-cgroup-rule',
		'c 10:200 rw',
		base,
	],
	limits: [
		...[
			'--memory',
			'256m',
			'--memory-reservation',
			'128m',
			'--memory-swap',
			'-1',
			'--pids-limit',
			'100',
			'--cpus',
			'0.5',
			'--ulimit',
			'nofile=1024:2048',
		],
		...[
			'--oom-score-adj',
			'500',
			'--restart',
			'on-failure:3',
			'--log-opt',
			'max-size=10m',
			'--sysctl',
			'net.ipv4.ip_forward=1',
			base,
		],
	],
	composed: [
		...[
			'--label',
			'com.docker.compose.project=shop',
			'--label',
			'com.docker.compose.service=api',
			'--label',
			'com.docker.compose.project.working_dir=/opt/shop',
		],
		...[
			'--label',
			'com.docker.compose.project.config_files=/opt/shop/compose.yml',
			'--network',
			'backend',
			'--dns',
			'9.9.9.9',
			'--add-host',
			'db:10.0.0.5',
		],
		...[
			'-e',
			'API_KEY=abc123',
			'-e',
			'DATABASE_URL=postgres://app:s3cr3t@db:5432/shop',
			'-e',
			'TZ=UTC',
			'--group-add',
			'999',
			'--link',
			'plain:peer',
			api,
		],
	],
	arguments: ['--entrypoint', 'busybox', base, 'sh', '-c', 'exec busybox sleep 86400 # --requirepass hunter22'],
	hostile: ['--label', 'note=\u001b]0;owned\u0007\u202eevil', '-e', 'MOTD=\u001b[2Jgone', base],
};
const stopped = new Set(['published-stopped']);

async function fleet(docker, skip = {}) {
	for (const [name, args] of Object.entries(containers)) {
		if (skip.all?.includes(name)) continue;
		const kept = args
			.filter((argument, index) => !skip.flags?.some(flag => argument === flag || args[index - 1] === flag))
			.map(argument => (argument === 'backend' ? (skip.networks ?? argument) : argument));
		const network =
			skip.network !== undefined && !kept.includes('--network') && !stopped.has(name) ? ['--network', skip.network] : [];
		const published = skip.network !== undefined && kept.includes('-p') ? 'create' : undefined;
		const how = published === undefined && !stopped.has(name) ? ['run', '-d'] : ['create'];
		await docker(...how, '--name', name, ...(how[0] === 'run' ? network : []), ...kept).catch(error =>
			console.error(name, String(error.stderr)),
		);
	}
}

const dockerd = [
	'dockerd',
	'--config-file',
	join(work, 'none.json'),
	'-H',
	'unix:///run/docker.sock',
	'--pidfile',
	'/run/docker.pid',
];
writeFileSync(join(work, 'none.json'), '{}');
const docker = await start('/run/docker.sock', dockerd);
await buildImages(docker.docker);
await docker.docker('save', '-o', join(work, 'images.tar'), base, api);
await docker.docker('network', 'create', '--internal', 'backend');
await docker.docker('network', 'create', '-o', 'com.docker.network.bridge.host_binding_ipv4=127.0.0.1', 'local-only');
await docker.docker('volume', 'create', '-o', 'type=none', '-o', 'o=bind', '-o', 'device=/etc', 'hidden');
await docker.docker(
	'volume',
	'create',
	'-o',
	'type=cifs',
	'-o',
	'o=username=ann,password=hunter2,vers=3.0',
	'-o',
	'device=//files/share',
	'share',
);
await docker.docker(
	'run',
	'--rm',
	'--network',
	'host',
	'--privileged',
	base,
	'busybox',
	'ip',
	'addr',
	'add',
	'10.99.0.1/32',
	'dev',
	'lo',
);
await fleet(docker.docker);
await docker.docker(
	'create',
	'--name',
	'remote-volume',
	'-v',
	'share:/share',
	'--network',
	'local-only',
	'-p',
	'8090:80',
	'--gpus',
	'all',
	base,
);
await docker.docker('exec', 'plain', 'busybox', 'sh', '-c', 'busybox mkdir -p /etc; echo x > /etc/passwd');
await record(docker, 'fleet', ['plain', 'published', 'arguments']);
await docker.stop();

writeFileSync(
	join(work, 'strict.json'),
	JSON.stringify({
		...{
			'no-new-privileges': true,
			icc: false,
			'live-restore': true,
			'userns-remap': 'default',
			'log-driver': 'local',
			ip: '127.0.0.1',
		},
		...{'insecure-registries': ['registry.example:5000', '10.0.0.0/8'], debug: true},
	}),
);
const strict = await start('/run/docker.sock', [
	'dockerd',
	'--config-file',
	join(work, 'strict.json'),
	'-H',
	'unix:///run/docker.sock',
	'-H',
	'tcp://127.0.0.1:2375',
]);
await strict.docker('load', '-i', join(work, 'images.tar'));
await strict.docker('run', '-d', '--name', 'remapped', '-p', '8080:8080', api);
await strict.docker('run', '-d', '--name', 'opted-out', '--userns', 'host', '--security-opt', 'no-new-privileges:false', base);
await record(strict, 'strict', ['remapped']);
await strict.stop();

writeFileSync(
	join(work, 'containers.conf'),
	'[containers]\nlog_driver="k8s-file"\n[engine]\nruntime="runc"\ncgroup_manager="cgroupfs"\nevents_logger="file"\n',
);
const podman = await start(
	'/run/podman/podman.sock',
	['sh', '-c', 'mkdir -p /run/podman; exec podman system service -t 0 unix:///run/podman/podman.sock'],
	{
		CONTAINERS_CONF: join(work, 'containers.conf'),
		STORAGE_DRIVER: 'vfs',
	},
);
await podman.docker('load', '-i', join(work, 'images.tar'));
await fleet(podman.docker, {
	network: 'none',
	all: ['network-of-published', 'limits', 'seccomp-custom', 'seccomp-lax'],
	flags: ['--link', '--device-cgroup-rule'],
	networks: 'none',
});
await podman.docker('run', '-d', '--name', 'limits', '--network', 'none', '--memory', '256m', '--pids-limit', '100', base);
await record(podman, 'fleet', ['plain']);
await podman.stop();
rmSync(work, {recursive: true, force: true});
