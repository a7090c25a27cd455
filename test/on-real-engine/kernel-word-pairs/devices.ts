import type {KernelPair} from '../../support/kernel-word.js';

const reads = (path: string) => `dd if=${path} of=/dev/null bs=512 count=1 2>/dev/null`;
const readsDisk = reads('DISK');
const makesDisk = `mknod /tmp/d b MAJOR MINOR && ${reads('/tmp/d')}`;
// A loop device stands for a disk where the machine lets nobody open its own.
const disk = /(raw disk|block devices made from files|device rule)/;
const node = {attack: reads('/dev/x'), danger: /^device /};

/** Devices, by their nodes, by the rules of the control group, and by what makes a node. */
export const devicePairs: Readonly<Record<string, KernelPair>> = {
	'disk, by another user': {
		attack: readsDisk,
		path: disk,
		open: '--device DISK',
		closed: '--device DISK --user 1000',
		lowers: 'container-dangerous-device',
	},
	'disk, by the permissions of its rule': {
		attack: reads('/dev/x'),
		danger: /^device /,
		open: '--device DISK:/dev/x:r',
		closed: '--device DISK:/dev/x:m',
	},
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
	'node of a disk that is mounted as a file': {
		attack: reads('/dev/x'),
		path: disk,
		open: '--device DISK:/dev/x',
		closed: '-v DISK:/dev/x',
	},
	'folder of devices, without a rule': {
		attack: readsDisk,
		path: disk,
		open: "-v /dev:/dev --device-cgroup-rule 'b MAJOR:* rw'",
		closed: '-v /dev:/dev',
	},
	'folder of devices with a rule, by another user': {
		attack: readsDisk,
		path: disk,
		open: "-v /dev:/dev --device-cgroup-rule 'b *:* r' --cap-drop ALL",
		closed: "-v /dev:/dev --device-cgroup-rule 'b *:* r' --user 1000",
	},
	'rule for a disk, without CAP_MKNOD': {
		attack: makesDisk,
		path: disk,
		open: "--device-cgroup-rule 'b MAJOR:* rwm'",
		closed: "--device-cgroup-rule 'b MAJOR:* rwm' --cap-drop MKNOD",
	},
	'rule for a disk, by another user': {
		attack: makesDisk,
		path: disk,
		open: "--device-cgroup-rule 'a *:* rwm'",
		closed: "--device-cgroup-rule 'b MAJOR:* rwm' --user 1000",
		lowers: 'container-device-rules',
	},
	'rule that only lets nodes be made': {
		attack: makesDisk,
		path: disk,
		open: "--device-cgroup-rule 'b MAJOR:MINOR r'",
		closed: "--device-cgroup-rule 'b MAJOR:MINOR m'",
	},
	'rule for other devices': {
		attack: makesDisk,
		path: disk,
		open: "--device-cgroup-rule 'b *:MINOR rm'",
		closed: "--device-cgroup-rule 'b 1:* rwm' --device-cgroup-rule 'c 10:* rwm'",
	},
	'rule for a disk, without the capabilities that make a node useful': {
		attack: makesDisk,
		path: disk,
		open: "--device-cgroup-rule 'b MAJOR:* rw' --cap-drop ALL --cap-add MKNOD",
		closed: "--device-cgroup-rule 'b MAJOR:* rw' --cap-drop ALL",
	},
	'disk of a privileged container, by another user': {
		attack: readsDisk,
		path: /privileged → host root$/,
		open: '--privileged',
		closed: '--privileged --user 1000',
		lowers: 'container-privileged',
	},
	'disk, with every capability but no device': {
		attack: readsDisk,
		path: /privileged → host root$/,
		open: '--privileged --cap-drop ALL',
		closed: '--cap-add ALL',
	},
};
