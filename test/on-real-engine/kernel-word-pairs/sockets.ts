import type {KernelPair} from '../../support/kernel-word.js';

const sock = '-v SOCKET:/s.sock';
const at = (path: string) => ({attack: `connect ${path}`, path: /(\.sock|innocent) → host root$/, danger: /^socket /});

/** Who may connect to a socket: its owner, its group and others, by the file itself, and by the folders on the way. */
export const socketPairs: Readonly<Record<string, KernelPair>> = {
	'socket, by another user': {
		...at('/s.sock'),
		open: sock,
		closed: `${sock} --user 65534`,
		lowers: 'container-runtime-socket',
	},
	'socket of root, without capabilities': {
		...at('/s.sock'),
		open: `${sock} --cap-drop ALL`,
		closed: `${sock} --cap-drop ALL --user 1000`,
	},
	'socket, by another added group': {
		...at('/s.sock'),
		open: `${sock} --user 65534 --group-add GROUP`,
		closed: `${sock} --user 65534 --group-add 1`,
	},
	'socket, by another primary group': {
		...at('/s.sock'),
		open: `${sock} --user 1000:GROUP`,
		closed: `${sock} --user 1000:1000`,
	},
	'socket, by a group of the image that has its number': {
		...at('/s.sock'),
		open: {run: `${sock} --user 1000 --group-add docker`, image: 'named'},
		closed: {run: `${sock} --user 1000 --group-add other`, image: 'named'},
	},
	'socket, by its mode': {
		...at('/s.sock'),
		open: '-v HERE/open.sock:/s.sock --user 1000',
		closed: '-v HERE/shut.sock:/s.sock --user 1000',
	},
	'socket mounted read-only': {
		...at('/s.sock'),
		open: `${sock}:ro`,
		closed: `${sock}:ro --user 1000`,
	},
	'hard link of a socket, under an innocent name': {
		...at('/x'),
		open: '-v HERE/innocent:/x',
		closed: '-v HERE/innocent:/x --user 1000',
	},
	'socket in a folder that only root may enter': {
		...at('/d/innocent'),
		open: '-v HERE/ajar:/d --user 1000:GROUP',
		closed: '-v HERE/shut:/d --user 1000:GROUP',
	},
	'symbolic link to a socket, itself or in a folder': {
		...at('/d/engine.sock'),
		open: '-v HERE/links/engine.sock:/d/engine.sock',
		closed: '-v HERE/links:/d',
	},
	'file with the name of a socket on which no one listens': {
		...at('/docker.sock'),
		open: '-v SOCKET:/docker.sock',
		// What has a runtime's name may be listened on again in a moment.
		closed: {run: '-v HERE/dead/docker.sock:/docker.sock', unknown: /no process is seen that listens on this socket/},
	},
	'socket from the volumes of another container': {
		...at('/s.sock'),
		open: '--volumes-from with-socket',
		closed: '--volumes-from with-socket --user 1000',
	},
	'socket, after its process has given root up': {
		...at('/s.sock'),
		open: {run: sock, image: 'named', command: "su member -c 'exec sleep 9999'"},
		closed: {run: sock, image: 'named', command: "su user -c 'exec sleep 9999'"},
	},
};
