import {type SafeText, safe, trusted} from '../text/safe-text.js';
import {hasSocketcall} from './af-alg.js';
import type {Capability} from './capability-names.js';
import type {ContainerFacts} from './container-facts.js';
import type {EngineFacts} from './engine-facts.js';

/** Whether processes of a container get through to the kernel by one of `PROBES`, and what decides it. */
export type CallAccess = {readonly reachable: 'yes' | 'no' | 'unknown'; readonly why: SafeText};

type Confined = Pick<ContainerFacts, 'seccomp' | 'afAlg' | 'capabilities' | 'truth'>;

/** @param probe  a name of `PROBES`: `userns`, `socket:AF_RDS`, `call:bpf` */
export function callAccess(probe: string, container: Confined, engine: EngineFacts): CallAccess {
	const {seccomp, afAlg, truth} = container;
	if (probe === 'socket:AF_ALG') return afAlg;
	const named = trusted(wordsOf(probe));
	if (truth.known && truth.value.seccomp === 0) return yes(safe`no seccomp filter refuses ${named}`);
	switch (seccomp.kind) {
		case 'unconfined':
			return yes(safe`no seccomp filter refuses ${named}`);
		case 'unreadable':
			return unknown(trusted('its seccomp profile cannot be read'));
		case 'custom':
			return seccomp.profile.reaches.some(one => one === probe)
				? yes(safe`its seccomp profile allows ${named}`)
				: no(safe`its seccomp profile refuses ${named}`);
		case 'default':
			return engine.kind === 'docker' ? byDocker(probe, named, container, engine) : byPodman(probe, named, container, engine);
	}
}

const yes = (why: SafeText): CallAccess => ({reachable: 'yes', why});
const no = (why: SafeText): CallAccess => ({reachable: 'no', why});
const unknown = (why: SafeText): CallAccess => ({reachable: 'unknown', why});

const wordsOf = (probe: string): string =>
	probe === 'userns' ? 'user namespaces' : probe.startsWith('socket:') ? `${probe.slice(7)} sockets` : `${probe.slice(5)}(2)`;

/**
 * What the default profiles refuse unless one of these capabilities is granted. Docker's tells the namespaces of clone(2) by its flags, and
 * refuses clone3(2).
 * @source moby profiles/seccomp/default_linux.go
 */
const refusedByDocker: Readonly<Record<string, readonly Capability[]>> = {
	userns: ['SYS_ADMIN'],
	'call:add_key': [],
	'call:bpf': ['SYS_ADMIN', 'BPF'],
	'call:keyctl': [],
	'call:mount': ['SYS_ADMIN'],
	'call:perf_event_open': ['SYS_ADMIN', 'PERFMON'],
	'call:userfaultfd': [],
};

/** Podman's allows namespaces, mounts and keyctl(2). @source containers/common pkg/seccomp/default_linux.go; tried with 5.4.2 */
const refusedByPodman: readonly string[] = ['call:bpf', 'call:perf_event_open'];

function byDocker(probe: string, named: SafeText, container: Confined, engine: EngineFacts): CallAccess {
	const {version, raw} = engine;
	const profile = safe`the default seccomp profile of Docker ${version}`;
	const openedBy = refusedByDocker[probe];
	if (openedBy !== undefined) return byCapability({openedBy, profile, named, container});
	const numbers = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version);
	const [, major, minor, patch] = (numbers ?? []).map(Number);
	if (probe === 'call:io_uring_setup') {
		if (major === undefined || minor === undefined) return unknown(safe`${profile} is not known`);
		// Refused by not being known to it, allowed since 20.10, refused since 25. @source moby/moby#46762
		return major >= 25 || major < 20 || (major === 20 && minor < 10)
			? no(safe`${profile} refuses ${named}`)
			: yes(safe`${profile} allows ${named}`);
	}
	if (probe === 'socket:AF_VSOCK' && !hasSocketcall(raw.version.Arch ?? '')) {
		if (major === undefined) return unknown(safe`${profile} is not known`);
		return major >= 23 || (major === 20 && minor === 10 && patch === 22)
			? no(safe`${profile} refuses ${named}`)
			: yes(safe`${profile} allows ${named}`);
	}
	return yes(safe`${profile} allows ${named}`);
}

function byPodman(probe: string, named: SafeText, container: Confined, {version}: EngineFacts): CallAccess {
	const profile = safe`the default seccomp profile of Podman ${version}`;
	if (refusedByPodman.includes(probe)) return byCapability({openedBy: refusedByDocker[probe] ?? [], profile, named, container});
	return /^call:(add_key|io_uring_setup|userfaultfd)$/.test(probe)
		? unknown(safe`whether ${profile} allows ${named} is not known`)
		: yes(safe`${profile} allows ${named}`);
}

type Gate = {
	readonly openedBy: readonly Capability[];
	readonly profile: SafeText;
	readonly named: SafeText;
	readonly container: Confined;
};

function byCapability({openedBy, profile, named, container}: Gate): CallAccess {
	const {truth, capabilities} = container;
	const granted = truth.known ? truth.value.bounding : capabilities.granted;
	const opened = openedBy.find(name => granted.has(name) || capabilities.granted.has(name));
	return opened === undefined
		? no(safe`${profile} refuses ${named}`)
		: yes(safe`${profile} allows ${named} with ${trusted(opened)}`);
}
