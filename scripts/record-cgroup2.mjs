// Records the answers of a dockerd on control groups of version 2 into test/recorded/, also where this machine itself has version 1:
// the fresh host mounts the unified hierarchy, with whatever controllers version 1 has left to it.
//
//   node scripts/record-cgroup2.mjs            as root, with dockerd, docker, runc and a static busybox

import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startNeutralEngine} from './neutral-engine.mjs';
import {record} from './record-snapshot.mjs';

const work = mkdtempSync(join(tmpdir(), 'record-cgroup2-'));
const socket = '/run/docker.sock';
const configuration = join(work, 'daemon.json');
writeFileSync(configuration, '{}');
const dockerd = `mount -t cgroup2 cgroup2 /sys/fs/cgroup; exec dockerd --config-file ${configuration} -H unix://${socket} --pidfile /run/docker.pid`;

const base = 'shop/base:1.0';
const none = ['--network', 'none'];
const containers = {
	plain: [...none, base],
	'cgroupns-host': [...none, '--cgroupns', 'host', base],
	'cgroupns-private': [...none, '--cgroupns', 'private', base],
	privileged: [...none, '--privileged', base],
	'sys-admin': [...none, '--cap-add', 'SYS_ADMIN', base],
	limits: [...none, '--memory', '256m', '--pids-limit', '100', base],
};

const docker = await startNeutralEngine({hostname: 'engine-1', socket, program: ['sh', '-ec', dockerd]});
try {
	const root = join(work, 'root');
	mkdirSync(join(root, 'bin'), {recursive: true});
	copyFileSync('/bin/busybox', join(root, 'bin/busybox'));
	const layer = join(work, 'layer.tar');
	execFileSync('tar', ['-C', root, '--owner=0', '--group=0', '--numeric-owner', '-cf', layer, '.']);
	const changes = ['ENV PATH=/bin', 'CMD ["busybox", "sleep", "86400"]', 'STOPSIGNAL SIGKILL'];
	await docker.docker('import', ...changes.flatMap(change => ['--change', change]), layer, base);
	for (const [name, args] of Object.entries(containers)) await docker.docker('run', '-d', '--name', name, ...args);
	await record(docker, 'cgroup2', ['plain']);
} finally {
	await docker.stop();
	rmSync(work, {recursive: true, force: true});
}
