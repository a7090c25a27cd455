import {kernelCases} from '../on-real-engine/kernel-word-cases.js';
import {type KernelCases, tryCases} from '../support/kernel-word.js';
import {startPodman, whyNoPodman} from '../support/podman.js';

const reads = /reads .* → the host's secrets$/;
const canary = 'cat /host/HERE/canary';

/** Podman makes capabilities that were added by name ambient: a process that is not root has them. */
const cases: KernelCases = {
	...Object.fromEntries(
		[
			'socket-root',
			'socket-nobody',
			'root-read',
			'root-read-nobody',
			'root-write',
			'root-write-nobody',
			'privileged-user',
		].flatMap(name => {
			const one = kernelCases[name];
			return one === undefined ? [] : [[name, one] as const];
		}),
	),
	'added-capability': {run: '-v /:/host:ro --user 1000 --cap-add DAC_OVERRIDE', attack: canary, path: reads, opens: true},
	'added-read-search': {run: '-v /:/host:ro --user 1000 --cap-add DAC_READ_SEARCH', attack: canary, path: reads, opens: true},
	'other-capability': {run: '-v /:/host:ro --user 1000 --cap-add NET_ADMIN', attack: canary, path: reads, opens: false},
	'default-capability': {run: '-v /:/host:ro --user 1000', attack: canary, path: reads, opens: false},
	'ptrace-user': {
		run: '--pid host --user 1000 --cap-add SYS_PTRACE',
		attack: 'ls /proc/ENGINE/root/',
		path: /the host's processes → host root$/,
		opens: true,
	},
	'mount-user': {
		run: '--user 1000 --cap-add SYS_ADMIN',
		attack: 'mkdir /tmp/m && mount -t tmpfs none /tmp/m',
		path: /mounts, namespaces, kernel interfaces|release_agent/,
		opens: true,
	},
};

tryCases("the kernel's word on Podman", cases, (await whyNoPodman()) !== null, async () => {
	const podman = await startPodman();
	return {
		socketPath: podman.socketPath,
		pid: process.pid,
		docker: (...args) => podman.docker(...(args[0] === 'run' ? ['run', '--network', 'none', ...args.slice(1)] : args)),
		stop: () => podman.stop(),
	};
});
