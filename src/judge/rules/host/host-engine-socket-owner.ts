import {type FileFacts, type HostFacts, known, shellQuote, trusted} from '../../../base/index.js';
import {cisIds, defineRule, fail, fromHost, pass} from '../rule.js';
import type {HostScope} from '../scope.js';
import {onEngine} from '../shared/engine-words.js';
import {dataRoot, engineSocket} from './shared/host-files.js';

export default defineRule({
	slug: 'host-engine-socket-owner',
	title: 'Docker socket has an unexpected owner or group',
	cis: cisIds('3.15'),
	severity: 'critical',
	target: 'host',
	rationale: 'Its owner and every member of its group can start a privileged container: root on the host in one command.',
	references: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface', 'chown(1)'],

	check: scope => {
		const {host} = scope;
		const found = engineSocket.find(scope);
		if ('none' in found) return found.none;
		const {path, uid} = found.file;
		const evidence = [fromHost(`stat ${path} uid`, uid), fromHost(`stat ${path} group`, groupOf(host, found.file))];
		return isMeant(found.file, scope) ? pass(...evidence) : fail(...evidence);
	},

	remedy: ({host, engine}) => ({
		text: onEngine(engine, {
			docker: `chown root:docker ${shellQuote(host.socketPath ?? '/run/docker.sock')}, and remove any other "group" from daemon.json or SocketGroup= from docker.socket.`,
			podman: `chown root:root ${shellQuote(host.socketPath ?? '/run/podman/podman.sock')}, and remove SocketUser= and SocketGroup= from podman.socket.`,
		}),
		mayBreak: 'Members of its current group.',
	}),

	examples: {
		bad: {host: {...engineSocket.example({gid: 100}), socketGroup: exampleGroup('users', 100)}},
		good: {host: {...engineSocket.example({gid: 998}), socketGroup: exampleGroup('docker', 998)}},
	},
});

/** A socket that only root may use is stricter than the benchmark asks; a rootless engine's socket belongs to its user. */
function isMeant({uid, gid}: FileFacts, scope: HostScope): boolean {
	const {host, engine} = scope;
	const user = engine.rootless === true ? userOfEngine(scope) : null;
	if (user !== null) return uid === user;
	const group = host.socketGroup.known && host.socketGroup.value.gid === gid ? host.socketGroup.value.group : null;
	return uid === 0 && (gid === 0 || group === 'docker');
}

/** Who runs a rootless engine: the user of its daemon, or, of one that has none, the owner of its data; `null` when neither is seen. */
function userOfEngine(scope: HostScope): number | null {
	const {daemon} = scope.host;
	const data = dataRoot.find(scope);
	const uid = daemon.known ? daemon.value.uid : 'file' in data ? data.file.uid : 0;
	return uid === 0 ? null : uid;
}

const groupOf = ({socketGroup}: HostFacts, {gid}: FileFacts) =>
	socketGroup.known && socketGroup.value.gid === gid ? `${socketGroup.value.group} (gid ${gid})` : `gid ${gid}`;

function exampleGroup(name: 'docker' | 'users', gid: number): HostFacts['socketGroup'] {
	return known({group: trusted(name), gid, members: []});
}
