import {chmod, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {kernelCases} from '../on-real-engine/kernel-word-cases.js';
import {type KernelCases, tryCases} from '../support/kernel-word.js';
import {startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {remappingPath} from '../support/remapping-path.js';

/** What the first user namespace opens to root is closed to root of another; what is open to all, or opted out, stays open. */
const closed = [
	'socket-root',
	'socket-root-without-capabilities',
	'root-read',
	'root-write',
	'home-of-another-root',
	'core-pattern',
	'proc-mount',
	'device',
	'device-folder-with-rule',
	'device-rule',
	'cgroup-mount-with-admin',
	'release-agent',
] as const;

const cases: KernelCases = {
	...Object.fromEntries(
		closed.flatMap(name => {
			const one = kernelCases[name];
			return one === undefined
				? []
				: [
						[name, {...one, opens: false}],
						...(/--pid|device/.test(one.run + name)
							? []
							: [[`${name}-opted-out`, {...one, run: `${one.run} --userns host`}] as const]),
					];
		}),
	),
	'socket-for-all': {run: '-v HERE/open.sock:/s.sock', attack: 'connect /s.sock', path: /sock → host root$/, opens: true},
	'home-of-a-mapped-user': {run: '-v HERE/mapped/.ssh:/k', attack: 'touch /k/a', path: /writes .* → host root$/, opens: true},
};

tryCases("the kernel's word where users are remapped", cases, (await whyNoEngine()) !== null, async here => {
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
});
