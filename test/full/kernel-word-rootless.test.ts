import {type KernelPairs, tryPairs} from '../support/kernel-word.js';
import {startRootlessPodman, whyNoRootlessPodman} from '../support/rootless-podman.js';

const writes = (file: string) => ({attack: `touch /k/${file} && rm /k/${file}`, path: /writes .* → the engine's account$/});
const traces = {attack: 'ls /proc/ENGINE/root/', path: /the engine's processes → the engine's account$/};
const home = '-v HERE/of-1000/.ssh:/k';
const below = '--uidmap 0:1:1000';

/** The account that runs it is user 1000 of the host. */
const ofRootless: KernelPairs = {
	'home of the account, and that of root': {...writes('a'), open: home, closed: '-v HERE/of-0/.ssh:/k'},
	'home of the account, by another user': {...writes('b'), open: `${home} --cap-drop ALL`, closed: `${home} --user 1000`},
	'home of the account, from a user namespace below': {
		...writes('c'),
		open: `${home} --userns keep-id`,
		closed: `${home} ${below}`,
	},
	'secrets of the account, and those of root': {
		attack: 'cat /k/key',
		path: /reads .* → the account's secrets$/,
		open: `${home}:ro`,
		closed: '-v HERE/of-0/.ssh:/k:ro',
	},
	'socket of the account, by another user': {
		attack: 'connect /s.sock',
		path: /sock → the engine's account$/,
		open: '-v SOCKET:/s.sock',
		closed: '-v SOCKET:/s.sock --user 1000',
	},
	'privileged, which opens nothing by itself': {
		attack: 'cat /k/key',
		path: /→ the (engine's account|account's secrets)$/,
		open: `--privileged ${home}:ro`,
		closed: '--privileged -v HERE/of-0/.ssh:/k:ro',
	},
	"the engine's processes, without the capability": {...traces, open: '--pid host --cap-add SYS_PTRACE', closed: '--pid host'},
	"the engine's processes, from a user namespace below": {
		...traces,
		open: '--pid host --privileged',
		closed: `--pid host --privileged ${below}`,
	},
	"the engine's processes in a /proc that is mounted": {
		attack: 'ls /hp/ENGINE/root/',
		path: /the engine's processes → the engine's account$/,
		open: '-v /proc:/hp:ro --cap-add SYS_PTRACE',
		closed: '-v /proc:/hp:ro',
	},
	'signals to processes of the account, by another user': {
		attack: 'kill -0 PEER',
		path: /signals to the account's processes$/,
		open: '--pid host',
		closed: '--pid host --user 1000',
	},
	'SYS_ADMIN, which mounts in a namespace of its own': {
		attack: 'mkdir -p /tmp/m && mount -t tmpfs none /tmp/m',
		danger: / capability:SYS_ADMIN$/,
		open: '--cap-add SYS_ADMIN',
		closed: '--cap-add SYS_NICE',
	},
};

tryPairs("the kernel's word on rootless Podman", ofRootless, 11, (await whyNoRootlessPodman()) !== null, startRootlessPodman);
