import type {KernelPair} from '../../support/kernel-word.js';

const back = (file: string) => `v=$(cat ${file}) && echo "$v" >${file}`;
const writes = /writes .* → host root$/;
const reads = /reads .* → the host's secrets$/;
const core = {attack: back('/x/core_pattern'), path: writes};

/** What of the host a mount really shows: below it, behind it, and by whose its files are. */
export const placePairs: Readonly<Record<string, KernelPair>> = {
	'directory of the host that is mounted again below the source': {
		attack: 'cat /c/etc/shadow',
		path: reads,
		open: '-v HERE/chroot:/c:ro',
		closed: '--mount type=bind,src=HERE/chroot,dst=/c,readonly,bind-recursive=disabled',
	},
	'keys of a user that are mounted again below the source': {
		attack: 'cat /c/keys/key',
		path: reads,
		open: '-v HERE/again:/c:ro --user 1000',
		closed: '-v HERE/again:/c:ro --user 1001',
	},
	'keys in a directory that everyone may enter': {
		attack: 'cat /k/key',
		path: reads,
		open: '-v HERE/ajar-1000/.ssh:/k:ro --user 1000',
		closed: '-v HERE/ajar-1000/.ssh:/k:ro --user 1001',
	},
	'credentials, by the mode of their file': {
		attack: 'cat /k/config',
		path: reads,
		open: '-v HERE/loose/.kube:/k:ro --user 1001',
		closed: '-v HERE/tight/.kube:/k:ro --user 1001',
	},
	'socket behind a directory that only root may enter': {
		attack: 'connect /w/in/innocent',
		danger: /^socket /,
		open: '-v HERE/way-open:/w --user 1000:GROUP',
		closed: '-v HERE/way-shut:/w --user 1000:GROUP',
	},
	'socket in another file system below the source': {
		attack: 'connect /o/apart/engine.sock',
		danger: /^socket /,
		open: '-v HERE/outer:/o:ro',
		closed: '--mount type=bind,src=HERE/outer,dst=/o,bind-recursive=disabled',
	},
	'part of a volume': {
		attack: 'cat /x/key',
		danger: /^host-(read|write) /,
		open: '--mount type=volume,src=part-of-keys,dst=/x,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=HERE,volume-subpath=of-0/.ssh',
		closed:
			'--mount type=volume,src=part-of-no-interest,dst=/x,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=HERE,volume-subpath=folder',
	},
	"data of another container's volume, below a data root in another place": {
		attack: 'ls /d/containers',
		danger: /^host-write /,
		open: '-v DATAROOT:/d',
		closed: '-v DATAROOT/volumes/of-another/_data:/d',
	},
	'settings of the kernel that start no program': {
		...core,
		open: '-v /proc/sys/kernel:/x',
		closed: '-v /proc/sys/vm:/x',
	},
	"settings of the container's own network": {
		attack: back('/x/core_pattern'),
		fails: 'container-proc-mount',
		open: '-v /proc/sys/kernel:/x --cap-drop ALL',
		closed: '-v /proc/sys/net:/x',
	},
};
