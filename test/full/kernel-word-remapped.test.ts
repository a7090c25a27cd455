import {chmod, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pairsNamed} from '../on-real-engine/kernel-word-pairs/index.js';
import {type KernelPairs, type KernelSide, tryPairs} from '../support/kernel-word.js';
import {startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {remappingPath} from '../support/remapping-path.js';

/** What the first user namespace opens to its root is closed to root of another, and open again where a container opts out. */
const closedByRemapping = [
	'socket, by another user',
	'socket of root, without capabilities',
	'hard link of a socket, under an innocent name',
	'secrets of the host, by another user',
	'folder of the host, by another user',
	'home of another user, by root without capabilities',
	'home of another user, by root that may give it away',
	'core_pattern of opened system paths, by another user',
	'/proc of the host, by another user',
	'one setting of the host',
	'/sys of the host, by another user',
	'release_agent, by another user',
	'release_agent of bound control groups',
	'bound control groups, by leaving those of the container',
	'disk, by another user',
	'rule for a disk, without CAP_MKNOD',
	'folder of devices, without a rule',
	'DAC_READ_SEARCH',
	'SYS_RAWIO',
	'BPF',
	'PERFMON',
	'SYS_TIME',
	'SYS_NICE',
	'SYSLOG',
	'SYS_PACCT',
	'WAKE_ALARM',
] as const;

const optsOut = (side: KernelSide) => {
	const {run, ...rest} = typeof side === 'string' ? {run: side} : side;
	return {...rest, run: `${run} --userns host`};
};

const remapped: KernelPairs = Object.fromEntries(
	Object.entries(pairsNamed(closedByRemapping)).map(([name, {lowers: _, ...pair}]) => [
		`${name}, in a user namespace`,
		{...pair, open: optsOut(pair.open), closed: pair.open},
	]),
);

const writes = /writes .* → host root$/;

const ofTheirOwn: KernelPairs = {
	'socket that everybody may use': {
		attack: 'connect /s.sock',
		path: /sock → host root$/,
		open: '-v HERE/open.sock:/s.sock',
		closed: '-v SOCKET:/s.sock',
	},
	'home of a user of the host that root is mapped to': {
		attack: 'touch /k/a && rm /k/a',
		path: writes,
		open: '-v HERE/mapped/.ssh:/k',
		closed: '-v HERE/of-0/.ssh:/k',
	},
	'home of a user that root is mapped to, by another user': {
		attack: 'touch /k/b && rm /k/b',
		path: writes,
		open: '-v HERE/mapped/.ssh:/k --cap-drop ALL',
		closed: '-v HERE/mapped/.ssh:/k --user 1000',
	},
	'home of another mapped user, by root of the namespace': {
		attack: 'touch /k/c && rm /k/c',
		path: writes,
		open: '-v HERE/mapped-other/.ssh:/k',
		closed: '-v HERE/mapped-other/.ssh:/k --cap-drop ALL',
	},
	'home of another mapped user, by that user': {
		attack: 'touch /k/d && rm /k/d',
		path: writes,
		open: '-v HERE/mapped-other/.ssh:/k --user 5',
		closed: '-v HERE/mapped-other/.ssh:/k --user 6',
	},
	'NET_RAW, which the namespace of its own network asks for': {
		attack: 'arping -c 1 -w 1 -I eth0 172.17.0.1 | grep -q Sent',
		danger: / capability:NET_RAW$/,
		open: '--cap-add NET_RAW',
		closed: '--cap-drop NET_RAW',
	},
	'SYS_ADMIN, which leads no further than its own namespaces': {
		attack: 'mkdir -p /tmp/h && mount -t cgroup -o memory none /tmp/h && umount /tmp/h',
		path: /→ (likely )?host root$/,
		open: '--cap-add SYS_ADMIN --userns host',
		closed: '--cap-add SYS_ADMIN',
	},
	'SYS_ADMIN, which mounts in a namespace of its own': {
		attack: 'mkdir -p /tmp/m && mount -t tmpfs none /tmp/m',
		danger: / capability:SYS_ADMIN$/,
		open: '--cap-add SYS_ADMIN',
		closed: '--cap-add SYS_ADMIN --user 1000',
	},
};

tryPairs(
	"the kernel's word where users are remapped",
	{...remapped, ...ofTheirOwn},
	30,
	(await whyNoEngine()) !== null,
	async here => {
		const dir = await mkdtemp(join(tmpdir(), 'dockscope-remap-'));
		await chmod(dir, 0o755);
		const PATH = await remappingPath(dir);
		const engine = await startPrivateEngine({
			daemonJson: {'userns-remap': 'nobody:nogroup'},
			env: {PATH},
			args: ['-H', `unix://${here}/open.sock`],
		});
		await chmod(join(here, 'open.sock'), 0o666);
		return {
			...engine,
			async stop() {
				await engine.stop();
				await rm(dir, {recursive: true, force: true});
			},
		};
	},
);
