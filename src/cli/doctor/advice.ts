import type {EngineErrorKind, SocketGroup, TerminalFeatures} from '../../base/index.js';

/** What to run, or to add to `docker run`, and why. */
export type Advice = {readonly run: string; readonly why: string};

/** An engine that did not answer. */
export type EngineFailure = {
	readonly kind: EngineErrorKind;
	/** Where its address comes from: `--host`, `DOCKER_HOST`, `context prod`, `the usual place`. */
	readonly source: string;
	/** `null` for an engine elsewhere, or an address that names none. */
	readonly socketPath: string | null;
};

/** What else is known here. */
export type Surroundings = {
	readonly user: string | null;
	readonly root: boolean;
	/** dockscope runs from its own image. */
	readonly inImage: boolean;
	/** Programs on the PATH. */
	readonly has: (program: 'dockerd' | 'podman' | 'systemctl') => boolean;
	/** A socket on which another engine answers. */
	readonly answering: string | null;
	readonly group: SocketGroup | null;
};

/** What helps when no engine answers, the likeliest first. */
export function engineAdvice(failure: EngineFailure, here: Surroundings): readonly Advice[] {
	return [
		...otherEngine(failure, here),
		...byKind(failure, here),
		{run: 'dockscope --demo', why: 'look around without an engine'},
	];
}

/** An engine that was named, and does not answer, hides those that do. */
function otherEngine({kind, source}: EngineFailure, {answering}: Surroundings): Advice[] {
	const why = answering === null ? 'without it the usual sockets are tried' : `an engine answers at ${answering}`;
	const isUsual = kind !== 'permission' && (source === 'DOCKER_HOST' || source.startsWith('context'));
	const without: Advice[] = isUsual
		? [{run: source === 'DOCKER_HOST' ? 'unset DOCKER_HOST' : 'dockscope --context default', why}]
		: [];
	return answering === null ? without : [...without, {run: `dockscope --host unix://${answering}`, why}];
}

function byKind({kind, source, socketPath}: EngineFailure, here: Surroundings): readonly Advice[] {
	if (kind === 'permission' && socketPath !== null) return withoutPermission(here);
	if (kind === 'bad-address') {
		if (source.startsWith('context')) return [{run: 'docker context ls', why: 'lists the contexts'}];
		return [{run: 'dockscope --host unix:///var/run/docker.sock', why: 'an address as dockscope and the docker command take it'}];
	}
	return socketPath === null ? [] : withoutSocket(socketPath, here);
}

function withoutPermission({inImage, group, user}: Surroundings): Advice[] {
	if (inImage && group !== null)
		return [
			{
				run: `--group-add ${group.gid}`,
				why: 'add it to docker run: the group of the socket; being in it equals root on its host',
			},
		];
	if (group?.joined === true) return [{run: `newgrp ${group.name}`, why: 'you joined the group after this session began'}];
	const asRoot = {run: 'sudo dockscope', why: 'root may use the socket'};
	// The group root is no group to join.
	if (group === null || group.gid === 0 || group.name === null || user === null) return [asRoot];
	const join = `sudo usermod --append --groups ${group.name} ${user}`;
	return [asRoot, {run: join, why: 'for good, after a new login; being in this group equals root on this host'}];
}

function withoutSocket(socketPath: string, {inImage, root, has}: Surroundings): Advice[] {
	if (inImage)
		return [{run: `--volume ${socketPath}:${socketPath}`, why: "add it to docker run: the engine's socket is not mounted"}];
	const service = root ? 'systemctl' : 'sudo systemctl';
	const podman = root ? 'systemctl enable --now podman.socket' : 'systemctl --user enable --now podman.socket';
	const starts: Advice[] = [
		...(has('dockerd') && has('systemctl')
			? [{run: `${service} start docker`, why: 'Docker is installed, but does not answer'}]
			: []),
		...(has('podman') && has('systemctl')
			? [{run: podman, why: 'Podman is installed; its API listens on a socket that must be enabled'}]
			: []),
		...(has('podman') && !has('systemctl')
			? [{run: 'podman system service --time 0', why: 'Podman is installed; this serves its API until it is stopped'}]
			: []),
	];
	if (has('dockerd') || has('podman')) return starts;
	return [{run: 'dockscope --host ssh://USER@SERVER', why: 'neither Docker nor Podman is installed here: an engine elsewhere'}];
}

/** What helps when the terminal cannot show the terminal UI as it is meant. */
export function terminalAdvice({dumb, unicode, ssh}: TerminalFeatures, isTerminal: boolean, inImage: boolean): readonly Advice[] {
	const advice: Advice[] = [];
	if (!isTerminal && inImage)
		advice.push({run: '--interactive --tty', why: 'add it to docker run: the terminal UI needs a terminal'});
	else if (!isTerminal && ssh) advice.push({run: 'ssh -t SERVER dockscope', why: 'ssh gives a command no terminal without -t'});
	if (isTerminal && dumb)
		advice.push({run: 'TERM=xterm-256color dockscope', why: 'TERM names no terminal that can move its cursor'});
	if (!unicode) advice.push({run: 'LANG=C.UTF-8 dockscope', why: 'the locale is not UTF-8'});
	return advice;
}
