// Records the answers of a rootless Podman, which an ordinary user runs, into test/recorded/.
//
//   node scripts/record-rootless.mjs           as root (for the fresh host), with podman, runc, uidmap, passt and a static busybox

import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startNeutralEngine} from './neutral-engine.mjs';
import {record} from './record-snapshot.mjs';

const work = mkdtempSync(join(tmpdir(), 'record-rootless-'));
const socket = '/run/user/1000/podman/podman.sock';

/** The user ops with 65536 subordinate ids, a home and a runtime directory, as a login makes them. */
const login = `
	mount -t tmpfs tmpfs /home; mkdir -p /home/ops /run/user/1000/podman; chmod 711 /run/user
	echo ops:x:1000:1000::/home/ops:/bin/sh >>/run/passwd; echo ops:x:1000: >>/run/group
	echo ops:200000:65536 >>/run/subuid; echo ops:200000:65536 >>/run/subgid
	mkdir -p /home/ops/.config/containers /home/ops/.ssh /home/ops/site
	cat >/home/ops/.config/containers/containers.conf <<-END
		[containers]
		log_driver = "k8s-file"
		[engine]
		runtime = "runc"
		cgroup_manager = "cgroupfs"
		events_logger = "file"
	END
	printf '[storage]\\ndriver = "vfs"\\n' >/home/ops/.config/containers/storage.conf
	chown -R 1000:1000 /home/ops /run/user/1000; chmod 700 /run/user/1000; cd /home/ops
	exec setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=/home/ops XDG_RUNTIME_DIR=/run/user/1000 \\
		podman system service -t 0 unix://${socket}`;

/** One layer with busybox; what else an image says is set by the import. */
async function importImages(docker) {
	const root = join(work, 'root');
	mkdirSync(join(root, 'bin'), {recursive: true});
	for (const name of ['busybox', 'sh']) copyFileSync('/bin/busybox', join(root, 'bin', name));
	mkdirSync(join(root, 'etc'));
	writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/:/bin/sh\napp:x:1000:1000::/:/bin/sh\n');
	const layer = join(work, 'layer.tar');
	execFileSync('tar', ['-C', root, '--owner=0', '--group=0', '--numeric-owner', '-cf', layer, '.']);
	const changes = (...list) => list.flatMap(change => ['--change', change]);
	const common = ['ENV PATH=/bin', 'CMD ["busybox", "sleep", "86400"]', 'STOPSIGNAL SIGKILL'];
	await docker('import', ...changes(...common), layer, 'shop/base:1.0');
	await docker(
		'import',
		...changes(...common, 'USER app', 'EXPOSE 8080', 'ENV DB_PASSWORD=correct-horse'),
		layer,
		'shop/api:latest',
	);
}

const base = 'shop/base:1.0';
const none = ['--network', 'none'];
const containers = {
	plain: [...none, base],
	user: [...none, 'shop/api:latest'],
	privileged: [...none, '--privileged', '--restart', 'always', base],
	hardened: [...none, '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--read-only', '--user', '1000:1000', base],
	'host-namespaces': ['--network', 'host', '--pid', 'host', '--uts', 'host', base],
	'pid-of-host-namespaces': [...none, '--pid', 'container:host-namespaces', base],
	socket: [...none, '-v', `${socket}:/var/run/docker.sock`, base],
	mounts: [
		...none,
		'-v',
		'/home/ops/.ssh:/keys:ro',
		'-v',
		'/home/ops/site:/site',
		'-v',
		'/etc:/host-etc:ro',
		'-v',
		'data:/data',
		base,
	],
	'seccomp-off': [...none, '--security-opt', 'seccomp=unconfined', '--cap-add', 'SYS_ADMIN', base],
	published: ['-p', '8080:8080', '-p', '127.0.0.1:9229:9229', base],
};

const podman = await startNeutralEngine({hostname: 'engine-1', socket, program: ['sh', '-ec', login]});
try {
	await importImages(podman.docker);
	for (const [name, args] of Object.entries(containers)) await podman.docker('run', '-d', '--name', name, ...args);
	await podman.docker('create', '--name', 'published-stopped', '-p', '2222:22', base);
	await record(podman, 'rootless', ['plain', 'user']);
} finally {
	// The process that keeps the user namespace open outlives the service.
	const pause = readFileSync(podman.socketPath.replace('podman/podman.sock', 'libpod/tmp/pause.pid'), 'utf8');
	await podman.stop();
	process.kill(Number(pause));
	rmSync(work, {recursive: true, force: true});
}
