import type {KernelPair} from '../../support/kernel-word.js';

export const readsDevice = (path: string): string => `dd if=${path} of=/dev/null bs=512 count=1 2>/dev/null`;
export const makesDisk = `mknod /tmp/d b MAJOR MINOR && ${readsDevice('/tmp/d')}`;
/** A loop device stands for a disk where the machine lets nobody open its own. */
export const diskPath = /(raw disk|block devices made from files|device rule)/;

/** Devices, by the rules of the control group, and by what makes a node. */
export const devicePairs: Readonly<Record<string, KernelPair>> = {
	'disk, by another user': {
		attack: readsDevice('DISK'),
		path: diskPath,
		open: '--device DISK',
		closed: '--device DISK --user 1000',
		lowers: 'container-dangerous-device',
	},
	'disk, by the permissions of its rule': {
		attack: readsDevice('/dev/x'),
		danger: /^device /,
		open: '--device DISK:/dev/x:r',
		closed: '--device DISK:/dev/x:m',
	},
	'folder of devices, without a rule': {
		attack: readsDevice('DISK'),
		path: diskPath,
		open: "-v /dev:/dev --device-cgroup-rule 'b MAJOR:* rw'",
		closed: '-v /dev:/dev',
	},
	'rule for a disk, without CAP_MKNOD': {
		attack: makesDisk,
		path: diskPath,
		open: "--device-cgroup-rule 'b MAJOR:* rwm'",
		closed: "--device-cgroup-rule 'b MAJOR:* rwm' --cap-drop MKNOD",
	},
	'rule for a disk, by another user': {
		attack: makesDisk,
		path: diskPath,
		open: "--device-cgroup-rule 'a *:* rwm'",
		closed: "--device-cgroup-rule 'b MAJOR:* rwm' --user 1000",
		lowers: 'container-device-rules',
	},
	'rule that only lets nodes be made': {
		attack: makesDisk,
		path: diskPath,
		open: "--device-cgroup-rule 'b MAJOR:MINOR r'",
		closed: "--device-cgroup-rule 'b MAJOR:MINOR m'",
	},
	'rule for a character device': {
		attack: 'rm -f /tmp/t; mknod /tmp/t c 10 229 && exec 3<>/tmp/t',
		fails: 'container-device-rules',
		open: "--device-cgroup-rule 'c 10:229 rwm'",
		closed: "--device-cgroup-rule 'c 10:229 m'",
	},
	'rule for a character device, without CAP_MKNOD': {
		attack: 'rm -f /tmp/l; mknod /tmp/l c 10 237 && exec 3</tmp/l',
		path: /mknod of \/dev\/loop-control$/,
		open: "--device-cgroup-rule 'c 10:237 rw'",
		closed: "--device-cgroup-rule 'c 10:237 rw' --cap-drop MKNOD",
	},
	'node of a character device among the mounts': {
		attack: 'exec 3</k',
		danger: /^device-rule device-rule:\/dev\/loop-control$/,
		open: "-v /dev/loop-control:/k --device-cgroup-rule 'c 10:237 r' --cap-drop ALL",
		closed: "-v /dev/loop-control:/k --device-cgroup-rule 'c 10:237 r' --cap-drop ALL --user 1000",
	},
	'disk of a privileged container, by another user': {
		attack: readsDevice('DISK'),
		path: /privileged → host root$/,
		open: '--privileged',
		closed: '--privileged --user 1000',
		lowers: 'container-privileged',
	},
	'disk, with every capability but no device': {
		attack: readsDevice('DISK'),
		path: /privileged → host root$/,
		open: '--privileged --cap-drop ALL',
		closed: '--cap-add ALL',
	},
};
