import type {KernelPair} from '../../support/kernel-word.js';

const readsCanary = 'cat /host/HERE/canary';
const reads = /reads .* → the host's secrets$/;
const writes = /writes .* → host root$/;
const readsKey = {attack: 'cat /k/key', path: reads};
const of1000 = '-v HERE/of-1000/.ssh:/k';

/** Who may read and write what is mounted of the host. */
export const filePairs: Readonly<Record<string, KernelPair>> = {
	'secrets of the host, by another user': {
		attack: readsCanary,
		path: reads,
		open: '-v /:/host:ro',
		closed: '-v /:/host:ro --user 65534 --pid host --network host',
		lowers: 'container-readable-host-secrets',
	},
	'secrets of the host, through a setuid program of its image': {
		attack: `su root -c "${readsCanary}"`,
		path: reads,
		open: {run: '-v /:/host:ro --user 1000:1000', image: 'setuid'},
		closed: {run: '-v /:/host:ro --user 1000:1000', image: 'named'},
	},
	'setuid program, with no-new-privileges': {
		attack: `su root -c "${readsCanary}"`,
		path: reads,
		open: {run: '-v HERE/canary:/root/.ssh/id:ro -v /:/host:ro --user 1000:1000', image: 'setuid'},
		closed: {run: '-v /:/host:ro --user 1000:1000 --security-opt no-new-privileges', image: 'setuid'},
	},
	'secrets of the host, through a setuid program that another container left in a volume': {
		attack: `/t/su root -c "${readsCanary}"`,
		path: reads,
		open: {run: '-v /:/host:ro -v HERE/tools:/t:ro --user 1000:1000', image: 'named'},
		closed: {run: '-v /:/host:ro -v HERE/tools:/t:ro --user 1000:1000 --security-opt no-new-privileges', image: 'named'},
	},
	'setuid program in a volume, by whose it is': {
		attack: `/t/su root -c "${readsCanary}"`,
		path: reads,
		open: {run: '-v /:/host:ro -v HERE/tools:/t --user 1000:1000', image: 'named'},
		closed: {run: '-v /:/host:ro -v HERE/tools-of-1001:/t --user 1000:1000', image: 'named'},
	},
	'keys of a user, by their mode': {
		...readsKey,
		open: `${of1000}:ro --user 1000`,
		closed: `${of1000}:ro --user 1001`,
	},
	'keys of a group, by the group': {
		...readsKey,
		open: '-v HERE/of-group/.ssh:/k:ro --user 1000:4243',
		closed: '-v HERE/of-group/.ssh:/k:ro --user 1000:4244',
	},
	'keys of another user, by root without CAP_DAC_OVERRIDE': {
		...readsKey,
		open: `${of1000}:ro`,
		closed: `${of1000}:ro --cap-drop ALL`,
	},
	'keys of another user, by root that may become that user': {
		attack: 'chroot --userspec=1000 / cat /k/key 2>/dev/null || su user -c "cat /k/key"',
		path: reads,
		open: {run: `${of1000}:ro --cap-drop ALL --cap-add SETUID --cap-add SETGID`, image: 'named'},
		closed: {run: `${of1000}:ro --cap-drop ALL --cap-add NET_RAW`, image: 'named'},
	},
	'folder of the host, by another user': {
		attack: 'touch /host/HERE/folder/b',
		danger: /^host-write /,
		open: '-v /:/host',
		closed: '-v /:/host --user 65534',
		lowers: 'container-writable-host-path',
	},
	'folder of the host, mounted read-only': {
		attack: 'touch /host/HERE/folder/c',
		danger: /^host-write /,
		open: '-v /:/host',
		closed: '-v /:/host:ro',
	},
	'home, by another user': {
		attack: 'touch /k/b',
		path: writes,
		open: `${of1000} --user 1000:1000`,
		closed: `${of1000} --user 1001:1001`,
	},
	'home of another user, by root without capabilities': {
		attack: 'touch /k/d',
		path: writes,
		open: of1000,
		closed: `${of1000} --cap-drop ALL`,
	},
	'home of another user, by root that may give it away': {
		attack: 'chown 0 /k && touch /k/e && chown 1000 /k',
		path: writes,
		open: `${of1000} --cap-drop ALL --cap-add CHOWN`,
		closed: `${of1000} --cap-drop ALL --cap-add KILL`,
	},
	'home of another user, by root that may change its mode': {
		attack: 'chmod 777 /k && touch /k/f && chmod 700 /k',
		path: writes,
		open: `${of1000} --cap-drop ALL --cap-add FOWNER`,
		closed: `${of1000} --cap-drop ALL --cap-add FSETID`,
	},
	'home of another user, by a group that may write': {
		attack: 'touch /k/g',
		path: writes,
		open: '-v HERE/of-group/.ssh:/k --user 1000 --group-add 4243',
		closed: '-v HERE/of-group/.ssh:/k --user 1000 --group-add 4244',
	},
	'keys of another user, by root that may give them away': {
		attack: 'chown 0 /k && chown 0 /k/key && cat /k/key && chown 1000 /k/key /k',
		danger: /^host-read /,
		open: `${of1000} --cap-drop ALL --cap-add CHOWN`,
		closed: `${of1000}:ro --cap-drop ALL --cap-add CHOWN`,
	},
	'keys of the group root, which a user without an account is in': {
		...readsKey,
		open: '-v HERE/of-group-0/.ssh:/k:ro --user 1000',
		closed: '-v HERE/of-group-0/.ssh:/k:ro --user 1000:1000',
	},
	'credentials of a user, which only mislead its tools': {
		attack: 'touch /t/a && rm /t/a',
		danger: /^tamper /,
		open: '-v HERE/of-1000/.kube:/t --user 1000',
		closed: '-v HERE/of-1000/.kube:/t --user 1001',
	},
	'shared memory of the host, mounted read-only': {
		attack: 'touch /t/dockscope-try && rm /t/dockscope-try',
		danger: /^tamper /,
		open: '-v /dev/shm:/t --user 1000',
		closed: '-v /dev/shm:/t:ro --user 1000',
	},
	'accounts of the host, and a file of no interest': {
		attack: 'cat /p',
		danger: /^reveal /,
		open: '-v /etc/passwd:/p:ro --user 65534',
		closed: '-v HERE/canary:/p:ro --user 65534',
	},
	'keys of a user, by the name of an account of the image': {
		...readsKey,
		open: {run: `${of1000}:ro --user user`, image: 'named'},
		closed: {run: `${of1000}:ro --user member`, image: 'named'},
	},
	'secrets of the host by root, whom no-new-privileges does not stop': {
		attack: readsCanary,
		path: reads,
		open: '-v /:/host:ro --security-opt no-new-privileges --cap-drop ALL',
		closed: '-v /:/host:ro --security-opt no-new-privileges --cap-drop ALL --user 1000',
	},
	'the root of the host through the options of a volume': {
		attack: readsCanary,
		danger: /^host-read /,
		open: '--mount type=volume,dst=/host,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/',
		closed: '--mount type=volume,dst=/host,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/ --user 1000',
	},
};
