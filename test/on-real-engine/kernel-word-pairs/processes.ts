import {readFileSync} from 'node:fs';
import type {KernelPair} from '../../support/kernel-word.js';

const calls = (run: string) => ({run, image: 'calls' as const});
/** Whoever may write to its memory runs code in it; that code injected there opens the device, or mounts, was tried once by ptrace. */
const takesOver = 'exec 3<>/proc/1/mem';
const bare = {attack: 'ls /proc/BARE/root/root/', danger: /^host-process /};

/** Where it restricts tracing, the capability is needed. @source Yama.rst of the kernel */
function tracesUnaided(): boolean {
	try {
		return readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'utf8').trim() === '0';
	} catch {
		return true;
	}
}

const unaided: Readonly<Record<string, KernelPair>> = {
	'device of a container whose processes it may take over, as the same user': {
		attack: takesOver,
		path: /a process of with-loop → \/dev\/loop-control/,
		open: '--pid container:with-loop',
		closed: '--pid container:with-loop --user 1000',
	},
};

/** Processes of the host and of other containers, entered without being traced, or taken over. */
export const processPairs: Readonly<Record<string, KernelPair>> = {
	...(tracesUnaided() ? unaided : {}),
	'capabilities of a container whose processes it may take over': {
		attack: takesOver,
		path: /a process of with-admin → SYS_ADMIN → .*host root$/,
		fails: 'container-peer-processes',
		open: '--pid container:with-admin --cap-add SYS_PTRACE',
		closed: '--pid container:with-admin',
	},
	'root of the host that gave up its capabilities': {
		...bare,
		path: /\/proc\/PID\/root of a host process → host root$/,
		open: '--pid host --cap-drop ALL',
		closed: '--pid host --cap-drop ALL --user 1001',
	},
	'root of the host that gave up its capabilities, in a mounted /proc': {
		attack: 'ls /hp/BARE/root/root/',
		danger: /^host-process /,
		open: '-v /proc:/hp:ro --cap-drop ALL',
		closed: '-v /proc:/hp:ro --user 1001',
	},
	'process of another user of the host, by root that becomes that user for a moment': {
		attack: 'perl /try enter PEER 1000 HERE/canary',
		danger: /^host-process /,
		open: calls('--pid host'),
		closed: calls('--pid host --user 1001'),
	},
	'processes of the host that run as the same user': {
		attack: 'ls /proc/PEER/root/',
		danger: /^host-pid host-pid-user$/,
		open: '--pid host --user 1000:1000',
		closed: '--pid host --user 4001:4001',
	},
};
