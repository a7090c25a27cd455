import type {KernelPair} from '../../support/kernel-word.js';
import {diskPath, makesDisk, readsDevice} from './devices.js';

const node = {attack: readsDevice('/dev/x'), danger: /^device /};

/** Devices by whose their nodes are, and by rules that only look wide. */
export const deviceNodePairs: Readonly<Record<string, KernelPair>> = {
	'disk under another name, by its mode': {
		...node,
		open: '--device HERE/node-of-all:/dev/x --user 1000',
		closed: '--device HERE/node-of-0:/dev/x --user 1000',
	},
	'disk under another name, by its owner': {
		...node,
		open: '--device HERE/node-of-1000:/dev/x --user 1000',
		closed: '--device HERE/node-of-1000:/dev/x --user 1001',
	},
	'disk under another name, by its group': {
		...node,
		open: '--device HERE/node-of-group:/dev/x --user 1000 --group-add 4243',
		closed: '--device HERE/node-of-group:/dev/x --user 1000 --group-add 4244',
	},
	'disk of another user, by root without CAP_DAC_OVERRIDE': {
		...node,
		open: '--device HERE/node-of-1000:/dev/x',
		closed: '--device HERE/node-of-1000:/dev/x --cap-drop ALL',
	},
	'disk of another user, by root that makes a node of its own': {
		attack: makesDisk,
		danger: /^device /,
		open: '--device HERE/node-of-1000:/dev/x --cap-drop ALL --cap-add MKNOD',
		closed: '--device HERE/node-of-1000:/dev/x --cap-drop ALL',
	},
	'node of a disk that is mounted as a file': {
		attack: readsDevice('/dev/x'),
		path: diskPath,
		open: '--device DISK:/dev/x',
		closed: '-v DISK:/dev/x',
	},
	'folder of devices with a rule, by another user': {
		attack: readsDevice('DISK'),
		path: diskPath,
		open: "-v /dev:/dev --device-cgroup-rule 'b *:* r' --cap-drop ALL",
		closed: "-v /dev:/dev --device-cgroup-rule 'b *:* r' --user 1000",
	},
	'rule for other devices': {
		attack: makesDisk,
		path: diskPath,
		open: "--device-cgroup-rule 'b *:MINOR rm'",
		closed: "--device-cgroup-rule 'b 1:* rwm' --device-cgroup-rule 'c 226:* rwm'",
	},
	'rule for a disk, without the capabilities that make a node useful': {
		attack: makesDisk,
		path: diskPath,
		open: "--device-cgroup-rule 'b MAJOR:* rw' --cap-drop ALL --cap-add MKNOD",
		closed: "--device-cgroup-rule 'b MAJOR:* rw' --cap-drop ALL",
	},
};
